//! JSON: a value is a string's inside where it stands in quotes, else a string, a number or a truth by itself.

use serde_json::Value as Json;

use super::tree::Marks;
use super::{Outcome, Part, Refused, escape, quoted};

#[derive(Default)]
struct Scan {
    in_string: bool,
    escaped: bool,
}

impl Scan {
    fn read(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                _ if self.escaped => self.escaped = false,
                '\\' => self.escaped = self.in_string,
                '"' => self.in_string = !self.in_string,
                _ => {}
            }
        }
    }
}

pub(super) fn fill(parts: &[Part]) -> Outcome<String> {
    let marks = Marks::new(parts);
    let (mut marked, mut out, mut scan) = (String::new(), String::new(), Scan::default());
    for (number, part) in parts.iter().enumerate() {
        match part {
            Part::Author(text) => {
                scan.read(text);
                marked.push_str(text);
                out.push_str(text);
            }
            Part::Value(_) if scan.escaped => {
                return Err(Refused::part(number, "a backslash stands before it"));
            }
            Part::Value(value) if scan.in_string => {
                marked.push_str(&marks.inside(number));
                escape(&value.text, &mut out);
            }
            Part::Value(value) => {
                marked.push_str(&quoted(&marks.alone(number)));
                out.push_str(&value.literal.clone().unwrap_or_else(|| quoted(&value.text)));
            }
        }
    }
    judge(&marks, &marked, &out, read)?;
    Ok(out)
}

fn read(text: &str) -> Result<Json, String> {
    serde_json::from_str(text).map_err(|cause| format!("it makes no JSON: {cause}"))
}

/// The text has to say with values what it says without them.
pub(super) fn judge(
    marks: &Marks,
    marked: &str,
    out: &str,
    read: impl Fn(&str) -> Result<Json, String>,
) -> Outcome<()> {
    let without = read(marked).map_err(Refused::whole)?;
    let expected =
        marks.expected(&without).map_err(|part| Refused::part(part, "it stands where a name has to be"))?;
    match read(out) {
        Ok(made) if made == expected => Ok(()),
        Ok(_) => Err(Refused::whole("a value would change what the file says")),
        Err(why) => Err(Refused::whole(why)),
    }
}
