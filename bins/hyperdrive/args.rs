use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand};
use cli::flags;

/// Install, configure and run modules on this machine
///
/// Everything here is made of the small tools (hd-unpack, hd-state, hd-render, hd-config, hd-adapter-call, hd-compose):
/// --trace shows how.
#[derive(Debug, Parser)]
#[command(name = "hyperdrive", version, subcommand_help_heading = "Commands")]
#[command(
    after_help = "Any other first word is a module: its shortcut, name or AUTHOR/NAME; what follows is passed to its adapter."
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub place: Place,
    /// Print the documents instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print each pipeline on standard error before it runs, as it could be typed
    #[arg(long, global = true)]
    pub trace: bool,
    #[command(flatten)]
    pub common: flags::Common,
}

#[derive(Debug, Clone, Options)]
pub struct Place {
    #[command(flatten)]
    pub home: flags::Home,
    /// Where packages are unpacked
    #[arg(long, global = true, value_name = "DIR", env = "HYPERDRIVE_SYSTEM_DIR", hide_env_values = true)]
    #[arg(default_value = "/usr/share/hyperdrive")]
    pub system_dir: PathBuf,
    /// The Docker Engine's address [default: DOCKER_HOST, the current context, unix:///var/run/docker.sock]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub engine: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Install modules, or see what is installed
    #[command(subcommand)]
    Module(Module),
    /// Configure, start and stop what is installed
    #[command(subcommand)]
    Service(Service),
    /// Where modules may come from by their names
    #[command(subcommand)]
    Registry(Registries),
    /// Ask the daemon, with the operator's own key
    ///
    /// The answer goes to standard output as it comes, streams too: events, a container's log. man/openapi.json describes
    /// what can be asked.
    Api(Api),
    /// Print what a shell needs to complete the words of this command
    ///
    /// For bash: source <(hyperdrive completions bash). Those of the small tools are in the folder completions/.
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// A module's shortcut, name or AUTHOR/NAME, then a command for its adapter
    #[command(external_subcommand)]
    Adapter(Vec<OsString>),
}

#[derive(Debug, Options)]
pub struct Api {
    /// Read something, or have something done
    #[arg(value_enum, ignore_case = true, value_name = "GET|POST", hide_possible_values = true)]
    pub method: Method,
    /// What is meant, below /api/v1: config, containers/NAME/restart
    pub path: String,
    /// Where the daemon listens [default: 127.0.0.1 and the setting apiPort]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub address: Option<std::net::SocketAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Method {
    Get,
    Post,
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
        })
    }
}

#[derive(Debug, Subcommand)]
pub enum Module {
    /// Install modules from packages and start their adapters
    Install(Install),
    /// Take installed modules to another version; the old one stays until the new one is well
    Upgrade(Upgrade),
    /// Stop and remove modules; their data stays unless it is to go too
    Uninstall(Uninstall),
    /// Show what is installed
    List,
    /// Show what registries offer
    Search(Search),
    /// Show all that is known of modules
    Info(Named),
    /// Check that unpacked packages are as they were; exit code 1 if not
    Verify(Named),
}

#[derive(Debug, Options)]
pub struct Install {
    /// Packages: ZIP files, folders with what one would hold, https URLs, or names in a registry, AUTHOR/NAME or AUTHOR/NAME@VERSION
    #[arg(required = true, value_name = "PACKAGE")]
    pub packages: Vec<String>,
    /// Allow this permission, by the name that is shown where it is asked for; may be repeated
    #[arg(long, value_name = "NAME")]
    pub allow: Vec<String>,
    #[command(flatten)]
    pub trust: Trust,
    #[command(flatten)]
    pub registry: Registry,
    /// How long an adapter may take to answer, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
}

