//! A settings file: a part or all of the system's settings, in YAML or JSON, as what an operator wants.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use super::edit::{Edit, To};
use super::parameter::MASK;
use super::{reader, yaml};
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Fault, Result};
use crate::name::{Fqmn, Fqpn, identifier_fault};

/// A settings file holds at most this many bytes.
const MOST: u64 = 16 << 20;

const FORM: &str = "'hd-config get --yaml' shows their form";

/// What a settings file asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// Values of parameters. Those that change nothing don't count as set by the operator.
    pub edits: Vec<Edit>,
    /// Modules that are to be enabled or disabled.
    pub enabled: Vec<(String, bool)>,
}

/// Reads a settings file: JSON where its name ends with `.json`, else YAML. Bad input, with line and column where it is
/// neither, with every fault where it isn't settings.
pub fn read(path: &Path) -> Result<Wanted> {
    let text = text(path)?;
    let refused = |line, column, reason: String| {
        Error::input(format!("'{}', line {line}, column {column}: {reason}", path.display()))
    };
    let json = if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        serde_json::from_str::<Strict>(&text).map(|Strict(json)| json).map_err(|cause| {
            let reason = cause.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            refused(cause.line(), cause.column(), reason.into())
        })
    } else {
        yaml::read(&text).map_err(|cause| refused(cause.line, cause.column, cause.reason))
    };
    let json = json?;
    if !matches!(json, Json::Object(_) | Json::Null) {
        let what = reader::word(&json);
        let message = format!("'{}' doesn't hold settings: it is {what}, not an object", path.display());
        return Err(Error::input(message).hint(FORM));
    }
    let (wanted, faults) = wanted(&json);
    if faults.is_empty() {
        return Ok(wanted);
    }
    Err(Error::input(format!("'{}' doesn't hold settings", path.display())).with_faults(faults).hint(FORM))
}

/// Whether an edit of a settings file says what the document has stored already, as far as that can be told without metadata.
pub fn is_stored(document: &Document, edit: &Edit) -> bool {
    let settings: Option<Json> = document.get("settings").ok().flatten();
    let stored =
        settings.as_ref().and_then(|json| edit.fqpn.path().iter().try_fold(json, |json, id| json.get(id)));
    let Some(stored) = stored else { return false };
    match (&edit.to, stored) {
        (To::Content(text), Json::Object(fields)) => fields.contains_key("secretFile") && text == MASK,
        (To::Content(text), Json::String(stored)) => text == stored,
        (To::Content(text), Json::Number(_) | Json::Bool(_)) => {
            serde_json::from_str(text).is_ok_and(|read: Json| read == *stored)
        }
        (To::Json(json), stored) => json == stored,
        _ => false,
    }
}

