//! A report as text: for people, and in the forms that CI systems read.

mod junit;
mod plain;
mod sarif;
mod tap;

use std::str::FromStr;

use super::code::Level;
use super::report::Report;
use crate::error::{Error, Result};

/// A form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// Test Anything Protocol 14.
    Tap,
    /// `JUnit` XML.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
}

impl FromStr for Form {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            "tap" => Ok(Self::Tap),
            "junit" => Ok(Self::Junit),
            "sarif" => Ok(Self::Sarif),
            _ => Err(Error::usage(format!("no form is called '{text}'"))),
        }
    }
}

/// The report in this form, a newline at its end. What is as heavy as `fails` is a failure.
pub fn write(report: &Report, form: Form, fails: Level) -> Result<String> {
    match form {
        Form::Text => Ok(plain::write(report)),
        Form::Json => json(report),
        Form::Tap => Ok(tap::write(report, fails)),
        Form::Junit => Ok(junit::write(report, fails)),
        Form::Sarif => sarif::write(report),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map(|text| text + "\n")
        .map_err(|cause| Error::bug(format!("cannot write the report: {cause}")))
}

/// `1 error`, `2 errors`.
fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::code::{self, Scope};
    use super::super::finding::{Finding, Place};
    use super::*;

    fn report() -> Report {
        let mut report = Report::new("x.zip", Scope::Package);
        let place = Place::in_file("templates/a.tmpl", 3, 5);
        report.add(Finding::new(code::RENDER, place, "<no> \"value\" &\u{1b}[31m"));
        report.add(Finding::new(code::UNPINNED, Place::file("templates/a.tmpl"), "image 'x' of service 'a'"));
        report.skip([&code::NO_CONTAINER], "no adapter");
        report.look(code::ALL);
        report
    }

    #[test]
    fn text_is_one_finding_a_line_with_its_fix() {
        let text = write(&report(), Form::Text, Level::Error).unwrap();
        assert!(text.starts_with(
            "templates/a.tmpl:3:5: error HD004: <no> \"value\" &\\u{1b}[31m\n  fix: mend the template"
        ));
        assert!(text.contains("\nnot looked at: HD013 (no adapter)\n"), "{text}");
        assert!(text.ends_with("x.zip: 1 error, 1 warning, 0 notes\n"), "{text}");
    }

    #[test]
    fn what_a_stranger_wrote_stays_on_its_line() {
        let mut report = Report::new("x\nok 4\u{1b}[31m", Scope::Package);
        report.skip([&code::NO_CONTAINER], "a\nok 4 - HD004\u{1b}[31m # TODO");
        for form in [Form::Text, Form::Tap] {
            let text = write(&report, form, Level::Error).unwrap();
            assert!(!text.contains('\u{1b}') && text.matches("\nok 4").count() <= 1, "{text}");
            assert!(form == Form::Text || !text.contains("# TODO"), "{text}");
        }
    }

    #[test]
    fn tap_counts_every_check() {
        let text = write(&report(), Form::Tap, Level::Error).unwrap();
        let checks = code::ALL.iter().filter(|code| code.scope == Scope::Package).count();
        assert!(text.starts_with(&format!("TAP version 14\n1..{checks}\n")), "{text}");
        assert!(text.contains("\nnot ok 4 - HD004 templates render"), "{text}");
        assert!(text.contains("# TODO warning\n") && text.contains("# SKIP no adapter\n"), "{text}");
        let strict = write(&report(), Form::Tap, Level::Warning).unwrap();
        assert!(!strict.contains("# TODO"), "{strict}");
    }

    #[test]
    fn junit_is_well_formed_and_counts() {
        let text = write(&report(), Form::Junit, Level::Error).unwrap();
        assert!(text.contains(r#"failures="1""#) && text.contains(r#"skipped="1""#), "{text}");
        assert!(text.contains("&lt;no&gt; &quot;value&quot; &amp;\\u{1b}[31m"), "{text}");
        let cases = text.matches("  <testcase ").count();
        let open =
            text.lines().filter(|line| line.starts_with("  <testcase ") && !line.ends_with("/>")).count();
        assert_eq!(open, text.matches("</testcase>").count(), "{text}");
        assert_eq!(cases, code::ALL.iter().filter(|code| code.scope == Scope::Package).count());
    }

    #[test]
    fn sarif_names_rules_and_places() {
        let sarif: serde_json::Value =
            serde_json::from_str(&write(&report(), Form::Sarif, Level::Error).unwrap()).unwrap();
        let run = &sarif["runs"][0];
        assert_eq!(sarif["version"], "2.1.0");
        let result = &run["results"][0];
        assert_eq!((&result["ruleId"], &result["level"]), (&"HD004".into(), &"error".into()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
            (&"templates/a.tmpl".into(), &3.into())
        );
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "HD004");
    }
}
