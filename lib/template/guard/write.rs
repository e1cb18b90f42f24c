//! A tree as text that every YAML parser reads the same way: JSON, with tags where the template had some.

use std::fmt::Write;

use super::scalar::{Reads, reads};
use super::tree::{Kind, Tree};
use crate::template::eval::LIMITS;

/// The longest key, in characters as it is written: with its quotes, what YAML lets one be.
const LONGEST_KEY: usize = 1022;

/// What a key that is longer is called.
pub(super) const LONG_KEY: &str = "a key longer than 1022 characters";

/// Whether a key is too long to be one.
pub(super) fn is_long_key(key: &str) -> bool {
    if key.len() * "\\u0000".len() <= LONGEST_KEY {
        return false;
    }
    let mut written = String::new();
    quote(&mut written, key);
    written.chars().count() > LONGEST_KEY + "\"\"".len()
}

/// The tree as indented JSON, with a newline at its end; nothing where that were more than what a template may make: aliases
/// are resolved.
pub(super) fn json(tree: &Tree) -> Option<String> {
    let mut out = String::new();
    write_node(&mut out, tree, Tree::ROOT, 0);
    out.push('\n');
    Some(out).filter(|out| out.len() <= LIMITS.output)
}

fn write_node(out: &mut String, tree: &Tree, node: usize, depth: usize) {
    if let Some(tag) = tree.tag(node) {
        out.push_str(tag);
        out.push(' ');
    }
    match tree.kind(node) {
        Kind::Map => {
            let pairs = tree.pairs(node);
            write_all(out, pairs, ('{', '}'), depth, |out, (key, value)| {
                quote(out, tree.text(key));
                out.push_str(": ");
                write_node(out, tree, value, depth + 1);
            });
        }
        Kind::List => {
            let items = tree.children(node);
            write_all(out, items, ('[', ']'), depth, |out, item| write_node(out, tree, item, depth + 1));
        }
        Kind::Words => {
            write_all(out, tree.words(node).iter(), ('[', ']'), depth, |out, word| quote(out, word));
        }
        kind => {
            let text = tree.text(node);
            // Under a tag that says something, nothing is the empty text.
            let nothing = text.is_empty() && tree.tag(node).is_some_and(|tag| tag != "!");
            write_scalar(out, text, kind == Kind::Plain && !nothing);
        }
    }
}

fn write_all<T>(
    out: &mut String,
    items: impl Iterator<Item = T>,
    (open, close): (char, char),
    depth: usize,
    write: impl Fn(&mut String, T),
) {
    out.push(open);
    let mut empty = true;
    for item in items {
        if out.len() > LIMITS.output {
            break;
        }
        out.push_str(if empty { "" } else { "," });
        new_line(out, depth + 1);
        empty = false;
        write(out, item);
    }
    if !empty {
        new_line(out, depth);
    }
    out.push(close);
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// What isn't text stays as it was written: Docker Compose's own parser decides what it is.
fn write_scalar(out: &mut String, text: &str, plain: bool) {
    // What only begins like a date may hold what means something in brackets.
    let bare = |letter: u8| letter.is_ascii_alphanumeric() || b"._:+-~<= ".contains(&letter);
    let stays = plain && reads(text) != Reads::Text && text.bytes().all(bare);
    match text {
        "" if stays => out.push_str("null"),
        text if stays => out.push_str(text),
        text => quote(out, text),
    }
}

/// A string in double quotes, printable characters as they are, the others by number.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            odd if is_odd(odd) => {
                // Writing to a string can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(odd));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Characters that a YAML parser may refuse, skip or take for a line break; all of them fit four hex digits.
fn is_odd(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}'
        )
}
