//! A report: what was looked at, what was found, and what couldn't be looked at and why.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::code::{self, Code, Level, Scope};
use super::finding::Finding;
use crate::escape;

/// Why a code wasn't looked at, where nobody knows a better reason.
const UNSEEN: &str = "nothing was there that would show it";

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'r> {
    /// Nothing was found.
    Good,
    /// This was found, one or more.
    Found(&'r Code),
    /// It couldn't be looked at, for this reason.
    Skipped(&'r str),
}

/// What judging a package or an adapter came to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Report {
    /// What was judged: a file, a container, a command line.
    pub subject: String,
    /// What it is.
    pub scope: Scope,
    /// What was found, the heaviest first.
    pub findings: Vec<Finding>,
    /// The codes that were judged, where they were looked at: no other one is well.
    pub looked: BTreeSet<&'static str>,
    /// What wasn't looked at, or not all of it, by code, with the reason.
    pub skipped: BTreeMap<&'static str, String>,
    /// Remarks on how it was looked at.
    pub remarks: Vec<String>,
}

impl Report {
    /// Nothing looked at so far.
    pub fn new(subject: impl Into<String>, scope: Scope) -> Self {
        let (findings, looked, skipped, remarks) = Default::default();
        Self { subject: subject.into(), scope, findings, looked, skipped, remarks }
    }

    /// Adds a finding, once.
    pub fn add(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// These were judged here. What is found otherwise, or couldn't be looked at elsewhere, stays.
    pub(super) fn look<'c>(&mut self, codes: impl IntoIterator<Item = &'c &'static Code>) {
        self.looked.extend(codes.into_iter().map(|code| code.id));
    }

    /// These couldn't be looked at. What was found of them all the same stays.
    pub fn skip<'c>(&mut self, codes: impl IntoIterator<Item = &'c &'static Code>, why: &str) {
        for code in codes {
            self.skipped.entry(code.id).or_insert_with(|| escape::line(why));
        }
    }

    /// Whether anything of this code was found.
    pub fn has(&self, code: &Code) -> bool {
        self.findings.iter().any(|finding| finding.code == code.id)
    }

    /// The heaviest finding's level.
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }

    /// How many findings there are of this level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// Every check of this scope, in the table's order, with what became of it. Only what was looked at is well.
    pub fn outcomes(&self) -> impl Iterator<Item = (&'static Code, Outcome<'_>)> {
        let outcome = |code: &'static Code| {
            let skipped = self.skipped.get(code.id).map(|why| Outcome::Skipped(why));
            let found = self.has(code).then_some(Outcome::Found(code));
            let good = self.looked.contains(code.id).then_some(Outcome::Good);
            (code, found.or(skipped).or(good).unwrap_or(Outcome::Skipped(UNSEEN)))
        };
        code::ALL.iter().filter(|code| code.scope == self.scope).map(move |code| outcome(code))
    }

    /// The findings of one code.
    pub fn of<'r>(&'r self, code: &'r Code) -> impl Iterator<Item = &'r Finding> {
        self.findings.iter().filter(|finding| finding.code == code.id)
    }

    /// Whatever was neither looked at nor found wasn't looked at; findings are in the order in which they are read: the
    /// heaviest first, then by code and place.
    pub(super) fn end(&mut self) {
        let unseen = |(code, outcome)| matches!(outcome, Outcome::Skipped(_)).then_some(code);
        let unseen: Vec<_> = self.outcomes().filter_map(unseen).collect();
        self.skip(&unseen, UNSEEN);
        self.looked.extend(self.findings.iter().map(|finding| finding.code));
        self.looked.retain(|code| !self.skipped.contains_key(code));
        self.findings.sort_by(|one, two| {
            let key = |finding: &Finding| (std::cmp::Reverse(finding.level), finding.code);
            key(one).cmp(&key(two)).then_with(|| one.place.cmp(&two.place))
        });
    }
}
