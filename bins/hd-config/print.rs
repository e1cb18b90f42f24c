//! What `get` and `diff` print in place of the stream.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use cli::{Exit, flags};
use hd::config::{self, Change, Configured, Instance, unknown, yaml};
use hd::document::{self, Document};
use hd::error::reason;
use hd::escape;
use hd::name::Fqpn;
use hd::{Error, Result};
use serde::Serialize;
use serde_json::Value as Json;

use crate::args::Get;
use crate::edits::owner;

/// Prints the named settings, or all.
pub fn get(args: &Get, flags: &flags::Stream) -> Result<Exit> {
    let documents = documents(flags)?;
    if args.names.is_empty() {
        let all = config::settings(&documents)?;
        return if args.yaml { print_text(&yaml::write(&all)) } else { flags.common.print(&all) };
    }
    let values = args.names.iter().map(|name| value(&documents, name)).collect::<Result<Vec<_>>>()?;
    for value in values {
        match value {
            Json::String(text) if args.raw => print_text(&format!("{}\n", bare(&text)))?,
            value if args.yaml => print_text(&yaml::write(&value))?,
            value => flags.common.print(&value)?,
        };
    }
    Ok(Exit::DONE)
}

/// A text as it is; what a terminal would act on, it gets as an escape.
fn bare(text: &str) -> Cow<'_, str> {
    if io::stdout().is_terminal() { escape::line(text).into() } else { text.into() }
}

fn print_text(text: &str) -> Result<Exit> {
    match write!(io::stdout(), "{text}") {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::machine(format!("cannot write to standard output: {}", reason(&cause))))
        }
        _ => Ok(Exit::DONE),
    }
}

fn value(documents: &[Document], name: &str) -> Result<Json> {
    let fqpn: Fqpn = name.parse()?;
    let configured = Configured::read(&documents[owner(documents, &fqpn)?])?;
    let (metadata, settings): (_, &Instance) = (&configured.metadata, &configured.settings);
    settings.at(metadata, &fqpn.path_text()).ok_or_else(|| {
        let fault = unknown(metadata, &fqpn.path_text());
        Error::input(format!("cannot get '{}': {}", fault.at, fault.message))
    })
}

/// One line of `diff`.
#[derive(Serialize)]
struct Difference {
    fqmn: String,
    changes: Vec<Change>,
}

/// Prints what changed; no line for a module in which nothing did.
pub fn diff(flags: &flags::Stream) -> Result<Exit> {
    let (mut differ, mut failed) = (false, Exit::DONE);
    for document in documents(flags)? {
        if let Some(report) = document.error() {
            failed = failed.max(Exit(report.code));
            continue;
        }
        if !document.has("config") {
            continue;
        }
        let configured = Configured::read(&document)?;
        configured.check_stored()?;
        let changes = configured.changes();
        if !changes.is_empty() {
            differ = true;
            flags.common.print(&Difference { fqmn: document.fqmn(), changes })?;
        }
    }
    Ok(failed.max(Exit::answer(!differ)))
}

fn documents(flags: &flags::Stream) -> Result<Vec<Document>> {
    let mut documents = document::read(io::stdin().lock()).collect::<Result<Vec<_>>>()?;
    documents.retain(|document| flags.only.is_empty() || flags.only.contains(&document.fqmn()));
    Ok(documents)
}
