//! The project's network: made and labelled by Hyperdrive, refused where a stranger has its name.

use std::collections::HashMap;

use bollard::models::{Network, NetworkCreateRequest};
use bollard::query_parameters::{InspectNetworkOptions, ListNetworksOptionsBuilder};

use super::{Owner, Part};
use crate::document::HYPERDRIVE;
use crate::document::fields::Names;
use crate::engine::{Engine, HOME_LABEL, MODULE_LABEL};
use crate::error::{Error, Result};

/// Makes the network where it is missing.
pub fn ensure(engine: &Engine, name: &str, home: &str, ipv6: bool) -> Result<()> {
    match is_ours(engine, name, home)? {
        None => create(engine, name, home, ipv6),
        Some((true, _)) => Ok(()),
        Some((false, _)) => Err(stranger(name)),
    }
}

/// Whether there is a network of this name, whoever made it.
pub fn exists(engine: &Engine, name: &str) -> Result<bool> {
    let request = engine.docker.inspect_network(name, None::<InspectNetworkOptions>);
    engine.ask_for("look at the network", request).map(|found| found.is_some())
}

/// Refuses networks of a wanted name that are there and aren't this home's.
pub(super) fn refuse_strangers(engine: &Engine, names: &[String], home: &str) -> Result<()> {
    for name in names {
        if let Some((false, _)) = is_ours(engine, name, home)? {
            return Err(stranger(name));
        }
    }
    Ok(())
}

/// Refuses where a network that has to be there already isn't.
pub(super) fn refuse_missing(engine: &Engine, names: &[String]) -> Result<()> {
    for name in names {
        if !exists(engine, name)? {
            return Err(Error::input(format!(
                "the network '{name}' has to be there already (external) and isn't"
            ))
            .hint(format!(
                "'docker network create {name}' makes it, or mend the template or override that names it"
            )));
        }
    }
    Ok(())
}

fn stranger(name: &str) -> Error {
    Error::denied(format!("the network '{name}' is there already and isn't of this user directory"))
        .hint(format!("'docker network inspect {name}' shows whose it is; another project name avoids it"))
}

/// Whether the network is this home's, and whether something is connected to it; `None` where there is no such network.
fn is_ours(engine: &Engine, name: &str, home: &str) -> Result<Option<(bool, bool)>> {
    let request = engine.docker.inspect_network(name, None::<InspectNetworkOptions>);
    let found = engine.ask_for("look at the network", request)?;
    Ok(found.map(|found| {
        let ours = found.labels.unwrap_or_default().get(HOME_LABEL).is_some_and(|owner| owner == home);
        (ours, !found.containers.unwrap_or_default().is_empty())
    }))
}

fn create(engine: &Engine, name: &str, home: &str, ipv6: bool) -> Result<()> {
    let labels = [(HOME_LABEL, home), (MODULE_LABEL, HYPERDRIVE)];
    let labels = labels.map(|(label, value)| (label.to_owned(), value.to_owned())).into();
    let request = NetworkCreateRequest {
        name: name.into(),
        labels: Some(labels),
        enable_ipv6: Some(ipv6),
        ..NetworkCreateRequest::default()
    };
    engine.ask("make the network", engine.docker.create_network(request)).map(|_| ())
}

/// Removes the network where it is this home's and nothing is connected to it; else it stays.
pub fn remove(engine: &Engine, name: &str, home: &str) -> Result<bool> {
    if is_ours(engine, name, home)? != Some((true, false)) {
        return Ok(false);
    }
    engine.ask_for("remove the network", engine.docker.remove_network(name)).map(|done| done.is_some())
}

/// The ids of all networks of this home.
pub(super) fn of_home(engine: &Engine, home: &str) -> Result<Vec<String>> {
    let found = labelled(engine, vec![format!("{HOME_LABEL}={home}")])?;
    Ok(found.into_iter().filter_map(|network| network.id).collect())
}

/// Removes the networks that Docker Compose made for this part of a module.
pub fn remove_of(engine: &Engine, owner: &Owner, part: Part, names: &Names) -> Result<()> {
    let made = labelled(engine, owner.labels())?;
    let own = made.into_iter().filter(|network| part.has_made(names, network.labels.as_ref()));
    own.filter_map(|network| network.id).try_for_each(|id| {
        engine.ask_for("remove the network", engine.docker.remove_network(&id)).map(|_| ())
    })
}

fn labelled(engine: &Engine, labels: Vec<String>) -> Result<Vec<Network>> {
    let options = ListNetworksOptionsBuilder::default().filters(&HashMap::from([("label", labels)])).build();
    engine.ask("list networks", engine.docker.list_networks(Some(options)))
}
