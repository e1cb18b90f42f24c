//! A change of what runs: everything is checked first; then what is no longer wanted goes, of every module; then the rest comes.
//!
//! The steps are apart so that several modules can go through each together: what one gives up another may take.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::begun::{Asked, Held};
use super::give::Gift;
use super::outlook::Outlook;
use super::permission::Gate;
use super::task::Task;
use super::up::{Images, UP, complaint, fetch};
use super::{
    Claims, Container, Part, Plan, Up, attempt, container, draft, give, image, itself, list, moved, network,
    port, record, refusal, trial, wait,
};
use crate::document::fields::{Compose, Run, Service};
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Before, Error, Result};
use crate::state::{file, marker};

/// Ids of containers that go in the same step.
pub type Leaving = BTreeSet<String>;

/// A change of a part of one module, begun: nobody else changes its Compose project meanwhile.
#[derive(Debug)]
pub struct Change {
    task: Task,
    gate: Option<Gate>,
    /// What is to run, as far as the files say it.
    draft: Option<Plan>,
    plan: Option<Planned>,
    goes: Vec<Container>,
    before: Option<Before>,
    /// Whether it is noted that the engine is asked for something.
    noted: bool,
    touched: bool,
    held: Held,
}

/// What is to run, checked.
#[derive(Debug)]
struct Planned {
    plan: Plan,
    compose: Compose,
    images: Images,
    /// What is there of it already, as it is wanted.
    stays: Vec<Container>,
    starts: bool,
    /// Folders that are to be given to the services' user first.
    gifts: Vec<Gift>,
}

impl Change {
    /// Begins a change: takes the part in hand, and finishes what a killed run began. Nothing begins after a signal.
    pub fn begin(with: &Up, document: &Document, part: Part) -> Result<Self> {
        refuse_stopped(with.stop)?;
        let mut task = Task::of(document, part)?;
        if part == Part::Services && (!document.is_enabled() || task.is_empty()) {
            task.compose = None;
        } else if with.back {
            task.compose = Some(record::files(&task)?);
        } else {
            task.files()?;
        }
        if task.compose.is_some() {
            marker::check(&task.paths)?;
        }
        let gate = task.compose.as_ref().map(|_| Gate::of(with, document, &task)).transpose()?;
        let held = Held::take(with.engine, document, part)?;
        Ok(Self {
            task,
            gate,
            draft: None,
            plan: None,
            goes: Vec::new(),
            before: None,
            noted: false,
            touched: false,
            held,
        })
    }

    /// Notes what the engine is about to be asked for: whoever comes next finishes it where this run can't.
    pub fn note(&mut self) -> Result<()> {
        if !self.noted {
            self.held.note(&Asked::default())?;
            self.noted = true;
        }
        Ok(())
    }

    /// All steps of a change that no other module takes part in. Gives what runs then.
    pub fn alone(with: &Up, document: &Document, part: Part) -> Result<Vec<Service>> {
        let mut change = Self::begin(with, document, part)?;
        let there = list(with.engine, None)?;
        change.draft(with, &there)?;
        change.prepare(with, &there)?;
        let leaving = change.leaving().map(str::to_owned).collect();
        change.settle(&there, &leaving)?;
        change.clear(with)?;
        change.start(with, || Ok(()))?;
        change.finish(with)
    }

    /// Makes the plan and refuses what can't be or isn't granted. `there`: the engine's containers.
    pub fn draft(&mut self, with: &Up, there: &[Container]) -> Result<()> {
        let Some(gate) = &self.gate else { return Ok(()) };
        let plan = draft::make(with, &self.task, image::ensure)?;
        gate.check(&plan)?;
        gate.remember(&self.task, &plan)?;
        refusal::foreign(with, &self.task, &plan, there)?;
        self.draft = Some(plan);
        Ok(())
    }

    /// What the draft takes for its module alone.
    pub fn claims(&self) -> Option<Claims> {
        self.draft.as_ref().map(|plan| Claims::of(&self.task, plan))
    }

