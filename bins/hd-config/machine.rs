//! What is taken on this machine, for `ports --machine`: asked of the system and of the documents' engine.

use std::path::Path;

use hd::Result;
use hd::compose::{self, Container};
use hd::config::machine::{Machine, Published, bound, published};
use hd::document::Document;
use hd::engine::Engine;

/// Looks at the system, and asks the engine; an engine that doesn't answer is said, and done without.
pub fn look(documents: &[Document], tool: &str) -> Result<Machine> {
    let bound = bound(Path::new("/proc/net"))?;
    let published = match containers(documents) {
        Ok(containers) => containers,
        Err(error) => {
            cli::warn(tool, &format!("{error}; ports are checked without it"));
            None
        }
    };
    Ok(Machine { bound, published })
}

/// What every container publishes; `None` where no document names an engine.
fn containers(documents: &[Document]) -> Result<Option<Vec<Published>>> {
    let first = |field: &str| -> Option<String> {
        documents.iter().find_map(|document| document.get(field).ok().flatten())
    };
    let Some(address) = first("engine") else { return Ok(None) };
    let home = first("home");
    let all = compose::list(&Engine::at(&address)?, None)?;
    Ok(Some(all.iter().flat_map(|container| ports(container, home.as_deref())).collect()))
}

fn ports(container: &Container, home: Option<&str>) -> Vec<Published> {
    let ours = home == Some(container.home.as_str());
    let published = container.service.ports.iter().filter_map(|text| published(text));
    published.map(|port| Published { port, container: container.service.container.clone(), ours }).collect()
}
