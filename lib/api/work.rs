//! Work on containers: who may have it done, when it may be done, and doing it without undoing what the operator did.

use std::pin::pin;
use std::time::{Duration, SystemTime};

use bollard::models::{ContainerInspectResponse, ContainerStateStatusEnum as State, RestartPolicyNameEnum};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::engine::{HOME_LABEL, MODULE_LABEL};
use crate::error::Kind;
use crate::name::Fqmn;
use crate::state::Lock;

use super::audit::Entry;
use super::containers::Action;
use super::operations::{Operation, Progress};
use super::{Answer, Caller, Daemon, Problem, Refusal};

/// How long a restart that has stopped its container tries to start it again.
const PERSISTENCE: Duration = Duration::from_secs(3600);
/// How long it waits between two tries.
const PAUSE: Duration = Duration::from_secs(1);
/// How long work waits for who has the home's lock, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(50);
/// How long the lock is left alone before the next work has it. Who else waits for it looks more often.
const GAP: Duration = Duration::from_millis(150);
/// How long a stop may keep the operator out, who waits longer than that.
const HOLD: Duration = Duration::from_secs(3);
/// What the operator's tools call it when they stop services.
const STOPS: [&str; 2] = ["hd-compose stop", "hd-compose down"];
/// The engine's word for no restart policy.
const NONE: &str = "no";

/// Work that was accepted and has to be done now.
#[derive(Debug)]
#[must_use]
pub struct Job {
    operation: Operation,
    /// The container's id: names may be another's by now.
    container: String,
    module: Fqmn,
    how: How,
    /// What was started later has been restarted.
    accepted: SystemTime,
}

/// How a job is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Stop,
    Start,
    Restart,
    /// A restart of a running container without a restart policy.
    RestartLocked,
    /// What is left of a restart that another run of the daemon began.
    Resume,
    /// The same of a container without a restart policy.
    ResumeLocked,
}

impl Daemon {
    /// Accepts work where the caller may have it done and the container's state allows it. Whatever comes of it stands
    /// in the audit before anything is done; nothing is done before [`Daemon::perform`] gets the job.
    pub async fn begin(&self, caller: &Caller, name: &str, action: Action) -> Answer<(Operation, Job)> {
        self.pace(caller).inspect_err(|problem| self.note_refused(caller, action, name, problem))?;
        match self.accept(caller, name, action).await {
            Ok(job) => {
                let policy = (job.how == How::RestartLocked).then(|| NONE.into());
                let accepted = entry(&job.operation, &job.container, &job.module);
                let written = self.audit(Entry { policy, ..accepted }).await;
                written.inspect_err(|problem| {
                    self.operations.end(&job.operation.id, Err(problem.clone()));
                })?;
                Ok((job.operation.clone(), job))
            }
            Err(problem) => {
                let entry = Entry::new(&caller.to_string(), &action.to_string(), name, "refused");
                self.audit(Entry { reason: Some(problem.detail.clone()), ..entry }).await?;
                Err(problem)
            }
        }
    }

    async fn accept(&self, caller: &Caller, name: &str, action: Action) -> Answer<Job> {
        let container = self.container(name).await?;
        container.allows(caller, action, &self.view())?;
        let Some(module) = container.module.clone() else { return Err(Problem::missing("such container")) };
        let now = self.look(&container.id, &module).await?;
        self.permit(&now, action, &module)?;
        let how = match action {
            Action::Stop => How::Stop,
            Action::Start => How::Start,
            Action::Restart if now.runs() && !now.comes_back => How::RestartLocked,
            Action::Restart => How::Restart,
        };
        let operation = self.operations.begin(caller, action, &container.name)?;
        Ok(Job { operation, container: container.id, module, how, accepted: SystemTime::now() })
    }

