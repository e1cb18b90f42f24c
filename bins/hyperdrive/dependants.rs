//! Which installed modules depend on which.

use hd::document::Document;
use hd::module::{Descriptor, Release, order, release};
use serde_json::value::RawValue;

/// The modules that need this one, directly or not.
pub(crate) fn of(all: &[Document], fqmn: &str) -> Vec<String> {
    let Ok(fqmn) = fqmn.parse() else { return Vec::new() };
    release::dependants(&releases(all), &fqmn).iter().map(ToString::to_string).collect()
}

/// Sorted so that each comes before what it needs.
pub(crate) fn last_first(mut documents: Vec<Document>) -> Vec<Document> {
    let ordered: Vec<String> =
        order(&releases(&documents)).unwrap_or_default().iter().map(ToString::to_string).collect();
    let place = |document: &Document| ordered.iter().position(|fqmn| *fqmn == document.fqmn());
    documents.sort_by_key(|document| std::cmp::Reverse(place(document)));
    documents
}

fn releases(all: &[Document]) -> Vec<Release> {
    let release = |document: &Document| {
        let text: Box<RawValue> = document.get("descriptor").ok().flatten()?;
        Descriptor::parse(text.get()).ok().map(|descriptor| Release::from(&descriptor))
    };
    all.iter().filter_map(release).collect()
}
