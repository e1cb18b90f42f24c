//! A stream of module documents: any number of them, separated by white space; written, one a line.

use std::io::{self, BufRead, Write};

use serde_json::value::RawValue;

use super::Document;
use crate::error::{Error, Result, reason};

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// On one line.
    Compact,
    /// Indented, for people.
    Pretty,
}

/// Reads documents one by one, as they come. Ends at the first that is no document: bad input, with its number and place.
pub fn read(reader: impl BufRead) -> impl Iterator<Item = Result<Document>> {
    let mut documents = serde_json::Deserializer::from_reader(reader).into_iter::<Document>();
    let (mut number, mut ended) = (0, false);
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        number += 1;
        let next = documents.next()?.map_err(|cause| refuse(number, &cause));
        ended = next.is_err();
        Some(next)
    })
}

fn refuse(number: usize, cause: &serde_json::Error) -> Error {
    if let Some(kind) = cause.io_error_kind() {
        return Error::machine(format!("cannot read standard input: {}", reason(&kind.into())));
    }
    Error::input(format!("document {number} on standard input is no module document: {cause}"))
        .hint("the input is a stream of JSON objects, as hd-unpack and hd-state write them")
}

/// Writes one document and flushes.
pub fn write(document: &Document, layout: Layout, out: &mut impl Write) -> io::Result<()> {
    match layout {
        Layout::Compact => write_line(document, out)?,
        Layout::Pretty => {
            out.write_all(super::raw::indented(&serde_json::to_string(document)?).as_bytes())?;
        }
    }
    out.write_all(b"\n")?;
    out.flush()
}

fn write_line(document: &Document, out: &mut impl Write) -> io::Result<()> {
    let mut before = b'{';
    for (name, raw) in &document.fields {
        out.write_all(&[before])?;
        serde_json::to_writer(&mut *out, name)?;
        out.write_all(b":")?;
        out.write_all(on_one_line(raw).as_bytes())?;
        before = b',';
    }
    out.write_all(if before == b'{' { b"{}" } else { b"}" })
}

/// Raw JSON without the line breaks between its tokens (inside a string there can be none).
fn on_one_line(raw: &RawValue) -> std::borrow::Cow<'_, str> {
    if raw.get().contains(['\n', '\r']) {
        raw.get().lines().map(str::trim).collect::<String>().into()
    } else {
        raw.get().into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn compact(text: &str) -> String {
        let mut out = Vec::new();
        for document in read(text.as_bytes()) {
            write(&document.unwrap(), Layout::Compact, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn documents_are_separated_by_any_white_space_and_written_one_a_line() {
        assert_eq!(compact("{\"a\":1}{ \"b\" : [1, 2] }\n\n{}"), "{\"a\":1}\n{\"b\":[1, 2]}\n{}\n");
    }

    #[test]
    fn an_indented_field_comes_out_on_one_line() {
        assert_eq!(
            compact("{\"a\": {\n  \"b\": \" x \",\r\n  \"c\": 1.0\n}}"),
            "{\"a\":{\"b\": \" x \",\"c\": 1.0}}\n"
        );
    }

    #[test]
    fn the_first_bad_document_ends_the_stream_and_is_numbered() {
        let read: Vec<_> = read("{\"a\":1}\n[1]\n{}".as_bytes()).collect();
        assert_eq!(read.len(), 2);
        let message = read[1].as_ref().unwrap_err().message().to_owned();
        assert!(message.starts_with("document 2 on standard input is no module document: "), "{message}");
    }
}
