//! A YAML document as a tree, with aliases and merge keys resolved, as Docker Compose sees it. It is flat, since files may
//! be large: each node is followed by what is in it.

use std::collections::{BTreeMap, HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::write;
use crate::template::program::index;

/// The most nodes, aliases resolved.
const MOST: usize = 4_000_000;
/// The deepest nesting.
const DEEPEST: usize = 100;
/// The longest scalar, in bytes: outputs end far below.
const LONGEST: u32 = u32::MAX >> 3;
/// Texts of up to so many bytes are kept once when they come again soon, as keys do.
const SHORT: usize = 40;
/// Mappings of up to so many entries are looked through, not hashed.
const FEW: usize = 16;

/// A tree. A node is the number of its entry.
#[derive(Debug, Default)]
pub(super) struct Tree {
    texts: String,
    entries: Vec<Entry>,
    /// Scalars that became lists of words.
    words: BTreeMap<usize, Vec<String>>,
    /// How many bytes those are.
    in_words: usize,
    /// Where short texts stand.
    recent: Vec<(u32, u32)>,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// A scalar without quotes, so that its type is what it reads like.
    Plain,
    /// A scalar that is text.
    Text,
    /// A list: its items follow.
    List,
    /// A mapping: keys, each with its value, follow.
    Map,
    /// The tag of the node that follows.
    Tag,
    /// A scalar that became a list of words.
    Words,
}

const KINDS: [Kind; 6] = [Kind::Plain, Kind::Text, Kind::List, Kind::Map, Kind::Tag, Kind::Words];

/// Eight bytes: where its text begins, and the text's length, or that of what is in it, with the kind.
#[derive(Debug, Clone, Copy)]
struct Entry {
    at: u32,
    rest: u32,
}

impl Entry {
    fn new(kind: Kind, at: u32, length: u32) -> Self {
        Self { at, rest: length.min(LONGEST) << 3 | kind as u32 }
    }

    fn kind(self) -> Kind {
        KINDS[(self.rest & 7) as usize]
    }

    fn length(self) -> usize {
        (self.rest >> 3) as usize
    }
}

/// Why a text is no YAML document, and at which of its lines (from 1).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) line: usize,
    pub(super) reason: String,
    /// The key that it is about.
    pub(super) key: Option<String>,
}

impl Refusal {
    fn new(line: usize, reason: &str) -> Self {
        Self { line, reason: reason.into(), key: None }
    }

    /// The reason, and the key that it is about.
    pub(super) fn whole(&self) -> String {
        let key = self.key.as_ref().map(|key| format!(": '{key}'"));
        format!("{}{}", self.reason, key.unwrap_or_default())
    }
}

