//! Options that tools share: each is defined once, here.

use clap::{Args, ValueEnum};

/// Options that every tool has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Common {
    /// Indent documents, as on a terminal
    #[arg(long, global = true, conflicts_with = "compact")]
    pub pretty: bool,
    /// One line per document, also on a terminal
    #[arg(long, global = true)]
    pub compact: bool,
    /// No progress, and no errors that a document carries anyway
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more on standard error
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// How errors are printed on standard error
    #[arg(long, global = true, value_enum, default_value_t)]
    pub errors: Errors,
    /// Print the JSON Schema of what the tool reads and writes
    #[arg(long, global = true)]
    pub schema: bool,
}

/// Options of a tool that reads and writes a stream of module documents.
#[derive(Debug, Clone, Default, Args)]
pub struct Stream {
    /// Work on this module's document only; may be repeated
    #[arg(long, global = true, value_name = "FQMN")]
    pub only: Vec<String>,
    /// Work on this many documents at once
    #[arg(long, global = true, value_name = "N")]
    pub jobs: Option<usize>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub common: Common,
}

/// Where a home is.
#[derive(Debug, Clone, Default, Args)]
pub struct Home {
    /// The user directory [default: HYPERDRIVE_USER_DIR, or ~/.hyperdrive]
    #[arg(long, global = true, value_name = "DIR")]
    pub user_dir: Option<std::path::PathBuf>,
    /// The project's name; without a user directory it also means ~/.hyperdrive-NAME
    #[arg(long, global = true, value_name = "NAME")]
    pub project: Option<String>,
}

impl Home {
    /// The user directory that is meant: the one named, else `HYPERDRIVE_USER_DIR`, else `~/.hyperdrive`, with
    /// `-PROJECT` where a project is named.
    pub fn dir(&self) -> hd::Result<std::path::PathBuf> {
        let variable =
            || std::env::var_os("HYPERDRIVE_USER_DIR").filter(|dir| !dir.is_empty()).map(Into::into);
        if let Some(dir) = self.user_dir.clone().or_else(variable) {
            return Ok(dir);
        }
        let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).ok_or_else(|| {
            hd::Error::usage("no user directory is named and HOME isn't set").hint("name one with --user-dir")
        })?;
        let name =
            self.project.as_ref().map_or_else(|| ".hyperdrive".into(), |name| format!(".hyperdrive-{name}"));
        Ok(std::path::Path::new(&home).join(name))
    }
}

/// Forms of an error on standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Errors {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}
