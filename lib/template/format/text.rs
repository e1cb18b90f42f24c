//! A text that is being made, which has a largest size: what would be larger is refused while it is made, since a short
//! template can ask for much.

use crate::template::eval::LIMITS;

/// A text that isn't finished.
#[derive(Debug, Default)]
pub(in super::super) struct Text {
    bytes: Vec<u8>,
    /// Whether something didn't fit; what comes after it is left out, too.
    full: bool,
}

impl Text {
    /// Adds this.
    pub(in super::super) fn push(&mut self, more: &[u8]) {
        if self.has_room(more.len()) {
            self.bytes.extend_from_slice(more);
        }
    }

    /// Adds this byte so many times.
    pub(super) fn repeat(&mut self, byte: u8, count: usize) {
        if self.has_room(count) {
            self.bytes.extend(std::iter::repeat_n(byte, count));
        }
    }

    fn has_room(&mut self, length: usize) -> bool {
        self.full |= length > LIMITS.output - self.bytes.len();
        !self.full
    }

    /// Refused where something didn't fit.
    pub(in super::super) fn check(&self) -> Result<(), String> {
        check(if self.full { usize::MAX } else { self.bytes.len() })
    }

    /// The whole of it; refused where something didn't fit.
    pub(in super::super) fn finish(self) -> Result<Vec<u8>, String> {
        self.check().map(|()| self.bytes)
    }
}

/// Refuses a text of such a length.
pub(super) fn check(length: usize) -> Result<(), String> {
    if length > LIMITS.output {
        return Err(format!("a text is larger than {} MiB", LIMITS.output >> 20));
    }
    Ok(())
}

impl std::fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_text_holds_what_fits_and_no_more() {
        let mut text = Text::default();
        text.repeat(b'a', LIMITS.output - 1);
        text.push(b"b");
        assert!(text.check().is_ok());
        text.push(b"");
        text.push(b"c");
        text.push(b"");
        assert_eq!(text.bytes.len(), LIMITS.output);
        assert_eq!(text.finish().unwrap_err(), "a text is larger than 64 MiB");
        let mut text = Text::default();
        text.repeat(b'a', usize::MAX);
        assert!(text.bytes.is_empty() && text.finish().is_err());
    }
}
