//! A regular expression in Go's RE2 syntax, translated for the `regex` crate where the two differ (SPEC.md section 6).

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

use regex::bytes::{Regex, RegexBuilder};

use crate::escape;

/// An unanchored pattern; matching takes time linear in the text.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

impl Pattern {
    /// The pattern of this source; why not, where it is none.
    pub fn new(source: &str) -> Result<Self, String> {
        let regex = RegexBuilder::new(&translate(source)?).build().map_err(|cause| plain(&cause))?;
        Ok(Self { source: source.into(), regex })
    }

    /// Whether it matches anywhere in the text.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text.as_bytes())
    }

    /// The pattern as its author wrote it.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// The last line of the crate's message, which is the reason; the lines before it draw our translation.
fn plain(cause: &regex::Error) -> String {
    match cause {
        regex::Error::CompiledTooBig(_) => "it is too large".into(),
        other => {
            let text = other.to_string();
            text.lines().last().unwrap_or_default().trim_start_matches("error: ").into()
        }
    }
}

/// Go's syntax as the crate's: literals as code points, Go's ASCII classes spelled out.
fn translate(source: &str) -> Result<String, String> {
    let mut out = String::with_capacity(source.len() + 16);
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => escaped(&mut letters, &mut out)?,
            '[' => class(&mut letters, &mut out)?,
            '(' => group(&mut letters, &mut out)?,
            '{' => repeat(&mut letters, &mut out)?,
            '^' | '$' | '.' | '|' | ')' | '*' | '+' | '?' => out.push(letter),
            literal => push(&mut out, literal),
        }
    }
    Ok(out)
}

/// A literal: letters and digits as they are, all else by number, so that no syntax can come of it.
fn push(out: &mut String, literal: char) {
    if literal.is_ascii_alphanumeric() {
        out.push(literal);
    } else {
        let _ = write!(out, "\\x{{{:x}}}", u32::from(literal));
    }
}

/// What stands after a backslash, outside a class.
fn escaped(letters: &mut Peekable<Chars>, out: &mut String) -> Result<(), String> {
    match letters.peek() {
        Some('A' | 'z') => out.extend(['\\'].into_iter().chain(letters.next())),
        Some('b') => out.push_str("(?-u:\\b)"),
        Some('B') => out.push_str("(?-u:\\B)"),
        Some('Q') => {
            letters.next();
            quoted(letters, out);
            return Ok(());
        }
        _ => return set_or_letter(letters).map(|found| found.write(out)),
    }
    if matches!(letters.peek(), Some('b' | 'B')) {
        letters.next();
    }
    Ok(())
}

/// `\Q…\E`: everything is a literal; without an end, to the end of the pattern.
fn quoted(letters: &mut Peekable<Chars>, out: &mut String) {
    while let Some(letter) = letters.next() {
        if letter == '\\' && letters.next_if_eq(&'E').is_some() {
            return;
        }
        push(out, letter);
    }
}

/// What an escape stands for: a set, in the crate's syntax, or one letter.
enum Escaped {
    Set(String),
    Letter(char),
}

impl Escaped {
    fn write(self, out: &mut String) {
        match self {
            Self::Set(set) => out.push_str(&set),
            Self::Letter(letter) => push(out, letter),
        }
    }
}

/// An escape that is good inside a class and outside.
fn set_or_letter(letters: &mut Peekable<Chars>) -> Result<Escaped, String> {
    let letter = letters.next().ok_or("it ends with a backslash")?;
    let set = |text: &str| Ok(Escaped::Set(text.into()));
    match letter {
        'd' => set("[0-9]"),
        'D' => set("[^0-9]"),
        's' => set("[\\t\\n\\x0c\\r ]"),
        'S' => set("[^\\t\\n\\x0c\\r ]"),
        'w' => set("[0-9A-Za-z_]"),
        'W' => set("[^0-9A-Za-z_]"),
        'p' | 'P' => property(letter, letters).map(Escaped::Set),
        'a' => Ok(Escaped::Letter('\u{7}')),
        'f' => Ok(Escaped::Letter('\u{c}')),
        't' => Ok(Escaped::Letter('\t')),
        'n' => Ok(Escaped::Letter('\n')),
        'r' => Ok(Escaped::Letter('\r')),
        'v' => Ok(Escaped::Letter('\u{b}')),
        'x' => hexadecimal(letters).map(Escaped::Letter),
        '0'..='7' => octal(letter, letters).map(Escaped::Letter),
        other if other.is_ascii() && !other.is_ascii_alphanumeric() => Ok(Escaped::Letter(other)),
        other => Err(format!("'\\{}' is no escape", other.escape_default())),
    }
}

