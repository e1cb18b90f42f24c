//! A JSON object as a map from name to raw JSON, every name once.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Reads an object; a name that stands twice is refused.
pub(super) fn object<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, Box<RawValue>>, D::Error> {
    deserializer.deserialize_map(Fields)
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = IndexMap<String, Box<RawValue>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a module document, which is a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = IndexMap::new();
        while let Some((name, raw)) = map.next_entry::<String, Box<RawValue>>()? {
            if fields.contains_key(&name) {
                return Err(A::Error::custom(format!("field '{name}' stands twice")));
            }
            fields.insert(name, raw);
        }
        Ok(fields)
    }
}

/// The same JSON, indented by two spaces; every number and string stays as it was written.
pub(super) fn indented(json: &str) -> String {
    let (mut out, mut depth, mut in_string, mut escaped) = (String::new(), 0, false, false);
    let mut letters = json.chars().peekable();
    while let Some(letter) = letters.next() {
        if in_string {
            in_string = escaped || letter != '"';
            escaped = letter == '\\' && !escaped;
            out.push(letter);
            continue;
        }
        match letter {
            '{' | '[' => {
                out.push(letter);
                while letters.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                new_line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                in_string = true;
                out.push(letter);
            }
            space if space.is_whitespace() => {}
            other => out.push(other),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn indenting_keeps_numbers_strings_and_empty_lists() {
        let json = r#"{"a": [1.50e400,"x:{,\"\\"],"b":{ }}"#;
        assert_eq!(
            indented(json),
            "{\n  \"a\": [\n    1.50e400,\n    \"x:{,\\\"\\\\\"\n  ],\n  \"b\": {}\n}"
        );
    }
}
