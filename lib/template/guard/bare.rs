//! A value that may stand in a shell's text as it is: a plain word, which the shell reads as itself between such neighbours,
//! in quotes or not.

use super::is_safe_word;
use super::marks::Piece;

/// Words that a shell takes for its own where a command begins.
const KEYWORDS: [&str; 17] = [
    "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in",
    "select", "function", "time", "coproc",
];

/// What the author wrote, with the values that are plain words in place.
#[derive(Debug)]
pub(super) struct Text {
    letters: Vec<char>,
    /// Where each piece begins.
    starts: Vec<usize>,
    special: Vec<Special>,
}

/// What the author wrote anywhere that takes from what a value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Special {
    HereDocument,
    /// Or a pattern: only a number is itself there.
    Arithmetic,
    /// `[[ … ]]`, which may compare numbers.
    Condition,
    /// Braces that bash multiplies words by.
    Braces,
}

const SPECIALS: [(&str, Special); 8] = [
    ("<<", Special::HereDocument),
    ("((", Special::Arithmetic),
    ("$[", Special::Arithmetic),
    ("=~", Special::Arithmetic),
    ("[[ ", Special::Condition),
    ("[[\t", Special::Condition),
    ("[[\n", Special::Condition),
    ("{", Special::Braces),
];

/// What stands for a value that is no plain word.
const OTHER: &str = "\0";

impl Text {
    /// `text` gives a value's text.
    pub(super) fn new<'v>(pieces: &[Piece], text: impl Fn(usize) -> &'v str) -> Self {
        let (mut letters, mut starts, mut author) = (Vec::new(), Vec::new(), String::new());
        for piece in pieces {
            starts.push(letters.len());
            match piece {
                Piece::Author(piece) => {
                    letters.extend(piece.chars());
                    author.push_str(piece);
                }
                Piece::Value(number) => {
                    let value = text(*number);
                    let value = if is_safe_word(value) { value } else { OTHER };
                    letters.extend(value.chars());
                    author.push_str(OTHER);
                }
            }
        }
        // A shell takes lines that are continued for one before it looks for anything else.
        let author = author.replace("\\\n", "");
        let author = author.replace("${", "$");
        let special = SPECIALS.iter().filter(|(part, _)| author.contains(part)).map(|(_, special)| *special);
        Self { letters, starts, special: special.collect() }
    }

    /// Whether quotes make a word of any value; there are places in which bash reads quoted text as arithmetic, which can
    /// run commands.
    pub(super) fn takes_quotes(&self) -> bool {
        self.special.iter().all(|special| *special == Special::Braces)
    }

    /// Whether the value that is this piece is a plain word and has harmless neighbours.
    pub(super) fn stays_bare(&self, piece: usize, value: &str) -> bool {
        if !is_safe_word(value) {
            return false;
        }
        let start = self.starts.get(piece).copied().unwrap_or_default();
        let end = start + value.chars().count();
        let is_plain = |letter: &&char| is_plain(**letter);
        let before = self.letters[..start].iter().rev().take_while(is_plain).count();
        let word = Word {
            letters: &self.letters,
            first: start - before,
            start,
            end,
            last: end + self.letters[end..].iter().take_while(is_plain).count(),
        };
        let allowed = |special: &Special| match special {
            Special::HereDocument => false,
            Special::Arithmetic => is_number(value),
            Special::Condition => !value.contains('='),
            Special::Braces => !value.contains(',') && !value.contains(".."),
        };
        self.special.iter().all(allowed) && word.is_harmless()
    }
}

/// The plain letters around a value: where they begin, where the value begins and ends, and where they end.
struct Word<'t> {
    letters: &'t [char],
    first: usize,
    start: usize,
    end: usize,
    last: usize,
}

