//! A failure: its kind (which is the exit code), what failed on what and why, and what to do next.

use std::fmt;
use std::io;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a fallible function of this library returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure it is. One kind is one exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Done, and the answer is no: invalid settings, a conflict, an unverified token.
    No,
    /// Wrong usage.
    Usage,
    /// The input is bad (JSON, package, template, an edit that doesn't fit) or isn't there.
    Input,
    /// The machine failed: Docker, network, disk.
    Machine,
    /// The adapter answered with a failure, or not as the protocol says.
    Adapter,
    /// Locked, timed out, changed meanwhile: try again.
    Busy,
    /// Key, token, permission or trust is missing.
    Denied,
    /// A bug in the tool.
    Bug,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::No,
        Self::Usage,
        Self::Input,
        Self::Machine,
        Self::Adapter,
        Self::Busy,
        Self::Denied,
        Self::Bug,
    ];

    /// The exit code of a program that ends with this kind of failure.
    pub const fn code(self) -> u8 {
        match self {
            Self::No => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Machine => 4,
            Self::Adapter => 5,
            Self::Busy => 6,
            Self::Denied => 7,
            Self::Bug => 101,
        }
    }

    /// The kind that a code stands for; a code that is none of ours is a bug of who sent it.
    pub fn from_code(code: u8) -> Self {
        Self::ALL.into_iter().find(|kind| kind.code() == code).unwrap_or(Self::Bug)
    }
}

/// One of several faults that are reported together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// Where: an FQPN, a JSON pointer, an entry's name; `FILE:LINE:COLUMN` where nothing has a name.
    pub at: String,
    /// What is wrong there.
    pub message: String,
    /// Where that stands in a settings file, `FILE:LINE:COLUMN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into(), place: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.iter().try_for_each(|place| write!(f, "{place}: "))?;
        write!(f, "{}: {}", self.at, self.message)
    }
}

/// A failure, as data. The text is made where it is shown; flags are named only there.
#[derive(Debug, Clone)]
pub struct Error {
    kind: Kind,
    message: String,
    faults: Vec<Fault>,
    hints: Vec<String>,
    mark: Mark,
}

/// What of a module's part was there before it was changed, where nothing of it ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Before {
    /// Nothing was there.
    Nothing,
    /// Containers were there, and rested.
    Resting,
}

/// What a failure means for those that it is put on, beside its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Plain,
    Shared,
    Spared,
    Changed(Option<Before>),
    Asks,
    Elsewhere,
    Ends,
}

