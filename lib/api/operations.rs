//! Operations: what is done to a container and takes its time. Each has an id under which one sees what became of it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use schemars::JsonSchema;
use serde::Serialize;

use crate::digest;
use crate::error::Error;

use super::containers::Action;
use super::{Answer, Caller, Daemon, Problem, Refusal};

/// How many operations are remembered.
const REMEMBERED: usize = 512;
/// How many may run at once.
const AT_ONCE: usize = 32;

/// An operation, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Operation {
    /// Its id.
    pub id: String,
    /// What is done.
    pub action: Action,
    /// The container's name.
    pub container: String,
    /// What became of it.
    pub state: Progress,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who asked for it.
    #[serde(skip)]
    by: Caller,
}

impl Operation {
    fn new(id: String, by: &Caller, action: Action, container: &str) -> Self {
        let container = container.into();
        Self { id, action, container, state: Progress::Running, reason: None, by: by.clone() }
    }

    /// Who asked for it.
    pub fn by(&self) -> &Caller {
        &self.by
    }
}

/// What became of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// It is being done.
    Running,
    /// It is done.
    Done,
    /// It couldn't be done.
    Failed,
}

/// Operations that run, and the last that ended.
#[derive(Debug, Default)]
pub(super) struct Operations {
    all: Mutex<VecDeque<Operation>>,
}

impl Operations {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Operation>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn running(&self) -> usize {
        self.lock().iter().filter(|operation| operation.state == Progress::Running).count()
    }

    /// Begins one; a container has one at a time.
    pub(super) fn begin(&self, by: &Caller, action: Action, container: &str) -> Answer<Operation> {
        let mut all = self.lock();
        let running = || all.iter().filter(|operation| operation.state == Progress::Running);
        if running().any(|operation| operation.container == container) {
            return Err(Problem::new(Refusal::Conflict, format!("'{container}' is being worked on")));
        }
        if running().count() >= AT_ONCE {
            return Err(Problem::new(Refusal::TooMuch, format!("{AT_ONCE} operations are running")));
        }
        let operation = Operation::new(new_id()?, by, action, container);
        all.push_back(operation.clone());
        let oldest = all.iter().position(|operation| operation.state != Progress::Running);
        if all.len() > REMEMBERED {
            oldest.and_then(|oldest| all.remove(oldest));
        }
        Ok(operation)
    }

    /// Goes on with one that another run of the daemon began; nothing where it is known already.
    pub(super) fn resume(&self, id: &str, by: &Caller, action: Action, container: &str) -> Option<Operation> {
        let mut all = self.lock();
        let operation = Operation::new(id.into(), by, action, container);
        all.iter().all(|known| known.id != id).then(|| all.push_back(operation.clone()))?;
        Some(operation)
    }

    /// Ends one.
    pub(super) fn end(&self, id: &str, ended: Answer<()>) -> Option<Operation> {
        let mut all = self.lock();
        let operation = all.iter_mut().find(|operation| operation.id == id)?;
        operation.state = if ended.is_ok() { Progress::Done } else { Progress::Failed };
        operation.reason = ended.err().map(|problem| problem.detail);
        Some(operation.clone())
    }
}

impl Daemon {
    /// An operation that this caller began; the operator sees all.
    pub fn operation(&self, caller: &Caller, id: &str) -> Answer<Operation> {
        let all = self.operations.lock();
        let found = all
            .iter()
            .find(|operation| operation.id == id && (*caller == Caller::Operator || operation.by == *caller));
        found.cloned().ok_or_else(|| Problem::missing("operation of that id, or not any more"))
    }
}

fn new_id() -> Answer<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Problem::from(Error::machine(format!("cannot get randomness: {cause}"))))?;
    Ok(digest::hex(&bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::api::view::tests::home;

    fn me() -> Caller {
        Caller::Module("me/mod".parse().unwrap())
    }

    #[test]
    fn one_operation_at_a_time_on_a_container_and_not_too_many_at_all() {
        let operations = Operations::default();
        let first = operations.begin(&me(), Action::Restart, "a").unwrap();
        let again = operations.begin(&me(), Action::Stop, "a").unwrap_err();
        assert_eq!(again.refusal, Refusal::Conflict);
        for number in 1..AT_ONCE {
            operations.begin(&me(), Action::Restart, &number.to_string()).unwrap();
        }
        assert_eq!(operations.begin(&me(), Action::Stop, "b").unwrap_err().refusal, Refusal::TooMuch);
        operations.end(&first.id, Ok(())).unwrap();
        assert!(operations.begin(&me(), Action::Stop, "b").is_ok());
    }

    #[test]
    fn the_last_operations_are_remembered_and_running_ones_always() {
        let operations = Operations::default();
        let running = operations.begin(&me(), Action::Restart, "running").unwrap();
        for number in 0..2 * REMEMBERED {
            let begun = operations.begin(&me(), Action::Stop, "other").unwrap();
            operations.end(&begun.id, Err(Problem::missing(&number.to_string()))).unwrap();
        }
        let all = operations.lock();
        assert_eq!((all.len(), all[0].id.as_str()), (REMEMBERED, running.id.as_str()));
        assert_eq!(all.back().unwrap().reason.as_deref(), Some("there is no 1023"));
    }

    #[test]
    fn an_operation_is_its_caller_s_and_the_operator_s() {
        let (_folder, home) = home(&[]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let begun = daemon.operations.begin(&me(), Action::Restart, "a").unwrap();
        assert!(daemon.operation(&me(), &begun.id).is_ok());
        assert!(daemon.operation(&Caller::Operator, &begun.id).is_ok());
        assert!(daemon.operation(&Caller::Module("you/mod".parse().unwrap()), &begun.id).is_err());
    }
}
