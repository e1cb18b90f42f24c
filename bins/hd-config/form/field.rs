//! A field: the text of one value while it is typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use hd::config::{Parameter, Value};
use unicode_segmentation::UnicodeSegmentation;

use super::draft::Place;

/// A text that is typed, and the place in it where the next letter goes.
#[derive(Debug, Clone, Default)]
pub struct Line {
    text: String,
    cursor: usize,
}

impl Line {
    /// A line that holds this text, with the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), cursor: text.len() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor, and what behind it.
    pub fn halves(&self) -> (&str, &str) {
        self.text.split_at(self.cursor)
    }

    /// Puts a text in at the cursor.
    pub fn insert(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    /// Does what a key stands for; whether it stands for something here.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.text.len(),
            KeyCode::Char('u') if control => {
                self.text.replace_range(..self.cursor, "");
                self.cursor = 0;
            }
            KeyCode::Char('k') if control => self.text.truncate(self.cursor),
            KeyCode::Char('w') if control => self.delete_back_to(self.word_before()),
            KeyCode::Char(letter) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.insert(letter.encode_utf8(&mut [0; 4]));
            }
            KeyCode::Left => self.cursor = self.before(),
            KeyCode::Right => self.cursor = self.after(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            KeyCode::Backspace => self.delete_back_to(self.before()),
            KeyCode::Delete => self.text.replace_range(self.cursor..self.after(), ""),
            _ => return false,
        }
        true
    }

    fn delete_back_to(&mut self, begin: usize) {
        self.text.replace_range(begin..self.cursor, "");
        self.cursor = begin;
    }

    fn before(&self) -> usize {
        self.cursor - self.halves().0.graphemes(true).next_back().map_or(0, str::len)
    }

    fn after(&self) -> usize {
        self.cursor + self.halves().1.graphemes(true).next().map_or(0, str::len)
    }

    fn word_before(&self) -> usize {
        let before = self.halves().0.trim_end();
        before
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8))
    }
}

/// A parameter's value while it is typed.
#[derive(Debug)]
pub struct Field {
    /// The parameter.
    pub place: Place,
    /// What was typed so far.
    pub line: Line,
    /// Whether what is typed isn't to be seen.
    pub secret: bool,
    /// Why what was typed doesn't fit.
    pub fault: Option<String>,
}

impl Field {
    /// The field of a parameter that has this value; a secret begins empty.
    pub fn new(place: Place, parameter: &Parameter, value: &Value) -> Self {
        let line = if parameter.secret { Line::default() } else { Line::new(&value.to_string()) };
        let mut field = Self { place, line, secret: parameter.secret, fault: None };
        field.check(parameter);
        field
    }

    /// Whether it is a secret's for which nothing was typed: what is there isn't shown, so nothing is said of it.
    pub fn is_empty_secret(&self) -> bool {
        self.secret && self.line.text().is_empty()
    }

    /// Looks whether what was typed fits; gives the value where it does.
    pub fn check(&mut self, parameter: &Parameter) -> Option<Value> {
        if self.is_empty_secret() {
            self.fault = None;
            return None;
        }
        match parameter.parse(self.line.text()) {
            Ok(value) => {
                self.fault = None;
                Some(value)
            }
            Err(fault) => {
                self.fault = Some(fault);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(line: &mut Line, code: KeyCode) {
        line.key(KeyEvent::new(code, KeyModifiers::NONE));
    }

    #[test]
    fn keys_move_by_what_a_reader_takes_for_one_letter() {
        let mut line = Line::new("ae\u{301}👩‍🚀z");
        for _ in 0..2 {
            press(&mut line, KeyCode::Left);
        }
        press(&mut line, KeyCode::Backspace);
        assert_eq!(line.text(), "a👩‍🚀z");
        press(&mut line, KeyCode::Delete);
        press(&mut line, KeyCode::Char('ß'));
        assert_eq!((line.text(), line.halves()), ("aßz", ("aß", "z")));
    }

    #[test]
    fn a_word_or_all_before_the_cursor_goes_at_once() {
        let mut line = Line::new("one two  three ");
        let control = |letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        line.key(control('w'));
        assert_eq!(line.text(), "one two  ");
        line.key(control('w'));
        assert_eq!(line.text(), "one ");
        line.key(control('u'));
        assert_eq!(line.text(), "");
        for code in [KeyCode::Left, KeyCode::Backspace, KeyCode::Delete, KeyCode::Right] {
            press(&mut line, code);
        }
        assert_eq!(line.text(), "");
    }
}
