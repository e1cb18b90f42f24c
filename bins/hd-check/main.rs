//! hd-check: judge a package or an adapter as Hyperdrive would.
//!
//! Reads a package, metadata, a recording; asks an adapter. Writes a report. Exits 0, 1 where an error was found, 2 usage,
//! 3 what isn't there, 4 the machine, 6 interrupted.

mod args;
mod reach;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use args::{Args, Command, Format};
use cli::{Exit, Tool};
use hd::adapter::Records;
use hd::check::output::{self, Form};
use hd::check::{Asked, Given, Level, Report, code};
use hd::compose::Program;
use hd::engine::{DEFAULT, Surroundings};
use hd::error::reason;
use hd::state::file;
use hd::{Error, Result};

const TOOL: Tool = Tool { name: "hd-check", reads: &[], writes: &[] };

fn main() -> ExitCode {
    TOOL.run_answering::<Report, _>(|args: Args| check(&args))
}

fn check(args: &Args) -> Result<Exit> {
    match &args.command {
        Command::Explain(explain) => self::explain(&explain.codes),
        Command::Package(package) => {
            report(args, &judged(&package.reach, |records| self::package(package, records))?)
        }
        Command::Adapter(adapter) => {
            report(args, &judged(&adapter.reach, |records| self::adapter(adapter, records))?)
        }
    }
}

/// Judges, and writes the recording, whatever was found.
fn judged(
    reach: &args::Reach,
    judge: impl FnOnce(Option<Arc<Mutex<Records>>>) -> Result<Report>,
) -> Result<Report> {
    reach::watch()?;
    hd::adapter::adopt();
    let records = reach.record.as_ref().map(|_| Arc::<Mutex<Records>>::default());
    let report = judge(records.clone())?;
    if let (Some(path), Some(records)) = (&reach.record, records) {
        records.lock().unwrap_or_else(PoisonError::into_inner).write(path)?;
    }
    Ok(report)
}

fn package(args: &args::Package, records: Option<Arc<Mutex<Records>>>) -> Result<Report> {
    let address = || Surroundings::of_process(None).address().unwrap_or_else(|_| DEFAULT.into());
    let program = if args.no_compose { None } else { Program::find(&address()).ok() };
    let given = Given {
        metadata: args.metadata.as_deref().map(read).transpose()?,
        others: args.modules.iter().map(|text| other(text)).collect::<Result<_>>()?,
        adapter: reach::of(&args.reach, args.start)?,
        dialect: reach::dialect(&args.reach)?,
        records,
        limits: reach::limits(&args.reach)?,
        program,
    };
    if given.records.is_some() && given.adapter.is_none() {
        return Err(Error::usage("there is no adapter whose answers could be recorded")
            .hint("name one with --container or --start, or give its command line after '--'"));
    }
    hd::check::package(&args.package, &given)
}

fn adapter(args: &args::Adapter, records: Option<Arc<Mutex<Records>>>) -> Result<Report> {
    let reach = reach::of(&args.reach, true)?.ok_or_else(|| Error::bug("no adapter"))?;
    let asked = Asked {
        reach: &reach,
        package: args.package.as_deref(),
        fqmn: &args.fqmn,
        dialect: reach::dialect(&args.reach)?,
        records,
        limits: reach::limits(&args.reach)?,
    };
    hd::check::adapter(&reach::subject(args), &asked)
}

/// `FQMN=FILE`
fn other(text: &str) -> Result<(String, String)> {
    let (fqmn, file) = text.split_once('=').ok_or_else(|| {
        Error::usage(format!("'{text}' names no module and no file")).hint("write --module AUTHOR/NAME=FILE")
    })?;
    Ok((fqmn.parse::<hd::name::Fqmn>()?.to_string(), read(Path::new(file))?))
}

/// Metadata above this many bytes are refused.
const LARGEST: u64 = 256 << 20;

fn read(path: &Path) -> Result<String> {
    String::from_utf8(file::read_at_most("read", path, LARGEST)?)
        .map_err(|_| Error::input(format!("cannot read '{}': it isn't UTF-8", path.display())))
}

fn report(args: &Args, report: &Report) -> Result<Exit> {
    let fails = if args.output.strict { Level::Warning } else { Level::Error };
    let form = match args.output.format {
        Format::Text => Form::Text,
        Format::Json => {
            args.common.print(report)?;
            return Ok(exit(report, fails));
        }
        Format::Tap => Form::Tap,
        Format::Junit => Form::Junit,
        Format::Sarif => Form::Sarif,
    };
    put(&output::write(report, form, fails)?)?;
    Ok(exit(report, fails))
}

fn exit(report: &Report, fails: Level) -> Exit {
    Exit::answer(report.worst().is_none_or(|worst| worst < fails))
}

fn explain(codes: &[String]) -> Result<Exit> {
    let find = |id: &String| {
        code::find(&id.to_uppercase()).ok_or_else(|| {
            Error::usage(format!("there is no code '{id}'")).hint("'hd-check explain' lists all")
        })
    };
    let named = codes.iter().map(find).collect::<Result<Vec<_>>>()?;
    let all = if named.is_empty() { code::ALL.to_vec() } else { named };
    let text = |code: &&hd::check::Code| {
        format!(
            "{} ({}): {}\n  {}\n  fix: {}\n",
            code.id,
            code.level.word(),
            code.title,
            code.about,
            code.fix
        )
    };
    put(&all.iter().map(text).collect::<String>())
}

fn put(text: &str) -> Result<Exit> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::machine(format!("cannot write to standard output: {}", reason(&cause))))
        }
        _ => Ok(Exit::DONE),
    }
}
