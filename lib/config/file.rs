//! A settings file: a part or all of the system's settings, in YAML or JSON, as what an operator wants.

mod json;
mod node;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value as Json;

use self::node::{Field, Kind, Node};
use super::edit::{Edit, To};
use super::parameter::MASK;
use super::reader;
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Fault, Result};
use crate::name::{Fqmn, Fqpn, identifier_fault};
use crate::yaml::{self, Place};

/// A settings file holds at most this many bytes.
const MOST: u64 = 16 << 20;

const FORM: &str = "'hd-config get --yaml' shows their form";

/// What a settings file asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// Values of parameters. Those that change nothing don't count as set by the operator.
    pub edits: Vec<Edit>,
    /// Modules that are to be enabled or disabled.
    pub switches: Vec<Switch>,
    /// Every module that is named, and where, `FILE:LINE:COLUMN`.
    pub modules: Vec<(String, String)>,
}

/// A module that is to be enabled or disabled.
#[derive(Debug, Clone, PartialEq)]
pub struct Switch {
    /// Its FQMN.
    pub fqmn: String,
    /// Whether its services are to run.
    pub enabled: bool,
    /// Where that stands, `FILE:LINE:COLUMN`.
    pub place: String,
}

impl Wanted {
    /// Bad input where it names a module that isn't among these documents; each is named once.
    pub fn check_modules(&self, documents: &[Document]) -> Result<()> {
        let known: BTreeSet<String> = documents.iter().map(Document::fqmn).collect();
        let unknown = self.modules.iter().filter(|(fqmn, _)| !known.contains(fqmn));
        let fault =
            |(fqmn, place): &(String, String)| Fault::new(place, format!("there is no module '{fqmn}'"));
        let faults: Vec<Fault> = unknown.map(fault).collect();
        if faults.is_empty() {
            return Ok(());
        }
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Err(Error::input("the settings file names a module that isn't there")
            .with_faults(faults)
            .hint(format!("these are: {known}")))
    }
}

/// Reads a settings file: JSON where its name ends with `.json`, else YAML. Bad input where it is neither or isn't settings, every
/// fault of which has its place, `FILE:LINE:COLUMN`.
pub fn read(path: &Path) -> Result<Wanted> {
    wanted(path, &text(path)?)
}

/// The same of this text, which stands in that file.
pub fn wanted(path: &Path, text: &str) -> Result<Wanted> {
    let name = path.display();
    let refused = |fault: Fault| Error::input(format!("{name}:{fault}"));
    let text = text.trim_start_matches('\u{feff}');
    let root = if is_json(path) { json::read(text) } else { Node::of_yaml(text) };
    let root = root.map_err(refused)?;
    if let Kind::Value(other) = &root.kind
        && !other.is_null()
    {
        let what = reader::word(other);
        let message = format!("'{name}' doesn't hold settings: it is {what}, not an object");
        return Err(Error::input(message).hint(FORM));
    }
    let mut reading = Reading { file: name.to_string(), ..Reading::default() };
    reading.system(&root);
    if reading.faults.is_empty() {
        return Ok(reading.wanted);
    }
    Err(Error::input(format!("'{name}' doesn't hold settings")).with_faults(reading.faults).hint(FORM))
}

/// Whether its name says that it is JSON.
pub fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
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
        (To::Section | To::Json(Json::Null), Json::Object(fields)) => !fields.contains_key("secretFile"),
        (To::Json(json), stored) => json == stored,
        _ => false,
    }
}

/// What a settings file holds, read once from its beginning to its end.
pub fn text(path: &Path) -> Result<String> {
    text_of(path, File::open(path).map_err(|cause| Error::file("read", path, &cause))?)
}

/// The same of what is open already and has this name.
pub fn text_of(path: &Path, source: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    let read = source.take(MOST + 1).read_to_end(&mut bytes);
    read.map_err(|cause| Error::file("read", path, &cause))?;
    if bytes.len() as u64 > MOST {
        return Err(Error::input(format!("'{}' holds more than 16 MiB", path.display())));
    }
    String::from_utf8(bytes).map_err(|cause| {
        let good = cause.as_bytes().get(..cause.utf8_error().valid_up_to()).unwrap_or_default();
        let line = good.split(|byte| *byte == b'\n').count();
        let last = good.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let column = String::from_utf8_lossy(last).chars().count() + 1;
        let place = format!("{}:{}", path.display(), Place { line, column });
        Error::input(format!("{place}: it holds no UTF-8 text here"))
    })
}

