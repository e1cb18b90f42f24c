//! A task: what bringing a part of a module up needs of its document.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::plan::{self, Owner};
use super::{Container, Part, itself, trial};
use crate::document::Document;
use crate::document::fields::{Adapter, Compose, Names, Paths, Service};
use crate::error::{Error, Result};

/// In the place of a container's name: every one of the module.
const EVERY: &str = "*";

/// Everything of a document that a change of a part needs.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) part: Part,
    /// The files; none of a module whose services are to go.
    pub(super) compose: Option<Compose>,
    pub(super) names: Names,
    pub(super) paths: Paths,
    pub(super) owner: Owner,
    /// Whether the module's adapter starts the services.
    pub(super) starts_itself: bool,
    /// Services that must never run twice.
    pub(super) exactly_one: Vec<String>,
    /// Whether the module is to run.
    pub(super) is_enabled: bool,
    /// The id that an image has to have, by the name in the files, where it is pinned.
    pub(super) pins: BTreeMap<String, String>,
    /// What settings and package it is of.
    pub(super) made_of: String,
    project: String,
    changed: BTreeMap<String, u64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Descriptor {
    exactly_one: Vec<String>,
}

impl Task {
    pub(super) fn of(document: &Document, part: Part) -> Result<Self> {
        let names: Names = document.need("names")?;
        let descriptor: Descriptor = document.get("descriptor")?.unwrap_or_default();
        Ok(Self {
            part,
            compose: compose(document, part)?,
            paths: document.need("paths")?,
            owner: Owner::of(document)?,
            names,
            starts_itself: itself::is_meant(document, part)?,
            exactly_one: descriptor.exactly_one,
            is_enabled: document.is_enabled(),
            pins: document.get("images")?.unwrap_or_default(),
            made_of: made_of(document),
            project: document.need("project")?,
            changed: document.get("changed")?.unwrap_or_default(),
        })
    }

    /// The files, where there have to be some.
    pub(super) fn files(&self) -> Result<&Compose> {
        self.compose.as_ref().ok_or_else(|| {
            let (part, fqmn) = (self.part.word(), &self.owner.fqmn);
            Error::input(format!("the {part} of '{fqmn}' have no compose files"))
                .hint(format!("put 'hd-render {part}' before this step in the pipeline"))
        })
    }

    /// Whether nothing of the part is to run: its adapter names no container.
    pub(super) fn is_empty(&self) -> bool {
        self.compose.as_ref().is_some_and(|compose| compose.files.is_empty())
    }

    /// The file that is run.
    pub(super) fn file(&self) -> PathBuf {
        plan::path(&self.paths.state, self.part.word())
    }

    /// When a setting last changed that a container reads from elsewhere than its compose file; seconds since 1970.
    pub(super) fn last_change(&self) -> Option<u64> {
        self.changed.values().max().copied()
    }

    /// Whether a setting has changed since that the container reads from elsewhere than its compose file.
    pub(super) fn restarts(&self, container: &Container) -> bool {
        let Service { service, container: own, .. } = &container.service;
        let named = |name: &String| {
            name == EVERY || name == service || name == own || format!("{}_{name}", self.project) == *own
        };
        let outdated = |(name, since): (&String, &u64)| named(name) && container.created <= *since;
        self.part == Part::Services && self.changed.iter().any(outdated)
    }

    /// Of this part: a container of this module of this home.
    pub(super) fn is_of_part(&self, container: &Container) -> bool {
        let own = container.home == self.owner.home && container.fqmn == self.owner.fqmn;
        own && self.part.has(&self.names, container) && container.project != trial::of_task(self)
    }
}

fn compose(document: &Document, part: Part) -> Result<Option<Compose>> {
    Ok(match part {
        Part::Adapter => document.get::<Adapter>("adapter")?.and_then(|adapter| adapter.compose),
        Part::Services => document.get("compose")?,
    })
}

fn made_of(document: &Document) -> String {
    let text = |field: &str| document.raw(field).map(|raw| raw.get().to_owned()).unwrap_or_default();
    format!("{} {}", text("settings"), text("package"))
}
