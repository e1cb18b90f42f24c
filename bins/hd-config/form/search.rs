//! The search over all parameters that can be seen: each word has to stand in a parameter's module, names or path.

use super::draft::{Draft, Place};
use super::field::Line;

/// A search while it is typed.
#[derive(Debug)]
pub struct Search {
    /// What was typed so far.
    pub line: Line,
    /// What fits it, in the order of the modules.
    pub found: Vec<Hit>,
    /// Which of it is selected.
    pub selected: usize,
    all: Vec<(Hit, String)>,
}

/// A parameter that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where it stands.
    pub place: Place,
    /// Sections and the parameter as people call them.
    pub title: String,
}

impl Search {
    /// A search of these pages in which nothing was typed yet: everything fits.
    pub fn new(draft: &Draft, pages: &[usize]) -> Self {
        let all: Vec<(Hit, String)> = pages.iter().flat_map(|at| hits(draft, *at)).collect();
        let mut search = Self { line: Line::default(), found: Vec::new(), selected: 0, all };
        search.look();
        search
    }

    /// Looks for what was typed.
    pub fn look(&mut self) {
        let words: Vec<String> = self.line.text().split_whitespace().map(plain).collect();
        let fits = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
        self.found = self.all.iter().filter(|(_, text)| fits(text)).map(|(hit, _)| hit.clone()).collect();
        self.selected = 0;
    }
}

fn hits(draft: &Draft, at: usize) -> Vec<(Hit, String)> {
    let Ok(module) = draft.module(at) else { return Vec::new() };
    let metadata = &module.metadata;
    let shown = |path: &str| {
        !draft.looks().is_hidden(draft.configuration(), at, path)
            || draft.fault(&(at, path.to_owned())).is_some()
    };
    let hit = |parameter: &hd::config::Parameter| {
        let sections: Vec<&str> = ancestors(&parameter.path)
            .filter_map(|path| metadata.section(path))
            .map(|section| section.name.as_str())
            .chain([parameter.name.as_str()])
            .collect();
        let title = sections.join(" › ");
        let text = plain(&format!("{title} {}", metadata.fqpn(&parameter.path)));
        (Hit { place: (at, parameter.path.clone()), title }, text)
    };
    metadata.parameters().filter(|parameter| shown(&parameter.path)).map(hit).collect()
}

/// A text as it is compared: without letter case, and whatever sign the parts of a name are divided by.
fn plain(text: &str) -> String {
    text.to_lowercase().replace([':', '.'], "/")
}

/// The paths of the sections that something is in, from the outermost in.
pub fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
