//! `hd-compose up`: the modules of a stream go through each step together, so that what one gives up another may take.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cli::audit::{self, Stage};
use cli::{Exit, Stream};
use hd::compose::{self, Allowed, Change, Claims, Container, Leaving, Part, Program, Up};
use hd::document::fields::{Names, Paths};
use hd::document::{self, Document, HYPERDRIVE};
use hd::engine::Engine;
use hd::{Error, Result};

use crate::itself;
use crate::order::{levels, needs};
use crate::{args, beside_us, check, engine, part, say, say_each, signal};

/// Brings a part of every module up.
pub(crate) fn run(stream: &Stream, args: &args::Up, dry_run: bool) -> Result<Exit> {
    let all = stream.at_once(usize::MAX);
    let failed = stream.at_once(crate::JOBS).takes_failed();
    let stream = if args.back { &failed } else { stream };
    let how = How {
        part: part(args.part)?,
        wait: args.wait.then(|| Duration::from_secs(args.timeout)),
        stop: signal::watch()?,
        daemon: beside_us("hd-apiserve")?,
        moved_here: args.moved_here,
        run_none: args.run_none,
        back: args.back,
        abandon: args.abandon,
        allow: args.allow.clone(),
        begun: Mutex::default(),
    };
    stream.whole(|documents| {
        if dry_run {
            stream.side_by_side(documents, |document| how.rehearse(document));
            return Ok(());
        }
        let acted = how.acted(stream, documents);
        how.note(Stage::Begun, documents, &acted);
        how.change(stream, &all, documents);
        how.note(Stage::Ended, documents, &acted);
        Ok(())
    })
}

/// What a run does, and the changes that it has begun, by FQMN.
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
struct How {
    part: Part,
    wait: Option<Duration>,
    stop: Arc<AtomicBool>,
    daemon: PathBuf,
    moved_here: bool,
    run_none: bool,
    back: bool,
    abandon: bool,
    allow: Vec<String>,
    begun: Mutex<BTreeMap<String, Change>>,
}

impl How {
    fn rehearse(&self, document: &mut Document) -> Result<()> {
        if self.part == Part::Services && !document.is_enabled() {
            return say_each(document, Some(self.part.into()), "stop and remove");
        }
        if !self.concerns(document) {
            return Ok(());
        }
        let lines = self.with(document, |with| compose::rehearse(with, document, self.part))?;
        for line in &lines {
            say(line);
        }
        Ok(())
    }

    /// The modules that this run acts on.
    fn acted(&self, stream: &Stream, documents: &[Document]) -> Vec<String> {
        let acts = |document: &&Document| stream.takes(document) && self.concerns(document);
        documents.iter().filter(acts).map(Document::fqmn).collect()
    }

    fn note(&self, stage: Stage, documents: &[Document], acted: &[String]) {
        let meant = documents.iter().filter(|document| acted.contains(&document.fqmn()));
        audit::changed(crate::TOOL.name, &format!("up {}", self.part.word()), stage, meant);
    }

    /// Step after step, each for all modules before the next. A module that fails goes no further.
    fn change(&self, stream: &Stream, all: &Stream, documents: &mut [Document]) {
        self.each(stream, documents, |document| self.begin(document));
        self.ensure_network(stream, documents);
        let Some(there) = self.look(stream, documents) else { return };
        self.each(stream, documents, |document| {
            self.step(document, |change, with| change.draft(with, &there))
        });
        let claims = self.claims(documents);
        self.each(stream, documents, |document| {
            self.step(document, |change, _| change.refuse_claimed(&claims))
        });
        self.each(stream, documents, |document| {
            self.step(document, |change, with| change.prepare(with, &there))
        });
        let leaving: Leaving = self.begun().values().flat_map(Change::leaving).map(str::to_owned).collect();
        self.each(stream, documents, |document| {
            self.step(document, |change, _| change.settle(&there, &leaving))
        });
        let levels = levels(documents);
        // What can't start anyway isn't stopped.
        for level in &levels {
            let unwell = self.unwell(documents, &there);
            self.each(stream, documents, |document| {
                let blocked = || refuse_blocked(document, &unwell);
                if level.contains(&document.fqmn()) { self.step(document, |_, _| blocked()) } else { Ok(()) }
            });
        }
        self.name_ending();
        self.each(stream, documents, |document| self.step(document, Change::clear));
        let asked = itself::Asked::of(documents, self.part);
        for level in &levels {
            let of_level = |document: &Document| level.contains(&document.fqmn());
            let unwell = self.unwell(documents, &there);
            self.each(stream, documents, |document| {
                if !of_level(document) {
                    return Ok(());
                }
                self.step(document, |change, with| {
                    self.refuse_start(document, change, &unwell)?;
                    change.start(with, || asked.start(document))
                })
            });
            // Waiting is no work: all wait at once.
            self.each(
                all,
                documents,
                |document| if of_level(document) { self.finish(document) } else { Ok(()) },
            );
        }
    }

