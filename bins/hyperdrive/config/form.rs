//! The workflow with the form: nothing is locked while it is open, and what a module refuses comes back at its field.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::thread;

use cli::Exit;
use hd::config;
use hd::document::{self, Document};
use hd::{Error, Result};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::secrets::Secrets;
use super::words::Edits;
use super::{asked, differences, exit, is_refused, judged, settle};
use crate::args::{Config, Start};
use crate::pipeline::{Interrupt, Pipeline};
use crate::prompt;
use crate::session::Session;
use crate::show;

pub(super) fn run(session: Session, args: &Config) -> Result<Exit> {
    let session = session.locked()?;
    let mut before = super::stored(&session)?;
    let mut secrets = Secrets::beside(&before);
    let shown = opened(&session, args)?;
    let mut session = session.unlocked();
    let mut documents = shown;
    loop {
        let Some(edited) = edit(&session, &documents)? else {
            return Ok(left(session, secrets, &documents));
        };
        session = session.locked()?;
        let now = super::stored(&session)?;
        secrets.keep(&now);
        let edited =
            if is_moved(&now, &edited)? { onto(&session, args, (&before, &now), &edited)? } else { edited };
        let load = Pipeline::default().input(&edited)?;
        let ready = session.prepare(asked(load, args.timeout))?.documents;
        let judging = judged(Pipeline::default().input(&ready)?, &[], args.timeout);
        let judged = session.run(judging, Interrupt::Ends)?;
        if is_refused(&judged) && !judged.interrupted && !judged.documents.is_empty() {
            documents = judged.documents;
            before = now;
            session = session.unlocked();
            continue;
        }
        let changes = !differences(&session, &judged.documents)?.is_empty()
            || !show::switched(&now, &judged.documents).is_empty();
        let ended = settle(&session, args, (&now, judged), &secrets)?;
        let saved = changes && !ended.interrupted && !is_refused(&ended);
        // Nothing is locked while the operator thinks.
        session = session.unlocked();
        if saved && prompt::yes("Start it now?")? {
            return crate::start::start(
                &session.locked()?,
                &Start {
                    moved_here: false,
                    run_none: false,
                    wait: 120,
                    allow: args.allow.clone(),
                    timeout: args.timeout,
                },
            );
        }
        return Ok(exit(&ended));
    }
}

/// The form was left without saving: what it made goes, but for what anybody has saved meanwhile. Where that can't be known
/// nothing goes; what is left over is found again when settings are saved.
fn left(session: Session, mut secrets: Secrets, documents: &[Document]) -> Exit {
    if let Ok(session) = session.locked()
        && let Ok(now) = super::stored(&session)
    {
        secrets.keep(&now);
        secrets.forget(documents);
    }
    Exit::NO
}

/// What the form begins with: every module's metadata and settings, and what its adapter says of these.
fn opened(session: &Session, args: &Config) -> Result<Vec<Document>> {
    let pipeline = asked(session.load(), args.timeout)
        .step(["hd-config", "defaults"])
        .step(["hd-adapter-call", "process-config"])
        .with(super::timeout(args.timeout));
    Ok(session.prepare(pipeline)?.documents)
}

/// Shows the form. `None` where it was left without saving.
fn edit(session: &Session, documents: &[Document]) -> Result<Option<Vec<Document>>> {
    let mut input = Vec::new();
    for document in documents {
        document::write(document, document::Layout::Compact, &mut input)
            .map_err(|cause| Error::bug(format!("cannot write a document: {cause}")))?;
    }
    // In our own process group, which is the terminal's.
    let child = Command::new(session.tool("hd-config")?)
        .args(["--quiet", "edit"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|cause| Error::file("run", "hd-config", &cause))?;
    let output = attended(child, input)?;
    let edited: Vec<Document> = document::read(output.stdout.as_slice()).collect::<Result<_>>()?;
    match output.status.code() {
        Some(1) if edited.is_empty() => Ok(None),
        _ if edited.is_empty() => Err(Error::new(
            hd::Kind::from_code(Exit::of(output.status).0),
            "the form couldn't be shown: nothing was saved",
        )),
        _ => Ok(Some(edited)),
    }
}

/// Feeds the form and waits for it; a signal that comes to us is the form's, which gives the terminal back.
fn attended(mut child: Child, input: Vec<u8>) -> Result<std::process::Output> {
    let broken =
        |cause: std::io::Error| Error::machine(format!("the form broke: {}", hd::error::reason(&cause)));
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(broken)?;
    let (handle, form) = (signals.handle(), Pid::from_child(&child));
    let watch = thread::spawn(move || {
        for _ in signals.forever() {
            let _ = kill_process(form, Signal::TERM);
        }
    });
    if let Some(mut stdin) = child.stdin.take() {
        thread::spawn(move || stdin.write_all(&input));
    }
    let output = child.wait_with_output().map_err(broken);
    handle.close();
    let _ = watch.join();
    output
}

/// Whether what is stored was changed by somebody else while the form was open.
fn is_moved(now: &[Document], edited: &[Document]) -> Result<bool> {
    let rev =
        |documents: &[Document]| documents.first().map(|document| document.need::<String>("rev")).transpose();
    Ok(rev(now)? != rev(edited)?)
}

/// What was edited, on what is stored by now.
fn onto(
    session: &Session,
    args: &Config,
    (before, now): (&[Document], &[Document]),
    edited: &[Document],
) -> Result<Vec<Document>> {
    session.say("settings were changed by somebody else meanwhile; your changes are made on top of theirs");
    let mut fresh = now.to_vec();
    config::switch(&mut fresh, before, edited)?;
    let load = Pipeline::default().input(&fresh)?;
    let mut asked = session.prepare(asked(load, args.timeout))?.documents;
    Edits::known(config::edited(before, edited)?).put_on(&mut asked)?;
    Ok(asked)
}
