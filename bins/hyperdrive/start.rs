//! `hyperdrive service start | recover | rollback`: starting, and going back where a start isn't well.

use std::io::{self, Write};

use cli::Exit;
use hd::Result;
use hd::document::fields::{State, Status};
use hd::document::{self, Document, HYPERDRIVE};
use hd::error::{Before, Report};
use hd::escape;
use serde_json::Value;

use crate::args::{Rollback, Start};
use crate::config::{configure_new, timeout};
use crate::permission;
use crate::pipeline::{Ended, Interrupt, Pipeline, cut_off, was_interrupted};
use crate::prompt;
use crate::service::exit;
use crate::session::Session;
use crate::show;

/// What is said where a second Ctrl-C came.
const BROKEN_OFF: &str = "broken off, and left as it is: 'hyperdrive service status' shows it, the next 'service start' puts it right";

/// Starts what is enabled, with what waits.
pub(crate) fn start(session: &Session, args: &Start) -> Result<Exit> {
    let stored = configure_new(session, args.timeout)?;
    warn_of_irreversible(session, &stored);
    run(session, args, session.load(), &[], &stored)
}

/// Starts again what ran, as it ran, but for what the operator stopped or paused.
pub(crate) fn recover(session: &Session, args: &Start) -> Result<Exit> {
    let stored = session.prepare(session.load_running())?.documents;
    let ran = ran(session)?;
    let modules: Vec<&Document> = stored.iter().filter(|document| !document.is_hyperdrive()).collect();
    let is_in = |document: &Document, wanted: State| state(document) == Some(wanted);
    if !modules.is_empty() && modules.iter().all(|document| is_in(document, State::Stopped)) {
        session.say("everything was stopped, and stays so; 'hyperdrive service start' starts it");
        return Ok(Exit::DONE);
    }
    let again = |document: &&&Document| ran.contains(&document.fqmn()) && !is_held(document);
    let mut only: Vec<String> = modules.iter().filter(again).map(|document| document.fqmn()).collect();
    if only.is_empty() && !modules.iter().any(|document| is_in(document, State::Paused)) {
        session.say("nothing ran here so far, so nothing is started; 'hyperdrive service start' does it");
        return Ok(Exit::DONE);
    }
    only.push(HYPERDRIVE.into());
    run(session, args, session.load_running(), &only, &stored)
}

/// The modules of which something was well in the generation that runs.
fn ran(session: &Session) -> Result<Vec<String>> {
    let generations = session.answer(session.state(["generations"]))?;
    let current = generations.iter().find(|one| one["current"] == true);
    let modules = current.and_then(|current| current["modules"].as_object()).into_iter().flatten();
    let ran = |module: &Value| module["images"].as_object().is_some_and(|images| !images.is_empty());
    Ok(modules.filter(|(_, module)| ran(module)).map(|(fqmn, _)| fqmn.clone()).collect())
}

/// Lets an old generation wait, and starts it.
pub(crate) fn roll_back(session: &Session, args: &Rollback) -> Result<Exit> {
    let stored = session.stored(session.load_running())?;
    let mut step = session.state(["rollback"]);
    step.extend(args.generation.map(|number| number.to_string().into()));
    step.extend(args.anyway.then(|| "--anyway".into()));
    let said = session.answer(step)?.into_iter().next().unwrap_or_default();
    session.say(&format!("going back to generation {}; data and volumes are not touched", said["of"]));
    if said["instead"].is_number() {
        session.say("what waited for the next start doesn't wait any more: it was of newer settings");
    }
    let ended = ended(session, &args.start, session.load(), &[], &stored);
    if !ended.as_ref().is_ok_and(|ended| exit(ended) == Exit::DONE) {
        call_off(session, &args.start, &said, ended.as_ref().ok())?;
    }
    shown(session, &ended?)
}

