//! The guard: values are data, never syntax (SPEC.md section 5). Right by construction: the text is parsed with marks in
//! place of values; what the values make of it is then either the same tree with values in its scalars, or is written anew
//! from that tree.

mod bare;
mod compose;
mod dollar;
mod follow;
mod forms;
mod marks;
pub(crate) mod plain;
mod scalar;
mod shell;
mod spot;
mod style;
mod tree;
mod words;
mod write;

#[cfg(test)]
mod places;
#[cfg(test)]
mod shells;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub use compose::Compose;

use super::eval::LIMITS;
use super::fault::{Fault, Outcome};
use super::output::{Output, Sort};
use crate::name;
use dollar::Inside;
use follow::{Followed, follow};
use marks::{Marks, Piece};
use scalar::{Reads, reads};
use shell::Quoted;
use spot::Spot;
use tree::{Kind, Tree};

/// Makes a compose file of what a template put out.
pub(super) fn guard(output: Output) -> Outcome<Compose> {
    let text = String::from_utf8(output.text)
        .map_err(|_| Fault::whole("what it makes isn't UTF-8, which a compose file has to be"))?;
    let marks = Marks::new(&text, &output.spans, &output.origins);
    let guard = Guard { marks, has_raw: output.has_raw };
    let (tree, written) = guard.tree(&text)?;
    let services = tree.get(Tree::ROOT, "services").map(|services| tree.kind(services));
    if services != Some(Kind::Map) {
        return Err(Fault::whole("what it makes is no compose file: a mapping with 'services'"));
    }
    Ok(Compose { text: written.unwrap_or(text), tree })
}

struct Guard<'t> {
    marks: Marks<'t>,
    has_raw: bool,
}

