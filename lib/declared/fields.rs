//! Fields of a map in `module.yaml`: what is missing, unknown or of another form is noted with its place, and ends nothing.

use crate::error::Fault;
use crate::name;
use crate::template::near;
use crate::yaml::{Entry, Hinted, Kind, Node, Place, shown};

/// Faults that are reported, at most.
const MOST: usize = 100;

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<Fault>);

impl Faults {
    pub(super) fn push(&mut self, fault: Fault) {
        if self.0.len() < MOST && !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    /// The value; where there is none, why not is noted.
    pub(super) fn note<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.push(fault)).ok()
    }
}

/// A map and where it stands. Fields that it can't have are noted when it is made.
pub(super) struct Fields<'n> {
    place: Place,
    fields: &'n [Entry],
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) place: Place,
    pub(super) text: String,
}

impl Text {
    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        self.place.fault(message)
    }

    pub(super) fn of(node: &Node, field: &str) -> Result<Self, Fault> {
        let wrong = || node.place.fault(format!("'{field}' is {}, not a text", node.word()));
        node.text().map(|text| Self { place: node.place, text: text.into() }).ok_or_else(wrong)
    }
}

impl<'n> Fields<'n> {
    /// The fields of `what`; those whose names aren't known are noted.
    pub(super) fn of(node: &'n Node, what: &str, known: &[&str], faults: &mut Faults) -> Option<Self> {
        let Kind::Map(fields) = &node.kind else {
            faults.push(node.place.fault(format!("{what} is {}, not a map of fields", node.word())));
            return None;
        };
        for field in fields.iter().filter(|field| !known.contains(&field.name.as_str())) {
            let fault = field.place.fault(format!("{what} has no field '{}'", shown(&field.name)));
            let hint = near::hint(&field.name, known.iter().copied()).unwrap_or_default();
            faults.push(fault.hinted(&hint));
        }
        Some(Self { place: node.place, fields })
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// A field's value.
    pub(super) fn get(&self, name: &str) -> Option<&'n Node> {
        self.fields.iter().find(|field| field.name == name).map(|field| &field.value)
    }

    /// A field's text, where the field is there.
    pub(super) fn text(&self, name: &str, faults: &mut Faults) -> Option<Text> {
        faults.note(Text::of(self.get(name)?, name))
    }

    /// A field's text; a missing field is noted.
    pub(super) fn needed(&self, name: &str, faults: &mut Faults) -> Option<Text> {
        if self.get(name).is_none() {
            faults.push(self.place.fault(format!("'{name}' is missing")));
        }
        self.text(name, faults)
    }

    /// An Identifier; a missing field is noted.
    pub(super) fn identifier(&self, name: &str, faults: &mut Faults) -> Option<Text> {
        let text = self.needed(name, faults)?;
        faults.note(identifier(text))
    }

    /// The elements of a list; none where the field is missing.
    pub(super) fn list(&self, name: &str, faults: &mut Faults) -> &'n [Node] {
        match self.get(name) {
            None => &[],
            Some(Node { kind: Kind::List(items), .. }) => items,
            Some(node) if node.is_null() => &[],
            Some(node) => {
                faults.push(node.place.fault(format!("'{name}' is {}, not a list", node.word())));
                &[]
            }
        }
    }

    /// The fields of a map whose names are the author's own; none where the field is missing.
    pub(super) fn map(&self, name: &str, faults: &mut Faults) -> &'n [Entry] {
        match self.get(name) {
            None => &[],
            Some(Node { kind: Kind::Map(fields), .. }) => fields,
            Some(node) => {
                faults.push(node.place.fault(format!("'{name}' is {}, not a map", node.word())));
                &[]
            }
        }
    }

    /// Which one of these fields is there; none or several are noted.
    pub(super) fn one_of<'w>(&self, names: &[&'w str], faults: &mut Faults) -> Option<&'w str> {
        let there: Vec<&str> = names.iter().copied().filter(|name| self.get(name).is_some()).collect();
        if let [one] = there[..] {
            return Some(one);
        }
        let message = format!("exactly one of '{}' has to be there", names.join("', '"));
        faults.push(self.place.fault(message));
        None
    }
}

/// The text, where it is an Identifier.
pub(super) fn identifier(text: Text) -> Result<Text, Fault> {
    match name::identifier_fault(&text.text) {
        Some(why) => Err(text.fault(format!("'{}' is no Identifier: {why}", shown(&text.text)))),
        None => Ok(text),
    }
}

/// Why this can't be a file's path below a folder; `None` where it can.
pub(super) fn path_fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it has to be relative");
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some("it has an empty part, '.' or '..'");
    }
    path.chars()
        .any(|letter| letter.is_control() || letter == '\\')
        .then_some("it has a letter that no path should have")
}
