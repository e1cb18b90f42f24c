//! Marks: words that stand for values while a template's text is parsed without them.

use super::super::output::{Sort, Span};
use super::super::program::{Place, index};

/// A value that a template put into its text.
#[derive(Debug)]
pub(super) struct Value<'t> {
    pub(super) text: &'t str,
    pub(super) sort: Sort,
    /// The accessor or parameter.
    pub(super) name: &'t str,
    /// The action.
    pub(super) place: Place,
    /// Where it stands in the text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A text, the values in it, and the word that stands for them.
#[derive(Debug)]
pub(super) struct Marks<'t> {
    text: &'t str,
    pub(super) values: Vec<Value<'t>>,
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

impl<'t> Marks<'t> {
    pub(super) fn new(text: &'t str, spans: &[Span], origins: &'t [String]) -> Self {
        let value = |span: &Span| Value {
            text: text.get(span.start..span.end).unwrap_or_default(),
            sort: span.sort,
            name: origins.get(span.origin as usize).map_or("the context", String::as_str),
            place: span.place,
            start: span.start,
            end: span.end,
        };
        let mut marks = Self { text, values: spans.iter().map(value).collect(), word: String::new() };
        marks.word = marks.unused_word();
        marks
    }

    /// A word that the author's text doesn't hold, also not in parts that only together make it.
    fn unused_word(&self) -> String {
        let author = self.rebuilt(|_, _| String::new());
        let free = |number: &u32| !author.contains(&format!("hdv{number}z"));
        format!("hdv{}z", (0..u32::MAX).find(free).unwrap_or_default())
    }

    /// The text with marks in place of values.
    pub(super) fn marked(&self) -> String {
        self.rebuilt(|number, _| format!("{}{number}z", self.word))
    }

    /// The text with what `write` makes of each value in its place.
    pub(super) fn rebuilt(&self, write: impl Fn(usize, &Value) -> String) -> String {
        let mut out = String::with_capacity(self.text.len() + 16 * self.values.len());
        let mut done = 0;
        for (number, value) in self.values.iter().enumerate() {
            out.push_str(self.text.get(done..value.start).unwrap_or_default());
            out.push_str(&write(number, value));
            done = value.end;
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
            Piece::Value(number) => {
                self.values.get(number).map_or_else(String::new, |value| write(value.text))
            }
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
        self.values.get(number).map_or(index(0), |value| value.place)
    }
}
