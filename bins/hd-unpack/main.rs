//! hd-unpack: packages in, module documents out.
//!
//! Reads packages: files, folders, standard input. Writes `fqmn`, `descriptor`, `package`; with a target, `dir`.
//! Exits with 0; 3 where a package is refused; 4 disk; 6 system directory locked; 7 not allowed to write it.

mod args;

use std::path::Path;
use std::process::ExitCode;

use args::{Args, Command};
use cli::{Exit, Tool};
use hd::document::Document;
use hd::module::package::Contents;
use hd::module::{Limits, Package, System, pack, source};
use hd::{Error, Result};

const TOOL: Tool =
    Tool { name: "hd-unpack", reads: &[], writes: &["fqmn", "descriptor", "package", "dir", "files"] };

fn main() -> ExitCode {
    TOOL.run(|args: Args| unpack(&args))
}

fn unpack(args: &Args) -> Result<Exit> {
    let limits = limits(&args.limits);
    match (&args.command, &args.release) {
        (Some(Command::Pack { folder, output }), _) => {
            let (document, contents) = pack::to_file(folder, output, &limits)?;
            print(args, document, &contents)
        }
        (None, Some(home)) => release(args, home),
        (None, None) => {
            let all = args
                .packages
                .iter()
                .map(|package| one(args, package, &limits).map_err(|e| named(args, package, e)));
            all.collect::<Result<Vec<_>>>().map(|_| Exit::DONE)
        }
    }
}

/// One package: read, placed where that is wanted, its document written.
fn one(args: &Args, package: &Path, limits: &Limits) -> Result<Exit> {
    let (document, contents) = match (digest(package), &args.into) {
        (Some(sha256), Some(into)) => System::at(into).place_again(sha256, args.home.as_deref())?,
        (Some(_), None) => {
            return Err(Error::usage("a digest names a package that is placed already")
                .hint("say where, with --into"));
        }
        (None, into) => read(package, into.as_deref(), args.home.as_deref(), limits)?,
    };
    if args.check { Ok(Exit::DONE) } else { print(args, document, &contents) }
}

fn read(
    package: &Path,
    into: Option<&Path>,
    home: Option<&str>,
    limits: &Limits,
) -> Result<(Document, Contents)> {
    let bytes = if package == Path::new("-") {
        source::spool(std::io::stdin().lock(), limits)?
    } else {
        source::open(package, limits)?
    };
    let package = Package::open(&bytes, limits)?;
    into.map_or_else(|| package.check(), |into| System::at(into).place(&package, home))
}

fn release(args: &Args, home: &str) -> Result<Exit> {
    let Some(into) = &args.into else {
        return Err(Error::usage("nothing to release it from").hint("say where, with --into"));
    };
    for package in &args.packages {
        let shown = package.display();
        let sha256 = digest(package)
            .ok_or_else(|| Error::usage(format!("'{shown}' is no digest")).hint("write sha256:DIGEST"))?;
        System::at(into).release(sha256, home)?;
    }
    Ok(Exit::DONE)
}

fn print(args: &Args, mut document: Document, contents: &Contents) -> Result<Exit> {
    if args.list {
        document.set("files", &contents.files)?;
    }
    let flags = cli::flags::Stream { common: args.common.clone(), ..Default::default() };
    cli::Stream::new(TOOL.name, &flags).put_all(&[document])
}

fn digest(package: &Path) -> Option<&str> {
    package.to_str()?.strip_prefix("sha256:")
}

/// Which of several packages failed.
fn named(args: &Args, package: &Path, error: Error) -> Error {
    if args.packages.len() > 1 { error.within(&format!("'{}'", package.display())) } else { error }
}

fn limits(args: &args::Limits) -> Limits {
    Limits { entries: args.entries, unpacked: args.unpacked, ratio: args.ratio }
}
