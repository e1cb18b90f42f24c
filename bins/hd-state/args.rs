use clap::{Args as Options, Parser, Subcommand};
use cli::flags;

/// What an option stands for that names no module.
pub const ALL: &str = "all";

/// What is stored of a home ↔ module documents
#[derive(Debug, Parser)]
#[command(name = "hd-state", version)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub home: flags::Home,
    #[command(flatten)]
    pub stream: flags::Stream,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the documents of everything that is installed, Hyperdrive's own first
    Load(Load),
    /// Read documents of packages, make what their modules need, and write them on, Hyperdrive's own first
    ///
    /// The user directory is made where there is none. Nothing counts as installed before `hd-state save`; where another
    /// package of a module is installed it stays so, too, and is back where the new one isn't well.
    Add(Add),
    /// Store what the documents say, as one step, and write them on
    Save(Save),
    /// Read documents of new packages of installed modules, and write on everything that is installed, with those in it
    ///
    /// The old packages stay the installed ones until `hd-state save upgraded`.
    Upgrade(Upgrade),
    /// Read documents and take their modules out of what is installed
    ///
    /// Settings and data stay, unless the removal was begun with --purge-data.
    Remove(Remove),
    /// Write the documents of installations and removals that began and didn't end
    Interrupted(Interrupted),
    /// Print the packages that the user directory needs, one sha256:DIGEST a line
    Packages,
    /// Show the generations that are kept, the newest first, as JSON
    Generations,
    /// Let an old generation wait for the next start: its settings, packages and images; data and volumes are never touched
    Rollback(Rollback),
    /// Show what retention no longer keeps, as JSON: generations, packages, images
    Prune(Prune),
    /// Say that the data folder is this user directory's: writes its marker anew
    Mark,
    /// Run a command while holding the user directory's lock, as flock does; the exit code is the command's
    Lock(Lock),
}

#[derive(Debug, Options)]
pub struct Load {
    /// The settings that run, not those that wait for the next start
    #[arg(long)]
    pub running: bool,
    #[command(flatten)]
    pub engine: Engine,
}

#[derive(Debug, Options)]
pub struct Add {
    /// A package may come from elsewhere than the installed one, whose settings, data and keys it gets
    #[arg(long)]
    pub replace_source: bool,
    #[command(flatten)]
    pub engine: Engine,
}

#[derive(Debug, Options)]
pub struct Upgrade {
    /// The services run, and are to run again: of all these modules, or only of this one; may be repeated
    #[arg(long, value_name = "FQMN", num_args = 0..=1, require_equals = true, default_missing_value = ALL)]
    pub restart: Vec<String>,
    #[command(flatten)]
    pub add: Add,
}

#[derive(Debug, Options)]
pub struct Remove {
    /// Only note that the modules are to go, and write the documents on: they aren't installed any more from here on
    #[arg(long)]
    pub begin: bool,
    /// Their data, logs and settings go with them
    #[arg(long, requires = "begin")]
    pub purge_data: bool,
}

#[derive(Debug, Options)]
pub struct Interrupted {
    /// Instead: everything installed, where an upgrade or another package of an installed module began and didn't end; those modules with the field `interrupted`
    #[arg(long)]
    pub upgrades: bool,
    #[command(flatten)]
    pub engine: Engine,
}

#[derive(Debug, Options)]
pub struct Engine {
    /// The Docker Engine's address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]
    #[arg(long, value_name = "ADDRESS")]
    pub engine: Option<String>,
}

#[derive(Debug, Options)]
pub struct Save {
    #[command(subcommand)]
    pub moment: Option<Moment>,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Moment {
    /// The settings too, as those that wait for the next start
    Pending,
    /// The modules were started: what waited is what runs
    Started,
    /// New packages have proved themselves: they are the installed ones
    Upgraded,
    /// New packages haven't: the old ones stay
    Back,
    /// Their start failed, and what was well before runs again
    Returned,
    /// The operator stopped them: they stay so until a start
    Stopped,
    /// The operator paused their services: they stay so until a start
    Paused,
}

#[derive(Debug, Options)]
pub struct Rollback {
    /// The generation's number [default: the one that ran before the current one]
    pub generation: Option<u64>,
    /// Though a module says that it can't be taken back
    #[arg(long)]
    pub anyway: bool,
    /// The other way round: let this one, which a rollback made, wait no longer, and what waited before it wait again
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["generation", "anyway"])]
    pub off: Option<u64>,
}

#[derive(Debug, Options)]
pub struct Prune {
    /// Remove it
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub engine: Engine,
}

#[derive(Debug, Options)]
pub struct Lock {
    /// The command
    #[arg(last = true, required = true, value_name = "CMD")]
    pub command: Vec<std::ffi::OsString>,
}
