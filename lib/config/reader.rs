//! Reading metadata from JSON that a stranger wrote: every fault is noted with its JSON pointer, none ends the reading.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::dynamic::Dynamic;
use super::metadata::{Metadata, Section};
use super::parameter::{Choice, Kind, Parameter, Range};
use super::pattern::Pattern;
use super::value::Value;
use crate::error::Fault;
use crate::escape;
use crate::name;

/// Sections within sections, at most.
const DEEPEST: usize = 32;
/// Faults that are reported, at most.
const MOST_FAULTS: usize = 100;

/// Why the JSON can't be read at all.
pub(super) fn not_read(cause: &serde_json::Error) -> String {
    let text = cause.to_string();
    if text.starts_with("recursion limit") {
        return format!("sections stand more than {DEEPEST} deep");
    }
    format!("it is no JSON: {text}")
}

/// The metadata, or all its faults.
pub(super) fn metadata(fqmn: &str, json: &Json) -> Result<Metadata, Vec<Fault>> {
    let mut faults = Faults::default();
    let mut metadata = Metadata { fqmn: fqmn.into(), ..Metadata::default() };
    if let Some(object) = faults.note(Object::new(String::new(), json).map(Some)) {
        metadata.version = faults.note(object.text("version"));
        fill(&object, &mut metadata.root, 0, &mut faults);
    }
    if faults.found.is_empty() { Ok(metadata) } else { Err(faults.found) }
}

/// Reads the parameters and sections of a section.
fn fill(object: &Object, section: &mut Section, depth: usize, faults: &mut Faults) {
    for (at, json) in faults.note(object.list("parameters")) {
        let read = Object::new(at.clone(), json).map(|object| parameter(&object, &section.path, faults));
        if let Some(parameter) = faults.note(read.map(Some)) {
            faults.unique(&at, &parameter.id, section);
            section.parameters.insert(parameter.id.clone(), parameter);
        }
    }
    for (at, json) in faults.note(object.list("sections")) {
        if depth == DEEPEST {
            return faults.add(at, &format!("sections stand more than {DEEPEST} deep"));
        }
        let read = Object::new(at.clone(), json).map(|object| self::section(&object, section, depth, faults));
        if let Some(inner) = faults.note(read.map(Some)) {
            faults.unique(&at, &inner.id, section);
            section.sections.insert(inner.id.clone(), inner);
        }
    }
}

fn section(object: &Object, outer: &Section, depth: usize, faults: &mut Faults) -> Section {
    let id = faults.note(object.identifier());
    let mut section = Section {
        path: joined(&outer.path, &id),
        name: faults.note(object.name(&id)),
        description: faults.note(object.dynamic("description", text)),
        disabled: faults.note(object.dynamic("disabled", flag)),
        hidden: faults.note(object.dynamic("hidden", flag)),
        parameters: IndexMap::new(),
        sections: IndexMap::new(),
        id,
    };
    fill(object, &mut section, depth + 1, faults);
    section
}

fn parameter(object: &Object, section: &str, faults: &mut Faults) -> Parameter {
    let id = faults.note(object.identifier());
    let before = faults.found.len();
    let kind = kind(object, faults);
    let sound = faults.found.len() == before;
    let given = faults.note(object.simple("default").map(Some));
    let mut parameter = Parameter {
        path: joined(section, &id),
        name: faults.note(object.name(&id)),
        description: faults.note(object.dynamic("description", text)),
        default: given.clone().unwrap_or(Value::Bool(false)),
        value: faults.note(object.reported()),
        advanced: faults.note(object.flag("advanced")),
        disabled: faults.note(object.dynamic("disabled", flag)),
        hidden: faults.note(object.dynamic("hidden", flag)),
        overwrite_on_upgrade: faults.note(object.flag("overwriteOnUpgrade")),
        affects_containers: faults.note(object.affected()),
        secret: faults.note(object.flag("secret")),
        kind,
        id,
    };
    if let Some(default) = given.filter(|_| sound) {
        let checked = parameter.check(&default).map_err(|fault| object.fault("default", &fault));
        parameter.default = faults.note(checked.map(Some)).unwrap_or(default);
    }
    parameter
}

