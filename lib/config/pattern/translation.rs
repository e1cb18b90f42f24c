//! A translation: Go's syntax as the crate's, literals as code points, Go's ASCII classes spelled out.

use std::collections::HashMap;
use std::fmt::Write;
use std::str::Chars;

use super::class::class;
use super::escaped::{self, Escaped};
use super::group;
use super::repeat::{self, Weights};

/// The crate's syntax for this pattern; why not, where Go would refuse it.
pub(super) fn of(source: &str) -> Result<String, String> {
    let mut translation = Translation {
        letters: source.chars(),
        out: String::with_capacity(source.len() + 16),
        before: Before::Nothing,
        weights: Weights::default(),
        properties: HashMap::new(),
    };
    while let Some(letter) = translation.letters.next() {
        translation.token(letter)?;
    }
    Ok(translation.out)
}

/// A pattern on its way.
pub(super) struct Translation<'a> {
    /// What is still to be read.
    pub(super) letters: Chars<'a>,
    /// What it comes to so far.
    pub(super) out: String,
    pub(super) before: Before,
    pub(super) weights: Weights,
    /// Names of properties, and the crate's syntax for them.
    pub(super) properties: HashMap<String, Option<String>>,
}

/// What stands before the place that is read: that decides what a `*` there means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A beginning: of the pattern, a group or an alternative.
    Nothing,
    /// Something that can be repeated.
    Atom,
    /// A repetition, which Go doesn't repeat: `a**` is a mistake, and what others take `a*+` for Go hasn't got.
    Repetition,
    /// Flags, `(?i)`.
    Flags,
}

impl Translation<'_> {
    fn token(&mut self, letter: char) -> Result<(), String> {
        match letter {
            '*' | '+' | '?' => return self.repeated(&letter.to_string()),
            '{' => {
                if let Some(count) = repeat::count(&mut self.letters)? {
                    return self.counted(&count);
                }
                self.literal('{');
            }
            '\\' => return self.escaped(),
            '[' => {
                self.atom();
                return class(self);
            }
            '(' => return group::open(self),
            ')' => {
                self.out.push(')');
                self.before = Before::Atom;
                self.weights.close();
            }
            '|' => {
                self.out.push('|');
                self.before = Before::Nothing;
                self.weights.atom();
            }
            '^' | '$' | '.' => {
                self.atom();
                self.out.push(letter);
            }
            literal => self.literal(literal),
        }
        Ok(())
    }

    /// Something begins that can be repeated.
    fn atom(&mut self) {
        self.before = Before::Atom;
        self.weights.atom();
    }

    fn literal(&mut self, letter: char) {
        self.atom();
        push(&mut self.out, letter);
    }

    /// The next letter, which isn't taken.
    pub(super) fn peek(&self) -> Option<char> {
        self.letters.clone().next()
    }

    /// Takes the next letter if it is this one.
    pub(super) fn took(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.letters.next();
        }
        found
    }

    /// What stands before the next `end`, which is taken too.
    pub(super) fn until(&mut self, end: char) -> Result<String, String> {
        let (text, rest) = self.letters.as_str().split_once(end).ok_or(format!("'{end}' is missing"))?;
        self.letters = rest.chars();
        Ok(text.into())
    }

    /// What stands after a backslash, outside a class.
    fn escaped(&mut self) -> Result<(), String> {
        let assertion = match self.peek() {
            Some('A') => "\\A",
            Some('z') => "\\z",
            Some('b') => "(?-u:\\b)",
            // Go looks between characters, never within one: there, neither of the crate's own two assertions holds.
            Some('B') => "(?:(?-u:\\B)(?:\\b|\\B))",
            Some('Q') => {
                self.letters.next();
                self.quoted();
                return Ok(());
            }
            _ => {
                let found = escaped::set_or_letter(self)?;
                self.atom();
                found.write(&mut self.out);
                return Ok(());
            }
        };
        self.letters.next();
        self.atom();
        self.out.push_str(assertion);
        Ok(())
    }

    /// `\Q…\E`: everything is a literal; without an end, to the end of the pattern.
    fn quoted(&mut self) {
        while let Some(letter) = self.letters.next() {
            if letter == '\\' && self.took('E') {
                return;
            }
            self.literal(letter);
        }
    }

    /// `*`, `+` or `?`, which may be followed by a `?`: what matches is the same with it.
    fn repeated(&mut self, sign: &str) -> Result<(), String> {
        self.can_repeat(sign)?;
        self.out.push_str(sign);
        self.repetition();
        Ok(())
    }

    fn counted(&mut self, count: &repeat::Count) -> Result<(), String> {
        self.can_repeat(&count.to_string())?;
        self.weights.repeat(count)?;
        let _ = write!(self.out, "{count}");
        self.repetition();
        Ok(())
    }

    fn repetition(&mut self) {
        self.before = Before::Repetition;
        if self.took('?') {
            self.out.push('?');
        }
    }

    fn can_repeat(&self, sign: &str) -> Result<(), String> {
        match self.before {
            Before::Atom => Ok(()),
            Before::Nothing => Err(format!("'{sign}' has nothing to repeat")),
            Before::Repetition => Err(format!("'{sign}' stands after another repetition")),
            Before::Flags => Err(format!("'{sign}' stands after flags, which can't be repeated")),
        }
    }
}

impl Escaped {
    pub(super) fn write(self, out: &mut String) {
        match self {
            Self::Set(set) => out.push_str(&set),
            Self::Letter(letter) => push(out, letter),
        }
    }
}

/// A literal: letters and digits as they are, all else by number, so that no syntax can come of it.
pub(super) fn push(out: &mut String, literal: char) {
    if literal.is_ascii_alphanumeric() {
        out.push(literal);
    } else {
        let _ = write!(out, "\\x{{{:x}}}", u32::from(literal));
    }
}
