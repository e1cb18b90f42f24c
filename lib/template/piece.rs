//! A rendered text in pieces, the author's and values, for who writes values in a form of his own.

use super::fault::line_and_column;
use super::program::index;
use super::{Context, Template, output};
use crate::error::{Error, Result};

/// A piece of a rendered text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The author's text.
    Author(String),
    /// A value.
    Value(Shown),
}

/// What an action made in which an accessor or a parameter took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The value as Go prints it.
    pub text: String,
    /// What the value is by itself.
    pub sort: Sort,
    /// The accessor or parameter that it came from, as the template names it.
    pub origin: String,
    /// The action's line in the template, from 1.
    pub line: usize,
    /// The action's column, from 1, in characters.
    pub column: usize,
}

/// What a value is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Anything else, however it reads.
    Text,
}

impl Template<'_> {
    /// The text that the template makes, taken apart: what the author wrote, and values, of which nothing is escaped.
    /// Bad input where a piece isn't UTF-8.
    pub fn pieces(&self, context: &Context) -> Result<Vec<Piece>> {
        let output = self.run(context, true)?;
        let text = |start: u32, end: u32| {
            std::str::from_utf8(&output.text[start as usize..end as usize]).map(str::to_owned).map_err(|_| {
                Error::input(format!("cannot render '{}': it makes text that isn't UTF-8", self.name))
            })
        };
        let (mut pieces, mut done) = (Vec::with_capacity(2 * output.spans.len() + 1), 0);
        for span in &output.spans {
            if span.start > done {
                pieces.push(Piece::Author(text(done, span.start)?));
            }
            let (line, column) = line_and_column(self.program.source, span.place);
            let origin = output.origins.get(span.origin as usize).cloned().unwrap_or_default();
            let sort = sort(span.sort);
            pieces.push(Piece::Value(Shown {
                text: text(span.start, span.end)?,
                sort,
                origin,
                line,
                column,
            }));
            done = span.end;
        }
        let end = index(output.text.len());
        if done < end {
            pieces.push(Piece::Author(text(done, end)?));
        }
        Ok(pieces)
    }
}

fn sort(sort: output::Sort) -> Sort {
    match sort {
        output::Sort::Bool => Sort::Bool,
        output::Sort::Number => Sort::Number,
        output::Sort::Text => Sort::Text,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::Syntax;
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_author_wrote_and_what_is_a_value_come_apart() {
        let (name, port) = (json!("a\nb"), json!(80));
        let template = Template::read("t", "x: {{Name}}\ny!: {{Port}}", Some(Syntax::Handlebars)).unwrap();
        let pieces = template.pieces(&Context::new().with("Name", &name).with("Port", &port)).unwrap();
        let value = |text: &str, sort, origin: &str, line, column| {
            Piece::Value(Shown { text: text.into(), sort, origin: origin.into(), line, column })
        };
        let expected = [
            Piece::Author("x: ".into()),
            value("a\nb", Sort::Text, "Name", 1, 6),
            Piece::Author("\ny!: ".into()),
            value("80", Sort::Number, "Port", 2, 12),
        ];
        // Places point into the action; where exactly is the template's affair.
        assert_eq!(pieces.len(), expected.len());
        for (piece, expected) in pieces.iter().zip(&expected) {
            match (piece, expected) {
                (Piece::Value(one), Piece::Value(two)) => {
                    assert_eq!(
                        (&one.text, one.sort, &one.origin, one.line),
                        (&two.text, two.sort, &two.origin, two.line)
                    );
                }
                (one, two) => assert_eq!(one, two),
            }
        }
    }
}
