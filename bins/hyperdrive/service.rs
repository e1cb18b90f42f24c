//! `hyperdrive service …`

use cli::Exit;
use hd::Result;

use crate::args::{Service, Start};
use crate::config;
use crate::permission;
use crate::pipeline::{Ended, Interrupt};
use crate::session::Session;
use crate::show;

pub(crate) fn run(session: Session, command: &Service) -> Result<Exit> {
    match command {
        Service::Config(args) => config::run(session, args),
        Service::Start(start) => self::start(&session.locked()?, start),
        Service::Stop => act(&session.locked()?, "stop"),
        Service::Down => act(&session.locked()?, "down"),
        Service::Status => status(&session),
    }
}

pub(crate) fn start(session: &Session, args: &Start) -> Result<Exit> {
    let mut ended = started(session, args)?;
    // What was refused is asked for, and begun again with the answer.
    while permission::grant_refused(session, &ended, &args.allow)? {
        ended = started(session, args)?;
    }
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn started(session: &Session, args: &Start) -> Result<Ended> {
    config::configure_new(session, args.timeout)?;
    let timeout = config::timeout(args.timeout);
    let pipeline = session
        .load()
        .step(["hd-render", "adapter"])
        .step(["hd-compose", "up", "adapter"])
        .step(["hd-adapter-call", "set-config"])
        .with(&timeout)
        .step(["hd-adapter-call", "get-containers"])
        .with(&timeout)
        .step(["hd-render", "services"])
        .step(["hd-compose", "up", "services", "--wait", "--timeout", &args.wait.to_string()])
        .step(session.state(["save", "started"]));
    session.run(pipeline, Interrupt::Finishes)
}

fn act(session: &Session, verb: &str) -> Result<Exit> {
    let pipeline = session.load_running().step(["hd-compose", verb]).step(session.state(["save", "stopped"]));
    let ended = session.run(pipeline, Interrupt::Finishes)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn status(session: &Session) -> Result<Exit> {
    session.need_engine()?;
    let ended = session.run(session.load_running().step(["hd-compose", "ps"]), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn exit(ended: &Ended) -> Exit {
    if ended.interrupted { Exit::INTERRUPTED } else { Exit(ended.code) }
}
