//! YAML as settings files use it: maps of maps of scalars, read with line and column, written so that it reads back.

use std::fmt::Write;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use serde_json::{Map, Value as Json};

/// Maps within maps, at most.
const DEEPEST: usize = 100;

/// The JSON that this YAML comes to, every scalar as the text that stands there (its parameter's type says what the text
/// means); `null` where nothing, `~` or `null` stands. Else line, column and the reason.
pub(super) fn read(text: &str) -> Result<Json, Refused> {
    let mut events = Events(Parser::new_from_str(text));
    loop {
        match events.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            (Event::StreamEnd, _) => return Ok(Json::Object(Map::new())),
            (event, mark) => {
                let json = node(event, mark, &mut events, 0)?;
                return events.ended().map(|()| json);
            }
        }
    }
}

/// Why a text is no YAML that settings can be read from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) reason: String,
}

impl Refused {
    fn at(mark: Marker, reason: impl Into<String>) -> Self {
        Self { line: mark.line(), column: mark.col() + 1, reason: reason.into() }
    }
}

struct Events<'a>(Parser<'a, saphyr_parser::StrInput<'a>>);

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Marker), Refused> {
        match self.0.next_event() {
            Some(Ok((event, span))) => Ok((event, span.start)),
            Some(Err(cause)) => Err(Refused::at(*cause.marker(), cause.info())),
            None => Ok((Event::StreamEnd, Marker::default())),
        }
    }

    fn ended(&mut self) -> Result<(), Refused> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentStart(_), mark) => {
                    return Err(Refused::at(mark, "a second document begins here"));
                }
                _ => {}
            }
        }
    }
}

fn node<'a>(event: Event<'a>, mark: Marker, events: &mut Events<'a>, depth: usize) -> Result<Json, Refused> {
    if depth > DEEPEST {
        return Err(Refused::at(mark, "it is nested too deep"));
    }
    match event {
        Event::Scalar(_, _, _, Some(_))
        | Event::SequenceStart(_, Some(_))
        | Event::MappingStart(_, Some(_)) => Err(Refused::at(mark, "tags are not for settings")),
        Event::Scalar(text, style, ..) => Ok(scalar(&text, style)),
        Event::SequenceStart(..) => list(events, depth),
        Event::MappingStart(..) => map(events, depth),
        Event::Alias(_) => Err(Refused::at(mark, "aliases are not for settings")),
        _ => Err(Refused::at(mark, "a value is missing")),
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Json {
    let nothing = style == ScalarStyle::Plain && matches!(text, "" | "~" | "null");
    if nothing { Json::Null } else { text.into() }
}

fn list(events: &mut Events, depth: usize) -> Result<Json, Refused> {
    let mut items = Vec::new();
    loop {
        match events.next()? {
            (Event::SequenceEnd, _) => return Ok(items.into()),
            (event, mark) => items.push(node(event, mark, events, depth + 1)?),
        }
    }
}

fn map(events: &mut Events, depth: usize) -> Result<Json, Refused> {
    let mut fields = Map::new();
    loop {
        match events.next()? {
            (Event::MappingEnd, _) => return Ok(fields.into()),
            (Event::Scalar(name, ..), mark) => {
                let (event, place) = events.next()?;
                let value = node(event, place, events, depth + 1)?;
                if fields.insert(name.to_string(), value).is_some() {
                    return Err(Refused::at(mark, format!("'{name}' stands twice")));
                }
            }
            (_, mark) => return Err(Refused::at(mark, "a name is missing")),
        }
    }
}

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
    fn scalars_are_the_text_that_stands_there() {
        let text = "a: 1.10\nb: 'no'\nc: yes\nd:\n  e: \"x\\ny\"\n  f: ~\n  g:\n# remark\nh: [1, two]\n";
        let read = read(text).unwrap();
        assert_eq!(
            read,
            json!({"a": "1.10", "b": "no", "c": "yes", "d": {"e": "x\ny", "f": null, "g": null}, "h": ["1", "two"]})
        );
    }

    #[test]
    fn what_settings_have_no_use_for_is_refused_with_its_place() {
        for (text, line, reason) in [
            ("a: 1\na: 2\n", 2, "'a' stands twice"),
            ("a: &x 1\nb: *x\n", 2, "aliases are not for settings"),
            ("a: !!str 1\n", 1, "tags are not for settings"),
            ("a: 1\n---\nb: 2\n", 2, "a second document begins here"),
            ("[1]: 2\n", 1, "a name is missing"),
        ] {
            let refused = read(text).unwrap_err();
            assert_eq!((refused.line, refused.reason.as_str()), (line, reason), "{text}");
        }
        assert_eq!(read("a: [1\nb: 2\n").unwrap_err().line, 2);
        assert_eq!(read(&"{a: ".repeat(150)).unwrap_err().reason, "it is nested too deep");
        assert!(read(&"[".repeat(100_000)).is_err());
        assert_eq!(read("").unwrap(), json!({}));
    }

    #[test]
    fn what_is_written_reads_back() {
        let json = json!({"a": {"b/c": {"true": "x: y\n\u{85}\"'#é\u{1F600}", "e": {}}}, "d": "-", "": "~"});
        assert_eq!(read(&write(&json)).unwrap(), json);
        assert_eq!(write(&json!({"a": {"b": 1.0}, "modules": {}})), "a:\n  b: 1.0\nmodules: {}\n");
    }
}
