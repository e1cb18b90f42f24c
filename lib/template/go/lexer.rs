//! Go's template syntax as tokens, one at a time.

use std::sync::LazyLock;

use regex::Regex;

use super::super::fault::{Fault, Outcome};
use super::super::program::index;
use super::token::{Sort, Token};

/// The white space that Go's syntax knows.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Letters and digits beyond ASCII, as Go counts them.
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{Nd}]$").ok());

/// The tokens of a source.
#[derive(Debug)]
pub(super) struct Lexer<'s> {
    source: &'s str,
    at: usize,
    in_action: bool,
    parens: usize,
    /// Whether a bare word is a name here.
    pub(super) bare: bool,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, at: 0, in_action: false, parens: 0, bare: false }
    }

    /// The next token; at the end, `Eof` again and again.
    pub(super) fn next(&mut self) -> Outcome<Token> {
        if self.in_action { self.in_action() } else { self.outside() }
    }

    /// Where the next token begins.
    pub(super) fn place(&self) -> u32 {
        index(self.at)
    }

    fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    fn token(&self, sort: Sort, start: usize) -> Token {
        Token { sort, start: index(start), end: index(self.at) }
    }

    fn fault(at: usize, message: impl Into<String>) -> Fault {
        Fault::new(index(at), message)
    }

    /// Text up to the next action; comments are passed over.
    fn outside(&mut self) -> Outcome<Token> {
        loop {
            let start = self.at;
            let Some(length) = self.rest().find("{{") else {
                self.at = self.source.len();
                let sort = if self.at > start { Sort::Text } else { Sort::Eof };
                return Ok(self.token(sort, start));
            };
            let action = start + length;
            let trims = trims_left(&self.source[action + 2..]);
            let text = &self.source[start..action];
            let text = if trims { text.trim_end_matches(SPACE) } else { text };
            self.at = action;
            if !text.is_empty() {
                return Ok(Token { sort: Sort::Text, start: index(start), end: index(start + text.len()) });
            }
            self.at = action + 2 + if trims { 2 } else { 0 };
            if !self.rest().starts_with("/*") {
                if trims {
                    // The space after the marker is white space of the action too; the marker isn't.
                    self.at = action + 4;
                }
                self.in_action = true;
                self.parens = 0;
                return Ok(self.token(Sort::Left, action));
            }
            self.comment(action)?;
        }
    }

    fn comment(&mut self, action: usize) -> Outcome<()> {
        let Some(length) = self.rest()[2..].find("*/") else {
            return Err(Self::fault(action, "the comment doesn't end"));
        };
        self.at += 2 + length + 2;
        let Some(trims) = self.at_right() else {
            return Err(Self::fault(action, "a comment fills its action: '*/' has to stand before '}}'"));
        };
        self.pass_right(trims);
        Ok(())
    }

    /// Whether the action ends here, and then whether it trims the text after it.
    fn at_right(&self) -> Option<bool> {
        let rest = self.rest();
        if trims_right(rest) && rest[2..].starts_with("}}") {
            return Some(true);
        }
        rest.starts_with("}}").then_some(false)
    }

    fn pass_right(&mut self, trims: bool) {
        self.at += if trims { 4 } else { 2 };
        if trims {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(SPACE).len();
        }
    }

    fn in_action(&mut self) -> Outcome<Token> {
        let start = self.at;
        if let Some(trims) = self.at_right() {
            if self.parens > 0 {
                return Err(Self::fault(start, "a parenthesis isn't closed"));
            }
            return Ok(self.right(trims));
        }
        let Some(letter) = self.rest().chars().next() else {
            return Err(Self::fault(start, "the action isn't closed"));
        };
        if SPACE.contains(&letter) {
            return Ok(self.space());
        }
        if self.bare
            && let Some(token) = self.bare_word()
        {
            return Ok(token);
        }
        self.at += letter.len_utf8();
        match letter {
            '=' => Ok(self.token(Sort::Assign, start)),
            ':' if self.rest().starts_with('=') => {
                self.at += 1;
                Ok(self.token(Sort::Declare, start))
            }
            ':' => Err(Self::fault(start, "':' has to be ':='")),
            '|' => Ok(self.token(Sort::Pipe, start)),
            '"' => self.quoted(start, '"', Sort::Quoted, "the string isn't closed"),
            '\'' => self.quoted(start, '\'', Sort::CharConstant, "the character constant isn't closed"),
            '`' => self.raw(start),
            '$' => self.name(start, Sort::Variable, Sort::Variable),
            '.' if !self.rest().starts_with(|next: char| next.is_ascii_digit()) => {
                self.name(start, Sort::Dot, Sort::Field)
            }
            '.' | '+' | '-' | '0'..='9' => {
                self.at = start;
                self.number()
            }
            '(' => {
                // What stands in them is no name.
                self.bare = false;
                self.parens += 1;
                Ok(self.token(Sort::LeftParen, start))
            }
            ')' if self.parens == 0 => Err(Self::fault(start, "')' closes nothing")),
            ')' => {
                self.parens -= 1;
                Ok(self.token(Sort::RightParen, start))
            }
            letter if is_word(letter) => self.identifier(start),
            letter if letter.is_ascii_graphic() => Ok(self.token(Sort::Char, start)),
            odd => Err(Self::fault(start, format!("'{}' can't stand in an action", odd.escape_debug()))),
        }
    }

    fn right(&mut self, trims: bool) -> Token {
        let start = self.at;
        self.in_action = false;
        self.pass_right(trims);
        self.token(Sort::Right, start)
    }

    /// A run of white space, but for the one that belongs to a trim marker.
    fn space(&mut self) -> Token {
        let start = self.at;
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(SPACE).len();
        let last = start + length - 1;
        if trims_right(&self.source[last..]) && self.source[last + 2..].starts_with("}}") {
            if length == 1 && self.parens == 0 {
                return self.right(true);
            }
            self.at = last.max(start);
            if length > 1 {
                return self.token(Sort::Space, start);
            }
        }
        self.at = start + length;
        self.token(Sort::Space, start)
    }

    /// A bare word (SPEC.md section 5, the first exception): a name, also where it is a keyword's, a function's or a number.
    fn bare_word(&mut self) -> Option<Token> {
        let start = self.at;
        let rest = self.rest();
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "_./:-".contains(letter);
        let length = rest.find(|letter: char| !fits(letter)).unwrap_or(rest.len());
        if !rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_') {
            return None;
        }
        self.at += length;
        Some(self.token(Sort::Bare, start))
    }

    fn quoted(&mut self, start: usize, quote: char, sort: Sort, open: &str) -> Outcome<Token> {
        let mut letters = self.rest().char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' if !matches!(letters.next(), None | Some((_, '\n'))) => {}
                '\\' | '\n' => break,
                letter if letter == quote => {
                    self.at += at + 1;
                    return Ok(self.token(sort, start));
                }
                _ => {}
            }
        }
        Err(Self::fault(start, open))
    }

    fn raw(&mut self, start: usize) -> Outcome<Token> {
        let length = self.rest().find('`').ok_or_else(|| Self::fault(start, "the string isn't closed"))?;
        self.at += length + 1;
        Ok(self.token(Sort::Raw, start))
    }

    /// A name after `.` or `$`; without one, the sign alone.
    fn name(&mut self, start: usize, alone: Sort, named: Sort) -> Outcome<Token> {
        if self.at_terminator() {
            return Ok(self.token(alone, start));
        }
        self.pass_word();
        if !self.at_terminator() {
            return Err(self.bad_letter());
        }
        Ok(self.token(named, start))
    }

    fn identifier(&mut self, start: usize) -> Outcome<Token> {
        self.pass_word();
        if !self.at_terminator() {
            return Err(self.bad_letter());
        }
        let word = &self.source[start..self.at];
        Ok(self.token(Sort::of_word(word).unwrap_or(Sort::Identifier), start))
    }

    fn bad_letter(&self) -> Fault {
        let letter = self.rest().chars().next().unwrap_or_default();
        Self::fault(self.at, format!("'{}' can't stand here", letter.escape_debug()))
    }

    fn pass_word(&mut self) {
        let rest = self.rest();
        self.at += rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
    }

    /// Whether what follows may follow a name.
    fn at_terminator(&self) -> bool {
        let rest = self.rest();
        rest.is_empty()
            || rest.starts_with(SPACE)
            || rest.starts_with(['.', ',', '|', ':', ')', '('])
            || rest.starts_with("}}")
    }

    fn number(&mut self) -> Outcome<Token> {
        let start = self.at;
        let bad = |lexer: &Self| {
            let text = &lexer.source[start..lexer.at];
            Err(Self::fault(start, format!("'{}' is no number", text.escape_debug())))
        };
        if !self.scan_number() {
            return bad(self);
        }
        if !self.rest().starts_with(['+', '-']) {
            return Ok(self.token(Sort::Number, start));
        }
        if !self.scan_number() || !self.source[start..self.at].ends_with('i') {
            return bad(self);
        }
        Ok(self.token(Sort::Complex, start))
    }

    /// Passes what looks like a number; whether nothing that doesn't belong to one follows.
    fn scan_number(&mut self) -> bool {
        self.accept("+-");
        let mut digits = "0123456789_";
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        self.accept_run(digits);
        if self.accept(".") {
            self.accept_run(digits);
        }
        let exponent = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if self.accept(exponent) {
            self.accept("+-");
            self.accept_run("0123456789_");
        }
        self.accept("i");
        let next = self.rest().chars().next();
        if next.is_some_and(is_word) {
            self.at += next.map_or(0, char::len_utf8);
            return false;
        }
        true
    }

    fn accept(&mut self, set: &str) -> bool {
        let next = self.rest().chars().next().filter(|letter| set.contains(*letter));
        self.at += next.map_or(0, char::len_utf8);
        next.is_some()
    }

    fn accept_run(&mut self, set: &str) {
        while self.accept(set) {}
    }
}

/// `- ` after an action's opening.
fn trims_left(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| rest.starts_with(SPACE))
}

/// ` -` before an action's closing.
fn trims_right(text: &str) -> bool {
    text.starts_with(SPACE) && text[1..].starts_with('-')
}

/// A letter, a digit or `_`.
fn is_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || letter == '_';
    }
    let mut bytes = [0; 4];
    WORD.as_ref().is_some_and(|word| word.is_match(letter.encode_utf8(&mut bytes)))
}
