//! A compose file that was rendered and guarded, and what it defines.

use std::collections::{BTreeSet, HashMap};

use super::tree::{self, Tree};

/// A compose file that was rendered and guarded.
#[derive(Debug)]
pub struct Compose {
    pub(super) text: String,
    pub(super) tree: Tree,
}

impl Compose {
    /// The file's text: as the template made it, or JSON where values would have changed its structure.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file as JSON, aliases and merge keys resolved, every scalar of the type that it reads as.
    pub fn json(&self) -> serde_json::Value {
        self.tree.json(Tree::ROOT, tree::typed)
    }

    /// What the file defines of one of Compose's kinds (`services`, `volumes`, `networks`, `configs`, `secrets`): each name
    /// with its node.
    fn defined<'c>(&'c self, kind: &str) -> impl Iterator<Item = (&'c str, usize)> + use<'c> {
        let section = self.tree.get(Tree::ROOT, kind);
        let pairs = section.into_iter().flat_map(|section| self.tree.pairs(section));
        pairs.map(|(name, node)| (self.tree.text(name), node))
    }

    /// The names of its services, and of their containers where the file says them.
    pub fn names(&self) -> BTreeSet<&str> {
        let services = self.defined("services").map(|(name, _)| name);
        services.chain(self.containers().map(|(container, _)| container)).collect()
    }

    /// Container names, each with its service.
    fn containers(&self) -> impl Iterator<Item = (&str, &str)> {
        let container = |node| self.tree.as_text(self.tree.get(node, "container_name")?);
        self.defined("services").filter_map(move |(name, node)| Some((container(node)?, name)))
    }

    /// What both files define, and differently: `service 'x'`, `container 'y'`. Docker Compose would merge them silently.
    pub fn clash(&self, other: &Self) -> Option<String> {
        let kinds = [
            ("service", "services"),
            ("volume", "volumes"),
            ("network", "networks"),
            ("config", "configs"),
            ("secret", "secrets"),
        ];
        let same = |one, two| self.tree.equals(one, &other.tree, two, |one, two| one == two);
        let defined = kinds.into_iter().find_map(|(word, kind)| {
            let theirs: HashMap<_, _> = other.defined(kind).collect();
            let here = self
                .defined(kind)
                .find(|(name, node)| theirs.get(name).is_some_and(|theirs| !same(*node, *theirs)));
            here.map(|(name, _)| format!("{word} '{name}'"))
        });
        let container = || {
            let mut theirs: HashMap<&str, BTreeSet<&str>> = HashMap::new();
            other.containers().for_each(|(name, service)| {
                theirs.entry(name).or_default().insert(service);
            });
            let clashing = |(name, service): &(&str, &str)| {
                theirs.get(name).is_some_and(|services| services.iter().any(|known| known != service))
            };
            self.containers().find(clashing).map(|(name, _)| format!("container '{name}'"))
        };
        defined.or_else(container)
    }
}
