//! The proof that new packages of modules are well, before they take the places of the old ones.

use hd::document::fields::Adapter;
use hd::document::{self, Document};
use hd::{Error, Kind, Result};

use crate::args::Upgrade;
use crate::pipeline::{Interrupt, Pipeline};
use crate::session::Session;
use crate::{permission, show};

/// Modules whose new packages come together.
pub(crate) struct Meant {
    /// All of them.
    pub(crate) modules: Vec<String>,
    /// Those of them whose services run.
    pub(crate) ran: Vec<String>,
}

impl Meant {
    /// That they keep their old packages.
    pub(crate) fn not_upgraded(&self) -> String {
        let names: Vec<String> = self.modules.iter().map(|fqmn| format!("'{fqmn}'")).collect();
        format!("{} {} upgraded", names.join(" and "), if names.len() == 1 { "wasn't" } else { "weren't" })
    }
}

/// The new adapters answer, the settings fit, and the services are well where they ran; then they count.
pub(crate) fn prove(
    session: &Session,
    args: &Upgrade,
    documents: &[Document],
    meant: &Meant,
) -> Result<Vec<Document>> {
    let answered = answered(session, args, documents.to_vec(), &meant.modules)?;
    let mut configured = meant.modules.clone();
    configured
        .retain(|fqmn| document::find(documents, fqmn).is_some_and(|document| document.has("settings")));
    let fitted = fitted(session, args, answered, meant, &configured)?;
    for one in well(&fitted, meant)? {
        if one.get::<Adapter>("adapter")?.is_none_or(|adapter| adapter.version.is_none()) {
            return Err(Error::adapter("its adapter doesn't say its version"));
        }
        show::fitted(session, &one)?;
    }
    let ready = ready(session, args, fitted, &configured, &meant.ran)?;
    well(&ready, meant)?;
    let saved = step(session, saving(session, args, &ready, meant)?, meant)?;
    well(&saved, meant)
}

fn answered(
    session: &Session,
    args: &Upgrade,
    documents: Vec<Document>,
    modules: &[String],
) -> Result<Vec<Document>> {
    granted(session, args, documents, |pipeline: Pipeline| {
        pipeline
            .step(["hd-render", "adapter"])
            .only(modules)
            .step(["hd-compose", "up", "adapter"])
            .only(modules)
            .step(["hd-adapter-call", "version"])
            .only(modules)
            .with(timeout(args))
            .step(["hd-compose", "check", "adapter"])
            .only(modules)
    })
}

/// The documents with the settings of those that have some taken over to their new versions, and judged.
fn fitted(
    session: &Session,
    args: &Upgrade,
    documents: Vec<Document>,
    meant: &Meant,
    configured: &[String],
) -> Result<Vec<Document>> {
    if configured.is_empty() {
        return Ok(documents);
    }
    let mut pipeline = Pipeline::default().input(&documents)?;
    for command in ["get-config", "upgrade-instance"] {
        pipeline = pipeline.step(["hd-adapter-call", command]).only(configured).with(timeout(args));
    }
    pipeline = pipeline.step(["hd-config", "upgrade"]).only(configured);
    if !args.set.is_empty() {
        pipeline = pipeline.step(["hd-config", "set"]).with(&args.set);
    }
    pipeline = pipeline.step(["hd-config", "validate"]).only(configured);
    pipeline = pipeline.step(["hd-adapter-call", "process-config"]).only(configured).with(timeout(args));
    step(session, pipeline, meant)
}

/// The documents with the settings told to the adapters, and the services of those that ran checked.
fn ready(
    session: &Session,
    args: &Upgrade,
    documents: Vec<Document>,
    configured: &[String],
    ran: &[String],
) -> Result<Vec<Document>> {
    if configured.is_empty() && ran.is_empty() {
        return Ok(documents);
    }
    granted(session, args, documents, |mut pipeline: Pipeline| {
        if !configured.is_empty() {
            pipeline = pipeline.step(["hd-adapter-call", "set-config"]).only(configured).with(timeout(args));
        }
        if !ran.is_empty() {
            pipeline = pipeline
                .step(["hd-adapter-call", "get-containers"])
                .only(ran)
                .with(timeout(args))
                .step(["hd-render", "services"])
                .only(ran)
                .step(["hd-compose", "check", "services"])
                .only(ran);
        }
        pipeline
    })
}

/// Where one fails on the way, none is stored.
fn saving(session: &Session, args: &Upgrade, documents: &[Document], meant: &Meant) -> Result<Pipeline> {
    let mut pipeline = Pipeline::default().input(documents)?;
    if !meant.ran.is_empty() {
        let wait = args.wait.to_string();
        let up = ["hd-compose", "up", "services", "--wait", "--abandon", "--timeout", &wait];
        pipeline = pipeline.step(up).with(args.run_none.then_some("--run-none")).only(&meant.ran);
    }
    Ok(pipeline.step(session.state(["save", "upgraded"])).only(&meant.modules))
}

/// Runs a part of it as often as something more is asked for and granted.
fn granted(
    session: &Session,
    args: &Upgrade,
    documents: Vec<Document>,
    steps: impl Fn(Pipeline) -> Pipeline,
) -> Result<Vec<Document>> {
    let ended = permission::until_granted(session, documents, &args.allow, steps)?;
    if ended.interrupted { Err(Error::busy("it was interrupted")) } else { Ok(ended.documents) }
}

/// Runs a part of it. What fails for a module is on its document.
fn step(session: &Session, pipeline: Pipeline, meant: &Meant) -> Result<Vec<Document>> {
    let ended = session.run(pipeline, Interrupt::Ends)?;
    if ended.interrupted {
        return Err(Error::busy("it was interrupted"));
    }
    let is_there = |fqmn: &String| document::find(&ended.documents, fqmn).is_some();
    if meant.modules.iter().all(is_there) { Ok(ended.documents) } else { Err(failed(ended.code)) }
}

pub(crate) fn failed(code: u8) -> Error {
    Error::new(Kind::from_code(code), "it can't be begun")
}

/// The documents of the modules that are meant, each without a failure.
fn well(documents: &[Document], meant: &Meant) -> Result<Vec<Document>> {
    let one = |fqmn: &String| {
        let document = document::find(documents, fqmn).ok_or_else(|| Error::bug("the module is lost"))?;
        document.error().map_or(Ok(document.clone()), |report| {
            let error = Error::new(report.kind(), report.message.clone()).with_faults(report.faults);
            let hint = "'--run-none' says that it is to run nothing";
            let error = if report.ends { error.hint(hint) } else { error };
            Err(if meant.modules.len() > 1 { error.within(&format!("'{fqmn}'")) } else { error })
        })
    };
    meant.modules.iter().map(one).collect()
}

fn timeout(args: &Upgrade) -> Vec<String> {
    args.timeout.map_or_else(Vec::new, |seconds| vec!["--timeout".into(), seconds.to_string()])
}