#[derive(Debug, Options)]
pub struct Upgrade {
    /// Packages: ZIP files, folders, https URLs, or names of installed modules that came from a registry, AUTHOR/NAME or AUTHOR/NAME@VERSION
    #[arg(required_unless_present = "all", value_name = "PACKAGE")]
    pub packages: Vec<String>,
    /// Every module that came from a registry
    #[arg(long, conflicts_with = "packages")]
    pub all: bool,
    /// Set a parameter of the new version; may be repeated
    #[arg(long, value_name = "FQPN=VALUE")]
    pub set: Vec<String>,
    /// Go back to an older version, too
    #[arg(long)]
    pub downgrade: bool,
    /// Allow this permission, by the name that is shown where it is asked for; may be repeated
    #[arg(long, value_name = "NAME")]
    pub allow: Vec<String>,
    #[command(flatten)]
    pub trust: Trust,
    #[command(flatten)]
    pub registry: Registry,
    /// A new version whose adapter names no container any more is to run none: stop and remove what runs
    #[arg(long)]
    pub run_none: bool,
    /// How long to wait for containers to be well, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub wait: u64,
    /// How long an adapter may take to answer, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
}

/// What `--trust` without a digest stands for: what the command line names. Nobody can type it.
pub const NAMED: &str = "\0";

#[derive(Debug, Options)]
#[allow(clippy::struct_field_names, reason = "the option is called so")]
pub struct Trust {
    /// Take packages that aren't from the curated list: those that are named, or only the one of this digest; may be repeated
    #[arg(long, value_name = "sha256:DIGEST", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = NAMED, value_parser = digest)]
    pub trust: Vec<String>,
    /// Take nothing that isn't curated or pinned by its digest
    #[arg(long)]
    pub frozen: bool,
    /// Take a package from elsewhere than the installed one: it gets that one's settings, data and keys
    #[arg(long)]
    pub replace_source: bool,
}

fn digest(text: &str) -> Result<String, &'static str> {
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    let is_digest = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_digest || text == NAMED { Ok(text.into()) } else { Err("it is no digest, 'sha256:' and 64 digits") }
}

#[derive(Debug, Clone, Options)]
pub struct Registry {
    /// Look for names in this registry only
    #[arg(long, value_name = "NAME")]
    pub registry: Option<String>,
    /// Take an index that has expired
    #[arg(long)]
    pub allow_stale: bool,
}

#[derive(Debug, Options)]
pub struct Search {
    /// Only modules whose name or description has one of these words
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    #[command(flatten)]
    pub registry: Registry,
}

