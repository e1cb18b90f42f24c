//! `printf`: Go's verbs, widths, precisions and flags; what doesn't fit is shown as Go shows it.

use std::fmt::Write;

use crate::template::value::Data;

use super::{Text, float, number, quote};

/// The largest width or precision.
const WIDEST: usize = 1_000_000;

/// What stands between `%` and the verb.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "Go's flags are so many")]
pub(super) struct Flags {
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) sharp: bool,
    pub(super) space: bool,
    pub(super) zero: bool,
    /// `%#v`
    syntax: bool,
}

/// The format with the values in it; `Err` where a value's address is asked for, which it doesn't have.
pub(in super::super) fn printf(format: &[u8], values: &[Data]) -> Result<Vec<u8>, String> {
    let mut printer = Printer { format, at: 0, values, next: 0, reordered: false, out: Text::default() };
    printer.run()?;
    printer.out.finish()
}

struct Printer<'f, 'v, 'a> {
    format: &'f [u8],
    at: usize,
    values: &'v [Data<'a>],
    /// The value that the next verb takes.
    next: usize,
    /// Whether values were taken by number.
    reordered: bool,
    out: Text,
}

/// A number in brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// There is none.
    Absent,
    /// One of the values.
    Good,
    /// None of them.
    Bad,
}

