//! The command line of hd-unpack.

use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand};
use cli::flags::Common;

/// Unpack packages into module documents
///
/// Every package is checked whole; nothing is written outside DIR. Without --into nothing is written at all.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    /// Packages: a ZIP file, a folder (packed first, as 'pack' does), '-' for standard input, or sha256:DIGEST for one that is in DIR
    #[arg(value_name = "PACKAGE", required_unless_present = "retain")]
    pub(crate) packages: Vec<PathBuf>,
    /// Place each package in DIR/packages/<sha256>/ and make it the installed one, DIR/modules/<author>/<name>
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
    /// Note in DIR that the user directory of this id needs the package
    #[arg(long, value_name = "ID", requires = "into")]
    pub(crate) home: Option<String>,
    /// The user directory of this id no longer needs the packages, each given as sha256:DIGEST; one that nobody needs is removed
    #[arg(long, value_name = "ID", requires = "into", conflicts_with_all = ["home", "list", "check"])]
    pub(crate) release: Option<String>,
    /// The user directory of this id needs these packages, each given as sha256:DIGEST, and no others: what else it holds is released
    #[arg(long, value_name = "ID", requires = "into", conflicts_with_all = ["home", "list", "check", "release"])]
    pub(crate) retain: Option<String>,
    /// Add the field 'files': path, size and SHA-256 of each
    #[arg(long)]
    pub(crate) list: bool,
    /// Only say whether the packages are good: print nothing, and exit with 0 or 3. With --into and sha256:DIGEST, whether what is placed is still as it was unpacked: 0 or 1
    #[arg(long, conflicts_with_all = ["home", "list"])]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a package of a folder: the same bytes for the same files on every machine
    ///
    /// The folder is checked as a package is. '.git' and FILE itself are left out.
    Pack {
        /// The folder, with descriptor.json, adapter.tmpl and templates/
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The package to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

/// How much a package may hold.
#[derive(Debug, Group)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Most entries, folders included
    #[arg(long = "max-entries", global = true, value_name = "N", default_value_t = 65_536)]
    pub(crate) entries: u64,
    /// Most bytes, unpacked
    #[arg(long = "max-unpacked", global = true, value_name = "BYTES", default_value_t = 1 << 30)]
    pub(crate) unpacked: u64,
    /// Most bytes that one packed byte may become, in an entry above 1 MiB
    #[arg(long = "max-ratio", global = true, value_name = "N", default_value_t = 200)]
    pub(crate) ratio: u64,
}