impl Error {
    /// A failure of this kind. The message: lower case, the failure first, the subject in single quotes.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), faults: Vec::new(), hints: Vec::new(), mark: Mark::Plain }
    }

    /// The answer is no.
    pub fn no(message: impl Into<String>) -> Self {
        Self::new(Kind::No, message)
    }

    /// Wrong usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Bad or missing input.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The machine failed.
    pub fn machine(message: impl Into<String>) -> Self {
        Self::new(Kind::Machine, message)
    }

    /// The adapter failed.
    pub fn adapter(message: impl Into<String>) -> Self {
        Self::new(Kind::Adapter, message)
    }

    /// Try again later.
    pub fn busy(message: impl Into<String>) -> Self {
        Self::new(Kind::Busy, message)
    }

    /// Not allowed.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(Kind::Denied, message)
    }

    /// A bug in the tool.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Kind::Bug, message)
    }

    /// A failed operation on a file: `cannot VERB 'PATH': REASON`. A missing file is bad input; the rest is the machine.
    pub fn file(verb: &str, path: impl AsRef<Path>, cause: &io::Error) -> Self {
        let kind = if cause.kind() == io::ErrorKind::NotFound { Kind::Input } else { Kind::Machine };
        Self::new(kind, format!("cannot {verb} '{}': {}", path.as_ref().display(), reason(cause)))
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds the faults that this error stands for.
    #[must_use]
    pub fn with_faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// The same failure with a word before its message: `WORD: message`.
    #[must_use]
    pub fn within(mut self, word: &str) -> Self {
        self.message = format!("{word}: {}", self.message);
        self
    }

    /// The same failure, which several documents share: it is said once.
    #[must_use]
    pub fn shared(self) -> Self {
        Self { mark: Mark::Shared, ..self }
    }

    /// The same failure, before which nothing of the module was begun: it says nothing about the module.
    #[must_use]
    pub fn spared(self) -> Self {
        Self { mark: Mark::Spared, ..self }
    }

    /// The same failure, after containers of the module were stopped or started; `before`: what was there, where none ran.
    #[must_use]
    pub fn changed(self, before: Option<Before>) -> Self {
        Self { mark: Mark::Changed(before), ..self }
    }

    /// The same failure, which the operator can lift by saying that the module runs nowhere else.
    #[must_use]
    pub fn asks(self) -> Self {
        Self { mark: Mark::Asks, ..self }
    }

    /// The same failure, which the operator can lift by saying that a package may come from elsewhere.
    #[must_use]
    pub fn elsewhere(self) -> Self {
        Self { mark: Mark::Elsewhere, ..self }
    }

    /// Whether it is that a package comes from elsewhere, and nothing more.
    pub fn is_elsewhere(&self) -> bool {
        self.mark == Mark::Elsewhere
    }

    /// The same failure, which the operator can lift by saying that nothing of the module is to run.
    #[must_use]
    pub fn ends(self) -> Self {
        Self { mark: Mark::Ends, ..self }
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What failed, on what and why; one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do next.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// The failure as data, as said by this tool.
    pub fn report(self, tool: &str) -> Report {
        Report {
            tool: tool.into(),
            code: self.kind.code(),
            message: self.message,
            faults: self.faults,
            hints: self.hints,
            undone: false,
            shared: self.mark == Mark::Shared,
            spared: self.mark == Mark::Spared,
            changed: matches!(self.mark, Mark::Changed(_)),
            before: if let Mark::Changed(before) = self.mark { before } else { None },
            asks: self.mark == Mark::Asks,
            ends: self.mark == Mark::Ends,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.faults.iter().try_for_each(|fault| write!(f, "; {fault}"))
    }
}

impl std::error::Error for Error {}

/// A failure as data: the `error` field of a module document, and what `--errors json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own, and a field of JSON")]
pub struct Report {
    /// The tool that failed.
    pub tool: String,
    /// Its exit code, which says the kind.
    pub code: u8,
    /// What failed, on what, why.
    pub message: String,
    /// Each fault, where several were found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// What to do next.
    #[serde(default)]
    pub hints: Vec<String>,
    /// Because of it a change of settings was taken back, for every module.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
    /// Other documents carry the same failure: it is said once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// Nothing of the module was begun, or another one's failure kept it as it is: it says nothing about the module, whose
    /// status stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spared: bool,
    /// Containers of the module were stopped or started before it failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// What of them was there before that, where none ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// The operator can lift it by saying that the module runs nowhere else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks: bool,
    /// The operator can lift it by saying that nothing of the module is to run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ends: bool,
}

impl Report {
    /// What sort of failure it is.
    pub fn kind(&self) -> Kind {
        Kind::from_code(self.code)
    }

    /// The same; a code that says no failure is a bug of who sent it.
    #[must_use]
    pub fn as_failure(mut self) -> Self {
        self.code = if self.code == 0 { Kind::Bug.code() } else { self.code };
        self
    }

    /// Whether settings were judged and found wrong, or taken back, as opposed to a module that was silent or broke.
    /// A refused change of settings is refused as a whole, for every module (SPEC.md section 9, Configure).
    pub fn refuses_settings(&self) -> bool {
        self.kind() == Kind::No || (self.tool == "hd-config" && self.kind() != Kind::Adapter) || self.undone
    }
}

/// Why an operation of the machine failed, in plain words: no capital, no error number.
pub fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::AlreadyExists => "it exists already".into(),
        io::ErrorKind::NotADirectory => "not a folder".into(),
        io::ErrorKind::IsADirectory => "it is a folder".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        _ => plain(&cause.to_string()),
    }
}

/// A stranger's error text as the end of ours: first letter small, no error number, no full stop.
fn plain(text: &str) -> String {
    let text = text.split(" (os error").next().unwrap_or(text).trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_code_of_the_design() {
        let codes = Kind::ALL.map(Kind::code);
        assert_eq!(codes, [1, 2, 3, 4, 5, 6, 7, 101]);
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_code(kind.code()) == kind));
        assert_eq!(Kind::from_code(42), Kind::Bug);
    }

    #[test]
    fn a_missing_file_is_bad_input_and_says_so_plainly() {
        let cause = io::Error::from_raw_os_error(2);
        let error = Error::file("open", "mod.zip", &cause);
        assert_eq!(error.kind(), Kind::Input);
        assert_eq!(error.message(), "cannot open 'mod.zip': no such file");
    }

    #[test]
    fn other_reasons_lose_capital_and_number() {
        assert_eq!(reason(&io::Error::from_raw_os_error(40)), "too many levels of symbolic links");
    }
}
