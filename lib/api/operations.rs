//! Operations: what is done to a container and takes its time. Each has an id under which one sees what became of it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bollard::models::{ContainerInspectResponse, ContainerStateStatusEnum as State, RestartPolicyNameEnum};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::digest;
use crate::engine::{HOME_LABEL, MODULE_LABEL};
use crate::error::Error;
use crate::name::Fqmn;
use crate::state::Lock;

use super::containers::Action;
use super::{Answer, Caller, Daemon, Problem, Refusal};

/// How many operations are remembered.
const REMEMBERED: usize = 512;
/// How many may run at once.
const AT_ONCE: usize = 32;
/// How long a restart that has stopped its container tries to start it again.
const PERSISTENCE: Duration = Duration::from_secs(3600);
/// How long it waits between two tries.
const PAUSE: Duration = Duration::from_secs(1);

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

/// An operation that was accepted and has to be performed now.
#[derive(Debug)]
#[must_use]
pub struct Job {
    operation: String,
    action: Action,
    /// The container's id: names may be another's by now.
    container: String,
    module: Fqmn,
    /// The container runs and has no restart policy.
    lone: bool,
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

    fn begin(&self, by: &Caller, action: Action, container: &str) -> Answer<Operation> {
        let mut all = self.lock();
        let running = || all.iter().filter(|operation| operation.state == Progress::Running);
        if running().any(|operation| operation.container == container) {
            return Err(Problem::new(Refusal::Conflict, format!("'{container}' is being worked on")));
        }
        if running().count() >= AT_ONCE {
            return Err(Problem::new(Refusal::TooMuch, format!("{AT_ONCE} operations are running")));
        }
        let (id, container) = (new_id()?, container.to_owned());
        let operation =
            Operation { id, action, container, state: Progress::Running, reason: None, by: by.clone() };
        all.push_back(operation.clone());
        let oldest = all.iter().position(|operation| operation.state != Progress::Running);
        if all.len() > REMEMBERED {
            oldest.and_then(|oldest| all.remove(oldest));
        }
        Ok(operation)
    }

