//! What stands against settings already when the form is opened: earlier refusals, each brought to its parameter where it
//! names one.

use std::collections::BTreeMap;

use hd::config::Configuration;
use hd::document::Document;
use hd::document::fields::Processed;

use super::draft::Place;

/// What is said against parameters, by their places; and the rest, by module.
pub fn sorted(
    documents: &[Document],
    configuration: &Configuration,
) -> (BTreeMap<Place, String>, Vec<Vec<String>>) {
    let (mut placed, mut rest) = (BTreeMap::new(), vec![Vec::new(); documents.len()]);
    for (at, document) in documents.iter().enumerate() {
        for text in said(document, configuration, at) {
            match parameter(configuration, at, &text) {
                Some((path, text)) => drop(placed.insert((at, path), text)),
                None => rest[at].push(text),
            }
        }
    }
    (placed, rest)
}

/// Everything that is said against a module: each fault as `PLACE: MESSAGE`.
fn said(document: &Document, configuration: &Configuration, at: usize) -> Vec<String> {
    let processed: Processed = document.get("processed").ok().flatten().unwrap_or_default();
    if !document.is_enabled() && !document.has("config") {
        return vec!["disabled: once it is enabled and saved, its settings can be seen".into()];
    }
    let report =
        document.error().or_else(|| configuration.module(at).err().map(|error| error.clone().report("")));
    let mut said = processed.errors;
    if let Some(report) = report {
        let faults: Vec<String> =
            report.faults.iter().map(|fault| format!("{}: {}", fault.at, fault.message)).collect();
        let all_placed =
            !faults.is_empty() && faults.iter().all(|text| parameter(configuration, at, text).is_some());
        // A message that only counts the faults says nothing where each stands at its parameter.
        said.extend((!all_placed).then_some(report.message));
        said.extend(faults);
        said.extend(report.hints.into_iter().filter(|_| !all_placed));
    }
    if let Ok(module) = configuration.module(at) {
        let faults = module.odd.iter().cloned().chain(module.secret_faults());
        said.extend(faults.map(|fault| format!("{}: {}", fault.at, fault.message)));
    }
    let mut unique = indexmap::IndexSet::new();
    unique.extend(said);
    unique.into_iter().collect()
}

/// The parameter that a text names, by its path as a word, and what it says of it. The longest path wins.
fn parameter(configuration: &Configuration, at: usize, text: &str) -> Option<(String, String)> {
    let metadata = &configuration.module(at).ok()?.metadata;
    let own = format!("{}:", metadata.fqmn);
    let bare = text.replace(&own, "");
    let named = |path: &&str| words(&bare).any(|word| word == *path);
    let path = metadata
        .parameters()
        .map(|parameter| parameter.path.as_str())
        .filter(named)
        .max_by_key(|path| path.len())?;
    let said = bare.strip_prefix(path).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&bare);
    Some((path.to_owned(), said.to_owned()))
}

/// The words of a text that could be paths.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/');
    text.split(move |letter| !part(letter)).map(|word| word.trim_end_matches('.'))
}