    /// Fetches what the plan needs, and finds out what has to go for it.
    pub fn prepare(&mut self, with: &Up, there: &[Container]) -> Result<()> {
        let own: Vec<Container> = there.iter().filter(|one| self.task.is_of_part(one)).cloned().collect();
        self.before = before(&own);
        let (Some(compose), Some(plan)) = (&self.task.compose, self.draft.take()) else {
            self.goes = own;
            return self.refuse_none(with);
        };
        let begun = with.back.then(|| attempt::since(&self.task)).flatten();
        trial::sweep(with, &self.task, there)?;
        // The plan is written before it is the one that runs: Docker Compose fetches from it.
        let compose = plan.write(&self.task.file(), &compose.project_dir)?;
        let images = fetch(with, &plan, &compose, &self.task.owner.fqmn)?;
        let outlook = Outlook::of(&self.task, &plan, &images, &own, begun);
        let goes: Vec<Container> = outlook.goes.into_iter().cloned().collect();
        let stays: Vec<Container> = outlook.stays.into_iter().cloned().collect();
        let (starts, runs) = (outlook.starts, goes.iter().any(|goes| goes.service.state == "running"));
        if starts {
            moved::check(with, &self.task)?;
            self.note()?;
        }
        let gifts = if starts { give::gifts(with, &self.task, &plan)? } else { Vec::new() };
        if self.task.part == Part::Services && !with.back {
            record::note_attempt(&self.task, &plan)?;
        }
        if runs && starts && !with.back {
            trial::run(with, &self.task, &plan)?;
        }
        self.plan = Some(Planned { plan, compose, images, stays, starts, gifts });
        self.goes = goes;
        Ok(())
    }

    /// Refuses to take a module's services down because its adapter names none any more, unless that is meant: it may just not
    /// know better.
    fn refuse_none(&self, with: &Up) -> Result<()> {
        if self.goes.is_empty() || !self.task.is_enabled || with.run_none {
            return Ok(());
        }
        let (fqmn, names) = (&self.task.owner.fqmn, quoted(self.goes.iter()));
        Err(Error::denied(format!("the adapter of '{fqmn}' names no container any more, so {names} would go"))
            .hint("nothing was stopped; its settings, or what its adapter says ('hyperdrive service adapter-logs'), tell why")
            .ends())
    }

    /// What goes and has no successor, although the module is enabled: in words, `None` where there is nothing.
    pub fn ending(&self) -> Option<String> {
        let wanted = self.plan.as_ref().map(|planned| planned.plan.containers()).unwrap_or_default();
        let ends = |one: &&Container| {
            !wanted
                .iter()
                .any(|(service, name)| *name == one.service.container || *service == one.service.service)
        };
        let mut ending = self.goes.iter().filter(ends).peekable();
        ending.peek()?;
        self.task.is_enabled.then(|| {
            format!(
                "{} of '{}' isn't to run any more: stopping and removing",
                quoted(ending),
                self.task.owner.fqmn
            )
        })
    }

    /// Refuses what another module has or wants; `all`: what modules claim, this one's own among it.
    pub fn refuse_claimed(&self, all: &[Claims]) -> Result<()> {
        let own = |claims: &&Claims| claims.is_of(&self.task.owner.fqmn, self.task.part);
        all.iter().find(own).map_or(Ok(()), |own| own.refuse(all))
    }

    /// The ids of the containers that will go.
    pub fn leaving(&self) -> impl Iterator<Item = &str> {
        self.goes.iter().map(|container| container.service.id.as_str())
    }

    /// Refuses names and ports that somebody has who doesn't leave in the same step.
    pub fn settle(&self, there: &[Container], leaving: &Leaving) -> Result<()> {
        let Some(planned) = self.plan.as_ref().filter(|planned| planned.starts) else { return Ok(()) };
        refusal::names(&self.task, &planned.plan, there, leaving)?;
        let leaves =
            |holder: &Container| leaving.contains(&holder.service.id) || self.task.is_of_part(holder);
        port::refuse_taken(&planned.plan, there, &self.task.owner.home, &leaves)
    }

