//! A text followed along a tree: whether it reads as that tree, found without a second tree, since files may be large.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::tree::{Kind, Tree, tag_text};

/// What following a text found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Followed {
    /// It reads as the tree.
    Same,
    /// It doesn't.
    Other,
    /// An alias or a merge key: the text has to be read as a whole.
    Unclear,
}

/// Follows a text along a tree. `same` compares scalars: the tree's, and the text's.
pub(super) fn follow(tree: &Tree, text: &str, same: impl Fn((Kind, &str), (Kind, &str)) -> bool) -> Followed {
    let mut follower = Follower { tree, same, next: Tree::ROOT, open: Vec::new() };
    for event in Parser::new_from_str(text) {
        let found = event.map_or(Followed::Other, |(event, _)| follower.take(event));
        if found != Followed::Same {
            return found;
        }
    }
    Followed::of(follower.next == tree.after(Tree::ROOT))
}

impl Followed {
    fn of(same: bool) -> Self {
        if same { Self::Same } else { Self::Other }
    }
}

struct Follower<'t, S> {
    tree: &'t Tree,
    same: S,
    /// The tree's node that has to come next.
    next: usize,
    open: Vec<Open>,
}

/// A list or mapping that isn't finished.
struct Open {
    /// What follows it in the tree.
    end: usize,
    /// Whether a mapping's key comes next.
    key_next: bool,
    map: bool,
}

impl<S: Fn((Kind, &str), (Kind, &str)) -> bool> Follower<'_, S> {
    fn take(&mut self, event: Event) -> Followed {
        match event {
            Event::Scalar(text, style, _, tag) => {
                let kind = if style == ScalarStyle::Plain { Kind::Plain } else { Kind::Text };
                self.scalar(kind, &text, tag)
            }
            Event::SequenceStart(_, tag) => Followed::of(self.begin(Kind::List, tag)),
            Event::MappingStart(_, tag) => Followed::of(self.begin(Kind::Map, tag)),
            Event::SequenceEnd | Event::MappingEnd => {
                Followed::of(self.open.pop().is_some_and(|open| open.end == self.next))
            }
            Event::Alias(_) => Followed::Unclear,
            // A second document is none of the tree.
            Event::DocumentStart(_) => Followed::of(self.next == Tree::ROOT),
            _ => Followed::Same,
        }
    }

    fn key_next(&self) -> bool {
        self.open.last().is_some_and(|open| open.key_next)
    }

    fn scalar(&mut self, kind: Kind, text: &str, tag: Option<Cow<Tag>>) -> Followed {
        let key = self.key_next();
        if key && kind == Kind::Plain && text == "<<" {
            return Followed::Unclear;
        }
        // A key's tag says nothing to Docker Compose.
        let Some(node) = self.node(tag.filter(|_| !key)) else { return Followed::Other };
        let same = self
            .tree
            .as_text(node)
            .is_some_and(|ours| (self.same)((self.tree.kind(node), ours), (kind, text)));
        self.next = self.tree.after(node);
        Followed::of(same)
    }

    fn begin(&mut self, kind: Kind, tag: Option<Cow<Tag>>) -> bool {
        let Some(node) = self.node(tag).filter(|node| self.tree.kind(*node) == kind) else { return false };
        let map = kind == Kind::Map;
        self.open.push(Open { end: self.tree.after(node), key_next: map, map });
        self.next = self.tree.inner(node) + 1;
        true
    }

    /// The tree's node for the one that begins in the text, if there is one, with this tag.
    fn node(&mut self, tag: Option<Cow<Tag>>) -> Option<usize> {
        let end = self.open.last().map_or_else(|| self.tree.after(Tree::ROOT), |open| open.end);
        if let Some(open) = self.open.last_mut() {
            open.key_next = open.map && !open.key_next;
        }
        let tag = tag.map(|tag| tag_text(&tag));
        Some(self.next).filter(|node| *node < end && self.tree.tag(*node) == tag.as_deref())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ask(tree: &str, text: &str) -> Followed {
        follow(&Tree::read(tree).unwrap(), text, |one, two| one == two)
    }

    #[test]
    fn following_finds_what_comparing_trees_finds() {
        let texts = [
            "a: [1, {b: c}]",
            "{a: [1, b: c]}",
            "a: [1, {b: d}]",
            "a: [1, b, c]",
            "a: [1, {b: c}, 2]",
            "a: [1, {b: c}]\nd: e",
            "a: {b: c}",
            "a: [1, !x {b: c}]",
            "a: [1, !x {b: !!str c}]",
            "a: [1, {!!str b: c}]",
            "a: &k [1, {b: c}]",
            "a: '[1, {b: c}]'",
            "a: [[], 1, {b: c}]",
            "a: []",
            "a: {}",
            "a: ''",
            "a:",
            "[a, [1, [b, c]]]",
            "a",
            "!x a",
            "'<<': {a: 1}",
        ];
        for one in texts {
            for two in texts {
                let (ours, theirs) = (Tree::read(one).unwrap(), Tree::read(two).unwrap());
                let same = ours.equals(Tree::ROOT, &theirs, Tree::ROOT, |one, two| one == two);
                assert_eq!(ask(one, two), Followed::of(same), "{one} / {two}");
            }
        }
    }

    #[test]
    fn what_is_no_tree_is_another() {
        for text in
            ["", "a: 1\n---\nb: 2", "a: 1\n---\n", "a: [1", "a: 1\na: 1", "[a]: 1", "{a: 1, ? [b] : 2}", "]"]
        {
            assert_eq!(ask("a: 1", text), Followed::Other, "{text}");
        }
    }

    #[test]
    fn aliases_and_merges_are_unclear() {
        assert_eq!(ask("{a: 1, b: 1}", "a: &x 1\nb: *x\n"), Followed::Unclear);
        assert_eq!(ask("{a: {k: 1}, b: {k: 1}}", "a: &x {k: 1}\nb: {<<: *x}\n"), Followed::Unclear);
    }
}
