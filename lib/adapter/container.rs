//! An adapter in a container of the engine: whose it is, and how it is addressed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bollard::models::ContainerInspectResponse;
use tokio::time::{Instant, timeout, timeout_at};

use super::condition;
use super::exec::{REST, told_to_stop};
use super::member::First;
use super::way::Limits;
use crate::engine::{self, Engine, HOME_LABEL, MODULE_LABEL};
use crate::error::{Error, Result};
use crate::escape;

/// Compose's own label with the name of its project.
const PROJECT_LABEL: &str = "com.docker.compose.project";
/// How long an engine may take to answer, to end, or to restart what was asked for.
pub(super) const GRACE: Duration = Duration::from_secs(30);

/// Whose a container has to be before a key is sent into it; `None` is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Its home's id.
    pub home: Option<String>,
    /// Its module.
    pub fqmn: Option<String>,
    /// Its Compose project.
    pub project: Option<String>,
}

/// A running container with an adapter in it, addressed by its id.
#[derive(Debug)]
pub struct Container {
    pub(super) engine: Arc<Engine>,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) entrypoint: Vec<String>,
    /// Its labels were looked at: it is Hyperdrive's, and may be restarted.
    pub(super) ours: bool,
    image: String,
    life: Mutex<Life>,
}

/// A container's life from one start to its end.
#[derive(Debug)]
struct Life {
    started: Option<String>,
    /// Its first process, where that can be seen from here.
    first: Option<First>,
}

impl Life {
    fn of(found: &ContainerInspectResponse) -> Self {
        let state = found.state.as_ref();
        let number = state.and_then(|state| state.pid);
        let first = number.zip(found.id.as_deref()).and_then(|(number, id)| First::of(number, id));
        Self { started: state.and_then(|state| state.started_at.clone()), first }
    }
}

impl Container {
    /// Finds the container with this name at the engine with this address. Not as expected: not allowed. Not running: the
    /// adapter's fault, with the end of its log.
    pub fn open(address: &str, name: &str, expected: &Expected, limits: &Limits) -> Result<Self> {
        check_name(name)?;
        let engine = Engine::shared(address)?;
        let found = engine.wait(async {
            tokio::select! {
                found = found(&engine, name, expected, limits.timeout.clamp(REST, GRACE)) => found,
                () = told_to_stop(limits.stop) => Err(Error::busy(format!("interrupted while container '{name}' was looked for"))),
            }
        })?;
        let life = Mutex::new(Life::of(&found));
        let config = found.config.unwrap_or_default();
        Ok(Self {
            engine,
            name: name.into(),
            id: found.id.unwrap_or_else(|| name.into()),
            image: found.image.unwrap_or_default(),
            entrypoint: config.entrypoint.unwrap_or_default(),
            ours: expected.home.is_some() && expected.fqmn.is_some(),
            life,
        })
    }

    /// The name that it was asked for by.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The id of its image.
    pub(super) fn image(&self) -> &str {
        &self.image
    }

    /// Its first process, where that can be seen from here.
    pub(super) fn first(&self) -> Option<First> {
        self.life().first.clone()
    }

    fn life(&self) -> MutexGuard<'_, Life> {
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It was started anew from here.
    pub(super) async fn live_again(&self, rest: Instant) {
        if let Ok(Ok(found)) = timeout_at(rest, inspect(&self.engine, &self.id, GRACE)).await {
            *self.life() = Life::of(&found);
        }
    }

    /// Whether it still runs as it did when it was opened; what has become of it is the error.
    pub(super) async fn check(&self) -> Result<()> {
        let found = inspect(&self.engine, &self.id, GRACE).await.map_err(|error| self.gone(error))?;
        condition::check(&self.engine, &self.name, &found).await?;
        if found.state.and_then(|state| state.started_at) == self.life().started {
            return Ok(());
        }
        let message =
            format!("the adapter's container '{}' stopped meanwhile and was started again", self.name);
        Err(condition::with_log(&self.engine, &self.id, Error::adapter(message)).await)
    }