/// What of an old generation isn't well waits no longer, and what waited before it waits again. The adapters that were brought up
/// for it are those that run again, with the settings that run.
fn call_off(session: &Session, args: &Start, rollback: &Value, ended: Option<&Ended>) -> Result<()> {
    session.answer(session.state(["rollback", &format!("--off={}", rollback["generation"])]))?;
    if rollback["instead"].is_number() {
        session.say("what waited for the next start before waits again");
    }
    let Some(ended) = ended.filter(|ended| !ended.broken_off) else { return Ok(()) };
    let stays = |document: &Document| is_changed(document) && is_irreversible(document);
    let only = names(&ended.documents, |document| !document.is_hyperdrive() && !stays(document));
    if only.is_empty() {
        return Ok(());
    }
    let back = session.run(adapters_as_they_ran(session, args, &only), Interrupt::Finishes)?;
    session.say_errors(&back.documents);
    Ok(())
}

/// Starts modules that came in for one that runs, which needs them well before it. Gives how it ended; what went wrong is said.
pub(crate) fn needed(session: &Session, args: &Start, modules: &[String]) -> Result<Exit> {
    let stored = configure_new(session, args.timeout)?;
    ended(session, args, session.load(), modules, &stored).map(|ended| exit(&ended))
}

/// Whether the operator stopped or paused it.
pub(crate) fn is_held(document: &Document) -> bool {
    state(document).is_some_and(State::rests)
}

fn state(document: &Document) -> Option<State> {
    document.get::<Status>("status").ok().flatten().map(|status| status.state)
}

/// What can't be taken back is shown before.
fn warn_of_irreversible(session: &Session, stored: &[Document]) {
    for document in stored.iter().filter(|document| document.has("waits") && is_irreversible(document)) {
        session.say(&format!(
            "{}: this start isn't taken back by itself: its package says that it can't be (irreversible)",
            document.fqmn()
        ));
    }
}

fn is_irreversible(document: &Document) -> bool {
    let descriptor: Value = document.get("descriptor").ok().flatten().unwrap_or_default();
    descriptor["irreversible"] == true
}

fn run(
    session: &Session,
    args: &Start,
    load: Pipeline,
    only: &[String],
    stored: &[Document],
) -> Result<Exit> {
    shown(session, &ended(session, args, load, only, stored)?)
}

fn shown(session: &Session, ended: &Ended) -> Result<Exit> {
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(ended))
}

/// What a start came to, with what isn't well gone back. `stored`: what was stored before it.
fn ended(
    session: &Session,
    args: &Start,
    load: Pipeline,
    only: &[String],
    stored: &[Document],
) -> Result<Ended> {
    let mut ended = session.run(steps(session, args, load.clone(), only), Interrupt::Finishes)?;
    // What fails or is cut off here is no reason to leave what was begun as it is.
    if let Err(error) = ask(session, args, &load, only, &mut ended) {
        session.say_error(error);
        ended.interrupted |= was_interrupted();
    }
    session.say_errors(&ended.documents);
    say_what_lifts(session, &ended.documents);
    mind_signal(&mut ended);
    if ended.broken_off {
        session.say(BROKEN_OFF);
        return Ok(ended);
    }
    let ended = if ended.interrupted { lay_to_rest(session, ended, stored)? } else { ended };
    if ended.broken_off { Ok(ended) } else { go_back(session, args, ended) }
}

/// What was refused is asked for, and begun again with the answer.
fn ask(session: &Session, args: &Start, load: &Pipeline, only: &[String], ended: &mut Ended) -> Result<()> {
    while permission::grant_refused(session, ended, &args.allow)? {
        *ended = session.run(steps(session, args, load.clone(), only), Interrupt::Finishes)?;
    }
    let (sure, meant) = answered(args, ended)?;
    if !meant.is_empty() {
        let again = session.run(steps(session, &sure, load.clone(), &meant), Interrupt::Finishes)?;
        together(ended, again, &meant);
    }
    Ok(())
}