    /// Restarts that another run of the daemon began, and of which nobody knows how they ended: their containers may
    /// be stopped, with nobody left to start them.
    pub fn unfinished(&self) -> Vec<Job> {
        let mut left: Vec<Entry> = Vec::new();
        for entry in self.audit_log().entries_since(SystemTime::now() - PERSISTENCE) {
            let accepted = entry.result == "accepted";
            left.retain(|begun| {
                begun.operation != entry.operation && (begun.container != entry.container || !accepted)
            });
            if accepted && entry.what == Action::Restart.to_string() {
                left.push(entry);
            }
        }
        left.iter().filter_map(|entry| self.resume(entry)).collect()
    }

    fn resume(&self, entry: &Entry) -> Option<Job> {
        let by: Fqmn = entry.who.parse().ok()?;
        let by = if by.is_hyperdrive() { Caller::Operator } else { Caller::Module(by) };
        let module = entry.module.as_ref()?.parse().ok()?;
        let operation = self.operations.resume(entry.operation.as_ref()?, &by, Action::Restart, &entry.on)?;
        let how = if entry.policy.is_some() { How::ResumeLocked } else { How::Resume };
        let accepted = humantime::parse_rfc3339(&entry.at).ok()?;
        Some(Job { operation, container: entry.container.clone()?, module, how, accepted })
    }

    /// Does what was accepted, to its end. Gives the operation as it ended.
    pub async fn perform(&self, job: Job) -> Operation {
        let ended = match job.how {
            How::Stop => self.engine.stop(&job.container).await,
            How::Start => self.start_locked(&job).await,
            How::Restart => self.restart(&job).await,
            How::RestartLocked => self.restart_locked(&job).await,
            How::Resume | How::ResumeLocked => self.resumed(&job).await,
        };
        let operation = self.operations.end(&job.operation.id, ended).unwrap_or(job.operation);
        // It is done, whether the audit can still say so or not.
        let _ = self.audit(entry(&operation, &job.container, &job.module)).await;
        operation
    }

    /// Stops it without the home's lock: that may take minutes, in which the operator isn't kept out. The start does
    /// take the lock and looks again: it must not undo what the operator did meanwhile.
    async fn restart(&self, job: &Job) -> Answer<()> {
        // An engine that went away in the middle may have stopped it: it is started either way.
        let stopped = self.engine.stop(&job.container).await;
        let started = self.start_in_the_end(job).await;
        stopped.and(started)
    }

    /// What is left of a restart. The engine goes on with a stop though who asked for it has gone: what still runs may be about
    /// to end, and to start it then would do nothing.
    async fn resumed(&self, job: &Job) -> Answer<()> {
        let stopped = in_the_end(|| self.stop_as_it_was(job)).await;
        let started = self.start_in_the_end(job).await;
        stopped.and(started)
    }

    /// Stops it where it runs as it did when the restart was accepted.
    async fn stop_as_it_was(&self, job: &Job) -> Answer<()> {
        let now = self.look(&job.container, &job.module).await?;
        if !now.runs() || now.started.is_none_or(|started| started > job.accepted) {
            return Ok(());
        }
        // Without a restart policy, it wouldn't be started again.
        if job.how == How::ResumeLocked && self.is_taken_over(job).await? {
            return Ok(());
        }
        self.permit(&now, Action::Restart, &job.module)?;
        self.engine.stop(&job.container).await
    }

    /// Starts it as soon as lock and engine are to be had.
    async fn start_in_the_end(&self, job: &Job) -> Answer<()> {
        in_the_end(|| self.start_locked(job)).await
    }

    /// A container without a restart policy doesn't show that the operator stopped it: there the whole restart has the
    /// lock, as long as the engine is there and the stop takes no time. How long it takes is the module's choice.
    async fn restart_locked(&self, job: &Job) -> Answer<()> {
        let lock = self.lock().await?;
        let now = self.look(&job.container, &job.module).await?;
        if !now.runs() {
            return Err(Problem::new(Refusal::Conflict, "it doesn't run any more"));
        }
        let mut stop = pin!(self.engine.stop(&job.container));
        let Ok(stopped) = timeout(HOLD, &mut stop).await else {
            drop(lock);
            let stopped = stop.await;
            return stopped.and(self.start_in_the_end(job).await);
        };
        let started = match self.engine.start(&job.container).await {
            Err(problem) if problem.refusal == Refusal::Unavailable => {
                drop(lock);
                self.start_in_the_end(job).await
            }
            started => started,
        };
        stopped.and(started)
    }

