//! The module document: one module on one machine, as an ordered map from name to raw JSON.
//!
//! A tool reads and writes its own fields; all others pass through untouched to the byte.

pub mod fields;
mod raw;
mod stream;

use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use stream::{Layout, read, write};

use crate::error::{Error, Report, Result};

/// Hyperdrive's own FQMN (SPEC.md section 1).
pub const HYPERDRIVE: &str = "nodeset/hyperdrive";

/// One module document.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Document {
    fields: IndexMap<String, Box<RawValue>>,
}

impl Document {
    /// A new document for this module.
    pub fn new(fqmn: &str) -> Result<Self> {
        let mut document = Self::default();
        document.set("fqmn", &fqmn)?;
        Ok(document)
    }

    /// The module's FQMN; empty where the document doesn't say it.
    pub fn fqmn(&self) -> String {
        // Not through `get`: its error says the FQMN.
        self.raw("fqmn").and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }

    /// Whether this document is Hyperdrive itself.
    pub fn is_hyperdrive(&self) -> bool {
        self.fqmn() == HYPERDRIVE
    }

    /// Whether the module is enabled; a document that doesn't say is.
    pub fn is_enabled(&self) -> bool {
        self.get("enabled").ok().flatten().unwrap_or(true)
    }

    /// Whether the field is there and isn't `null`.
    pub fn has(&self, field: &str) -> bool {
        self.raw(field).is_some()
    }

    /// A field's JSON as it stands; `None` where it is missing or `null`.
    pub fn raw(&self, field: &str) -> Option<&RawValue> {
        self.fields.get(field).map(Box::as_ref).filter(|raw| raw.get() != "null")
    }

    /// A field as this type, `None` where it is missing or `null`. Of another shape: bad input.
    pub fn get<T: DeserializeOwned>(&self, field: &str) -> Result<Option<T>> {
        self.raw(field).map(|raw| self.parse(field, raw)).transpose()
    }

    /// A field that has to be there. Missing: bad input, with the tools that add it as a hint.
    pub fn need<T: DeserializeOwned>(&self, field: &str) -> Result<T> {
        self.get(field)?.ok_or_else(|| self.lacks(field))
    }

    /// That a field is missing which has to be there.
    pub(crate) fn lacks(&self, field: &str) -> Error {
        Error::input(format!("the document of '{}' has no field '{field}'", self.fqmn()))
            .hint(fields::added_by(field))
    }

    /// Writes a field, in its place where it is there already.
    pub fn set<T: Serialize>(&mut self, field: &str, value: &T) -> Result<()> {
        let raw = serde_json::value::to_raw_value(value)
            .map_err(|cause| Error::bug(format!("cannot write field '{field}': {cause}")))?;
        self.fields.insert(field.into(), raw);
        Ok(())
    }

    /// Takes a field out; the order of the others stays.
    pub fn remove(&mut self, field: &str) {
        self.fields.shift_remove(field);
    }

    /// The failure that an earlier tool put on the document. Whatever stands there is one; what can't be read is bad input.
    pub fn error(&self) -> Option<Report> {
        let read = self.get::<Report>("error").map_err(|unreadable| unreadable.report("hd"));
        read.unwrap_or_else(Some).map(Report::as_failure)
    }

    /// Puts a failure on the document, as said by this tool.
    pub fn fail(&mut self, report: &Report) {
        if let Ok(raw) = serde_json::value::to_raw_value(report) {
            self.fields.insert("error".into(), raw);
        }
    }

    fn parse<T: DeserializeOwned>(&self, field: &str, raw: &RawValue) -> Result<T> {
        serde_json::from_str(raw.get()).map_err(|cause| {
            Error::input(format!("field '{field}' of '{}' isn't as expected: {cause}", self.fqmn()))
        })
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Ok(Self { fields: raw::object(deserializer)? })
    }
}

/// The document of this module, where the stream holds it.
pub fn find<'a>(documents: &'a [Document], fqmn: &str) -> Option<&'a Document> {
    documents.iter().find(|document| document.fqmn() == fqmn)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fields_of_others_stay_as_they_are_to_the_byte() {
        let text = r#"{"fqmn":"a/b","x":1.50e400,"y":{"k":1,"k":18446744073709551616},"z":"\u0041"}"#;
        let mut document: Document = serde_json::from_str(text).unwrap();
        document.set("enabled", &true).unwrap();
        let written = serde_json::to_string(&document).unwrap();
        assert_eq!(written, text.replace("\"}", "\",\"enabled\":true}"));
    }

    #[test]
    fn a_missing_field_says_which_tool_adds_it() {
        let error = Document::new("a/b").unwrap().need::<String>("project").unwrap_err().report("t");
        assert_eq!(error.message, "the document of 'a/b' has no field 'project'");
        assert!(error.hints[0].contains("hd-state"), "{error:?}");
    }

    #[test]
    fn a_name_or_a_failure_of_another_shape_is_no_panic() {
        let document: Document = serde_json::from_str(r#"{"fqmn":1,"error":5}"#).unwrap();
        assert_eq!(document.fqmn(), "");
        assert_eq!(document.error().unwrap().code, 3);
        let document: Document =
            serde_json::from_str(r#"{"fqmn":"a/b","error":{"tool":"t","code":0,"message":"m"}}"#).unwrap();
        assert_eq!(document.error().unwrap().code, 101);
    }

    #[test]
    fn a_field_given_twice_is_refused() {
        let error = serde_json::from_str::<Document>(r#"{"fqmn":"a/b","fqmn":"c/d"}"#).unwrap_err();
        assert!(error.to_string().contains("field 'fqmn' stands twice"), "{error}");
    }
}
