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
    /// In order.
    runs: Vec<Run>,
    special: Vec<Special>,
}

/// Plain letters without a gap.
#[derive(Debug)]
struct Run {
    /// Where they begin and end.
    first: usize,
    last: usize,
    /// The first of them that can't be in a variable's name, else their end.
    name: usize,
    /// The first `=` among them.
    sign: Option<usize>,
    /// How many `$` stand before a `{` before them.
    dollars: usize,
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
        let special = specials(&author);
        Self { runs: runs(&letters), letters, starts, special }
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
        let Some(run) = self.runs[..self.runs.partition_point(|run| run.first <= start)].last() else {
            return false;
        };
        let word = Word { letters: &self.letters, run, start, end };
        let allowed = |special: &Special| match special {
            Special::HereDocument => false,
            Special::Arithmetic => is_number(value),
            Special::Condition => !value.contains('='),
            Special::Braces => !value.contains(',') && !value.contains(".."),
        };
        self.special.iter().all(allowed) && word.is_harmless()
    }
}

/// A shell takes lines that are continued for one before it looks for anything else.
fn specials(author: &str) -> Vec<Special> {
    let author = author.replace("\\\n", "").replace("${", "$");
    SPECIALS.iter().filter(|(part, _)| author.contains(part)).map(|(_, special)| *special).collect()
}

fn runs(letters: &[char]) -> Vec<Run> {
    let (mut runs, mut first) = (Vec::new(), 0);
    for part in letters.split(|letter| !is_plain(*letter)) {
        let last = first + part.len();
        let place = |fits: fn(&char) -> bool| part.iter().position(fits).map(|at| first + at);
        let before = letters[..first].strip_suffix(&['{']).unwrap_or_default();
        runs.push(Run {
            first,
            last,
            name: place(|letter| !in_name(*letter)).unwrap_or(last),
            sign: place(|letter| *letter == '='),
            dollars: before.iter().rev().take_while(|letter| **letter == '$').count(),
        });
        first = last + 1;
    }
    runs
}

/// A value, and the plain letters around it.
struct Word<'t> {
    letters: &'t [char],
    run: &'t Run,
    start: usize,
    end: usize,
}

impl Word<'_> {
    fn is_harmless(&self) -> bool {
        !self.is_keyword() && !self.is_assignment() && self.left_is_harmless() && self.right_is_harmless()
    }

    fn is_keyword(&self) -> bool {
        let word = &self.letters[self.run.first..self.run.last];
        KEYWORDS.iter().any(|keyword| word.len() == keyword.len() && keyword.chars().eq(word.iter().copied()))
    }

    /// `NAME=…`, `NAME+=…`, where not all of the name and the sign are the author's.
    fn is_assignment(&self) -> bool {
        let Some(sign) = self.run.sign else { return false };
        let end =
            if self.run.name + 1 == sign && self.letters[self.run.name] == '+' { sign - 1 } else { sign };
        sign >= self.start && self.run.first < end && self.run.name == end
    }

    fn left_is_harmless(&self) -> bool {
        let Some(edge) = self.run.first.checked_sub(1) else { return true };
        match self.letters[edge] {
            ' ' | '\t' | '\n' | '"' | '\'' | '`' | '(' | ')' | ';' | '|' | '&' | '<' | '>' | '}' => true,
            '$' => self.ends_name(),
            '{' => self.is_default(),
            _ => false,
        }
    }

    fn right_is_harmless(&self) -> bool {
        match self.letters[self.run.last..] {
            [] | [' ' | '\t' | '\n' | '"' | '\'' | '`' | ')' | ';' | '|' | '&', ..] | ['$', '$', ..] => true,
            ['}', ..] => self.run.first.checked_sub(1).is_some_and(|edge| self.letters[edge] == '{'),
            _ => false,
        }
    }

    /// Whether a variable's name before the value ends before it: `$NAME/`, `$NAME` and a value that begins with `/`.
    fn ends_name(&self) -> bool {
        self.run.name < self.start || self.run.first < self.start && !in_name(self.letters[self.start])
    }

    /// Whether the value stands in `$${NAME:-…}`; in Docker Compose's own `${NAME:-…}` only a number can, since the shell
    /// reads that as the author's text.
    fn is_default(&self) -> bool {
        let Run { first, last, name, dollars, .. } = *self.run;
        let after_name = if name < self.start { &self.letters[name..self.start] } else { &[] };
        let default = first < name && matches!(after_name, ['-' | '+', ..] | [':', '-' | '+', ..]);
        let value = &self.letters[self.start..self.end];
        let number = is_number(&value.iter().collect::<String>());
        let redirects = matches!(self.letters.get(last + 1), Some('<' | '>'));
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
