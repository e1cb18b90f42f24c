//! Metadata: which parameters a module has, in which sections (SPEC.md section 6).

use indexmap::IndexMap;

use super::dynamic::Dynamic;
use super::parameter::Parameter;
use super::reader;
use crate::error::{Error, Fault, Result};

/// A module's parameters and sections.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    /// The module's FQMN.
    pub fqmn: String,
    /// The version that the metadata names.
    pub version: Option<String>,
    /// The section that holds all others; its id, path, name and description are empty.
    pub root: Section,
}

/// A section: parameters and sections by their ids, which are unique among both.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Its Identifier.
    pub id: String,
    /// Sections from the outermost in, then the id, joined with `/`.
    pub path: String,
    /// What people call it.
    pub name: String,
    /// What it is for; may carry `[colour]` tags.
    pub description: Dynamic<String>,
    /// Shown, but nothing in it is to be changed.
    pub disabled: Dynamic<bool>,
    /// Not shown.
    pub hidden: Dynamic<bool>,
    /// Its parameters.
    pub parameters: IndexMap<String, Parameter>,
    /// The sections in it.
    pub sections: IndexMap<String, Section>,
}

impl Metadata {
    /// The metadata that this JSON is. All its faults are reported together, each with its JSON pointer, as a failure
    /// of the adapter that answered it.
    pub fn read(fqmn: &str, json: &str) -> Result<Self> {
        let broken = |count: usize| {
            let words = if count == 1 { "a fault".into() } else { format!("{count} faults") };
            Error::adapter(format!("the metadata of '{fqmn}' has {words}"))
                .hint("its author has to mend it; the module keeps its last settings")
        };
        let json = serde_json::from_str(json)
            .map_err(|cause| broken(1).with_faults([Fault::new("", reader::not_read(&cause))]))?;
        reader::metadata(fqmn, &json).map_err(|faults| broken(faults.len()).with_faults(faults))
    }

    /// All parameters, each section's before those of the sections in it.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.sections().flat_map(|section| section.parameters.values())
    }

    /// All sections, each before those in it; the root is the first.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        let mut waiting = vec![&self.root];
        std::iter::from_fn(move || {
            let section = waiting.pop()?;
            waiting.extend(section.sections.values().rev());
            Some(section)
        })
    }

    /// The parameter at this path, `SECTION/…/PARAMETER`.
    pub fn parameter(&self, path: &str) -> Option<&Parameter> {
        let (section, id) = path
            .rsplit_once('/')
            .map_or((Some(&self.root), path), |(sections, id)| (self.section(sections), id));
        section?.parameters.get(id)
    }

    /// The section at this path.
    pub fn section(&self, path: &str) -> Option<&Section> {
        path.split('/').try_fold(&self.root, |section, id| section.sections.get(id))
    }

    /// The full name of the parameter or section at this path.
    pub fn fqpn(&self, path: &str) -> String {
        format!("{}:{path}", self.fqmn)
    }

    /// The paths most like this one, nearest first, at most three: for a message.
    pub fn nearest(&self, path: &str) -> Vec<&str> {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let (wanted, id) = (path.to_lowercase(), last(path));
        let like = |candidate: &str| {
            let whole = strsim::normalized_damerau_levenshtein(&candidate.to_lowercase(), &wanted);
            (strsim::normalized_damerau_levenshtein(&last(candidate), &id), whole)
        };
        let mut found: Vec<((f64, f64), &str)> =
            self.parameters().map(|parameter| (like(&parameter.path), parameter.path.as_str())).collect();
        found.retain(|((id, _), _)| *id > 0.5);
        found.sort_by(|(one, _), (two, _)| (two.0 + two.1).total_cmp(&(one.0 + one.1)));
        found.into_iter().take(3).map(|(_, path)| path).collect()
    }
}
