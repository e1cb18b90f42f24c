//! Drive Docker Compose on the documents of a stream.
//!
//! Reads: `descriptor package home names paths engine enabled adapter compose settings images granted
//! permissions`. Writes: `services run permissions`.
//! Exits: 0, 3 files that Compose refuses, 4 the engine, 5 an adapter that ends at once, 6 not well in time, 7 a stranger's
//! name, or a permission that isn't granted.

mod args;
mod check;
mod itself;
mod order;
mod raw;
mod signal;
mod up;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use args::{Args, Command};
use cli::audit;
use cli::{Exit, Stream, Tool};
use hd::compose::{self, Asked, Container, Held, Owner, Part, Program, permission};
use hd::document::Document;
use hd::document::fields::{Names, Service};
use hd::engine::Engine;
use hd::{Error, Result};

const TOOL: Tool = Tool {
    name: "hd-compose",
    reads: &[
        "fqmn",
        "descriptor",
        "package",
        "home",
        "names",
        "paths",
        "engine",
        "enabled",
        "adapter",
        "compose",
        "settings",
        "images",
        "purge",
        "granted",
        "permissions",
    ],
    writes: &["services", "run", "volumes", "open", "permissions"],
};

/// How many modules are worked on at once where the operator doesn't say.
const JOBS: usize = 8;

fn main() -> ExitCode {
    TOOL.run(compose)
}

fn compose(args: Args) -> Result<Exit> {
    if args.project.is_some() {
        return raw::run(&args);
    }
    let stream = Stream::new(TOOL.name, &args.stream).jobs(JOBS);
    match &args.command {
        Command::Check(check) => check::run(&stream, part(check.part)?, check.text),
        Command::Up(up) => up::run(&stream, up, args.dry_run),
        Command::Stop(which) if args.dry_run => rehearse(&stream.takes_failed(), which.part, "stop"),
        Command::Restart(which) if args.dry_run => rehearse(&stream, which.part, "restart"),
        Command::Down(which) if args.dry_run => {
            rehearse(&stream.takes_failed(), which.which.part, "stop and remove")
        }
        Command::Pull(which) => pull(&stream, part(which.part)?, args.dry_run),
        Command::Ps(which) => ps(&stream.takes_failed(), which.part),
        Command::Stop(which) => stop(&stream.takes_failed(), which.part),
        Command::Restart(which) => restart(&stream, which.part),
        Command::Down(which) => down(&stream.takes_failed(), which),
        Command::Logs(which) => logs(&stream.takes_failed(), which),
    }
}

fn pull(stream: &Stream, part: Part, dry_run: bool) -> Result<Exit> {
    stream.each(|document| {
        let program = Program::find(&document.need::<String>("engine")?)?;
        if dry_run {
            let call = compose::rehearse_pull(&program, document, part)?;
            if let Some(call) = call {
                say(&call);
            }
            return Ok(());
        }
        compose::pull(&program, document, part)
    })
}

fn ps(stream: &Stream, part: Option<args::Part>) -> Result<Exit> {
    stream.whole(|documents| {
        let Some(first) = documents.first() else { return Ok(()) };
        let all = compose::list(&engine(first)?, Some(&first.need::<String>("home")?))?;
        for document in documents.iter_mut().filter(|document| stream.takes(document)) {
            let own: Vec<Service> =
                of(&all, document, part)?.into_iter().map(|found| found.service).collect();
            let open: Vec<&String> =
                own.iter().flat_map(|service| &service.ports).filter(|port| is_open(port)).collect();
            document.set("open", &open)?;
            document.set("services", &own)?;
        }
        Ok(())
    })
}

/// Whether a published port is reached from other machines.
fn is_open(port: &str) -> bool {
    !["127.", "[::1]:"].iter().any(|own| port.starts_with(own))
}

/// What is done with containers that are there.
#[derive(Debug, Clone, Copy)]
enum Act {
    Stop,
    Restart,
}

impl Act {
    fn verb(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Restart => "restart",
        }
    }

    /// Links may lead elsewhere by now than when what starts again was checked.
    fn check(self, document: &Document, part: Option<args::Part>) -> Result<()> {
        let parts = part.map_or_else(|| vec![Part::Services, Part::Adapter], |part| vec![part.into()]);
        match self {
            Self::Stop => Ok(()),
            Self::Restart => parts
                .iter()
                .try_for_each(|part| permission::check_again(document, *part, check::how_to_allow)),
        }
    }

    /// What was stopped or paused isn't restarted.
    fn concerns(self, container: &Container) -> bool {
        let rests = ["exited", "created", "dead", "paused"].contains(&container.service.state.as_str());
        matches!(self, Self::Stop) || !rests
    }

    fn asked(self, container: &Container) -> Asked {
        match self {
            Self::Stop => Asked::stop(container),
            Self::Restart => Asked::restart(container),
        }
    }

    fn on(self, engine: &Engine, container: &Container) -> Result<()> {
        match self {
            Self::Stop => compose::stop(engine, &container.service.id),
            Self::Restart => compose::restart(engine, &container.service.id),
        }
    }
}