impl Tree {
    /// Reads the one document of a text.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut builder = Builder::default();
        // Vectors that grow leave holes behind; memory that is never touched isn't there.
        // Values that are put in later come on top.
        builder.tree.texts.reserve(2 * text.len());
        builder.tree.entries.reserve(text.len() / size_of::<Entry>());
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| Refusal::new(error.marker().line(), error.info()))?;
            builder.line = span.start.line();
            builder.take(event)?;
        }
        if builder.tree.entries.is_empty() {
            return Err(Refusal::new(1, "it is empty"));
        }
        Ok(builder.tree)
    }

    /// The document's node.
    pub(super) const ROOT: usize = 0;

    /// What a node is, its tag aside.
    pub(super) fn kind(&self, node: usize) -> Kind {
        self.entries[self.inner(node)].kind()
    }

    /// A node without its tag.
    pub(super) fn inner(&self, node: usize) -> usize {
        node + usize::from(self.entries[node].kind() == Kind::Tag)
    }

    /// A node's tag, as it is written out in full.
    pub(super) fn tag(&self, node: usize) -> Option<&str> {
        (self.entries[node].kind() == Kind::Tag).then(|| self.text_at(node))
    }

    /// What follows a node and all that is in it.
    pub(super) fn after(&self, node: usize) -> usize {
        let inner = self.inner(node);
        let entry = self.entries[inner];
        let within = if matches!(entry.kind(), Kind::List | Kind::Map) { entry.length() } else { 0 };
        inner + 1 + within
    }

    /// The text of a scalar, or of a tag's own entry; empty for others.
    fn text_at(&self, entry: usize) -> &str {
        let entry = self.entries[entry];
        match entry.kind() {
            Kind::Plain | Kind::Text | Kind::Tag => {
                let start = entry.at as usize;
                &self.texts[start..start + entry.length()]
            }
            _ => "",
        }
    }

    /// The text of a scalar; empty for others.
    pub(super) fn text(&self, node: usize) -> &str {
        self.text_at(self.inner(node))
    }

    /// The text of a node that is a scalar.
    pub(super) fn as_text(&self, node: usize) -> Option<&str> {
        matches!(self.kind(node), Kind::Plain | Kind::Text).then(|| self.text(node))
    }

    /// The words of a scalar that became a list of them.
    pub(super) fn words(&self, node: usize) -> &[String] {
        self.words.get(&self.inner(node)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The nodes directly in a list or mapping: of a mapping keys and values in turn.
    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.after(node);
        let first = Some(self.inner(node) + 1).filter(|first| *first < end);
        std::iter::successors(first, move |child| Some(self.after(*child)).filter(|next| *next < end))
    }

    /// Keys and values of a mapping; none of another node.
    pub(super) fn pairs(&self, node: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let map = self.kind(node) == Kind::Map;
        self.children(node).step_by(2).filter(move |_| map).map(|key| (key, self.after(key)))
    }

    /// The value under a key of a mapping.
    pub(super) fn get(&self, node: usize, key: &str) -> Option<usize> {
        self.pairs(node).find(|(name, _)| self.text(*name) == key).map(|(_, value)| value)
    }

    /// A node as JSON, its tags aside, with this value for each scalar.
    pub(super) fn json(
        &self,
        node: usize,
        scalar: impl Fn(Kind, &str) -> serde_json::Value + Copy,
    ) -> serde_json::Value {
        match self.kind(node) {
            Kind::List => self.children(node).map(|item| self.json(item, scalar)).collect(),
            Kind::Map => {
                let entry =
                    |(key, value): (usize, usize)| (self.text(key).to_owned(), self.json(value, scalar));
                self.pairs(node).map(entry).collect::<serde_json::Map<_, _>>().into()
            }
            Kind::Words => self.words(node).to_vec().into(),
            kind => scalar(kind, self.text(node)),
        }
    }

    /// How many bytes its texts are.
    pub(super) fn size(&self) -> usize {
        self.texts.len() + self.in_words
    }

    /// Gives a scalar another text.
    pub(super) fn set_text(&mut self, node: usize, text: &str, kind: Kind) {
        let node = self.inner(node);
        let (at, length) = self.keep(text);
        self.entries[node] = Entry::new(kind, at, length);
    }

    /// Makes a scalar a list of words.
    pub(super) fn set_words(&mut self, node: usize, words: Vec<String>) {
        let node = self.inner(node);
        self.entries[node] = Entry::new(Kind::Words, 0, 0);
        self.in_words += words.iter().map(String::len).sum::<usize>();
        self.words.insert(node, words);
    }

    /// Whether two nodes are the same, all that is in them included. `same` compares their scalars.
    pub(super) fn equals(
        &self,
        node: usize,
        other: &Self,
        theirs: usize,
        same: impl Fn((Kind, &str), (Kind, &str)) -> bool,
    ) -> bool {
        let (end, other_end) = (self.after(node), other.after(theirs));
        end - node == other_end - theirs
            && (node..end).zip(theirs..other_end).all(|(one, two)| {
                let (ours, theirs) = (self.entries[one], other.entries[two]);
                match (ours.kind(), theirs.kind()) {
                    (Kind::Plain | Kind::Text, Kind::Plain | Kind::Text) => {
                        same((ours.kind(), self.text_at(one)), (theirs.kind(), other.text_at(two)))
                    }
                    (Kind::Words, Kind::Words) => self.words.get(&one) == other.words.get(&two),
                    (Kind::Tag, Kind::Tag) => self.text_at(one) == other.text_at(two),
                    (one, two) => one == two && ours.length() == theirs.length(),
                }
            })
    }

    /// Puts a text where texts are, or finds it there.
    fn keep(&mut self, text: &str) -> (u32, u32) {
        let length = index(text.len());
        if text.len() > SHORT {
            self.texts.push_str(text);
            return (index(self.texts.len() - text.len()), length);
        }
        if self.recent.is_empty() {
            self.recent = vec![(0, 0); 256];
        }
        let sum = text.bytes().fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        let (at, known) = self.recent[usize::from(sum)];
        if known == length && self.texts.get(at as usize..(at + known) as usize) == Some(text) {
            return (at, length);
        }
        let at = index(self.texts.len());
        self.texts.push_str(text);
        self.recent[usize::from(sum)] = (at, length);
        (at, length)
    }
}