/// A signal that came since is the first, and what was begun is undone; or it is the second. What is done needs no undoing.
fn mind_signal(ended: &mut Ended) {
    if cut_off() && ended.code != 0 {
        ended.broken_off |= ended.interrupted;
        ended.interrupted = true;
    }
}

/// How to answer, without a terminal, what modules were refused for.
fn say_what_lifts(session: &Session, documents: &[Document]) {
    let any =
        |why: fn(&Report) -> bool| documents.iter().filter_map(Document::error).any(|error| why(&error));
    if any(|error| error.asks) {
        session.say("'--moved-here' says that they run nowhere else");
    }
    if any(|error| error.ends) {
        session.say("'--run-none' says that they are to run nothing");
    }
}

/// What the operator says to the questions that modules were refused for, and the modules that he lets go on.
fn answered(args: &Start, ended: &Ended) -> Result<(Start, Vec<String>)> {
    let (mut sure, mut meant) = (args.clone(), Vec::new());
    if ended.interrupted {
        return Ok((sure, meant));
    }
    let refused = |why: fn(&Report) -> bool| {
        names(&ended.documents, |one| one.error().is_some_and(|error| why(&error)))
    };
    let (elsewhere, none) = (refused(|error| error.asks), refused(|error| error.ends));
    let question = "Are you sure that they run nowhere else, and start them here?";
    if is_sure(&ended.documents, &elsewhere, question)? {
        sure.moved_here = true;
        meant.extend(elsewhere);
    }
    if is_sure(&ended.documents, &none, "Are they to run nothing? What runs is stopped and removed then.")? {
        sure.run_none = true;
        meant.extend(none);
    }
    Ok((sure, meant))
}

/// The pipeline of a start.
fn steps(session: &Session, args: &Start, load: Pipeline, only: &[String]) -> Pipeline {
    let timeout = timeout(args.timeout);
    load.step(["hd-render", "adapter"])
        .only(only)
        .step(["hd-compose", "up", "adapter"])
        .only(only)
        .step(["hd-adapter-call", "set-config"])
        .with(&timeout)
        .only(only)
        .step(["hd-adapter-call", "get-containers"])
        .with(&timeout)
        .only(only)
        .step(["hd-render", "services"])
        .only(only)
        .step(["hd-compose", "up", "services", "--wait", "--abandon", "--timeout", &args.wait.to_string()])
        .with(args.moved_here.then_some("--moved-here"))
        .with(args.run_none.then_some("--run-none"))
        .only(only)
        .step(session.state(["save", "started"]))
        .only(only)
}

/// What was begun and interrupted where nothing ran before rests again, and what was stopped stays so until a start.
fn lay_to_rest(session: &Session, mut ended: Ended, stored: &[Document]) -> Result<Ended> {
    if ended.documents.iter().any(is_changed) {
        session.say("interrupted: what was begun is undone; once more Ctrl-C leaves it as it is");
    }
    for (before, verb) in [(Before::Nothing, "down"), (Before::Resting, "stop")] {
        for held in [Some("stopped"), Some("paused"), None] {
            let rested = |document: &Document| {
                document.error().is_some_and(|error| error.before == Some(before))
                    && held_as(stored, document) == held
            };
            let only = names(&ended.documents, rested);
            if !only.is_empty() && !ended.broken_off {
                rest(session, &mut ended, &only, verb, held)?;
            }
        }
    }
    Ok(ended)
}

fn rest(session: &Session, ended: &mut Ended, only: &[String], verb: &str, held: Option<&str>) -> Result<()> {
    let mut pipeline = session.load_running().step(["hd-compose", verb, "services"]).only(only);
    if let Some(held) = held {
        pipeline = pipeline.step(session.state(["save", held])).only(only);
    }
    let mut rests = session.run(pipeline, Interrupt::Finishes)?;
    session.say_errors(&rests.documents);
    rests.broken_off = rests.interrupted;
    if rests.broken_off {
        session.say(BROKEN_OFF);
    }
    for fqmn in well(&rests.documents, only) {
        session.say(&format!("{fqmn}: nothing of it runs, as before"));
    }
    together(ended, rests, only);
    Ok(())
}