impl Word<'_> {
    fn is_harmless(&self) -> bool {
        !self.is_keyword() && !self.is_assignment() && self.left_is_harmless() && self.right_is_harmless()
    }

    fn is_keyword(&self) -> bool {
        KEYWORDS.contains(&self.letters[self.first..self.last].iter().collect::<String>().as_str())
    }

    /// `NAME=…`, `NAME+=…`, where not all of the name and the sign are the author's.
    fn is_assignment(&self) -> bool {
        let word = &self.letters[self.first..self.last];
        let Some(sign) = word.iter().position(|letter| *letter == '=') else { return false };
        let name = word[..sign].strip_suffix(&['+']).unwrap_or(&word[..sign]);
        self.first + sign >= self.start && !name.is_empty() && name.iter().all(|letter| in_name(*letter))
    }

    fn left_is_harmless(&self) -> bool {
        let Some(edge) = self.first.checked_sub(1) else { return true };
        match self.letters[edge] {
            ' ' | '\t' | '\n' | '"' | '\'' | '`' | '(' | ')' | ';' | '|' | '&' | '<' | '>' | '}' => true,
            '$' => self.ends_name(),
            '{' => self.is_default(edge),
            _ => false,
        }
    }

    fn right_is_harmless(&self) -> bool {
        match self.letters[self.last..] {
            [] | [' ' | '\t' | '\n' | '"' | '\'' | '`' | ')' | ';' | '|' | '&', ..] | ['$', '$', ..] => true,
            ['}', ..] => self.first.checked_sub(1).is_some_and(|edge| self.letters[edge] == '{'),
            _ => false,
        }
    }

    /// Whether a variable's name before the value ends before it: `$NAME/`, `$NAME` and a value that begins with `/`.
    fn ends_name(&self) -> bool {
        let before = &self.letters[self.first..self.start];
        let value = self.letters[self.start];
        before.iter().any(|letter| !in_name(*letter)) || !before.is_empty() && !in_name(value)
    }

    /// Whether the value stands in `$${NAME:-…}`; in Docker Compose's own `${NAME:-…}` only a number can, since the shell
    /// reads that as the author's text.
    fn is_default(&self, brace: usize) -> bool {
        let before: String = self.letters[self.first..self.start].iter().collect();
        let after_name = before.trim_start_matches(in_name);
        let default = after_name.len() < before.len()
            && [":-", "-", ":+", "+"].iter().any(|sign| after_name.starts_with(sign));
        let dollars = self.letters[..brace].iter().rev().take_while(|letter| **letter == '$').count();
        let value = &self.letters[self.start..self.end];
        let number = is_number(&value.iter().collect::<String>());
        let redirects = matches!(self.letters.get(self.last + 1), Some('<' | '>'));
        default && dollars > 0 && (dollars % 2 == 0 || number && !redirects)
    }
}

fn is_plain(letter: char) -> bool {
    is_safe_word(letter.encode_utf8(&mut [0; 4]))
}

fn in_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// A number as arithmetic takes it for itself: a zero in front would make it octal.
fn is_number(text: &str) -> bool {
    text.bytes().all(|letter| letter.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
        && !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(before: &str, value: &'static str, after: &str) -> bool {
        let pieces = [Piece::Author(before), Piece::Value(0), Piece::Author(after)];
        Text::new(&pieces, |_| value).stays_bare(1, value)
    }

    #[test]
    fn a_plain_word_between_harmless_neighbours_stays() {
        for (before, value, after) in [
            ("curl http://", "localhost", ":80/x"),
            ("curl -f ", "a.b", " || exit 1"),
            ("[ $$(curl localhost:", "80", "/x) = ok ]"),
            ("curl \"http://$$HOST:", "80", "\""),
            ("curl $${HOST}:", "80", ""),
            ("curl $$HOST", "/x", ""),
            ("curl $${PORT:-", "x", "}"),
            ("curl ${PORT:-", "80", "}/x"),
            ("A=", "b=c", " x"),
            ("x --a=", "b=c", ""),
            ("x >", "2", ";y"),
            ("x $$((1 + ", "2", "))"),
            ("x {a,b}", "c", ""),
        ] {
            assert!(bare(before, value, after), "{before}|{value}|{after}");
        }
    }

    #[test]
    fn a_word_that_a_neighbour_gives_a_meaning_does_not() {
        for (before, value, after) in [
            ("x ", "", ""),
            ("x ", "a b", ""),
            ("echo ", "2", ">x"),
            ("echo ", "2", "<x"),
            ("", "A=b", " x"),
            ("A", "B", "=x"),
            ("", "A+", "=x"),
            ("", "if", " x"),
            ("; do", "ne", ""),
            ("echo {x,", "y,z", "}"),
            ("echo {x,\"b\"", "y,z", "\"c\"}"),
            ("echo {1", "..3", "}"),
            ("echo a[", "1", "]"),
            ("echo *", "a", ""),
            ("echo ~", "root", ""),
            ("echo $$", "HOME", ""),
            ("echo $$", "@x", ""),
            ("echo $$HOST", "x", ""),
            ("echo \"$$HOST", "x", "\""),
            ("echo $${", "HOME", "}"),
            ("echo $${A:", "1", "}"),
            ("echo ${A:-", "if", "}"),
            ("echo ${A:-", "2", "}>x"),
            ("echo \\", "n", ""),
            ("cat <<E\n", "E", "\nE"),
            ("cat <\\\n<E\n", "E", "\nE"),
            ("x $$((1 + ", "a", "))"),
            ("x $$((1 + ", "08", "))"),
            ("[[ ", "a=1", " -eq 1 ]]"),
            ("", "x", "() { :; }"),
            ("x ", "a", "*"),
        ] {
            assert!(!bare(before, value, after), "{before}|{value}|{after}");
        }
    }
}