    fn each(
        &self,
        stream: &Stream,
        documents: &mut [Document],
        work: impl Fn(&mut Document) -> Result<()> + Sync,
    ) {
        stream.side_by_side(
            documents,
            |document| if self.concerns(document) { work(document) } else { Ok(()) },
        );
    }

    fn concerns(&self, document: &Document) -> bool {
        self.part == Part::Services || (!document.is_hyperdrive() && document.is_enabled())
    }

    fn begin(&self, document: &mut Document) -> Result<()> {
        let change = self.with(document, |with| Change::begin(with, document, self.part))?;
        self.begun().insert(document.fqmn(), change);
        Ok(())
    }

    /// Every module's containers meet on one network: without it, none can start.
    fn ensure_network(&self, stream: &Stream, documents: &mut [Document]) {
        let ipv6 = document::find(documents, HYPERDRIVE).is_some_and(wants_ipv6);
        let takes = |document: &&mut Document| stream.takes(document) && document.has("names");
        let Some(any) = documents.iter_mut().find(takes) else { return };
        let made = engine(any).and_then(|engine| {
            let (names, home): (Names, String) = (any.need("names")?, any.need("home")?);
            if !compose::has_network(&engine, &names.network)? {
                self.begun().values_mut().try_for_each(Change::note)?;
            }
            compose::ensure_network(&engine, &names.network, &home, ipv6)
        });
        if let Err(error) = made {
            let error = if ipv6 { error.hint(IPV6) } else { error };
            // Who doesn't come up isn't held up: Hyperdrive's own settings, above all, which may be why.
            let held = |document: &&mut Document| stream.takes(document) && self.concerns(document);
            stream.fail_all(documents.iter_mut().filter(held), error);
        }
    }

    /// The engine's containers, once everything is locked; `None` where nothing is to be done.
    fn look(&self, stream: &Stream, documents: &mut [Document]) -> Option<Vec<Container>> {
        let any = documents.iter().find(|document| self.begun().contains_key(&document.fqmn()))?;
        match engine(any).and_then(|engine| compose::list(&engine, None)) {
            Ok(there) => Some(there),
            Err(error) => {
                stream.fail_all(documents.iter_mut().filter(|document| stream.takes(document)), error);
                None
            }
        }
    }

    /// What modules claim: those of this run what their files say now, all others what they ran last.
    fn claims(&self, documents: &[Document]) -> Vec<Claims> {
        let begun = self.begun();
        let of_run = |claims: &Claims| begun.keys().any(|fqmn| claims.is_of(fqmn, self.part));
        let home = documents.iter().find_map(|document| {
            Some((document.get::<Paths>("paths").ok()??.user, document.get::<Names>("names").ok()??.network))
        });
        let stored = home.map_or_else(Vec::new, |(user, network)| compose::stored_claims(&user, &network));
        let others = stored.into_iter().filter(|claims| !of_run(claims));
        begun.values().filter_map(Change::claims).chain(others).collect()
    }

