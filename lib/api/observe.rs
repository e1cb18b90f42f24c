//! Observing: the engine's events and the home's files become the daemon's events.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bollard::models::EventMessage;
use futures_util::StreamExt;
use serde_json::json;
use tokio::time::sleep;

use crate::document::HYPERDRIVE;
use crate::engine::MODULE_LABEL;

use super::events::{ContainerChange, What};
use super::{Daemon, View};

/// How often the home's files are looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How long to wait before an engine that went is asked again.
const PAUSE: Duration = Duration::from_secs(1);
/// What of the engine's events is told on; the health's has more behind it.
const ACTIONS: [&str; 8] = ["create", "start", "die", "health_status", "pause", "unpause", "oom", "destroy"];

impl Daemon {
    /// Tells what happens, for ever.
    pub async fn observe(&self) {
        tokio::join!(self.observe_home(), self.observe_engine(), self.observe_refused());
    }

    async fn observe_refused(&self) {
        loop {
            sleep(PAUSE).await;
            self.write_refused().await;
        }
    }

    async fn observe_home(&self) {
        let mut old = self.view();
        loop {
            sleep(LOOK).await;
            let new = self.view_for_sure();
            self.accesses.look(&new);
            if !Arc::ptr_eq(&old, &new) {
                self.tell_changes(&old, &new);
                old = new;
            }
        }
    }

    fn tell_changes(&self, old: &View, new: &View) {
        let changed = changed_settings(old, new);
        if !changed.is_empty() {
            self.events().tell(What::Config, &json!({ "modules": changed }));
        }
        let names = new.installed.modules.keys().chain(old.installed.modules.keys());
        let differs = |name: &&String| new.installed.modules.get(*name) != old.installed.modules.get(*name);
        let changed: BTreeSet<&String> = names.filter(differs).collect();
        if !changed.is_empty() {
            self.events().tell(What::Modules, &json!({ "modules": changed }));
        }
    }

    async fn observe_engine(&self) {
        // What happened since: a connection that breaks loses nothing that the engine still knows.
        let (mut since, mut there) = (None, false);
        loop {
            there = self.tell_engine(there, self.engine.version().await.is_ok());
            if let Ok(mut messages) = self.engine.events(since) {
                while let Some(Ok(message)) = messages.next().await {
                    self.tell_container(&message);
                    since = message.time_nano.or(since);
                }
            }
            sleep(PAUSE).await;
        }
    }

    fn tell_engine(&self, before: bool, now: bool) -> bool {
        if before != now {
            self.events().tell(What::Engine, &json!({ "ready": now }));
        }
        now
    }

    fn tell_container(&self, message: &EventMessage) {
        if let Some(change) = change(message) {
            self.accesses.look(&self.view());
            self.events().tell(What::Container, &change);
        }
    }
}

/// The modules whose entry in the settings differs; Hyperdrive itself where its own parameters do.
fn changed_settings(old: &View, new: &View) -> BTreeSet<String> {
    let (old, new) = (&old.settings, &new.settings);
    let names = new.modules.keys().chain(old.modules.keys());
    let modules = names.filter(|name| new.modules.get(*name) != old.modules.get(*name)).cloned();
    modules.chain((old.own != new.own).then(|| HYPERDRIVE.into())).collect()
}

fn change(message: &EventMessage) -> Option<ContainerChange> {
    let action = message.action.clone()?;
    ACTIONS.contains(&action.split(':').next()?).then_some(())?;
    let attributes = message.actor.as_ref()?.attributes.as_ref()?;
    Some(ContainerChange {
        container: attributes.get("name")?.clone(),
        module: attributes.get(MODULE_LABEL).cloned(),
        action,
        exit_code: attributes.get("exitCode").and_then(|code| code.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use bollard::models::EventActor;

    use super::*;
    use crate::api::view::tests::{home, write};

    #[test]
    fn a_change_of_files_is_told_by_the_modules_that_it_is_about() {
        let one = |value| ("me/one", json!({ "a": value }));
        let (_folder, home) = home(&[one(1), ("me/two", json!({}))]);
        let daemon = Daemon::open(home.dir(), "unix:///nowhere").unwrap();
        let old = daemon.view();
        write(&home, &[one(2), ("me/two", json!({}))], true);
        let new = daemon.view();
        assert_eq!(changed_settings(&old, &new), ["me/one".to_owned()].into());
        assert!(changed_settings(&new, &new).is_empty());
        write(&home, &[one(2)], true);
        assert_eq!(changed_settings(&new, &daemon.view()), ["me/two".to_owned()].into());
    }

    #[test]
    fn of_the_engine_s_events_those_on_states_are_told() {
        let message = |action: &str| {
            let attributes =
                [("name", "demo_one"), (MODULE_LABEL, "me/one"), ("exitCode", "137"), ("secret", "x")];
            let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            let actor = Some(EventActor { attributes: Some(attributes), ..Default::default() });
            change(&EventMessage { action: Some(action.into()), actor, ..Default::default() })
        };
        let said = serde_json::to_value(message("die").unwrap()).unwrap();
        assert_eq!(
            said,
            json!({"container": "demo_one", "module": "me/one", "action": "die", "exitCode": 137})
        );
        assert_eq!(message("health_status: healthy").unwrap().action, "health_status: healthy");
        assert_eq!(message("exec_create: hd-module run secret"), None);
    }
}
