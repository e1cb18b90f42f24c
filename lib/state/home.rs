//! A home: one user directory, which is one project (SPEC.md section 4).

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::generation::Generations;
use super::journal::Journal;
use super::removal::Removals;
use super::upgrade::Upgrades;
use super::{Generation, Installed, LOCK_VARIABLE, Lock, Settings, file, marker};
use crate::error::{Error, Result};
use crate::{digest, name};

/// The first port that a new home's daemon may get.
pub const FIRST_PORT: u16 = 8080;

/// What identifies a home, in its state directory.
const IDENTITY: &str = "home.json";

/// How long a writer waits for another to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// A user directory with what identifies it.
#[derive(Debug, Clone)]
pub struct Home {
    dir: PathBuf,
    id: String,
}

#[derive(Serialize, Deserialize)]
struct Identity {
    id: String,
}

impl Home {
    /// Opens a user directory. Bad input where it is none.
    pub fn open(dir: &Path) -> Result<Self> {
        let dir = std::path::absolute(dir).map_err(|cause| Error::file("find", dir, &cause))?;
        let identity: Option<Identity> = file::read_json(&dir.join("state").join(IDENTITY))?;
        let identity = identity.ok_or_else(|| {
            Error::input(format!("'{}' is no user directory of Hyperdrive", dir.display()))
                .hint("installing a module makes one; another is named by the option or variable for it")
        })?;
        Ok(Self { dir, id: identity.id })
    }

    /// Opens a user directory, made first where it isn't there: folders, id, and the first generation of settings, with
    /// `defaults` for Hyperdrive's own parameters. `project` is the name of a new one; an old one keeps its own, and
    /// another is refused.
    pub fn open_or_create(dir: &Path, project: Option<&str>, defaults: Map<String, Value>) -> Result<Self> {
        let home = match file::read_json::<Identity>(&dir.join("state").join(IDENTITY))? {
            Some(_) => Self::open(dir)?,
            None => Self::create(dir, project.unwrap_or("hyperdrive"), defaults)?,
        };
        let own = home.current()?.settings.project().to_owned();
        match project {
            Some(other) if other != own => {
                Err(Error::no(format!("'{}' belongs to project '{own}', not '{other}'", home.dir.display()))
                    .hint("one user directory is one project: name another directory for another project"))
            }
            _ => Ok(home),
        }
    }

    fn create(dir: &Path, project: &str, mut own: Map<String, Value>) -> Result<Self> {
        if let Some(fault) = name::project_fault(project) {
            return Err(Error::input(format!("'{project}' is no project name: {fault}")));
        }
        let dir = std::path::absolute(dir).map_err(|cause| Error::file("find", dir, &cause))?;
        let state = dir.join("state");
        file::folder(&dir, 0o700)?;
        file::folder(&state, 0o700)?;
        // Two that make one home would give it two ids.
        let _lock = lock(&state, PATIENCE)?;
        if state.join(IDENTITY).exists() {
            return Self::open(&dir);
        }
        file::folder(&dir.join("modules"), 0o755)?;
        file::folder(&dir.join("log"), 0o755)?;
        let data = dir.join("data");
        let id = digest::hex(&random::<8>()?);
        // Whatever a killed run left there was nobody's.
        marker::write(&data, &id)?;
        own.insert("projectName".into(), project.into());
        own.insert("apiPort".into(), free_port().into());
        own.insert("userDataPath".into(), data.display().to_string().into());
        let settings = Settings { version: env!("CARGO_PKG_VERSION").into(), own, ..Settings::default() };
        let home = Self { dir, id };
        let first = home.generations().write(Generation { settings, ..Generation::default() })?;
        home.generations().make_current(&first)?;
        // Last: a home is one only with this file, so a killed run's rest is made anew.
        file::write_json(&state.join(IDENTITY), &Identity { id: home.id.clone() })?;
        Ok(home)
    }

    /// The user directory, absolute.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Hyperdrive's own folder in it, mounted into no module.
    pub fn state_dir(&self) -> PathBuf {
        self.dir.join("state")
    }

    /// The id that the label [`crate::engine::HOME_LABEL`] carries.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Takes the lock, or has it already from the process that started this one.
    pub fn lock(&self) -> Result<Lock> {
        self.lock_within(PATIENCE)
    }

    /// The same, waiting as long as this for another to end.
    pub fn lock_within(&self, wait: Duration) -> Result<Lock> {
        lock(&self.state_dir(), wait)
    }

    /// The settings that run, or would after the first start.
    pub fn current(&self) -> Result<Generation> {
        match self.decided(true)? {
            Some(generation) => Ok(generation),
            None => self.generations().current(),
        }
    }

    /// The generation that an upgrade decided on and hasn't put in its place yet.
    fn decided(&self, runs: bool) -> Result<Option<Generation>> {
        match Upgrades::read(self)?.generation() {
            Some((number, decided)) if decided == runs => self.generations().numbered(number),
            _ => Ok(None),
        }
    }

    /// The settings that wait for the next start, where some do.
    pub fn pending(&self) -> Result<Option<Generation>> {
        match self.decided(false)? {
            Some(generation) => Ok(Some(generation)),
            None => self.generations().pending(),
        }
    }

    /// Every generation that is kept, the newest first.
    pub fn all_generations(&self) -> Result<Vec<Generation>> {
        self.generations().all()
    }

    /// What is installed.
    pub fn installed(&self) -> Result<Installed> {
        let mut installed = file::read_json(&self.installed_path())?.unwrap_or_default();
        Upgrades::read(self)?.overlay(&mut installed);
        Removals::read(self)?.hide(&mut installed);
        Ok(installed)
    }

    /// Whether the file that says what is installed is missing. A home has it from its first module on.
    pub fn lacks_installed(&self) -> bool {
        std::fs::symlink_metadata(self.installed_path())
            .is_err_and(|cause| cause.kind() == std::io::ErrorKind::NotFound)
    }

    /// The files that say what is installed and which settings run; what they say changes with one of them only.
    pub fn sources(&self) -> [PathBuf; 4] {
        let current = self.state_dir().join("generations/current");
        [self.installed_path(), current, Upgrades::path(self), Removals::path(self)]
    }

    /// The state's revision: another after every change of it.
    pub fn rev(&self) -> Result<String> {
        let installed = std::fs::read(self.installed_path()).unwrap_or_default();
        let both = [installed, self.generations().links().into_bytes()].concat();
        Ok(digest::sha256(both)[..16].into())
    }

    pub(super) fn generations(&self) -> Generations {
        Generations::below(&self.state_dir())
    }

    pub(super) fn write_installed(&self, installed: &Installed) -> Result<()> {
        file::write_json(&self.installed_path(), installed)
    }

    fn installed_path(&self) -> PathBuf {
        self.state_dir().join("modules.json")
    }
}

fn lock(state: &Path, wait: Duration) -> Result<Lock> {
    let inherited = std::env::var(LOCK_VARIABLE).ok();
    Lock::take(&state.join("lock"), wait, inherited.as_deref())
}

/// The next port from 8080 on that nobody listens on now; 8080 where none can be found.
fn free_port() -> u16 {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (FIRST_PORT..FIRST_PORT + 1000).find(free).unwrap_or(FIRST_PORT)
}

/// Random bytes from the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Error::machine(format!("no randomness to be had: {cause}")))?;
    Ok(bytes)
}