    /// Stops and removes what isn't wanted any more and what will be replaced. One that can't be ends it.
    pub fn clear(&mut self, with: &Up) -> Result<()> {
        refuse_stopped(with.stop)?;
        if self.plan.as_ref().is_some_and(|planned| planned.starts) {
            outlast_change(&self.task);
            self.check_links()?;
        }
        for gone in &self.goes {
            self.touched = true;
            // One after the other: where this run is killed, no other one is stopped for it.
            self.held.note(&Asked::stop(gone))?;
            self.noted = true;
            if let Err(error) = container::take_down(with.engine, &gone.service.id) {
                // The engine has answered: nothing is to be finished by whoever comes next.
                self.held.forget()?;
                let name = &gone.service.container;
                return Err(error.within(&format!(
                    "'{name}' can't be stopped and removed, so nothing starts in its place"
                )));
            }
        }
        if self.plan.is_some() {
            return Ok(());
        }
        // What has gone claims nothing any more, and nothing goes back to it.
        file::remove(&self.task.file())?;
        record::forget(&self.task)?;
        network::remove_of(with.engine, &self.task.owner, self.task.part, &self.task.names)
    }

    /// Looks at the plan once more: links may lead elsewhere by now.
    fn check_links(&self) -> Result<()> {
        match (&self.gate, &self.plan) {
            (Some(gate), Some(planned)) => gate.check(&planned.plan),
            _ => Ok(()),
        }
    }

    /// Starts what is to run and doesn't. `itself`: asks the module's adapter to, where it starts its services itself.
    pub fn start(&mut self, with: &Up, itself: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.plan.as_ref().is_some_and(|planned| planned.starts) {
            self.abandon(with)?;
            self.check_links()?;
            self.note()?;
            self.touched = true;
            let begun = self.bring_up(with, itself);
            self.held.forget()?;
            return begun;
        }
        if self.noted { self.held.forget() } else { Ok(()) }
    }

    /// After a signal nothing more starts, where somebody puts back what ran.
    fn abandon(&self, with: &Up) -> Result<()> {
        if !with.abandon || !with.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.held.forget()?;
        Err(Error::busy("interrupted before it was started").spared())
    }

    fn bring_up(&self, with: &Up, itself: impl FnOnce() -> Result<()>) -> Result<()> {
        let Some(planned) = &self.plan else { return Ok(()) };
        give::hand_over(with, &self.task, &planned.gifts)?;
        moved::note(with, &self.task)?;
        if self.task.starts_itself && !with.back {
            itself::hand_out(&self.task, &planned.plan)?;
            return itself();
        }
        if planned.can_start_alone() && planned.start_alone(with).is_ok() {
            return Ok(());
        }
        let output = with.program.call(&planned.compose, UP).run(b"")?;
        if output.status.success() {
            return Ok(());
        }
        Err(complaint(&self.task.owner.fqmn, "start", &output.complaint()))
    }

    /// Waits until all are well, and gives them as they are then.
    pub fn finish(&self, with: &Up) -> Result<Vec<Service>> {
        let Some(planned) = &self.plan else { return Ok(Vec::new()) };
        // Where nothing went and nothing came, what was there before is there now.
        let idle = !planned.starts && self.goes.is_empty();
        let started = if idle { planned.stays.clone() } else { of_part(with, &self.task)? };
        if self.task.starts_itself {
            itself::check_started(&self.task, &started)?;
        }
        // What was made just now has the policy of its file.
        let known = |one: &&Container| planned.stays.iter().any(|stays| stays.service.id == one.service.id);
        restore_policies(with, &planned.plan, started.iter().filter(known))?;
        check_adapter(with, &self.task, &started)?;
        let Some(timeout) = with.wait else { return Ok(services(started)) };
        let is_known = |one: &&Container| idle && one.service.health.as_deref() == Some("healthy");
        let unknown: Vec<Container> = started.iter().filter(|one| !is_known(one)).cloned().collect();
        wait::until_well(with.engine, &unknown, timeout, with.stop)?;
        if self.task.part == Part::Services && !with.back {
            record::keep(&self.task, &planned.plan, &planned.images, &started)?;
        }
        self.forget_images(with, &planned.plan)?;
        Ok(services(if idle { started } else { of_part(with, &self.task)? }))
    }

    /// The image of the daemon that was replaced goes, where nobody else uses it.
    fn forget_images(&self, with: &Up, plan: &Plan) -> Result<()> {
        if self.task.owner.fqmn != HYPERDRIVE {
            return Ok(());
        }
        let old: Vec<String> = self.goes.iter().map(|container| container.service.image.clone()).collect();
        plan.containers().first().map_or(Ok(()), |own| image::forget(with.engine, &old, plan.image(&own.0)))
    }

