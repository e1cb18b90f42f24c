//! hd-unpack: packages in, module documents out.
//!
//! Reads packages: files, folders, standard input. Writes `fqmn`, `descriptor`, `package`; with a target, `dir`.
//! Exits with 0; 1 where a placed package isn't as it was unpacked; 3 where a package is refused; 4 disk; 6 system directory locked; 7 not allowed to write it.

mod args;

use std::path::Path;
use std::process::ExitCode;

use args::{Args, Command};
use cli::{Exit, Tool};
use hd::document::Document;
use hd::module::package::Contents;
use hd::module::{Limits, Package, System, pack, source};
use hd::{Error, Fault, Result};

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
        (None, None) if args.retain.is_some() => retain(args),
        (None, None) => {
            let all = args
                .packages
                .iter()
                .map(|package| one(args, package, &limits).map_err(|error| named(args, package, error)));
            all.collect::<Result<Vec<_>>>().map(|_| Exit::DONE)
        }
    }
}

/// One package: checked, or read, placed where that is wanted, its document written.
fn one(args: &Args, package: &Path, limits: &Limits) -> Result<Exit> {
    if args.check {
        return check(package, args.into.as_deref(), limits);
    }
    let (document, contents) = match (digest(package), &args.into) {
        (Some(sha256), Some(into)) => System::at(into).place_again(sha256, args.home.as_deref())?,
        (Some(_), None) => return Err(where_is_it()),
        (None, into) => read(package, into.as_deref(), args.home.as_deref(), limits)?,
    };
    print(args, document, &contents)
}

/// A package before it is placed, or one that is placed: is it still as it was unpacked?
fn check(package: &Path, into: Option<&Path>, limits: &Limits) -> Result<Exit> {
    match (digest(package), into) {
        (Some(sha256), Some(into)) => unchanged(sha256, System::at(into).verify(sha256)?),
        (Some(_), None) => Err(where_is_it()),
        (None, None) => read(package, None, None, limits).map(|_| Exit::DONE),
        (None, Some(_)) => Err(Error::usage(format!("'{}' is no digest", package.display())).hint(
            "with --into, write sha256:DIGEST; leave --into out to check a package before it is placed",
        )),
    }
}

fn unchanged(sha256: &str, faults: Vec<Fault>) -> Result<Exit> {
    if faults.is_empty() {
        return Ok(Exit::DONE);
    }
    Err(Error::no(format!("the package 'sha256:{sha256}' isn't as it was unpacked"))
        .with_faults(faults)
        .hint("placing the same package again puts it right"))
}

fn where_is_it() -> Error {
    Error::usage("a digest names a package that is placed already").hint("say where, with --into")
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
        System::at(into).release(need_digest(package)?, home)?;
    }
    Ok(Exit::DONE)
}

/// Releases all that a home holds but these, once what killed runs left is finished: it may be held too.
fn retain(args: &Args) -> Result<Exit> {
    let (Some(into), Some(home)) = (&args.into, &args.retain) else {
        return Err(Error::usage("nothing to release from").hint("say where, with --into"));
    };
    let needed = args.packages.iter().map(|package| need_digest(package)).collect::<Result<Vec<_>>>()?;
    let system = System::at(into);
    system.tidy()?;
    for sha256 in system.held(home)?.iter().filter(|sha256| !needed.contains(&sha256.as_str())) {
        system.release(sha256, home)?;
    }
    Ok(Exit::DONE)
}

fn need_digest(package: &Path) -> Result<&str> {
    let error = || Error::usage(format!("'{}' is no digest", package.display())).hint("write sha256:DIGEST");
    digest(package).ok_or_else(error)
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
