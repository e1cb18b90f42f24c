//! A value while a template is evaluated: Go's kinds, as far as templates can tell them apart.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value as Json;

use super::format;

/// A value and where it came from.
#[derive(Debug, Clone)]
pub(super) struct Value<'a> {
    pub(super) data: Data<'a>,
    pub(super) origin: Origin,
}

/// The accessor or parameter that took part in a value, by its number in the evaluation; 0 is the author's own text.
pub(super) type Origin = u32;
/// The author's own text.
pub(super) const AUTHOR: Origin = 0;

/// A value of one of the kinds that there are.
#[derive(Debug, Clone)]
pub(super) enum Data<'a> {
    /// `nil`, and what isn't there.
    Nil,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i64),
    /// `uint`
    Uint(u64),
    /// `uint8`: a byte of a string.
    Byte(u8),
    /// `float64`
    Float(f64),
    /// `complex128`
    Complex(Rc<(f64, f64)>),
    /// `string`, of the source or the context.
    Text(&'a [u8]),
    /// `string`, made while evaluating; a slice of one may end inside a character, so these are bytes.
    Bytes(Rc<[u8]>),
    /// `[]any`
    List(Rc<List<'a>>),
    /// `map[string]any`
    Map(Rc<BTreeMap<&'a str, Data<'a>>>),
    /// A parameter's value (SPEC.md section 5, `GetValue`).
    Setting(Rc<Data<'a>>),
    /// The context itself.
    Root,
}

/// A list.
#[derive(Debug, Default)]
pub(super) struct List<'a> {
    pub(super) items: Vec<Data<'a>>,
    /// `[]string`, which is what `GetValueArray` gives.
    pub(super) strings: bool,
    /// In Go syntax, what `GetValueArray` gives is true in a condition though it be empty.
    pub(super) always_true: bool,
}

impl<'a> Data<'a> {
    /// A string made while evaluating.
    pub(super) fn text(text: impl AsRef<[u8]>) -> Self {
        Self::Bytes(text.as_ref().into())
    }

    /// A list of these.
    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(List { items, ..List::default() }))
    }

    /// JSON as a value that borrows its strings.
    pub(super) fn of_json(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Nil,
            Json::Bool(is) => Self::Bool(*is),
            Json::Number(number) => number_of(number),
            Json::String(text) => Self::Text(text.as_bytes()),
            Json::Array(items) => Self::list(items.iter().map(Self::of_json).collect()),
            Json::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), Self::of_json(value)));
                Self::Map(Rc::new(fields.collect()))
            }
        }
    }

    /// A simple JSON value as one that owns its string; `None` for lists and objects.
    pub(super) fn of_simple(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(is) => Some(Self::Bool(*is)),
            Json::Number(number) => Some(number_of(number)),
            Json::String(text) => Some(Self::text(text)),
            _ => None,
        }
    }

    /// The value as it prints: without a copy where it is a text.
    pub(super) fn text_of(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Bytes(bytes) => Cow::Borrowed(bytes),
            Self::Setting(inner) => inner.text_of(),
            other => {
                let mut out = Vec::new();
                format::write(&mut out, other);
                Cow::Owned(out)
            }
        }
    }

    /// The value as a string, which it may be already.
    pub(super) fn as_text(&self) -> Self {
        match self {
            Self::Text(_) | Self::Bytes(_) => self.clone(),
            other => Self::text(other.text_of()),
        }
    }

    /// How long the text is, in bytes, that a function reads or makes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(text) => text.len(),
            Self::Setting(inner) => inner.weight(),
            _ => 0,
        }
    }

    /// With this origin.
    pub(super) fn from(self, origin: Origin) -> Value<'a> {
        Value { data: self, origin }
    }

    /// The bytes of a string.
    pub(super) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Go's truth; a setting's and a `GetValueArray`'s are those of SPEC.md section 5.
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(is) => *is,
            Self::Int(number) => *number != 0,
            Self::Uint(number) => *number != 0,
            Self::Byte(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Complex(number) => number.0 != 0.0 || number.1 != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(list) => list.always_true || !list.items.is_empty(),
            Self::Map(map) => !map.is_empty(),
            Self::Root => true,
            Self::Setting(inner) => match inner.as_ref() {
                Self::Bool(is) => *is,
                // What isn't text prints as something.
                other => other.as_bytes().is_none_or(|text| !text.is_empty()),
            },
        }
    }

    /// What it is, in a sentence: `a string`, `an int`.
    pub(super) fn a_type(&self) -> String {
        match self {
            Self::Nil => "nil".into(),
            Self::Int(_) => "an int".into(),
            other => format!("a {}", other.type_name()),
        }
    }

    /// The name of its type, as Go prints it.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Byte(_) => "uint8",
            Self::Float(_) => "float64",
            Self::Complex(_) => "complex128",
            Self::Text(_) | Self::Bytes(_) | Self::Setting(_) => "string",
            Self::List(list) if list.strings => "[]string",
            Self::List(_) => "[]interface {}",
            Self::Map(_) | Self::Root => "map[string]interface {}",
        }
    }
}

fn number_of<'a>(number: &serde_json::Number) -> Data<'a> {
    let signed = number.as_i64().map(Data::Int);
    let unsigned = || number.as_u64().map(Data::Uint);
    signed.or_else(unsigned).unwrap_or_else(|| Data::Float(number.as_f64().unwrap_or_default()))
}
