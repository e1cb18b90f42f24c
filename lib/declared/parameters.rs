//! The parameters that `module.yaml` declares: checked by the same code that reads every adapter's metadata, and written as
//! the answer to `get-config` (SPEC.md section 6).

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::fields::{Faults, Fields, Text};
use super::source::Source;
use crate::config::{Instance, Metadata};
use crate::error::Fault;
use crate::name::Fqpn;
use crate::template::{Template, near};
use crate::yaml::{Kind, Node};

const PARAMETER: &[&str] = &[
    "id",
    "name",
    "description",
    "type",
    "default",
    "advanced",
    "disabled",
    "hidden",
    "overwriteOnUpgrade",
    "affectsContainers",
    "secret",
];
const SECTION: &[&str] = &["id", "name", "description", "disabled", "hidden", "parameters", "sections"];
const OPTION: &[&str] = &["name", "description", "value", "disabled", "hidden"];
const DYNAMIC: &[&str] = &["default", "template"];
/// What is a text, whatever it reads like.
const TEXTS: &[&str] = &["id", "name", "type", "regex", "template"];

/// What was declared.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// By which names can be looked up: of a parameter that is wrong, that it is there.
    pub(super) metadata: Metadata,
    /// The metadata as JSON, without any value.
    pub(super) json: Json,
    /// Containers that parameters name.
    pub(super) affected: Vec<Text>,
    /// Whether names can be looked up at all.
    pub(super) known: bool,
}

/// Reads the parameters and sections of the file.
pub(super) fn read(
    root: &Node,
    fields: &Fields,
    fqmn: &str,
    version: &str,
    faults: &mut Faults,
) -> Parameters {
    let mut walk = Walk { faults, affected: Vec::new(), templates: Vec::new() };
    let mut json = Map::from_iter([("version".into(), version.into())]);
    walk.fill(fields, &mut json);
    let (affected, templates) = (walk.affected, walk.templates);
    let json = Json::Object(json);
    let metadata = match Metadata::read(fqmn, &json.to_string()) {
        Ok(metadata) => metadata,
        Err(error) => {
            let found = error.report("").faults;
            for fault in &found {
                let name = fault.at.rsplit('/').next().unwrap_or_default();
                let named = name.chars().any(|letter| !letter.is_ascii_digit());
                let subject = if named { format!("'{name}' ") } else { String::new() };
                faults.push(root.at(&fault.at).place.fault(format!("{subject}{}", fault.message)));
            }
            let Some(metadata) = with_stand_ins(fqmn, &json, found) else {
                return Parameters { json, affected, known: false, ..Parameters::default() };
            };
            metadata
        }
    };
    for template in &templates {
        check(template, &metadata, faults);
    }
    Parameters { metadata, json, affected, known: true }
}

/// How often what is wrong is replaced.
const TRIES: usize = 3;

/// The metadata with a stand-in for each parameter that is wrong, and without those that are wrong all the same.
fn with_stand_ins(fqmn: &str, json: &Json, mut faults: Vec<Fault>) -> Option<Metadata> {
    let mut json = json.clone();
    for number in 0..TRIES {
        let at: BTreeSet<_> = faults.iter().map(|fault| parameter_at(&fault.at)).collect::<Option<_>>()?;
        for pointer in at {
            let parameter = json.pointer_mut(pointer)?;
            *parameter = stand_in(parameter, number).unwrap_or_else(|| nobody(pointer));
        }
        match Metadata::read(fqmn, &json.to_string()) {
            Ok(metadata) => return Some(metadata),
            Err(error) => faults = error.report("").faults,
        }
    }
    None
}

/// `/sections/0/parameters/1` of `/sections/0/parameters/1/default`.
fn parameter_at(pointer: &str) -> Option<&str> {
    let (before, after) = pointer.rsplit_once("/parameters/")?;
    let number = after.split('/').next()?.len();
    Some(&pointer[..before.len() + "/parameters/".len() + number])
}