    /// One step of a change that was begun. What fails ends it.
    fn step(&self, document: &Document, work: impl FnOnce(&mut Change, &Up) -> Result<()>) -> Result<()> {
        let Some(mut change) = self.begun().remove(&document.fqmn()) else { return Ok(()) };
        let done =
            self.with(document, |with| work(&mut change, with).map_err(|error| change.blame(with, error)));
        if done.is_ok() {
            self.begun().insert(document.fqmn(), change);
        }
        done
    }

    /// What a module needs has to be well first. After a signal nobody waits for that any more: what was stopped for a successor
    /// is started then.
    fn refuse_start(&self, document: &Document, change: &Change, unwell: &[String]) -> Result<()> {
        let finishes = self.stop.load(Ordering::Relaxed) && !self.abandon && change.is_touched();
        if finishes { Ok(()) } else { refuse_blocked(document, unwell) }
    }

    /// Services of modules that run don't go away unsaid.
    fn name_ending(&self) {
        if self.part == Part::Services && !self.back {
            self.begun()
                .values()
                .filter_map(Change::ending)
                .for_each(|line| cli::warn(crate::TOOL.name, &line));
        }
    }

    fn finish(&self, document: &mut Document) -> Result<()> {
        let Some(change) = self.begun().remove(&document.fqmn()) else { return Ok(()) };
        let services =
            self.with(document, |with| change.finish(with).map_err(|error| change.blame(with, error)))?;
        compose::forget_old_keys(&engine(document)?, document)?;
        if self.part == Part::Services {
            document.set("services", &services)?;
            change.run().map_or(Ok(()), |run| document.set("run", &run))?;
        }
        Ok(())
    }

    /// Modules of which nothing is well: they failed, and nothing that ran before goes on.
    fn unwell(&self, documents: &[Document], there: &[Container]) -> Vec<String> {
        let unwell = |document: &&Document| {
            document.error().is_some_and(|error| error.changed || !self.serves(document, there))
        };
        documents.iter().filter(unwell).map(Document::fqmn).collect()
    }

    /// Whether something of the document's module runs; where services are meant, one of them.
    fn serves(&self, document: &Document, there: &[Container]) -> bool {
        let names: Option<Names> = document.get("names").ok().flatten();
        let of_part = |one: &Container| {
            let services = names.as_ref().is_some_and(|names| Part::Services.has(names, one));
            self.part == Part::Adapter || services
        };
        let (home, fqmn): (Option<String>, String) = (document.get("home").ok().flatten(), document.fqmn());
        let ours = |one: &Container| Some(&one.home) == home.as_ref() && one.fqmn == fqmn;
        there.iter().any(|one| ours(one) && one.service.state == "running" && of_part(one))
    }

    fn with<T>(&self, document: &Document, work: impl FnOnce(&Up) -> Result<T>) -> Result<T> {
        let address: String = document.need("engine")?;
        let (engine, program) = (Engine::at(&address)?, Program::find(&address)?);
        work(&Up {
            engine: &engine,
            program: &program,
            daemon: &self.daemon,
            wait: self.wait,
            stop: &self.stop,
            moved_here: self.moved_here,
            run_none: self.run_none,
            back: self.back,
            abandon: self.abandon,
            allowed: Allowed { names: &self.allow, how: check::how_to_allow },
        })
    }

    fn begun(&self) -> MutexGuard<'_, BTreeMap<String, Change>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const IPV6: &str =
    "the setting nodeset/hyperdrive:enableIPv6 asks for IPv6: where the engine has none, set it to false";

/// What a module needs has to be well first.
fn refuse_blocked(document: &Document, unwell: &[String]) -> Result<()> {
    match needs(document).into_iter().find(|needed| unwell.contains(needed)) {
        None => Ok(()),
        Some(needed) => {
            Err(Error::machine(format!("blocked: '{}' needs '{needed}', which isn't well", document.fqmn()))
                .hint(format!("see what is wrong with '{needed}' first")))
        }
    }
}

fn wants_ipv6(hyperdrive: &Document) -> bool {
    let settings: Option<serde_json::Value> = hyperdrive.get("settings").ok().flatten();
    settings.is_some_and(|settings| settings["enableIPv6"] == true)
}