/// A scalar as a JSON value. What reads as something else than text to one parser or another is what YAML 1.2 makes of it.
pub(super) fn typed(kind: Kind, text: &str) -> serde_json::Value {
    match text {
        _ if kind != Kind::Plain => text.into(),
        "" | "~" | "null" | "Null" | "NULL" => serde_json::Value::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ => text.parse::<serde_json::Number>().map_or_else(|_| text.into(), serde_json::Value::Number),
    }
}

/// A list or mapping that isn't finished.
struct Open {
    /// Its entry.
    at: usize,
    anchor: usize,
    /// In a mapping: whether a value comes next.
    value_next: bool,
}

#[derive(Default)]
struct Builder {
    tree: Tree,
    open: Vec<Open>,
    /// Nodes by anchor.
    anchors: HashMap<usize, (usize, usize)>,
    line: usize,
    documents: usize,
}

impl Builder {
    fn refuse<T>(&self, reason: &str) -> Result<T, Refusal> {
        Err(Refusal::new(self.line, reason))
    }

    fn take(&mut self, event: Event) -> Result<(), Refusal> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = if style == ScalarStyle::Plain { Kind::Plain } else { Kind::Text };
                self.scalar(&text, kind, anchor, tag.as_deref())
            }
            Event::SequenceStart(anchor, tag) => self.begin(Kind::List, anchor, tag.as_deref()),
            Event::MappingStart(anchor, tag) => self.begin(Kind::Map, anchor, tag.as_deref()),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => self.alias(anchor),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 { self.refuse("it holds more than one document") } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Whether a mapping's key is what comes next.
    fn key_next(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| self.tree.entries[open.at].kind() == Kind::Map && !open.value_next)
    }

    /// What comes next, where it is a key, can be one.
    fn check_key(&self, text: &str) -> Result<(), Refusal> {
        if self.key_next() && write::is_long_key(text) {
            return self.refuse("a key is longer than 1022 characters");
        }
        Ok(())
    }

    /// The node that begins here is a key, a value or an item.
    fn turn(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.value_next = !open.value_next;
        }
    }

    fn scalar(&mut self, text: &str, kind: Kind, anchor: usize, tag: Option<&Tag>) -> Result<(), Refusal> {
        let start = self.tree.entries.len();
        self.check_key(text)?;
        // A key's tag says nothing to Docker Compose.
        self.tag(tag.filter(|_| !self.key_next()));
        self.turn();
        let (at, length) = self.tree.keep(text);
        self.tree.entries.push(Entry::new(kind, at, length));
        self.note(anchor, start)
    }

    fn tag(&mut self, tag: Option<&Tag>) {
        if let Some(tag) = tag {
            let (at, length) = self.tree.keep(&tag_text(tag));
            self.tree.entries.push(Entry::new(Kind::Tag, at, length));
        }
    }

    /// Keeps a node that is finished for aliases, where it has an anchor.
    fn note(&mut self, anchor: usize, start: usize) -> Result<(), Refusal> {
        if self.tree.entries.len() > MOST {
            return self.refuse("it holds too much, aliases resolved");
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (start, self.tree.entries.len()));
        }
        Ok(())
    }

    fn begin(&mut self, kind: Kind, anchor: usize, tag: Option<&Tag>) -> Result<(), Refusal> {
        if self.open.len() >= DEEPEST {
            return self.refuse("it is nested too deep");
        }
        if self.key_next() {
            return self.refuse("a key has to be a simple name");
        }
        self.tag(tag);
        self.turn();
        self.open.push(Open { at: self.tree.entries.len(), anchor, value_next: false });
        self.tree.entries.push(Entry::new(kind, 0, 0));
        Ok(())
    }

    fn end(&mut self) -> Result<(), Refusal> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        self.close(open.at);
        if self.tree.kind(open.at) == Kind::Map {
            self.merge(open.at)?;
            self.close(open.at);
        }
        let tagged = open.at.checked_sub(1).is_some_and(|at| self.tree.entries[at].kind() == Kind::Tag);
        self.note(open.anchor, open.at - usize::from(tagged))
    }

    /// Sets how much is in a list or mapping: all that follows.
    fn close(&mut self, at: usize) {
        let kind = self.tree.entries[at].kind();
        let within = index(self.tree.entries.len() - at - 1);
        self.tree.entries[at] = Entry::new(kind, 0, within);
    }

    fn alias(&mut self, anchor: usize) -> Result<(), Refusal> {
        let Some((start, end)) = self.anchors.get(&anchor).copied() else {
            return self.refuse("an alias stands inside what it names");
        };
        if self.key_next() && !matches!(self.tree.kind(start), Kind::Plain | Kind::Text) {
            return self.refuse("a key has to be a simple name");
        }
        if self.tree.entries.len() + (end - start) > MOST {
            return self.refuse("its aliases make too much of it");
        }
        self.check_key(self.tree.text(start))?;
        let start = if self.key_next() { self.tree.inner(start) } else { start };
        self.turn();
        self.tree.entries.extend_from_within(start..end);
        Ok(())
    }

    /// Puts in what `<<` merges into a mapping; a key that stands twice is refused.
    fn merge(&mut self, map: usize) -> Result<(), Refusal> {
        let is_merge = |tree: &Tree, key| tree.kind(key) == Kind::Plain && tree.text(key) == "<<";
        let tree = &self.tree;
        let merges: Vec<(usize, usize)> = tree.pairs(map).filter(|(key, _)| is_merge(tree, *key)).collect();
        if let Some(twice) = self.twice(map, merges.is_empty()) {
            let key = Some(tree.text(twice).to_owned());
            return Err(Refusal { key, ..Refusal::new(self.line, "a key stands twice in one mapping") });
        }
        if merges.is_empty() {
            return Ok(());
        }
        let mut known = HashSet::new();
        let mut all = Vec::new();
        for (key, value) in tree.pairs(map).filter(|(key, _)| !is_merge(tree, *key)) {
            known.insert(tree.text(key));
            all.extend_from_slice(&tree.entries[key..tree.after(value)]);
        }
        for (_, source) in merges {
            let sources = match tree.kind(source) {
                Kind::List => tree.children(source).collect(),
                _ => vec![source],
            };
            for source in sources {
                if tree.kind(source) != Kind::Map {
                    return self.refuse("'<<' takes a mapping, or a list of mappings");
                }
                for (key, value) in tree.pairs(source).filter(|(key, _)| known.insert(tree.text(*key))) {
                    all.extend_from_slice(&tree.entries[key..tree.after(value)]);
                }
            }
        }
        self.tree.entries.truncate(map + 1);
        self.tree.entries.extend(all);
        Ok(())
    }

    /// A key that stands twice in a mapping; `merges`: `<<` counts too.
    fn twice(&self, map: usize, merges: bool) -> Option<usize> {
        let tree = &self.tree;
        let mut keys = tree.pairs(map).map(|(key, _)| key).filter(|key| merges || tree.text(*key) != "<<");
        if self.open.is_empty() || tree.pairs(map).nth(FEW).is_some() {
            let mut known = HashSet::new();
            return keys.find(|key| !known.insert(tree.text(*key)));
        }
        let mut known: Vec<&str> = Vec::with_capacity(FEW);
        keys.find(|key| {
            let text = tree.text(*key);
            let is_known = known.contains(&text);
            known.push(text);
            is_known
        })
    }
}

