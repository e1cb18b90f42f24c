//! Why a command ends without an answer.

use std::process::ExitCode;
use std::{fmt, io};

/// What a command of the adapter returns.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// What is said on standard error, and the exit code: 1 for a failure, 3 for an unknown command.
pub(crate) struct Failure {
    code: u8,
    text: String,
}

impl Failure {
    pub(crate) fn new(code: u8, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }

    pub(crate) fn exit(self) -> ExitCode {
        eprintln!("{self}");
        self.code.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Self::new(1, text)
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::new(1, text)
    }
}

impl From<io::Error> for Failure {
    fn from(cause: io::Error) -> Self {
        Self::new(1, cause.to_string())
    }
}
