//! A failure on standard error: text in one place, or JSON.

use std::io::Write;

use hd::error::Report;
use hd::escape;

use crate::flags::Errors;

/// Prints a failure. `subject` is the module that it is about, where the tool works on several.
pub fn print(report: &Report, subject: Option<&str>, form: Errors) {
    let text = match form {
        Errors::Json => serde_json::to_string(report).unwrap_or_default(),
        Errors::Text => text(report, subject),
    };
    // Nobody is there to be told that standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A remark for people on standard error: `TOOL: message`.
pub fn warn(tool: &str, message: &str) {
    let _ = writeln!(std::io::stderr(), "{tool}: {}", escape::line(message));
}

fn text(report: &Report, subject: Option<&str>) -> String {
    let subject = subject.filter(|fqmn| !report.message.contains(*fqmn)).map(|fqmn| format!("{fqmn}: "));
    let first = format!("{}: {}{}", report.tool, subject.unwrap_or_default(), report.message);
    let faults = report.faults.iter().map(|fault| format!("  {fault}"));
    let hints = report.hints.iter().map(|hint| format!("  hint: {hint}"));
    let lines = std::iter::once(first).chain(faults).chain(hints);
    lines.map(|text| escape::line(&text)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use hd::{Error, Fault};

    #[test]
    fn faults_and_hints_stand_on_lines_of_their_own_and_nothing_reaches_the_terminal_raw() {
        let error = Error::input("2 faults in 'x\x1b[2J'").with_faults([Fault::new("/name", "is missing")]);
        let text = super::text(&error.hint("look").report("hd-t"), Some("a/b"));
        assert_eq!(text, "hd-t: a/b: 2 faults in 'x\\u{1b}[2J'\n  /name: is missing\n  hint: look");
    }
}
