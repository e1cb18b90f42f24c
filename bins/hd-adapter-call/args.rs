//! The arguments of hd-adapter-call.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;

/// Run a command of a module's adapter
///
/// Works on a stream of module documents; or, with --container or a command line after `--`, on one adapter: then the
/// request is read from standard input (where the command has one) and the answer written to standard output, both in
/// the form that hyperdrive-adapter(7) gives them, whatever dialect the adapter speaks.
///
/// `run` passes a command of the module's own to one adapter, for a person; its exit code is the adapter's:
///
///   hd-adapter-call run --container NAME --key-file F -- WORD…
///
///   hd-adapter-call run --key-file F WORD… -- CMD ARGS…
///
///   hd-adapter-call run --key-file F --words 2 -- WORD WORD CMD ARGS…
#[derive(Debug, Parser)]
#[command(name = "hd-adapter-call", version, verbatim_doc_comment)]
pub(crate) struct Args {
    /// version, get-log-file, get-config, process-config, set-config, get-containers, run, upgrade-instance or start
    #[arg(value_name = "COMMAND")]
    pub(crate) command: String,
    /// The words of `run`, before a local adapter's command line
    #[arg(value_name = "WORD")]
    pub(crate) words: Vec<String>,
    /// A local adapter's command line; with --container the words of `run`
    #[arg(last = true, value_name = "CMD")]
    pub(crate) rest: Vec<OsString>,
    /// Call the adapter in this container, with no stream
    #[arg(long, value_name = "NAME")]
    pub(crate) container: Option<String>,
    /// The file with the adapter's key
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Send no key to a container that isn't of this home
    #[arg(long, value_name = "ID", requires = "container")]
    pub(crate) home: Option<String>,
    /// Send no key to a container that isn't of this module
    #[arg(long, value_name = "FQMN")]
    pub(crate) fqmn: Option<String>,
    /// How many words after `--` are those of `run`, before a local adapter's command line
    #[arg(long = "words", value_name = "N", conflicts_with = "container")]
    pub(crate) words_after: Option<usize>,
    /// The dialect that the adapter speaks: current, 2024-12, 2025-01 or 2025-03 [default: found out]
    #[arg(long, value_name = "NAME")]
    pub(crate) dialect: Option<String>,
    /// Seconds for one command [default: the setting clientTimeout, else 30; for `start` 600; for `run` none]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<f32>,
    /// Whose log get-log-file asks for: `adapter`, or a container's name
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// The version that the settings are of, for upgrade-instance [default: the document's field `from`]
    #[arg(long, value_name = "VERSION")]
    pub(crate) from: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(crate) stream: cli::flags::Stream,
}
