//! Formats of files: values are put into an author's text so that they stay data. They can't change its structure: each is
//! escaped as its place wants it, and what came out is read again and compared with what the text is without them.

mod env;
mod ini;
mod json;
mod plain;
mod toml;
mod tree;
mod yaml;

use std::fmt;

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// `NAME=value` lines, as shells, systemd and Compose's `env_file` read them.
    Env,
    /// Sections and `name = value` lines.
    Ini,
    Json,
    /// Any text: values have to be one line.
    Text,
    Toml,
    Yaml,
}

impl Format {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Env, "env"),
        (Self::Ini, "ini"),
        (Self::Json, "json"),
        (Self::Text, "text"),
        (Self::Toml, "toml"),
        (Self::Yaml, "yaml"),
    ];

    /// Every name.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(|(_, name)| name)
    }

    /// The format of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(format, _)| format)
    }

    /// The format that a file's name shows.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1 {
            "env" => Some(Self::Env),
            "ini" | "cfg" => Some(Self::Ini),
            "json" => Some(Self::Json),
            "toml" => Some(Self::Toml),
            "yaml" | "yml" => Some(Self::Yaml),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(format, _)| format == self).map_or("", |(_, name)| name))
    }
}

/// A part of a rendered text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// The author's text.
    Author(String),
    Value(Value),
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) text: String,
    /// A number, or `true` and `false`, as JSON writes it; `None` for all else.
    pub(super) literal: Option<String>,
}

impl Value {
    /// What it is worth where it stands by itself.
    fn json(&self) -> serde_json::Value {
        let typed = self.literal.as_ref().and_then(|literal| serde_json::from_str(literal).ok());
        typed.unwrap_or_else(|| self.text.as_str().into())
    }
}

/// Why values can't be put into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// The part that can't stand where it stands; `None` where it is the text as a whole.
    pub(super) part: Option<usize>,
    pub(super) reason: String,
}

impl Refused {
    fn part(part: usize, reason: impl Into<String>) -> Self {
        Self { part: Some(part), reason: reason.into() }
    }

    fn whole(reason: impl Into<String>) -> Self {
        Self { part: None, reason: reason.into() }
    }
}

type Outcome<T> = Result<T, Refused>;

/// The text with its values, written so that they stay data.
pub(super) fn fill(format: Format, parts: &[Part]) -> Outcome<String> {
    match format {
        Format::Env => env::fill(parts),
        Format::Ini => ini::fill(parts),
        Format::Json => json::fill(parts),
        Format::Text => plain::fill(parts),
        Format::Toml => toml::fill(parts),
        Format::Yaml => yaml::fill(parts),
    }
}

/// A control character, line breaks and tabs among them; also those that only Unicode takes for a line's end.
fn is_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// What Unicode keeps free, and YAML forbids outside of escapes.
fn is_no_character(letter: char) -> bool {
    matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// The value of a comment, which ends with its line.
fn in_comment(part: usize, value: &Value) -> Outcome<&str> {
    if value.text.chars().any(is_control) {
        return Err(Refused::part(
            part,
            "it holds a line break or another control character, and stands in a comment",
        ));
    }
    Ok(&value.text)
}

/// A JSON string, in which nothing stands that YAML or TOML take for something else.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    escape(text, &mut out);
    out.push('"');
    out
}

/// The inside of such a string.
fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if is_control(letter) || is_no_character(letter) || letter == '\u{feff}' => {
                out.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests;
