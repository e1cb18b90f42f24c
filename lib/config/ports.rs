//! Ports that modules want: two may not want the same one, nor may one be taken already (SPEC.md section 9, Configure).

use std::collections::BTreeMap;

use super::configured::Configured;
use super::machine::{Machine, Port, Protocol, published};
use super::protocol;
use crate::document::fields::{Processed, Service};
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Fault, Result};
use crate::name::Fqpn;
use crate::template::module::Known;

/// A parameter that wants a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The document's place in the stream.
    pub document: usize,
    /// The parameter's full name.
    pub fqpn: String,
    /// The port, as it was answered.
    pub port: u64,
    /// The protocols that it is for; both where nobody says.
    pub protocols: Vec<Protocol>,
    /// Whether the parameter is as it was: then the port may well be taken by the module itself.
    pub unchanged: bool,
}

/// What the enabled modules and Hyperdrive itself want. Documents with an `error` don't count.
pub fn claims(documents: &[Document]) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    let known = Known::of(documents)?;
    for (at, document) in documents.iter().enumerate() {
        if document.error().is_some() || !document.is_enabled() {
            continue;
        }
        let configured = Configured::read(document).ok();
        let processed: Processed = document.get("processed")?.unwrap_or_default();
        let published =
            if processed.ports.is_empty() { BTreeMap::new() } else { protocol::published(document, &known) };
        let is_own = document.is_hyperdrive();
        let claim = |(fqpn, port): (String, u64)| {
            let unchanged = configured
                .as_ref()
                .is_none_or(|configured| configured.changes().iter().all(|change| change.fqpn != fqpn));
            // The daemon speaks TCP alone.
            let unsaid = if is_own { vec![Protocol::Tcp] } else { vec![Protocol::Tcp, Protocol::Udp] };
            let said = u16::try_from(port).ok().and_then(|port| published.get(&port).cloned());
            Claim { document: at, fqpn, port, protocols: said.unwrap_or(unsaid), unchanged }
        };
        if document.is_hyperdrive() {
            let port = configured.as_ref().and_then(own);
            claims.extend(port.map(|port| claim((format!("{HYPERDRIVE}:apiPort"), port))));
        }
        let fqmn = document.fqmn();
        claims.extend(processed.ports.into_iter().map(|(name, port)| claim((full(&fqmn, &name), port))));
    }
    Ok(claims)
}

/// The errors that clashing claims make, by the document that gets each, in the order of the stream. With a machine,
/// also what somebody else has taken there.
pub fn clashes(documents: &[Document], machine: Option<&Machine>) -> Result<Vec<(usize, Error)>> {
    let claims = claims(documents)?;
    let ours = ours(documents);
    let mut faults: BTreeMap<usize, Vec<Fault>> = BTreeMap::new();
    for claim in &claims {
        let mut found = wanted_twice(claim, &claims);
        found.extend(machine.and_then(|machine| taken(claim, machine, &ours)));
        faults.entry(claim.document).or_default().extend(found);
    }
    let refused = |(at, faults): (usize, Vec<Fault>)| {
        let words = if faults.len() == 1 { "a port".into() } else { format!("{} ports", faults.len()) };
        let message = format!("{words} of '{}' can't be had", documents[at].fqmn());
        (!faults.is_empty()).then(|| (at, Error::no(message).with_faults(faults)))
    };
    Ok(faults.into_iter().filter_map(refused).collect())
}

fn wanted_twice(claim: &Claim, claims: &[Claim]) -> Vec<Fault> {
    let fault = |message: String| Fault::new(claim.fqpn.as_str(), message);
    if !(1..=u64::from(u16::MAX)).contains(&claim.port) {
        return vec![fault(format!("{} is no port: ports are 1 to 65535", claim.port))];
    }
    // Within one module a port may be wanted for TCP and for UDP; its adapter has judged that.
    let shares = |other: &Claim| other.protocols.iter().any(|protocol| claim.protocols.contains(protocol));
    let others = claims.iter().filter(|other| other.document != claim.document && other.port == claim.port);
    let others = others.filter(|other| shares(other));
    others.map(|other| fault(format!("port {} is wanted by '{}' too", claim.port, other.fqpn))).collect()
}

