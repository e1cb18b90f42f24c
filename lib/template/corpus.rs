//! The corpus in tests/templates: what Go's own text/template made of each case is what we make of it.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::module::Alone;
use super::{Syntax, Template};

/// The folder of the corpus, or another one that was recorded the same way.
fn folder() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/templates");
    std::env::var_os("TEMPLATE_CASES").map_or_else(own, PathBuf::from)
}

/// The cases of a file: what stands between two lines that begin with `###`.
fn cases(text: &str) -> Vec<String> {
    let mut all: Vec<(bool, Vec<&str>)> = Vec::new();
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if line.starts_with("###") {
            all.push((line.contains("escaped"), Vec::new()));
        } else if let Some((_, lines)) = all.last_mut() {
            lines.push(line);
        }
    }
    let source = |(escaped, lines): (bool, Vec<&str>)| {
        let text = lines.join("\n");
        if escaped { String::from_utf8(super::go::unquoted(&text).unwrap()).unwrap() } else { text }
    };
    all.into_iter().map(source).collect()
}

/// What we make of a case, in the form of the recorded expectation.
fn made(source: &str, context: &Alone) -> Result<Vec<u8>, String> {
    let template = Template::read("case", source, Some(Syntax::Go));
    let rendered = template.and_then(|template| context.render(&template));
    rendered.map_err(|error| error.to_string())
}

fn expected(recorded: &Value) -> Result<Vec<u8>, String> {
    let text = |name: &str| recorded[name].as_str().map(ToOwned::to_owned);
    let hex = |text: String| {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    match (text("output"), text("hex")) {
        (Some(output), _) => Ok(output.into_bytes()),
        (_, Some(bytes)) => Ok(hex(bytes)),
        _ => Err(text("refused").unwrap()),
    }
}

/// The line that Go's message names: `template: case:LINE:…`.
fn line_of(refusal: &str) -> Option<usize> {
    // A block that is defined twice is found where it ends, by Go, and named where it begins, by us.
    if refusal.contains("multiple definition") {
        return None;
    }
    refusal.strip_prefix("template: case:")?.split(':').next()?.parse().ok()
}

fn differs(source: &str, recorded: &Value, context: &Alone) -> Option<String> {
    let shown = |result: &Result<Vec<u8>, String>| match result {
        Ok(bytes) => format!("{:?}", String::from_utf8_lossy(bytes)),
        Err(message) => format!("refused: {message}"),
    };
    let (ours, theirs) = (made(source, context), expected(recorded));
    let same = match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => ours == theirs,
        // The words are our own; the line is the same.
        (Err(ours), Err(theirs)) => {
            line_of(theirs).is_none_or(|line| line == 1 || ours.contains(&format!("at line {line}, column ")))
        }
        _ => false,
    };
    (!same).then(|| format!("{source:?}\n  ours: {}\n  Go's: {}\n", shown(&ours), shown(&theirs)))
}

#[test]
fn every_case_is_as_go_has_it() {
    let context = std::fs::read_to_string(folder().join("context.json")).unwrap();
    let context = Alone::read("context.json", &context).unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "cases") {
            continue;
        }
        let cases = cases(&std::fs::read_to_string(&path).unwrap());
        let recorded = std::fs::read_to_string(path.with_extension("expected")).unwrap();
        let recorded: Vec<Value> = recorded.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(cases.len(), recorded.len(), "{}: record anew", path.display());
        count += cases.len();
        let pairs = cases.iter().zip(&recorded);
        wrong.extend(pairs.filter_map(|(source, recorded)| differs(source, recorded, &context)));
    }
    assert!(count >= 300, "{count} cases");
    assert!(wrong.is_empty(), "{} of {count} cases differ\n{}", wrong.len(), wrong.join(""));
}