/// `\pN`, `\p{Greek}`, `\p{^Greek}` and their opposites.
fn property(kind: char, letters: &mut Peekable<Chars>) -> Result<String, String> {
    let name = match letters.next() {
        Some('{') => until(letters, '}')?,
        Some(letter) if letter.is_ascii_alphabetic() => letter.into(),
        _ => return Err(format!("'\\{kind}' names no class of characters")),
    };
    let (negated, name) = match name.strip_prefix('^') {
        Some(rest) => (kind == 'p', rest),
        None => (kind == 'P', name.as_str()),
    };
    if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        return Err(format!("'\\{kind}' names no class of characters"));
    }
    Ok(format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' }))
}

fn until(letters: &mut Peekable<Chars>, end: char) -> Result<String, String> {
    let mut text = String::new();
    for letter in letters.by_ref() {
        if letter == end {
            return Ok(text);
        }
        text.push(letter);
    }
    Err(format!("'{end}' is missing"))
}

/// `\x7F` or `\x{10FFFF}`.
fn hexadecimal(letters: &mut Peekable<Chars>) -> Result<char, String> {
    let digits = if letters.next_if_eq(&'{').is_some() {
        until(letters, '}')?
    } else {
        letters.by_ref().take(2).collect()
    };
    let number = u32::from_str_radix(&digits, 16).ok().filter(|_| !digits.starts_with('+'));
    number.and_then(char::from_u32).ok_or_else(|| format!("'\\x{digits}' is no character"))
}

/// `\0`, `\12`, `\123`; a single digit above 0 would be a backreference, which RE2 hasn't got.
fn octal(first: char, letters: &mut Peekable<Chars>) -> Result<char, String> {
    let mut digits = String::from(first);
    while digits.len() < 3 {
        match letters.next_if(|next| matches!(next, '0'..='7')) {
            Some(digit) => digits.push(digit),
            None => break,
        }
    }
    if digits.len() == 1 && first != '0' {
        return Err(format!("'\\{first}' would be a backreference, which is not supported"));
    }
    let number = u32::from_str_radix(&digits, 8).ok();
    number.and_then(char::from_u32).ok_or_else(|| format!("'\\{digits}' is no character"))
}

/// A class, with the opening bracket read: in Go a `[`, `&&`, `--` or `~~` inside it is nothing special.
fn class(letters: &mut Peekable<Chars>, out: &mut String) -> Result<(), String> {
    out.push('[');
    if letters.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        match letters.next().ok_or("']' is missing")? {
            ']' if !first => break,
            '[' if letters.peek() == Some(&':') => named(letters, out)?,
            letter => member(letter, letters, out)?,
        }
        first = false;
    }
    out.push(']');
    Ok(())
}

const NAMED: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// `[:alpha:]` or `[:^alpha:]`; a `[:` without its end is two letters.
fn named(letters: &mut Peekable<Chars>, out: &mut String) -> Result<(), String> {
    let rest: String = letters.clone().collect();
    let Some((name, _)) = rest[1..].split_once(":]") else { return member('[', letters, out) };
    if !NAMED.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(format!("'[:{}:]' is no class of characters", escape::short(name, 40)));
    }
    let _ = write!(out, "[:{name}:]");
    letters.by_ref().take(name.len() + 3).for_each(drop);
    Ok(())
}

