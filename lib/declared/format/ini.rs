//! INI: there is no one way to escape in it, so what a reader could take for syntax is refused.

use super::{Outcome, Part, Refused, Value, in_comment, is_control};

/// Where in a line one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Comment,
    /// A section's name.
    Section,
    Name,
    /// Behind the `=`, before anything stood there.
    Begin,
    Bare,
    Quoted,
}

impl State {
    fn step(self, letter: char) -> Self {
        match (self, letter) {
            (Self::Start, '#' | ';') => Self::Comment,
            (Self::Start, '[') => Self::Section,
            (_, '\n') | (Self::Start, ' ' | '\t' | '\r') => Self::Start,
            (Self::Name, '=' | ':') | (Self::Begin, ' ' | '\t') => Self::Begin,
            (Self::Start, _) => Self::Name,
            (Self::Begin, '"') => Self::Quoted,
            (Self::Begin, _) | (Self::Quoted, '"') => Self::Bare,
            (state, _) => state,
        }
    }
}

pub(super) fn fill(parts: &[Part]) -> Outcome<String> {
    let (mut out, mut state) = (String::new(), State::Start);
    for (number, part) in parts.iter().enumerate() {
        match part {
            Part::Author(text) => {
                state = text.chars().fold(state, State::step);
                out.push_str(text);
            }
            Part::Value(value) => {
                out.push_str(write(number, value, state)?);
                state = if state == State::Begin { State::Bare } else { state };
            }
        }
    }
    Ok(out)
}

fn write(part: usize, value: &Value, state: State) -> Outcome<&str> {
    let text = value.text.as_str();
    let refused = |reason: &str| Err(Refused::part(part, reason));
    if state == State::Comment {
        return in_comment(part, value);
    }
    if text.chars().any(is_control) {
        return refused("it holds a line break or another control character, which no INI file can hold");
    }
    match state {
        State::Start | State::Section | State::Name => refused("it stands where a name has to be"),
        State::Quoted if text.contains(['"', '\\']) => {
            refused("it holds a quote or a backslash, which INI files have no common way to escape")
        }
        State::Begin | State::Bare if is_unclear(text) => {
            refused("it holds what some readers take for more than text: ; # \" ' \\ or a space at an end")
        }
        _ => Ok(text),
    }
}

fn is_unclear(text: &str) -> bool {
    text.contains([';', '#', '"', '\'', '\\']) || text.trim() != text
}
