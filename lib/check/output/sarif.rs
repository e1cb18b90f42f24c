//! SARIF 2.1.0: the findings, and the whole table as rules.

use serde_json::{Value, json};

use super::super::code::{self, Code};
use super::super::finding::{Finding, Place};
use super::super::report::{Outcome, Report};
use crate::error::Result;
use crate::module::package::DESCRIPTOR;

pub(super) fn write(report: &Report) -> Result<String> {
    let skipped = report.outcomes().filter_map(|(code, outcome)| match outcome {
        Outcome::Skipped(why) => Some(json!({
            "level": "note",
            "descriptor": { "id": code.id },
            "message": { "text": format!("not looked at: {why}") },
        })),
        _ => None,
    });
    super::json(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "hd-check",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": code::ALL.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": report.findings.iter().map(result).collect::<Vec<_>>(),
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": skipped.collect::<Vec<_>>(),
            }],
        }],
    }))
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": code.about },
        "help": { "text": code.fix },
        "defaultConfiguration": { "level": code.level.word() },
    })
}

fn result(finding: &Finding) -> Value {
    json!({
        "ruleId": finding.code,
        "ruleIndex": code::ALL.iter().position(|code| code.id == finding.code),
        "level": finding.level.word(),
        "message": { "text": format!("{} (fix: {})", finding.message, finding.fix) },
        "locations": [location(&finding.place)],
    })
}

fn location(place: &Place) -> Value {
    if !place.file {
        return json!({ "logicalLocations": [logical(&place.at)] });
    }
    // A pointer into the descriptor is no part of its name.
    let pointer = place.at.strip_prefix(DESCRIPTOR).and_then(|rest| rest.strip_prefix('#'));
    let file = if pointer.is_some() { DESCRIPTOR } else { &place.at };
    let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
    if let Some(line) = place.line {
        physical["region"] = json!({ "startLine": line });
        if let Some(column) = place.column {
            physical["region"]["startColumn"] = column.into();
        }
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(pointer) = pointer.filter(|pointer| !pointer.is_empty()) {
        location["logicalLocations"] = json!([logical(pointer)]);
    }
    location
}

fn logical(name: &str) -> Value {
    json!({ "fullyQualifiedName": name })
}

/// A path as a relative reference (RFC 3986): what isn't unreserved is written in percents, `:` too, which would end a scheme.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let letter = |byte: u8| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") };
    path.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_files_name_is_a_relative_reference_that_leads_to_it() {
        let base = url::Url::parse("file:///package/").unwrap();
        for name in [
            "templates/a.tmpl",
            "templates/a b.tmpl",
            "templates/#.tmpl",
            "templates/50%.tmpl",
            "templates/%41.tmpl",
            "templates/[x]|{y}^`<z>\"'.tmpl",
            "templates/é\u{1f600}.tmpl",
            "templates/a\\b.tmpl",
            "templates/a?b&c=d;e+f!$(g)*,@.tmpl",
            "c:x.tmpl",
            "https:.tmpl",
            "templates/\u{7f}.tmpl",
        ] {
            let uri = uri(name);
            assert!(
                uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)),
                "{uri}"
            );
            let url = base.join(&uri).unwrap();
            assert_eq!((url.query(), url.fragment()), (None, None), "{uri}");
            let path = url.to_file_path().unwrap();
            assert_eq!(path, std::path::Path::new("/package").join(name), "{uri}");
        }
    }

    #[test]
    fn a_pointer_into_the_descriptor_is_no_part_of_its_name() {
        let location = location(&Place::file("descriptor.json#/exactlyOne/0"));
        assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "descriptor.json");
        assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "/exactlyOne/0");
    }
}
