//! A page: the rows of one module that can be seen now, its sections as a tree.

use std::collections::HashSet;

use hd::config::Section;

use super::draft::{Draft, Place};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Whether the module's services are to run.
    Enabled,
    /// A section, open or closed.
    Section { path: String, depth: usize, open: bool },
    /// A parameter.
    Parameter { path: String, depth: usize },
    /// Something to read: why there is nothing else, or what the module said.
    Note(String),
}

impl Row {
    /// The path of the section or parameter.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Section { path, .. } | Self::Parameter { path, .. } => Some(path),
            _ => None,
        }
    }
}

/// What decides which rows can be seen.
#[derive(Debug, Default)]
pub struct View {
    /// Advanced parameters too.
    pub advanced: bool,
    /// Sections that are closed.
    pub closed: HashSet<Place>,
}

/// The rows of this module.
pub fn rows(draft: &Draft, at: usize, view: &View) -> Vec<Row> {
    let mut rows: Vec<Row> = draft.said_of(at).iter().cloned().map(Row::Note).collect();
    if !draft.document(at).is_hyperdrive() {
        // Where enabling it is all there is to do, that comes first.
        rows.insert(if draft.is_unasked(at) { 0 } else { rows.len() }, Row::Enabled);
    }
    if let Ok(module) = draft.module(at) {
        add(draft, at, view, (&module.metadata.root, 0), &mut rows);
    }
    rows
}

fn add(draft: &Draft, at: usize, view: &View, (section, depth): (&Section, usize), rows: &mut Vec<Row>) {
    let hidden = |path: &str| draft.looks().is_hidden(draft.configuration(), at, path);
    for parameter in section.parameters.values() {
        let seen = (view.advanced || !parameter.advanced) && !hidden(&parameter.path);
        // What stands against saving is seen, whatever hides it.
        if seen || draft.fault(&(at, parameter.path.clone())).is_some() {
            rows.push(Row::Parameter { path: parameter.path.clone(), depth });
        }
    }
    for inner in section.sections.values() {
        let open = !view.closed.contains(&(at, inner.path.clone()));
        rows.push(Row::Section { path: inner.path.clone(), depth, open });
        let before = rows.len();
        add(draft, at, view, (inner, depth + 1), rows);
        if rows.len() == before {
            // A section in which nothing can be seen, as all is hidden with it, isn't shown either.
            rows.pop();
        } else if !open {
            rows.truncate(before);
        }
    }
}
