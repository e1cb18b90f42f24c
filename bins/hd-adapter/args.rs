//! The command line of hd-adapter.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};
use cli::flags::Common;

/// Be the adapter of a module, as a file declares it
///
/// An image that holds this program and a module.yaml is a whole adapter; hd-adapter-module(5) describes the file.
#[derive(Debug, Parser)]
#[command(name = "hd-adapter", version)]
pub(crate) struct Args {
    /// What to do; without it: idle
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The file that declares the adapter
    #[arg(long, global = true, value_name = "FILE", env = "HD_MODULE_FILE", default_value = "/module.yaml")]
    pub(crate) module: PathBuf,
    /// Options of every tool
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What to do
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Wait until it is stopped, as the adapter's container does
    Idle,
    /// Run one command of the adapter protocol: a line of JSON in, JSON out
    HdModule(HdModule),
    /// Judge a module.yaml: every fault with its line and column
    Check(Check),
    /// Write the folder of a new module
    Init(Init),
}

/// Run one command of the adapter protocol
#[derive(Debug, ClapArgs)]
pub(crate) struct HdModule {
    /// The command, in the dialect that the module declares: version, get-config, set-config, run, …
    pub(crate) command: String,
}

/// Judge a module.yaml
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// The file
    #[arg(default_value = "module.yaml")]
    pub(crate) file: PathBuf,
}

/// Write the folder of a new module
#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// The folder, which must not be there or be empty
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
    /// The module's full name [default: example/ and the folder's name]
    #[arg(long, value_name = "AUTHOR/NAME")]
    pub(crate) fqmn: Option<String>,
    /// The word that operators will type [default: made of the name]
    #[arg(long, value_name = "WORD")]
    pub(crate) shortcut: Option<String>,
}