    /// A container that isn't there any more was there before.
    fn gone(&self, error: Error) -> Error {
        if error.message().ends_with("isn't there") {
            return Error::adapter(format!("the adapter's container '{}' was removed meanwhile", self.name));
        }
        error
    }

    pub(super) fn fault(&self, verb: &str, cause: &bollard::errors::Error) -> Error {
        engine::fault(self.engine.address(), &format!("{verb} container '{}'", self.name), cause)
    }
}

/// A name goes into the path of a request: nothing but a name may.
fn check_name(name: &str) -> Result<()> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let good = name.starts_with(|first: char| first.is_ascii_alphanumeric()) && name.chars().all(fits);
    if good { Ok(()) } else { Err(Error::input(format!("'{name}' is no container's name"))) }
}

/// The container, where it is as expected and runs.
async fn found(
    engine: &Engine,
    name: &str,
    expected: &Expected,
    patience: Duration,
) -> Result<ContainerInspectResponse> {
    let found = inspect(engine, name, patience).await?;
    expected.check(name, &found)?;
    condition::check(engine, name, &found).await?;
    Ok(found)
}

async fn inspect(engine: &Engine, name: &str, patience: Duration) -> Result<ContainerInspectResponse> {
    let Ok(answer) = timeout(patience, engine.docker.inspect_container(name, None)).await else {
        let seconds = patience.as_secs_f32();
        return Err(Error::busy(format!("the Docker Engine didn't answer within {seconds} s")));
    };
    answer.map_err(|cause| match engine::status(&cause) {
        Some(404) => Error::machine(format!("the adapter's container '{name}' isn't there"))
            .hint("hd-compose up adapter starts it"),
        _ => engine::fault(engine.address(), &format!("inspect container '{name}'"), &cause),
    })
}

impl Expected {
    fn check(&self, name: &str, found: &ContainerInspectResponse) -> Result<()> {
        let labels = found.config.as_ref().and_then(|config| config.labels.clone()).unwrap_or_default();
        let wanted = [(HOME_LABEL, &self.home), (MODULE_LABEL, &self.fqmn), (PROJECT_LABEL, &self.project)];
        for (label, wanted) in wanted {
            if let Some(wanted) = wanted
                && labels.get(label) != Some(wanted)
            {
                return Err(foreign(name, label, wanted, labels.get(label).map(String::as_str)));
            }
        }
        Ok(())
    }
}

fn foreign(name: &str, label: &str, wanted: &str, found: Option<&str>) -> Error {
    let found = found.map_or_else(|| "none".into(), |found| format!("'{}'", escape::short(found, 80)));
    Error::denied(format!(
        "container '{name}' isn't the adapter that is meant: its label {label} is {found}, not '{wanted}'"
    ))
    .hint("no key was sent to it")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_a_name_goes_into_a_request() {
        for good in ["p_x_adapter", "0a.b-c"] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in ["", "../x", "a/b", "-a", "a?b", "a b", "a%2f"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_container_of_another_home_gets_no_key() {
        let mut found = ContainerInspectResponse::default();
        let labels = [(HOME_LABEL.to_owned(), "h1".to_owned()), (MODULE_LABEL.into(), "a/x".into())];
        found.config =
            Some(bollard::models::ContainerConfig { labels: Some(labels.into()), ..Default::default() });
        let expected = |home: &str, fqmn: &str| Expected {
            home: Some(home.into()),
            fqmn: Some(fqmn.into()),
            project: None,
        };
        assert!(expected("h1", "a/x").check("c", &found).is_ok());
        for (home, fqmn) in [("h2", "a/x"), ("h1", "b/y")] {
            let error = expected(home, fqmn).check("c", &found).unwrap_err();
            assert_eq!(error.kind(), crate::Kind::Denied);
        }
        let project = Expected { project: Some("p-x_adapter".into()), ..expected("h1", "a/x") };
        let error = project.check("c", &found).unwrap_err();
        assert!(error.message().ends_with("is none, not 'p-x_adapter'"), "{error}");
    }
}
