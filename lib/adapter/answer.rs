//! An answer: the JSON in what an adapter printed, checked strictly, in the shape of SPEC.md section 7's first table.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::dialect::Shape;
use crate::document::fields::Processed;
use crate::error::{Error, Result};
use crate::{escape, name};

/// What an adapter answered, in the first table's terms whatever its dialect.
#[derive(Debug, Clone)]
pub enum Answer {
    /// To `version`.
    Version(String),
    /// To `get-log-file`: a path relative to the log folder; empty where the adapter doesn't know.
    LogFile(String),
    /// To `get-config`: metadata with values, as the adapter wrote them.
    Metadata(Box<RawValue>),
    /// To `process-config`.
    Processed(Processed),
    /// To `set-config`, `start`.
    Nothing,
    /// To `get-containers`: names without the project's prefix, Identifiers all.
    Containers(Vec<String>),
    /// To `upgrade-instance`: the new instance.
    Instance(Box<RawValue>),
}

impl Answer {
    /// The answer as JSON; `None` where there is none.
    pub fn json(&self) -> Result<Option<String>> {
        let text = match self {
            Self::Version(version) => serde_json::to_string(&json!({ "version": version })),
            Self::LogFile(path) => serde_json::to_string(&json!({ "path": path })),
            Self::Containers(containers) => serde_json::to_string(&json!({ "containers": containers })),
            Self::Processed(processed) => serde_json::to_string(processed),
            Self::Metadata(raw) | Self::Instance(raw) => Ok(raw.get().replace(['\n', '\r'], " ")),
            Self::Nothing => return Ok(None),
        };
        text.map(Some).map_err(|cause| Error::bug(format!("cannot write an answer: {cause}")))
    }
}

/// Shapes by which an answer is known, and a command that is answered so.
const KNOWN: [(Shape, &str); 5] = [
    (Shape::Version, "version"),
    (Shape::LogFile, "get-log-file"),
    (Shape::Metadata, "get-config"),
    (Shape::Processed, "process-config"),
    (Shape::Containers, "get-containers"),
];

/// Reads what was printed as an answer of this shape; else says what stands there instead.
pub(super) fn read(shape: Shape, stdout: &[u8]) -> std::result::Result<Answer, String> {
    if shape == Shape::Nothing {
        return nothing(stdout);
    }
    let text = find(stdout)?;
    of_shape(shape, text).map_err(|why| {
        let command = KNOWN.iter().find(|(known, _)| *known != shape && of_shape(*known, text).is_ok());
        command.map_or_else(|| why.clone(), |(_, command)| format!("{why}; '{command}' is answered so"))
    })
}

fn of_shape(shape: Shape, text: &str) -> std::result::Result<Answer, String> {
    match shape {
        Shape::Version => version(text),
        Shape::LogFile => log_file(text),
        Shape::Metadata => metadata(text),
        Shape::Processed => processed(text),
        Shape::Containers => containers(text),
        Shape::Values | Shape::Instance => object(text).map(Answer::Instance),
        Shape::Nothing => Ok(Answer::Nothing),
    }
}

/// `set-config` says nothing; a log line is nothing. The help of an adapter that doesn't know the command isn't.
fn nothing(stdout: &[u8]) -> std::result::Result<Answer, String> {
    let text = String::from_utf8_lossy(stdout);
    if looks_like_help(&text) {
        return Err(format!("help: {}", shown(&text)));
    }
    Ok(Answer::Nothing)
}

/// Whether this is the help that a program prints that doesn't know the word it was given.
fn looks_like_help(text: &str) -> bool {
    let usage = |line: &str| line.starts_with("usage: ") || line == "usage:";
    text.lines().take(200).any(|line| usage(line.trim().to_lowercase().as_str()))
        || looks_like_refusal(text.as_bytes())
}

/// Whether this says that a command is unknown.
pub(super) fn looks_like_refusal(text: &[u8]) -> bool {
    let refusals =
        ["no help topic for", "unknown command", "unrecognized command", "unrecognized subcommand"];
    let text = String::from_utf8_lossy(&text[..text.len().min(8 << 10)]).to_lowercase();
    refusals.iter().any(|refusal| text.contains(refusal))
}