    fn end(&self, id: &str, ended: Answer<()>) -> Option<Operation> {
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

    /// Accepts an operation where the caller may do that and the container's state allows it. Nothing is done before
    /// [`Daemon::perform`] gets the job.
    pub async fn begin(&self, caller: &Caller, name: &str, action: Action) -> Answer<(Operation, Job)> {
        let container = self.container(name).await?;
        container.allows(caller, action, &self.view())?;
        let Some(module) = container.module.clone() else { return Err(Problem::missing("such container")) };
        let now = self.look(&container.id, &module).await?;
        self.permit(&now, action, &module)?;
        let operation = self.operations.begin(caller, action, &container.name)?;
        let job = Job {
            operation: operation.id.clone(),
            lone: now.runs() && !now.comes_back,
            container: container.id,
            action,
            module,
        };
        Ok((operation, job))
    }

    /// Does what was accepted, to its end. Gives the operation as it ended.
    pub async fn perform(&self, job: Job) -> Option<Operation> {
        let ended = match job.action {
            Action::Stop => self.engine.stop(&job.container).await,
            Action::Start => self.start_locked(&job).await,
            Action::Restart if job.lone => self.restart_locked(&job).await,
            Action::Restart => self.restart(&job).await,
        };
        self.operations.end(&job.operation, ended)
    }

    /// Stops it without the home's lock: that may take minutes, in which the operator isn't kept out. The start does
    /// take the lock and looks again: it must not undo what the operator did meanwhile.
    async fn restart(&self, job: &Job) -> Answer<()> {
        self.engine.stop(&job.container).await?;
        let end = Instant::now() + PERSISTENCE;
        loop {
            match self.start_locked(job).await {
                Err(problem) if problem.refusal == Refusal::Unavailable && Instant::now() < end => {
                    sleep(PAUSE).await;
                }
                ended => return ended,
            }
        }
    }

    /// A container without a restart policy doesn't show that the operator stopped it: there the whole restart has the
    /// lock.
    async fn restart_locked(&self, job: &Job) -> Answer<()> {
        let _lock = self.lock().await?;
        let now = self.look(&job.container, &job.module).await?;
        if !now.runs() {
            return Err(Problem::new(Refusal::Conflict, "it doesn't run any more"));
        }
        self.engine.stop(&job.container).await?;
        self.engine.start(&job.container).await
    }

    async fn start_locked(&self, job: &Job) -> Answer<()> {
        let _lock = self.lock().await?;
        let now = self.look(&job.container, &job.module).await?;
        self.permit(&now, Action::Start, &job.module)?;
        self.engine.start(&job.container).await
    }

    async fn lock(&self) -> Answer<Lock> {
        let home = self.home().clone();
        let taken = tokio::task::spawn_blocking(move || home.lock()).await;
        taken.unwrap_or_else(|_| Err(Error::bug("waiting for the lock broke"))).map_err(Into::into)
    }

    /// The container as it is now. One that isn't this home's and this module's any more is gone.
    async fn look(&self, id: &str, module: &Fqmn) -> Answer<Now> {
        let seen = self.engine.inspect(id).await?;
        let labels = seen.config.as_ref().and_then(|config| config.labels.as_ref());
        let label = |name: &str| labels.and_then(|labels| labels.get(name)).map(String::as_str);
        let ours = label(HOME_LABEL) == Some(self.home().id())
            && label(MODULE_LABEL) == Some(module.to_string().as_str());
        if ours { Ok(Now::of(&seen)) } else { Err(Problem::missing("such container any more")) }
    }

    /// Whether the container's state, and its module's, allow this. What the operator stopped, paused or disabled isn't
    /// started (SPEC.md section 8).
    fn permit(&self, now: &Now, action: Action, module: &Fqmn) -> Answer<()> {
        let refuse = |why: &str| Err(Problem::new(Refusal::Conflict, why));
        match now.state {
            State::PAUSED => refuse("the operator paused it"),
            State::DEAD | State::REMOVING => refuse("it is being removed"),
            _ if action == Action::Stop => Ok(()),
            _ if !self.view().is_enabled(module) => refuse(&format!("module '{module}' is disabled")),
            _ if now.runs() || now.comes_back => Ok(()),
            _ => refuse("the operator stopped it, or it ended and isn't to come back by itself"),
        }
    }
}

/// What a container's state is.
#[derive(Debug)]
struct Now {
    state: State,
    /// It has a restart policy. The operator's stop takes it away.
    comes_back: bool,
}

impl Now {
    fn of(seen: &ContainerInspectResponse) -> Self {
        let policy = seen.host_config.as_ref().and_then(|config| config.restart_policy.as_ref()?.name);
        let none = [None, Some(RestartPolicyNameEnum::NO), Some(RestartPolicyNameEnum::EMPTY)];
        Self {
            state: seen.state.as_ref().and_then(|state| state.status).unwrap_or(State::EMPTY),
            comes_back: !none.contains(&policy),
        }
    }

    fn runs(&self) -> bool {
        matches!(self.state, State::RUNNING | State::RESTARTING)
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
    use serde_json::json;

    use super::*;
    use crate::api::view::tests::{home, write};

    fn me() -> Caller {
        Caller::Module("me/mod".parse().unwrap())
    }

    #[test]
    fn what_the_operator_stopped_paused_or_disabled_isnt_started() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let may = |state, comes_back, action| {
            daemon.permit(&Now { state, comes_back }, action, &"me/mod".parse().unwrap()).is_ok()
        };
        for action in [Action::Start, Action::Restart] {
            assert!(may(State::RUNNING, false, action) && may(State::RESTARTING, true, action));
            assert!(may(State::EXITED, true, action));
            assert!(!may(State::EXITED, false, action) && !may(State::CREATED, false, action));
            assert!(!may(State::PAUSED, true, action) && !may(State::REMOVING, true, action));
        }
        assert!(may(State::EXITED, false, Action::Stop) && !may(State::PAUSED, true, Action::Stop));
        write(&home, &[("me/mod", json!({}))], false);
        assert!(!may(State::EXITED, true, Action::Start) && !may(State::RUNNING, true, Action::Restart));
        assert!(may(State::RUNNING, true, Action::Stop));
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
