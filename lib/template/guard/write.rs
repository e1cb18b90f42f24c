//! A tree as text that every YAML parser reads the same way: JSON, with tags where the template had some.

use std::fmt::Write;

use super::scalar::{Reads, reads};
use crate::yaml::{Kind, Node, Scalar};

/// The tree as indented JSON, with a newline at its end.
pub(super) fn json(node: &Node) -> String {
    let mut out = String::new();
    write_node(&mut out, node, 0);
    out.push('\n');
    out
}

fn write_node(out: &mut String, node: &Node, depth: usize) {
    if let Some(tag) = &node.tag {
        out.push_str(tag);
        out.push(' ');
    }
    match &node.kind {
        Kind::Scalar(scalar) => write_scalar(out, scalar),
        Kind::List(items) => {
            let items = items.iter().map(|item| (None, item));
            write_all(out, items, ('[', ']'), depth);
        }
        Kind::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (Some(key), value));
            write_all(out, entries, ('{', '}'), depth);
        }
    }
}

fn write_all<'n>(
    out: &mut String,
    items: impl Iterator<Item = (Option<&'n Scalar>, &'n Node)>,
    (open, close): (char, char),
    depth: usize,
) {
    out.push(open);
    let mut empty = true;
    for (key, item) in items {
        out.push_str(if empty { "" } else { "," });
        new_line(out, depth + 1);
        empty = false;
        if let Some(key) = key {
            quote(out, &key.text);
            out.push_str(": ");
        }
        write_node(out, item, depth + 1);
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
fn write_scalar(out: &mut String, scalar: &Scalar) {
    let stays = scalar.plain && reads(&scalar.text) != Reads::Text;
    match &*scalar.text {
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
