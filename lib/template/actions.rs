//! Where the actions of a source begin and end, whatever its syntax: what stands in quotes and comments begins and ends none.

/// An action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Action<'s> {
    /// The byte of its first brace.
    pub(super) place: usize,
    /// With its braces; up to the source's end where it isn't closed.
    pub(super) text: &'s str,
    /// What stands between the braces.
    pub(super) inside: &'s str,
    /// What closes it.
    pub(super) end: &'static str,
    pub(super) is_closed: bool,
}

/// The actions of a source, in order.
pub(super) struct Actions<'s> {
    source: &'s str,
    at: usize,
    /// How many braces in a row begin an action, at most: Go's syntax has 2.
    braces: usize,
    /// Quotes that nothing closes from here on, so that nobody looks for it again.
    unclosed: [bool; 3],
    /// The same of comments: Go's, and Handlebars' long ones.
    endless: [bool; 2],
}

impl<'s> Actions<'s> {
    /// Of either syntax.
    pub(super) fn of(source: &'s str) -> Self {
        Self { source, at: 0, braces: 2, unclosed: [false; 3], endless: [false; 2] }
    }

    /// Of Handlebars, where more braces have a meaning and a backslash takes it.
    pub(super) fn of_handlebars(source: &'s str) -> Self {
        Self { braces: 4, ..Self::of(source) }
    }

    /// Goes on after this byte.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Where what is found last ends.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn action(&mut self, place: usize) -> Action<'s> {
        let rest = &self.source[place..];
        let braces = rest.bytes().take_while(|letter| *letter == b'{').count().clamp(2, self.braces);
        let inside = &rest[braces..];
        let end = &"}}}}"[..braces];
        let close = match inside.trim_start_matches(['~', '-', ' ', '\n']) {
            comment if comment.starts_with("/*") => self.once(0, || Some((after(inside, "*/")?, end))),
            comment if comment.starts_with("!--") => self.once(1, || long_end(inside)).or(Some((0, end))),
            comment if comment.starts_with('!') => Some((0, end)),
            _ => None,
        };
        let found = match close {
            Some((from, end)) => (inside[from..].find(end).map(|at| from + at), end),
            None => (self.end_of(inside, end), end),
        };
        let (Some(length), end) = found else {
            return Action { place, text: rest, inside, end: found.1, is_closed: false };
        };
        let text = &rest[..braces + length + end.len()];
        Action { place, text, inside: &inside[..length], end, is_closed: true }
    }

    /// Looks for the end of a comment of this kind, where one may be left.
    fn once<T>(&mut self, kind: usize, look: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.endless[kind] {
            return None;
        }
        let found = look();
        self.endless[kind] = found.is_none();
        found
    }

    /// Where these braces stand outside of quotes.
    fn end_of(&mut self, inside: &str, end: &str) -> Option<usize> {
        let bytes = inside.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if inside.as_bytes()[at..].starts_with(end.as_bytes()) {
                return Some(at);
            }
            at += match bytes[at] {
                quote @ (b'"' | b'\'' | b'`') => self.quoted(&bytes[at..], quote).unwrap_or(1),
                _ => 1,
            };
        }
        None
    }

    /// How long a text in quotes is, with them.
    fn quoted(&mut self, text: &[u8], quote: u8) -> Option<usize> {
        let unclosed = &mut self.unclosed[match quote {
            b'"' => 0,
            b'\'' => 1,
            _ => 2,
        }];
        if *unclosed {
            return None;
        }
        let mut at = 1;
        while let Some(letter) = text.get(at) {
            match *letter {
                b'\\' if quote != b'`' => at += 2,
                letter if letter == quote => return Some(at + 1),
                _ => at += 1,
            }
        }
        *unclosed = true;
        None
    }
}

impl<'s> Iterator for Actions<'s> {
    type Item = Action<'s>;

    fn next(&mut self) -> Option<Action<'s>> {
        loop {
            let place = self.at + self.source[self.at..].find("{{")?;
            let before = &self.source[..place];
            if self.braces > 2 && before.ends_with('\\') && !before.ends_with("\\\\") {
                // What a backslash stands before is text, with all of its braces.
                let braces = self.source[place..].bytes().take_while(|letter| *letter == b'{').count();
                self.at = place + braces.min(4);
                continue;
            }
            let action = self.action(place);
            self.at = place + action.text.len();
            return Some(action);
        }
    }
}

fn after(text: &str, what: &str) -> Option<usize> {
    text.find(what).map(|at| at + what.len())
}

/// Where a comment ends that two hyphens end, and with what.
fn long_end(inside: &str) -> Option<(usize, &'static str)> {
    inside.match_indices("}}").find_map(|(at, _)| {
        let ends = |end: &&str| inside[..at + 2].ends_with(end);
        let end = ["--}}", "--~}}"].into_iter().find(ends)?;
        Some((at + 2 - end.len(), end))
    })
}

/// Whether a text in quotes is closed, as both syntaxes have it: the byte of the first quote that isn't.
pub(super) fn open_quote(inside: &str) -> Option<usize> {
    let mut actions = Actions::of("");
    let bytes = inside.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        at += match bytes[at] {
            quote @ (b'"' | b'\'') => match actions.quoted(&bytes[at..], quote) {
                Some(length) => length,
                None => return Some(at),
            },
            _ => 1,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(source: &str, expected: &[&str]) {
        assert_eq!(Actions::of(source).map(|action| action.inside).collect::<Vec<_>>(), expected, "{source}");
    }

    #[test]
    fn what_stands_in_quotes_and_comments_is_no_action() {
        finds("a {{b}} {{ c }}", &["b", " c "]);
        finds("{{a \"}}\" '}}' `}}`}}{{b}}", &["a \"}}\" '}}' `}}`", "b"]);
        finds("{{a \"\\\"}}\"}}", &["a \"\\\"}}\""]);
        finds("{{/* {{#if}} \" */}}{{b}}", &["/* {{#if}} \" */", "b"]);
        finds("{{!-- {{.X}} --}}{{b}}", &["!-- {{.X}} ", "b"]);
        finds("{{!-- a --~}}{{b}}{{!-- c --}}", &["!-- a ", "b", "!-- c "]);
        finds("{{!-- a }}{{b}}", &["!-- a ", "b"]);
        finds("{{! it's }}{{b}}", &["! it's ", "b"]);
        finds("{{it's}} {{b}}", &["it's", "b"]);
        finds("{{a \"b", &["a \"b"]);
        let inside: Vec<&str> =
            Actions::of_handlebars("\\{{a}}{{{b}}}{{{{c}}}}\\\\{{d}}").map(|action| action.inside).collect();
        assert_eq!(inside, ["b", "c", "d"]);
    }

    #[test]
    fn what_nothing_closes_takes_time_in_proportion() {
        let start = std::time::Instant::now();
        assert_eq!(Actions::of(&"{{\"\\".repeat(1 << 20)).count(), 1);
        assert!(Actions::of(&"{{'\\'}}".repeat(1 << 18)).count() > 0);
        for comment in ["{{/* }}", "{{- !-- }}", "{{- !-- a --~}}"] {
            assert_eq!(Actions::of(&comment.repeat(1 << 18)).count(), 1 << 18, "{comment}");
        }
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
