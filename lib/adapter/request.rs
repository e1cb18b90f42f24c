//! A request: one line of JSON with what the dialect takes of what there is to say.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::Key;
use super::dialect::{Form, Part};
use crate::error::{Error, Result};

/// What there is to say, whatever the dialect; a request in the raw form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Payload {
    /// Whose log: `adapter`, or a container's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The module's own instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Box<RawValue>>,
    /// The settings of the whole system (SPEC.md section 6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Box<RawValue>>,
    /// Those that were saved last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_settings: Option<Box<RawValue>>,
    /// Those that are to be saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_settings: Option<Box<RawValue>>,
    /// An instance of an older version: `{enabled, version, settings}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<Box<RawValue>>,
    /// The words of `run`, quoted as a POSIX shell's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

impl Payload {
    /// The line for this form, its newline included. Bad input where something is missing that the form needs.
    pub(super) fn line(&self, form: &Form, key: Option<&Key>) -> Result<String> {
        let mut fields = IndexMap::new();
        for part in form.request.iter().chain(form.also) {
            if let Some(raw) = self.part(*part, key)? {
                fields.insert(name(*part), raw);
            } else if *part != Part::Key && form.request.contains(part) {
                return Err(missing(form.command, name(*part)));
            }
        }
        let text = serde_json::to_string(&fields).map_err(|cause| cannot_write(&cause))?;
        // Line breaks stand only between tokens: inside a string they are escaped.
        Ok(text.replace(['\n', '\r'], " ") + "\n")
    }

    fn part(&self, part: Part, key: Option<&Key>) -> Result<Option<Box<RawValue>>> {
        let text = match part {
            Part::Key => key.map(Key::text),
            Part::Source => self.source.as_deref(),
            Part::Command => self.command.as_deref(),
            Part::Config => return Ok(self.config.clone()),
            Part::Settings => return Ok(self.settings.clone().or_else(|| self.new_settings.clone())),
            Part::NewSettings => return Ok(self.new_settings.clone().or_else(|| self.settings.clone())),
            Part::CurrentSettings | Part::OldSettings => return Ok(self.current_settings.clone()),
            Part::Instance => return Ok(self.instance.clone()),
        };
        text.map(to_raw_value).transpose().map_err(|cause| cannot_write(&cause))
    }
}

/// Its name in a request.
fn name(part: Part) -> &'static str {
    match part {
        Part::Key => "key",
        Part::Source => "source",
        Part::Config => "config",
        Part::Settings => "settings",
        Part::CurrentSettings => "currentSettings",
        Part::OldSettings => "oldSettings",
        Part::NewSettings => "newSettings",
        Part::Instance => "instance",
        Part::Command => "command",
    }
}

fn missing(command: &str, field: &str) -> Error {
    Error::input(format!("the adapter's '{command}' needs '{field}', which the request doesn't have"))
}

fn cannot_write(cause: &serde_json::Error) -> Error {
    Error::bug(format!("cannot write a request: {cause}"))
}

/// Words as one text that a POSIX shell splits back into the same words.
pub fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(crate::process::quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Dialect, Operation};
    use super::*;
    use proptest::prelude::*;

    fn key() -> Key {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "k\"ey\n").unwrap();
        Key::read(file.path()).unwrap()
    }

    fn raw(text: &str) -> Box<RawValue> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_request_is_one_line_with_the_key_as_its_file_has_it() {
        let payload = Payload { config: Some(raw("{\n \"a\": [1,\r\n 1.50]}")), ..Payload::default() };
        let form = Dialect::Current.form(Operation::SetConfig).unwrap();
        let line = payload.line(&form, Some(&key())).unwrap();
        assert_eq!(line, "{\"key\":\"k\\\"ey\\n\",\"config\":{  \"a\": [1,   1.50]}}\n");
    }

    #[test]
    fn a_dialect_takes_what_it_knows_and_misses_what_it_needs() {
        let payload = Payload {
            settings: Some(raw("1")),
            current_settings: Some(raw("0")),
            config: Some(raw("2")),
            ..Payload::default()
        };
        let line = |dialect: Dialect, operation| {
            payload.line(&dialect.form(operation).unwrap(), Some(&key())).map_err(|e| e.message().to_owned())
        };
        let march = line(Dialect::Mar2025, Operation::ProcessConfig).unwrap();
        assert_eq!(march, "{\"currentSettings\":0,\"oldSettings\":0,\"newSettings\":1}\n");
        let missing = line(Dialect::Current, Operation::GetLogFile).unwrap_err();
        assert_eq!(missing, "the adapter's 'get-log-file' needs 'source', which the request doesn't have");
    }

    #[test]
    fn without_a_key_there_is_a_line_all_the_same() {
        let form = Dialect::Current.form(Operation::Version).unwrap();
        assert_eq!(Payload::default().line(&form, None).unwrap(), "{}\n");
    }

    proptest! {
        #[test]
        fn words_come_back_whole(words in prop::collection::vec("[^\0]*", 0..6)) {
            let text = quoted(words.iter().map(String::as_str));
            prop_assert_eq!(shlex::split(&text).unwrap(), words);
        }
    }
}