#[derive(Default)]
struct Reading {
    file: String,
    wanted: Wanted,
    faults: Vec<Fault>,
}

impl Reading {
    fn system(&mut self, root: &Node) {
        for field in self.fields("", root) {
            match field.name.as_str() {
                "version" => {}
                "modules" => {
                    self.fields("modules", &field.value).iter().for_each(|module| self.module(module));
                }
                name => self.value(HYPERDRIVE, name, &field.value),
            }
        }
    }

    fn module(&mut self, module: &Field) {
        let fqmn = module.name.as_str();
        if let Err(error) = fqmn.parse::<Fqmn>() {
            return self.fault(module.place, error.message());
        }
        self.wanted.modules.push((fqmn.into(), self.place(module.place)));
        let at = format!("modules/{fqmn}");
        for field in self.fields(&at, &module.value) {
            match field.name.as_str() {
                "enabled" => self.enabled(fqmn, field),
                "version" => {}
                "settings" => {
                    for inner in self.fields(&format!("{at}/settings"), &field.value) {
                        self.value(fqmn, &inner.name, &inner.value);
                    }
                }
                other => {
                    let name = yaml::shown(other);
                    self.fault(field.place, format!("'{name}' is no part of a module's settings"));
                }
            }
        }
    }

    fn enabled(&mut self, fqmn: &str, field: &Field) {
        let place = self.place(field.value.place);
        match field.value.truth() {
            Some(enabled) => self.wanted.switches.push(Switch { fqmn: fqmn.into(), enabled, place }),
            None => self.fault(field.value.place, "'enabled' must be true or false"),
        }
    }

    /// A value, or all the values of a section.
    fn value(&mut self, fqmn: &str, path: &str, node: &Node) {
        let to = match &node.kind {
            Kind::Fields(fields) if fields.is_empty() => To::Section,
            Kind::Fields(fields) => {
                let Some(file) = node.secret_file() else {
                    for field in fields {
                        self.value(fqmn, &format!("{path}/{}", field.name), &field.value);
                    }
                    return;
                };
                To::Json(file)
            }
            Kind::Value(Json::String(text)) => To::Content(text.clone()),
            Kind::Value(other) => To::Json(other.clone()),
        };
        let parts: Vec<String> = path.split('/').map(Into::into).collect();
        match (fqmn.parse(), parts.iter().find_map(|part| identifier_fault(part))) {
            (Ok(module), None) => {
                let place = self.place(node.place);
                self.wanted.edits.push(Edit::new(Fqpn::new(module, parts), to).in_file(place));
            }
            _ => self.fault(node.place, format!("'{}' is no parameter name", yaml::shown(path))),
        }
    }

