//! Go's `text/template` syntax, read into a program.

mod lexer;
mod literal;
mod parser;
mod token;

pub(super) use parser::read;

/// The bytes of a Go string literal in double quotes.
#[cfg(test)]
pub(super) fn unquoted(text: &str) -> Option<Vec<u8>> {
    literal::quoted(text).ok()
}
