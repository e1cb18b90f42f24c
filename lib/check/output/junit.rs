//! `JUnit` XML: a test case for each code.

use super::super::code::{Code, Level};
use super::super::report::{Outcome, Report};

pub(super) fn write(report: &Report, fails: Level) -> String {
    let checks: Vec<_> = report.outcomes().collect();
    let failed = |outcome: &Outcome| matches!(outcome, Outcome::Found(code) if code.level >= fails);
    let failures = checks.iter().filter(|(_, outcome)| failed(outcome)).count();
    let skipped = checks.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Skipped(_))).count();
    let cases: String = checks.iter().map(|(code, outcome)| case(report, code, outcome, fails)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"hd-check {}\" tests=\"{}\" \
         failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n{cases}</testsuite>\n",
        escaped(&report.subject),
        checks.len(),
    )
}

fn case(report: &Report, code: &Code, outcome: &Outcome, fails: Level) -> String {
    let head = format!("  <testcase classname=\"{}\" name=\"{}\"", code.id, escaped(code.title));
    match outcome {
        Outcome::Good => format!("{head}/>\n"),
        Outcome::Skipped(why) => {
            format!("{head}>\n    <skipped message=\"{}\"/>\n  </testcase>\n", escaped(why))
        }
        Outcome::Found(_) if code.level >= fails => {
            let failure =
                |text: &str| format!("    <failure type=\"{}\" message=\"{text}\"/>\n", code.level.word());
            let failures: String = messages(report, code).map(|text| failure(&text)).collect();
            format!("{head}>\n{failures}  </testcase>\n")
        }
        Outcome::Found(_) => {
            let said: String = messages(report, code).map(|text| text + "\n").collect();
            format!("{head}>\n    <system-out>{said}</system-out>\n  </testcase>\n")
        }
    }
}

fn messages<'r>(report: &'r Report, code: &'r Code) -> impl Iterator<Item = String> + 'r {
    report.of(code).map(|found| escaped(&format!("{}: {} (fix: {})", found.place, found.message, found.fix)))
}

/// Text as it may stand in an attribute or an element. Control characters don't come this far but from a file's name.
fn escaped(text: &str) -> String {
    crate::escape::line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        // No character of XML.
        .replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
