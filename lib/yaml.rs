//! A YAML document as a tree, with aliases and merge keys resolved, as Docker Compose sees it.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

/// The most nodes, aliases resolved.
const MOST: usize = 2_000_000;
/// The deepest nesting.
const DEEPEST: usize = 100;

/// A node and its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) tag: Option<Box<str>>,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Scalar(Scalar),
    List(Rc<Vec<Node>>),
    Map(Rc<Vec<(Scalar, Node)>>),
}

/// A scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scalar {
    pub(crate) text: Box<str>,
    /// Without quotes, so that its type is what it reads like.
    pub(crate) plain: bool,
}

/// Why a text is no YAML document, and at which of its lines (from 1).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) line: usize,
    pub(crate) reason: String,
}

impl Node {
    pub(crate) fn as_map(&self) -> Option<&[(Scalar, Node)]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.iter().find(|(name, _)| *name.text == *key).map(|(_, value)| value)
    }

    /// The text of a scalar.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }
}

/// Reads the one document of a text.
pub(crate) fn read(text: &str) -> Result<Node, Refusal> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event
            .map_err(|error| Refusal { line: error.marker().line(), reason: error.info().to_owned() })?;
        builder.line = span.start.line();
        builder.take(event)?;
    }
    builder.root.ok_or_else(|| Refusal { line: 1, reason: "it is empty".into() })
}

/// A list or mapping that isn't finished.
struct Open {
    tag: Option<Box<str>>,
    anchor: usize,
    content: Content,
    size: usize,
}

enum Content {
    List(Vec<Node>),
    Map(Vec<(Scalar, Node)>, Option<Scalar>),
}

#[derive(Default)]
struct Builder {
    root: Option<Node>,
    open: Vec<Open>,
    /// Nodes by anchor, with their size.
    anchors: HashMap<usize, (Node, usize)>,
    line: usize,
    size: usize,
}

impl Builder {
    fn refuse<T>(&self, reason: &str) -> Result<T, Refusal> {
        Err(Refusal { line: self.line, reason: reason.into() })
    }

    fn take(&mut self, event: Event) -> Result<(), Refusal> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let kind = Kind::Scalar(Scalar { text: text.into(), plain });
                let node = Node { tag: tag.map(|tag| tag_text(&tag)), kind };
                self.put(node, anchor, 1)
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(anchor, tag.as_deref(), Content::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.begin(anchor, tag.as_deref(), Content::Map(Vec::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some((node, size)) => {
                    let (node, size) = (node.clone(), *size);
                    self.put(node, 0, size)
                }
                None => self.refuse("an alias stands inside what it names"),
            },
            Event::DocumentStart(_) if self.root.is_some() => self.refuse("it holds more than one document"),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, tag: Option<&Tag>, content: Content) -> Result<(), Refusal> {
        if self.open.len() >= DEEPEST {
            return self.refuse("it is nested too deep");
        }
        if matches!(self.open.last(), Some(Open { content: Content::Map(_, None), .. })) {
            return self.refuse("a key has to be a simple name");
        }
        self.open.push(Open { tag: tag.map(tag_text), anchor, content, size: 1 });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Refusal> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let kind = match open.content {
            Content::List(items) => Kind::List(Rc::new(items)),
            Content::Map(entries, _) => Kind::Map(Rc::new(self.merged(entries)?)),
        };
        self.put(Node { tag: open.tag, kind }, open.anchor, open.size)
    }

    fn put(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), Refusal> {
        self.size = self.size.max(size);
        if size > MOST {
            return self.refuse("its aliases make too much of it");
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.size = open.size.saturating_add(size);
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map(entries, key) => match (key.take(), node.kind) {
                (Some(name), kind) => entries.push((name, Node { tag: node.tag, kind })),
                (None, Kind::Scalar(name)) => *key = Some(name),
                (None, _) => return self.refuse("a key has to be a simple name"),
            },
        }
        Ok(())
    }

    /// The entries with what `<<` merges into them; a key that stands twice is refused.
    fn merged(&self, entries: Vec<(Scalar, Node)>) -> Result<Vec<(Scalar, Node)>, Refusal> {
        let (merges, mut own): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|(key, _)| key.plain && *key.text == *"<<");
        let mut known = std::collections::HashSet::new();
        if let Some((key, _)) = own.iter().find(|(key, _)| !known.insert(key.text.clone())) {
            return self.refuse(&format!("the key '{}' stands twice in one mapping", key.text));
        }
        for (_, source) in merges {
            let sources = match &source.kind {
                Kind::List(items) => items.as_ref().clone(),
                _ => vec![source],
            };
            for source in sources {
                let Some(entries) = source.as_map() else {
                    return self.refuse("'<<' takes a mapping, or a list of mappings");
                };
                let new = entries.iter().filter(|(key, _)| known.insert(key.text.clone()));
                own.extend(new.cloned());
            }
        }
        Ok(own)
    }
}

/// A tag as it is written out in full: `!reset`, `!!str`.
fn tag_text(tag: &Tag) -> Box<str> {
    let text = if tag.is_yaml_core_schema() {
        format!("!!{}", tag.suffix)
    } else {
        format!("{}{}", tag.handle, tag.suffix)
    };
    text.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn aliases_and_merges_are_resolved() {
        let tree = read("a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}\nc: *x\n").unwrap();
        let b = tree.get("b").unwrap();
        assert_eq!((b.get("k").unwrap().as_text(), b.get("l").unwrap().as_text()), (Some("1"), Some("3")));
        assert_eq!(tree.get("a"), tree.get("c"));
    }

    #[test]
    fn what_compose_would_not_take_is_refused() {
        for (text, reason) in [
            ("a: 1\na: 2\n", "stands twice"),
            ("a: 1\n---\nb: 2\n", "more than one document"),
            ("{[a]: 1}", "simple name"),
            ("a: &x [*x]", "stands inside"),
            ("", "empty"),
        ] {
            let refusal = read(text).unwrap_err();
            assert!(refusal.reason.contains(reason), "{text}: {refusal:?}");
        }
        assert!(read(&"[".repeat(10_000)).is_err());
    }

    #[test]
    fn aliases_of_aliases_are_counted() {
        let line = |level: usize| {
            let item = if level == 0 { "x,".into() } else { format!("*a{},", level - 1) };
            format!("a{level}: &a{level} [{}]\n", item.repeat(10))
        };
        let text: Vec<String> = (0..12).map(line).collect();
        let text = text.concat();
        assert!(read(&text).unwrap_err().reason.contains("too much"));
    }
}
