//! An edit: what an operator wants one parameter to be.

use std::path::PathBuf;

use serde_json::Value as Json;

use crate::document::fields;
use crate::error::{Error, Fault, Result};
use crate::name::Fqpn;

/// One parameter and what it is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The parameter; a bare path means the module at hand.
    pub fqpn: Fqpn,
    /// What it is to be.
    pub to: To,
    /// Whether it counts as what the operator set though it changes nothing.
    pub pins: bool,
    /// Where it stands in a settings file, `FILE:LINE:COLUMN`.
    pub place: Option<String>,
}

/// What a parameter is to be.
#[derive(Debug, Clone, PartialEq)]
pub enum To {
    /// What this text stands for in the parameter's type.
    Text(String),
    /// This JSON value.
    Json(Json),
    /// What this file holds, without the newline at its end.
    File(PathBuf),
    /// What was read from somewhere that isn't seen by others; as [`To::File`].
    Content(String),
    /// What the module has for it: no longer the operator's.
    Default,
    /// What the module reports.
    Reported,
    /// No value: this is the name of a section, of which nothing more is said.
    Section,
}

impl Edit {
    /// What somebody wants this parameter to be.
    pub fn new(fqpn: Fqpn, to: To) -> Self {
        Self { fqpn, to, pins: true, place: None }
    }

    /// The same as it stands in a settings file, which also says what is so already.
    #[must_use]
    pub fn in_file(self, place: String) -> Self {
        Self { pins: false, place: Some(place), ..self }
    }

    /// An edit as it stands on a command line: `FQPN=VALUE`, `FQPN:=JSON`, `FQPN@FILE`. What is no edit is wrong usage.
    pub fn parse(word: &str) -> Result<Self> {
        let at = word.find(['=', '@']).ok_or_else(not_an_edit)?;
        let (left, right) = (&word[..at], &word[at + 1..]);
        match (left.strip_suffix(':'), word.as_bytes()[at]) {
            (Some(left), b'=') => {
                let fqpn = named(left)?;
                let json = serde_json::from_str(right).map_err(|cause| {
                    Error::usage(format!("what stands after '{fqpn}:=' is no JSON: {cause}"))
                        .hint(format!("a text is written {fqpn}=TEXT"))
                })?;
                Ok(Self::new(fqpn, To::Json(json)))
            }
            (_, b'=') => Ok(Self::new(named(left)?, To::Text(right.into()))),
            _ => Ok(Self::new(named(left)?, To::File(right.into()))),
        }
    }

    /// Whether it only names something, as a section in a settings file of which every line is commented out.
    pub(super) fn says_nothing(&self) -> bool {
        self.to == To::Section || (self.to == To::Json(Json::Null) && self.place.is_some())
    }

    /// A fault of this edit, at its place in the settings file where it stands in one.
    pub(super) fn placed(&self, fault: Fault) -> Fault {
        Fault { place: self.place.clone(), ..fault }
    }
}

/// What was typed isn't told: it might be a secret.
fn not_an_edit() -> Error {
    Error::usage("this is no edit: neither '=' nor '@' is in it").hint(FORMS)
}

/// The same holds for what stands before the first of these signs, where it is no name.
fn named(left: &str) -> Result<Fqpn> {
    let fault =
        |_| Error::input("what stands before the '=' or '@' of an edit is no parameter name").hint(FORMS);
    left.parse().map_err(fault)
}

const FORMS: &str = "an edit is FQPN=VALUE, FQPN:=JSON or FQPN@FILE";

impl TryFrom<fields::Edit> for Edit {
    type Error = Error;

    /// Bad input where not exactly one thing is said.
    fn try_from(field: fields::Edit) -> Result<Self> {
        let said = [
            field.value.map(To::Json),
            field.text.map(To::Text),
            field.secret_file.map(To::File),
            field.reset.then_some(To::Default),
            field.reported.then_some(To::Reported),
        ];
        let mut said = said.into_iter().flatten();
        match (said.next(), said.next()) {
            (Some(to), None) => Ok(Self::new(field.fqpn.parse()?, to)),
            (None, _) => {
                Err(Error::input(format!("the edit of '{}' says no value: null is none", field.fqpn))
                    .hint("--reset gives the default again"))
            }
            _ => Err(Error::input(format!("the edit of '{}' doesn't say one thing", field.fqpn))
                .hint("an edit has one of: value, text, secretFile, reset, reported")),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn to(word: &str) -> (String, To) {
        let edit = Edit::parse(word).unwrap();
        (edit.fqpn.to_string(), edit.to)
    }

    #[test]
    fn the_first_sign_decides() {
        assert_eq!(to("a/b:c/d=x=y@z"), ("a/b:c/d".into(), To::Text("x=y@z".into())));
        assert_eq!(to("d:=8.0"), ("d".into(), To::Json(serde_json::json!(8.0))));
        assert_eq!(to("a/b:d@f=g"), ("a/b:d".into(), To::File("f=g".into())));
        assert_eq!(to("d="), ("d".into(), To::Text(String::new())));
    }

    #[test]
    fn what_is_no_edit_is_wrong_usage() {
        for word in ["port", "", "d:={", "d:="] {
            assert_eq!(Edit::parse(word).unwrap_err().kind(), crate::Kind::Usage, "{word}");
        }
        assert!(Edit::parse("=x").is_err());
    }

    #[test]
    fn what_may_be_a_secret_is_not_told() {
        for word in [
            "x hunter2",
            "hunter2",
            "x hunter2=",
            "x hunter2==",
            "x\thunter2@y",
            "x hunter2:=y",
            "x y:=hunter2",
            "hunter2!=x",
        ] {
            let said = format!("{:?}", Edit::parse(word).unwrap_err());
            assert!(!said.contains("hunter2"), "{word}: {said}");
        }
    }
}
