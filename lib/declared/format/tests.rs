#![allow(clippy::unwrap_used)]
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

fn text(text: &str) -> Part {
    Part::Author(text.into())
}

fn value(text: &str) -> Part {
    Part::Value(Value { text: text.into(), literal: None })
}

fn typed(literal: &str) -> Part {
    Part::Value(Value { text: literal.into(), literal: Some(literal.into()) })
}

fn filled(format: Format, parts: &[Part]) -> String {
    fill(format, parts).unwrap()
}

fn refused(format: Format, parts: &[Part]) -> String {
    fill(format, parts).unwrap_err().reason
}

/// An author's text with one value in each kind of place, and what it says.
fn places(format: Format, value: &Part) -> Vec<Part> {
    let of = |pieces: &[&str]| {
        let mut parts = vec![text(pieces[0])];
        for piece in &pieces[1..] {
            parts.extend([value.clone(), text(piece)]);
        }
        parts
    };
    match format {
        Format::Json => of(&["{\"a\": ", ", \"b\": \"x", "y\", \"c\": [", "]}"]),
        Format::Toml => of(&["a = ", "\nb = \"x", "y\"\nc = [", "]\nd = \"\"\"\n", "\"\"\"\n"]),
        Format::Yaml => of(&["a: ", "\nb: x", "y\nc: [", "]\nd: 'p ", " q'\ne: \"p ", " q\"\n"]),
        _ => of(&["A=", "\nB=\"x", "y\"\n"]),
    }
}

fn read(format: Format, text: &str) -> Json {
    match format {
        Format::Json => serde_json::from_str(text).unwrap(),
        Format::Toml => serde_json::to_value(::toml::from_str::<::toml::Table>(text).unwrap()).unwrap(),
        _ => crate::yaml::read(text).unwrap().unwrap().json(),
    }
}

fn said(format: Format, value: &str) -> Json {
    let (joined, spaced) = (format!("x{value}y"), format!("p {value} q"));
    match format {
        Format::Json => json!({"a": value, "b": joined, "c": [value]}),
        Format::Toml => json!({"a": value, "b": joined, "c": [value], "d": value}),
        _ => json!({"a": value, "b": joined, "c": [value], "d": spaced, "e": spaced}),
    }
}

const NASTY: &[&str] = &[
    "",
    " ",
    "a b",
    "\n",
    "x\ny: z",
    "\"",
    "'",
    "\\",
    "\\n",
    "'''",
    "\"\"\"",
    "#",
    "a #b",
    "]",
    "}",
    "{{x}}",
    "a: b",
    "- a",
    "& * ! | > %",
    "@`",
    "null",
    "true",
    "1",
    "1e3",
    "0x1",
    "~",
    "\t",
    "\r\n",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "é😀",
    "$HOME",
    "$(x)",
    "hdm0x0z",
    "hdm0x1a",
    "<<",
    "=",
    "[x]",
    "--- a",
    "...",
    "2020-01-01",
];

#[test]
fn a_value_is_data_wherever_it_stands() {
    for format in [Format::Json, Format::Toml, Format::Yaml] {
        for nasty in NASTY {
            let out = filled(format, &places(format, &value(nasty)));
            assert_eq!(read(format, &out), said(format, nasty), "{format}: {nasty:?}: {out}");
        }
    }
}

#[test]
fn numbers_and_truths_keep_their_type_where_they_stand_alone() {
    let literals = ["0", "-1", "18446744073709551615", "0.25", "1.0", "1e+300", "true", "false"];
    for literal in literals {
        let expected: Json = serde_json::from_str(literal).unwrap();
        for format in [Format::Json, Format::Yaml, Format::Toml] {
            // TOML's integers have 63 bits.
            if format == Format::Toml && literal.len() > 18 {
                assert!(refused(format, &places(format, &typed(literal))).starts_with("it makes no TOML: "));
                continue;
            }
            let out = read(format, &filled(format, &places(format, &typed(literal))));
            assert_eq!((&out["a"], &out["c"][0]), (&expected, &expected), "{format}: {literal}");
            assert_eq!(out["b"], format!("x{literal}y"));
        }
    }
    assert_eq!(filled(Format::Env, &[text("A="), typed("8080"), text("\n")]), "A=8080\n");
    assert_eq!(filled(Format::Ini, &[text("[s]\na = "), typed("true"), text("\n")]), "[s]\na = true\n");
}

