//! Refused changes that may come in floods: of those that a caller asks for within a second, the audit has one line.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::audit::Entry;
use super::containers::Action;
use super::{Caller, Daemon, Problem};

/// The first of a burst, and how many came after it; by who asked, and why it was refused.
type Waiting = BTreeMap<(String, String), (Entry, u64)>;

/// What waits to be written.
#[derive(Debug, Default)]
pub(super) struct Bursts(Mutex<Waiting>);

impl Bursts {
    fn add(&self, entry: Entry, more: u64) {
        let key = (entry.who.clone(), entry.reason.clone().unwrap_or_default());
        let mut waiting = self.lock();
        match waiting.get_mut(&key) {
            Some(first) => first.1 += 1 + more,
            None => drop(waiting.insert(key, (entry, more))),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A burst's line.
fn line(first: &Entry, more: u64) -> Entry {
    let mut line = first.clone();
    if let Some(reason) = line.reason.as_mut().filter(|_| more > 0) {
        *reason = format!("{reason}; with it {more} more");
    }
    line
}

impl Daemon {
    /// Notes a change that was refused before anything about it was looked at. It is written by
    /// [`Daemon::write_refused`].
    pub fn note_refused(&self, caller: &Caller, action: Action, name: &str, problem: &Problem) {
        let entry = Entry::new(&caller.to_string(), &action.to_string(), name, "refused");
        self.bursts.add(Entry { reason: Some(problem.detail.clone()), ..entry }, 0);
    }

    /// Writes what was noted; what can't be written now is written later.
    pub async fn write_refused(&self) {
        let waiting = std::mem::take(&mut *self.bursts.lock());
        if waiting.is_empty() {
            return;
        }
        let lines = waiting.values().map(|(first, more)| line(first, *more)).collect();
        if self.audit_all(lines).await.is_err() {
            for (first, more) in waiting.into_values() {
                self.bursts.add(first, more);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::super::Refusal;
    use super::*;
    use crate::api::view::tests::home;

    #[tokio::test]
    async fn a_burst_is_one_line_and_isnt_lost_where_it_cant_be_written() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let (me, problem) = (Caller::Module("me/mod".parse().unwrap()), Problem::new(Refusal::TooMuch, "x"));
        let note = |caller: &Caller| daemon.note_refused(caller, Action::Stop, "one", &problem);
        let reasons = || {
            let entries = daemon.audit_log().entries();
            entries.into_iter().map(|line| (line.who, line.reason.unwrap())).collect::<Vec<_>>()
        };
        std::fs::rename(home.dir().join("log"), home.dir().join("aside")).unwrap();
        (0..3).for_each(|_| note(&me));
        daemon.write_refused().await;
        std::fs::rename(home.dir().join("aside"), home.dir().join("log")).unwrap();
        note(&me);
        note(&Caller::Operator);
        daemon.write_refused().await;
        daemon.write_refused().await;
        let line = |who: &str, reason: &str| (who.to_owned(), reason.to_owned());
        assert_eq!(reasons(), [line("me/mod", "x; with it 3 more"), line("nodeset/hyperdrive", "x")]);
    }
}