    /// What stands in an object; nothing where nothing stands.
    fn fields<'a>(&mut self, at: &str, node: &'a Node) -> &'a [Field] {
        match &node.kind {
            Kind::Fields(fields) => return fields,
            Kind::Value(Json::Null) => {}
            Kind::Value(other) => {
                self.fault(node.place, format!("'{at}' is {}, not an object", reader::word(other)));
            }
        }
        &[]
    }

    fn fault(&mut self, place: Place, message: impl Into<String>) {
        self.faults.push(Fault::new(self.place(place), message));
    }

    fn place(&self, place: Place) -> String {
        format!("{}:{place}", self.file)
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
        let placed = |wanted: &Wanted| {
            let places = wanted.edits.iter().filter_map(|edit| edit.place.as_ref());
            let places = places.chain(wanted.switches.iter().map(|switch| &switch.place));
            places.map(|place| place.rsplit_once('/').unwrap().1.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(placed(&wanted), ["a.yaml:1:10", "a.yaml:2:18", "a.yaml:8:15", "a.yaml:5:14"]);
        let mut same = file("a.json", json).unwrap();
        assert_eq!(placed(&same), ["a.json:1:13", "a.json:1:42", "a.json:2:86", "a.json:2:47"]);
        assert_eq!((wanted.switches[0].fqmn.as_str(), wanted.switches[0].enabled), ("me/mod", false));
        same.modules.clone_from(&wanted.modules);
        same.switches[0].place.clone_from(&wanted.switches[0].place);
        same.edits.iter_mut().zip(&wanted.edits).for_each(|(one, other)| one.place.clone_from(&other.place));
        assert_eq!(same, wanted);
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
        assert_eq!(stored("{a: {}, c: {}, f: {}}"), [false, true, false]);
        assert_eq!(stored("{a: , c: , f: }"), [false, true, false]);
    }

    #[test]
    fn what_is_named_though_nothing_is_said_of_it_is_known() {
        let wanted = file("a.yaml", "logging: {}\nmodules:\n  me/mod:\n  me/two: {settings: {a: {b: {}}}}\n");
        let Wanted { edits, modules, .. } = wanted.unwrap();
        let names: Vec<String> = edits.iter().map(|edit| edit.fqpn.to_string()).collect();
        assert_eq!(names, ["nodeset/hyperdrive:logging", "me/two:a/b"]);
        assert!(edits.iter().all(|edit| edit.to == To::Section));
        let modules: Vec<&str> = modules.iter().map(|(fqmn, _)| fqmn.as_str()).collect();
        assert_eq!(modules, ["me/mod", "me/two"]);
    }

    #[test]
    fn nonsense_is_refused_with_line_and_column() {
        for (name, text, place) in [
            ("a.yaml", "apiPort: 1\n  x: 2\n", "a.yaml:2:4: it is no YAML: "),
            ("a.yaml", "a: &x 1\nb: *x\n", "a.yaml:1:4: anchors and aliases "),
            ("a.yaml", "a: 1\nb: 2\na: 3\n", "a.yaml:3:1: the field 'a' stands twice"),
            ("a.json", "{\n \"a\": 1,\n \"a\": 2}", "a.json:3:7: the field 'a' stands twice"),
            ("a.json", "{\"a\": ", "a.json:1:6: it is no JSON: EOF while parsing a value"),
            ("a.json", "{\"ä\":\n  {\"b\": 1e999}}", "a.json:2:9: it is no JSON: number out of range"),
            ("a.json", "{\"ää\": x}", "a.json:1:8: it is no JSON: expected value"),
        ] {
            let error = file(name, text).unwrap_err();
            assert!(error.message().contains(place), "{}", error.message());
        }
        let deep = format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500));
        assert!(file("a.json", &deep).unwrap_err().message().ends_with(":1:506: it is nested too deep"));
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
        assert_eq!(refused(b"a: 1\nb\xc3\xa4: \xff\n"), "F:2:5: it holds no UTF-8 text here");
        assert_eq!(refused(b"\xff"), "F:1:1: it holds no UTF-8 text here");
        assert_eq!(refused(b"[1, 2]\n"), "'F' doesn't hold settings: it is a list, not an object");
        assert_eq!(refused(b"5\n"), "'F' doesn't hold settings: it is a text, not an object");
        assert_eq!(refused("\u{feff}a: [\n".as_bytes()).split(": ").next(), Some("F:2:1"));
        assert_eq!(file("a.json", "\u{feff}{\"apiPort\": 9000}").unwrap().edits.len(), 1);
    }

    #[test]
    fn what_is_not_settings_is_refused_with_every_fault() {
        let text =
            "modules:\n  nonsense: {}\n  me/mod: {enabled: maybe, setings: {}}\n  me/two: [1]\n../x: 1\n";
        let faults = file("a.yaml", text).unwrap_err().report("t").faults;
        let said: Vec<String> = faults
            .iter()
            .map(|fault| format!("{}: {}", fault.at.rsplit_once('/').unwrap().1, fault.message))
            .collect();
        assert_eq!(
            said,
            [
                "a.yaml:2:3: 'nonsense' is no module name",
                "a.yaml:3:21: 'enabled' must be true or false",
                "a.yaml:3:28: 'setings' is no part of a module's settings",
                "a.yaml:4:11: 'modules/me/two' is a list, not an object",
                "a.yaml:5:7: '../x' is no parameter name"
            ]
        );
    }
}