/// One letter, set or range of a class.
fn member(letter: char, letters: &mut Peekable<Chars>, out: &mut String) -> Result<(), String> {
    let low = match one(letter, letters)? {
        Escaped::Set(set) => {
            out.push_str(&set);
            return Ok(());
        }
        Escaped::Letter(low) => low,
    };
    push(out, low);
    let mut ahead = letters.clone();
    if ahead.next() != Some('-') || matches!(ahead.next(), Some(']') | None) {
        return Ok(());
    }
    letters.next();
    let next = letters.next().ok_or("']' is missing")?;
    let Escaped::Letter(high) = one(next, letters)? else { return Err("a range ends with a class".into()) };
    if high < low {
        return Err(format!("the range '{}-{}' is empty", low.escape_default(), high.escape_default()));
    }
    out.push('-');
    push(out, high);
    Ok(())
}

fn one(letter: char, letters: &mut Peekable<Chars>) -> Result<Escaped, String> {
    if letter == '\\' { set_or_letter(letters) } else { Ok(Escaped::Letter(letter)) }
}

/// What stands after `(`: `?:`, flags, or a name; Go's flags are `i`, `m`, `s` and `U`.
fn group(letters: &mut Peekable<Chars>, out: &mut String) -> Result<(), String> {
    out.push('(');
    if letters.next_if_eq(&'?').is_none() {
        return Ok(());
    }
    out.push('?');
    if letters.peek().is_some_and(|letter| matches!(letter, 'P' | '<')) {
        return name(letters, out);
    }
    for letter in letters.by_ref() {
        match letter {
            'i' | 'm' | 's' | 'U' | '-' => out.push(letter),
            ':' | ')' => {
                out.push(letter);
                return Ok(());
            }
            other => return Err(format!("'(?{}' is no group", other.escape_default())),
        }
    }
    Err("')' is missing".into())
}

fn name(letters: &mut Peekable<Chars>, out: &mut String) -> Result<(), String> {
    letters.next_if_eq(&'P');
    if letters.next() != Some('<') {
        return Err("'(?P' is no group".into());
    }
    let name = until(letters, '>')?;
    if name.is_empty() || !name.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
        return Err(format!("'{name}' is no name of a group"));
    }
    // A check has no use for the name; one that Go takes the crate mightn't.
    out.push(':');
    Ok(())
}