fn kind(object: &Object, faults: &mut Faults) -> Kind {
    let word = faults.note(object.needed("type")).unwrap_or_default();
    match word.as_str() {
        "int" => Kind::Int(range(object, faults, |value| i64::try_from(value.whole()?).ok())),
        "uint" => Kind::Uint(range(object, faults, |value| u64::try_from(value.whole()?).ok())),
        "float" => Kind::Float(range(object, faults, Value::float)),
        "string" => Kind::Text { most: faults.note(object.most()), pattern: faults.pattern(object) },
        "choice" => Kind::Choice(choices(object, faults)),
        "bool" | "" => Kind::Bool,
        other => {
            let fault = format!("'{}' is no type of a parameter", escape::short(other, 40));
            faults.push(object.fault("type", &fault));
            Kind::Bool
        }
    }
}

fn range<T: PartialOrd + Copy>(
    object: &Object,
    faults: &mut Faults,
    number: impl Fn(&Value) -> Option<T>,
) -> Range<T> {
    let mut limit = |field: &str| {
        let value = faults.note(object.limit(field))?;
        let found = number(&value);
        if found.is_none() {
            faults.push(object.fault(field, &format!("{} isn't of the parameter's type", value.shown())));
        }
        found
    };
    let range = Range { min: limit("minValue"), max: limit("maxValue") };
    if matches!((range.min, range.max), (Some(min), Some(max)) if min > max) {
        faults.push(object.fault("maxValue", "is below minValue"));
    }
    range
}

fn choices(object: &Object, faults: &mut Faults) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (at, json) in faults.note(object.list("options")) {
        let read = Object::new(at.clone(), json).and_then(|object| choice(&object, faults));
        let Some(choice) = faults.note(read.map(Some)) else { continue };
        if choices.iter().any(|other| other.value.same(&choice.value)) {
            faults.add(format!("{at}/value"), &format!("{} stands twice", choice.value.shown()));
        }
        if choices.iter().any(|other| !of_one_type(&other.value, &choice.value)) {
            faults.add(format!("{at}/value"), "isn't of the other options' type");
        }
        choices.push(choice);
    }
    if choices.is_empty() {
        faults.push(object.fault("options", "holds no option"));
    }
    choices
}

fn choice(object: &Object, faults: &mut Faults) -> Result<Choice, Fault> {
    let value = object.simple("value")?;
    Ok(Choice {
        name: faults.note(object.name(&value.to_string())),
        description: faults.note(object.dynamic("description", text)),
        disabled: faults.note(object.dynamic("disabled", flag)),
        hidden: faults.note(object.dynamic("hidden", flag)),
        value,
    })
}

fn of_one_type(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Bool(_), Value::Bool(_)) | (Value::Text(_), Value::Text(_)) => true,
        _ => one.float().is_some() && two.float().is_some(),
    }
}

fn joined(section: &str, id: &str) -> String {
    if section.is_empty() { id.into() } else { format!("{section}/{id}") }
}

/// Faults found so far, and the patterns that were made: modules repeat them, and making one costs more than all else.
#[derive(Default)]
struct Faults {
    found: Vec<Fault>,
    patterns: HashMap<String, Result<Pattern, String>>,
}

impl Faults {
    /// The value, or the type's empty one and a fault more.
    fn note<T: Default>(&mut self, read: Result<T, Fault>) -> T {
        read.unwrap_or_else(|fault| {
            self.push(fault);
            T::default()
        })
    }

    fn push(&mut self, fault: Fault) {
        if self.found.len() < MOST_FAULTS {
            self.found.push(fault);
        }
    }

    fn add(&mut self, at: String, message: &str) {
        self.push(Fault::new(at, message));
    }

    fn pattern(&mut self, object: &Object) -> Option<Pattern> {
        let source = self.note(object.text("regex")).filter(|source| !source.is_empty())?;
        let made = self.patterns.entry(source.clone()).or_insert_with(|| Pattern::new(&source)).clone();
        let refused = |fault: String| {
            let source = escape::short(&source, 60);
            object.fault("regex", &format!("'{source}' is no regular expression: {fault}"))
        };
        self.note(made.map(Some).map_err(refused))
    }

