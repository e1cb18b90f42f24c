//! Text on a terminal: strangers' text made safe, cut and wrapped by the columns that it takes.

use std::borrow::Cow;

use hd::config::markup::{self, Hue};
use hd::escape;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A description is shown up to this many bytes; nobody reads more on a screen.
const MOST: usize = 16 << 10;

/// The text on one line in at most this many columns, `…` where it was cut.
pub fn cut(text: &str, columns: usize) -> String {
    let text = head(text, columns.saturating_mul(16).max(64));
    let safe = escape::line(&text);
    if safe.width() <= columns && text.len() == text.trim_end_matches('…').len() {
        return safe;
    }
    let mut out = String::new();
    let mut left = columns.saturating_sub(1);
    for piece in safe.graphemes(true) {
        let width = piece.width();
        if width > left {
            break;
        }
        left -= width;
        out.push_str(piece);
    }
    if columns > 0 && out.len() < safe.len() {
        out.push('…');
    }
    out
}

/// The text's beginning, at most so many bytes of it.
fn head(text: &str, bytes: usize) -> Cow<'_, str> {
    if text.len() <= bytes {
        return text.into();
    }
    let end = (0..=bytes).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…", &text[..end]).into()
}

/// The text in exactly this many columns.
pub fn fill(text: &str, columns: usize) -> String {
    let mut text = cut(text, columns);
    text.extend(std::iter::repeat_n(' ', columns.saturating_sub(text.width())));
    text
}

/// What can be seen of a text that is typed, in this many columns: what stands before the cursor and what behind it.
pub fn window(before: &str, behind: &str, columns: usize) -> (String, String) {
    let room = columns.saturating_sub(1);
    let mut left = Vec::new();
    let mut used = 0;
    for piece in before.graphemes(true).rev() {
        let piece = escape::line(piece);
        if used + piece.width() > room {
            break;
        }
        used += piece.width();
        left.push(piece);
    }
    left.reverse();
    let mut right = String::new();
    for piece in behind.graphemes(true) {
        let piece = escape::line(piece);
        if used + piece.width() > room {
            break;
        }
        used += piece.width();
        right.push_str(&piece);
    }
    (left.concat(), right)
}

/// A piece of a line, with its hue.
pub type Piece = (Option<Hue>, String);

/// A description in lines of at most this many columns, at most so many lines.
pub fn wrap(description: &str, columns: usize, most: usize) -> Vec<Vec<Piece>> {
    wrapped(markup::pieces(&head(description, MOST)), columns, most)
}

/// A text without colours in such lines.
pub fn wrap_plain(text: &str, columns: usize, most: usize) -> Vec<String> {
    let lines = wrapped([(None, head(text, MOST).as_ref())], columns, most).into_iter();
    lines.map(|line| line.into_iter().map(|(_, text)| text).collect()).collect()
}

fn wrapped<'a>(
    pieces: impl IntoIterator<Item = (Option<Hue>, &'a str)>,
    columns: usize,
    most: usize,
) -> Vec<Vec<Piece>> {
    let mut lines = Wrapped { filled: vec![Vec::new()], used: 0, columns };
    for (hue, piece) in pieces {
        for (number, line) in piece.split('\n').enumerate() {
            if number > 0 {
                lines.begin();
            }
            line.split_inclusive(' ').for_each(|word| lines.add(hue, word));
        }
        if lines.filled.len() > most {
            return shortened(lines.filled, most, columns);
        }
    }
    lines.filled
}

/// Lines that are being filled.
struct Wrapped {
    filled: Vec<Vec<Piece>>,
    used: usize,
    columns: usize,
}

impl Wrapped {
    fn begin(&mut self) {
        self.filled.push(Vec::new());
        self.used = 0;
    }

    fn add(&mut self, hue: Option<Hue>, word: &str) {
        for part in parts(&escape::line(word), self.columns) {
            if self.used + part.trim_end().width() > self.columns && self.used > 0 {
                self.begin();
            }
            self.used += part.width();
            if let Some(last) = self.filled.last_mut() {
                last.push((hue, part));
            }
        }
    }
}

/// A word in pieces that fit a line: a long one can't stand whole.
fn parts(word: &str, columns: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut used = 0;
    for piece in word.graphemes(true) {
        if used + piece.width() > columns.max(2) && piece != " " {
            parts.push(String::new());
            used = 0;
        }
        used += piece.width();
        if let Some(last) = parts.last_mut() {
            last.push_str(piece);
        }
    }
    parts
}

fn shortened(mut lines: Vec<Vec<Piece>>, most: usize, columns: usize) -> Vec<Vec<Piece>> {
    lines.truncate(most);
    if let Some(last) = lines.last_mut() {
        let used: usize = last.iter().map(|(_, text)| text.width()).sum();
        if let (true, Some((_, text))) = (used >= columns, last.last_mut()) {
            *text = cut(&format!("{text}  "), text.width().saturating_sub(2).max(1));
        } else {
            last.push((None, "…".into()));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(description: &str, columns: usize, most: usize) -> Vec<String> {
        let text = |line: Vec<Piece>| line.into_iter().map(|(_, text)| text).collect::<String>();
        wrap(description, columns, most).into_iter().map(text).collect()
    }

    #[test]
    fn a_text_is_cut_by_the_columns_that_it_takes() {
        assert_eq!(cut("日本語テキスト", 7), "日本語…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("a\x1b[31m\nb", 20), "a\\u{1b}[31m\\nb");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(fill("日", 4), "日  ");
        assert!(cut(&"x".repeat(1 << 20), 10).ends_with('…'));
    }

    #[test]
    fn a_description_is_wrapped_between_words_and_keeps_its_lines() {
        assert_eq!(lines("one [red]two[white] three\nfour", 8, 9), ["one two ", "three", "four"]);
        assert_eq!(lines("abcdefghij", 4, 9), ["abcd", "efgh", "ij"]);
        assert_eq!(lines("a b c d e f", 3, 2), ["a b ", "c …"]);
        assert_eq!(lines("", 10, 3), [""]);
        assert_eq!(lines(&"w ".repeat(1 << 20), 10, 3).len(), 3);
    }

    #[test]
    fn what_is_typed_is_seen_around_the_cursor() {
        assert_eq!(window("abcdef", "ghi", 5), ("cdef".into(), String::new()));
        assert_eq!(window("ab", "cdefgh", 5), ("ab".into(), "cd".into()));
        assert_eq!(window("a\n", "", 9), ("a\\n".into(), String::new()));
    }
}
