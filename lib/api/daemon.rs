//! The daemon itself: a home, the engine, and what has to be remembered between requests.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::auth::{Claims, Replays};
use crate::error::Result;
use crate::name::Fqmn;
use crate::state::Home;

use super::View;
use super::engine::Engine;
use super::operations::Operations;
use super::view::Views;

/// The daemon of one home.
#[derive(Debug)]
pub struct Daemon {
    views: Views,
    replays: Mutex<Replays>,
    pub(super) engine: Engine,
    pub(super) operations: Operations,
}

impl Daemon {
    /// The daemon of this user directory, with the engine at this address. The engine needn't be there yet.
    pub fn open(user_dir: &Path, engine: &str) -> Result<Self> {
        let home = Home::open(user_dir)?;
        let engine = Engine::new(engine, home.id());
        let views = Views::open(home)?;
        Ok(Self { views, replays: Mutex::default(), engine, operations: Operations::default() })
    }

    /// The home as it is now.
    pub fn view(&self) -> Arc<View> {
        self.views.now()
    }

    /// Why an older view of the home is served.
    pub fn fault(&self) -> Option<String> {
        self.views.fault()
    }

    pub(super) fn home(&self) -> &Home {
        self.views.home()
    }

    pub(super) fn use_up(&self, issuer: &Fqmn, claims: &Claims, now: u64) -> Result<()> {
        self.replays.lock().unwrap_or_else(PoisonError::into_inner).once(issuer, claims, now)
    }
}
