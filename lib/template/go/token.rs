//! A token of Go's template syntax.

use super::super::program::Place;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Text outside actions.
    Text,
    /// `{{`, with its trim marker.
    Left,
    /// `}}`, with its trim marker.
    Right,
    Space,
    Assign,
    Declare,
    Pipe,
    LeftParen,
    RightParen,
    /// Any other printable character.
    Char,
    Bool,
    Nil,
    CharConstant,
    Number,
    /// A complex constant of two parts.
    Complex,
    /// A string in double quotes.
    Quoted,
    /// A string in backquotes.
    Raw,
    /// A bare word where a parameter's or container's name is expected.
    Bare,
    Dot,
    /// `.name`
    Field,
    /// `$` or `$name`
    Variable,
    Identifier,
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
    Eof,
}

/// A token: what it is and which part of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) sort: Sort,
    pub(super) start: Place,
    pub(super) end: Place,
}

impl Sort {
    /// The keyword, `true`, `false` or `nil` that this word is.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "block" => Self::Block,
            "break" => Self::Break,
            "continue" => Self::Continue,
            "define" => Self::Define,
            "else" => Self::Else,
            "end" => Self::End,
            "if" => Self::If,
            "range" => Self::Range,
            "template" => Self::Template,
            "with" => Self::With,
            "nil" => Self::Nil,
            "true" | "false" => Self::Bool,
            _ => return None,
        })
    }
}