proptest! {
    #[test]
    fn no_value_changes_a_structure(nasty in "\\PC*|[ -~\n\t]*|(\"|'|\\\\|\n|#|:|\\$|`){0,6}") {
        for format in [Format::Json, Format::Toml, Format::Yaml] {
            if let Ok(out) = fill(format, &places(format, &value(&nasty))) {
                prop_assert_eq!(read(format, &out), said(format, &nasty), "{}: {}", format, out);
            }
        }
    }

    #[test]
    fn an_env_file_comes_back_from_a_shells_words(nasty in "[ -~é]*") {
        if let Ok(out) = fill(Format::Env, &places(Format::Env, &value(&nasty))) {
            let lines: Vec<&str> = out.lines().collect();
            prop_assert_eq!(lines.len(), 2);
            for (line, expected) in lines.iter().zip([format!("A={nasty}"), format!("B=x{nasty}y")]) {
                prop_assert_eq!(shell_words::split(line).unwrap(), [expected]);
            }
        }
    }
}

#[test]
fn an_env_files_value_gets_the_quotes_that_it_needs() {
    let line = |nasty| filled(Format::Env, &[text("export A="), value(nasty), text("\n")]);
    assert_eq!(line(""), "export A=\n");
    assert_eq!(line("a b"), "export A='a b'\n");
    assert_eq!(line("$(rm -rf ~) `x`"), "export A='$(rm -rf ~) `x`'\n");
    assert_eq!(line("it's $5"), "export A=\"it's \\$5\"\n");
    let reason = |parts: &[Part]| refused(Format::Env, parts);
    assert!(reason(&[text("A="), value("a\nB=1")]).contains("a line break"));
    assert!(reason(&[text("A="), value("it's `x`")]).contains("a backtick"));
    assert!(reason(&[text("A=x"), value("a b"), text("\n")]).contains("double quotes"));
    assert!(reason(&[text("A='"), value("it's"), text("'\n")]).contains("no single quotes"));
    assert!(reason(&[value("A"), text("=1\n")]).contains("a name"));
    assert!(reason(&[text("A=\""), value("x")]).contains("no end"));
}

#[test]
fn an_ini_file_takes_only_what_no_reader_misunderstands() {
    let line = |nasty| fill(Format::Ini, &[text("a = "), value(nasty), text("\n")]);
    assert_eq!(line("a b=c: [d]").unwrap(), "a = a b=c: [d]\n");
    for nasty in ["a;b", "#", "\"a\"", "a\\", " a", "a\nb=c", "\u{2028}"] {
        assert!(line(nasty).is_err(), "{nasty:?}");
    }
    let quoted = |nasty| fill(Format::Ini, &[text("a = \""), value(nasty), text("\"\n")]);
    assert_eq!(quoted(" a;b#c ").unwrap(), "a = \" a;b#c \"\n");
    assert!(quoted("a\"b").is_err() && quoted("a\\").is_err());
    for author in [["[", "]\n"], ["", " = 1\n"]] {
        assert!(refused(Format::Ini, &[text(author[0]), value("x"), text(author[1])]).contains("a name"));
    }
}

#[test]
fn a_value_is_no_name_and_no_syntax_of_its_own() {
    let name = "it stands where a name has to be";
    assert_eq!(refused(Format::Json, &[text("{\""), value("x"), text("\": 1}")]), name);
    assert_eq!(refused(Format::Json, &[text("{"), value("x"), text(": 1}")]), name);
    assert_eq!(refused(Format::Toml, &[value("x"), text(" = 1\n")]), name);
    assert_eq!(refused(Format::Toml, &[text("[a."), value("x"), text("]\n")]), name);
    assert_eq!(refused(Format::Yaml, &[value("x"), text(": 1\n")]), name);
    assert_eq!(refused(Format::Yaml, &[text("{a"), value("x"), text(": 1}\n")]), name);
    assert!(
        refused(Format::Toml, &[text("a = 80"), typed("80"), text("\n")]).starts_with("it makes no TOML")
    );
    assert!(
        refused(Format::Json, &[text("{\"a\": 80"), typed("80"), text("}")]).starts_with("it makes no JSON")
    );
    assert!(refused(Format::Json, &[text("\"\\"), value("n"), text("\"")]).contains("a backslash"));
    assert!(refused(Format::Toml, &[text("a = '"), value("it's"), text("'\n")]).contains("a quote"));
}

