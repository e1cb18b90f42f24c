//! What a settings file holds, with the place of everything in it.

use serde_json::Value as Json;

use crate::error::Fault;
use crate::yaml::{self, Place};

/// A value, or fields, and where it begins.
#[derive(Debug, PartialEq)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) kind: Kind,
}

#[derive(Debug, PartialEq)]
pub(super) enum Kind {
    Fields(Vec<Field>),
    Value(Json),
}

#[derive(Debug, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    /// Where the name stands, as far as that is known; else where the value does.
    pub(super) place: Place,
    pub(super) value: Node,
}

impl Node {
    /// What this YAML holds: every scalar is the text that stands there (its parameter's type says what the text means), `null`
    /// where nothing, `~` or `null` stands.
    pub(super) fn of_yaml(text: &str) -> Result<Self, Fault> {
        let nothing = Self { place: Place { line: 1, column: 1 }, kind: Kind::Value(Json::Null) };
        Ok(yaml::read(text)?.map_or(nothing, Self::from))
    }

    /// `true` or `false`, in quotes or not.
    pub(super) fn truth(&self) -> Option<bool> {
        match &self.kind {
            Kind::Value(Json::Bool(truth)) => Some(*truth),
            Kind::Value(Json::String(text)) => text.parse().ok(),
            _ => None,
        }
    }

    /// `{"secretFile": …}`, where that is all.
    pub(super) fn secret_file(&self) -> Option<Json> {
        let Kind::Fields(fields) = &self.kind else { return None };
        match fields.as_slice() {
            [Field { name, value: Self { kind: Kind::Value(file), .. }, .. }] if name == "secretFile" => {
                Some(serde_json::json!({ "secretFile": file }))
            }
            _ => None,
        }
    }
}

impl From<yaml::Node> for Node {
    fn from(node: yaml::Node) -> Self {
        let place = node.place;
        let kind = match node.kind {
            yaml::Kind::Map(entries) => Kind::Fields(entries.into_iter().map(Field::from).collect()),
            _ => Kind::Value(node.texts()),
        };
        Self { place, kind }
    }
}

impl From<yaml::Entry> for Field {
    fn from(entry: yaml::Entry) -> Self {
        Self { name: entry.name, place: entry.place, value: entry.value.into() }
    }
}