/// What stands after `{`: `n}`, `n,}` or `n,m}` of at most 1,000; anything else is a literal brace.
fn repeat(letters: &mut Peekable<Chars>, out: &mut String) -> Result<(), String> {
    let ahead: String = letters.clone().take_while(|letter| *letter != '}').take(32).collect();
    let closed = letters.clone().nth(ahead.len()) == Some('}');
    let (low, high) = ahead.split_once(',').unwrap_or((&ahead, &ahead));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !closed || !digits(low) || !(high.is_empty() || digits(high)) {
        push(out, '{');
        return Ok(());
    }
    let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
    if number(low) > 1000 || (!high.is_empty() && (number(high) > 1000 || number(high) < number(low))) {
        return Err(format!("'{{{ahead}}}' is no count of repetitions, which end at 1000"));
    }
    let _ = write!(out, "{{{ahead}}}");
    letters.by_ref().take(ahead.len() + 1).for_each(drop);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(source: &str, yes: &[&str], no: &[&str]) {
        let pattern = Pattern::new(source).unwrap();
        for text in yes {
            assert!(pattern.matches(text), "{source} doesn't match {text:?}");
        }
        for text in no {
            assert!(!pattern.matches(text), "{source} matches {text:?}");
        }
    }

    #[test]
    fn it_is_unanchored() {
        check("b+", &["abbc", "b"], &["", "a"]);
        check("^0x[0-9a-fA-F]{4}$", &["0xBEEF"], &["0xBEE", "x0xBEEF", "0xBEEF\n"]);
        check("", &["", "x"], &[]);
    }

    #[test]
    fn classes_of_go_are_ascii() {
        check(r"^\d+$", &["09"], &["٣", ""]);
        check(r"^\w$", &["a", "_"], &["é"]);
        check(r"^\W$", &["é", " "], &["a"]);
        check(r"^\D$", &["٣"], &["3"]);
        check(r"^\s$", &[" ", "\x0c"], &["\u{a0}", "\x0b"]);
        check(r"^[\d\-x]+$", &["1-x"], &["y"]);
        check(r"^[^\s]$", &["a", "\x0b"], &[" "]);
        check(r"\bfoo\b", &["a foo b", "éfoo"], &["afoo"]);
        check(r"^\B$", &[""], &[]);
        check(r"a\Bb", &["ab"], &[]);
    }

    #[test]
    fn quoting_and_escapes() {
        check(r"^\Qa.b*\E+$", &["a.b*", "a.b***"], &["axb*"]);
        check(r"\Q[x", &["[x"], &["x"]);
        check(r"^\<\>\_\-\/$", &["<>_-/"], &[]);
        check(r"^\x41\x{1F600}\101\0\a$", &["A\u{1F600}A\0\x07"], &[]);
        check(r"^\p{Greek}\pL\P{L}\p{^L}$", &["αa12"], &["aaaa"]);
        check("^é~&#% -$", &["é~&#% -"], &[]);
    }

    #[test]
    fn a_class_knows_no_sets_within() {
        check(r"^[[]$", &["["], &["]"]);
        check(r"^[[a]+$", &["[a"], &["b"]);
        check(r"^[a&&b]+$", &["&", "ab"], &["c"]);
        check(r"^[+--]+$", &["+,-"], &["."]);
        check(r"^[]a]+$", &["]a"], &["b"]);
        check(r"^[^]]$", &["a"], &["]"]);
        check(r"^[a-]$", &["a", "-"], &["b"]);
        check(r"^[-a]$", &["a", "-"], &["b"]);
        check(r"^[[:alpha:][:^alnum:]]$", &["a", "-"], &["1"]);
        check(r"^[[:]$", &["[", ":"], &["a"]);
        check(r"^[~~#]$", &["~", "#"], &["a"]);
    }

    #[test]
    fn braces_that_count_nothing_are_literals() {
        check(r"^a{2,3}$", &["aa", "aaa"], &["a"]);
        check(r"^a{,2}$", &["a{,2}"], &["aa"]);
        check(r"^{}$", &["{}"], &[]);
        check(r"^a{x$", &["a{x"], &[]);
        check(r"^a{2,}?$", &["aaa"], &["a"]);
    }

    #[test]
    fn groups_and_flags() {
        check(r"^(?i)abc$", &["ABC"], &[]);
        check(r"^(?P<x>a)(?<y>b)(?:c)(?i:d)$", &["abcD"], &["ABCD"]);
        check(r"^(?P<1>a)(?P<n>b)$", &["ab"], &[]);
        check(r"(?s)^a.b$", &["a\nb"], &[]);
        check(r"(?m)^b$", &["a\nb"], &["ab"]);
        check(r"^(|a)*$", &["", "aa"], &["b"]);
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        for bad in [
            "[",
            "(",
            ")",
            "*",
            "a{1001}",
            "a{3,2}",
            "\\",
            "\\1",
            "[z-a]",
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?x)a",
            "\\C",
            "[\\b]",
            "\\p{Nonsense}",
            "\\x{110000}",
            "[a",
            "\\8",
            "[[:nonsense:]]",
            "[\\Qa\\E]",
            "(?i",
        ] {
            let fault = Pattern::new(bad).unwrap_err();
            assert!(!fault.is_empty() && !fault.contains('\n'), "{bad}: {fault:?}");
        }
    }

    #[test]
    fn matching_is_linear_and_size_is_bounded() {
        let text = "a".repeat(100_000);
        assert!(!Pattern::new("(a*)*b").unwrap().matches(&text));
        assert_eq!(Pattern::new(r"((\pL{1000}){1000}){1000}").unwrap_err(), "it is too large");
    }
}