#[derive(Debug, Subcommand)]
pub enum Registries {
    /// Let modules come from this registry, too; its key is shown and asked about
    Add {
        /// The registry's index: an https URL, or a path
        #[arg(value_name = "LOCATION")]
        location: String,
        /// The key that has signed it, as its registry publishes it: then nothing is asked
        #[arg(long, value_name = "PUBLICKEY")]
        key: Option<String>,
    },
    /// Show the registries that are known
    List,
    /// Forget a registry; what came from it stays
    Remove {
        /// The registry's name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, Options)]
pub struct Uninstall {
    /// Modules: shortcuts, names or AUTHOR/NAME
    #[arg(required = true, value_name = "MODULE")]
    pub modules: Vec<String>,
    /// Their data, volumes, logs and settings go with them
    #[arg(long)]
    pub purge_data: bool,
    /// The modules that depend on them go too
    #[arg(long)]
    pub with_dependants: bool,
}

#[derive(Debug, Options)]
pub struct Named {
    /// Modules: shortcuts, names or AUTHOR/NAME [default: all]
    #[arg(value_name = "MODULE")]
    pub modules: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum Service {
    /// Change settings for the next start, in a full-screen form or by options
    ///
    /// With any option but --timeout, or without a terminal, there is no form.
    Config(Config),
    /// Start what is enabled, with the settings that wait
    ///
    /// Everything is checked first. What the new settings no longer name is stopped and removed before anything starts in
    /// its place. A module that doesn't become well goes back to what ran before, unless its package says `irreversible`;
    /// the logs of the attempt are kept in the user directory's log folder. It goes on when the terminal is lost.
    Start(Start),
    /// Start again what ran, as it ran: what the systemd unit does when the machine starts
    ///
    /// What waits goes on waiting; what was stopped or paused stays so.
    Recover(Start),
    /// Restart services that run, each within its grace period; what was stopped or paused stays so
    Restart(Which),
    /// Stop every container, each within its grace period; an engine's restart doesn't bring them back
    Stop(Which),
    /// Stop the services of modules, not their adapters or the daemon; they stay so until a start
    Pause(Which),
    /// Stop and remove every container and the project's network; settings and data stay
    Down,
    /// Show modules and their containers, what waits, and what is reached from other machines
    Status,
    /// Show the versions of Hyperdrive, the Docker Engine, Docker Compose and the modules
    Version,
    /// Print what containers wrote
    Logs(Logs),
    /// Print what adapters' containers wrote
    AdapterLogs(Logs),
    /// Show what was started so far, the newest first
    Generations,
    /// Go back to what was started before: its settings, packages and images; data and volumes are never touched
    Rollback(Rollback),
    /// Show generations, packages and images that are no longer kept, and remove them with --yes
    Prune(Prune),
}

#[derive(Debug, Options)]
pub struct Which {
    /// These modules only: shortcut, name or AUTHOR/NAME
    #[arg(value_name = "MODULE")]
    pub modules: Vec<String>,
}

#[derive(Debug, Options)]
pub struct Logs {
    /// These modules only: shortcut, name or AUTHOR/NAME
    #[arg(value_name = "MODULE")]
    pub modules: Vec<String>,
    /// Go on with what they write, until Ctrl-C
    #[arg(short, long)]
    pub follow: bool,
    /// How many lines of each container
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub tail: u64,
}

#[derive(Debug, Options)]
pub struct Rollback {
    /// The generation's number [default: the one that ran before the current one]
    pub generation: Option<u64>,
    /// Though a module says that it can't be taken back
    #[arg(long)]
    pub anyway: bool,
    #[command(flatten)]
    pub start: Start,
}

#[derive(Debug, Options)]
pub struct Prune {
    /// Remove it
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Clone, Default, Options)]
pub struct Config {
    /// Set a parameter: MODULE:SECTION/PARAMETER=VALUE, :=JSON, @FILE (what the file holds) or @- (asked for, or the next
    /// line of standard input); a secret is set by @ only; may be repeated
    #[arg(long, value_name = "FQPN=VALUE")]
    pub set: Vec<String>,
    /// Give a parameter its default again; may be repeated
    #[arg(long, value_name = "FQPN")]
    pub reset: Vec<String>,
    /// Take settings from a file or a pipe (- is standard input), YAML or JSON: a part of them, or all as --export writes them.
    /// --set, --reset, --enable and --disable win over it, wherever they stand
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Enable a module; may be repeated
    #[arg(long, value_name = "MODULE")]
    pub enable: Vec<String>,
    /// Disable a module: the next start takes its services down; may be repeated
    #[arg(long, value_name = "MODULE")]
    pub disable: Vec<String>,
    /// Ask nothing: what an enabled module needs is enabled too, what needs a disabled one is disabled
    #[arg(long)]
    pub yes: bool,
    /// Write the complete settings as YAML, to standard output where no file is named, and change nothing
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    #[arg(conflicts_with_all = ["set", "reset", "file", "enable", "disable", "yes", "dry_run"])]
    pub export: Option<PathBuf>,
    /// Show what would change and which containers would restart, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Allow this permission, by the name that is shown where it is asked for; may be repeated
    #[arg(long, value_name = "NAME")]
    pub allow: Vec<String>,
    /// How long an adapter may take to answer, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
}

#[derive(Debug, Clone, Options)]
pub struct Start {
    /// The modules run nowhere else: start what must never run twice, or ran on another machine last
    #[arg(long)]
    pub moved_here: bool,
    /// Modules whose adapters name no container any more are to run none: stop and remove what runs of them
    #[arg(long)]
    pub run_none: bool,
    /// How long to wait for containers to be well, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub wait: u64,
    /// Allow this permission, by the name that is shown where it is asked for; may be repeated
    #[arg(long, value_name = "NAME")]
    pub allow: Vec<String>,
    /// How long an adapter may take to answer, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
}
