//! YAML as people write it: every node knows its line and column, a scalar whether it stood in quotes.

use std::collections::HashSet;
use std::fmt;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use serde_json::{Number, Value as Json};

use crate::error::Fault;

/// Nodes within nodes, at most.
const DEEPEST: usize = 100;

/// A line and a column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    fn of(mark: Marker) -> Self {
        Self { line: mark.line(), column: mark.col() + 1 }
    }

    /// Something is wrong here.
    pub(crate) fn fault(self, message: impl Into<String>) -> Fault {
        Fault::new(self.to_string(), message)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A node and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Scalar { text: String, plain: bool },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A field of a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// Where the name stands.
    pub(crate) place: Place,
    pub(crate) value: Node,
}

impl Node {
    /// What it is, in words.
    pub(crate) fn word(&self) -> &'static str {
        match &self.kind {
            Kind::Scalar { .. } if self.is_null() => "nothing",
            Kind::Scalar { .. } => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }

    /// Whether nothing stands there.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// A scalar's text, whatever it reads like.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// The node as JSON: a scalar without quotes is what it reads like (YAML 1.2, core schema).
    pub(crate) fn json(&self) -> Json {
        match &self.kind {
            Kind::Scalar { text, plain: true } => plain(text),
            Kind::Scalar { text, .. } => text.as_str().into(),
            Kind::List(items) => items.iter().map(Self::json).collect(),
            Kind::Map(fields) => {
                let fields = fields.iter().map(|field| (field.name.clone(), field.value.json()));
                Json::Object(fields.collect())
            }
        }
    }

    /// The node as JSON in which every scalar is the text that stands there, and `null` where nothing does.
    pub(crate) fn texts(&self) -> Json {
        match &self.kind {
            Kind::Scalar { .. } => self.text().map_or(Json::Null, Json::from),
            Kind::List(items) => items.iter().map(Self::texts).collect(),
            Kind::Map(fields) => {
                let fields = fields.iter().map(|field| (field.name.clone(), field.value.texts()));
                Json::Object(fields.collect())
            }
        }
    }

    /// The node that this JSON pointer leads to, as far as it leads somewhere.
    pub(crate) fn at(&self, pointer: &str) -> &Self {
        let mut node = self;
        for word in pointer.split('/').skip(1) {
            let next = match &node.kind {
                Kind::Map(fields) => fields.iter().find(|field| field.name == word).map(|field| &field.value),
                Kind::List(items) => word.parse::<usize>().ok().and_then(|number| items.get(number)),
                Kind::Scalar { .. } => None,
            };
            let Some(next) = next else { break };
            node = next;
        }
        node
    }
}

fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ => number(text).map_or_else(|| text.into(), Json::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let whole = text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from));
    whole.ok().or_else(|| {
        let float = digits.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter));
        text.parse().ok().filter(|_| float).and_then(Number::from_f64)
    })
}

/// The one document of a text; `None` where there is none. Faults have a place, `LINE:COLUMN`.
pub(crate) fn read(text: &str) -> Result<Option<Node>, Fault> {
    let mut events = Events(Parser::new_from_str(text));
    loop {
        match events.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            (Event::StreamEnd, _) => return Ok(None),
            (event, mark) => {
                let node = node(event, mark, &mut events, 0)?;
                return events.ended().map(|()| Some(node));
            }
        }
    }
}

struct Events<'a>(Parser<'a, saphyr_parser::StrInput<'a>>);

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Marker), Fault> {
        match self.0.next_event() {
            Some(Ok((event, span))) => Ok((event, span.start)),
            Some(Err(cause)) => {
                Err(Place::of(*cause.marker()).fault(format!("it is no YAML: {}", cause.info())))
            }
            None => Ok((Event::StreamEnd, Marker::default())),
        }
    }

    fn ended(&mut self) -> Result<(), Fault> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentStart(_), mark) => {
                    return Err(Place::of(mark).fault("a second document begins here"));
                }
                _ => {}
            }
        }
    }
}

