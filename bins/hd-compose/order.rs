//! The order in which modules start: each after those that it needs. They stop the other way round.

use std::collections::BTreeMap;

use hd::document::Document;

/// The FQMNs that a module's descriptor names as needed.
pub(crate) fn needs(document: &Document) -> Vec<String> {
    let descriptor: serde_json::Value = document.get("descriptor").ok().flatten().unwrap_or_default();
    let texts = descriptor["dependencies"].as_array().cloned().unwrap_or_default();
    texts.iter().filter_map(|text| text.as_str()?.split_whitespace().next().map(Into::into)).collect()
}

/// The modules in groups: each group after those that it needs. What needs itself in a circle comes last.
pub(crate) fn levels(documents: &[Document]) -> Vec<Vec<String>> {
    let mut left: BTreeMap<String, Vec<String>> =
        documents.iter().map(|document| (document.fqmn(), needs(document))).collect();
    let mut levels = Vec::new();
    while !left.is_empty() {
        let ready = |needs: &Vec<String>| !needs.iter().any(|needed| left.contains_key(needed));
        let mut level: Vec<String> =
            left.iter().filter(|(_, needs)| ready(needs)).map(|(fqmn, _)| fqmn.clone()).collect();
        if level.is_empty() {
            level = left.keys().cloned().collect();
        }
        left.retain(|fqmn, _| !level.contains(fqmn));
        levels.push(level);
    }
    levels
}