    /// An id names one thing of its section: in an instance both would have the same key.
    fn unique(&mut self, at: &str, id: &str, section: &Section) {
        if !id.is_empty() && (section.parameters.contains_key(id) || section.sections.contains_key(id)) {
            self.add(format!("{at}/id"), &format!("'{id}' stands twice in its section"));
        }
    }
}

/// A JSON object, and where it stands.
struct Object<'a> {
    at: String,
    fields: &'a Map<String, Json>,
}

impl<'a> Object<'a> {
    fn new(at: String, json: &'a Json) -> Result<Self, Fault> {
        match json {
            Json::Object(fields) => Ok(Self { at, fields }),
            other => Err(Fault::new(at, format!("is {}, not an object", word(other)))),
        }
    }

    /// A field that is there and isn't `null`.
    fn get(&self, field: &str) -> Option<&'a Json> {
        self.fields.get(field).filter(|json| !json.is_null())
    }

    fn fault(&self, field: &str, message: &str) -> Fault {
        Fault::new(format!("{}/{field}", self.at), message)
    }

    fn wrong(&self, field: &str, json: &Json, wanted: &str) -> Fault {
        self.fault(field, &format!("is {}, not {wanted}", word(json)))
    }

    fn text(&self, field: &str) -> Result<Option<String>, Fault> {
        match self.get(field) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(self.wrong(field, other, "a text")),
        }
    }

    fn needed(&self, field: &str) -> Result<Option<String>, Fault> {
        self.text(field)?.map(Some).ok_or_else(|| self.fault(field, "is missing"))
    }

    fn identifier(&self) -> Result<String, Fault> {
        let id = self.needed("id")?.unwrap_or_default();
        match name::identifier_fault(&id) {
            Some(fault) => {
                Err(self.fault("id", &format!("'{}' is no Identifier: {fault}", escape::short(&id, 40))))
            }
            None => Ok(id),
        }
    }

    fn name(&self, id: &str) -> Result<String, Fault> {
        Ok(self.text("name")?.filter(|name| !name.is_empty()).unwrap_or_else(|| id.into()))
    }

    fn flag(&self, field: &str) -> Result<bool, Fault> {
        match self.get(field) {
            None => Ok(false),
            Some(Json::Bool(flag)) => Ok(*flag),
            Some(other) => Err(self.wrong(field, other, "true or false")),
        }
    }

    /// The elements of a list, each with its place; none where it is missing or `null`.
    fn list(&self, field: &str) -> Result<Vec<(String, &'a Json)>, Fault> {
        match self.get(field) {
            None => Ok(Vec::new()),
            Some(Json::Array(list)) => {
                let place = |number| format!("{}/{field}/{number}", self.at);
                Ok(list.iter().enumerate().map(|(number, json)| (place(number), json)).collect())
            }
            Some(other) => Err(self.wrong(field, other, "a list")),
        }
    }

    fn simple(&self, field: &str) -> Result<Value, Fault> {
        let json = self.get(field).ok_or_else(|| self.fault(field, "is missing"))?;
        Value::from_json(json).map_err(|what| self.fault(field, &format!("is {what}, not a simple value")))
    }

    fn reported(&self) -> Result<Option<Value>, Fault> {
        if self.get("value").is_none() { Ok(None) } else { self.simple("value").map(Some) }
    }

    fn limit(&self, field: &str) -> Result<Option<Value>, Fault> {
        match self.get(field) {
            None => Ok(None),
            Some(json @ Json::Number(_)) => Ok(Value::from_json(json).ok()),
            Some(other) => Err(self.wrong(field, other, "a number")),
        }
    }

    /// Absent and 0 are no limit: a text that has to be empty is no parameter.
    fn most(&self) -> Result<Option<usize>, Fault> {
        let number =
            self.limit("maxLength")?.map(|value| value.whole().and_then(|n| usize::try_from(n).ok()));
        match number {
            Some(None) => Err(self.fault("maxLength", "is no number of characters")),
            Some(most) => Ok(most.filter(|most| *most > 0)),
            None => Ok(None),
        }
    }

    /// `affectsContainers`, also spelled `affectedContainers`.
    fn affected(&self) -> Result<Vec<String>, Fault> {
        let field =
            if self.get("affectsContainers").is_some() { "affectsContainers" } else { "affectedContainers" };
        let name = |(at, json): (String, &Json)| match json {
            Json::String(name) => Ok(name.clone()),
            other => Err(Fault::new(at, format!("is {}, not a text", word(other)))),
        };
        self.list(field)?.into_iter().map(name).collect()
    }

    /// `{default, template?}`, or the bare default; missing is the type's empty value.
    fn dynamic<T: Default>(
        &self,
        field: &str,
        read: impl Fn(&Object, &str) -> Result<T, Fault>,
    ) -> Result<Dynamic<T>, Fault> {
        match self.get(field) {
            Some(Json::Object(fields)) => {
                let inner = Object { at: format!("{}/{field}", self.at), fields };
                let template = inner.text("template")?.filter(|template| !template.is_empty());
                Ok(Dynamic { default: read(&inner, "default")?, template })
            }
            _ => read(self, field).map(Dynamic::fixed),
        }
    }
}

