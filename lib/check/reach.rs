//! The way to the adapter that is judged: a local process, a container that runs, one that is started for it, or answers
//! that were recorded.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::scratch::Scratch;
use crate::adapter::{Container, Expected, Key, Limits, Local, Recording, Records, Replay, Stand, Way};
use crate::compose::{self, Allowed, Change, Owner, Part, Program, Up};
use crate::document::Document;
use crate::document::fields::Names;
use crate::engine::{Engine, Surroundings};
use crate::error::{Error, Result};
use crate::template::module::{self, Known};

/// Where the adapter is.
#[derive(Debug)]
pub enum Reach {
    /// A program of this machine, with its command line.
    Local(Vec<OsString>),
    /// A container that runs, and its key.
    Container {
        /// Its name.
        name: String,
        /// The file with the adapter's key.
        key_file: PathBuf,
    },
    /// The one of the package, started for as long as it is judged.
    Package,
    /// What was recorded of it.
    Replay(Records),
}

/// An adapter that was reached.
#[derive(Debug)]
pub(super) struct Reached {
    /// Its key.
    pub(super) key: Key,
    /// A key that differs from it in the last letter.
    pub(super) wrong: Key,
    /// Its container, where it has one; the engine's address and the container's name.
    pub(super) container: Option<(String, String)>,
    /// Goes with the container that was started.
    _started: Option<Started>,
}

/// Reaches it: the way, and what holds as long as it is walked. With records, everything that it says is kept there.
pub(super) fn reach(
    reach: &Reach,
    scratch: &Scratch,
    records: Option<&Arc<Mutex<Records>>>,
    limits: &Limits,
) -> Result<(Way, Reached)> {
    let paths = scratch.paths()?;
    let key = match reach {
        Reach::Container { key_file, .. } => Key::read(key_file)?,
        _ => Key::read(&paths.adapter_key)?,
    };
    let wrong = key.spoilt();
    let stand = Stand::of(&key, &wrong);
    let (mut started, mut container) = (None, None);
    let way = match reach {
        Reach::Local(argv) => Way::Local(Local::new(argv)?.of_module(&paths, Some(&scratch.names()?))),
        Reach::Replay(records) => Way::Replay(Replay::new(records, stand.clone())),
        Reach::Container { name, .. } => {
            let address = Surroundings::of_process(None).address()?;
            container = Some((address.clone(), name.clone()));
            Way::Container(Box::new(Container::open(&address, name, &Expected::default(), limits)?))
        }
        Reach::Package => {
            let running = Started::start(scratch, limits.stop)?;
            let (address, name) =
                (running.engine.address().to_owned(), running.names.adapter_container.clone());
            let expected = Expected {
                home: Some(scratch.home().into()),
                fqmn: Some(scratch.document().fqmn()),
                project: None,
            };
            let way = Container::open(&address, &name, &expected, limits)?;
            (started, container) = (Some(running), Some((address, name)));
            Way::Container(Box::new(way))
        }
    };
    let way = match records {
        Some(records) => Way::Recording(Box::new(Recording::new(way, stand, records.clone()))),
        None => way,
    };
    Ok((way, Reached { key, wrong, container, _started: started }))
}

/// An adapter's container that was started here. It is taken down, with its network, when this goes.
#[derive(Debug)]
struct Started {
    engine: Engine,
    owner: Owner,
    names: Names,
}

impl Started {
    fn start(scratch: &Scratch, stop: Option<&'static AtomicBool>) -> Result<Self> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        let stop = stop.unwrap_or(&NEVER);
        let names = scratch.names()?;
        let address = Surroundings::of_process(None).address()?;
        let (engine, program) = (Engine::at(&address)?, Program::find(&address)?);
        let started = Self { owner: Owner::of(scratch.document())?, names: names.clone(), engine };
        let document = rendered(scratch)?;
        compose::ensure_network(&started.engine, &names.network, scratch.home(), false)?;
        let with = Up {
            engine: &started.engine,
            program: &program,
            daemon: "".as_ref(),
            wait: None,
            stop,
            moved_here: false,
            run_none: false,
            back: false,
            abandon: false,
            allowed: Allowed {
                names: &[],
                how: |_| "start the adapter yourself, and name its container".into(),
            },
        };
        Change::alone(&with, &document, Part::Adapter)?;
        if stop.load(Ordering::Relaxed) {
            return Err(Error::busy("interrupted"));
        }
        Ok(started)
    }

    fn take_down(&self) -> Result<()> {
        for container in compose::list(&self.engine, Some(&self.owner.home))? {
            compose::take_down(&self.engine, &container.service.id)?;
        }
        compose::remove_networks_of(&self.engine, &self.owner, Part::Adapter, &self.names)?;
        compose::remove_network(&self.engine, &self.names.network, &self.owner.home).map(drop)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Whoever ran out of patience with the engine has been told so already.
        let _ = self.take_down();
    }
}

/// The module's document with its adapter's compose file made.
fn rendered(scratch: &Scratch) -> Result<Document> {
    let mut document = scratch.document().clone();
    let known = Known::of(&[super::render::hyperdrive()?, document.clone()])?;
    if let Some(files) = module::render(&document, module::Part::Adapter, &known)? {
        module::place(&mut document, module::Part::Adapter, &files)?;
    }
    Ok(document)
}
