//! The command line of hd-render.

use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand, ValueEnum};
use cli::flags;

/// What the guard does with a value, where that isn't plain.
const VALUES: &str = "\
Values are data: in adapter, services and text --compose no value changes the structure of a compose file. An action's \
whole output is one value if an accessor or a parameter took part in it. It ends up, as it was typed, inside the one scalar \
in which the template put it; a '$' reaches the container as '$'. Where values would have changed what the file means, \
it is written anew as JSON, which Docker Compose reads.

In a command or entrypoint that is one string a value is one word, or a part of one; in a health check's test that is one \
string, which a shell reads, it is quoted as one, unless it is a plain word that the shell can't take for anything else there. \
What a program makes of its arguments is the author's affair: a value in the text that is given to 'sh -c' or 'eval' is a \
part of that text.

Refused, with the value's name and its place:
 - in volumes, devices, ports and expose, tmpfs, extra_hosts, env_file, links, volumes_from, user, restart, network_mode and \
other modes, cpuset, dns, security_opt, device_cgroup_rules, constraints of a placement, a driver's option 'o', and in \
cache_from and cache_to of build: a value that holds a separator of that form and isn't the whole item. In ports '/' (before a \
protocol) and '-' (of a range) are separators too. The long form, a mapping, takes any value
 - a value that leaves a part of a volume or device empty, makes a drive ('C:') of a part of a volume, or is a word of that form's own
 - a value with '=' in the name of a NAME=value item
 - a value as the first item of a test, which says what the others are; one in a Dockerfile of build that isn't a plain word
 - a value in a mapping's key that isn't a plain name, or that makes a key stand twice
 - a value in a tag, an anchor or a directive, and one under a tag that says what it has to be, as !!int
 - a value after a '$' of the author's, or that would go on with the name of his '$NAME'; inside '${…}' a value has to be a \
plain word. '$$' is a '$' that means itself
 - in a test or a command whose words can't be told apart without a shell (substitutions, comments, lines that are continued): \
a value that isn't a plain word with harmless neighbours; in arithmetic one that isn't a number, in a here-document any
 - a NUL byte

In a comment line breaks of a value become spaces. 'raw' puts a value in as it is, in both syntaxes; hd-check points it out.

Limits: 16 MiB and 200 levels of a template in Go's syntax, 64 KiB, 1,000 actions, 10,000 brackets and 100 levels of one in Handlebars, \
400 levels of templates in templates, 10 million steps, 64 MiB of output, 4 million values and 100 levels of a compose \
file.";

/// Make compose files of a module's templates, with the values of a stream's documents as data
#[derive(Debug, Parser)]
#[command(name = "hd-render", version, after_long_help = VALUES)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub stream: flags::Stream,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Render each module's adapter.tmpl and set `adapter`
    Adapter(Part),
    /// Render the templates of each module's containers and set `compose`
    Services(Part),
    /// Render any one file and print the text
    Text(Text),
}

#[derive(Debug, Options)]
pub struct Part {
    /// Print the rendered files in place of the documents, and write nothing
    ///
    /// On a terminal each letter of a secret is an 'x'; a file or a pipe gets what the containers get.
    #[arg(long, conflicts_with = "explain")]
    pub print: bool,
    /// Print what each template depends on in place of the documents, and render nothing
    ///
    /// One JSON object a template: the accessors and parameters that it uses, with line and column, and what its author
    /// should know of: bare words, GetContainerName and raw.
    #[arg(long)]
    pub explain: bool,
}

#[derive(Debug, Options)]
pub struct Text {
    /// The template; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What the template sees: {"fqmn": …, "accessors": {…}, "settings": {…}} [default: nothing]
    #[arg(long, value_name = "FILE")]
    pub context: Option<PathBuf>,
    /// The template's syntax
    #[arg(long, value_enum, default_value_t)]
    pub syntax: Syntax,
    /// Guard the values and check that the text is a compose file, as adapter and services do
    #[arg(long, conflicts_with = "explain")]
    pub compose: bool,
    /// Print as JSON what the template depends on, and render nothing
    #[arg(long)]
    pub explain: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Syntax {
    /// What its actions look like
    #[default]
    Auto,
    /// Go's text/template
    Go,
    /// Handlebars
    Handlebars,
}