/// A sound parameter of this one's name; `None` where that is what is wrong with it.
fn stand_in(parameter: &Json, number: usize) -> Option<Json> {
    let id =
        parameter["id"].as_str().filter(|id| number == 0 && crate::name::identifier_fault(id).is_none())?;
    Some(sound(id))
}

/// One that nobody asks for.
fn nobody(pointer: &str) -> Json {
    sound(&format!("none{}", pointer.replace('/', "-")))
}

/// What may stand anywhere: a whole number, which can be a port.
fn sound(id: &str) -> Json {
    json!({ "id": id, "name": id, "description": { "default": "" }, "type": "uint", "default": 0,
        "overwriteOnUpgrade": false, "affectsContainers": [] })
}

/// A dynamic property's template, which Hyperdrive evaluates: it may read every module's parameters.
fn check(source: &Source, metadata: &Metadata, faults: &mut Faults) {
    let template = match Template::read(&source.name, &source.text, None) {
        Ok(template) => template,
        Err(error) => return faults.push(source.place.fault(error.to_string())),
    };
    for used in template.explain(None).uses {
        let known = ["GetValue", "GetValueArray", "UseDefault"];
        if !known.contains(&used.accessor.as_str()) {
            let hint = near::hint(&used.accessor, known.into_iter()).unwrap_or_default();
            faults.push(source.place.fault(format!("nothing is called '{}' here; {hint}", used.accessor)));
        }
        let Some(name) = used.fqpn.and_then(|fqpn| fqpn.parse::<Fqpn>().ok()) else { continue };
        let own = name.module().is_none_or(|module| module.to_string() == metadata.fqmn);
        if own && metadata.parameter(&name.path_text()).is_none() {
            faults.push(source.place.fault(crate::config::unknown(metadata, &name.path_text()).message));
        }
    }
}

struct Walk<'f> {
    faults: &'f mut Faults,
    affected: Vec<Text>,
    templates: Vec<Source>,
}

impl Walk<'_> {
    /// The parameters and sections of a section.
    fn fill(&mut self, fields: &Fields, json: &mut Map<String, Json>) {
        let parameters = fields.list("parameters", self.faults);
        json.insert("parameters".into(), parameters.iter().map(|node| self.parameter(node)).collect());
        let sections = fields.list("sections", self.faults);
        json.insert("sections".into(), sections.iter().map(|node| self.section(node)).collect());
    }

    fn section(&mut self, node: &Node) -> Json {
        let Some(fields) = Fields::of(node, "a section", SECTION, self.faults) else { return json!({}) };
        let mut json = self.simple(node, &["parameters", "sections"]);
        complete(&mut json);
        self.fill(&fields, &mut json);
        Json::Object(json)
    }

    fn parameter(&mut self, node: &Node) -> Json {
        let kind = match &node.kind {
            Kind::Map(fields) => {
                fields.iter().find(|field| field.name == "type").and_then(|f| f.value.text())
            }
            _ => None,
        };
        let own: &[&str] = match kind {
            Some("int" | "uint" | "float") => &["minValue", "maxValue"],
            Some("string") => &["maxLength", "regex"],
            Some("choice") => &["options"],
            Some("bool") => &[],
            _ => &["minValue", "maxValue", "maxLength", "regex", "options"],
        };
        let what = kind.map_or_else(|| "a parameter".into(), |kind| format!("a parameter of type '{kind}'"));
        if Fields::of(node, &what, &[PARAMETER, own].concat(), self.faults).is_none() {
            return json!({});
        }
        let mut json = self.simple(node, &[]);
        complete(&mut json);
        json.entry("overwriteOnUpgrade").or_insert(false.into());
        json.entry("affectsContainers").or_insert(json!([]));
        Json::Object(json)
    }

    /// Every field but these, as JSON.
    fn simple(&mut self, node: &Node, but: &[&str]) -> Map<String, Json> {
        let Kind::Map(fields) = &node.kind else { return Map::new() };
        let mut json = Map::new();
        for field in fields.iter().filter(|field| !but.contains(&field.name.as_str())) {
            let value = match field.name.as_str() {
                "description" => self.dynamic(&field.value, true),
                "disabled" | "hidden" => self.dynamic(&field.value, false),
                "options" => self.options(&field.value),
                "affectsContainers" => self.affected(&field.value),
                name if TEXTS.contains(&name) => text(&field.value),
                _ => field.value.json(),
            };
            json.insert(field.name.clone(), value);
        }
        json
    }

    fn affected(&mut self, node: &Node) -> Json {
        if let Kind::List(names) = &node.kind {
            self.affected.extend(names.iter().filter_map(|name| Text::of(name, "").ok()));
        }
        node.json()
    }

    fn options(&mut self, node: &Node) -> Json {
        let Kind::List(options) = &node.kind else { return node.json() };
        let option = |node: &Node| {
            if Fields::of(node, "an option", OPTION, self.faults).is_none() {
                return node.json();
            }
            let mut json = self.simple(node, &[]);
            json.entry("description").or_insert(json!({ "default": "" }));
            Json::Object(json)
        };
        options.iter().map(option).collect()
    }

    /// `{default, template?}`, or the bare default.
    fn dynamic(&mut self, node: &Node, is_text: bool) -> Json {
        let value = |node: &Node| if is_text { text(node) } else { node.json() };
        let Kind::Map(fields) = &node.kind else { return json!({ "default": value(node) }) };
        let Some(known) = Fields::of(node, "a dynamic property", DYNAMIC, self.faults) else {
            return json!({});
        };
        let template = known.text("template", self.faults);
        self.templates.extend(template.map(|text| Source::inline("template", text)));
        let of = |field: &crate::yaml::Entry| {
            let json = if field.name == "template" { text(&field.value) } else { value(&field.value) };
            (field.name.clone(), json)
        };
        Json::Object(fields.iter().map(of).collect())
    }
}

