//! The guard: values are data, never syntax (SPEC.md section 5). Right by construction: the text is parsed with marks in
//! place of values; what the values make of it is then either the same tree with values in its scalars, or is written anew
//! from that tree.

mod dollar;
mod marks;
mod scalar;
mod spot;
mod words;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::rc::Rc;

use super::fault::{Fault, Outcome};
use super::output::{Output, Sort};
use crate::name;
use crate::yaml as tree;
use dollar::Inside;
use marks::{Marks, Piece};
use scalar::{Reads, reads};
use spot::Spot;
use tree::{Kind, Node, Scalar};

/// A compose file that was rendered and guarded.
#[derive(Debug)]
pub struct Compose {
    text: String,
    tree: Node,
}

impl Compose {
    /// The file's text: as the template made it, or JSON where values would have changed its structure.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the file defines of one of Compose's kinds (`services`, `volumes`, `networks`, `configs`, `secrets`).
    fn defined<'c>(&'c self, kind: &str) -> impl Iterator<Item = (&'c str, &'c Node)> + use<'c> {
        let entries = self.tree.get(kind).and_then(Node::as_map).unwrap_or_default();
        entries.iter().map(|(name, node)| (&*name.text, node))
    }

    /// The names of its services, and of their containers where the file says them.
    pub fn names(&self) -> BTreeSet<&str> {
        let services = self.defined("services").map(|(name, _)| name);
        services.chain(self.containers().map(|(container, _)| container)).collect()
    }

    /// Container names, each with its service.
    fn containers(&self) -> impl Iterator<Item = (&str, &str)> {
        let services = self.defined("services");
        services.filter_map(|(name, node)| Some((node.get("container_name")?.as_text()?, name)))
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
        let defined = kinds.into_iter().find_map(|(word, kind)| {
            let here = self.defined(kind).find(|(name, node)| {
                other.defined(kind).any(|(known, theirs)| known == *name && theirs != *node)
            });
            here.map(|(name, _)| format!("{word} '{name}'"))
        });
        let container = || {
            let clashing = |(name, service): &(&str, &str)| {
                other.containers().any(|(known, theirs)| known == *name && theirs != *service)
            };
            self.containers().find(clashing).map(|(name, _)| format!("container '{name}'"))
        };
        defined.or_else(container)
    }
}

/// Makes a compose file of what a template put out.
pub(super) fn guard(output: &Output) -> Outcome<Compose> {
    let text = std::str::from_utf8(&output.text)
        .map_err(|_| Fault::whole("what it makes isn't UTF-8, which a compose file has to be"))?;
    let guard = Guard { marks: Marks::new(text, &output.spans, &output.origins) };
    let compose = guard.compose(text)?;
    let services = compose.tree.get("services").and_then(Node::as_map);
    if services.is_none() {
        return Err(Fault::whole("what it makes is no compose file: a mapping with 'services'"));
    }
    Ok(compose)
}

struct Guard<'t> {
    marks: Marks<'t>,
}

