//! The command line of hd-render.

use std::path::PathBuf;

use clap::{Args as Options, Parser, Subcommand, ValueEnum};
use cli::flags;

/// Make compose files of a module's templates, with the values of a stream's documents as data
#[derive(Debug, Parser)]
#[command(name = "hd-render", version)]
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
