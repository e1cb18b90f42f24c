//! Access: whether those who have streams open may still have them. It is looked at once for all streams of a key.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use crate::auth::{Key, Token};
use crate::clock;
use crate::name::Fqmn;

use super::{Answer, Daemon, Problem, View};

/// The keys with which streams were opened, by the module whose they are; a stream ends when its key's sender goes.
#[derive(Debug, Default)]
pub(super) struct Accesses(Mutex<BTreeMap<String, Streams>>);

/// A module's, by their keys.
#[derive(Debug)]
struct Streams {
    module: Fqmn,
    held: Vec<(Key, watch::Sender<()>)>,
}

/// An open stream's access.
#[derive(Debug)]
pub struct Access(watch::Receiver<()>);

impl Access {
    /// Waits until it is over: the key counts no more, or its module is disabled or gone.
    pub async fn ended(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

impl Accesses {
    fn enter(&self, module: Fqmn, key: Key) -> Access {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Streams { held, .. } =
            all.entry(module.to_string()).or_insert_with(|| Streams { module, held: Vec::new() });
        if let Some((_, sender)) = held.iter().find(|(known, _)| *known == key) {
            return Access(sender.subscribe());
        }
        let (sender, receiver) = watch::channel(());
        held.push((key, sender));
        Access(receiver)
    }

    /// Ends those whose key counts no more, and forgets those that nobody has open.
    pub(super) fn look(&self, view: &View) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, Streams { module, held }| {
            let keys = keys(view, module);
            held.retain(|(key, sender)| sender.receiver_count() > 0 && keys.contains(key));
            !held.is_empty()
        });
    }
}

/// The keys that count for a module now.
fn keys(view: &View, module: &Fqmn) -> Vec<Key> {
    if !module.is_hyperdrive() && !view.is_enabled(module) {
        return Vec::new();
    }
    view.key(module).into_iter().chain(Key::old(&view.key_file(module), clock::now())).collect()
}

impl Daemon {
    /// The access of a stream that is opened with this token, which was already verified.
    pub fn access(&self, token: &str) -> Answer<Access> {
        let opened = || {
            let token = Token::parse(token)?;
            let (module, view) = (token.issuer()?, self.view());
            let key = keys(&view, &module).into_iter().find(|key| token.is_signed_by(key));
            let key = key.ok_or_else(|| crate::Error::no("its key counts no more"))?;
            Ok(self.accesses.enter(module, key))
        };
        opened().map_err(|_: crate::Error| Problem::unauthenticated())
    }
}