/// What readers in other languages want to be there.
fn complete(json: &mut Map<String, Json>) {
    let id = json.get("id").cloned().unwrap_or(Json::Null);
    json.entry("name").or_insert(id);
    json.entry("description").or_insert(json!({ "default": "" }));
}

fn text(node: &Node) -> Json {
    node.text().map_or_else(|| node.json(), Json::from)
}

/// The metadata with each parameter's value, but for secrets.
pub(super) fn with_values(json: &Json, metadata: &Metadata, instance: &Instance) -> Json {
    let mut json = json.clone();
    fill(&mut json, "", metadata, instance);
    json
}

fn fill(section: &mut Json, path: &str, metadata: &Metadata, instance: &Instance) {
    let below = |part: &Json| format!("{path}{}", part["id"].as_str().unwrap_or_default());
    for parameter in list(section, "parameters") {
        let path = below(parameter);
        let told = metadata.parameter(&path).is_some_and(|parameter| !parameter.secret);
        if let Some(value) = instance.get(&path).filter(|_| told) {
            parameter["value"] = value.to_json();
        }
    }
    for section in list(section, "sections") {
        let path = format!("{}/", below(section));
        fill(section, &path, metadata, instance);
    }
}

fn list<'a>(section: &'a mut Json, field: &str) -> impl Iterator<Item = &'a mut Json> {
    section[field].as_array_mut().into_iter().flatten()
}

/// The nested values of an instance, but for secrets.
pub(super) fn values(metadata: &Metadata, instance: &Instance) -> Json {
    let mut json = instance.to_json(metadata);
    for parameter in metadata.parameters().filter(|parameter| parameter.secret) {
        let (sections, id) = parameter.path.rsplit_once('/').unwrap_or(("", &parameter.path));
        let mut words = sections.split('/').filter(|word| !word.is_empty());
        let section = words.try_fold(&mut json, |json, word| json.get_mut(word));
        if let Some(Json::Object(fields)) = section {
            fields.shift_remove(id);
        }
    }
    json
}
