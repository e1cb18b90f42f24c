//! The command line of hd-registry.

use clap::{Args as Options, Parser, Subcommand};
use cli::flags;

/// Signed lists of modules: what they offer, and how it gets here
#[derive(Debug, Parser)]
#[command(name = "hd-registry", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) home: flags::Home,
    /// Another place of the curated list: an https URL, or a path. Its keys stay those in the program
    #[arg(long, global = true, value_name = "LOCATION", env = "HYPERDRIVE_CURATED", hide_env_values = true)]
    pub(crate) curated: Option<String>,
    /// Ask this registry only
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) registry: Option<String>,
    /// Take an index that has expired
    #[arg(long, global = true)]
    pub(crate) allow_stale: bool,
    #[command(flatten)]
    pub(crate) common: flags::Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Let modules come from this registry, too; its key is shown and asked about
    Add(Add),
    /// Print the registries that are known
    List,
    /// Forget a registry; what came from it stays
    Remove {
        /// The registry's name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Print what registries offer
    Search {
        /// Only modules whose name or description has one of these words
        #[arg(value_name = "WORD")]
        words: Vec<String>,
    },
    /// Read the documents of what is installed, and print the packages that have to come
    Plan(Plan),
    /// Read what 'plan' printed, get the packages, check them, and print it on with their files
    Fetch,
    /// Get the package at a URL, which no registry lists, and print its file and digest
    Get {
        /// An https URL
        #[arg(value_name = "URL")]
        url: String,
    },
}

#[derive(Debug, Options)]
pub(crate) struct Add {
    /// The registry's index: an https URL, or a path; its signature is beside it, with .minisig at the end
    #[arg(value_name = "LOCATION")]
    pub(crate) location: String,
    /// The key that has signed it, as its registry publishes it: then nothing is asked
    #[arg(long, value_name = "PUBLICKEY")]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Options)]
pub(crate) struct Plan {
    /// Modules: AUTHOR/NAME for the newest version, or AUTHOR/NAME@VERSION
    #[arg(value_name = "MODULE")]
    pub(crate) modules: Vec<String>,
    /// Every installed module that came from a registry
    #[arg(long, conflicts_with = "modules")]
    pub(crate) all: bool,
}
