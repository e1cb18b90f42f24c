//! A YAML text for those who only look at it: every scalar as its text, aliases and merges resolved.

use serde_json::{Map, Value};

use super::tree::{Kind, Tree};

/// What a YAML text holds.
#[derive(Debug)]
pub(crate) struct Plain {
    /// The document: every scalar as its text.
    pub(crate) value: Value,
    /// The tags in it, each once.
    pub(crate) tags: Vec<String>,
}

/// Reads the one document of a text; else the line, from 1, and why it is none.
pub(crate) fn read(text: &str) -> Result<Plain, (usize, String)> {
    let tree = Tree::read(text).map_err(|refusal| (refusal.line, refusal.whole()))?;
    let mut tags = Vec::new();
    let value = value(&tree, Tree::ROOT, &mut tags);
    tags.sort();
    tags.dedup();
    Ok(Plain { value, tags })
}

fn value(tree: &Tree, node: usize, tags: &mut Vec<String>) -> Value {
    tags.extend(tree.tag(node).map(Into::into));
    match tree.kind(node) {
        Kind::List => tree.children(node).map(|item| value(tree, item, tags)).collect(),
        Kind::Map => {
            let entry = |(key, item)| (tree.text(key).to_owned(), value(tree, item, tags));
            tree.pairs(node).map(entry).collect::<Map<_, _>>().into()
        }
        _ => tree.text(node).into(),
    }
}