/// The one JSON object that ends the output; log lines may stand before it.
fn find(stdout: &[u8]) -> std::result::Result<&str, String> {
    let text = std::str::from_utf8(stdout).map_err(|_| format!("no text: {}", shown_bytes(stdout)))?.trim();
    if text.is_empty() {
        return Err("nothing".into());
    }
    if let Some(what) = other_json(text) {
        return Err(format!("something else than was asked for: {what} stands where an object has to be"));
    }
    match last_object(text) {
        Ok(object) => Ok(object),
        Err(Some(cause)) if cause.is_eof() => Err(format!("JSON that breaks off: {}", shown(text))),
        Err(Some(cause)) if text.starts_with('{') => Err(format!("bad JSON: {}", shown(&cause.to_string()))),
        Err(None) if breaks_off(text.as_bytes()) => Err(format!("JSON that breaks off: {}", shown(text))),
        Err(_) => Err(format!("no JSON: {}", shown(text))),
    }
}

/// The object that ends the text; else why there is none: one breaks off, or what is wrong with the first. An object inside of one
/// that is wrong isn't looked at by itself: each line is read a few times at most.
fn last_object(text: &str) -> std::result::Result<&str, Option<serde_json::Error>> {
    let (mut first, mut next) = (None, 0);
    for (line, start) in starts(text) {
        if line < next {
            continue;
        }
        let cause = match serde_json::from_str::<Strict>(&text[start..]) {
            Ok(Strict) => return Ok(&text[start..]),
            Err(cause) if cause.is_eof() => return Err(Some(cause)),
            Err(cause) => cause,
        };
        // Where it went wrong another may begin.
        next = line + cause.line().saturating_sub(1);
        first = first.or(Some(cause));
    }
    Err(first)
}

/// What this is, where it is JSON and no object.
fn other_json(text: &str) -> Option<&'static str> {
    serde_json::from_str::<Strict>(text).ok()?;
    match text.as_bytes().first()? {
        b'{' => None,
        b'[' => Some("a list"),
        b'"' => Some("a text"),
        b't' | b'f' => Some("true or false"),
        b'n' => Some("nothing (null)"),
        _ => Some("a number"),
    }
}

/// Whether this is the beginning of an object or a list, and not all of it.
pub(super) fn breaks_off(stdout: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(stdout) else { return false };
    let is_eof = |cause: serde_json::Error| cause.is_eof();
    let text = text.trim();
    text.starts_with('[') && serde_json::from_str::<Strict>(text).is_err_and(is_eof)
        || last_object(text).is_err_and(|cause| cause.is_some_and(is_eof))
}

/// Where an object could start: at each line that begins with a brace. With the line's number.
fn starts(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    text.split_inclusive('\n').enumerate().filter_map(move |(number, line)| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        line.trim_start().starts_with('{').then_some((number, start))
    })
}

fn shown(text: &str) -> String {
    format!("'{}'", escape::short(text, 200))
}

fn shown_bytes(bytes: &[u8]) -> String {
    shown(&String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]))
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> std::result::Result<T, String> {
    serde_json::from_str(text).map_err(|cause| other(&cause.to_string()))
}

fn other(why: &str) -> String {
    format!("something else than was asked for: {}", escape::short(why, 200))
}

fn object(text: &str) -> std::result::Result<Box<RawValue>, String> {
    parse(text)
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

/// A semantic version, as it was written: a leading `v` may stand there (SPEC.md section 1).
fn version(text: &str) -> std::result::Result<Answer, String> {
    let version = parse::<Version>(text)?.version;
    match crate::module::dependency::version(&version) {
        Ok(_) => Ok(Answer::Version(version)),
        Err(why) => Err(other(&why.to_string())),
    }
}

#[derive(Deserialize)]
struct LogFile {
    path: String,
}

fn log_file(text: &str) -> std::result::Result<Answer, String> {
    let path = parse::<LogFile>(text)?.path;
    let leaves = path.starts_with('/') || path.split('/').any(|part| part == "..");
    if leaves || path.chars().any(|letter| letter.is_control() || letter == '\\') {
        return Err(format!("a path that isn't below the log folder: {}", shown(&path)));
    }
    Ok(Answer::LogFile(path))
}

#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow, default)]
    parameters: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    sections: Option<Vec<&'a RawValue>>,
}