/// Stops modules, each before those that it needs.
fn stop(stream: &Stream, part: Option<args::Part>) -> Result<Exit> {
    stream.whole(|documents| {
        let stop = signal::watch()?;
        last_first(stream, documents, &stop, |document| act(document, part, Act::Stop));
        Ok(())
    })
}

/// Works on modules, each before those that it needs. After a signal none is begun.
fn last_first(
    stream: &Stream,
    documents: &mut [Document],
    stop: &AtomicBool,
    work: impl Fn(&mut Document) -> Result<()> + Sync,
) {
    for level in order::levels(documents).into_iter().rev() {
        stream.side_by_side(documents, |document| {
            if !level.contains(&document.fqmn()) {
                return Ok(());
            }
            compose::refuse_stopped(stop).and_then(|()| work(document))
        });
    }
}

fn restart(stream: &Stream, part: Option<args::Part>) -> Result<Exit> {
    stream.whole(|documents| {
        let stop = signal::watch()?;
        stream.side_by_side(documents, |document| {
            compose::refuse_stopped(&stop).and_then(|()| act(document, part, Act::Restart))
        });
        Ok(())
    })
}

/// Does this with each of a module's containers, while nobody else changes what runs.
fn act(document: &mut Document, part: Option<args::Part>, act: Act) -> Result<()> {
    let engine = engine(document)?;
    let held = compose::hold(&engine, document, part.map(Into::into))?;
    act.check(document, part)?;
    audit::around(TOOL.name, act.verb(), document, |document| {
        let mut found = containers(&engine, document, part)?;
        found.retain(|container| act.concerns(container));
        for container in &found {
            noted(&held, container, &act.asked(container), || act.on(&engine, container))?;
        }
        compose::forget_old_keys(&engine, document)?;
        refresh(&engine, document, part)
    })
}

/// Does what is noted meanwhile as asked for. What the engine has refused is nothing that may still come.
fn noted(
    held: &[Held],
    container: &Container,
    asked: &Asked,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let Some(held) = held.iter().find(|held| held.has(container)) else { return work() };
    held.note(asked)?;
    let done = work();
    held.forget()?;
    done
}

/// Says what would be done with each container, and does nothing.
fn rehearse(stream: &Stream, part: Option<args::Part>, verb: &str) -> Result<Exit> {
    stream.each(|document| say_each(document, part, verb))
}

pub(crate) fn say_each(document: &Document, part: Option<args::Part>, verb: &str) -> Result<()> {
    let found = containers(&engine(document)?, document, part)?;
    for found in &found {
        say(&format!("{verb} {}", found.service.container));
    }
    Ok(())
}

/// A line on standard error, for a person; nobody may be there to read it.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", hd::escape::line(line));
}

fn down(stream: &Stream, args: &args::Down) -> Result<Exit> {
    stream.whole(|documents| {
        let stop = signal::watch()?;
        last_first(stream, documents, &stop, |document| {
            audit::around(TOOL.name, "down", document, |document| {
                let engine = engine(document)?;
                let gone = take_down(&engine, document, args.which.part.map(Into::into))?;
                if is_purged(document)? {
                    // What stays for it is named by whoever deletes.
                    compose::reclaim(&engine, document, &gone).unwrap_or_else(|error| say(error.message()));
                }
                volumes(&engine, document, args.volumes)
            })
        });
        let Some(first) = documents.first() else { return Ok(()) };
        let (network, home) = (first.need::<Names>("names")?.network, first.need::<String>("home")?);
        // A container that is stopped needs its network too, to be started again.
        if !compose::list(&engine(first)?, Some(&home))?.is_empty() {
            return Ok(());
        }
        compose::remove_network(&engine(first)?, &network, &home).map(|_| ())
    })
}

/// Whether the module goes with all its data.
fn is_purged(document: &Document) -> Result<bool> {
    Ok(document.get("purge")?.unwrap_or(false))
}

