//! A rule: what a key of a compose file asks for. The rules of an object's keys are a table; what isn't in it is asked for.

use serde_json::{Map, Value};

use super::look::{At, Look, shown};
use crate::document::fields::Rank;

/// An object's keys, each with its rule.
pub(super) type Table = &'static [(&'static str, Rule)];

/// What a key asks for where something stands there: a rank, a name, and what it means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Nothing, whatever it says.
    Free,
    /// This, by one name.
    Flag(Rank, &'static str, &'static str),
    /// This, by a name with the value.
    Value(Rank, &'static str, &'static str),
    /// This, unless the value is one of these.
    Except(&'static [&'static str], Rank, &'static str, &'static str),
    /// This for each item, by a name with the item.
    Each(Rank, &'static str, &'static str),
    /// What the keys of the object ask for.
    Keys(Table),
    /// What the keys of each object in a list or mapping ask for.
    Items(Table),
    /// What a function finds.
    By(fn(&mut Look, &At, &Value)),
}

impl Rule {
    /// Notes what the value under the key asks for.
    pub(super) fn apply(self, look: &mut Look, at: &At, value: &Value) {
        match self {
            Self::Free => {}
            Self::Flag(rank, name, text) => look.ask(at, rank, name, text),
            Self::Value(rank, name, text) => look.ask(at, rank, format!("{name}:{}", shown(value)), text),
            Self::Except(harmless, rank, name, text) => {
                if !value.as_str().is_some_and(|value| harmless.contains(&value)) {
                    look.ask(at, rank, format!("{name}:{}", shown(value)), text);
                }
            }
            Self::Each(rank, name, text) => {
                each(look, at, value, |look, at, item| {
                    look.ask(at, rank, format!("{name}:{}", pair(item)), text);
                });
            }
            Self::Keys(table) => object(look, at, value, table),
            Self::Items(table) => each(look, at, value, |look, at, item| {
                if !is_nothing(item.1) {
                    object(look, at, item.1, table);
                }
            }),
            Self::By(find) => find(look, at, value),
        }
    }
}

/// An item of a mapping is `name=value`.
fn pair((name, item): (Option<&str>, &Value)) -> String {
    name.map_or_else(|| shown(item), |name| shown(&format!("{name}={}", shown(item)).into()))
}

/// Goes through a list or a mapping. What is neither is unknown.
pub(super) fn each(
    look: &mut Look,
    at: &At,
    value: &Value,
    mut act: impl FnMut(&mut Look, &At, (Option<&str>, &Value)),
) {
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                act(look, &at.item(number), (None, item));
            }
        }
        Value::Object(entries) => {
            for (name, item) in entries {
                act(look, &at.name(name), (Some(name), item));
            }
        }
        _ => look.unknown(at, value),
    }
}

/// The keys of what has to be an object.
pub(super) fn object(look: &mut Look, at: &At, value: &Value, table: Table) {
    match value.as_object() {
        Some(object) => fields(look, at, object, table),
        None => look.unknown(at, value),
    }
}

/// The keys of an object: those of the table by their rules, `x-…` not at all, the others are asked for.
pub(super) fn fields(look: &mut Look, at: &At, object: &Map<String, Value>, table: Table) {
    for (key, value) in object {
        let at = at.key(key);
        match of(table, key) {
            Some(rule) if !is_nothing(value) => rule.apply(look, &at, value),
            None if !key.starts_with("x-") => look.unknown(&at, value),
            _ => {}
        }
    }
}

/// A key's rule.
pub(super) fn of(table: Table, key: &str) -> Option<Rule> {
    table.iter().find(|(name, _)| *name == key).map(|(_, rule)| *rule)
}

/// What is as good as a missing key.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
    }
}
