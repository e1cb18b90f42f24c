//! Test Anything Protocol, version 14: a test for each code.

use super::super::code::{Code, Level};
use super::super::report::{Outcome, Report};

pub(super) fn write(report: &Report, fails: Level) -> String {
    let checks: Vec<_> = report.outcomes().collect();
    let mut text = format!("TAP version 14\n1..{}\n", checks.len());
    for (number, (code, outcome)) in checks.iter().enumerate() {
        let name = format!("{} - {} {}", number + 1, code.id, code.title);
        text += &match outcome {
            Outcome::Good => format!("ok {name}\n"),
            Outcome::Skipped(why) => format!("ok {name} # SKIP {}\n", why.replace('#', "")),
            Outcome::Found(_) if code.level >= fails => format!("not ok {name}\n{}", said(report, code)),
            // Found, and no failure.
            Outcome::Found(_) => {
                format!("not ok {name} # TODO {}\n{}", code.level.word(), said(report, code))
            }
        };
    }
    text
}

/// The findings as the block of YAML that may follow a test: JSON is YAML.
fn said(report: &Report, code: &Code) -> String {
    let line = |finding| serde_json::to_string(finding).unwrap_or_default();
    let findings: String = report.of(code).map(|finding| format!("    - {}\n", line(finding))).collect();
    format!("  ---\n  findings:\n{findings}  ...\n")
}
