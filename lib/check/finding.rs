//! A finding: what is wrong where, and what to do about it.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::code::{Code, Level};
use crate::escape;

/// What a message is cut to.
const MESSAGE: usize = 1000;

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// `HD001`: stable.
    pub code: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub message: String,
    /// What the author can do.
    pub fix: String,
}

/// Where something was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// A file of the package, a JSON pointer, a parameter, a command of the adapter, or the package itself.
    pub at: String,
    /// The line in a file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Whether it is a file of the package.
    pub file: bool,
}

impl Place {
    /// A file of the package.
    pub fn file(path: impl Into<String>) -> Self {
        Self { at: path.into(), file: true, ..Self::default() }
    }

    /// A line and column in a file of the package.
    pub fn in_file(path: impl Into<String>, line: usize, column: usize) -> Self {
        Self { line: Some(line), column: Some(column), ..Self::file(path) }
    }

    /// Something that is no file.
    pub fn at(what: impl Into<String>) -> Self {
        Self { at: what.into(), ..Self::default() }
    }

    /// The same file, with the line and column that the library's message about it names.
    #[must_use]
    pub fn as_said(self, message: &str) -> Self {
        let number = |word: &str| {
            let rest = &message[message.find(word)? + word.len()..];
            rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        };
        Self { line: number(" at line "), column: number(", column "), ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape::line(&self.at))?;
        self.line.iter().chain(&self.column).try_for_each(|number| write!(f, ":{number}"))
    }
}

impl Finding {
    /// This was found here. What a stranger wrote into the message is escaped and cut.
    pub fn new(code: &'static Code, place: Place, message: impl AsRef<str>) -> Self {
        let message = escape::short(message.as_ref(), MESSAGE);
        Self { code: code.id, level: code.level, place, message, fix: code.fix.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_takes_its_line_from_a_message() {
        let said = "cannot render 'a.tmpl' at line 3, column 15, in '{{x}}': no";
        assert_eq!(Place::file("a.tmpl").as_said(said).to_string(), "a.tmpl:3:15");
        assert_eq!(Place::file("a.tmpl").as_said("it isn't UTF-8").to_string(), "a.tmpl");
    }
}