/// How the operator held it.
fn held_as(stored: &[Document], document: &Document) -> Option<&'static str> {
    match document::find(stored, &document.fqmn()).and_then(state) {
        Some(State::Stopped) => Some("stopped"),
        Some(State::Paused) => Some("paused"),
        _ => None,
    }
}

/// Modules that were changed and aren't well get what ran before: the old package, its adapter with the old settings, and the
/// plan that was well.
fn go_back(session: &Session, args: &Start, mut ended: Ended) -> Result<Ended> {
    let irreversible = |document: &Document| is_changed(document) && is_irreversible(document);
    for document in ended.documents.iter().filter(|document| irreversible(document)) {
        session.say(&format!("{}: stays as it is: its package says irreversible", document.fqmn()));
    }
    let only = names(&ended.documents, |document| is_changed(document) && !is_irreversible(document));
    if only.is_empty() {
        return Ok(ended);
    }
    session.note(&format!("going back: {}", only.join(", ")));
    let pipeline = adapters_as_they_ran(session, args, &only)
        .step(["hd-compose", "up", "services", "--back", "--wait", "--timeout", &args.wait.to_string()])
        .only(&only)
        .step(session.state(["save", "returned"]))
        .only(&only);
    let back = session.run(pipeline, Interrupt::Finishes)?;
    for fqmn in &only {
        let Some(document) = document::find(&back.documents, fqmn) else { continue };
        match document.error() {
            None => session.say(&format!("{fqmn}: went back to what ran before; its data was not touched")),
            Some(error) => session.say(&format!("{fqmn}: couldn't go back: {}", error.message)),
        }
    }
    if back.interrupted {
        session.say(BROKEN_OFF);
    }
    let (code, well) = (ended.code, well(&back.documents, &only));
    together(&mut ended, back, &well);
    Ok(Ended { code, ..ended })
}

/// The adapters of the packages that run, told the settings that run.
fn adapters_as_they_ran(session: &Session, args: &Start, only: &[String]) -> Pipeline {
    session
        .load_running()
        .step(["hd-render", "adapter"])
        .only(only)
        .step(["hd-compose", "up", "adapter"])
        .only(only)
        .step(["hd-adapter-call", "set-config"])
        .with(timeout(args.timeout))
        .only(only)
}

/// Whether containers of it were stopped or started, and it isn't well.
fn is_changed(document: &Document) -> bool {
    document.error().is_some_and(|error| error.changed)
}

/// Those of these modules that are well.
fn well(documents: &[Document], meant: &[String]) -> Vec<String> {
    names(documents, |document| meant.contains(&document.fqmn()) && document.error().is_none())
}

fn names(documents: &[Document], which: impl Fn(&Document) -> bool) -> Vec<String> {
    documents.iter().filter(|document| which(document)).map(Document::fqmn).collect()
}

/// Puts documents of a later run in the places of these.
fn together(first: &mut Ended, second: Ended, which: &[String]) {
    for document in second.documents.into_iter().filter(|document| which.contains(&document.fqmn())) {
        if let Some(place) = first.documents.iter_mut().find(|place| place.fqmn() == document.fqmn()) {
            *place = document;
        }
    }
    let errors = first.documents.iter().filter_map(Document::error).map(|error| error.code);
    first.code = errors.max().unwrap_or(second.code);
    first.interrupted |= second.interrupted;
    first.broken_off |= second.broken_off;
}

/// Asks the person at the terminal about these modules, after what each was refused for. Without a terminal the answer is no.
fn is_sure(documents: &[Document], asked: &[String], question: &str) -> Result<bool> {
    if asked.is_empty() || !prompt::somebody() {
        return Ok(false);
    }
    for error in asked.iter().filter_map(|fqmn| document::find(documents, fqmn)?.error()) {
        let _ = writeln!(io::stderr(), "{}", escape::line(&error.message));
    }
    prompt::yes(question)
}
