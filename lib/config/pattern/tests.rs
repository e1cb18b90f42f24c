//! Patterns as Go takes them: what they match, and which it refuses.
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
    for source in [r"^[\p{L}\p{N} ]{1,255}$", r"^\pL{1,500}$", r"^.{1,1000}$", r"^[^<>]{0,1000}$"] {
        assert_eq!(Pattern::new(source).map(drop), Ok(()), "{source}");
    }
    let large = format!("(?:{}){{1000}}", r"\pL".repeat(100));
    assert_eq!(Pattern::new(&large).unwrap_err(), "it is too large");
    assert_eq!(Pattern::new(&"a".repeat(LONGEST + 1)).unwrap_err(), "it is too long");
    for hard in ["[[:", "{1", "(?P<", "\\x{", "[a"] {
        let _ = Pattern::new(&hard.repeat(LONGEST / 4));
    }
}

/// What Go takes and we refuse: nobody writes it, and it has no meaning worth guessing at.
#[test]
fn flags_are_nothing_to_repeat() {
    for source in ["a(?i)*", "a*(?i)?", "(?i){2}"] {
        assert!(Pattern::new(source).unwrap_err().ends_with("stands after flags, which can't be repeated"));
    }
}

/// What Go itself made of each pattern: `tests/patterns/record` asks it again.
#[test]
fn every_pattern_is_taken_refused_and_matched_as_go_does() {
    let texts: Vec<String> =
        serde_json::from_str(include_str!("../../../tests/patterns/texts.json")).unwrap();
    let cases = include_str!("../../../tests/patterns/go.jsonl");
    let mut differ = Vec::new();
    for case in cases.lines() {
        let (source, go): (String, Option<String>) = serde_json::from_str(case).unwrap();
        let ours = Pattern::new(&source);
        let matches = |pattern: &Pattern| {
            texts.iter().map(|text| if pattern.matches(text) { '1' } else { '0' }).collect::<String>()
        };
        let made = ours.as_ref().ok().map(matches);
        if made != go {
            differ.push(format!("{source:?}\n  Go   {go:?}\n  ours {made:?} {:?}", ours.err()));
        }
    }
    assert!(cases.lines().count() > 300 && differ.is_empty(), "{}", differ.join("\n"));
}