fn metadata(text: &str) -> std::result::Result<Answer, String> {
    let fields: IndexMap<String, IgnoredAny> = parse(text)?;
    if !fields.contains_key("parameters") && !fields.contains_key("sections") {
        return Err(other("neither 'parameters' nor 'sections' are there"));
    }
    let metadata: Metadata = parse(text)?;
    let all = metadata.parameters.iter().chain(&metadata.sections).flatten();
    match all.into_iter().find(|raw| !raw.get().starts_with('{')) {
        Some(raw) => Err(other(&format!("{} stands where an object has to be", raw.get()))),
        None => object(text).map(Answer::Metadata),
    }
}

fn processed(text: &str) -> std::result::Result<Answer, String> {
    let fields: IndexMap<String, IgnoredAny> = parse(text)?;
    if !fields.contains_key("errors") {
        return Err(other("missing field `errors`"));
    }
    parse(text).map(Answer::Processed)
}

#[derive(Deserialize)]
struct Containers {
    // Go writes an empty list as null; a missing one is another answer.
    #[serde(deserialize_with = "Option::deserialize")]
    containers: Option<Vec<String>>,
}

fn containers(text: &str) -> std::result::Result<Answer, String> {
    let containers = parse::<Containers>(text)?.containers.unwrap_or_default();
    let fault = |name: &String| Some((name.clone(), name::identifier_fault(name)?));
    match containers.iter().find_map(fault) {
        Some((name, why)) => Err(format!("{} as a container, which is no name: {why}", shown(&name))),
        None => Ok(Answer::Containers(containers)),
    }
}

/// The metadata with each parameter's `value` set to the one that stands at its place in the values.
pub(super) fn with_values(metadata: &RawValue, values: &RawValue) -> Result<Box<RawValue>> {
    merged(metadata, values).map_err(|cause| {
        Error::adapter(format!("the adapter's values don't fit its metadata: {}", shown(&cause.to_string())))
    })
}

type Fields<'a> = IndexMap<String, &'a RawValue>;

/// A section: its parameters get values, its sections are sections again.
fn merged(section: &RawValue, values: &RawValue) -> serde_json::Result<Box<RawValue>> {
    let fields: Fields = serde_json::from_str(section.get())?;
    let values: Fields = serde_json::from_str(values.get())?;
    let mut out: IndexMap<&str, Box<RawValue>> = IndexMap::new();
    for (name, raw) in &fields {
        let raw = match name.as_str() {
            "parameters" => each(raw, &values, with_value)?,
            "sections" => each(raw, &values, merged)?,
            _ => (*raw).to_owned(),
        };
        out.insert(name, raw);
    }
    serde_json::value::to_raw_value(&out)
}

/// Every element of a list, changed with the value that stands under its id where there is one.
fn each(
    list: &RawValue,
    values: &Fields,
    change: fn(&RawValue, &RawValue) -> serde_json::Result<Box<RawValue>>,
) -> serde_json::Result<Box<RawValue>> {
    let elements: Option<Vec<&RawValue>> = serde_json::from_str(list.get())?;
    let changed = elements.unwrap_or_default().into_iter().map(|element| {
        let id = serde_json::from_str::<Id>(element.get())?.id;
        values.get(&id).map_or_else(|| Ok(element.to_owned()), |value| change(element, value))
    });
    serde_json::value::to_raw_value(&changed.collect::<serde_json::Result<Vec<_>>>()?)
}

fn with_value(parameter: &RawValue, value: &RawValue) -> serde_json::Result<Box<RawValue>> {
    let mut fields: Fields = serde_json::from_str(parameter.get())?;
    fields.insert("value".into(), value);
    serde_json::value::to_raw_value(&fields)
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

/// Any JSON value in which every number fits and no name stands twice in one object.
struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self, A::Error> {
        let mut names = std::collections::HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if names.contains(&name) {
                return Err(A::Error::custom(format!("'{name}' stands twice")));
            }
            names.insert(name);
            map.next_value::<Self>()?;
        }
        Ok(self)
    }
}

