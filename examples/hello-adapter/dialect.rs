//! The dialect of March 2025, spoken where `HELLO_DIALECT` is `2025-03`: for tests of modules that came before the protocol
//! as it stands. An adapter of one's own has no such file.

use std::io::BufRead;
use std::path::Path;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::{folder, metadata, protocol};

/// Whether the command is one of the dialect, and then done.
pub(crate) fn answered(command: &str, input: &mut impl BufRead) -> Result<bool> {
    if std::env::var("HELLO_DIALECT").as_deref() != Ok("2025-03") {
        return Ok(false);
    }
    match command {
        "get-config-metadata" => protocol::say(&metadata::with_values(None)),
        "process-settings" => {
            let line = line(command, input)?;
            let own = own(&line["newSettings"]);
            protocol::say(&protocol::process(own))
        }
        "set-settings" => protocol::set(own(&line(command, input)?["settings"])),
        "start" => start(),
        "version" | "run" => return Ok(false),
        _ => Err(Failure::new(3, format!("No help topic for '{command}'"))),
    }
    .map(|()| true)
}

/// The request, which tests find in the config folder.
fn line(command: &str, input: &mut impl BufRead) -> Result<Value> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    folder::write(&format!("asked-{command}"), &line)?;
    serde_json::from_str(&line).map_err(|cause| format!("the request is no JSON: {cause}").into())
}

/// The module's part of everybody's settings.
fn own(settings: &Value) -> Value {
    let fqmn = std::env::var("HELLO_FQMN").unwrap_or_else(|_| "example/hello-world".into());
    settings["modules"][fqmn]["settings"].clone()
}

/// It has no Docker Compose in its image: it only says whether it could command the engine.
fn start() -> Result<()> {
    let there = ["/var/run/docker.sock", "/run/docker.sock"].iter().any(|path| Path::new(path).exists());
    if there { folder::write("started", "") } else { Err("there is no engine to command".into()) }
}
