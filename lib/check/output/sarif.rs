//! SARIF 2.1.0: the findings, and the whole table as rules.

use serde_json::{Value, json};

use super::super::code::{self, Code};
use super::super::finding::{Finding, Place};
use super::super::report::{Outcome, Report};
use crate::error::Result;

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
        return json!({ "logicalLocations": [{ "fullyQualifiedName": place.at }] });
    }
    let mut physical = json!({ "artifactLocation": { "uri": place.at.replace(' ', "%20") } });
    if let Some(line) = place.line {
        physical["region"] = json!({ "startLine": line });
        if let Some(column) = place.column {
            physical["region"]["startColumn"] = column.into();
        }
    }
    json!({ "physicalLocation": physical })
}