/// A tag as it is written out in full: `!reset`, `!!str`, `!<tag:x,2000:y>`.
pub(super) fn tag_text(tag: &Tag) -> String {
    let whole = format!("{}{}", tag.handle, tag.suffix);
    match (whole.strip_prefix("tag:yaml.org,2002:"), whole.strip_prefix('!')) {
        (Some(core), _) => format!("!!{}", in_tag(core)),
        (_, Some(local)) => format!("!{}", in_tag(local)),
        _ => format!("!<{}>", in_tag(&whole)),
    }
}

/// A part of a tag, in letters that end it nowhere.
fn in_tag(part: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' | b'/' => {
            char::from(byte).to_string()
        }
        odd => format!("%{odd:02X}"),
    };
    part.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The tree as text that tells all of it.
    fn shown(tree: &Tree, node: usize) -> String {
        let tag = tree.tag(node).map_or(String::new(), |tag| format!("{tag} "));
        let inside = match tree.kind(node) {
            Kind::List => tree.children(node).map(|item| shown(tree, item) + ",").collect::<String>(),
            Kind::Map => tree
                .pairs(node)
                .map(|(key, value)| format!("{}={},", tree.text(key), shown(tree, value)))
                .collect(),
            kind => return format!("{tag}{}{}", if kind == Kind::Text { "'" } else { "" }, tree.text(node)),
        };
        format!("{tag}({inside})")
    }

    fn read(text: &str) -> String {
        shown(&Tree::read(text).unwrap(), Tree::ROOT)
    }

    #[test]
    fn a_document_becomes_a_tree() {
        assert_eq!(read("a: [1, 'b', {c: }]\nd: {}\ne: []\n"), "(a=(1,'b,(c=,),),d=(),e=(),)");
        assert_eq!(read("a: !reset [!!str x]\nb: !x {c: 1}\n"), "(a=!reset (!!str x,),b=!x (c=1,),)");
        assert_eq!(read("x"), "x");
        assert_eq!(read(&format!("{}: y\n{}: z", "k".repeat(60), "l".repeat(60))).len(), 128);
    }

    #[test]
    fn aliases_and_merges_are_resolved() {
        let text = "a: &x {k: 1, l: [2]}\nb: {<<: *x, l: 3}\nc: *x\nd: {m: {<<: [*x, {n: 4, k: 5}]}, o: &k p}\n*k : *k\n";
        assert_eq!(
            read(text),
            "(a=(k=1,l=(2,),),b=(l=3,k=1,),c=(k=1,l=(2,),),d=(m=(k=1,l=(2,),n=4,),o=p,),p=p,)"
        );
        assert_eq!(read("a: &x !t {k: 1}\nb: *x\n"), "(a=!t (k=1,),b=!t (k=1,),)");
    }

    #[test]
    fn trees_are_compared() {
        let same = |one: &str, two: &str| {
            let (one, two) = (Tree::read(one).unwrap(), Tree::read(two).unwrap());
            one.equals(Tree::ROOT, &two, Tree::ROOT, |one, two| one == two)
        };
        assert!(same("a: [1, {b: c}]", "{a: [1, b: c]}"));
        for other in ["a: [1, {b: d}]", "a: [1, b, c]", "a: [1, {b: c}, 2]", "a: {b: c}", "a: [1, !x {b: c}]"]
        {
            assert!(!same("a: [1, {b: c}]", other), "{other}");
        }
    }

    #[test]
    fn what_compose_would_not_take_is_refused() {
        for (text, reason) in [
            ("a: 1\na: 2\n", "stands twice"),
            ("{x: {a: 1, a: 2}}", "stands twice"),
            ("a: 1\n---\nb: 2\n", "more than one document"),
            ("{[a]: 1}", "simple name"),
            ("a: &x [b]\n*x : 1\n", "simple name"),
            ("a: {<<: b}", "takes a mapping"),
            ("a: &x [*x]", "stands inside"),
            ("", "empty"),
        ] {
            let refusal = Tree::read(text).unwrap_err();
            assert!(refusal.reason.contains(reason), "{text}: {refusal:?}");
        }
        assert!(Tree::read(&"[".repeat(10_000)).is_err());
        let many: String = (0..40).map(|number| format!("k{number}: 1\n")).collect();
        assert!(Tree::read(&many).is_ok());
        assert!(Tree::read(&format!("a:\n  b: c\n{many}k7: 1\n")).is_err());
    }

    #[test]
    fn aliases_of_aliases_are_counted() {
        let line = |level: usize| {
            let item = if level == 0 { "x,".into() } else { format!("*a{},", level - 1) };
            format!("a{level}: &a{level} [{}]\n", item.repeat(10))
        };
        let text: Vec<String> = (0..12).map(line).collect();
        assert!(Tree::read(&text.concat()).unwrap_err().reason.contains("too much"));
    }

    #[test]
    fn an_entry_stays_small() {
        assert_eq!(size_of::<Entry>(), 8);
    }
}