/// Removes a module's volumes, where that is wanted for all or for this one; those that stay are named.
fn volumes(engine: &Engine, document: &mut Document, all: bool) -> Result<()> {
    let (owner, names) = (Owner::of(document)?, document.need::<Names>("names")?);
    if all || is_purged(document)? {
        compose::remove_volumes_of(engine, &owner, &names)?;
    }
    document.set("volumes", &compose::volumes_of(engine, &owner, &names)?)
}

/// Stops and removes a module's containers, which it gives, and the networks that Compose made for them.
fn take_down(engine: &Engine, document: &mut Document, part: Option<Part>) -> Result<Vec<Container>> {
    let held = compose::hold(engine, document, part)?;
    let found = containers(engine, document, part.map(Into::into))?;
    for found in &found {
        noted(&held, found, &Asked::stop(found), || compose::take_down(engine, &found.service.id))?;
    }
    let (owner, names) = (Owner::of(document)?, document.need::<Names>("names")?);
    for part in part.map_or_else(|| vec![Part::Services, Part::Adapter], |part| vec![part]) {
        compose::remove_networks_of(engine, &owner, part, &names)?;
    }
    refresh(engine, document, part.map(Into::into))?;
    Ok(found)
}

fn logs(stream: &Stream, args: &args::Logs) -> Result<Exit> {
    if args.follow {
        return follow(stream, args);
    }
    stream.read(|document| {
        let engine = engine(document)?;
        for found in containers(&engine, document, args.part)? {
            for line in compose::log(&engine, &found, args.tail)?.lines() {
                say_line(&found, line);
            }
        }
        Ok(())
    })
}

/// All containers at once, each on a thread of its own, until the last has ended.
fn follow(stream: &Stream, args: &args::Logs) -> Result<Exit> {
    stream.answer(|documents| {
        let mut found = Vec::new();
        for document in documents.iter().filter(|document| stream.names(document)) {
            let engine: String = document.need("engine")?;
            let own = containers(&Engine::at(&engine)?, document, args.part)?;
            found.extend(own.into_iter().map(|container| (engine.clone(), container)));
        }
        std::thread::scope(|scope| {
            let one = |(address, container): &(String, Container)| {
                compose::follow(&Engine::at(address)?, container, args.tail, |line| say_line(container, line))
            };
            let threads: Vec<_> = found.iter().map(|each| scope.spawn(move || one(each))).collect();
            threads.into_iter().try_for_each(|thread| {
                thread.join().unwrap_or_else(|_| Err(Error::bug("a thread that reads a log broke")))
            })
        })
    })
}

/// A line of a container's log. Whether somebody still reads.
fn say_line(found: &Container, line: &str) -> bool {
    writeln!(io::stdout(), "{} | {}", found.service.container, hd::escape::line(line)).is_ok()
}

fn refresh(engine: &Engine, document: &mut Document, part: Option<args::Part>) -> Result<()> {
    let now: Vec<Service> =
        containers(engine, document, part)?.into_iter().map(|found| found.service).collect();
    document.set("services", &now)
}

fn containers(engine: &Engine, document: &Document, part: Option<args::Part>) -> Result<Vec<Container>> {
    of(&compose::list(engine, Some(&document.need::<String>("home")?))?, document, part)
}

/// Those of a home's containers that are of this document's module, and of this part of it where one is named.
fn of(all: &[Container], document: &Document, part: Option<args::Part>) -> Result<Vec<Container>> {
    let (fqmn, names): (String, Names) = (document.fqmn(), document.need("names")?);
    let of_part = |found: &Container| part.is_none_or(|part| Part::from(part).has(&names, found));
    let wanted = |found: &&Container| found.fqmn == fqmn && of_part(found);
    Ok(all.iter().filter(wanted).cloned().collect())
}

pub(crate) fn engine(document: &Document) -> Result<Engine> {
    Engine::at(&document.need::<String>("engine")?)
}

pub(crate) fn part(part: Option<args::Part>) -> Result<Part> {
    part.map(Into::into).ok_or_else(|| Error::usage("say which part: adapter or services"))
}

/// A tool of ours, from the folder that this one is in.
pub(crate) fn beside_us(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().map_err(|cause| Error::file("find", "hd-compose", &cause))?;
    Ok(own.with_file_name(name))
}

impl From<args::Part> for Part {
    fn from(part: args::Part) -> Self {
        match part {
            args::Part::Adapter => Self::Adapter,
            args::Part::Services => Self::Services,
        }
    }
}

impl From<Part> for args::Part {
    fn from(part: Part) -> Self {
        match part {
            Part::Adapter => Self::Adapter,
            Part::Services => Self::Services,
        }
    }
}
