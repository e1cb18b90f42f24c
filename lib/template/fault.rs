//! What is wrong in a template, and where.

use super::actions::Actions;
use super::program::Place;
use crate::error::{Error, Kind};
use crate::escape;

/// Something wrong at a place of the source.
#[derive(Debug)]
pub(super) struct Fault(Box<Inner>);

/// Boxed, so that what doesn't fail stays small.
#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: String,
    hint: Option<String>,
    place: Place,
    /// Not at one place: the message says it all.
    whole: bool,
}

/// What evaluating and reading return.
pub(super) type Outcome<T> = Result<T, Fault>;

impl Fault {
    /// This is wrong here.
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind: Kind::Input, message: message.into(), hint: None, place, whole: false }))
    }

    /// This is wrong with the source as a whole.
    pub(super) fn whole(message: impl Into<String>) -> Self {
        let mut fault = Self::new(0, message);
        fault.0.whole = true;
        fault
    }

    /// An error of a look-up, which happened here.
    pub(super) fn of(place: Place, error: &Error) -> Self {
        let mut fault = Self::new(place, error.to_string());
        fault.0.kind = error.kind();
        fault.0.hint = error.hints().first().cloned();
        fault
    }

    /// Of this kind.
    pub(super) fn of_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Adds what to do next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds what to do next, where that isn't said yet.
    pub(super) fn or_hint(mut self, hint: &str) -> Self {
        self.0.hint.get_or_insert_with(|| hint.into());
        self
    }

    /// The error, as everyone else sees it: `cannot VERB 'NAME' at line 3, column 5, in '{{.X}}': …`
    pub(super) fn error(self, verb: &str, name: &str, source: &str) -> Error {
        let at = if self.0.whole { String::new() } else { describe(source, self.0.place) };
        let error = Error::new(self.0.kind, format!("cannot {verb} '{name}'{at}: {}", self.0.message));
        self.0.hint.into_iter().fold(error, Error::hint)
    }
}

/// ` at line 3, column 5, in '{{.X}}'`
fn describe(source: &str, place: Place) -> String {
    let (line, column) = line_and_column(source, place);
    let action = action_at(source, place).map(|text| format!(", in '{}'", escape::short(text, 60)));
    format!(" at line {line}, column {column}{}", action.unwrap_or_default())
}

/// Line and column of a place, both from 1; columns count characters.
pub(super) fn line_and_column(source: &str, place: Place) -> (usize, usize) {
    let before = before(source, place);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Lines and columns of places that come in order: the source is gone through once.
pub(super) struct Lines<'s> {
    source: &'s str,
    done: usize,
    line: usize,
    column: usize,
}

impl<'s> Lines<'s> {
    pub(super) fn of(source: &'s str) -> Self {
        Self { source, done: 0, line: 1, column: 1 }
    }

    /// Line and column of a place, both from 1, which isn't before the last one.
    pub(super) fn of_place(&mut self, place: Place) -> (usize, usize) {
        let end = before(self.source, place).len();
        let passed = self.source.get(self.done..end).unwrap_or_default();
        match passed.rfind('\n') {
            Some(last) => {
                self.line += passed.matches('\n').count();
                self.column = passed[last + 1..].chars().count() + 1;
            }
            None => self.column += passed.chars().count(),
        }
        self.done = self.done.max(end);
        (self.line, self.column)
    }
}

/// The byte at which a line and column (both from 1) begin.
pub(super) fn place_of(source: &str, line: usize, column: usize) -> Place {
    let line_start = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = source.get(line_start..).unwrap_or_default();
    let within: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    super::program::index(line_start + within)
}

/// The action around a place, with its braces.
fn action_at(source: &str, place: Place) -> Option<&str> {
    let place = before(source, place).len();
    let start =
        before(source, super::program::index(place + 2)).rfind("{{").filter(|start| place <= start + 4096)?;
    let braces = source[..start].bytes().rev().take_while(|letter| *letter == b'{').count().min(2);
    let action = Actions::of_handlebars(&source[start - braces..]).next()?.text;
    Some(action.trim_end()).filter(|action| place <= start - braces + action.len())
}

/// The source up to a place, which is moved down to a character's start.
fn before(source: &str, place: Place) -> &str {
    let mut end = (place as usize).min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    &source[..end]
}