impl Guard<'_> {
    fn compose(&self, text: &str) -> Outcome<Compose> {
        self.refuse_nul()?;
        let marked = self.marks.marked();
        let author = tree::read(&marked).map_err(|refusal| self.no_yaml(&marked, &refusal))?;
        let mut found = BTreeSet::new();
        self.find(&author, &mut found)?;
        self.check_others(&marked, &found)?;
        let tree = self.filled(&author, Spot::Root)?;
        let text = if self.marks.values.is_empty() { text.to_owned() } else { self.text(&tree, &found) };
        Ok(Compose { text, tree })
    }

    /// The text as the template made it where it reads as this tree; else the tree as JSON.
    fn text(&self, tree: &Node, found: &BTreeSet<usize>) -> String {
        let with_values = self.with_values(found);
        // Parsers differ in what they take for a line break or a space; they agree on these.
        let plain = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let all_plain = self.marks.values.iter().all(|value| plain(value.text));
        if all_plain && tree::read(&with_values).is_ok_and(|read| same(tree, &read)) {
            return with_values;
        }
        write::json(tree)
    }

    fn refuse_nul(&self) -> Outcome<()> {
        match self.marks.values.iter().find(|value| value.text.contains('\0')) {
            Some(value) => Err(Fault::new(value.place, format!("'{}' holds a NUL byte", value.name))),
            None => Ok(()),
        }
    }

    fn no_yaml(&self, marked: &str, refusal: &tree::Refusal) -> Fault {
        let tree::Refusal { line, reason } = refusal;
        let message = format!("what it makes is no YAML at its line {line}: {reason}");
        match self.marks.on_line(marked, *line) {
            Some(number) => Fault::new(self.marks.place(number), message)
                .hint("a value can't be structure; 'raw' puts text in that is"),
            None => Fault::whole(message),
        }
    }

    fn fault(&self, number: usize, what: &str) -> Fault {
        let name = self.marks.values.get(number).map_or("", |value| value.name);
        Fault::new(self.marks.place(number), format!("the value of '{name}' {what}"))
    }

    /// The numbers of all values that stand in scalars.
    fn find(&self, node: &Node, found: &mut BTreeSet<usize>) -> Outcome<()> {
        if let Some((_, number)) = node.tag.iter().find_map(|tag| self.marks.numbers(tag).next()) {
            return Err(self.fault(number, "stands where no value can: in a tag"));
        }
        match &node.kind {
            Kind::Scalar(scalar) => found.extend(self.marks.numbers(&scalar.text).map(|(_, number)| number)),
            Kind::List(items) => items.iter().try_for_each(|item| self.find(item, found))?,
            Kind::Map(entries) => {
                for (key, value) in entries.iter() {
                    found.extend(self.marks.numbers(&key.text).map(|(_, number)| number));
                    self.find(value, found)?;
                }
            }
        }
        Ok(())
    }

    /// A value that is in no scalar has to stand in a comment: anchors and directives take none.
    fn check_others(&self, marked: &str, found: &BTreeSet<usize>) -> Outcome<()> {
        if found.len() == self.marks.values.len() {
            return Ok(());
        }
        for line in marked.lines().filter(|line| self.marks.any_in(line)) {
            let comment = comment_start(line).unwrap_or(line.len());
            let odd = self.marks.numbers(line).find(|(at, number)| !found.contains(number) && *at < comment);
            if let Some((_, number)) = odd {
                return Err(self.fault(number, "stands where no value can: in an anchor or a directive"));
            }
        }
        Ok(())
    }

    /// The text with values in it, each `$` doubled, since Docker Compose takes `$` for its own.
    fn with_values(&self, found: &BTreeSet<usize>) -> String {
        self.marks.rebuilt(|number, value| {
            if found.contains(&number) { doubled(value.text) } else { on_one_line(value.text) }
        })
    }

    /// Whether a mark stands anywhere in this part of the tree.
    fn any_in(&self, node: &Node) -> bool {
        match &node.kind {
            Kind::Scalar(scalar) => self.marks.any_in(&scalar.text),
            Kind::List(items) => items.iter().any(|item| self.any_in(item)),
            Kind::Map(entries) => {
                entries.iter().any(|(key, value)| self.marks.any_in(&key.text) || self.any_in(value))
            }
        }
    }

    /// The tree with values in place of marks.
    fn filled(&self, node: &Node, spot: Spot) -> Outcome<Node> {
        if !self.any_in(node) {
            return Ok(node.clone());
        }
        let kind = match &node.kind {
            Kind::Scalar(scalar) => return self.filled_scalar(node, scalar, spot),
            Kind::List(items) => {
                let items = items.iter().enumerate().map(|(number, item)| {
                    if spot == Spot::Test && number > 0 && items[0].as_text() == Some("CMD-SHELL") {
                        self.filled(item, Spot::Test)
                    } else {
                        self.filled(item, spot.item())
                    }
                });
                Kind::List(Rc::new(items.collect::<Outcome<_>>()?))
            }
            Kind::Map(entries) => Kind::Map(Rc::new(self.filled_map(entries, spot)?)),
        };
        Ok(Node { tag: node.tag.clone(), kind })
    }

    fn filled_map(&self, entries: &[(Scalar, Node)], spot: Spot) -> Outcome<Vec<(Scalar, Node)>> {
        let mut filled: Vec<(Scalar, Node)> = Vec::with_capacity(entries.len());
        let mut known = BTreeSet::new();
        for (key, value) in entries {
            let name = self.filled_key(key)?;
            if !known.insert(name.text.clone()) {
                let number = self.first_value(&key.text).unwrap_or_default();
                return Err(self.fault(number, "makes a key stand twice in one mapping"));
            }
            let value = self.filled(value, spot.under(&name.text))?;
            filled.push((name, value));
        }
        Ok(filled)
    }

    fn filled_key(&self, key: &Scalar) -> Outcome<Scalar> {
        if !self.marks.any_in(&key.text) {
            return Ok(key.clone());
        }
        for piece in self.marks.pieces(&key.text) {
            if let Piece::Value(number) = piece
                && let Some(fault) =
                    self.marks.values.get(number).and_then(|value| name::identifier_fault(value.text))
            {
                return Err(self.fault(number, &format!("stands in a key and is no plain name: {fault}")));
            }
        }
        Ok(Scalar { text: self.marks.filled(&key.text, str::to_owned).into(), plain: false })
    }

    fn first_value(&self, marked: &str) -> Option<usize> {
        self.marks.numbers(marked).next().map(|(_, number)| number)
    }

    fn filled_scalar(&self, node: &Node, scalar: &Scalar, spot: Spot) -> Outcome<Node> {
        let pieces = self.marks.pieces(&scalar.text);
        if let (Some(tag), Some(number)) = (&node.tag, self.first_value(&scalar.text))
            && **tag != *"!!str"
        {
            return Err(
                self.fault(number, &format!("stands under the tag '{tag}', which says what it has to be"))
            );
        }
        self.check_dollars(&pieces)?;
        match spot {
            Spot::Command => return self.filled_command(node, scalar),
            Spot::Test => self.check_shell(&pieces)?,
            Spot::Form(separators) => self.check_form(&pieces, separators)?,
            Spot::Pairs => self.check_pair(&pieces)?,
            _ => {}
        }
        let whole = match pieces.as_slice() {
            [Piece::Value(number)] if scalar.plain => self.marks.values.get(*number),
            _ => None,
        };
        let typed = whole.is_some_and(|value| value.sort != Sort::Text) && node.tag.is_none();
        let text = self.marks.filled(&scalar.text, doubled);
        Ok(Node { tag: node.tag.clone(), kind: Kind::Scalar(Scalar { text: text.into(), plain: typed }) })
    }

    /// In a command that is one string a value is one word, or a part of one.
    fn filled_command(&self, node: &Node, scalar: &Scalar) -> Outcome<Node> {
        let naive = self.marks.filled(&scalar.text, str::to_owned);
        let author = words::split(&scalar.text);
        let expected: Option<Vec<String>> = author
            .as_ref()
            .ok()
            .map(|words| words.iter().map(|word| self.marks.filled(word, str::to_owned)).collect());
        let stays = expected.is_some() && words::split(&naive).ok() == expected;
        if stays || self.all_safe(&scalar.text) {
            let text = self.marks.filled(&scalar.text, doubled);
            return Ok(Node {
                tag: node.tag.clone(),
                kind: Kind::Scalar(Scalar { text: text.into(), plain: false }),
            });
        }
        let own_dollar = scalar.text.replace("$$", "").contains('$');
        let (Ok(words), false) = (author, own_dollar) else {
            let number = self.first_value(&scalar.text).unwrap_or_default();
            return Err(self
                .fault(number, "isn't one plain word, and the command around it can't be split safely")
                .hint("write the command as a list: [\"program\", \"argument\"]"));
        };
        let word = |word: &String| {
            let scalar = Scalar { text: self.marks.filled(word, doubled).into(), plain: false };
            Node { tag: None, kind: Kind::Scalar(scalar) }
        };
        Ok(Node { tag: node.tag.clone(), kind: Kind::List(Rc::new(words.iter().map(word).collect())) })
    }

    /// Whether every value in this text is a plain word.
    fn all_safe(&self, marked: &str) -> bool {
        self.marks.pieces(marked).into_iter().all(|piece| match piece {
            Piece::Author(_) => true,
            Piece::Value(number) => {
                self.marks.values.get(number).is_some_and(|value| is_safe_word(value.text))
            }
        })
    }

    /// A value that becomes part of a variable of Compose's would have Compose put something else in its place.
    fn check_dollars(&self, pieces: &[Piece]) -> Outcome<()> {
        for (number, place) in dollar::inside(pieces) {
            let safe = self.marks.values.get(number).is_some_and(|value| is_safe_word(value.text));
            if place == Inside::Name || !safe {
                return Err(self
                    .fault(number, "stands in what Docker Compose takes for a variable: '$' begins one")
                    .hint("'$$' is a '$' that means itself"));
            }
        }
        Ok(())
    }

    fn check_shell(&self, pieces: &[Piece]) -> Outcome<()> {
        for piece in pieces {
            if let Piece::Value(number) = piece
                && !self.marks.values.get(*number).is_some_and(|value| is_safe_word(value.text))
            {
                return Err(self
                    .fault(*number, "isn't one plain word, and a shell reads this test")
                    .hint("write the test as a list: [\"CMD\", \"program\", \"argument\"]"));
            }
        }
        Ok(())
    }

    /// In an item of parts a value is one part, or the whole item.
    fn check_form(&self, pieces: &[Piece], separators: &str) -> Outcome<()> {
        if pieces.len() == 1 {
            return Ok(());
        }
        for piece in pieces {
            if let Piece::Value(number) = piece
                && let Some(value) = self.marks.values.get(*number)
                && let Some(odd) = value.text.chars().find(|letter| separators.contains(*letter))
            {
                return Err(self
                    .fault(*number, &format!("holds '{odd}', which separates the parts of this item"))
                    .hint("write the item in its long form, as a mapping"));
            }
        }
        Ok(())
    }

    /// In `NAME=value` a value that stands in the name holds no `=`.
    fn check_pair(&self, pieces: &[Piece]) -> Outcome<()> {
        for piece in pieces {
            match piece {
                _ if pieces.len() == 1 => return Ok(()),
                Piece::Author(text) if text.contains('=') => return Ok(()),
                Piece::Value(number)
                    if self.marks.values.get(*number).is_some_and(|value| value.text.contains('=')) =>
                {
                    return Err(self.fault(*number, "holds '=', which ends the name that it is a part of"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Where a line's comment begins: at a `#` that begins the line or follows a space.
fn comment_start(line: &str) -> Option<usize> {
    line.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || line[..*at].ends_with([' ', '\t']))
}

/// A word that means nothing to a shell, nor to what splits commands.
fn is_safe_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_./:@%+=,-".contains(&byte))
}

fn doubled(text: &str) -> String {
    text.replace('$', "$$")
}

/// For a comment: what could end the line, or the file's being readable, becomes a space.
fn on_one_line(text: &str) -> String {
    let ends = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}');
    text.replace(ends, " ")
}

/// Whether the text with values reads as the tree with values, every scalar with its type.
fn same(tree: &Node, read: &Node) -> bool {
    tree.tag == read.tag
        && match (&tree.kind, &read.kind) {
            (Kind::Scalar(ours), Kind::Scalar(theirs)) => same_scalar(ours, theirs),
            (Kind::List(ours), Kind::List(theirs)) => {
                ours.len() == theirs.len()
                    && ours.iter().zip(theirs.iter()).all(|(ours, theirs)| same(ours, theirs))
            }
            (Kind::Map(ours), Kind::Map(theirs)) => {
                let same = |((key, value), (read_key, read)): (&(Scalar, Node), &(Scalar, Node))| {
                    same_scalar(key, read_key) && same(value, read)
                };
                ours.len() == theirs.len() && ours.iter().zip(theirs.iter()).all(same)
            }
            _ => false,
        }
}

/// A plain scalar on one side and a text on the other are the same where the plain one reads as text.
fn same_scalar(ours: &Scalar, theirs: &Scalar) -> bool {
    ours.text == theirs.text && (ours.plain == theirs.plain || reads(&ours.text) == Reads::Text)
}
