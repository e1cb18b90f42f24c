//! `hyperdrive service version`: which version of everything is at work.

use std::io::Write;

use cli::Exit;
use hd::compose::Program;
use hd::document::Document;
use hd::engine::{Engine, Surroundings};
use hd::{Result, escape};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::pipeline::Interrupt;
use crate::session::Session;

/// Versions; `null` where nothing answers.
#[derive(Serialize)]
struct Versions {
    hyperdrive: &'static str,
    engine: Option<String>,
    compose: Option<String>,
    /// By FQMN.
    modules: Map<String, Value>,
}

/// What doesn't answer holds nothing up: the other versions are told all the same.
pub(crate) fn run(session: &Session) -> Result<Exit> {
    let address = Surroundings::of_process(session.place.engine.as_deref()).address()?;
    let documents = if session.has_home() {
        session.run(session.load_running(), Interrupt::Ends)?.documents
    } else {
        Vec::new()
    };
    let versions = Versions {
        hyperdrive: env!("CARGO_PKG_VERSION"),
        engine: Engine::at(&address).and_then(|engine| engine.version()).ok(),
        compose: Program::find(&address).and_then(|program| program.version()).ok(),
        modules: documents.iter().filter(|document| !document.is_hyperdrive()).map(module).collect(),
    };
    if session.json {
        return session.common.print(&versions);
    }
    // Nobody may be there to read it.
    let _ = std::io::stdout().write_all(lines(&versions).as_bytes());
    Ok(Exit::DONE)
}

fn module(document: &Document) -> (String, Value) {
    let descriptor: Value = document.get("descriptor").ok().flatten().unwrap_or_default();
    (document.fqmn(), descriptor["version"].clone())
}

fn lines(versions: &Versions) -> String {
    let silent = || "doesn't answer".to_owned();
    let own = [
        ("hyperdrive", versions.hyperdrive.to_owned()),
        ("engine", versions.engine.clone().unwrap_or_else(silent)),
        ("compose", versions.compose.clone().unwrap_or_else(silent)),
    ];
    let modules = versions
        .modules
        .iter()
        .map(|(name, version)| (name.as_str(), version.as_str().unwrap_or("?").into()));
    let line = |(name, version): (&str, String)| format!("{name} {}\n", escape::short(&version, 60));
    own.into_iter().chain(modules).map(line).collect()
}