impl<'a> Printer<'_, '_, 'a> {
    fn run(&mut self) -> Result<(), String> {
        while self.at < self.format.len() {
            let rest = &self.format[self.at..];
            let length = rest.iter().position(|byte| *byte == b'%').unwrap_or(rest.len());
            self.out.push(&rest[..length]);
            self.at += length + 1;
            if length == rest.len() {
                break;
            }
            self.verb()?;
        }
        if !self.reordered && self.next < self.values.len() {
            self.extra()?;
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    fn verb(&mut self) -> Result<(), String> {
        let mut flags = self.flags();
        let mut good = true;
        let mut bracket = self.bracket(&mut good);
        if self.peek() == Some(b'*') {
            self.at += 1;
            self.width_from_value(&mut flags);
            bracket = Bracket::Absent;
        } else {
            flags.width = self.number();
            good &= !(bracket == Bracket::Good && flags.width.is_some());
        }
        // A point at the very end is no precision but the verb.
        if self.peek() == Some(b'.') && self.at + 1 < self.format.len() {
            self.at += 1;
            good &= bracket != Bracket::Good;
            bracket = self.bracket(&mut good);
            if self.peek() == Some(b'*') {
                self.at += 1;
                self.precision_from_value(&mut flags);
                bracket = Bracket::Absent;
            } else {
                flags.precision = Some(self.number().unwrap_or(0));
            }
        }
        if bracket != Bracket::Good {
            self.bracket(&mut good);
        }
        let Some(verb) = self.letter() else {
            self.out.push(b"%!(NOVERB)");
            return Ok(());
        };
        let value = self.values.get(self.next);
        match (verb, value) {
            ('%', _) => self.out.push(b"%"),
            _ if !good => self.complain(verb, "(BADINDEX)"),
            (_, None) => self.complain(verb, "(MISSING)"),
            (_, Some(value)) => {
                // `%w` is for errors alone, which no value is; its flags count as those of `%v` all the same.
                if matches!(verb, 'v' | 'w') {
                    // `#` asks for Go's own syntax then, and `+` for the names of fields, which our values lack.
                    (flags.syntax, flags.sharp, flags.plus) = (flags.sharp, false, false);
                }
                self.next += 1;
                self.show(value, verb, &flags, false)?;
            }
        }
        Ok(())
    }

    fn flags(&mut self) -> Flags {
        let mut flags = Flags::default();
        while let Some(byte) = self.peek() {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
        flags
    }

    /// A number; one that is too large takes the rest of the format with it.
    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            if number.is_some_and(|number| number > WIDEST) {
                self.at = self.format.len();
                return None;
            }
            number = Some(number.unwrap_or(0) * 10 + usize::from(digit - b'0'));
            self.at += 1;
        }
        number
    }

    /// `[n]`: the value to take next.
    fn bracket(&mut self, good: &mut bool) -> Bracket {
        if self.peek() != Some(b'[') {
            return Bracket::Absent;
        }
        self.reordered = true;
        let rest = &self.format[self.at..];
        let close = rest.iter().position(|byte| *byte == b']').filter(|_| rest.len() >= 3);
        let inside = close.and_then(|close| std::str::from_utf8(&rest[1..close]).ok());
        self.at += close.map_or(1, |close| close + 1);
        let digits = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
        let number: Option<usize> = inside.filter(digits).and_then(|text| text.parse().ok());
        match number.filter(|number| *number <= 10 * WIDEST) {
            Some(number) if (1..=self.values.len()).contains(&number) => {
                self.next = number - 1;
                Bracket::Good
            }
            known => {
                *good = false;
                if known.is_some() { Bracket::Good } else { Bracket::Bad }
            }
        }
    }

    /// An integer value for `*`.
    fn star(&mut self) -> Option<i64> {
        let value = self.values.get(self.next)?;
        self.next += 1;
        let number = match value {
            Data::Int(number) => *number,
            Data::Uint(number) => i64::try_from(*number).ok()?,
            Data::Byte(number) => i64::from(*number),
            _ => return None,
        };
        let widest = i64::try_from(WIDEST).unwrap_or(i64::MAX);
        (-widest..=widest).contains(&number).then_some(number)
    }

    fn width_from_value(&mut self, flags: &mut Flags) {
        let Some(width) = self.star() else {
            self.out.push(b"%!(BADWIDTH)");
            return;
        };
        if width < 0 {
            (flags.minus, flags.zero) = (true, false);
        }
        flags.width = usize::try_from(width.unsigned_abs()).ok();
    }

    fn precision_from_value(&mut self, flags: &mut Flags) {
        flags.precision = self.star().and_then(|precision| usize::try_from(precision).ok());
        if flags.precision.is_none() {
            self.out.push(b"%!(BADPREC)");
        }
    }

    /// The verb, which may be any character.
    fn letter(&mut self) -> Option<char> {
        let rest = self.format.get(self.at..).filter(|rest| !rest.is_empty())?;
        let chunk = rest.utf8_chunks().next()?;
        let letter = chunk.valid().chars().next();
        self.at += letter.map_or(1, char::len_utf8);
        Some(letter.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn complain(&mut self, verb: char, what: &str) {
        self.out.push(format!("%!{verb}{what}").as_bytes());
    }

    fn extra(&mut self) -> Result<(), String> {
        self.out.push(b"%!(EXTRA ");
        for (number, value) in self.values[self.next..].iter().enumerate() {
            if number > 0 {
                self.out.push(b", ");
            }
            if !matches!(value, Data::Nil) {
                self.out.push(format!("{}=", value.type_name()).as_bytes());
            }
            self.show(value, 'v', &Flags::default(), false)?;
        }
        self.out.push(b")");
        Ok(())
    }

    fn bad_verb(&mut self, value: &Data<'a>, verb: char, flags: &Flags) -> Result<(), String> {
        self.out.push(format!("%!{verb}(").as_bytes());
        if !matches!(value, Data::Nil) {
            self.out.push(format!("{}=", value.type_name()).as_bytes());
        }
        if matches!(value, Data::Nil) {
            self.out.push(b"<nil>");
        } else {
            self.show(value, 'v', flags, false)?;
        }
        self.out.push(b")");
        Ok(())
    }

    /// A value as a verb has it. `inner`: it is an element of another one.
    fn show(&mut self, value: &Data<'a>, verb: char, flags: &Flags, inner: bool) -> Result<(), String> {
        self.out.check()?;
        match (value, verb) {
            (Data::Nil, _) if inner => {
                let text: &[u8] = if flags.syntax { b"interface {}(nil)" } else { b"<nil>" };
                self.out.push(text);
                return Ok(());
            }
            (Data::Nil, 'v' | 'T') => self.pad(b"<nil>", flags),
            (value, 'T') if !inner => self.string(value.type_name().as_bytes(), flags),
            (Data::List(_) | Data::Map(_), 'p') => return Err("the value has no address".into()),
            (Data::List(_) | Data::Map(_), 'w') => return self.bad_verb(value, verb, flags),
            (Data::Bool(is), 't' | 'v') => self.pad(is.to_string().as_bytes(), flags),
            (Data::Int(number), _) => {
                return self.integer(value, number.unsigned_abs(), *number < 0, verb, flags);
            }
            (Data::Uint(number), _) => return self.integer(value, *number, false, verb, flags),
            (Data::Byte(number), _) => return self.integer(value, u64::from(*number), false, verb, flags),
            (Data::Float(number), 'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E') => {
                self.float(*number, verb, flags);
            }
            (Data::Complex(number), 'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E') => {
                self.out.push(b"(");
                self.float(number.0, verb, flags);
                self.float(number.1, verb, &Flags { plus: true, ..*flags });
                self.out.push(b"i)");
            }
            (Data::Text(_) | Data::Bytes(_), _) => return self.text(value, verb, flags),
            (Data::List(list), _) => {
                let (between, close): (&[u8], u8) = if flags.syntax { (b", ", b'}') } else { (b" ", b']') };
                if flags.syntax {
                    self.out.push(format!("{}{{", value.type_name()).as_bytes());
                } else {
                    self.out.push(b"[");
                }
                for (number, item) in list.items.iter().enumerate() {
                    self.out.push(if number > 0 { between } else { b"" });
                    self.show(item, verb, flags, true)?;
                }
                self.out.push(&[close]);
            }
            (Data::Map(map), _) => {
                let (open, between, close): (&[u8], &[u8], u8) = if flags.syntax {
                    (b"map[string]interface {}{", b", ", b'}')
                } else {
                    (b"map[", b" ", b']')
                };
                self.out.push(open);
                for (number, (key, item)) in map.iter().enumerate() {
                    self.out.push(if number > 0 { between } else { b"" });
                    self.show(&Data::Text(key.as_bytes()), verb, flags, true)?;
                    self.out.push(b":");
                    self.show(item, verb, flags, true)?;
                }
                self.out.push(&[close]);
            }
            _ => return self.bad_verb(value, verb, flags),
        }
        Ok(())
    }

    fn integer(
        &mut self,
        value: &Data<'a>,
        magnitude: u64,
        negative: bool,
        verb: char,
        flags: &Flags,
    ) -> Result<(), String> {
        // Go shows a character's number as the unsigned one that it is in two's complement.
        let code = if negative { magnitude.wrapping_neg() } else { magnitude };
        let padded_by_space = Flags { zero: false, ..*flags };
        match verb {
            'v' if flags.syntax && !matches!(value, Data::Int(_)) => {
                let sharp = Flags { sharp: true, ..*flags };
                self.digits(number::integer(magnitude, negative, 'x', &sharp), &sharp);
            }
            'v' | 'd' | 'b' | 'o' | 'O' | 'x' | 'X' => {
                self.digits(number::integer(magnitude, negative, verb, flags), flags);
            }
            'c' => self.pad(number::letter(code).to_string().as_bytes(), flags),
            'q' => self.pad(quote::quoted_letter(number::letter(code), flags.plus).as_bytes(), flags),
            'U' => self.pad(number::unicode(code, flags).as_bytes(), &padded_by_space),
            _ => return self.bad_verb(value, verb, flags),
        }
        Ok(())
    }

    /// An integer's digits, padded by spaces: zeros are among them already.
    fn digits(&mut self, digits: Option<String>, flags: &Flags) {
        let flags = Flags { zero: false, ..*flags };
        self.pad(digits.unwrap_or_default().as_bytes(), &flags);
    }

    fn float(&mut self, number: f64, verb: char, flags: &Flags) {
        let (verb, usual) = match verb {
            'v' => ('g', None),
            'F' => ('f', Some(6)),
            'f' | 'e' | 'E' => (verb, Some(6)),
            other => (other, None),
        };
        let precision = flags.precision.or(usual);
        let mut text = float::format(number, verb, precision);
        if !number.is_finite() {
            self.special(&text, flags);
            return;
        }
        if flags.sharp && verb != 'b' {
            text = with_point(&text, verb, precision);
        }
        if flags.space && text.starts_with('+') && !flags.plus {
            text.replace_range(..1, " ");
        }
        let signed = flags.plus || !text.starts_with('+');
        let width = flags.width.unwrap_or_default();
        if signed && flags.zero && !flags.minus && width > text.len() {
            // The sign stands before the zeros.
            self.out.push(&text.as_bytes()[..1]);
            self.out.repeat(b'0', width - text.len());
            self.out.push(&text.as_bytes()[1..]);
            return;
        }
        self.pad(&text.as_bytes()[usize::from(!signed)..], flags);
    }

    /// Infinity and what is no number: no zeros before them.
    fn special(&mut self, text: &str, flags: &Flags) {
        let flags = Flags { zero: false, ..*flags };
        let mut text = text.to_owned();
        if flags.space && text.starts_with('+') && !flags.plus {
            text.replace_range(..1, " ");
        }
        let unsigned = text.contains('N') && !flags.space && !flags.plus;
        let bare = unsigned || (text.starts_with('+') && !flags.plus && !text.contains('I'));
        self.pad(&text.as_bytes()[usize::from(bare)..], &flags);
    }

    fn text(&mut self, value: &Data<'a>, verb: char, flags: &Flags) -> Result<(), String> {
        let text = value.as_bytes().unwrap_or_default();
        match verb {
            'v' if flags.syntax => return self.quoted(text, flags),
            'v' | 's' => self.string(text, flags),
            'x' => self.hexadecimal(text, flags, false),
            'X' => self.hexadecimal(text, flags, true),
            'q' => return self.quoted(text, flags),
            _ => return self.bad_verb(value, verb, flags),
        }
        Ok(())
    }

    fn string(&mut self, text: &[u8], flags: &Flags) {
        self.pad(cut(text, flags), flags);
    }

    fn quoted(&mut self, text: &[u8], flags: &Flags) -> Result<(), String> {
        let text = cut(text, flags);
        if flags.sharp && quote::fits_backquotes(text) {
            self.padded(width(text) + 2, flags, |out| {
                for part in [b"`".as_slice(), text, b"`"] {
                    out.push(part);
                }
            });
            return Ok(());
        }
        self.pad(&quote::quoted(text, flags.plus)?, flags);
        Ok(())
    }

    fn hexadecimal(&mut self, text: &[u8], flags: &Flags, upper: bool) {
        let text = &text[..flags.precision.unwrap_or(text.len()).min(text.len())];
        let prefix = match (flags.sharp && !text.is_empty(), upper) {
            (false, _) => "",
            (_, true) => "0X",
            (_, false) => "0x",
        };
        let between = if flags.space { format!(" {prefix}") } else { String::new() };
        let gaps = text.len().saturating_sub(1) * between.len();
        self.padded(prefix.len() + 2 * text.len() + gaps, flags, |out| {
            for (number, byte) in text.iter().enumerate() {
                out.push(if number == 0 { prefix.as_bytes() } else { between.as_bytes() });
                // Writing to memory can't fail.
                let _ = if upper { write!(out, "{byte:02X}") } else { write!(out, "{byte:02x}") };
            }
        });
    }

    fn pad(&mut self, text: &[u8], flags: &Flags) {
        self.padded(width(text), flags, |out| out.push(text));
    }

    /// What `write` adds, which is so wide.
    fn padded(&mut self, width: usize, flags: &Flags, write: impl FnOnce(&mut Text)) {
        let missing = flags.width.unwrap_or_default().saturating_sub(width);
        let filler = if flags.zero && !flags.minus { b'0' } else { b' ' };
        if !flags.minus {
            self.out.repeat(filler, missing);
        }
        write(&mut self.out);
        if flags.minus {
            self.out.repeat(filler, missing);
        }
    }
}

/// How many characters a text has, or bytes that are none.
fn width(text: &[u8]) -> usize {
    text.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
}

/// At most as many characters as the precision says.
fn cut<'t>(text: &'t [u8], flags: &Flags) -> &'t [u8] {
    let Some(mut left) = flags.precision else { return text };
    let mut end = 0;
    for chunk in text.utf8_chunks() {
        let lengths = chunk.valid().chars().map(char::len_utf8).chain(chunk.invalid().iter().map(|_| 1));
        for length in lengths {
            if left == 0 {
                return &text[..end];
            }
            left -= 1;
            end += length;
        }
    }
    text
}

/// `#`: a point in every case, and the zeros that `%g` leaves off.
fn with_point(text: &str, verb: char, precision: Option<usize>) -> String {
    let tail_at = match verb {
        'x' | 'X' => text.find(['p', 'P']),
        _ => text.find(['e', 'E', 'p', 'P']),
    };
    let (number, tail) = text.split_at(tail_at.unwrap_or(text.len()));
    let mut digits = match verb {
        'g' | 'G' | 'x' => precision.map_or(6, |precision| i64::try_from(precision).unwrap_or(i64::MAX)),
        _ => 0,
    };
    let mut seen = false;
    for letter in number[1..].chars().filter(|letter| *letter != '.') {
        seen |= letter != '0';
        digits -= i64::from(seen);
    }
    let point = if number.contains('.') { "" } else { "." };
    if point == "." && &number[1..] == "0" {
        digits -= 1;
    }
    format!("{number}{point}{}{tail}", "0".repeat(usize::try_from(digits).unwrap_or_default()))
}
