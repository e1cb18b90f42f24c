//! Values in a health check's test against the shells themselves: whatever is typed arrives as one word, byte for byte, or is
//! refused. What a shell makes of a test with a value is what it makes of it with a harmless word in its place.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::Read;
use std::process::{Child, Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::tests::render;

/// What a test is made of; `@` is the value.
const AUTHOR: [&str; 76] = [
    "@",
    "@",
    "@",
    "@",
    "@",
    "@",
    "@",
    "@",
    " ",
    " ",
    " ",
    " ",
    " ",
    "p ",
    "p ",
    "p ",
    "p a",
    "\np ",
    "; p ",
    " && p ",
    " || p ",
    " | p ",
    "a",
    "2",
    "=",
    "A=",
    "b:",
    ",",
    "{",
    "}",
    "{a,",
    "..",
    "'",
    "'",
    "\"",
    "\"",
    "\\",
    "\\\n",
    "$$",
    "$$HOST",
    "$$1",
    "$$?",
    "$$$$",
    "$${HOST}",
    "$${HOST:-",
    "$${NO:-",
    "$$(p ",
    "$$((1+",
    ")",
    "))",
    "`",
    " #",
    "\n",
    ";",
    "(",
    " >/dev/null ",
    ">/dev/null ",
    "<<E\n",
    "\nE\n",
    "[",
    "]",
    "x[",
    "*",
    "?",
    "~",
    "!",
    "'a @'",
    "\"a @\"",
    "\"$$HOST@\"",
    "\"$$@b\"",
    "$$(p @)",
    "\"$$(p @)\"",
    "`p @`",
    " 2@ ",
    "if true; then p ",
    "; fi",
];

const VALUES: [&str; 60] = [
    "",
    " ",
    "a b",
    "2",
    "0",
    "08",
    "A=b",
    "HOST",
    "A+=b",
    "if",
    "do",
    "done",
    "fi",
    "then",
    "!",
    "{",
    "}",
    "y,z",
    "{y,z}",
    "..3",
    "1..3",
    "'",
    "\"",
    "\\",
    "`",
    "$",
    "$$",
    "$HOST",
    "${HOST}",
    "$(p x)",
    "`p x`",
    "; p x",
    "\np x\n",
    "| p x",
    "&& p x",
    "#",
    " #",
    "~",
    "~/",
    "*",
    "?",
    "[a]",
    "]",
    "[",
    ")",
    "(",
    "()",
    ">",
    "<",
    "<<E",
    "E",
    "\nE\n",
    "x[$(p x)]",
    "=",
    "\t",
    "\r",
    "\u{1}\u{7f}",
    "é😀",
    "-x",
    "@(x)",
];

/// What stands for the value where the structure is looked at.
const WORD: &str = "Zq7x";

const PRELUDE: &str = "p() { for each do printf '<%s>' \"$each\"; done; printf '|\\n'; }\n";

fn test() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(&AUTHOR[..]);
    proptest::collection::vec(piece, 1..12).prop_map(|pieces| format!("p {} z\np z", pieces.concat()))
}

fn value() -> impl Strategy<Value = String> {
    let piece = || proptest::sample::select(&VALUES[..]);
    prop_oneof![
        2 => piece().prop_map(str::to_owned),
        1 => proptest::collection::vec(piece(), 2..4).prop_map(|pieces| pieces.concat()),
        1 => "[ -~]{1,6}".prop_filter("no path", |text| !text.contains('/')),
    ]
}

/// The test as a shell gets it, if the value isn't refused.
fn rendered(test: &str, value: &str) -> Option<String> {
    let quoted = Value::from(test).to_string().replace('@', "{{v}}");
    let source = format!("services:\n  a:\n    image: x\n    healthcheck:\n      test: {quoted}\n");
    let compose = render(&source, &json!(value)).ok()?.json();
    let made = compose["services"]["a"]["healthcheck"]["test"].as_str()?;
    Some(made.replace("$$", "$"))
}

/// A shell that was given a text, in an empty folder without programs.
fn begin(shell: &[String], folder: &std::path::Path, text: &str) -> Child {
    Command::new(&shell[0])
        .args(&shell[1..])
        .args(["-c", &format!("{PRELUDE}{text}")])
        .current_dir(folder)
        .env_clear()
        .envs([("PATH", "/nonexistent"), ("HOME", "/home"), ("HOST", "host"), ("LC_ALL", "C.UTF-8")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell")
}

/// What it printed, its own number aside, and whether it was content.
fn end(mut child: Child) -> (String, bool) {
    let id = child.id().to_string();
    let mut printed = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut printed).unwrap();
    let status = child.wait().unwrap();
    (String::from_utf8_lossy(&printed).replace(&id, "ID"), status.success())
}

fn shells() -> Vec<Vec<String>> {
    let all = std::env::var("TEST_SHELLS").unwrap_or_else(|_| "/bin/sh,/bin/bash".into());
    all.split(',').map(|shell| shell.split(' ').map(Into::into).collect()).collect()
}

fn number(name: &str, default: u32) -> u32 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

#[test]
fn a_shell_gets_every_value_as_one_word_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut seed = *b"a value is data for every shell!";
    seed[..4].copy_from_slice(&number("TEST_SEED", 0).to_le_bytes());
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let (mut taken, mut arrived, mut wrong) = (0, 0, Vec::new());
    while taken < number("TEST_CASES", 250) {
        let test = test().new_tree(&mut runner).unwrap().current();
        let value = value().new_tree(&mut runner).unwrap().current();
        let (Some(word), Some(other)) = (rendered(&test, WORD), rendered(&test, &value)) else { continue };
        if !test.contains('@') {
            continue;
        }
        taken += 1;
        for shell in shells() {
            let both = [&word, &other].map(|text| begin(&shell, folder.path(), text));
            let [(word, well), (other, as_well)] = both.map(end);
            arrived += u32::from(word.contains(WORD));
            let expected = word.replace(WORD, &value);
            if (&expected, well) != (&other, as_well) {
                wrong.push(format!(
                    "{shell:?} {test:?} {value:?}: {:?}\n  {expected:?}\n  {other:?}",
                    rendered(&test, &value)
                ));
            }
        }
    }
    // Not all texts at random are errors of syntax.
    assert!(arrived * 2 > taken, "{arrived} of {taken}");
    assert!(wrong.is_empty(), "{} of {taken}\n{}", wrong.len(), wrong.join("\n"));
}
