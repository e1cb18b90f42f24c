//! Reading metadata from JSON that a stranger wrote: every fault is noted with its JSON pointer, none ends the reading.

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
    if faults.0.is_empty() { Ok(metadata) } else { Err(faults.0) }
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
    let before = faults.0.len();
    let kind = kind(object, faults);
    let sound = faults.0.len() == before;
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
        "string" => Kind::Text { most: faults.note(object.most()), pattern: faults.note(object.pattern()) },
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

/// Faults found so far.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    /// The value, or the type's empty one and a fault more.
    fn note<T: Default>(&mut self, read: Result<T, Fault>) -> T {
        read.unwrap_or_else(|fault| {
            self.push(fault);
            T::default()
        })
    }

    fn push(&mut self, fault: Fault) {
        if self.0.len() < MOST_FAULTS {
            self.0.push(fault);
        }
    }

    fn add(&mut self, at: String, message: &str) {
        self.push(Fault::new(at, message));
    }

    /// An id names one thing of its section: in an instance both would have the same key.
    fn unique(&mut self, at: &str, id: &str, section: &Section) {
        if section.parameters.contains_key(id) || section.sections.contains_key(id) {
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

    fn pattern(&self) -> Result<Option<Pattern>, Fault> {
        let Some(source) = self.text("regex")?.filter(|source| !source.is_empty()) else { return Ok(None) };
        Pattern::new(&source).map(Some).map_err(|fault| {
            let source = escape::short(&source, 60);
            self.fault("regex", &format!("'{source}' is no regular expression: {fault}"))
        })
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
