//! A file that `set-config` writes for the services: a template whose values are escaped for the file's format.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::condition::Condition;
use super::fields::{Faults, Fields, Text, path_fault};
use super::format::{self, Format, Part, Value};
use super::source::{INSIDE, Source};
use super::values::{Known, Scope};
use crate::config::Metadata;
use crate::error::{Error, Result};
use crate::template::{Piece, Sort, near};
use crate::yaml::{Hinted, Node, shown};

/// A template file above this size is refused.
const LARGEST: u64 = 1 << 20;

const FIELDS: &[&str] = &["path", "format", "template", "source", "mode", "when"];

/// A file that is written below the config folder.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Output {
    /// Relative to the config folder.
    pub(super) path: String,
    pub(super) mode: u32,
    /// Where it doesn't hold, there is no such file.
    pub(super) when: Condition,
    pub(super) source: Source,
    format: Format,
}

/// Reads an element of `files`. `folder` is the one of `module.yaml`, in which sources are.
pub(super) fn read(node: &Node, folder: &Path, metadata: &Metadata, faults: &mut Faults) -> Option<Output> {
    let fields = Fields::of(node, "a file", FIELDS, faults)?;
    let when = Condition::read(&fields, metadata, faults);
    let path = fields.needed("path", faults)?;
    if let Some(why) = path_fault(&path.text) {
        faults.push(path.fault(format!("'{}' is no path below the config folder: {why}", shown(&path.text))));
    }
    let format = format_of(&fields, &path, faults);
    let mode = fields.text("mode", faults).map_or(Some(0o644), |text| faults.note(mode(&text)));
    let source = if fields.one_of(&["template", "source"], faults)? == "template" {
        Source::inline("template", fields.text("template", faults)?)
    } else {
        let source = fields.text("source", faults)?;
        faults.note(from_file(source, folder))?
    };
    source.check(INSIDE, metadata, faults);
    Some(Output { path: path.text, mode: mode?, when, source, format: format? })
}

fn format_of(fields: &Fields, path: &Text, faults: &mut Faults) -> Option<Format> {
    let names = || near::hint("", Format::names()).unwrap_or_default();
    let Some(name) = fields.text("format", faults) else {
        let found = Format::of_path(&path.text);
        if found.is_none() {
            let fault = format!("the name '{}' doesn't show which format the file has", shown(&path.text));
            faults.push(path.fault(fault).hinted(&format!("say it in 'format'; {}", names())));
        }
        return found;
    };
    let found = Format::named(&name.text);
    if found.is_none() {
        faults.push(name.fault(format!("'{}' is no format of a file", shown(&name.text))).hinted(&names()));
    }
    found
}

fn mode(text: &Text) -> Result<u32, crate::Fault> {
    let mode = u32::from_str_radix(&text.text, 8).ok().filter(|mode| *mode <= 0o777);
    mode.ok_or_else(|| text.fault("a mode is three octal digits, like 0644 or 0600"))
}

/// A template in a file of its own.
fn from_file(text: Text, folder: &Path) -> Result<Source, crate::Fault> {
    if let Some(why) = path_fault(&text.text) {
        return Err(text.fault(format!("'{}' is no path beside this file: {why}", shown(&text.text))));
    }
    let source = source_text(&folder.join(&text.text)).map_err(|error| text.fault(error.to_string()))?;
    Ok(Source { name: text.text.clone(), text: source, place: text.place, file: Some(text.text) })
}

fn source_text(path: &Path) -> Result<String> {
    let fault = |cause: &std::io::Error| Error::file("read", path, cause);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|cause| fault(&cause))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|cause| fault(&cause))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::input(format!("'{}' is larger than {} MiB", path.display(), LARGEST >> 20)));
    }
    crate::template::source_of(&path.display().to_string(), bytes)
}

impl Output {
    /// The file's text; `None` where it isn't to be there. Bad input where a value can't stand where the template has it.
    pub(super) fn text(&self, scope: &Scope) -> Result<Option<String>> {
        if !self.when.holds(scope)? {
            return Ok(None);
        }
        let pieces = self.source.pieces(scope)?;
        format::fill(self.format, &parts(&pieces, scope.values)).map(Some).map_err(|refused| {
            let Some(Piece::Value(value)) = refused.part.and_then(|part| pieces.get(part)) else {
                return Error::input(format!("cannot write '{}': {}", self.path, refused.reason));
            };
            let at = format!("line {} of '{}'", value.line, self.source.name);
            let (name, why) = (&value.origin, &refused.reason);
            Error::input(format!(
                "cannot write '{}': the value of '{name}' doesn't fit at {at}: {why}",
                self.path
            ))
        })
    }
}

/// Pieces as a format wants them.
pub(super) fn parts(pieces: &[Piece], values: &Known) -> Vec<Part> {
    let part = |piece: &Piece| match piece {
        Piece::Author(text) => Part::Author(text.clone()),
        Piece::Value(shown) => {
            let whole = shown.text.trim_start_matches('-').chars().all(|letter| letter.is_ascii_digit());
            let literal = match shown.sort {
                Sort::Text => None,
                Sort::Number if whole && values.is_float(&shown.origin) => Some(format!("{}.0", shown.text)),
                Sort::Number | Sort::Bool => Some(shown.text.clone()),
            };
            Part::Value(Value { text: shown.text.clone(), literal })
        }
    };
    pieces.iter().map(part).collect()
}
