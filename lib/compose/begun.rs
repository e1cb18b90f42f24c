//! What was begun in the engine: noted before it is asked for, forgotten when it is done.
//!
//! The engine carries a request out though its client is gone. Who finds a note that a killed run left finishes what that
//! run was stopping, and waits until nothing comes any more of what it was making: only then a look at the engine holds.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use bollard::query_parameters::InspectContainerOptions;
use serde::{Deserialize, Serialize};

use super::{Container, Part, container, list, network, plan, trial};
use crate::document::Document;
use crate::document::fields::{Names, Paths};
use crate::engine::Engine;
use crate::error::Result;
use crate::state::{Lock, file};

/// How long one waits for another process that changes the same Compose project.
const PATIENCE: Duration = Duration::from_secs(10);
/// Nothing came for so long: nothing comes.
const REST: Duration = Duration::from_secs(1);
/// How long rest is waited for.
const RESTLESS: Duration = Duration::from_secs(15);
/// How often is looked.
const PAUSE: Duration = Duration::from_millis(100);

/// A part of a module that nobody else changes meanwhile: the lock of its Compose project, and the note.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    home: String,
    fqmn: String,
    part: Part,
    names: Names,
    _lock: Lock,
}

/// What the engine is asked for.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The ids of containers that are stopped, for good or to be replaced.
    pub stops: BTreeSet<String>,
    /// The ids of containers that are restarted.
    pub restarts: BTreeSet<String>,
}

impl Asked {
    /// To stop this one.
    pub fn stop(container: &Container) -> Self {
        Self { stops: [container.service.id.clone()].into(), ..Self::default() }
    }

    /// To restart this one.
    pub fn restart(container: &Container) -> Self {
        Self { restarts: [container.service.id.clone()].into(), ..Self::default() }
    }
}

/// Takes a module in hand, one part of it or both: locks it, and finishes what a killed run began. Nothing where nothing of
/// the module was ever run.
pub fn hold(engine: &Engine, document: &Document, part: Option<Part>) -> Result<Vec<Held>> {
    if !document.need::<Paths>("paths")?.state.is_dir() {
        return Ok(Vec::new());
    }
    let parts = part.map_or_else(|| vec![Part::Adapter, Part::Services], |part| vec![part]);
    parts.into_iter().map(|part| Held::take(engine, document, part)).collect()
}

impl Held {
    /// The same for one part, which may never have run.
    pub(super) fn take(engine: &Engine, document: &Document, part: Part) -> Result<Self> {
        let (paths, names): (Paths, Names) = (document.need("paths")?, document.need("names")?);
        let file = plan::path(&paths.state, part.word());
        let lock = Lock::take(&file.with_extension("lock"), PATIENCE, None)?;
        // Docker Compose has it too: where we are killed, it goes on.
        lock.pass_on()?;
        let held = Self {
            path: file.with_extension("begun.json"),
            home: document.need("home")?,
            fqmn: document.fqmn(),
            part,
            names,
            _lock: lock,
        };
        held.settle(engine)?;
        Ok(held)
    }

    /// Notes what the engine is about to be asked for.
    pub fn note(&self, asked: &Asked) -> Result<()> {
        file::write_json(&self.path, asked)
    }

    /// Forgets it: every request was answered.
    pub fn forget(&self) -> Result<()> {
        file::remove(&self.path)
    }

    /// Whether the container, one of the module, is of the part.
    pub fn has(&self, container: &Container) -> bool {
        self.part.has(&self.names, container)
    }

    /// Finishes what was begun and isn't noted as done: what was being stopped is stopped then, and what was being restarted
    /// has been, where it runs. One that doesn't may have been stopped by the operator meanwhile.
    fn settle(&self, engine: &Engine) -> Result<()> {
        let Some(asked) = file::read_json::<Asked>(&self.path)? else { return Ok(()) };
        asked.stops.iter().try_for_each(|id| container::end(engine, id))?;
        for id in &asked.restarts {
            if container::is_running(engine, id)? {
                // What the engine refuses is found by whoever wants it to run.
                let _ = container::restart(engine, id);
            }
        }
        self.rest(engine)?;
        trial::remove_of(engine, self.project(), &self.home)?;
        self.forget()
    }

    /// Waits until nothing comes and goes any more; bounded.
    fn rest(&self, engine: &Engine) -> Result<()> {
        let end = Instant::now() + RESTLESS;
        let (mut seen, mut since) = (self.look(engine)?, Instant::now());
        while since.elapsed() < REST && Instant::now() < end {
            sleep(PAUSE);
            let now = self.look(engine)?;
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
        }
        Ok(())
    }

    /// What there is: ids and names of containers, those on their way with what they are doing, and networks.
    fn look(&self, engine: &Engine) -> Result<BTreeSet<String>> {
        let there = list(engine, Some(&self.home))?;
        let own = there.iter().filter(|found| self.is_own(found));
        let mut seen = own.map(|found| describe(engine, found)).collect::<Result<BTreeSet<_>>>()?;
        seen.extend(network::of_home(engine, &self.home)?);
        Ok(seen)
    }

    /// A container of the part, or one that was made to see whether the engine takes it.
    fn is_own(&self, found: &Container) -> bool {
        found.fqmn == self.fqmn && self.has(found) || found.project == trial::project(self.project())
    }

    fn project(&self) -> &str {
        self.part.project(&self.names)
    }
}

/// A container in words. Asked for by its id, which the engine answers only when it is done with what it was doing with it.
fn describe(engine: &Engine, container: &Container) -> Result<String> {
    let request = engine.docker.inspect_container(&container.service.id, None::<InspectContainerOptions>);
    let state = engine.ask_for("look at the container", request)?.and_then(|found| found.state);
    let status = state.and_then(|state| state.status).map(|status| status.to_string());
    // One that ends and is started again all the time would never be at rest.
    let passing = status.filter(|status| ["created", "removing"].contains(&status.as_str()));
    Ok(format!("{} {} {}", container.service.id, container.service.container, passing.unwrap_or_default()))
}
