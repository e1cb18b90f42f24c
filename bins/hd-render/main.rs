//! Templates → compose files.
//!
//! Reads: `fqmn dir project names paths engine enabled settings containers config adapter granted`. Writes: `adapter compose`.
//! Exits: 0, 2 usage, 3 a template or a value that doesn't fit, 4 the disk, 7 another module's secret.

mod args;
mod text;

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use args::{Args, Command};
use cli::{Exit, Stream, Tool};
use hd::Result;
use hd::document::Document;
use hd::template::module::{self, File, Known, Part};

const TOOL: Tool = Tool {
    name: "hd-render",
    reads: &[
        "fqmn",
        "dir",
        "project",
        "names",
        "paths",
        "engine",
        "enabled",
        "settings",
        "containers",
        "config",
        "adapter",
        "granted",
    ],
    writes: &["adapter", "compose"],
};

fn main() -> ExitCode {
    TOOL.run(render)
}

fn render(args: Args) -> Result<Exit> {
    let stream = Stream::new(TOOL.name, &args.stream);
    match &args.command {
        Command::Adapter(how) if how.explain => explain(&stream, &args, Part::Adapter),
        Command::Services(how) if how.explain => explain(&stream, &args, Part::Services),
        Command::Adapter(how) if how.print => print(&stream, Part::Adapter),
        Command::Services(how) if how.print => print(&stream, Part::Services),
        Command::Adapter(_) => write(&stream, Part::Adapter),
        Command::Services(_) => write(&stream, Part::Services),
        Command::Text(text) if text.explain => text::explain(text, &args),
        Command::Text(text) => text::render(text),
    }
}

fn write(stream: &Stream, part: Part) -> Result<Exit> {
    stream.whole(|documents| {
        let known = Known::of(documents)?;
        stream.side_by_side(documents, |document| {
            let files = module::render(document, part, &known)?;
            files.map_or(Ok(()), |files| module::place(document, part, &files))
        });
        Ok(())
    })
}

/// What each template of each module depends on.
fn explain(stream: &Stream, args: &Args, part: Part) -> Result<Exit> {
    stream.read(|document| {
        let explanations = module::explain(document, part)?;
        explanations.iter().try_for_each(|explanation| args.stream.common.print(explanation).map(|_| ()))
    })
}

/// The text of every file, each below a comment with its name where there are several. A terminal gets no secret.
fn print(stream: &Stream, part: Part) -> Result<Exit> {
    stream.answer(|documents| {
        let known = Known::of(documents)?;
        let shown = if io::stdout().is_terminal() { Some(Known::of(documents)?.masked()) } else { None };
        let mut all: Vec<(String, File)> = Vec::new();
        for document in documents.iter_mut().filter(|document| stream.takes(document)) {
            match rendered(document, part, &known, shown.as_ref()) {
                Ok(files) => all.extend(files.into_iter().flatten().map(|file| (document.fqmn(), file))),
                Err(error) => stream.fail(document, error),
            }
        }
        for (fqmn, file) in &all {
            if all.len() > 1 {
                text::put(format!("# {fqmn}: {}.yml\n", file.stem).as_bytes())?;
            }
            text::put(file.compose.text().as_bytes())?;
        }
        Ok(())
    })
}

/// The files as they are, or as they may be shown where that isn't the same; what is wrong with them is told of them as they are.
fn rendered(
    document: &Document,
    part: Part,
    known: &Known,
    shown: Option<&Known>,
) -> Result<Option<Vec<File>>> {
    let files = module::render(document, part, known)?;
    let Some(shown) = shown else { return Ok(files) };
    module::render(document, part, shown).map_err(|error| {
        error.hint("on a terminal each letter of a secret is an 'x', which doesn't fit here; write it to a file: > FILE")
    })
}