impl Guard<'_> {
    /// The tree with values in place, and the text where it isn't the one that the template made.
    fn tree(&self, text: &str) -> Outcome<(Tree, Option<String>)> {
        self.check_letters()?;
        let marked = self.marks.marked();
        let mut tree = Tree::read(&marked).map_err(|refusal| self.no_yaml(&marked, &refusal))?;
        let found = self.find(&tree)?;
        drop(marked);
        self.check_others(&tree, &found)?;
        if self.marks.count() == 0 {
            return Ok((tree, None));
        }
        self.fill(&mut tree, Tree::ROOT, Spot::Root)?;
        let written = self.text(text, &tree, &found)?;
        Ok((tree, written))
    }

    /// The text as the template made it where it reads as this tree, else the tree as JSON; nothing where the very text
    /// that is there does.
    fn text(&self, text: &str, tree: &Tree, found: &[bool]) -> Outcome<Option<String>> {
        // Parsers differ in what they take for a line break or a space; they agree on these.
        let plain = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if self.marks.values().all(|value| plain(value.text)) && style::may_stay(&self.marks) {
            let other = self.with_values(found);
            if reads_as(other.as_deref().unwrap_or(text), tree) {
                return Ok(other);
            }
        }
        write::json(tree).map(Some).ok_or_else(too_large)
    }

    fn check_letters(&self) -> Outcome<()> {
        if let Some(number) = self.marks.broken() {
            return Err(self.fault(number, "is no text by itself: it begins or ends inside a character"));
        }
        match self.marks.values().find(|value| value.text.contains('\0')) {
            Some(value) => Err(Fault::new(value.place, format!("'{}' holds a NUL byte", value.name))),
            None => Ok(()),
        }
    }

    fn no_yaml(&self, marked: &str, refusal: &tree::Refusal) -> Fault {
        let line = refusal.line;
        let reason = if self.has_raw { refusal.reason.clone() } else { refusal.whole() };
        let message = format!("what it makes is no YAML at its line {line}: {reason}");
        match self.marks.on_line(marked, line) {
            Some(number) => Fault::new(self.marks.place(number), message)
                .hint("a value can't be structure; 'raw' puts text in that is"),
            None => Fault::whole(message),
        }
    }

    fn fault(&self, number: usize, what: &str) -> Fault {
        let name = self.marks.value(number).map_or("", |value| value.name);
        Fault::new(self.marks.place(number), format!("the value of '{name}' {what}"))
    }

    /// Which values stand in scalars.
    fn find(&self, tree: &Tree) -> Outcome<Vec<bool>> {
        let mut found = vec![false; self.marks.count()];
        self.find_in(tree, Tree::ROOT, &mut found)?;
        Ok(found)
    }

    fn find_in(&self, tree: &Tree, node: usize, found: &mut [bool]) -> Outcome<()> {
        if let Some((_, number)) = tree.tag(node).and_then(|tag| self.marks.numbers(tag).next()) {
            return Err(self.fault(number, "stands where no value can: in a tag"));
        }
        for (_, number) in self.marks.numbers(tree.text(node)) {
            if let Some(found) = found.get_mut(number) {
                *found = true;
            }
        }
        tree.children(node).try_for_each(|child| self.find_in(tree, child, found))
    }

    /// A value that is in no scalar has to stand in a comment, where nothing that is put in its place changes anything;
    /// anchors and directives take none.
    fn check_others(&self, tree: &Tree, found: &[bool]) -> Outcome<()> {
        let others: Vec<usize> = (0..found.len()).filter(|number| !found[*number]).collect();
        // In a comment both mean nothing; anywhere else but in a directive they can't mean the same.
        let are_comments = |others: &[usize]| {
            [" \"", " ["].into_iter().all(|put| {
                let text = self.marks.marked_but(|number| others.binary_search(&number).ok().map(|_| put));
                reads_as(&text, tree)
            })
        };
        let odd = if others.is_empty() || are_comments(&others) {
            self.in_directive(&others)
        } else {
            // The first of them: up to it they aren't all in comments, before it they are.
            let counts: Vec<usize> = (1..others.len()).collect();
            others.get(counts.partition_point(|count| are_comments(&others[..*count]))).copied()
        };
        self.check(
            odd.map(|number| (number, "stands where no value can: in an anchor or a directive".into())),
        )
    }

    /// One of these that stands in a directive: what a directive says that YAML doesn't know means nothing either.
    fn in_directive(&self, others: &[usize]) -> Option<usize> {
        if others.is_empty() {
            return None;
        }
        let marked = self.marks.marked();
        let before = marked.lines().take_while(|line| !line.starts_with("---"));
        let directives = before.filter(|line| line.trim_start_matches('\u{feff}').starts_with('%'));
        directives.flat_map(|line| self.marks.numbers(line)).map(|(_, number)| number).next()
    }

    /// The text with values in it, each `$` doubled, since Docker Compose takes `$` for its own; nothing where that
    /// changes nothing.
    fn with_values(&self, found: &[bool]) -> Option<String> {
        if !self.marks.values().any(|value| value.text.contains('$')) {
            // Plain values need nothing else, in comments neither.
            return None;
        }
        Some(self.marks.rebuilt(|out, number, value| {
            let text = if found[number] { doubled(value) } else { on_one_line(value) };
            out.push_str(&text);
        }))
    }

    /// Puts values in place of marks.
    fn fill(&self, tree: &mut Tree, node: usize, spot: Spot) -> Outcome<()> {
        match tree.kind(node) {
            Kind::Map => self.fill_map(tree, node, spot),
            Kind::List => {
                let items: Vec<usize> = tree.children(node).collect();
                let shell = spot == Spot::Test
                    && items.first().is_some_and(|first| tree.as_text(*first) == Some("CMD-SHELL"));
                for (number, item) in items.into_iter().enumerate() {
                    // What follows the shell's text are its arguments.
                    let spot = if shell && number == 1 { Spot::Test } else { spot.item(number) };
                    self.fill(tree, item, spot)?;
                }
                Ok(())
            }
            // Aliases can make much of little.
            _ if tree.size() > 4 * LIMITS.output => Err(too_large()),
            _ if self.marks.any_in(tree.text(node)) => self.fill_scalar(tree, node, spot),
            _ => Ok(()),
        }
    }

    fn fill_map(&self, tree: &mut Tree, map: usize, spot: Spot) -> Outcome<()> {
        let pairs: Vec<(usize, usize)> = tree.pairs(map).collect();
        let marked: Vec<usize> =
            pairs.iter().map(|(key, _)| *key).filter(|key| self.marks.any_in(tree.text(*key))).collect();
        let numbers: Vec<Option<usize>> =
            marked.iter().map(|key| self.first_value(tree.text(*key))).collect();
        for key in &marked {
            let name = self.filled_key(tree.text(*key))?;
            tree.set_text(*key, &name, Kind::Text);
        }
        if !marked.is_empty() {
            let mut known: HashSet<&str> = HashSet::new();
            let keys = pairs.iter().map(|(key, _)| *key);
            let own = keys.filter(|key| marked.binary_search(key).is_err());
            known.extend(own.map(|key| tree.text(key)));
            if let Some(twice) = marked.iter().position(|key| !known.insert(tree.text(*key))) {
                let number = numbers[twice].unwrap_or_default();
                return Err(self.fault(number, "makes a key stand twice in one mapping"));
            }
        }
        for (key, value) in pairs {
            let spot = spot.under(tree.text(key));
            self.fill(tree, value, spot)?;
        }
        Ok(())
    }

    fn filled_key(&self, key: &str) -> Outcome<String> {
        for piece in self.marks.pieces(key) {
            if let Piece::Value(number) = piece
                && let Some(fault) =
                    self.marks.value(number).and_then(|value| name::identifier_fault(value.text))
            {
                return Err(self.fault(number, &format!("stands in a key and is no plain name: {fault}")));
            }
        }
        let filled = self.marks.filled(key, str::to_owned);
        match self.first_value(key) {
            Some(number) if write::is_long_key(&filled) => {
                Err(self.fault(number, &format!("makes {}", write::LONG_KEY)))
            }
            _ => Ok(filled),
        }
    }

    fn first_value(&self, marked: &str) -> Option<usize> {
        self.marks.numbers(marked).next().map(|(_, number)| number)
    }

    fn fill_scalar(&self, tree: &mut Tree, node: usize, spot: Spot) -> Outcome<()> {
        let marked = tree.text(node).to_owned();
        let pieces = self.marks.pieces(&marked);
        let tag = tree.tag(node);
        if let (Some(tag), Some(number)) = (tag, self.first_value(&marked))
            && tag != "!!str"
        {
            let tag = if self.has_raw { String::new() } else { format!(": '{tag}'") };
            return Err(self.fault(number, &format!("stands under a tag that says what it has to be{tag}")));
        }
        self.check_dollars(&pieces)?;
        match spot {
            Spot::Command => return self.fill_command(tree, node, &marked),
            Spot::Test => {
                let text = self.filled_test(&pieces)?;
                tree.set_text(node, &text, Kind::Text);
                return Ok(());
            }
            Spot::TestKind => self.check_kind(&pieces)?,
            Spot::Form(form) => self
                .check(forms::odd_part(&pieces, form, |number| self.marks.text_of(number)))
                .map_err(|fault| fault.hint("write the item in its long form, as a mapping"))?,
            Spot::Pairs => self.check(forms::odd_name(&pieces, |number| self.marks.text_of(number)))?,
            Spot::Dockerfile => self.check_lines(&marked)?,
            _ => {}
        }
        let whole = match pieces.as_slice() {
            [Piece::Value(number)] if tree.kind(node) == Kind::Plain => self.marks.value(*number),
            _ => None,
        };
        let typed = whole.is_some_and(|value| value.sort != Sort::Text) && tag.is_none();
        let text = self.marks.filled(&marked, doubled);
        tree.set_text(node, &text, if typed { Kind::Plain } else { Kind::Text });
        Ok(())
    }

    /// In a command that is one string a value is one word, or a part of one.
    fn fill_command(&self, tree: &mut Tree, node: usize, marked: &str) -> Outcome<()> {
        let naive = self.marks.filled(marked, str::to_owned);
        let author = words::split(marked);
        let expected: Option<Vec<String>> = author
            .as_ref()
            .ok()
            .map(|words| words.iter().map(|word| self.marks.filled(word, str::to_owned)).collect());
        let stays = expected.is_some() && words::split(&naive).ok() == expected;
        let is_word = |number| is_safe_word(self.marks.text_of(number));
        if stays || words::all_stay(&self.marks.pieces(marked), is_word) {
            tree.set_text(node, &self.marks.filled(marked, doubled), Kind::Text);
            return Ok(());
        }
        let own_dollar = marked.replace("$$", "").contains('$');
        let (Ok(words), false) = (author, own_dollar) else {
            let number = self.first_value(marked).unwrap_or_default();
            return Err(self
                .fault(number, "isn't one plain word, or the command around it can't be split safely")
                .hint("write the command as a list: [\"program\", \"argument\"]"));
        };
        tree.set_words(node, words.iter().map(|word| self.marks.filled(word, doubled)).collect());
        Ok(())
    }

    /// In a test that a shell reads a value is one word, or a part of one: it is quoted.
    fn filled_test(&self, pieces: &[Piece]) -> Outcome<String> {
        let quoted = shell::quoted(pieces, |number| self.marks.text_of(number));
        let quoted = quoted.map_err(|number| {
            self.fault(number, "can't be kept one word here, and a shell reads this test")
                .hint("write the test as a list: [\"CMD\", \"program\", \"argument\"]")
        })?;
        let text = |piece| match piece {
            Quoted::Author(text) => text.to_owned(),
            Quoted::Value(text) => doubled(&text),
        };
        Ok(quoted.into_iter().map(text).collect())
    }

    fn check(&self, odd: Option<forms::Odd>) -> Outcome<()> {
        odd.map_or(Ok(()), |(number, what)| Err(self.fault(number, &what)))
    }

    /// The word that says what a test is has to be the author's.
    fn check_kind(&self, pieces: &[Piece]) -> Outcome<()> {
        let odd = pieces.iter().find_map(Piece::number);
        self.check(odd.map(|number| (number, "stands where the kind of a test does".into())))
    }

    /// A Dockerfile is a language of its own, with a shell's in it.
    fn check_lines(&self, marked: &str) -> Outcome<()> {
        let number = self.marks.numbers(marked).map(|(_, number)| number);
        let odd = number.into_iter().find(|number| !is_safe_word(self.marks.text_of(*number)));
        self.check(odd.map(|number| (number, "isn't one plain word, and a Dockerfile is a language".into())))
            .map_err(|fault| fault.hint("give it to the build as an argument, under 'args'"))
    }

    /// A value that becomes part of a variable of Compose's would have Compose put something else in its place.
    fn check_dollars(&self, pieces: &[Piece]) -> Outcome<()> {
        for (number, place) in dollar::inside(pieces, |number| self.marks.text_of(number)) {
            let text = self.marks.text_of(number);
            let safe = match place {
                Inside::Name => false,
                Inside::NameInBraces => !text.is_empty() && text.chars().all(dollar::in_name),
                Inside::Braces => is_safe_word(text),
            };
            if !safe {
                return Err(self
                    .fault(number, "stands in what Docker Compose takes for a variable: '$' begins one")
                    .hint("'$$' is a '$' that means itself"));
            }
        }
        Ok(())
    }
}

fn too_large() -> Fault {
    Fault::whole(format!("what it makes is larger than {} MiB, aliases resolved", LIMITS.output >> 20))
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

/// Whether a text reads as this tree.
fn reads_as(text: &str, tree: &Tree) -> bool {
    match follow(tree, text, same_scalar) {
        Followed::Same => true,
        Followed::Other => false,
        Followed::Unclear => {
            Tree::read(text).is_ok_and(|read| tree.equals(Tree::ROOT, &read, Tree::ROOT, same_scalar))
        }
    }
}

/// Whether a scalar of the tree is that of the text with values: the same text, and of the same type. One without quotes
/// and one that is text are the same where the one without quotes reads as text.
fn same_scalar((kind, text): (Kind, &str), (read_kind, read): (Kind, &str)) -> bool {
    text == read && (kind == read_kind || reads(text) == Reads::Text)
}
