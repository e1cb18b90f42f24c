//! A settings file in JSON, read so that the place of everything in it is known.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{Field, Kind, Node};
use crate::error::Fault;
use crate::yaml::{self, Place};

/// Objects within objects, at most.
const DEEPEST: usize = 100;

/// What this JSON holds. Faults have a place, `LINE:COLUMN`.
pub(super) fn read(text: &str) -> Result<Node, Fault> {
    let whole: &RawValue = serde_json::from_str(text).map_err(|cause| {
        let line = text.split('\n').nth(cause.line().saturating_sub(1)).unwrap_or_default();
        // Theirs counts bytes.
        let before = line.as_bytes().get(..cause.column()).unwrap_or(line.as_bytes());
        let column = String::from_utf8_lossy(before).chars().count().max(1);
        Place { line: cause.line().max(1), column }.fault(reason(&cause))
    })?;
    let start = Place { line: 1, column: 1 };
    Reader { text, passed: 0, place: start }.node(whole, 0)
}

/// How far the text was read.
struct Reader<'a> {
    text: &'a str,
    passed: usize,
    place: Place,
}

impl<'a> Reader<'a> {
    fn node(&mut self, raw: &'a RawValue, depth: usize) -> Result<Node, Fault> {
        let place = self.go_to(raw);
        if depth > DEEPEST {
            return Err(place.fault("it is nested too deep"));
        }
        let refused = |cause: serde_json::Error| place.fault(reason(&cause));
        let kind = if raw.get().starts_with('{') {
            let Fields(fields) = serde_json::from_str(raw.get()).map_err(refused)?;
            let mut names = HashSet::new();
            let fields = fields.into_iter().map(|(name, raw)| self.field(name, raw, &mut names, depth + 1));
            Kind::Fields(fields.collect::<Result<_, _>>()?)
        } else {
            Kind::Value(serde_json::from_str(raw.get()).map_err(refused)?)
        };
        Ok(Node { place, kind })
    }

    fn field(
        &mut self,
        name: String,
        raw: &'a RawValue,
        names: &mut HashSet<String>,
        depth: usize,
    ) -> Result<Field, Fault> {
        let value = self.node(raw, depth)?;
        if names.insert(name.clone()) {
            return Ok(Field { name, place: value.place, value });
        }
        Err(value.place.fault(format!("the field '{}' stands twice", yaml::shown(&name))))
    }

    /// The place of this part of the text, which none that was asked for before stands behind.
    fn go_to(&mut self, raw: &RawValue) -> Place {
        let at = raw.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let between = self.text.get(self.passed..at).unwrap_or_default();
        if let Some((lines, rest)) = between.rsplit_once('\n') {
            self.place.line += lines.matches('\n').count() + 1;
            self.place.column = rest.chars().count() + 1;
        } else {
            self.place.column += between.chars().count();
        }
        self.passed = at;
        self.place
    }
}

fn reason(cause: &serde_json::Error) -> String {
    let text = cause.to_string();
    format!("it is no JSON: {}", text.split(" at line ").next().unwrap_or_default())
}

/// The fields of an object as they stand there.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor).map(Self)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(fields)
    }
}
