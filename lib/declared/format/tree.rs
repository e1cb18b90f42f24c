//! Words that stand for values while a text is read without them, and what the text says with the values in their place.

use serde_json::{Map, Value as Json};

use super::{Part, Value};

/// The words of a text's values. Each is used once in it.
pub(super) struct Marks<'p> {
    parts: &'p [Part],
    word: String,
}

impl<'p> Marks<'p> {
    /// Marks that neither the author's text nor a value holds.
    pub(super) fn new(parts: &'p [Part]) -> Self {
        let all: String = parts
            .iter()
            .map(|part| match part {
                Part::Author(text) => text.as_str(),
                Part::Value(value) => value.text.as_str(),
            })
            .collect();
        // Looked for in all of the text at once: two parts must not make one together either.
        let free = |number: &u32| !all.contains(&format!("hdm{number}x"));
        Self { parts, word: format!("hdm{}x", (0..u32::MAX).find(free).unwrap_or_default()) }
    }

    /// The mark of a value that is part of a text.
    pub(super) fn inside(&self, part: usize) -> String {
        format!("{}{part}z", self.word)
    }

    /// The mark of a value that stands by itself and keeps its type.
    pub(super) fn alone(&self, part: usize) -> String {
        format!("{}{part}a", self.word)
    }

    /// The parts whose marks stand in a text, each with where its mark begins and ends.
    pub(super) fn within(&self, text: &str) -> Vec<(usize, usize, usize)> {
        let found = |(start, word): (usize, &str)| {
            let digits = text[start + word.len()..].split(['z', 'a']).next()?;
            Some((digits.parse().ok()?, start, start + word.len() + digits.len() + 1))
        };
        text.match_indices(self.word.as_str()).filter_map(found).collect()
    }

    /// The value that this text is the mark of, where it is one that stands by itself.
    pub(super) fn is_alone(&self, text: &str) -> Option<&'p Value> {
        let digits = text.strip_prefix(self.word.as_str())?.strip_suffix('a')?;
        self.value(digits.parse().ok()?)
    }

    pub(super) fn value(&self, part: usize) -> Option<&'p Value> {
        match self.parts.get(part)? {
            Part::Value(value) => Some(value),
            Part::Author(_) => None,
        }
    }

    /// A text with values in place of their marks.
    pub(super) fn filled(&self, text: &str) -> String {
        let (mut out, mut done) = (String::with_capacity(text.len()), 0);
        for (part, start, end) in self.within(text) {
            out.push_str(&text[done..start]);
            out.push_str(self.value(part).map_or("", |value| &value.text));
            done = end;
        }
        out + &text[done..]
    }

    /// What this says with values in place of their marks; the part whose mark stands in a name, where one does.
    pub(super) fn expected(&self, json: &Json) -> Result<Json, usize> {
        match json {
            Json::String(text) => {
                let alone = self.is_alone(text).map(Value::json);
                Ok(alone.unwrap_or_else(|| self.filled(text).into()))
            }
            Json::Array(items) => items.iter().map(|item| self.expected(item)).collect(),
            Json::Object(fields) => {
                let mut out = Map::new();
                for (name, value) in fields {
                    if let Some((part, ..)) = self.within(name).first() {
                        return Err(*part);
                    }
                    out.insert(name.clone(), self.expected(value)?);
                }
                Ok(Json::Object(out))
            }
            other => Ok(other.clone()),
        }
    }
}
