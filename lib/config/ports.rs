//! Ports that modules want: two may not want the same one (SPEC.md section 9, Configure).

use std::collections::BTreeMap;

use super::configured::Configured;
use crate::document::{Document, HYPERDRIVE, fields::Processed};
use crate::error::{Error, Fault, Result};
use crate::name::Fqpn;

/// A parameter that wants a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The document's place in the stream.
    pub document: usize,
    /// The parameter's full name.
    pub fqpn: String,
    /// The port, as it was answered.
    pub port: u64,
}

/// What the enabled modules and Hyperdrive itself want. Documents with an `error` don't count.
pub fn claims(documents: &[Document]) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        if document.error().is_some() || !document.is_enabled() {
            continue;
        }
        if document.is_hyperdrive() {
            claims.extend(own(document)?.map(|port| Claim {
                document: at,
                fqpn: format!("{HYPERDRIVE}:apiPort"),
                port,
            }));
        }
        let processed: Processed = document.get("processed")?.unwrap_or_default();
        let fqmn = document.fqmn();
        claims.extend(processed.ports.into_iter().map(|(name, port)| Claim {
            document: at,
            fqpn: full(&fqmn, &name),
            port,
        }));
    }
    Ok(claims)
}

/// The errors that clashing claims make, by the document that gets each, in the order of the stream.
pub fn clashes(documents: &[Document]) -> Result<Vec<(usize, Error)>> {
    let claims = claims(documents)?;
    let mut faults: BTreeMap<usize, Vec<Fault>> = BTreeMap::new();
    for claim in &claims {
        faults.entry(claim.document).or_default().extend(faults_of(claim, &claims));
    }
    let refused = |(at, faults): (usize, Vec<Fault>)| {
        let words = if faults.len() == 1 { "a port".into() } else { format!("{} ports", faults.len()) };
        let message = format!("{words} of '{}' can't be had", documents[at].fqmn());
        (!faults.is_empty()).then(|| (at, Error::no(message).with_faults(faults)))
    };
    Ok(faults.into_iter().filter_map(refused).collect())
}

fn faults_of(claim: &Claim, claims: &[Claim]) -> Vec<Fault> {
    let fault = |message: String| Fault::new(claim.fqpn.as_str(), message);
    if !(1..=u64::from(u16::MAX)).contains(&claim.port) {
        return vec![fault(format!("{} is no port: ports are 1 to 65535", claim.port))];
    }
    let others = claims.iter().filter(|other| other.document != claim.document && other.port == claim.port);
    others.map(|other| fault(format!("port {} is wanted by '{}' too", claim.port, other.fqpn))).collect()
}

/// The port on which the daemon answers.
fn own(document: &Document) -> Result<Option<u64>> {
    if !document.has("config") {
        return Ok(None);
    }
    let configured = Configured::read(document)?;
    let port = configured.settings.get("apiPort").and_then(super::Value::whole);
    Ok(port.and_then(|port| u64::try_from(port).ok()))
}

/// The name that an adapter gave, with its module said; one that is no name stays as it is.
fn full(module: &str, name: &str) -> String {
    match (name.parse::<Fqpn>(), module.parse()) {
        (Ok(fqpn), Ok(own)) => fqpn.within(&own).to_string(),
        _ => format!("{module}:{}", crate::escape::short(name, 60)),
    }
}
