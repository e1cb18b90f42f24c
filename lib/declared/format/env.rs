//! Lines `NAME=value`, as POSIX shells, systemd and Compose's `env_file` read them alike.

use super::{Outcome, Part, Refused, Value, in_comment, is_control};

/// Where in a line one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Comment,
    Name,
    /// Behind the `=`, before anything stood there.
    Begin,
    Bare,
    Single,
    Double,
    Escaped,
}

impl State {
    fn after(self, text: &str) -> Self {
        text.chars().fold(self, Self::step)
    }

    fn step(self, letter: char) -> Self {
        match (self, letter) {
            (Self::Start, '#') => Self::Comment,
            (Self::Start | Self::Name | Self::Begin | Self::Bare | Self::Comment, '\n')
            | (Self::Start, ' ' | '\t' | '\r') => Self::Start,
            (Self::Name, '=') => Self::Begin,
            (Self::Start | Self::Name, _) => Self::Name,
            (Self::Begin | Self::Bare, '\'') => Self::Single,
            (Self::Begin | Self::Bare, '"') | (Self::Escaped, _) => Self::Double,
            (Self::Single, '\'') | (Self::Double, '"') | (Self::Begin, _) => Self::Bare,
            (Self::Double, '\\') => Self::Escaped,
            (state, _) => state,
        }
    }
}

pub(super) fn fill(parts: &[Part]) -> Outcome<String> {
    let (mut out, mut state) = (String::new(), State::Start);
    for (number, part) in parts.iter().enumerate() {
        match part {
            Part::Author(text) => {
                state = state.after(text);
                out.push_str(text);
            }
            Part::Value(value) => {
                let alone = state == State::Begin && ends(parts.get(number + 1));
                out.push_str(&write(number, value, state, alone)?);
                if state == State::Begin {
                    state = State::Bare;
                }
            }
        }
    }
    if matches!(state, State::Single | State::Double | State::Escaped) {
        return Err(Refused::whole("a quote has no end"));
    }
    Ok(out)
}

/// Whether the line ends here.
fn ends(next: Option<&Part>) -> bool {
    match next {
        None => true,
        Some(Part::Author(text)) => text.starts_with('\n') || text.starts_with("\r\n"),
        Some(Part::Value(_)) => false,
    }
}

fn write(part: usize, value: &Value, state: State, alone: bool) -> Outcome<String> {
    let text = value.text.as_str();
    let refused = |reason: &str| Err(Refused::part(part, reason));
    if state == State::Comment {
        return in_comment(part, value).map(str::to_owned);
    }
    if text.chars().any(is_control) {
        return refused("it holds a line break or another control character, which no env file can hold");
    }
    match state {
        State::Begin if alone => whole(part, text),
        State::Begin | State::Bare if text.chars().all(is_safe) => Ok(text.into()),
        State::Begin | State::Bare => refused("it holds a letter that has to stand in double quotes"),
        State::Single if text.contains('\'') => {
            refused("it holds a quote, for which no single quotes may be around it")
        }
        State::Single => Ok(text.into()),
        State::Double => double(part, text),
        State::Escaped => refused("a backslash stands before it"),
        _ => refused("it stands where a name has to be"),
    }
}

/// A value that is all that stands behind the `=`.
fn whole(part: usize, text: &str) -> Outcome<String> {
    if text.chars().all(is_safe) {
        return Ok(text.into());
    }
    if !text.contains('\'') {
        return Ok(format!("'{text}'"));
    }
    double(part, text).map(|text| format!("\"{text}\""))
}

/// The inside of double quotes.
fn double(part: usize, text: &str) -> Outcome<String> {
    if text.contains('`') {
        return Err(Refused::part(
            part,
            "it holds a backtick, which not every reader takes for data in double quotes",
        ));
    }
    let escaped = |letter: char| {
        let slash = matches!(letter, '"' | '\\' | '$').then_some('\\');
        slash.into_iter().chain([letter])
    };
    Ok(text.chars().flat_map(escaped).collect())
}

/// What no reader takes for anything but itself, without quotes.
fn is_safe(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_./:@%+=,-".contains(letter)
}
