//! One file, rendered by itself.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use cli::Exit;
use hd::template::module::Alone;
use hd::template::{self, Template};
use hd::{Error, Result};

use crate::args::{Args, Syntax, Text};

/// The most that is read of a file.
const MOST: u64 = 64 << 20;

pub(crate) fn render(args: &Text) -> Result<Exit> {
    let name = args.file.display().to_string();
    let source = template::source_of(&name, read(&args.file)?)?;
    let context = args.context.as_deref().map_or_else(|| Ok(Alone::default()), context)?;
    let template = Template::read(&name, &source, syntax(args.syntax))?;
    if args.compose {
        put(context.render_compose(template)?.text().as_bytes())
    } else {
        put(&context.render(&template)?)
    }
}

/// What the template depends on, as JSON.
pub(crate) fn explain(args: &Text, all: &Args) -> Result<Exit> {
    let name = args.file.display().to_string();
    let source = template::source_of(&name, read(&args.file)?)?;
    let context = args.context.as_deref().map_or_else(|| Ok(Alone::default()), context)?;
    let own = context.fqmn.map(|fqmn| fqmn.parse()).transpose()?;
    let template = Template::read(&name, &source, syntax(args.syntax))?;
    all.stream.common.print(&template.explain(own.as_ref()))
}

fn context(path: &Path) -> Result<Alone> {
    let name = path.display().to_string();
    Alone::read(&name, &template::source_of(&name, read(path)?)?)
}

fn syntax(asked: Syntax) -> Option<template::Syntax> {
    match asked {
        Syntax::Auto => None,
        Syntax::Go => Some(template::Syntax::Go),
        Syntax::Handlebars => Some(template::Syntax::Handlebars),
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| {
            // Room for all of it: a file that grows piece by piece is twice in memory.
            let size = file.metadata().map_or(0, |about| about.len());
            bytes.reserve_exact(usize::try_from(size.min(MOST)).unwrap_or_default() + 1);
            file.take(MOST + 1).read_to_end(&mut bytes)
        })
    };
    read.map_err(|cause| Error::file("read", path, &cause))?;
    if bytes.len() as u64 > MOST {
        return Err(Error::input(format!("'{}' is larger than {} MiB", path.display(), MOST >> 20)));
    }
    Ok(bytes)
}

pub(crate) fn put(text: &[u8]) -> Result<Exit> {
    match io::stdout().lock().write_all(text) {
        Err(cause) if cause.kind() != ErrorKind::BrokenPipe => {
            Err(Error::file("write to", "standard output", &cause))
        }
        _ => Ok(Exit::DONE),
    }
}
