//! The command line of hd-apiserve.

use std::net::SocketAddr;

use clap::Parser;
use cli::flags::{Common, Home};

/// Serve the daemon's HTTP API to modules
///
/// The first line of standard output says where: {"listening": "http://127.0.0.1:PORT"}. The engine's address comes
/// from DOCKER_HOST, else it is Docker's usual one.
#[derive(Debug, Parser)]
#[command(name = "hd-apiserve", version)]
pub(crate) struct Args {
    /// Where to listen; port 0 takes a free one
    ///
    /// Only loopback addresses: what a machine's other users or its network can reach is the operator's affair. The
    /// daemon's own container listens on its own network's address (see --container).
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// This is the daemon's container: any address of it may be listened on
    ///
    /// A container has a network of its own, which the project's modules share; the port is published on 127.0.0.1 of
    /// the machine by the engine.
    #[arg(long)]
    pub(crate) container: bool,
    /// Where the home is
    #[command(flatten)]
    pub(crate) home: Home,
    /// Options of every tool
    #[command(flatten)]
    pub(crate) common: Common,
}
