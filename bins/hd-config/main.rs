//! Metadata and edits → valid settings.
//!
//! Reads: `config settings set was edits enabled processed services paths descriptor`. Writes: `settings was set restart enabled resolved`.
//! Exits: 0, 1 invalid, different or a clash, 2 usage, 3 an edit that doesn't fit, 5 metadata that isn't as it has to be.

mod args;
mod edits;
mod form;
mod machine;
mod print;
mod switch;

use std::collections::BTreeMap;
use std::process::ExitCode;

use args::{Args, Command};
use cli::{Exit, Stream, Tool};
use hd::config::{self, Configuration, Configured, Looks};
use hd::document::Document;
use hd::module::Needs;
use hd::{Error, Fault, Result};

const TOOL: Tool = Tool {
    name: "hd-config",
    reads: &[
        "fqmn",
        "config",
        "settings",
        "set",
        "was",
        "edits",
        "enabled",
        "processed",
        "services",
        "paths",
        "descriptor",
    ],
    writes: &["settings", "was", "set", "restart", "enabled", "resolved", "upgraded", "error"],
};

fn main() -> ExitCode {
    TOOL.run(config)
}

fn config(args: Args) -> Result<Exit> {
    let stream = Stream::new(TOOL.name, &args.stream);
    match &args.command {
        Command::Defaults => stream.each(defaults),
        Command::Get(get) => print::get(get, &args.stream),
        Command::Set(set) => edits::set(set, &stream),
        Command::Diff => print::diff(&args.stream),
        Command::Validate => validate(&stream),
        Command::Ports(ports) => self::ports(ports, &stream),
        Command::Upgrade => stream.each(upgrade),
        Command::Resolve => resolve(&stream),
        Command::Edit => edit(&stream, &args.stream.only),
    }
}

fn defaults(document: &mut Document) -> Result<()> {
    // A disabled module wasn't asked for its metadata: it keeps what it has.
    if !document.is_enabled() && !document.has("config") {
        return Ok(());
    }
    config::hide_reported(document)?;
    Configured::read(document)?.write(document)
}

fn upgrade(document: &mut Document) -> Result<()> {
    if document.is_hyperdrive() || !document.has("config") {
        return Ok(());
    }
    config::hide_reported(document)?;
    config::upgrade(document)
}

fn validate(stream: &Stream) -> Result<Exit> {
    stream.whole(|documents| {
        let mut unmet: BTreeMap<usize, Vec<Fault>> = Needs::unmet(documents).into_iter().collect();
        let taken = |document: &Document| stream.takes(document) && document.is_enabled();
        for (at, document) in documents.iter_mut().enumerate().filter(|(_, document)| taken(document)) {
            let unmet = unmet.remove(&at).unwrap_or_default();
            let refused = match config::validate(document) {
                Ok(()) if unmet.is_empty() => continue,
                Ok(()) => Error::no(format!("'{}' is enabled without what it needs", document.fqmn())),
                Err(error) => error,
            };
            stream.fail(document, refused.with_faults(unmet));
        }
        Ok(())
    })
}

fn ports(args: &args::Ports, stream: &Stream) -> Result<Exit> {
    stream.whole(|documents| {
        let machine = if args.machine { Some(machine::look(documents, TOOL.name)?) } else { None };
        for (at, error) in config::ports::clashes(documents, machine.as_ref())? {
            stream.fail(&mut documents[at], error);
        }
        Ok(())
    })
}

fn resolve(stream: &Stream) -> Result<Exit> {
    stream.whole(|documents| {
        let configuration = Configuration::of(documents);
        let looks = Looks::of(&configuration);
        for (at, document) in documents.iter_mut().enumerate().filter(|(_, document)| stream.takes(document))
        {
            match configuration.module(at) {
                Ok(_) => document.set("resolved", &looks.all(&configuration, at))?,
                Err(_) if !document.is_enabled() && !document.has("config") => {}
                Err(error) => stream.fail(document, error.clone()),
            }
        }
        Ok(())
    })
}

fn edit(stream: &Stream, only: &[String]) -> Result<Exit> {
    stream.whole(|documents| {
        let wanted = |document: &Document| only.is_empty() || only.contains(&document.fqmn());
        let pages = (0..documents.len()).filter(|at| wanted(&documents[*at])).collect();
        for document in documents.iter_mut().filter(|document| stream.takes(document)) {
            if let Err(error) = config::hide_reported(document) {
                stream.fail(document, error);
            }
        }
        *documents = form::edit(std::mem::take(documents), pages)?;
        Ok(())
    })
}
