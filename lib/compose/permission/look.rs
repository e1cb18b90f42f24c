//! A look at compose files: where one is, and what was found so far.

use serde_json::Value;

use super::Own;
use crate::digest;
use crate::document::fields::{Permission, Rank};

/// The most characters of a value in a permission's name; a longer one is told apart by its digest.
const LONGEST: usize = 120;

/// A place: as people read it, and as the name of a key that nobody knows.
#[derive(Debug, Clone, Default)]
pub(super) struct At {
    place: String,
    key: String,
    service: Option<String>,
}

impl At {
    /// The value under a key that Compose has given its meaning.
    pub(super) fn key(&self, key: &str) -> Self {
        let dot = if self.key.is_empty() { "" } else { "." };
        Self { key: format!("{}{dot}{key}", self.key), ..self.name(key) }
    }

    /// The value under a name that the file chose.
    pub(super) fn name(&self, name: &str) -> Self {
        let plain = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
        let place = match name.chars().all(plain) && !name.is_empty() {
            true if self.place.is_empty() => name.to_owned(),
            true => format!("{}.{name}", self.place),
            false => format!("{}[{}]", self.place, Value::from(name)),
        };
        Self { place, ..self.clone() }
    }

    /// An item of a list.
    pub(super) fn item(&self, number: usize) -> Self {
        Self { place: format!("{}[{number}]", self.place), ..self.clone() }
    }

    /// The same place as that of a service: what is unknown in it is named by its own keys alone.
    pub(super) fn of_service(&self, name: &str) -> Self {
        Self { key: String::new(), service: Some(name.into()), ..self.clone() }
    }
}

/// One look at the files of a part of a module.
pub(super) struct Look<'a> {
    pub(super) own: &'a Own,
    services: &'a [&'a str],
    found: Vec<Permission>,
}

impl<'a> Look<'a> {
    pub(super) fn new(own: &'a Own, services: &'a [&'a str]) -> Self {
        Self { own, services, found: Vec::new() }
    }

    pub(super) fn found(self) -> Vec<Permission> {
        self.found
    }

    /// Whether the plan has this service.
    pub(super) fn has_service(&self, name: &str) -> bool {
        self.services.contains(&name)
    }

    /// Notes a permission. The text holds nothing that a stranger wrote: values stand in the name.
    pub(super) fn ask(&mut self, at: &At, rank: Rank, name: impl Into<String>, text: &'static str) {
        self.found.push(Permission {
            name: name.into(),
            rank,
            part: self.own.part.word().into(),
            service: at.service.clone(),
            place: at.place.clone(),
            text: text.into(),
        });
    }

    /// Notes what the allow list doesn't know, with all that it says.
    pub(super) fn unknown(&mut self, at: &At, value: &Value) {
        let name = format!("key:{}={}", at.key, shown(value));
        self.ask(
            at,
            Rank::RootEquivalent,
            name,
            "says something of which Hyperdrive doesn't know what it does",
        );
    }
}

/// A value of a plan as text, for a name: a string as it is, all else as JSON.
pub(super) fn shown(value: &Value) -> String {
    let text = whole(value);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let begin: String = text.chars().take(LONGEST / 2).collect();
    format!("{begin}…sha256:{}", &digest::sha256(&text)[..16])
}

/// A plan's text under a key, as Docker Compose will read it; empty where there is none.
pub(super) fn text(value: &Value, key: &str) -> String {
    value.get(key).map(whole).unwrap_or_default()
}

/// The same of a value. Docker Compose reads `$$` as one `$`.
pub(super) fn whole(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), Into::into).replace("$$", "$")
}
