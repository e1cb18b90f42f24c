//! The command line of hd-token.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};
use cli::flags::Common;

/// Make keys, sign and verify the tokens with which modules ask the daemon
#[derive(Debug, Parser)]
#[command(name = "hd-token", version)]
pub(crate) struct Args {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Options of every tool
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What to do
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a key: into a new file, or on standard output, without a newline
    Key(Key),
    /// Sign a token and print it
    Sign(Sign),
    /// Read a token on standard input and print its claims; exit 1 where it isn't valid
    Verify(Verify),
    /// Read a token on standard input and print what it says, whether it is valid or not
    Inspect,
    /// Put a new key in an old one's place; the old one stays valid for a while
    Rotate(Rotate),
}

/// Make a key
#[derive(Debug, ClapArgs)]
pub(crate) struct Key {
    /// The file to make; one that is there is never overwritten
    pub(crate) file: Option<PathBuf>,
    /// Let every user read the file, as one that is mounted into containers has to be
    #[arg(long, requires = "file")]
    pub(crate) mounted: bool,
}

/// Sign a token
#[derive(Debug, ClapArgs)]
pub(crate) struct Sign {
    /// The module that asks
    #[arg(long, value_name = "FQMN")]
    pub(crate) issuer: String,
    /// The file with the key; a link is refused
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: PathBuf,
    /// How many seconds the token lives
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub(crate) ttl: u32,
    /// The project that the token is meant for
    #[arg(long, value_name = "PROJECT")]
    pub(crate) audience: Option<String>,
    /// The signature
    #[arg(long, value_name = "NAME", default_value = "HS384", value_parser = ["HS256", "HS384", "HS512"])]
    pub(crate) algorithm: String,
    /// A token for one request only
    ///
    /// The daemon doesn't accept it again, also after it was started anew: how new the newest one is that it accepted, it notes
    /// in `log/newest-token` of the user directory, and after a start it accepts none for one use that is as old.
    #[arg(long)]
    pub(crate) once: bool,
    /// Print an object with the token and its claims
    #[arg(long)]
    pub(crate) json: bool,
}

/// Verify a token
#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// The file with the key; a link is refused
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: PathBuf,
    /// The project that the token has to be meant for, where it names one
    #[arg(long, value_name = "PROJECT")]
    pub(crate) audience: Option<String>,
}

/// Rotate a key
#[derive(Debug, ClapArgs)]
pub(crate) struct Rotate {
    /// The file with the key; a link is refused
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: PathBuf,
    /// How many seconds the old key stays valid at most
    ///
    /// The containers that mount it have the old one until they are restarted. `hd-compose up` and `restart` remove the old
    /// key as soon as each of them was started anew.
    #[arg(long, value_name = "SECONDS", default_value_t = 31_536_000, value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub(crate) overlap: u32,
    /// Rotate though the key before the last rotation still counts: whoever uses it is locked out
    #[arg(long)]
    pub(crate) anyway: bool,
}
