//! For people: a finding a line, its fix below it, a sum at the end.

use super::super::code::Level;
use super::super::report::Report;
use super::counted;
use crate::escape;

pub(super) fn write(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let (place, level) = (&finding.place, finding.level.word());
        text += &format!("{place}: {level} {}: {}\n  fix: {}\n", finding.code, finding.message, finding.fix);
    }
    for (why, codes) in reasons(report) {
        text += &format!("not looked at: {} ({why})\n", codes.join(", "));
    }
    report.remarks.iter().for_each(|remark| text += &format!("{remark}\n"));
    let count = |level: Level| counted(report.count(level), level.word());
    let sum = [Level::Error, Level::Warning, Level::Note].map(count).join(", ");
    text + &format!("{}: {sum}\n", escape::line(&report.subject))
}

/// What wasn't looked at, by the reason, in the order of the codes.
fn reasons(report: &Report) -> Vec<(&str, Vec<&str>)> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (code, why) in &report.skipped {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, codes)) => codes.push(code),
            None => reasons.push((why, vec![code])),
        }
    }
    reasons
}