#[test]
fn comments_and_blocks_take_one_line() {
    for format in [Format::Toml, Format::Yaml, Format::Env, Format::Ini] {
        let out = filled(format, &[text("# made for "), value("a: \"b"), text("\n")]);
        assert_eq!(out, "# made for a: \"b\n", "{format}");
        assert!(
            refused(format, &[text("# "), value("a\nb = 1"), text("\n")]).contains("a comment"),
            "{format}"
        );
    }
    let block = |nasty| fill(Format::Yaml, &[text("a: |\n  "), value(nasty), text("\n  end\n")]);
    assert_eq!(read(Format::Yaml, &block("x: # y").unwrap()), json!({"a": "x: # y\nend\n"}));
    assert!(block("x\ny").is_err() && block("  x").is_err());
}

#[test]
fn text_keeps_to_its_line() {
    assert_eq!(filled(Format::Text, &[text("a "), value("b;c"), text(";\n")]), "a b;c;\n");
    assert!(fill(Format::Text, &[value("a\nb")]).is_err());
}

#[test]
fn what_the_author_broke_is_said_as_such() {
    assert!(refused(Format::Toml, &[text("a = \n")]).starts_with("it makes no TOML: line 1: "));
    assert!(refused(Format::Json, &[text("{")]).starts_with("it makes no JSON: "));
    assert!(refused(Format::Yaml, &[text("a: [\n")]).starts_with("it makes no YAML: line "));
}

#[test]
fn yaml_of_several_lines_anchors_and_documents_stays_as_it_is() {
    let parts = [
        text("# ü comment\nx: &a\n  - plain\n    of two lines "),
        value("v: w"),
        text("\n---\ny: *z\nz: !t \""),
        value("q\""),
        text("\"\n"),
    ];
    // An alias has to name something of its own document.
    assert!(fill(Format::Yaml, &parts).is_err());
    let parts = [
        text("# ü\nx: &a\n  - plain\n    of two "),
        value("v: w"),
        text(" # c\ny: *a\nz: !t \""),
        value("q\""),
        text("\"\n"),
    ];
    let out = filled(Format::Yaml, &parts);
    assert_eq!(out, "# ü\nx: &a\n  - \"plain of two v: w\" # c\ny: *a\nz: !t \"q\\\"\"\n");
}

#[test]
fn a_float_is_one_for_readers_of_yaml_1_1_and_of_1_2() {
    for (literal, written) in [
        ("1e-05", "1.0e-05"),
        ("1e+300", "1.0e+300"),
        ("-2e7", "-2.0e+7"),
        ("1.5e-7", "1.5e-7"),
        ("1.25", "1.25"),
        ("3.0", "3.0"),
        ("-4", "-4"),
        ("true", "true"),
    ] {
        let made = filled(Format::Yaml, &[text("a: "), typed(literal), text("\n")]);
        assert_eq!(made, format!("a: {written}\n"));
        let worth: Json = serde_json::from_str(literal).unwrap();
        let said = &read(Format::Yaml, &made)["a"];
        assert_eq!((said.as_f64(), said.as_bool()), (worth.as_f64(), worth.as_bool()), "{made}");
    }
}

#[test]
fn what_yaml_forbids_is_escaped_or_refused() {
    for (letter, written) in [("\u{fffe}", "\\uFFFE"), ("\u{ffff}", "\\uFFFF")] {
        let made = filled(Format::Yaml, &[text("a: "), value(letter), text("\n")]);
        assert_eq!(made, format!("a: \"{written}\"\n"));
        let block = refused(Format::Yaml, &[text("a: |\n  x"), value(letter), text("\n")]);
        assert!(block.contains("stands in a block"), "{block}");
        let comment = refused(Format::Yaml, &[text("a: 1 # "), value(letter), text("\n")]);
        assert!(comment.contains("stands in a comment"), "{comment}");
    }
}