    async fn start_locked(&self, job: &Job) -> Answer<()> {
        let _lock = self.lock().await?;
        let mut now = self.look(&job.container, &job.module).await?;
        if matches!(job.how, How::RestartLocked | How::ResumeLocked) && !now.runs() {
            now.comes_back |= !self.is_taken_over(job).await?;
        }
        self.permit(&now, Action::Start, &job.module)?;
        self.engine.start(&job.container).await
    }

    /// Whether the operator's tools have stopped services of the job's module since it was accepted: then it is their affair
    /// what of them runs.
    async fn is_taken_over(&self, job: &Job) -> Answer<bool> {
        let (audit, operation) = (self.audit_log(), job.operation.id.clone());
        let module = job.module.to_string();
        let look = move || {
            let entries = audit.entries_since(SystemTime::now() - 2 * PERSISTENCE);
            let mut later = entries.skip_while(|entry| entry.operation.as_ref() != Some(&operation));
            later.any(|entry| has_in_hand(&entry, &module))
        };
        let looked = tokio::task::spawn_blocking(look).await;
        looked.map_err(|_| Problem::new(Refusal::Broken, "looking at the audit broke"))
    }

    /// Waits without a thread of its own: many may wait while the operator is at work. They come one by one, and not at once
    /// after one another: the operator is let in between.
    async fn lock(&self) -> Answer<Held<'_>> {
        let turn = self.turn.lock().await;
        if let Some(let_go) = *turn {
            sleep_until(let_go + GAP).await;
        }
        let end = Instant::now() + PATIENCE;
        loop {
            match self.home().lock_within(Duration::ZERO) {
                Err(error) if error.kind() == Kind::Busy && Instant::now() < end => sleep(LOOK).await,
                taken => return Ok(Held { _lock: taken?, turn }),
            }
        }
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
            _ if self.view().is_stopped(module) => refuse(&format!("the operator stopped module '{module}'")),
            _ if now.runs() || now.comes_back => Ok(()),
            _ => refuse("the operator stopped it, or it ended and isn't to come back by itself"),
        }
    }
}

/// Tries it until engine and lock are to be had.
async fn in_the_end<F: Future<Output = Answer<()>>>(work: impl Fn() -> F) -> Answer<()> {
    let end = Instant::now() + PERSISTENCE;
    loop {
        match work().await {
            Err(problem) if problem.refusal == Refusal::Unavailable && Instant::now() < end => {
                sleep(PAUSE).await;
            }
            ended => return ended,
        }
    }
}

/// When work last let the home's lock go; who holds this may take it.
pub(super) type Turn = Mutex<Option<Instant>>;

/// The home's lock, and the turn of whoever has it.
struct Held<'a> {
    _lock: Lock,
    turn: MutexGuard<'a, Option<Instant>>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.turn = Some(Instant::now());
    }
}

/// What a container's state is.
#[derive(Debug)]
struct Now {
    state: State,
    /// Since when it runs, or ran.
    started: Option<SystemTime>,
    /// It has a restart policy. The operator's stop takes it away.
    comes_back: bool,
}

impl Now {
    fn of(seen: &ContainerInspectResponse) -> Self {
        let policy = seen.host_config.as_ref().and_then(|config| config.restart_policy.as_ref()?.name);
        let none = [None, Some(RestartPolicyNameEnum::NO), Some(RestartPolicyNameEnum::EMPTY)];
        Self {
            state: seen.state.as_ref().and_then(|state| state.status).unwrap_or(State::EMPTY),
            started: seen
                .state
                .as_ref()
                .and_then(|state| humantime::parse_rfc3339(state.started_at.as_ref()?).ok()),
            comes_back: !none.contains(&policy),
        }
    }

    fn runs(&self) -> bool {
        matches!(self.state, State::RUNNING | State::RESTARTING)
    }
}

