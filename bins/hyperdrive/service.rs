//! `hyperdrive service …`

use cli::Exit;
use hd::Result;
use hd::document::Document;

use crate::args::{Service, Which};
use crate::pipeline::{Ended, Interrupt, Pipeline};
use crate::session::Session;
use crate::{adapter, config, look, show, start, version};

pub(crate) fn run(session: Session, command: &Service) -> Result<Exit> {
    match command {
        Service::Config(args) => config::run(session, args),
        Service::Start(args) => session.outliving("start", |session| start::start(session, args)),
        Service::Recover(args) => session.outliving("recover", |session| start::recover(session, args)),
        Service::Rollback(args) => session.outliving("rollback", |session| start::roll_back(session, args)),
        Service::Restart(which) => session.outliving("restart", |session| restart(session, which)),
        Service::Stop(which) => stop(&session.locked_to_stop()?, which),
        Service::Pause(which) => pause(&session.locked_to_stop()?, which),
        Service::Down => act(&session.locked_to_stop()?, &["down"], "stopped", &[]),
        Service::Status => status(&session),
        Service::Version => version::run(&session),
        Service::Logs(logs) => look::logs(&session, logs, None),
        Service::AdapterLogs(logs) => look::logs(&session, logs, Some("adapter")),
        Service::Generations => look::generations(&session),
        Service::Prune(prune) => look::prune(&session.locked()?, prune),
    }
}

fn stop(session: &Session, which: &Which) -> Result<Exit> {
    let only = which_of(session, &which.modules)?;
    act(session, &["stop"], "stopped", &only)
}

fn pause(session: &Session, which: &Which) -> Result<Exit> {
    let mut only = which_of(session, &which.modules)?;
    if only.is_empty() {
        let all = session.prepare(session.load_running())?.documents;
        only = all.iter().filter(|document| !document.is_hyperdrive()).map(Document::fqmn).collect();
    }
    if only.is_empty() { Ok(Exit::DONE) } else { act(session, &["stop", "services"], "paused", &only) }
}

fn restart(session: &Session, which: &Which) -> Result<Exit> {
    let only = which_of(session, &which.modules)?;
    let pipeline = session.load_running().step(["hd-compose", "restart", "services"]).only(&only);
    let ended = finished(session, pipeline)?;
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

/// Runs it to its end, the modules at hand to theirs where a signal comes, and says what went wrong.
fn finished(session: &Session, pipeline: Pipeline) -> Result<Ended> {
    let ended = session.run(pipeline, Interrupt::Finishes)?;
    session.say_errors(&ended.documents);
    if ended.broken_off {
        session.say("broken off, and left as it is: 'hyperdrive service status' shows what runs");
    }
    Ok(ended)
}

/// The full names of the modules that words mean.
pub(crate) fn which_of(session: &Session, words: &[String]) -> Result<Vec<String>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let modules = session.prepare(session.load_running())?.documents;
    words.iter().map(|word| Ok(adapter::find(&modules, word)?.fqmn())).collect()
}

/// Stops containers, and notes down that it was the operator who did.
fn act(session: &Session, verb: &[&str], moment: &str, only: &[String]) -> Result<Exit> {
    let pipeline = session
        .load_running()
        .step(["hd-compose"].iter().chain(verb))
        .only(only)
        .step(session.state(["save", moment]))
        .only(only);
    let ended = finished(session, pipeline)?;
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn status(session: &Session) -> Result<Exit> {
    session.need_engine()?;
    let ended = session.run(session.load_running().step(["hd-compose", "ps"]), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::status)?;
    Ok(exit(&ended))
}

pub(crate) fn exit(ended: &Ended) -> Exit {
    if ended.interrupted { Exit::INTERRUPTED } else { Exit(ended.code) }
}
