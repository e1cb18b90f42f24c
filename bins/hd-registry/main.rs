//! Registries: what they offer, what has to come, and getting it. The one tool that uses the network for itself.
//!
//! Reads `fqmn`, `descriptor`, `source` (plan). Writes packages that are planned.
//! Exits: 0, 1 it doesn't go together, 3 not there, 4 network, 6 too slow, 7 a signature, a digest or an old index.

mod args;

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;
use std::time::SystemTime;

use args::{Args, Command};
use cli::{Exit, Tool};
use hd::document::Document;
use hd::document::fields::Source;
use hd::module::{Descriptor, Release};
use hd::registry::{self, Index, Known, Planned, Registry, Want};
use hd::state::Home;
use hd::{Error, Result, escape};
use serde_json::json;
use serde_json::value::RawValue;

const TOOL: Tool =
    Tool { name: "hd-registry", reads: &["fqmn", "descriptor", "source"], writes: &["fqmn", "source"] };

fn main() -> ExitCode {
    TOOL.run(|args: Args| registry(&args))
}

fn registry(args: &Args) -> Result<Exit> {
    match &args.command {
        Command::Add(add) => self::add(args, add),
        Command::List => list(args),
        Command::Remove { name } => {
            let home = home(args)?;
            let _lock = home.lock()?;
            Known::of(&home)?.remove(name).map(|()| Exit::DONE)
        }
        Command::Search { words } => search(args, words),
        Command::Plan(plan) => self::plan(args, plan),
        Command::Fetch => fetch(args),
        Command::Get { url } => get(args, url),
    }
}

fn home(args: &Args) -> Result<Home> {
    Home::open(&args.home.dir()?)
}

/// What is known; nothing but the curated list where there is no home.
fn known(args: &Args) -> Result<Known> {
    match home(args) {
        Ok(home) => Known::of(&home),
        Err(_) => Ok(Known::default()),
    }
}

fn add(args: &Args, add: &args::Add) -> Result<Exit> {
    let home = home(args)?;
    let (at, seen) = Known::look(&add.location)?;
    let (name, key) = (&seen.index.name, &seen.signer);
    match &add.key {
        Some(expected) if expected == key => {}
        Some(_) => {
            return Err(Error::denied(format!("'{at}' isn't signed by that key, but by {key}")));
        }
        None => ask(name, key, &at.to_string())?,
    }
    let _lock = home.lock()?;
    Known::of(&home)?.add(&at, &seen)?;
    args.common.print(&json!({"registry": name, "location": at.to_string(), "key": key}))
}

/// Nobody but the operator can tell whether a key is the right one.
fn ask(name: &str, key: &str, at: &str) -> Result<()> {
    let refused = || {
        Error::denied(format!("the registry '{name}' isn't trusted so far"))
            .hint(format!("compare its key with what it publishes, then: --key {key}"))
    };
    if !io::stdin().is_terminal() {
        return Err(refused());
    }
    let mut screen = io::stderr().lock();
    let _ = writeln!(screen, "The registry '{name}' at {} signs with the key\n  {key}", escape::line(at));
    let _ = writeln!(
        screen,
        "Whoever has its secret decides what its modules are. Is it the key that it publishes?"
    );
    let _ = write!(screen, "Trust it? [y/N] ");
    let _ = screen.flush();
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    let yes = read.is_ok() && matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes");
    if yes { Ok(()) } else { Err(refused()) }
}

fn list(args: &Args) -> Result<Exit> {
    for one in known(args)?.all(args.curated.as_deref())? {
        args.common.print(&one)?;
    }
    Ok(Exit::DONE)
}

/// The indexes of all registries that are asked, each noted as seen. One that can't be had is said and left out, unless it
/// is the only one.
fn indexes(args: &Args, only: &[String]) -> Result<Vec<(Registry, Index)>> {
    let all = known(args)?.all(args.curated.as_deref())?;
    let named = args.registry.iter().chain(only).collect::<Vec<_>>();
    let asked: Vec<Registry> =
        all.into_iter().filter(|one| named.is_empty() || named.contains(&&one.name)).collect();
    if asked.is_empty() {
        let name = args.registry.clone().unwrap_or_default();
        return Err(Error::input(format!("no registry '{name}' is known"))
            .hint("'hd-registry list' shows those that are, 'hd-registry add' adds one"));
    }
    let (mut indexes, mut failed) = (Vec::new(), None);
    for one in asked {
        match one.get(SystemTime::now(), args.allow_stale) {
            Ok(seen) => {
                // Who only looks waits for nobody.
                if let Ok(home) = home(args)
                    && !one.has_noted(&seen)
                {
                    let _lock = home.lock()?;
                    Known::of(&home)?.note(&one, &seen)?;
                }
                indexes.push((one, seen.index));
            }
            Err(error) => {
                // Said even where another one has what is wanted: it may be a sign of something.
                if failed.is_some() || named.is_empty() {
                    cli::warn(TOOL.name, &format!("the registry '{}' isn't asked: {error}", one.name));
                }
                failed.get_or_insert(error);
            }
        }
    }
    match failed {
        Some(error) if indexes.is_empty() => Err(error),
        _ => Ok(indexes),
    }
}

