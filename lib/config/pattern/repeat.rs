//! Counts of repetitions, `{n}`, `{n,}` or `{n,m}`: at most 1,000, and nested ones multiplied no more than that either.

use std::fmt;
use std::str::Chars;

/// A count can't be above this.
const MOST: u32 = 1000;

/// How often something is repeated.
pub(super) struct Count {
    least: u32,
    /// `None`: without end.
    most: Option<u32>,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.most {
            None => write!(f, "{{{},}}", self.least),
            Some(most) if most == self.least => write!(f, "{{{most}}}"),
            Some(most) => write!(f, "{{{},{most}}}", self.least),
        }
    }
}

/// The count that stands here, with its `{` read; `None`, and nothing taken, where it is a literal brace.
pub(super) fn count(letters: &mut Chars) -> Result<Option<Count>, String> {
    let rest = letters.as_str();
    let Some((least, after)) = number(rest) else { return Ok(None) };
    let (most, after) = match after.strip_prefix(',') {
        None => (Some(least), after),
        Some(after) => match number(after) {
            Some((most, after)) => (Some(most), after),
            None => (None, after),
        },
    };
    let Some(after) = after.strip_prefix('}') else { return Ok(None) };
    if least > MOST || most.is_some_and(|most| most > MOST || most < least) {
        let text = &rest[..rest.len() - after.len()];
        let text = crate::escape::short(text, 30);
        return Err(format!("'{{{text}' is no count of repetitions, which end at 1000"));
    }
    *letters = after.chars();
    Ok(Some(Count { least, most }))
}

/// A number, and what comes after it. One with a zero before it is none in Go.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let is_number = !digits.is_empty() && (digits.len() == 1 || !digits.starts_with('0'));
    is_number.then(|| (digits.parse().unwrap_or(u32::MAX), rest))
}

/// How often the innermost thing would be repeated, by the counts around it.
#[derive(Default)]
pub(super) struct Weights {
    /// Of what was read last.
    last: u32,
    /// The largest in this group.
    largest: u32,
    /// The largest so far in each group around it.
    around: Vec<u32>,
}

impl Weights {
    /// Something else begins.
    pub(super) fn atom(&mut self) {
        self.largest = self.largest.max(self.last);
        self.last = 1;
    }

    pub(super) fn open(&mut self) {
        self.atom();
        self.around.push(self.largest);
        (self.largest, self.last) = (1, 1);
    }

    pub(super) fn close(&mut self) {
        self.atom();
        self.last = self.largest;
        self.largest = self.around.pop().unwrap_or(1);
    }

    /// What was read last is repeated.
    pub(super) fn repeat(&mut self, count: &Count) -> Result<(), String> {
        let last = self.last.max(1);
        self.last = match count.most {
            Some(0) => 1,
            None if count.least == 0 => last,
            None => last.saturating_mul(count.least),
            Some(most) => last.saturating_mul(most),
        };
        let counts = count.least >= 2 || count.most.is_some_and(|most| most >= 2);
        if counts && self.last > MOST {
            return Err(format!("'{count}' and the counts within come to more than 1000 repetitions"));
        }
        Ok(())
    }
}
