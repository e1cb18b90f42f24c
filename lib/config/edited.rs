//! What was edited while others may have saved: the difference that one makes, to be made on top of theirs.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::configured::Configured;
use super::value::Value;
use crate::document::{Document, fields};
use crate::error::Result;

/// Enables and disables what was switched between these; the others stay as somebody else may have switched them.
pub fn switch(fresh: &mut [Document], before: &[Document], edited: &[Document]) -> Result<()> {
    let enabled = |documents: &[Document], fqmn: &str| find(documents, fqmn).map(Document::is_enabled);
    for document in fresh {
        let fqmn = document.fqmn();
        if let (Some(was), Some(own)) = (enabled(before, &fqmn), enabled(edited, &fqmn))
            && was != own
        {
            document.set("enabled", &own)?;
        }
    }
    Ok(())
}

/// The edits that make of what the operator had set before what is set now, each with its document's FQMN.
pub fn edited(before: &[Document], edited: &[Document]) -> Result<Vec<(String, fields::Edit)>> {
    let mut edits = Vec::new();
    for document in edited {
        let fqmn = document.fqmn();
        let was = find(before, &fqmn).map(set).transpose()?.unwrap_or_default();
        let now = set(document)?;
        let given = now.iter().filter(|(path, value)| was.get(*path) != Some(value));
        edits.extend(given.map(|(path, value)| (fqmn.clone(), given_edit(path, value))));
        for path in was.keys().filter(|path| !now.contains_key(*path)) {
            edits.push((fqmn.clone(), taken_back(document, path)));
        }
    }
    Ok(edits)
}

fn given_edit(path: &str, value: &Json) -> fields::Edit {
    fields::Edit { fqpn: path.into(), value: Some(value.clone()), ..fields::Edit::default() }
}

/// What no longer is the operator's is the default, or else what the module reports.
fn taken_back(document: &Document, path: &str) -> fields::Edit {
    let reported = Configured::read(document).is_ok_and(|configured| {
        let (parameter, value) = (configured.metadata.parameter(path), configured.settings.get(path));
        parameter.zip(value).is_some_and(|(parameter, value)| !value.same(&parameter.default))
    });
    fields::Edit { fqpn: path.into(), reported, reset: !reported, ..fields::Edit::default() }
}

fn find<'a>(documents: &'a [Document], fqmn: &str) -> Option<&'a Document> {
    documents.iter().find(|document| document.fqmn() == fqmn)
}

/// What the operator set in this document, by paths.
fn set(document: &Document) -> Result<BTreeMap<String, Json>> {
    let mut found = BTreeMap::new();
    let set: Map<String, Json> = document.get("set")?.unwrap_or_default();
    leaves("", &Json::Object(set), &mut found);
    Ok(found)
}

fn leaves(path: &str, json: &Json, found: &mut BTreeMap<String, Json>) {
    match json {
        Json::Object(fields) if !matches!(Value::from_json(json), Ok(Value::SecretFile(_))) => {
            for (id, value) in fields {
                let inner = if path.is_empty() { id.clone() } else { format!("{path}/{id}") };
                leaves(&inner, value, found);
            }
        }
        value => drop(found.insert(path.into(), value.clone())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn modules(enabled: [bool; 2]) -> Vec<Document> {
        let document = |(name, enabled): (&str, bool)| {
            let mut document = Document::new(name).unwrap();
            document.set("enabled", &enabled).unwrap();
            document
        };
        ["me/one", "me/two"].into_iter().zip(enabled).map(document).collect()
    }

    #[test]
    fn only_what_was_switched_in_the_form_is_switched() {
        let mut now = modules([false, true]);
        switch(&mut now, &modules([true, true]), &modules([true, false])).unwrap();
        let enabled: Vec<bool> = now.iter().map(Document::is_enabled).collect();
        assert_eq!(
            enabled,
            [false, false],
            "the first was disabled by somebody else, the second in the form"
        );
    }

    #[test]
    fn what_was_reset_is_no_value_of_the_operator() {
        let parameter =
            |id: &str, value: i32| json!({"id": id, "name": id, "type": "int", "default": 1, "value": value});
        let config = json!({"parameters": [parameter("a", 1), parameter("b", 5), parameter("c", 1)],
            "sections": [{"id": "s", "name": "S", "parameters": [parameter("d", 1), parameter("e", 1)]}]});
        let document = |settings: Json, set: Json| -> Vec<Document> {
            let document = json!({"fqmn": "me/mod", "config": config, "settings": settings, "set": set});
            vec![serde_json::from_value(document).unwrap()]
        };
        let before = document(
            json!({"a": 7, "b": 7, "c": 1, "s": {"d": 7, "e": 7}}),
            json!({"a": 7, "b": 7, "s": {"d": 7, "e": 7}}),
        );
        let now = document(
            json!({"a": 1, "b": 5, "c": 1, "s": {"d": 8, "e": 7}}),
            json!({"c": 1, "s": {"d": 8, "e": 7}}),
        );
        let edits: Vec<Json> = edited(&before, &now)
            .unwrap()
            .into_iter()
            .map(|(_, edit)| serde_json::to_value(edit).unwrap())
            .collect();
        assert_eq!(
            edits,
            [
                json!({"fqpn": "c", "value": 1}),
                json!({"fqpn": "s/d", "value": 8}),
                json!({"fqpn": "a", "reset": true}),
                json!({"fqpn": "b", "reported": true}),
            ]
        );
    }

    #[test]
    fn a_secret_is_one_value_of_what_was_set() {
        let document =
            |set: Json| vec![serde_json::from_value(json!({"fqmn": "me/mod", "set": set})).unwrap()];
        let edits =
            edited(&document(json!({})), &document(json!({"s": {"pw": {"secretFile": "/x"}}}))).unwrap();
        let one = fields::Edit {
            fqpn: "s/pw".into(),
            value: Some(json!({"secretFile": "/x"})),
            ..fields::Edit::default()
        };
        assert_eq!(edits, [("me/mod".to_owned(), one)]);
    }
}
