//! How scalars with values are written: whether every YAML parser reads them the same way. Ours knows YAML 1.2; Docker
//! Compose's differs, most of all in flow collections, where `?` is an indicator to it wherever it stands.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::doubled;
use super::marks::{Marks, Piece};

/// Whether the text with values in it may stay, as far as the style of its scalars goes. Where it may, values hold nothing
/// that a parser could take for an indicator where they stand.
pub(super) fn may_stay(marks: &Marks) -> bool {
    if marks.author().any(|text| !text.is_ascii() && text.contains(is_odd)) {
        return false;
    }
    let words = marks.values().all(|value| is_word(value.text));
    words && !marks.author().any(may_indicate) || Scalars::new(marks, &marks.marked()).all_clear()
}

/// Whether the author's text may hold a plain scalar in brackets that Docker Compose's parser takes for something else.
fn may_indicate(author: &str) -> bool {
    let odd = |pair: &[u8]| match pair {
        [before, b':'] => b" \t\r\n[{,".contains(before),
        [b':', after] => b",]}".contains(after),
        _ => false,
    };
    author.contains('?') || author.as_bytes().windows(2).any(odd)
}

/// Characters that one parser takes for a line break, or skips, and another one doesn't.
fn is_odd(letter: char) -> bool {
    matches!(letter, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A value that is to every parser what a mark is: one that begins with a letter, a digit, `_` or `/`, and holds no
/// indicator but within.
fn is_word(text: &str) -> bool {
    let first = |letter: u8| letter.is_ascii_alphanumeric() || b"_/".contains(&letter);
    let last = |letter: u8| first(letter) || b".-".contains(&letter);
    let within = |letter: &u8| last(*letter) || b":=@+~%$".contains(letter);
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|letter| first(*letter))
        && bytes.last().is_some_and(|letter| last(*letter))
        && bytes.iter().all(within)
}

/// The scalars of a marked text.
struct Scalars<'m> {
    marks: &'m Marks<'m>,
    marked: &'m str,
    /// For each list and mapping around: whether it is written in brackets, or is in one that is.
    flow: Vec<bool>,
    /// A character of the text, and the byte where it begins.
    cursor: (usize, usize),
}

impl<'m> Scalars<'m> {
    fn new(marks: &'m Marks<'m>, marked: &'m str) -> Self {
        Self { marks, marked, flow: Vec::new(), cursor: (0, 0) }
    }

    fn all_clear(mut self) -> bool {
        for event in Parser::new_from_str(self.marked) {
            let Ok((event, span)) = event else { return false };
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => self.begin(span),
                Event::SequenceEnd | Event::MappingEnd => {
                    self.flow.pop();
                }
                Event::Scalar(text, style, ..) if !self.is_clear(&text, style, span) => return false,
                _ => {}
            }
        }
        true
    }

    /// Whether Docker Compose's parser takes a part of a plain scalar in brackets for an indicator, or takes the colon after
    /// one for a part of it.
    fn indicates(&mut self, marked: &str, span: Span) -> bool {
        let after = self.byte(span.end.index());
        let ends = [":,", ":]", ":}"];
        marked.contains('?')
            || marked.starts_with(':')
            || self.marked.get(after..).is_some_and(|rest| ends.iter().any(|end| rest.starts_with(end)))
    }

    fn in_flow(&self) -> bool {
        self.flow.last().is_some_and(|flow| *flow)
    }

    /// A list or mapping begins: its bracket, if it has one, stands in this span.
    fn begin(&mut self, span: Span) {
        let flow = self.in_flow() || {
            let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index() + 1));
            self.marked.get(start..end).is_none_or(|text| text.contains(['[', '{']))
        };
        self.flow.push(flow);
    }

    /// The byte where a character begins.
    fn byte(&mut self, number: usize) -> usize {
        if number < self.cursor.0 {
            let back = self.marked[..self.cursor.1].char_indices().nth_back(self.cursor.0 - number - 1);
            self.cursor = (number, back.map_or(0, |(at, _)| at));
        }
        let (known, at) = self.cursor;
        let rest = &self.marked[at..];
        let found = rest.char_indices().nth(number - known);
        self.cursor = found.map_or(self.cursor, |(further, _)| (number, at + further));
        found.map_or(self.marked.len(), |(further, _)| at + further)
    }

    fn is_clear(&mut self, marked: &str, style: ScalarStyle, span: Span) -> bool {
        let own = style == ScalarStyle::Plain && !marked.is_empty();
        if own && self.in_flow() && self.indicates(marked, span) {
            return false;
        }
        if !self.marks.any_in(marked) {
            return true;
        }
        let values = self.marks.pieces(marked).into_iter().filter_map(|piece| Piece::number(&piece));
        let mut values = values.map(|number| self.marks.text_of(number));
        let ends = |value: &str| value.starts_with("---") || value.starts_with("...");
        match style {
            ScalarStyle::Plain => {
                let text = self.marks.filled(marked, doubled);
                !values.any(ends)
                    && if self.in_flow() { is_clear_in_flow(&text) } else { begins_clear(&text) }
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                values.all(|value| !value.is_empty() && value.trim_matches(' ') == value && !ends(value))
            }
            _ => !values.any(ends),
        }
    }
}

/// Whether a plain scalar outside of brackets begins with no indicator.
fn begins_clear(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    rest.starts_with(|first: char| first.is_alphanumeric() || "_/.$~(+=;^<\\-".contains(first)) && rest != "-"
}

/// Whether a plain scalar in brackets holds nothing that a parser could take for an indicator.
fn is_clear_in_flow(text: &str) -> bool {
    let begins = |letter: char| letter.is_alphanumeric() || "_/.$~".contains(letter);
    let body = text.strip_prefix("--").or_else(|| text.strip_prefix('-')).unwrap_or(text);
    let fits = |letter: char| begins(letter) || " -:=@+%".contains(letter);
    body.starts_with(begins)
        && body.ends_with(|last: char| begins(last) || "-=@+%".contains(last))
        && body.chars().all(fits)
        && !body.contains(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_in_brackets_is_clear_where_it_holds_no_indicator() {
        for text in ["a", "8080:80", "--a=b", "-1", "a b", "/x:/y:ro", "~/x", "$$A", "é", "a -b", "a=", "a-"]
        {
            assert!(is_clear_in_flow(text), "{text}");
        }
        for text in [
            "",
            "-",
            "--",
            "---",
            "- a",
            "?a",
            "a?",
            ":a",
            "a:",
            "a: b",
            " a",
            "a ",
            "a,b",
            "a#b",
            "a\"",
            "'a",
            "|",
            "a[",
            "a}",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "a\tb",
            "a\u{2028}b",
        ] {
            assert!(!is_clear_in_flow(text), "{text}");
        }
    }

    #[test]
    fn a_word_is_to_a_parser_what_a_mark_is() {
        for text in ["a", "8080:80", "/a/b", "a=b", "u@h:~/x", "a.", "a-"] {
            assert!(is_word(text), "{text}");
        }
        for text in ["", "-a", ".a", "a:", "a b", "?", "a?", "a#", "=a", "a,b", "~", "%a", "$a", "é"] {
            assert!(!is_word(text), "{text}");
        }
    }
}