fn search(args: &Args, words: &[String]) -> Result<Exit> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut found = false;
    for (registry, index) in indexes(args, &[])? {
        for module in &index.modules {
            let text = format!("{} {}", module.fqmn, module.description).to_lowercase();
            if !words.is_empty() && !words.iter().any(|word| text.contains(word)) {
                continue;
            }
            found = true;
            let versions: Vec<String> =
                module.versions.iter().map(|offer| offer.release.version.to_string()).collect();
            args.common.print(&json!({"fqmn": module.fqmn, "description": module.description,
                "versions": versions, "registry": registry.name}))?;
        }
    }
    Ok(Exit::answer(found))
}

fn plan(args: &Args, plan: &args::Plan) -> Result<Exit> {
    let installed = installed()?;
    let mut wants: Vec<Want> = plan.modules.iter().map(|word| word.parse()).collect::<Result<_>>()?;
    if wants.is_empty() && !installed.iter().any(|(_, source)| is_registry(source)) {
        return Ok(Exit::DONE);
    }
    let indexes = indexes(args, &[])?;
    if plan.all {
        wants = listed(args, &installed, &indexes);
    }
    let registry::Plan { packages, held } = registry::plan(&wants, &installed, &indexes)?;
    for held in held {
        let error = doesnt_come(held);
        // Who names modules and gets none of them is told no.
        if packages.is_empty() && !plan.all {
            return Err(error);
        }
        cli::report(&error.report(TOOL.name), None, args.common.errors);
    }
    packages.iter().try_for_each(|planned| args.common.print(planned).map(drop))?;
    Ok(Exit::DONE)
}

fn doesnt_come(held: registry::Held) -> Error {
    let Release { fqmn, version, .. } = held.release;
    held.error.within(&format!("'{fqmn}' {version} doesn't come, but {}", held.instead))
}

fn is_registry(source: &Source) -> bool {
    matches!(source, Source::Registry { .. })
}

/// All that came from a registry which lists it still. That another one isn't asked, or doesn't list it any more, is said and
/// holds nothing up.
fn listed(args: &Args, installed: &[(Release, Source)], indexes: &[(Registry, Index)]) -> Vec<Want> {
    let mut wants = Vec::new();
    for (release, source) in installed.iter().filter(|(_, source)| is_registry(source)) {
        let own = |(registry, index): &(Registry, Index)| {
            registry.source() == *source && index.lists(&release.fqmn)
        };
        if indexes.iter().any(own) {
            wants.push(Want { fqmn: release.fqmn.clone(), version: None });
        } else if args.registry.is_none() {
            let name = &release.fqmn;
            cli::warn(
                TOOL.name,
                &format!("'{name}' stays as it is: {source}, where it came from, doesn't list it"),
            );
        }
    }
    wants
}

/// What is installed, with where it came from, and Hyperdrive itself.
fn installed() -> Result<Vec<(Release, Source)>> {
    let mut installed = Vec::new();
    for document in hd::document::read(io::stdin().lock()) {
        let document: Document = document?;
        let source: Source = document.get("source")?.unwrap_or_default();
        if document.is_hyperdrive() {
            let version = hd::module::dependency::version(env!("CARGO_PKG_VERSION"))?;
            let release = Release { fqmn: document.need("fqmn")?, version, dependencies: Vec::new() };
            installed.push((release, source));
        } else if let Some(text) = document.get::<Box<RawValue>>("descriptor")? {
            installed.push((Release::from(&Descriptor::parse(text.get())?), source));
        }
    }
    Ok(installed)
}

fn fetch(args: &Args) -> Result<Exit> {
    let folder = home(args)?.state_dir().join("downloads");
    let mut text = String::new();
    io::Read::read_to_string(&mut io::stdin().lock(), &mut text)
        .map_err(|cause| Error::input(format!("cannot read standard input: {cause}")))?;
    for planned in serde_json::Deserializer::from_str(&text).into_iter::<Planned>() {
        let mut planned =
            planned.map_err(|cause| Error::input(format!("standard input is no plan: {cause}")))?;
        let file = registry::download(&planned, &folder, &mut |at| progress(args, &planned, at))?;
        if shows(args) {
            let _ = writeln!(io::stderr());
        }
        planned.file = Some(file);
        args.common.print(&planned)?;
    }
    Ok(Exit::DONE)
}

fn get(args: &Args, url: &str) -> Result<Exit> {
    let folder = home(args)?.state_dir().join("downloads");
    let file = registry::download_unlisted(url, &folder, &mut |at| {
        if shows(args) {
            let _ = write!(io::stderr(), "\r{}: {} KiB", escape::short(url, 60), at / 1024);
        }
    })?;
    if shows(args) {
        let _ = writeln!(io::stderr());
    }
    let sha256 = file.file_stem().map(|name| name.to_string_lossy().into_owned());
    args.common.print(&json!({"file": file, "sha256": sha256}))
}

fn shows(args: &Args) -> bool {
    io::stderr().is_terminal() && !args.common.quiet
}

fn progress(args: &Args, planned: &Planned, at: u64) {
    if shows(args) {
        let [at, all] = [at, planned.size].map(|bytes| bytes.div_ceil(1024));
        let _ = write!(io::stderr(), "\r{} {}: {at} of {all} KiB", planned.fqmn, planned.version);
    }
}
