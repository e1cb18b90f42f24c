//! An instance: a module's values, a nested object that matches its metadata (SPEC.md section 6).

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::metadata::{Metadata, Section};
use super::parameter::Parameter;
use super::reader;
use super::value::Value;
use crate::error::Fault;

/// Values by their paths, `SECTION/…/PARAMETER`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Instance {
    values: IndexMap<String, Value>,
}

/// What was read of an instance.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The values at places that the metadata knows.
    pub instance: Instance,
    /// A fault for each place that the metadata doesn't know, as another version of the module may have left it.
    pub unknown: Vec<Fault>,
    /// A fault for each place that holds no simple value, or one where a section is.
    pub odd: Vec<Fault>,
}

impl Read {
    fn section(&mut self, metadata: &Metadata, section: &Section, fields: &Map<String, Json>) {
        for (id, json) in fields {
            let path = if section.path.is_empty() { id.clone() } else { format!("{}/{id}", section.path) };
            let fault = |message: String| Fault::new(metadata.fqpn(&path), message);
            if section.parameters.contains_key(id) {
                match Value::from_json(json) {
                    Ok(value) => drop(self.instance.values.insert(path, value)),
                    Err(what) => self.odd.push(fault(format!("is {what}, not a simple value"))),
                }
            } else if let Some(inner) = section.sections.get(id) {
                match json {
                    Json::Object(fields) => self.section(metadata, inner, fields),
                    other => {
                        self.odd
                            .push(fault(format!("is a section, and {} stands there", reader::word(other))));
                    }
                }
            } else {
                self.unknown.push(unknown(metadata, &path));
            }
        }
    }
}

impl Instance {
    /// The values of this JSON that the metadata knows. Whether they fit is another question: [`Instance::faults`].
    pub fn read(metadata: &Metadata, json: &Json) -> Read {
        let mut read = Read::default();
        match json {
            Json::Object(fields) => read.section(metadata, &metadata.root, fields),
            other => {
                let message = format!("is {}, not an object", reader::word(other));
                read.odd.push(Fault::new(&metadata.fqmn, message));
            }
        }
        read
    }

    /// What the module reports, where it reports something.
    pub fn reported(metadata: &Metadata) -> Self {
        Self::of(metadata, |parameter| parameter.value.clone())
    }

    /// Every parameter's default.
    pub fn defaults(metadata: &Metadata) -> Self {
        Self::of(metadata, |parameter| Some(parameter.default.clone()))
    }

    fn of(metadata: &Metadata, value: impl Fn(&Parameter) -> Option<Value>) -> Self {
        let typed = |parameter: &Parameter| {
            let value = value(parameter)?;
            Some((parameter.path.clone(), parameter.check(&value).unwrap_or(value)))
        };
        Self { values: metadata.parameters().filter_map(typed).collect() }
    }

    /// Every parameter's value: from the first of these that has it, else its default. A value that fits takes its
    /// parameter's type.
    pub fn complete(metadata: &Metadata, sources: &[&Self]) -> Self {
        let first = |path: &str| sources.iter().find_map(|source| source.get(path));
        Self::of(metadata, |parameter| Some(first(&parameter.path).unwrap_or(&parameter.default).clone()))
    }

    /// The value at this path.
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.values.get(path)
    }

    /// Puts a value at this path, which has to be a parameter's for it to count.
    pub fn set(&mut self, path: &str, value: Value) {
        self.values.insert(path.into(), value);
    }

    /// Every parameter that is missing or whose value doesn't fit, each with its FQPN.
    pub fn faults(&self, metadata: &Metadata) -> Vec<Fault> {
        let fault = |parameter: &Parameter| {
            let checked = match self.get(&parameter.path) {
                Some(value) => parameter.check(value).map(drop),
                None => Err("is missing".into()),
            };
            Some(Fault::new(metadata.fqpn(&parameter.path), checked.err()?))
        };
        metadata.parameters().filter_map(fault).collect()
    }

    /// The nested object, in the order of the metadata.
    pub fn to_json(&self, metadata: &Metadata) -> Json {
        self.section_json(&metadata.root, &|_, value| value.to_json())
    }

    /// The nested object without any secret: a mask stands for it.
    pub fn masked_json(&self, metadata: &Metadata) -> Json {
        self.section_json(&metadata.root, &|parameter, value| parameter.masked_json(value))
    }

    /// What stands below one section, or at one parameter, masked; `None` where there is neither.
    pub fn at(&self, metadata: &Metadata, path: &str) -> Option<Json> {
        if let Some(parameter) = metadata.parameter(path) {
            return self.get(path).map(|value| parameter.masked_json(value));
        }
        let section = metadata.section(path)?;
        Some(self.section_json(section, &|parameter, value| parameter.masked_json(value)))
    }

    fn section_json(&self, section: &Section, json: &impl Fn(&Parameter, &Value) -> Json) -> Json {
        let value =
            |parameter: &Parameter| Some((parameter.id.clone(), json(parameter, self.get(&parameter.path)?)));
        let mut fields: Map<String, Json> = section.parameters.values().filter_map(value).collect();
        for inner in section.sections.values() {
            fields.insert(inner.id.clone(), self.section_json(inner, json));
        }
        Json::Object(fields)
    }
}

/// A fault for a path that the metadata doesn't know, with the names most like it.
pub fn unknown(metadata: &Metadata, path: &str) -> Fault {
    let nearest: Vec<String> = metadata.nearest(path).iter().map(|path| format!("'{path}'")).collect();
    let like = if nearest.is_empty() { String::new() } else { format!("; like it: {}", nearest.join(", ")) };
    Fault::new(metadata.fqpn(path), format!("there is no such parameter{like}"))
}
