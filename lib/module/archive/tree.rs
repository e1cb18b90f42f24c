//! All paths of an archive as one tree, in which every place is taken once: also on a file system that doesn't tell
//! letter case or Unicode forms apart.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The paths so far.
#[derive(Debug, Default)]
pub(in crate::module) struct Tree {
    nodes: HashMap<(u32, Box<str>), Node>,
}

#[derive(Debug)]
struct Node {
    number: u32,
    /// How it is written, where that isn't the key already.
    spelling: Option<Box<str>>,
    folder: bool,
    /// Whether an entry of its own stands for it, not only one below it.
    named: bool,
}

impl Tree {
    /// How many places there are, folders without an entry of their own included.
    pub(in crate::module) fn len(&self) -> u64 {
        self.nodes.len() as u64
    }

    /// Takes the place of a plain path, or says why it can't.
    pub(in crate::module) fn add(&mut self, path: &str, folder: bool) -> Result<(), String> {
        let mut parent = 0;
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            parent = self.step(parent, part, folder || !last, last)?;
        }
        Ok(())
    }

    fn step(&mut self, parent: u32, part: &str, folder: bool, named: bool) -> Result<u32, String> {
        let next = u32::try_from(self.nodes.len() + 1).map_err(|_| "there are too many entries")?;
        let key = folded(part);
        let spelling = (*key != *part).then(|| part.into());
        match self.nodes.entry((parent, key)) {
            Entry::Vacant(place) => {
                place.insert(Node { number: next, spelling, folder, named });
                Ok(next)
            }
            Entry::Occupied(mut place) if place.get().spelling == spelling => {
                place.get_mut().take(part, folder, named)
            }
            Entry::Occupied(place) => {
                let other = place.get().spelling.as_ref().unwrap_or(&place.key().1);
                Err(format!("'{part}' and '{other}' differ by letter case or Unicode form only"))
            }
        }
    }
}

impl Node {
    fn take(&mut self, part: &str, folder: bool, named: bool) -> Result<u32, String> {
        match (self.folder, folder) {
            (false, true) => Err(format!("it needs a folder '{part}', which is a file")),
            (true, false) => Err("another entry needs a folder of this name".into()),
            (false, false) => Err("two entries have this path".into()),
            (true, true) if self.named && named => Err("two entries have this path".into()),
            (true, true) => {
                self.named |= named;
                Ok(self.number)
            }
        }
    }
}

/// What all spellings of a name have in common.
fn folded(part: &str) -> Box<str> {
    if part.is_ascii() {
        return part.to_ascii_lowercase().into();
    }
    let form = ComposingNormalizerBorrowed::new_nfkc();
    let cased = form.normalize(part).to_lowercase().to_uppercase().to_lowercase();
    form.normalize(&cased).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(paths: &[&str]) -> Result<u64, String> {
        let mut tree = Tree::default();
        for path in paths {
            tree.add(path.trim_end_matches('/'), path.ends_with('/'))?;
        }
        Ok(tree.len())
    }

    #[test]
    fn folders_may_have_an_entry_before_after_or_not_at_all() {
        assert_eq!(add(&["a/b/c", "a/", "a/b/", "a/d", "e"]), Ok(5));
    }

    #[test]
    fn every_place_is_taken_once() {
        for (paths, why) in [
            (&["a", "a"][..], "two entries"),
            (&["a/", "a/"], "two entries"),
            (&["a", "a/b"], "is a file"),
            (&["a/b", "a"], "needs a folder"),
            (&["a", "a/"], "is a file"),
            (&["a", "A"], "letter case"),
            (&["a/x", "A/y"], "letter case"),
            (&["é", "e\u{301}"], "Unicode form"),
            (&["É", "e\u{301}"], "Unicode form"),
            (&["ﬁ", "fi"], "Unicode form"),
            (&["straße", "STRASSE"], "letter case"),
            (&["\u{1e9e}", "ss"], "letter case"),
            (&["\u{212a}", "k"], "letter case"),
            (&["ſ", "s"], "letter case"),
        ] {
            assert!(add(paths).is_err_and(|reason| reason.contains(why)), "{paths:?}");
        }
    }
}