fn text(object: &Object, field: &str) -> Result<String, Fault> {
    object.text(field).map(Option::unwrap_or_default)
}

fn flag(object: &Object, field: &str) -> Result<bool, Fault> {
    object.flag(field)
}

/// What a JSON value is, in words.
pub(super) fn word(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    /// The faults of this metadata, `PLACE: MESSAGE`.
    fn faults(json: &Json) -> Vec<String> {
        let faults = Metadata::read("me/mod", &json.to_string()).unwrap_err().report("t").faults;
        faults.into_iter().map(|fault| format!("{}: {}", fault.at, fault.message)).collect()
    }

    fn of_parameter(json: &Json) -> Vec<String> {
        faults(&json!({"parameters": [json]}))
    }

    #[test]
    fn both_spellings_and_nulls_of_other_languages_are_read() {
        let metadata = json!({"version": null, "sections": null, "parameters": [
            {"id": "a", "type": "bool", "default": false, "affectsContainers": ["x"], "description": {"default": "d"}},
            {"id": "b", "type": "bool", "default": false, "affectedContainers": ["y"], "hidden": {"default": true}},
            {"id": "c", "type": "string", "default": "", "affectsContainers": null, "regex": "", "maxLength": 0,
             "minValue": null, "value": null, "description": "bare", "disabled": {"default": true, "template": ""}},
        ]});
        let metadata = Metadata::read("me/mod", &metadata.to_string()).unwrap();
        let parameter = |path: &str| metadata.parameter(path).unwrap();
        assert_eq!(parameter("a").affects_containers, ["x"]);
        assert_eq!(
            (parameter("b").affects_containers.as_slice(), parameter("b").hidden.default),
            (&["y".into()][..], true)
        );
        let last = parameter("c");
        assert_eq!((last.affects_containers.len(), last.description.default.as_str()), (0, "bare"));
        assert_eq!(last.disabled, Dynamic { default: true, template: None });
        assert_eq!(last.kind, Kind::Text { most: None, pattern: None });
        assert_eq!(last.name, "c");
    }

    #[test]
    fn every_fault_is_reported_with_its_pointer() {
        let json = json!({"version": 1, "parameters": [
            7,
            {"id": "a b", "type": "int", "default": 1.5, "minValue": "x"},
            {"type": "nonsense"},
            {"id": "a", "type": "uint", "default": -1, "advanced": "yes", "affectsContainers": [1]},
            {"id": "a", "type": "string", "default": "", "regex": "(?=x)", "maxLength": -1},
            {"id": "c", "type": "choice", "default": "z", "options": [{"name": "A", "value": "a"}, {"value": "a"}, {"value": 1}, {}]},
            {"id": "d", "type": "choice", "default": "z"},
            {"id": "e", "type": "float", "default": 1, "minValue": 2, "maxValue": 1, "value": [1]},
            {"id": "f", "type": "bool", "default": false, "hidden": {"default": "no", "template": 1}},
        ], "sections": [{"id": "a", "name": 1, "parameters": {}}]});
        assert_eq!(
            faults(&json),
            [
                "/version: is a number, not a text",
                "/parameters/0: is a number, not an object",
                "/parameters/1/id: 'a b' is no Identifier: ' ' isn't one of A-Z a-z 0-9 _ - .",
                "/parameters/1/minValue: is a text, not a number",
                "/parameters/2/id: is missing",
                "/parameters/2/type: 'nonsense' is no type of a parameter",
                "/parameters/2/default: is missing",
                "/parameters/3/advanced: is a text, not true or false",
                "/parameters/3/affectsContainers/0: is a number, not a text",
                "/parameters/3/default: must be a whole number of 64 bits, 0 or above, not -1",
                "/parameters/4/maxLength: is no number of characters",
                "/parameters/4/regex: '(?=x)' is no regular expression: '(?=' is no group",
                "/parameters/4/id: 'a' stands twice in its section",
                "/parameters/5/options/1/value: 'a' stands twice",
                "/parameters/5/options/2/value: isn't of the other options' type",
                "/parameters/5/options/3/value: is missing",
                "/parameters/6/options: holds no option",
                "/parameters/7/maxValue: is below minValue",
                "/parameters/7/value: is a list, not a simple value",
                "/parameters/8/hidden/template: is a number, not a text",
                "/sections/0/name: is a number, not a text",
                "/sections/0/parameters: is an object, not a list",
                "/sections/0/id: 'a' stands twice in its section",
            ]
        );
    }

    #[test]
    fn a_default_has_to_fit_its_own_limits() {
        let fault = of_parameter(&json!({"id": "a", "type": "uint", "default": 9, "maxValue": 8}));
        assert_eq!(fault, ["/parameters/0/default: 9 is above the maximum 8"]);
        let fault = of_parameter(&json!({"id": "a", "type": "string", "default": "abc", "maxLength": 2}));
        assert_eq!(fault, ["/parameters/0/default: has 3 characters, at most 2 fit"]);
        let options = json!([{"value": "x"}]);
        let fault = of_parameter(&json!({"id": "a", "type": "choice", "default": "y", "options": options}));
        assert_eq!(fault, ["/parameters/0/default: 'y' isn't one of the options: 'x'"]);
        let fault = of_parameter(
            &json!({"id": "a", "type": "int", "default": 0, "maxValue": 18_446_744_073_709_551_615_u64}),
        );
        assert_eq!(fault, ["/parameters/0/maxValue: 18446744073709551615 isn't of the parameter's type"]);
    }

    #[test]
    fn what_is_no_object_or_no_json_is_one_fault() {
        for json in ["[]", "\"x\"", "null", "1", "{", "", "{\"parameters\": [1e999]}"] {
            let report = Metadata::read("me/mod", json).unwrap_err().report("t");
            assert_eq!((report.faults.len(), report.code), (1, 5), "{json}");
        }
    }

    #[test]
    fn depth_and_number_of_faults_are_bounded() {
        for depth in [33, 62, 1000, 100_000] {
            let open = "{\"id\":\"s\",\"sections\":[".repeat(depth);
            let json = format!("{{\"sections\":[{open}{}]}}", "]}".repeat(depth));
            let report = Metadata::read("me/mod", &json).unwrap_err().report("t");
            assert_eq!(report.faults[0].message, "sections stand more than 32 deep", "{depth}");
        }
        let many = vec![Json::Null; 10_000];
        assert_eq!(faults(&json!({"parameters": many})).len(), MOST_FAULTS);
    }

    #[test]
    fn a_long_description_is_kept() {
        let long = "ä".repeat(1 << 20);
        let json = json!({"parameters": [{"id": "a", "type": "bool", "default": true, "description": {"default": long}}]});
        let metadata = Metadata::read("me/mod", &json.to_string()).unwrap();
        assert_eq!(metadata.parameter("a").unwrap().description.default, long);
    }
}
