//! YAML as settings files have it: maps of maps of scalars, written so that it reads back.

use std::fmt::Write;

use serde_json::Value as Json;

/// JSON as YAML: maps as indented lines, all else as JSON writes it, which YAML reads.
pub fn write(json: &Json) -> String {
    let mut text = String::new();
    lines(json, 0, &mut text);
    text
}

fn lines(json: &Json, depth: usize, text: &mut String) {
    let Json::Object(fields) = json else {
        let _ = writeln!(text, "{json}");
        return;
    };
    for (name, value) in fields {
        let _ = write!(text, "{:width$}{}:", "", key(name), width = depth * 2);
        if value.as_object().is_some_and(|inner| !inner.is_empty()) {
            text.push('\n');
            lines(value, depth + 1, text);
        } else {
            let _ = writeln!(text, " {value}");
        }
    }
}

/// A name as a key: bare where nothing could take it for something else.
fn key(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/'));
    let word = matches!(
        name.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if plain && !word { name.into() } else { Json::from(name).to_string() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_reads_back() {
        let json = json!({"a": {"b/c": {"true": "x: y\n\u{85}\"'#é\u{1F600}", "e": {}}}, "d": "-", "": "~"});
        assert_eq!(crate::yaml::read(&write(&json)).unwrap().unwrap().json(), json);
        assert_eq!(write(&json!({"a": {"b": 1.0}, "modules": {}})), "a:\n  b: 1.0\nmodules: {}\n");
    }
}