/// Who else has the port that is claimed.
fn taken(claim: &Claim, machine: &Machine, ours: &[Port]) -> Option<Fault> {
    let number = u16::try_from(claim.port).ok()?;
    let fault = |port: &Port, by: &str| {
        let message = format!("{} port {number} is taken by {by} on this machine", port.protocol.word());
        Fault::new(claim.fqpn.as_str(), message)
    };
    let containers = machine.published.as_deref().unwrap_or_default();
    let wanted = |port: &Port| port.number == number && claim.protocols.contains(&port.protocol);
    if let Some(other) = containers.iter().find(|other| !other.ours && wanted(&other.port)) {
        return Some(fault(
            &other.port,
            &format!("the container '{}'", crate::escape::short(&other.container, 80)),
        ));
    }
    // Where nobody can be asked whose it is, a module that wants what it wanted before is taken to have it.
    if machine.published.is_none() && claim.unchanged {
        return None;
    }
    let is_ours = |port: &Port| {
        ours.contains(port) || containers.iter().any(|container| container.ours && container.port == *port)
    };
    let bound = machine.bound.iter().find(|port| wanted(port) && !is_ours(port))?;
    Some(fault(bound, "another program"))
}

/// What the containers that the documents know of publish.
fn ours(documents: &[Document]) -> Vec<Port> {
    let services = documents
        .iter()
        .flat_map(|document| document.get::<Vec<Service>>("services").ok().flatten().unwrap_or_default());
    services.flat_map(|service| service.ports).filter_map(|port| published(&port)).collect()
}

/// The port on which the daemon answers.
fn own(configured: &Configured) -> Option<u64> {
    let port = configured.settings.get("apiPort").and_then(super::Value::whole);
    port.and_then(|port| u64::try_from(port).ok())
}

/// The name that an adapter gave, with its module said; one that is no name stays as it is.
fn full(module: &str, name: &str) -> String {
    match (name.parse::<Fqpn>(), module.parse()) {
        (Ok(fqpn), Ok(own)) => fqpn.within(&own).to_string(),
        _ => format!("{module}:{}", crate::escape::short(name, 60)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::machine::Published;
    use serde_json::json;

    fn clashes_with(machine: &Machine) -> Vec<String> {
        let config = json!({"parameters": [{"id": "port", "type": "uint", "default": 8081}]});
        let document = json!({"fqmn": "me/mod", "config": config, "was": {"port": 1}, "processed": {"ports": {"port": 8081}}});
        let documents = [serde_json::from_value(document).unwrap()];
        let clashes = clashes(&documents, Some(machine)).unwrap();
        let faults = clashes.into_iter().flat_map(|(_, error)| error.report("t").faults);
        faults.map(|fault| format!("{}: {}", fault.at, fault.message)).collect()
    }

    #[test]
    fn what_a_container_of_somebody_else_publishes_is_taken_and_what_ours_do_isnt() {
        let port = |protocol, number| Port { protocol, number };
        let published = |port, ours| Published { port, container: "their_db".into(), ours };
        let tcp = port(Protocol::Tcp, 8081);
        let machine =
            |published: Option<Vec<Published>>, bound: &[Port]| Machine { bound: bound.to_vec(), published };
        // The engine's own proxy has it bound as well.
        for bound in [&[][..], &[tcp]] {
            let said = clashes_with(&machine(Some(vec![published(tcp, false)]), bound));
            assert_eq!(
                said,
                ["me/mod:port: TCP port 8081 is taken by the container 'their_db' on this machine"]
            );
            assert!(clashes_with(&machine(Some(vec![published(tcp, true)]), bound)).is_empty());
        }
        let udp = vec![published(port(Protocol::Udp, 8081), false)];
        assert_eq!(
            clashes_with(&machine(Some(udp), &[]))[0].split(" is ").next(),
            Some("me/mod:port: UDP port 8081")
        );
        assert!(
            clashes_with(&machine(Some(vec![published(port(Protocol::Tcp, 8082), false)]), &[])).is_empty()
        );
        let said = clashes_with(&machine(Some(Vec::new()), &[tcp]));
        assert_eq!(said, ["me/mod:port: TCP port 8081 is taken by another program on this machine"]);
    }
}
