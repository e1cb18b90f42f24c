//! What a template makes: text, and which parts of it are values.

use super::program::Place;
use super::value::{Data, Origin};

/// Text, and where values stand in it.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) text: Vec<u8>,
    /// In order, not overlapping; empty where nobody asked for them.
    pub(super) spans: Vec<Span>,
    /// Names of the origins in `spans`; the first is the author.
    pub(super) origins: Vec<String>,
    /// Whether 'raw' made a value text of the author's, so that a secret may stand anywhere in it.
    pub(super) has_raw: bool,
}

/// A value's part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
    /// What the value is by itself.
    pub(super) sort: Sort,
    pub(super) origin: Origin,
    /// The action.
    pub(super) place: Place,
}

/// What a value is by itself: a scalar that is wholly one value keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Anything else, however it reads.
    Text,
}

impl Sort {
    pub(super) fn of(data: &Data) -> Self {
        match data {
            Data::Bool(_) => Self::Bool,
            Data::Int(_) | Data::Uint(_) | Data::Byte(_) | Data::Float(_) => Self::Number,
            Data::Setting(inner) => Self::of(inner),
            _ => Self::Text,
        }
    }
}