fn node<'a>(event: Event<'a>, mark: Marker, events: &mut Events<'a>, depth: usize) -> Result<Node, Fault> {
    let place = Place::of(mark);
    if depth > DEEPEST {
        return Err(place.fault("it is nested too deep"));
    }
    let kind = match event {
        Event::Scalar(_, _, _, Some(_))
        | Event::SequenceStart(_, Some(_))
        | Event::MappingStart(_, Some(_)) => return Err(place.fault("a tag ('!…') has no meaning here")),
        Event::Scalar(_, _, 1.., _)
        | Event::SequenceStart(1.., _)
        | Event::MappingStart(1.., _)
        | Event::Alias(_) => {
            return Err(place
                .fault("anchors and aliases ('&…', '*…') have no meaning here")
                .hinted("write the text in quotes where it begins with one of these letters"));
        }
        Event::Scalar(text, style, ..) => {
            Kind::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain }
        }
        Event::SequenceStart(..) => Kind::List(list(events, depth)?),
        Event::MappingStart(..) => Kind::Map(map(events, depth)?),
        _ => return Err(place.fault("a value is missing")),
    };
    Ok(Node { place, kind })
}

fn list(events: &mut Events, depth: usize) -> Result<Vec<Node>, Fault> {
    let mut items = Vec::new();
    loop {
        match events.next()? {
            (Event::SequenceEnd, _) => return Ok(items),
            (event, mark) => items.push(node(event, mark, events, depth + 1)?),
        }
    }
}

fn map(events: &mut Events, depth: usize) -> Result<Vec<Entry>, Fault> {
    let (mut fields, mut names) = (Vec::new(), HashSet::new());
    loop {
        match events.next()? {
            (Event::MappingEnd, _) => return Ok(fields),
            (Event::Scalar(name, _, 0, None), mark) => {
                let (event, at) = events.next()?;
                let value = node(event, at, events, depth + 1)?;
                if !names.insert(name.clone()) {
                    return Err(Place::of(mark).fault(format!("the field '{}' stands twice", shown(&name))));
                }
                fields.push(Entry { name: name.into_owned(), place: Place::of(mark), value });
            }
            (_, mark) => {
                let fault = Place::of(mark).fault("a field's name has to be a plain word");
                return Err(fault.hinted("a value that begins with '{{' has to stand in quotes"));
            }
        }
    }
}

/// A name of the file in a message.
pub(crate) fn shown(name: &str) -> String {
    crate::escape::short(name, 40)
}

/// A fault with what to do about it.
pub(crate) trait Hinted {
    /// The same fault; what to do stands behind its message.
    fn hinted(self, hint: &str) -> Self;
}

impl Hinted for Fault {
    fn hinted(mut self, hint: &str) -> Self {
        self.message = format!("{}; {hint}", self.message);
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn scalars_are_what_they_read_like_unless_they_are_quoted() {
        let text = "a: 1\nb: '1'\nc: 1.50\nd: -0.0\ne: true\nf: yes\ng: ~\nh: 18446744073709551615\ni: 1.0.0\nj: -\nk: 1e3\nl: .5\nm: 0x1F\n";
        let expected = json!({"a": 1, "b": "1", "c": 1.5, "d": -0.0, "e": true, "f": "yes", "g": null,
            "h": u64::MAX, "i": "1.0.0", "j": "-", "k": 1000.0, "l": 0.5, "m": "0x1F"});
        assert_eq!(read(text.replace("j: -", "j: '-'").as_str()).unwrap().unwrap().json(), expected);
    }

    #[test]
    fn what_has_no_meaning_is_refused_with_its_place() {
        for (text, at, part) in [
            ("a: 1\nb: &x 1\n", "2:7", "anchors"),
            ("a: &x [1]\nb: *x\n", "1:7", "anchors"),
            ("a: !!str 1\n", "1:10", "a tag"),
            ("a: 1\na: 2\n", "2:1", "the field 'a' stands twice"),
            ("a: 1\n---\nb: 2\n", "2:1", "a second document"),
            ("[1]: 2\n", "1:1", "a field's name"),
            ("a: {{x}}\n", "1:5", "has to stand in quotes"),
        ] {
            let fault = read(text).unwrap_err();
            assert!(fault.message.contains(part), "{text}: {fault:?}");
            assert_eq!(fault.at.split(':').next(), at.split(':').next(), "{text}: {fault:?}");
        }
        assert_eq!(
            ["", "# remark\n", "---\n"].map(|text| read(text).unwrap().is_none_or(|node| node.is_null())),
            [true; 3]
        );
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&"a: [".repeat(50_000)).is_err());
    }

    #[test]
    fn a_pointer_leads_to_a_node_as_far_as_it_can() {
        let node = read("a:\n  - b: 1\n    c: x\n").unwrap().unwrap();
        let place = |pointer: &str| (node.at(pointer).place.line, node.at(pointer).place.column);
        assert_eq!(place("/a/0/c"), (3, 8));
        assert_eq!(place("/a/0/c/default"), (3, 8));
        assert_eq!(place("/nowhere"), (1, 1));
    }
}
