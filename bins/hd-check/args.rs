//! The command line of hd-check.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};

/// Judge a module as Hyperdrive would: its package, or its adapter
///
/// Every finding has a stable code, a level, a place and a fix; the codes are explained below, and by 'hd-check explain'.
/// What can't be looked at is said, with the reason. Ends with 0 where no error was found, with 1 where one was.
#[derive(Debug, Parser)]
#[command(name = "hd-check", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub(crate) common: cli::flags::Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge a package: the archive, the descriptor, the templates and what they make
    ///
    /// Templates are rendered with the defaults, and with every two values of every two choices and booleans together.
    /// What these are, the metadata say: those of a file, of a recording, or of the adapter. An adapter is also asked
    /// which combinations it takes and which containers run with each; for that each is saved with set-config, so it
    /// had better not be one in use.
    Package(Package),
    /// Judge an adapter: every command, with everything that it may meet
    ///
    /// The adapter is the package's, started for as long as that takes; a container that runs (its adapter gets other
    /// settings, and the container is stopped and started once); or a program of this machine, after `--`, which finds
    /// folders and a key of its own in its environment.
    Adapter(Adapter),
    /// Say what codes mean, and what to do about them
    Explain(Explain),
}

#[derive(Debug, Group)]
#[allow(clippy::struct_field_names, reason = "the argument is called so")]
pub(crate) struct Package {
    /// The package: a ZIP file, or a folder as it would be packed
    #[arg(value_name = "PACKAGE")]
    pub(crate) package: PathBuf,
    /// The module's metadata, as its adapter answers get-config
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,
    /// The metadata of another module, whose parameters templates read; may be repeated
    #[arg(long = "module", value_name = "FQMN=FILE")]
    pub(crate) modules: Vec<String>,
    /// Start the package's own adapter, and ask it
    #[arg(long, conflicts_with_all = ["container", "replay", "local"])]
    pub(crate) start: bool,
    /// Judge compose files by Hyperdrive's own rules, though Docker Compose is here
    #[arg(long)]
    pub(crate) no_compose: bool,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

#[derive(Debug, Group)]
pub(crate) struct Adapter {
    /// The package that the adapter belongs to: a ZIP file, or a folder as it would be packed
    #[arg(value_name = "PACKAGE", required_unless_present_any = ["container", "replay", "local"])]
    pub(crate) package: Option<PathBuf>,
    /// The module's full name, where there is no package to say it
    #[arg(long, value_name = "FQMN", default_value = "author/module")]
    pub(crate) fqmn: String,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

/// Where the adapter is.
#[derive(Debug, Group)]
#[command(next_help_heading = "Adapter")]
pub(crate) struct Reach {
    /// The adapter in this container
    #[arg(long, value_name = "NAME", requires = "key_file", conflicts_with_all = ["replay", "local"])]
    pub(crate) container: Option<String>,
    /// The file with that adapter's key
    #[arg(long, value_name = "FILE", requires = "container")]
    pub(crate) key_file: Option<PathBuf>,
    /// Answers that were recorded, in place of an adapter
    #[arg(long, value_name = "FILE", conflicts_with = "local")]
    pub(crate) replay: Option<PathBuf>,
    /// Keep the adapter's answers in this file; keys aren't in it
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,
    /// The dialect that the adapter speaks: current, 2024-12, 2025-01 or 2025-03 [default: found out]
    #[arg(long, value_name = "NAME")]
    pub(crate) dialect: Option<String>,
    /// Seconds for one command
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    pub(crate) timeout: f32,
    /// A local adapter's command line
    #[arg(last = true, value_name = "CMD")]
    pub(crate) local: Vec<OsString>,
}

#[derive(Debug, Group)]
pub(crate) struct Explain {
    /// HD001, …; all of them where none is named
    #[arg(value_name = "CODE")]
    pub(crate) codes: Vec<String>,
}

/// How findings are told.
#[derive(Debug, Group)]
#[command(next_help_heading = "Findings")]
pub(crate) struct Output {
    /// The form of the report
    #[arg(short, long, global = true, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Count warnings as errors
    #[arg(long, global = true)]
    pub(crate) strict: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object
    Json,
    /// Test Anything Protocol 14, a test for each code
    Tap,
    /// JUnit XML, a test case for each code
    Junit,
    /// SARIF 2.1.0
    Sarif,
}
