//! The review: what would be saved, who restarts for it, which ports are taken, and what stands against it.

use hd::{Error, Fault};

use super::draft::Draft;

/// One line of the review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A module or a heading.
    Heading(String),
    /// A parameter: its path, its old value, its new one.
    Change { path: String, old: String, new: String },
    /// A remark.
    Text(String),
    /// What stands against it.
    Fault(String),
}

/// The lines of the review; `refused` is what a try to save came to.
pub fn items(draft: &Draft, refused: &[(usize, Error)]) -> Vec<Item> {
    let mut items = Vec::new();
    for at in 0..draft.len() {
        let own =
            of_module(draft, at, refused.iter().find(|(module, _)| *module == at).map(|(_, error)| error));
        if !own.is_empty() {
            items.push(Item::Heading(draft.document(at).fqmn()));
            items.extend(own);
        }
    }
    if items.is_empty() {
        items.push(Item::Text("Nothing was changed.".into()));
    }
    items.extend(ports(draft));
    items
}

fn of_module(draft: &Draft, at: usize, refused: Option<&Error>) -> Vec<Item> {
    let mut items = Vec::new();
    if draft.is_switched(at) {
        let word = if draft.is_enabled(at) { "enabled" } else { "disabled" };
        items.push(Item::Text(format!("will be {word}")));
    }
    if let Some(error) =
        refused.cloned().map(|error| error.report("")).filter(|report| report.faults.is_empty())
    {
        items.push(Item::Fault(error.message));
        items.extend(error.hints.into_iter().map(Item::Text));
    }
    let Ok(module) = draft.module(at) else { return items };
    let own = |fqpn: &str| fqpn.split_once(':').map_or(fqpn, |(_, path)| path).to_owned();
    for change in module.changes() {
        let (old, new) = (shown(&change.old), shown(&change.new));
        items.push(Item::Change { path: own(&change.fqpn), old, new });
    }
    let restart = module.restart();
    if !restart.is_empty() {
        items.push(Item::Text(format!("restarts: {}", restart.join(", "))));
    }
    let faults = match refused {
        Some(error) => error.clone().report("").faults,
        None if items.is_empty() && !draft.is_enabled(at) => Vec::new(),
        None => draft.unfit(at),
    };
    items.extend(
        faults.into_iter().map(|Fault { at, message, .. }| Item::Fault(format!("{}: {message}", own(&at)))),
    );
    items
}

/// A value on one line.
fn shown(json: &serde_json::Value) -> String {
    match json {
        serde_json::Value::String(text) if text.is_empty() => "(empty)".into(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The ports that the modules said they take when they were last asked, as they are now where a parameter has them.
fn ports(draft: &Draft) -> Vec<Item> {
    let mut claims = draft.claims().to_vec();
    for claim in &mut claims {
        let path = claim.fqpn.split_once(':').map_or("", |(_, path)| path).to_owned();
        let value = draft.value(&(claim.document, path)).and_then(hd::config::Value::whole);
        claim.port = value.and_then(|port| u64::try_from(port).ok()).unwrap_or(claim.port);
    }
    claims.sort_by_key(|claim| claim.port);
    let lines = claims.iter().map(|claim| Item::Text(format!("{}  {}", claim.port, claim.fqpn)));
    if claims.is_empty() {
        Vec::new()
    } else {
        [Item::Heading("Ports".into())].into_iter().chain(lines).collect()
    }
}
