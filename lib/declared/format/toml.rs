//! TOML: a value is escaped as the quotes want it in which it stands; by itself it is a string, a number or a truth.

use serde_json::Value as Json;

use super::json::judge;
use super::tree::Marks;
use super::{Outcome, Part, Refused, Value, escape, in_comment, quoted};

/// Where in a text one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Bare,
    Comment,
    /// `"…"` and `"""…"""`
    Basic(bool),
    /// `'…'` and `'''…'''`
    Literal(bool),
    /// Behind a backslash.
    Escaped(bool),
}

impl State {
    /// What follows one step through a text, and how long the step is.
    fn step(self, text: &str) -> (Self, usize) {
        let letter = text.chars().next().map_or(1, char::len_utf8);
        let first = text.as_bytes().first().copied().unwrap_or_default();
        match (self, first) {
            (Self::Bare, b'#') => (Self::Comment, 1),
            (Self::Bare, b'"') if text.starts_with("\"\"\"") => (Self::Basic(true), 3),
            (Self::Bare, b'\'') if text.starts_with("'''") => (Self::Literal(true), 3),
            (Self::Bare, b'"') => (Self::Basic(false), 1),
            (Self::Bare, b'\'') => (Self::Literal(false), 1),
            (Self::Basic(many), b'\\') => (Self::Escaped(many), 1),
            (Self::Escaped(many), _) => (Self::Basic(many), letter),
            (Self::Basic(true), b'"') if text.starts_with("\"\"\"") => (Self::Bare, 3),
            (Self::Literal(true), b'\'') if text.starts_with("'''") => (Self::Bare, 3),
            (Self::Comment, b'\n')
            | (Self::Basic(false), b'"' | b'\n')
            | (Self::Literal(false), b'\'' | b'\n') => (Self::Bare, 1),
            (state, _) => (state, letter),
        }
    }

    fn after(self, mut text: &str) -> Self {
        let mut state = self;
        while !text.is_empty() {
            let (next, length) = state.step(text);
            (state, text) = (next, &text[length..]);
        }
        state
    }
}

pub(super) fn fill(parts: &[Part]) -> Outcome<String> {
    let marks = Marks::new(parts);
    let (mut marked, mut out, mut state) = (String::new(), String::new(), State::Bare);
    for (number, part) in parts.iter().enumerate() {
        match part {
            Part::Author(text) => {
                state = state.after(text);
                marked.push_str(text);
                out.push_str(text);
            }
            Part::Value(value) => {
                marked.push_str(&match state {
                    State::Bare => quoted(&marks.alone(number)),
                    _ => marks.inside(number),
                });
                write(number, value, state, &mut out)?;
            }
        }
    }
    judge(&marks, &marked, &out, read)?;
    Ok(out)
}

fn write(number: usize, value: &Value, state: State, out: &mut String) -> Outcome<()> {
    match state {
        State::Bare => out.push_str(&value.literal.clone().unwrap_or_else(|| quoted(&value.text))),
        State::Comment => out.push_str(in_comment(number, value)?),
        State::Basic(_) => escape(&value.text, out),
        State::Literal(_) => {
            if value.text.chars().any(|letter| letter == '\'' || super::is_control(letter)) {
                let reason =
                    "it holds a quote or a control character, for which \"…\" is needed in place of '…'";
                return Err(Refused::part(number, reason));
            }
            out.push_str(&value.text);
        }
        State::Escaped(_) => return Err(Refused::part(number, "a backslash stands before it")),
    }
    Ok(())
}

fn read(text: &str) -> Result<Json, String> {
    let table: toml::Table = toml::from_str(text).map_err(|cause| {
        let line =
            cause.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("it makes no TOML: line {line}: {}", cause.message().lines().next().unwrap_or_default())
    })?;
    serde_json::to_value(table).map_err(|cause| format!("it makes no TOML: {cause}"))
}