/// Whether a line says that a tool stopped or removed containers of this module, or set about it. What one has started is to run.
fn has_in_hand(entry: &Entry, module: &str) -> bool {
    STOPS.contains(&entry.what.as_str()) && entry.module.as_deref() == Some(module)
}

/// What the audit says of an operation on the container with this id.
fn entry(operation: &Operation, container: &str, module: &Fqmn) -> Entry {
    let result = match operation.state {
        Progress::Running => "accepted",
        Progress::Done => "done",
        Progress::Failed => "failed",
    };
    let what = operation.action.to_string();
    Entry {
        reason: operation.reason.clone(),
        operation: Some(operation.id.clone()),
        container: Some(container.into()),
        module: Some(module.to_string()),
        ..Entry::new(&operation.by().to_string(), &what, &operation.container, result)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::api::view::tests::{home, write};

    #[test]
    fn what_the_operator_stopped_paused_or_disabled_isnt_started() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let may = |state, comes_back, action| {
            daemon
                .permit(&Now { state, started: None, comes_back }, action, &"me/mod".parse().unwrap())
                .is_ok()
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
    fn restarts_that_nobody_ended_are_taken_up_again() {
        let (_folder, home) = home(&[]);
        let audit = crate::api::audit::Audit::of(home.dir());
        let write = |what: &str, result: &str, operation: &str, container: &str| {
            let entry = Entry::new("me/mod", what, "demo_one", result);
            let (operation, container) = (Some(operation.into()), Some(container.into()));
            audit.write(Entry { operation, container, module: Some("me/mod".into()), ..entry }).unwrap();
        };
        write("restart", "accepted", "ended", "a");
        write("restart", "done", "ended", "a");
        write("restart", "accepted", "left", "b");
        write("stop", "accepted", "stop", "c");
        write("restart", "accepted", "overtaken", "d");
        write("stop", "accepted", "later", "d");
        write("stop", "done", "later", "d");
        audit.write(Entry::new("me/mod", "restart", "demo_x", "refused")).unwrap();
        // A file that was put aside since hides none.
        std::fs::rename(home.dir().join("log/audit.ndjson"), home.dir().join("log/audit.1.ndjson")).unwrap();
        audit.write(Entry::new("me/mod", "restart", "demo_y", "refused")).unwrap();
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let jobs = daemon.unfinished();
        let left: Vec<_> =
            jobs.iter().map(|job| (job.operation.id.as_str(), job.container.as_str(), job.how)).collect();
        assert_eq!(left, [("left", "b", How::Resume)]);
        let caller = Caller::Module("me/mod".parse().unwrap());
        assert_eq!(daemon.operation(&caller, "left").unwrap().state, Progress::Running);
    }

    #[tokio::test]
    async fn what_the_operator_s_tools_have_had_in_hand_since_is_theirs() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let audit = crate::api::audit::Audit::of(home.dir());
        let line = |what: &str, module: &str| Entry {
            module: Some(module.into()),
            ..Entry::new("me", what, module, "begun")
        };
        audit.write(line("hd-compose stop", "me/mod")).unwrap();
        let accepted = Entry::new("me/mod", "restart", "demo_one", "accepted");
        let (operation, container) = (Some("left".into()), Some("a".into()));
        let module = Some("me/mod".into());
        let policy = Some(NONE.into());
        audit.write(Entry { operation, container, module, policy, ..accepted }).unwrap();
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let jobs = daemon.unfinished();
        let job = jobs.first().unwrap();
        assert_eq!(job.how, How::ResumeLocked);
        for other in [
            line("hd-compose up adapter", "me/mod"),
            line("hd-compose up services", "me/mod"),
            line("hd-compose stop", "me/other"),
        ] {
            audit.write(other).unwrap();
            assert!(!daemon.is_taken_over(job).await.unwrap());
        }
        audit.write(line("hd-compose stop", "me/mod")).unwrap();
        assert!(daemon.is_taken_over(job).await.unwrap());
    }
}
