use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand, ValueEnum};
use cli::flags;

/// Drive Docker Compose: bring the containers of module documents up, look at them, stop them
#[derive(Debug, Parser)]
#[command(name = "hd-compose", version)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// Without a stream: the Compose project's name
    #[arg(short, long = "project-name", global = true, value_name = "NAME", requires = "file")]
    pub project: Option<String>,
    /// Without a stream: a compose file; may be repeated
    #[arg(short, long, global = true, value_name = "FILE", requires = "project")]
    pub file: Vec<PathBuf>,
    /// Check everything, print the calls of Docker Compose on standard error, and change nothing
    #[arg(short = 'n', long, global = true)]
    pub dry_run: bool,
    #[command(flatten)]
    pub stream: flags::Stream,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add to the documents what the merged files ask of the machine, ranked; needs no engine
    Check(Check),
    /// Bring adapters or services up; only `up services` stops anything
    ///
    /// Everything is merged and checked first. Containers that the module's files no longer name are stopped within
    /// their grace period and removed before anything starts in their place.
    ///
    /// A document that asks for more than its `granted` is refused; where it has none, and with -f, for what amounts to root.
    Up(Up),
    /// Stop containers within their grace period; an engine's restart doesn't bring them back
    Stop(Which),
    /// Stop and remove containers, and the project's network when nothing is on it; volumes and data stay
    Down(Down),
    /// Restart containers that run, each within its grace period; what was stopped stays so
    ///
    /// Where a link below a module's config folder leads elsewhere than when it was allowed, nothing is restarted. What the
    /// engine restarts by itself, by a restart policy or because it was itself restarted, nobody checks before: it mounts what
    /// links lead to then. Mount the config folder itself, not what is below it, into a service that must not follow one.
    Restart(Which),
    /// Add the containers as they are now to the documents
    Ps(Which),
    /// Print the last lines that containers wrote
    Logs(Logs),
    /// Get the images that are missing
    Pull(Pull),
}

#[derive(Debug, Options)]
pub struct Check {
    /// Which of a module's containers
    #[arg(value_enum, required_unless_present = "file")]
    pub part: Option<Part>,
    /// Lines for people in place of documents
    #[arg(long)]
    pub text: bool,
}

#[derive(Debug, Options)]
pub struct Up {
    /// Which of a module's containers
    #[arg(value_enum, required_unless_present = "file")]
    pub part: Option<Part>,
    /// Allow this permission, by its name as `check` shows it; may be repeated
    #[arg(long, value_name = "NAME")]
    pub allow: Vec<String>,
    /// Wait until all run, and are healthy where they say how to tell
    #[arg(long)]
    pub wait: bool,
    /// How long to wait, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub timeout: u64,
    /// The modules run nowhere else: start what must never run twice, or ran on another machine last
    #[arg(long)]
    pub moved_here: bool,
    /// Modules whose adapters name no container any more are to run none: stop and remove what runs of them
    #[arg(long)]
    pub run_none: bool,
    /// Bring up what was well last, whatever the files say now; documents that carry a failure are taken too
    #[arg(long, conflicts_with = "file")]
    pub back: bool,
    /// After SIGINT or SIGTERM start nothing in the place of what was stopped: whoever runs this puts back what ran. Without it
    /// that is still started, and no longer waited for
    #[arg(long, conflicts_with = "file")]
    pub abandon: bool,
}

#[derive(Debug, Options)]
pub struct Which {
    /// Which of a module's containers [default: all]
    #[arg(value_enum)]
    pub part: Option<Part>,
}

#[derive(Debug, Options)]
pub struct Down {
    #[command(flatten)]
    pub which: Which,
    /// Their volumes go too, with all that is in them
    #[arg(long)]
    pub volumes: bool,
}

#[derive(Debug, Options)]
pub struct Pull {
    /// Which of a module's containers
    #[arg(value_enum, required_unless_present = "file")]
    pub part: Option<Part>,
}

#[derive(Debug, Options)]
pub struct Logs {
    /// Which of a module's containers [default: all]
    #[arg(value_enum)]
    pub part: Option<Part>,
    /// How many lines of each
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub tail: u64,
    /// Go on with what they write, until they end or Ctrl-C
    #[arg(long)]
    pub follow: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    Adapter,
    Services,
}
