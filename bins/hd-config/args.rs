use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand};
use cli::flags;

/// Metadata and edits → valid settings
#[derive(Debug, Parser)]
#[command(name = "hd-config", version)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub stream: flags::Stream,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Complete the settings: what is stored, else what the operator set, what the module reports, the default
    Defaults,
    /// Print settings: those that are named, one a line, or else all of the system's
    Get(Get),
    /// Change settings, all as wanted or none
    ///
    /// Each module's edits are taken or refused together. A refused module's document carries the faults; a name that no
    /// module in the stream has ends the tool and nothing is written.
    Set(Set),
    /// Print what changed, one line for each module where something did; exit code 1 if something did, as diff does
    Diff,
    /// Check that all settings are there and fit; exit code 1 if not
    Validate,
    /// Check that no two modules want one port; exit code 1 if they do
    Ports(Ports),
    /// Fit settings of an older version (`from`) to the module's metadata, and tell every change in the field `upgraded`
    ///
    /// What is gone is dropped, what is new gets its default, as does what is overwritten on an upgrade or no longer fits.
    Upgrade,
    /// Evaluate what is hidden, disabled and described by templates, into the field `resolved`
    Resolve,
    /// Edit settings in a full-screen form on the terminal
    ///
    /// Leaving it without saving is the answer no: exit code 1, and nothing is written.
    Edit,
}

#[derive(Debug, Options)]
pub struct Get {
    /// Parameters or sections: AUTHOR/NAME:SECTION/PARAMETER, or a bare path for the one module beside nodeset/hyperdrive
    #[arg(value_name = "FQPN")]
    pub names: Vec<String>,
    /// A text without its quotes
    #[arg(short, long, requires = "names")]
    pub raw: bool,
    /// As YAML, which 'hd-config set --file' takes back
    #[arg(long, conflicts_with = "raw")]
    pub yaml: bool,
}

#[derive(Debug, Options)]
pub struct Set {
    /// FQPN=VALUE, FQPN:=JSON, FQPN@FILE (what the file holds) or FQPN@- (the first line of standard input, which stands
    /// before the documents); a secret is set from a file only
    #[arg(value_name = "EDIT")]
    pub edits: Vec<String>,
    /// Give a parameter its default again; may be repeated
    #[arg(long, value_name = "FQPN")]
    pub reset: Vec<String>,
    /// Give a parameter what its module reports; may be repeated
    #[arg(long, value_name = "FQPN")]
    pub reported: Vec<String>,
    /// Let a module's services run; may be repeated
    #[arg(long, value_name = "FQMN")]
    pub enable: Vec<String>,
    /// Let a module's services not run; may be repeated
    #[arg(long, value_name = "FQMN")]
    pub disable: Vec<String>,
    /// Enable what an enabled module needs too, and disable what needs a disabled one; without it that is refused
    #[arg(long)]
    pub follow: bool,
    /// A part or all of the system's settings, as 'hd-config get' prints them, in YAML or JSON; may be repeated. Edits, --reset,
    /// --reported, --enable and --disable win over it, wherever they stand
    #[arg(short, long, value_name = "FILE")]
    pub file: Vec<PathBuf>,
}

#[derive(Debug, Options)]
pub struct Ports {
    /// Also what others on this machine have bound
    #[arg(long)]
    pub machine: bool,
}