impl Serialize for Answer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Metadata(raw) | Self::Instance(raw) => raw.serialize(serializer),
            Self::Processed(processed) => processed.serialize(serializer),
            Self::Containers(containers) => containers.serialize(serializer),
            Self::Version(text) | Self::LogFile(text) => text.serialize(serializer),
            Self::Nothing => serializer.serialize_unit(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn why(shape: Shape, text: &str) -> String {
        read(shape, text.as_bytes()).unwrap_err()
    }

    fn json(shape: Shape, text: &str) -> String {
        read(shape, text.as_bytes()).unwrap().json().unwrap().unwrap()
    }

    #[test]
    fn empty_lines_and_log_lines_around_the_json_are_no_part_of_it() {
        for text in [
            "\n{\"version\":\"1.0.0\"}\n\n",
            "{\"version\":\"1.0.0\"}",
            "INFO starting\r\n{\"level\":\"info\"}\n  {\"version\":\n\"1.0.0\"}",
        ] {
            assert_eq!(json(Shape::Version, text), r#"{"version":"1.0.0"}"#, "{text}");
        }
    }

    #[test]
    fn what_is_no_answer_is_told_apart() {
        assert_eq!(why(Shape::Version, " \n"), "nothing");
        assert_eq!(why(Shape::Version, "hello\n"), "no JSON: 'hello'");
        for (text, what) in [
            ("[\"version\"]", "a list"),
            ("[\n{\"version\":\"1.0.0\"}\n]", "a list"),
            ("\"1.0\"", "a text"),
            ("1.0", "a number"),
            ("null", "nothing (null)"),
        ] {
            let expected =
                format!("something else than was asked for: {what} stands where an object has to be");
            assert_eq!(why(Shape::Version, text), expected, "{text}");
        }
        assert!(why(Shape::Version, "[\"version\"").starts_with("JSON that breaks off"));
        assert_eq!(why(Shape::Version, "{\"version\":\"1"), "JSON that breaks off: '{\"version\":\"1'");
        assert!(why(Shape::Version, "{\"version\":1e400}").starts_with("bad JSON: 'number out of range"));
        assert!(why(Shape::Version, "{\"a\":{\"b\":1,\"b\":2}}").starts_with("bad JSON: ''b' stands twice"));
        let another = why(Shape::Version, "{\"errors\":[]}");
        assert!(another.contains("missing field `version`"), "{another}");
        assert!(another.ends_with("; 'process-config' is answered so"), "{another}");
        assert!(why(Shape::Version, &"{\"a\":".repeat(5000)).contains("recursion limit"));
        assert!(read(Shape::Version, b"{\"version\":\"\xff\"}").unwrap_err().starts_with("no text: "));
    }

    #[test]
    fn an_object_inside_of_one_that_is_none_is_no_answer() {
        let inner = "{\"version\":\"1.0.0\"}";
        for (text, why_not) in [
            (format!("{{\"a\":[\n{inner},\n{inner}\n"), "JSON that breaks off"),
            (format!("log\n{{\"a\":\n{inner}"), "JSON that breaks off"),
            (format!("{{\"a\":[\n{inner},\n{inner}}}"), "bad JSON: 'expected `,` or `]`"),
        ] {
            assert!(
                why(Shape::Version, &text).starts_with(why_not),
                "{text}: {}",
                why(Shape::Version, &text)
            );
        }
        for before in
            ["{not JSON}", "{\"a\":[", "{", "{}", "{\"level\":\"info\"", "{} {}", "\n\n{}\n\n", "{{{{"]
        {
            let after = if before == "{\"a\":[" { "\n}\n" } else { "\n" };
            assert_eq!(json(Shape::Version, &format!("{before}{after}{inner}")), inner, "{before}");
        }
    }

    #[test]
    fn what_opens_again_and_again_is_judged_at_once() {
        let much = "{\"a\":[1,{\"b\":null}]},\n".repeat(10_000);
        let start = std::time::Instant::now();
        read(Shape::Version, format!("{{\"a\":[{much}1]}}").as_bytes()).unwrap_err();
        let once = start.elapsed();
        for open in
            ["{\"a\":[\n".repeat(62), "[\n".repeat(62), "[\n{\"a\":\n".repeat(200), "{\n".repeat(9000)]
        {
            for end in ["", "?"] {
                let text = format!("{open}{much}{end}");
                let took = || {
                    let start = std::time::Instant::now();
                    assert!(read(Shape::Version, text.as_bytes()).is_err());
                    breaks_off(text.as_bytes());
                    start.elapsed()
                };
                // A busy machine may hold up one of them, or some.
                let limit = once * 25 + std::time::Duration::from_millis(300);
                assert!((0..10).any(|_| took() < limit), "{:?}", took());
            }
        }
    }

    #[test]
    fn a_version_is_a_semantic_one() {
        for version in
            ["one", "1", "1.0", "01.2.3", "1.0.0\\u0000", "", " 1.0.0", "1.0.0\\n", "vv1.0.0", "1.0.0.0"]
        {
            let why = why(Shape::Version, &format!("{{\"version\":\"{version}\"}}"));
            assert!(why.starts_with("something else than was asked for: '"), "{version}: {why}");
            assert!(why.contains("is no semantic version"), "{version}: {why}");
        }
        for version in ["1.0.0", "v1.0.0", "0.1.0-rc.1+build.5"] {
            let text = format!("{{\"version\":\"{version}\"}}");
            assert_eq!(json(Shape::Version, &text), text);
        }
    }

    #[test]
    fn another_commands_answer_is_none() {
        let answers = [
            (Shape::Version, "{\"version\":\"1.0.0\"}"),
            (Shape::LogFile, "{\"path\":\"a.log\"}"),
            (Shape::Metadata, "{\"parameters\":null,\"sections\":[]}"),
            (Shape::Processed, "{\"errors\":null,\"ports\":null}"),
            (Shape::Containers, "{\"containers\":null}"),
        ];
        for (asked, _) in answers {
            for (given, text) in answers {
                assert_eq!(read(asked, text.as_bytes()).is_ok(), asked == given, "{asked:?}: {text}");
            }
        }
    }

    #[test]
    fn names_and_paths_stay_below_the_module() {
        assert!(why(Shape::Containers, "{\"containers\":[\"a\",\"../b\"]}").contains("'../b'"));
        for path in ["/etc/passwd", "a/../../b", "a\\\\b", "a\\u0000"] {
            assert!(why(Shape::LogFile, &format!("{{\"path\":\"{path}\"}}")).starts_with("a path"), "{path}");
        }
        assert_eq!(json(Shape::LogFile, "{\"path\":\"\"}"), "{\"path\":\"\"}");
    }

    #[test]
    fn numbers_of_metadata_stay_as_they_are() {
        let text = r#"{"parameters":[{"id":"a","default":18446744073709551615,"maxValue":1.50}]}"#;
        assert_eq!(json(Shape::Metadata, text), text);
        assert!(why(Shape::Metadata, "{\"parameters\":[1]}").contains("where an object has to be"));
    }

    #[test]
    fn help_with_exit_code_0_is_no_success() {
        assert!(why(Shape::Nothing, "NAME:\n  x\n\nUSAGE:\n  x [command]").starts_with("help: "));
        assert!(read(Shape::Nothing, b"saved\n").is_ok());
        assert!(read(Shape::Nothing, b"").is_ok());
    }

    #[test]
    fn values_find_their_parameters() {
        let metadata: Box<RawValue> = serde_json::from_str(
            r#"{"parameters":[{"id":"a","value":0},{"id":"b"}],"sections":[{"id":"s","name":"S","parameters":[{"id":"c"}]}]}"#,
        )
        .unwrap();
        let values: Box<RawValue> = serde_json::from_str(r#"{"a":1.50,"x":9,"s":{"c":"\u0041"}}"#).unwrap();
        assert_eq!(
            with_values(&metadata, &values).unwrap().get(),
            r#"{"parameters":[{"id":"a","value":1.50},{"id":"b"}],"sections":[{"id":"s","name":"S","parameters":[{"id":"c","value":"\u0041"}]}]}"#
        );
        let odd: Box<RawValue> = serde_json::from_str(r#"{"s":3}"#).unwrap();
        assert!(with_values(&metadata, &odd).unwrap_err().message().contains("don't fit"));
    }
}
