//! What rendering came to: templates, the containers that they make, and who names these.

use std::collections::{BTreeMap, BTreeSet};

use super::Judge;
use crate::check::code;
use crate::check::finding::{Finding, Place};
use crate::check::source::Source;
use crate::config::Metadata;

/// What rendering came to.
#[derive(Default)]
pub(super) struct Made {
    /// Each template's names: of its services, and of their containers without the project.
    pub(super) names: BTreeMap<String, BTreeSet<String>>,
    /// The containers that were named, with who named them.
    pub(super) named: BTreeMap<String, String>,
    /// The templates that some combination needed.
    pub(super) needed: BTreeSet<String>,
    /// The templates that made a file that was judged.
    pub(super) judged: BTreeSet<String>,
    /// The combinations that were looked at with an adapter's answers.
    pub(super) asked: usize,
    /// Those that the adapter refused.
    pub(super) refused: usize,
}

/// The templates of services that can be read: path and stem.
pub(super) fn services(sources: &[Source]) -> impl Iterator<Item = (&str, &str)> {
    sources.iter().filter_map(|source| Some((source.file.as_str(), source.stem.as_deref()?)))
}

/// The templates that these containers need.
pub(super) fn stems(containers: &[String], made: &mut Made) -> BTreeSet<String> {
    let mut stems = BTreeSet::new();
    for container in containers {
        made.named.entry(container.clone()).or_insert_with(|| "get-containers".into());
        stems.extend(template_of(container, made));
    }
    made.needed.extend(stems.iter().cloned());
    stems
}

/// The template of this container: the one with that stem, else the one that declares it.
fn template_of(container: &str, made: &Made) -> Option<String> {
    if made.names.contains_key(container) {
        return Some(container.into());
    }
    made.names.iter().find(|(_, names)| names.contains(container)).map(|(stem, _)| stem.clone())
}

pub(super) fn path(stem: &str) -> String {
    format!("templates/{stem}.tmpl")
}

impl Judge<'_> {
    /// Containers without templates, and templates without containers.
    pub(super) fn containers(&mut self, metadata: Option<&Metadata>, sources: &[Source], mut made: Made) {
        let stems: BTreeSet<&str> = services(sources).map(|(_, stem)| stem).collect();
        let all = made.names.len() == stems.len() && !self.report.has(code::TEMPLATE);
        if metadata.is_none() || !all {
            return self.report.skip([&code::NO_TEMPLATE], "the templates have to render first");
        }
        self.report.look([&code::NO_TEMPLATE]);
        for parameter in metadata.iter().flat_map(|metadata| metadata.parameters()) {
            for container in &parameter.affects_containers {
                let who = || format!("affectsContainers of '{}'", parameter.path);
                made.named.entry(container.clone()).or_insert_with(who);
            }
        }
        for container in &self.descriptor.exactly_one {
            made.named.entry(container.clone()).or_insert_with(|| "exactlyOne of the descriptor".into());
        }
        for (container, who) in &made.named {
            if template_of(container, &made).is_none() {
                let message = format!("{who} names '{container}', which no template has or declares");
                self.report.add(Finding::new(code::NO_TEMPLATE, Place::at(container), message));
            }
        }
        if made.asked == 0 {
            self.report.skip([&code::NO_CONTAINER], "no adapter says which containers run");
        } else {
            self.report.look([&code::NO_CONTAINER]);
            for stem in stems.iter().filter(|stem| !made.needed.contains(**stem)) {
                let message = format!("no combination of {} needs it", made.asked);
                self.report.add(Finding::new(code::NO_CONTAINER, Place::file(path(stem)), message));
            }
        }
    }
}
