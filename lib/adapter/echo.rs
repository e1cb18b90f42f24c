//! The echo of a request on a terminal, which holds the key: it is taken out of what is shown.

/// A filter on a terminal's output that swallows one line once, wherever the output comes in pieces.
pub(super) struct Echo {
    /// What the terminal echoes, without its end; empty once that is through.
    line: Vec<u8>,
    /// So many bytes of it may be shown: the key comes later.
    harmless: usize,
    /// What could be the beginning of the echo.
    held: Vec<u8>,
    /// The line's end is swallowed too.
    end: bool,
}

impl Echo {
    /// Swallows this line; nothing where it is empty.
    pub(super) fn new(line: &str, harmless: usize) -> Self {
        Self { line: line.trim_end().into(), harmless, held: Vec::new(), end: false }
    }

    /// Whether something is held that may be shown if nothing comes after it.
    pub(super) fn holds(&self) -> bool {
        !self.held.is_empty() && self.held.len() <= self.harmless
    }

    /// What is held, after all.
    pub(super) fn release(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.held)
    }

    /// What may be shown of the next piece.
    pub(super) fn without(&mut self, piece: &[u8]) -> Vec<u8> {
        if self.line.is_empty() {
            return self.without_end(piece);
        }
        self.held.extend_from_slice(piece);
        let (before, key) = self.line.split_at(self.harmless.min(self.line.len() - 1));
        if let Some(at) = find(&self.held, key) {
            let after = self.held.split_off(at + key.len());
            let mut shown = std::mem::take(&mut self.held);
            shown.truncate(at);
            // What comes before the key may have been released already.
            shown.truncate(shown.strip_suffix(before).map_or(at, <[u8]>::len));
            (self.line, self.end) = (Vec::new(), true);
            shown.extend(self.without_end(&after));
            return shown;
        }
        let held = overlap(&self.held, &self.line).max(overlap(&self.held, key));
        let safe = self.held.len() - held;
        self.held.drain(..safe).collect()
    }

    /// At the end of the output: what was held, unless a part of the key is in it.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        if self.holds() { self.release() } else { Vec::new() }
    }

    fn without_end(&mut self, piece: &[u8]) -> Vec<u8> {
        if !self.end {
            return piece.into();
        }
        let rest = piece.strip_prefix(b"\r").unwrap_or(piece);
        // A carriage return at the end of a piece: the newline comes with the next.
        self.end = rest.is_empty();
        rest.strip_prefix(b"\n").unwrap_or(rest).into()
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// How many bytes at the end of the text are the beginning of the line.
fn overlap(text: &[u8], line: &[u8]) -> usize {
    let most = text.len().min(line.len() - 1);
    (1..=most).rev().find(|count| text.ends_with(&line[..*count])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "{\"key\":\"secret\",\"command\":\"{x\"}\n";

    fn shown(pieces: &[&str]) -> String {
        let mut echo = Echo::new(LINE, 7);
        let mut all: Vec<u8> = pieces.iter().flat_map(|piece| echo.without(piece.as_bytes())).collect();
        all.extend(echo.rest());
        String::from_utf8_lossy(&all).into_owned()
    }

    #[test]
    fn the_echo_is_swallowed_once_however_it_comes() {
        let text = format!("hi {{{}\r\nout {{\"key\"", LINE.trim_end());
        for size in 1..text.len() {
            let pieces: Vec<&str> = text
                .as_bytes()
                .chunks(size)
                .map(|piece| std::str::from_utf8(piece).unwrap_or_default())
                .collect();
            assert_eq!(shown(&pieces), "hi {out {\"key\"", "{size}");
        }
    }

    #[test]
    fn output_without_an_echo_passes() {
        assert_eq!(shown(&["{\"ke", "y", "hole\n"]), "{\"keyhole\n");
        assert_eq!(shown(&["a{"]), "a{");
        let mut none = Echo::new("", 0);
        assert_eq!(none.without(b"\nx"), b"\nx");
    }

    #[test]
    fn a_part_of_the_key_is_never_released() {
        assert_eq!(shown(&["x{\"key\":\"sec"]), "x");
        let mut echo = Echo::new(LINE, 7);
        assert_eq!(echo.without(b"{\"k"), b"");
        assert!(echo.holds());
        assert_eq!(echo.release(), b"{\"k");
        assert_eq!(echo.without(&LINE.as_bytes()[3..]), b"ey\":");
        let mut echo = Echo::new(LINE, 7);
        assert_eq!(echo.without(b"{\"key\":\"s"), b"");
        assert!(!echo.holds());
    }
}
