//! Names from the field: identifiers, FQMNs and FQPNs, project names and shortcuts (SPEC.md section 1).

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::HYPERDRIVE;
use crate::error::{Error, Result};

/// Why this text is no Identifier, or `None` where it is one.
pub fn identifier_fault(text: &str) -> Option<String> {
    let odd = |letter: &char| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '-' | '.');
    if text.is_empty() {
        return Some("it is empty".into());
    }
    if let Some(letter) = text.chars().find(odd) {
        return Some(format!("'{}' isn't one of A-Z a-z 0-9 _ - .", letter.escape_default()));
    }
    text.starts_with(['-', '.']).then(|| format!("it begins with '{}'", &text[..1]))
}

/// Why this text is no project name, or `None` where it is one: `[a-z0-9][a-z0-9-]{0,30}`.
pub fn project_fault(text: &str) -> Option<String> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let good = (1..=31).contains(&text.len()) && text.chars().all(fits) && !text.starts_with('-');
    (!good).then(|| "a project name is 1 to 31 of a-z 0-9 -, and begins with a letter or a digit".into())
}

/// A shortcut in the form that names of containers take: lower case, other characters become `-`, at most 31.
pub fn shortcut_in_names(shortcut: &str) -> String {
    let part = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let text: String = shortcut.chars().map(part).take(31).collect();
    text.trim_start_matches('-').into()
}

/// A fully qualified module name, `<author>/<name>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Fqmn {
    text: String,
    /// Where in it the author ends.
    slash: usize,
}

impl Fqmn {
    /// An FQMN of these two Identifiers. Bad input where one isn't an Identifier.
    pub fn new(author: &str, name: &str) -> Result<Self> {
        for (word, text) in [("author", author), ("name", name)] {
            if let Some(fault) = identifier_fault(text) {
                return Err(Error::input(format!("'{text}' is no {word} of a module: {fault}")));
            }
        }
        Ok(Self { text: [author, "/", name].concat(), slash: author.len() })
    }

    /// The author's part.
    pub fn author(&self) -> &str {
        &self.text[..self.slash]
    }

    /// The module's own part.
    pub fn name(&self) -> &str {
        &self.text[self.slash + 1..]
    }

    /// The whole of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is Hyperdrive's own, in any spelling: that one is never installable.
    pub fn is_hyperdrive(&self) -> bool {
        self.text.eq_ignore_ascii_case(HYPERDRIVE)
    }
}

impl FromStr for Fqmn {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (author, name) = text.split_once('/').ok_or_else(|| {
            Error::input(format!("'{text}' is no module name")).hint("a full module name is AUTHOR/NAME")
        })?;
        Self::new(author, name)
    }
}

impl TryFrom<String> for Fqmn {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Fqmn> for String {
    fn from(fqmn: Fqmn) -> Self {
        fqmn.text
    }
}

impl fmt::Display for Fqmn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A parameter's name: `<FQMN>:<section>/…/<parameter>`, or a bare path, which means the module at hand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fqpn {
    module: Option<Fqmn>,
    path: Vec<String>,
}

impl Fqpn {
    /// The parameter at this path of this module.
    pub fn new(module: Fqmn, path: Vec<String>) -> Self {
        Self { module: Some(module), path }
    }

    /// The module that it names; `None` for a bare path.
    pub fn module(&self) -> Option<&Fqmn> {
        self.module.as_ref()
    }

    /// Sections from the outermost in, then the parameter. Never empty.
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// The path as it is written, with `/`.
    pub fn path_text(&self) -> String {
        self.path.join("/")
    }

    /// The same parameter with its module said.
    #[must_use]
    pub fn within(mut self, module: &Fqmn) -> Self {
        self.module.get_or_insert_with(|| module.clone());
        self
    }
}

impl FromStr for Fqpn {
    type Err = Error;

    /// Bad input where a part isn't an Identifier. `hyperdrive:` is short for `nodeset/hyperdrive:`.
    fn from_str(text: &str) -> Result<Self> {
        let (module, path) = match text.split_once(':') {
            Some(("hyperdrive", path)) => (Some(HYPERDRIVE.parse()?), path),
            Some((module, path)) => (Some(module.parse()?), path),
            None => (None, text),
        };
        let path: Vec<String> = path.split('/').map(Into::into).collect();
        match path.iter().find_map(|part| identifier_fault(part)) {
            Some(fault) => Err(Error::input(format!("'{text}' is no parameter name: {fault}"))
                .hint("a full parameter name is AUTHOR/NAME:SECTION/PARAMETER")),
            None => Ok(Self { module, path }),
        }
    }
}

impl fmt::Display for Fqpn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(module) = &self.module {
            write!(f, "{module}:")?;
        }
        f.write_str(&self.path_text())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn identifiers_become_folders_and_arguments() {
        for good in ["a", "A_b-c.9", "_x"] {
            assert_eq!(identifier_fault(good), None, "{good}");
        }
        for bad in ["", ".", "..", "-rf", ".hidden", "a/b", "a b", "ä", "a\0", "a:b"] {
            assert!(identifier_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn project_names_are_short_and_plain() {
        assert_eq!(project_fault("hyperdrive"), None);
        assert_eq!(project_fault(&"a".repeat(31)), None);
        for bad in ["", "-a", "A", "a_b", "a.b", &"a".repeat(32)] {
            assert!(project_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_shortcut_of_another_form_is_mended_for_names() {
        assert_eq!(shortcut_in_names("Hello.World_1"), "hello-world-1");
        assert_eq!(shortcut_in_names("_x"), "x");
    }

    #[test]
    fn an_fqpn_names_a_module_or_means_the_one_at_hand() {
        let full: Fqpn = "me/mod:server/port".parse().unwrap();
        assert_eq!(
            (full.module().unwrap().to_string(), full.path_text()),
            ("me/mod".into(), "server/port".into())
        );
        let short: Fqpn = "hyperdrive:apiPort".parse().unwrap();
        assert_eq!(short.to_string(), "nodeset/hyperdrive:apiPort");
        assert_eq!("port".parse::<Fqpn>().unwrap().module(), None);
        for bad in ["", "a/b:", "a:b", "a/b:c//d", "a/b:c:d", "x/../y"] {
            assert!(bad.parse::<Fqpn>().is_err(), "{bad}");
        }
    }
}
