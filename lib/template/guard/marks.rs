//! Marks: words that stand for values while a template's text is parsed without them.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::hash::BuildHasher;

use super::super::output::{Sort, Span};
use super::super::program::{Place, index};

/// A value that a template put into its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'t> {
    pub(super) text: &'t str,
    pub(super) sort: Sort,
    /// The accessor or parameter.
    pub(super) name: &'t str,
    /// The action.
    pub(super) place: Place,
}

/// A text, the values in it, and the word that stands for them.
#[derive(Debug)]
pub(super) struct Marks<'t> {
    text: &'t str,
    spans: &'t [Span],
    origins: &'t [String],
    word: String,
}

/// A piece of a text with marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'m> {
    /// The author's text.
    Author(&'m str),
    /// The value of this number.
    Value(usize),
}

/// A number that no author knows.
fn random() -> u32 {
    let hash = RandomState::new().hash_one(());
    u32::try_from(hash >> 33).unwrap_or_default()
}

impl Piece<'_> {
    /// The number of a value.
    pub(super) fn number(&self) -> Option<usize> {
        match self {
            Self::Author(_) => None,
            Self::Value(number) => Some(*number),
        }
    }
}

impl<'t> Marks<'t> {
    pub(super) fn new(text: &'t str, spans: &'t [Span], origins: &'t [String]) -> Self {
        let mut marks = Self { text, spans, origins, word: String::new() };
        marks.word = marks.unused_word();
        marks
    }

    /// How many values there are.
    pub(super) fn count(&self) -> usize {
        self.spans.len()
    }

    /// The value of this number; there is none where an author wrote what looks like a mark.
    pub(super) fn value(&self, number: usize) -> Option<Value<'t>> {
        self.spans.get(number).map(|span| self.value_of(span))
    }

    /// The text of the value of this number.
    pub(super) fn text_of(&self, number: usize) -> &'t str {
        self.value(number).map_or("", |value| value.text)
    }

    /// A value that begins or ends inside a character, which the text around it completes.
    pub(super) fn broken(&self) -> Option<usize> {
        self.spans.iter().position(|span| self.text.get(span.start as usize..span.end as usize).is_none())
    }

    /// All values.
    pub(super) fn values(&self) -> impl Iterator<Item = Value<'t>> {
        self.spans.iter().map(|span| self.value_of(span))
    }

    /// The author's text between values; a mark of its byte order aside.
    pub(super) fn author(&self) -> impl Iterator<Item = &'t str> {
        let mut done = 0;
        let ends = self.spans.iter().map(|span| (span.start as usize, span.end as usize));
        ends.chain([(self.text.len(), 0)]).map(move |(end, next)| {
            let author = self.text.get(done..end).unwrap_or_default();
            let author = if done == 0 { author.trim_start_matches('\u{feff}') } else { author };
            done = next;
            author
        })
    }

    fn value_of(&self, span: &Span) -> Value<'t> {
        Value {
            text: self.text.get(span.start as usize..span.end as usize).unwrap_or_default(),
            sort: span.sort,
            name: self.origins.get(span.origin as usize).map_or("the context", String::as_str),
            place: span.place,
        }
    }

    /// A word that the author's text doesn't hold, also not in parts that only together make it.
    fn unused_word(&self) -> String {
        let author = self.rebuilt(|_, _, _| {});
        let words = author.split("hdv").skip(1).filter_map(|rest| rest.split_once('z'));
        let taken: HashSet<u32> = words.filter_map(|(number, _)| number.parse().ok()).collect();
        // With a backslash, and in tags with a percent sign, YAML can write any letter otherwise: then nobody can know the word beforehand.
        let first = if author.contains(['\\', '%']) { random() } else { 0 };
        let free = (first..u32::MAX).find(|number| !taken.contains(number));
        format!("hdv{}z", free.unwrap_or_default())
    }

    /// The text with marks in place of values.
    pub(super) fn marked(&self) -> String {
        self.marked_but(|_| None)
    }

    /// The same, with another text in place of some marks.
    pub(super) fn marked_but(&self, other: impl Fn(usize) -> Option<&'static str>) -> String {
        self.rebuilt(|out, number, _| match other(number) {
            Some(other) => out.push_str(other),
            // Writing to a string can't fail.
            None => write!(out, "{}{number}z", self.word).unwrap_or_default(),
        })
    }

    /// The text with what `write` makes of each value in its place.
    pub(super) fn rebuilt(&self, write: impl Fn(&mut String, usize, &'t str)) -> String {
        let mut out = String::with_capacity(self.text.len() + 8 * self.spans.len());
        let mut done = 0;
        for (number, span) in self.spans.iter().enumerate() {
            out.push_str(self.text.get(done..span.start as usize).unwrap_or_default());
            write(&mut out, number, self.text_of(number));
            done = span.end as usize;
        }
        out.push_str(self.text.get(done..).unwrap_or_default());
        out
    }

    /// The author's text and the values that a marked text is made of.
    pub(super) fn pieces<'m>(&self, marked: &'m str) -> Vec<Piece<'m>> {
        let mut pieces = Vec::new();
        let mut parts = marked.split(self.word.as_str());
        pieces.extend(parts.next().filter(|text| !text.is_empty()).map(Piece::Author));
        for part in parts {
            let (number, after) = part.split_once('z').unwrap_or((part, ""));
            pieces.push(Piece::Value(number.parse().unwrap_or(usize::MAX)));
            pieces.extend(Some(after).filter(|text| !text.is_empty()).map(Piece::Author));
        }
        pieces
    }

    /// The marks in a text: where each stands, and its number.
    pub(super) fn numbers<'m>(&'m self, marked: &'m str) -> impl Iterator<Item = (usize, usize)> + 'm {
        marked.match_indices(self.word.as_str()).map(|(at, word)| {
            let after = &marked[at + word.len()..];
            let digits = after.split('z').next().unwrap_or_default();
            (at, digits.parse().unwrap_or(usize::MAX))
        })
    }

    /// Whether a text holds a mark.
    pub(super) fn any_in(&self, text: &str) -> bool {
        text.contains(self.word.as_str())
    }

    /// A marked text with the values in place.
    pub(super) fn filled(&self, marked: &str, write: impl Fn(&str) -> String) -> String {
        let write = |piece| match piece {
            Piece::Author(text) => text.to_owned(),
            Piece::Value(number) => write(self.text_of(number)),
        };
        self.pieces(marked).into_iter().map(write).collect()
    }

    /// The template's place of the first value on a line (from 1) of the marked text.
    pub(super) fn on_line(&self, marked: &str, line: usize) -> Option<usize> {
        let line = marked.lines().nth(line.saturating_sub(1))?;
        self.numbers(line).next().map(|(_, number)| number)
    }

    /// The action of a value; the source's start where there is no such value.
    pub(super) fn place(&self, number: usize) -> Place {
        self.value(number).map_or(index(0), |value| value.place)
    }
}
