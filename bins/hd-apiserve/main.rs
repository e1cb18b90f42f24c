//! hd-apiserve: the daemon's HTTP API (SPEC.md section 8).
//!
//! Reads: the user directory as hd-state keeps it, key files on each use. Writes: where it listens, as its first line of
//! standard output. Exits: 0 asked to end, 2 an address that others reach, 3 no user directory, 4 the port is taken.

mod answer;
mod app;
mod args;
mod body;
mod connections;
mod guard;
mod large;
mod log;
mod metrics;
mod openapi;
mod routes;
mod serve;
mod wire;
mod workers;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use args::Args;
use cli::{Exit, Tool};
use hd::api::Daemon;
use hd::engine::Surroundings;
use hd::{Error, Result};
use serde_json::json;

use crate::app::App;

const TOOL: Tool = Tool { name: "hd-apiserve", reads: &[], writes: &[] };

fn main() -> ExitCode {
    TOOL.run(apiserve)
}

fn apiserve(args: Args) -> Result<Exit> {
    let listen = allowed(args.listen, args.container)?;
    let engine = Surroundings::of_process(None).address()?;
    let app = Arc::new(App::new(Daemon::open(&args.home.dir()?, &engine)?));
    serve::run(listen, &app, |bound| {
        args.common.print(&json!({ "listening": format!("http://{bound}") })).map(drop)
    })?;
    Ok(Exit::DONE)
}

fn allowed(listen: SocketAddr, container: bool) -> Result<SocketAddr> {
    if container || listen.ip().is_loopback() {
        return Ok(listen);
    }
    Err(Error::usage(format!("refusing to listen on '{listen}': others than this machine's users reach it"))
        .hint("listen on 127.0.0.1; --container is for the daemon's own container, which has a network of its own"))
}