    /// What the failure of a step means: whether containers were touched, and where the logs of the attempt are.
    pub fn blame(&self, with: &Up, error: Error) -> Error {
        if !self.touched {
            return error;
        }
        let error = if self.task.part == Part::Services && !with.back && self.plan.is_some() {
            attempt::save_logs(with.engine, &self.task, error)
        } else {
            error
        };
        error.changed(self.before)
    }

    /// What it was made from, for the generation that is recorded; `None` where nothing is to run.
    pub fn run(&self) -> Option<Run> {
        let planned = self.plan.as_ref()?;
        Some(record::of(&planned.plan, &planned.images, self.task.compose.as_ref()?))
    }

    /// Whether containers were stopped or started.
    pub fn is_touched(&self) -> bool {
        self.touched
    }
}

impl Planned {
    /// Whether every container is there, made from what would be made now: then nothing needs Docker Compose.
    fn can_start_alone(&self) -> bool {
        let wanted = self.plan.containers();
        !self.plan.needs_compose()
            && wanted.iter().all(|(_, name)| self.stays.iter().any(|stays| stays.service.container == *name))
    }

    fn start_alone(&self, with: &Up) -> Result<()> {
        let resting = self.stays.iter().filter(|stays| stays.service.state != "running");
        resting.into_iter().try_for_each(|stays| container::start(with.engine, stays))
    }
}

/// What is there, where none of it runs or is about to.
fn before(own: &[Container]) -> Option<Before> {
    let rests = |one: &Container| matches!(one.service.state.as_str(), "created" | "exited" | "dead");
    match own.iter().all(rests) {
        true if own.is_empty() => Some(Before::Nothing),
        true => Some(Before::Resting),
        false => None,
    }
}

fn quoted<'a>(containers: impl Iterator<Item = &'a Container>) -> String {
    let names: Vec<String> = containers.map(|one| format!("'{}'", one.service.container)).collect();
    names.join(", ")
}

fn services(containers: Vec<Container>) -> Vec<Service> {
    containers.into_iter().map(|container| container.service).collect()
}

/// Nothing begins after a signal.
pub fn refuse_stopped(stop: &AtomicBool) -> Result<()> {
    if stop.load(Ordering::Relaxed) {
        return Err(Error::busy("interrupted before it was begun").spared());
    }
    Ok(())
}

/// The engine tells when a container was made in whole seconds. One that is made in the very second of a change would pass
/// for older and restart once more at the next start.
fn outlast_change(task: &Task) {
    const SECOND: Duration = Duration::from_secs(1);
    let Some(change) = task.last_change() else { return };
    let end = UNIX_EPOCH + Duration::from_secs(change) + SECOND;
    if let Ok(left) = end.duration_since(SystemTime::now()) {
        sleep(left.min(SECOND));
    }
}

/// What was stopped has no restart policy; what is started has that of its file again.
fn restore_policies<'a>(
    with: &Up,
    plan: &Plan,
    mut started: impl Iterator<Item = &'a Container>,
) -> Result<()> {
    started.try_for_each(|container| {
        let policy = plan.restart_policy(&container.service.service);
        container::restore_policy(with.engine, &container.service.id, policy)
    })
}

fn of_part(with: &Up, task: &Task) -> Result<Vec<Container>> {
    let all = container::list_of(with.engine, &task.owner.home, &task.owner.fqmn)?;
    Ok(all.into_iter().filter(|container| task.is_of_part(container)).collect())
}

/// An adapter that ended at once is no adapter.
fn check_adapter(with: &Up, task: &Task, started: &[Container]) -> Result<()> {
    let ended = |container: &&Container| container.service.state != "running";
    match started.iter().find(ended).filter(|_| task.part == Part::Adapter) {
        None => Ok(()),
        Some(container) => {
            let (name, state) = (&container.service.container, &container.service.state);
            let error =
                Error::adapter(format!("the adapter's container '{name}' doesn't stay up: it is {state}"));
            Err(wait::with_log(with.engine, container, error))
        }
    }
}