fn text(path: &Path) -> Result<String> {
    let fault = |cause| Error::file("read", path, &cause);
    let mut bytes = Vec::new();
    File::open(path).map_err(fault)?.take(MOST + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() as u64 > MOST {
        return Err(Error::input(format!("'{}' holds more than 16 MiB", path.display())));
    }
    String::from_utf8(bytes).map_err(|cause| {
        let good = cause.as_bytes().get(..cause.utf8_error().valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        let last = good.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let column = String::from_utf8_lossy(last).chars().count() + 1;
        let place = format!("'{}', line {line}, column {column}", path.display());
        Error::input(format!("{place}: it holds no UTF-8 text here"))
    })
}

fn wanted(json: &Json) -> (Wanted, Vec<Fault>) {
    let mut reading = Reading::default();
    for (name, value) in reading.object("", json) {
        match name.as_str() {
            "version" => {}
            "modules" => {
                for (fqmn, module) in reading.object("modules", value) {
                    reading.module(fqmn, module);
                }
            }
            _ => reading.value(HYPERDRIVE, name, value),
        }
    }
    (reading.wanted, reading.faults)
}

#[derive(Default)]
struct Reading {
    wanted: Wanted,
    faults: Vec<Fault>,
}

impl Reading {
    fn module(&mut self, fqmn: &str, json: &Json) {
        let at = format!("modules/{fqmn}");
        if let Err(error) = fqmn.parse::<Fqmn>() {
            return self.faults.push(Fault::new(at, error.message()));
        }
        for (name, value) in self.object(&at, json) {
            match name.as_str() {
                "enabled" => self.enabled(fqmn, value),
                "version" => {}
                "settings" => {
                    for (id, value) in self.object(&format!("{at}/settings"), value) {
                        self.value(fqmn, id, value);
                    }
                }
                other => {
                    self.faults
                        .push(Fault::new(format!("{at}/{other}"), "is no part of a module's settings"));
                }
            }
        }
    }

    fn enabled(&mut self, fqmn: &str, json: &Json) {
        let enabled = json.as_bool().or_else(|| json.as_str().and_then(|text| text.parse().ok()));
        match enabled {
            Some(enabled) => self.wanted.enabled.push((fqmn.into(), enabled)),
            None => self.faults.push(Fault::new(format!("modules/{fqmn}/enabled"), "must be true or false")),
        }
    }

    /// A value, or all the values of a section.
    fn value(&mut self, fqmn: &str, path: &str, json: &Json) {
        let to = match json {
            Json::Object(fields) if fields.len() != 1 || !fields.contains_key("secretFile") => {
                return fields.iter().for_each(|(id, json)| self.value(fqmn, &format!("{path}/{id}"), json));
            }
            Json::String(text) => To::Content(text.clone()),
            other => To::Json(other.clone()),
        };
        let parts: Vec<String> = path.split('/').map(Into::into).collect();
        match (fqmn.parse(), parts.iter().find_map(|part| identifier_fault(part))) {
            (Ok(module), None) => {
                self.wanted.edits.push(Edit { fqpn: Fqpn::new(module, parts), to, pins: false });
            }
            _ => self.faults.push(Fault::new(format!("{fqmn}:{path}"), "is no parameter name")),
        }
    }

    fn object<'a>(&mut self, at: &str, json: &'a Json) -> Vec<(&'a String, &'a Json)> {
        match json {
            Json::Object(fields) => return fields.iter().collect(),
            Json::Null => {}
            other => self.faults.push(Fault::new(at, format!("is {}, not an object", reader::word(other)))),
        }
        Vec::new()
    }
}

/// JSON in which no name stands twice.
struct Strict(Json);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, truth: bool) -> std::result::Result<Json, E> {
        Ok(truth.into())
    }

    fn visit_i64<E>(self, number: i64) -> std::result::Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> std::result::Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> std::result::Result<Json, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Json, E> {
        Ok(text.into())
    }

    fn visit_unit<E>(self) -> std::result::Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Json, A::Error> {
        let mut fields = Map::new();
        while let Some((name, Strict(value))) = map.next_entry::<String, Strict>()? {
            if fields.contains_key(&name) {
                return Err(A::Error::custom(format!("'{name}' stands twice")));
            }
            fields.insert(name, value);
        }
        Ok(fields.into())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file(name: &str, text: &str) -> Result<Wanted> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn a_part_of_the_settings_is_what_is_wanted() {
        let yaml = "apiPort: 9000\nlogging: {level: debug}\nmodules:\n  me/mod:\n    enabled: false\n    settings:\n      server:\n        port: 8085\n";
        let json = r#"{"apiPort": "9000", "logging": {"level": "debug"},
            "modules": {"me/mod": {"enabled": false, "settings": {"server": {"port": "8085"}}}}}"#;
        let wanted = file("a.yaml", yaml).unwrap();
        let names: Vec<String> = wanted.edits.iter().map(|edit| edit.fqpn.to_string()).collect();
        assert_eq!(
            names,
            ["nodeset/hyperdrive:apiPort", "nodeset/hyperdrive:logging/level", "me/mod:server/port"]
        );
        assert_eq!(wanted.enabled, [("me/mod".to_owned(), false)]);
        assert_eq!(file("a.json", json).unwrap(), wanted);
    }

    #[test]
    fn what_a_file_says_is_compared_with_what_is_stored() {
        let document: Document = serde_json::from_str(
            r#"{"fqmn":"me/mod","settings":{"a":1.50,"b":"x","c":{"d":true,"e":{"secretFile":"/s"}}}}"#,
        )
        .unwrap();
        let stored = |yaml: &str| {
            let wanted = file("a.yaml", &format!("modules: {{me/mod: {{settings: {yaml}}}}}")).unwrap();
            wanted.edits.iter().map(|edit| is_stored(&document, edit)).collect::<Vec<_>>()
        };
        assert_eq!(stored("{a: 1.5, b: x, c: {d: true, e: '********'}}"), [true; 4]);
        assert_eq!(stored("{a: 1.51, b: '', c: {d: yes, e: other}, f: 1}"), [false; 5]);
    }

    #[test]
    fn nonsense_is_refused_with_line_and_column() {
        for (name, text, place) in [
            ("a.yaml", "apiPort: 1\n  x: 2\n", "line 2, column 4: "),
            ("a.json", "{\n \"a\": 1,\n \"a\": 2}", "line 3, column 8: 'a' stands twice"),
            ("a.json", "{\"a\": ", "line 1, column 6: EOF while parsing a value"),
        ] {
            let error = file(name, text).unwrap_err();
            assert!(error.message().contains(place), "{}", error.message());
        }
        let deep = format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500));
        assert!(file("a.json", &deep).unwrap_err().message().contains("recursion limit"));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place_and_what_is_no_object_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let refused = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let report = read(&path).unwrap_err().report("t");
            assert!(report.faults.is_empty(), "{report:?}");
            report.message.replace(&path.display().to_string(), "F")
        };
        assert_eq!(refused(b"a: 1\nb\xc3\xa4: \xff\n"), "'F', line 2, column 5: it holds no UTF-8 text here");
        assert_eq!(refused(b"\xff"), "'F', line 1, column 1: it holds no UTF-8 text here");
        assert_eq!(refused(b"[1, 2]\n"), "'F' doesn't hold settings: it is a list, not an object");
        assert_eq!(refused(b"5\n"), "'F' doesn't hold settings: it is a text, not an object");
    }

    #[test]
    fn what_is_not_settings_is_refused_with_every_fault() {
        let text =
            "modules:\n  nonsense: {}\n  me/mod: {enabled: maybe, setings: {}}\n  me/two: [1]\n../x: 1\n";
        let faults = file("a.yaml", text).unwrap_err().report("t").faults;
        let places: Vec<&str> = faults.iter().map(|fault| fault.at.as_str()).collect();
        assert_eq!(
            places,
            [
                "modules/nonsense",
                "modules/me/mod/enabled",
                "modules/me/mod/setings",
                "modules/me/two",
                "nodeset/hyperdrive:../x"
            ]
        );
    }
}
