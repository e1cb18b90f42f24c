//! A package's templates rendered, as Hyperdrive would, with any instance of the module's settings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::scratch::{self, Scratch};
use super::source::Source;
use crate::config::{Instance, Metadata};
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Result};
use crate::name::Fqpn;
use crate::template::module::{self, File, Known, Part};

/// What stands for a parameter of which nothing is known: it reads as a number, a name, a port.
const ANY: u64 = 1;

/// The documents of a system in which the module is installed.
#[derive(Debug)]
pub(super) struct Bench {
    others: Vec<Document>,
    own: Document,
}

impl Bench {
    /// A system with Hyperdrive, the module of this home, and these others. What templates read of modules of which
    /// nothing is known gets a stand-in.
    pub(super) fn new(scratch: &Scratch, others: &[Metadata], sources: &[Source]) -> Result<Self> {
        let own = scratch.document().clone();
        let mut documents = vec![hyperdrive()?];
        for metadata in others.iter().filter(|metadata| metadata.fqmn != HYPERDRIVE) {
            let mut document = Document::new(&metadata.fqmn)?;
            document.set("settings", &Instance::defaults(metadata).to_json(metadata))?;
            documents.push(document);
        }
        for (fqmn, settings) in stand_ins(sources, |fqmn| {
            *fqmn != own.fqmn() && !documents.iter().any(|document| document.fqmn() == *fqmn)
        }) {
            let mut document = Document::new(&fqmn)?;
            document.set("settings", &settings)?;
            documents.push(document);
        }
        Ok(Self { others: documents, own })
    }

    /// The instance in which everything that templates read of the module itself has a stand-in.
    pub(super) fn stand_in(&self, sources: &[Source]) -> Json {
        let own = self.own.fqmn();
        stand_ins(sources, |fqmn| *fqmn == own).remove(&own).unwrap_or_else(|| json!({}))
    }

    /// The adapter's file.
    pub(super) fn adapter(&self) -> Result<File> {
        self.files(&self.own, Part::Adapter)
    }

    /// The file of the template with this stem, with this instance.
    pub(super) fn service(&self, stem: &str, instance: &Json) -> Result<File> {
        let mut document = self.own.clone();
        document.set("settings", instance)?;
        document.set("containers", &[stem])?;
        self.files(&document, Part::Services)
    }

    fn files(&self, document: &Document, part: Part) -> Result<File> {
        let mut all = self.others.clone();
        all.push(document.clone());
        let files = module::render(document, part, &Known::of(&all)?)?;
        files.into_iter().flatten().next().ok_or_else(|| Error::bug("a template made nothing"))
    }
}

/// Hyperdrive's own document.
pub(super) fn hyperdrive() -> Result<Document> {
    let mut document = Document::new(HYPERDRIVE)?;
    document.set("settings", &scratch::own_settings()?)?;
    Ok(document)
}

/// By module, an instance with everything that the templates read of it.
fn stand_ins(sources: &[Source], wanted: impl Fn(&String) -> bool) -> BTreeMap<String, Json> {
    let uses = sources.iter().flat_map(|source| &source.explanation.uses);
    let names: BTreeSet<&String> = uses.filter_map(|used| used.fqpn.as_ref()).collect();
    let mut instances = BTreeMap::new();
    for fqpn in names.iter().filter_map(|name| name.parse::<Fqpn>().ok()) {
        let Some(module) = fqpn.module().map(ToString::to_string) else { continue };
        if wanted(&module) {
            put(instances.entry(module).or_insert_with(|| json!({})), fqpn.path());
        }
    }
    instances
}

fn put(at: &mut Json, path: &[String]) {
    let Some((first, rest)) = path.split_first() else { return };
    let Some(fields) = at.as_object_mut() else { return };
    if rest.is_empty() {
        fields.entry(first).or_insert_with(|| ANY.into());
    } else {
        put(fields.entry(first).or_insert_with(|| json!({})), rest);
    }
}
