//! One run of the dispatcher on one home: where things are, the lock, and the words that pipelines are made of.

use std::ffi::OsString;
use std::path::PathBuf;

use cli::{Exit, flags};
use hd::document::Document;
use hd::engine::{self, Engine};
use hd::process::Process;
use hd::state::{Home, LOCK_VARIABLE, Lock};
use hd::{Error, Result};

use crate::args::{Args, Place};
use crate::log::Log;
use crate::pipeline::{self, Ended, Interrupt, Pipeline, Surroundings};
use crate::recovery;
use crate::sudo;
use crate::tools::{Tools, words};

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Session {
    /// Where things are.
    pub(crate) place: Place,
    /// Whether documents are printed instead of text.
    pub(crate) json: bool,
    /// How things are printed.
    pub(crate) common: flags::Common,
    user_dir: PathBuf,
    around: Surroundings,
    lock: Option<Lock>,
    log: Log,
}

impl Session {
    /// A run that only reads, so far.
    pub(crate) fn new(args: &Args) -> Result<Self> {
        let around = Surroundings { tools: Tools::of_this()?, lock: None, trace: args.trace };
        let user_dir = args.place.home.dir()?;
        sudo::check(&user_dir)?;
        check_project(&user_dir, args.place.home.project.as_deref())?;
        let (place, common) = (args.place.clone(), args.common.clone());
        Ok(Self { place, json: args.json, common, user_dir, around, lock: None, log: Log::default() })
    }

    /// The home, which has to be there.
    pub(crate) fn home(&self) -> Result<Home> {
        Home::open(&self.user_dir)
    }

    /// Whether there is a home already.
    pub(crate) fn has_home(&self) -> bool {
        Home::open(&self.user_dir).is_ok()
    }

    /// Without an engine nothing is begun: that it doesn't answer says nothing about a module.
    pub(crate) fn need_engine(&self) -> Result<()> {
        let address = engine::Surroundings::of_process(self.place.engine.as_deref()).address()?;
        Engine::at(&address)?.ping()
    }

    /// Runs a command with the lock, lets it go on when its terminal is lost, and writes down what it does.
    pub(crate) fn outliving(self, verb: &str, work: impl FnOnce(&Self) -> Result<Exit>) -> Result<Exit> {
        self.logged(verb, |session| work(&session.locked()?))
    }

    /// The same for a command that takes the lock when it needs it.
    pub(crate) fn logged(mut self, verb: &str, work: impl FnOnce(Self) -> Result<Exit>) -> Result<Exit> {
        pipeline::outlive_hangup()?;
        Home::open(&self.user_dir)?;
        self.log = Log::open(&self.user_dir.join("log"), verb)?;
        self.log.line("begun");
        let log = self.log.clone();
        let ended = work(self);
        if let Err(error) = &ended {
            log.line(error.message());
        }
        let code = ended.as_ref().map_or_else(|error| error.kind().code(), |exit| exit.0);
        log.line(&format!("ended with exit code {code}"));
        ended
    }

    /// Writes a line for who looks later.
    pub(crate) fn note(&self, line: &str) {
        self.log.line(line);
    }

    /// Takes the lock and undoes what a killed run left.
    pub(crate) fn locked(self) -> Result<Self> {
        let session = self.with_lock()?;
        recovery::run(&session)?;
        Ok(session)
    }

    /// The same for a command that only stops, which nothing keeps from it that can't be undone now.
    pub(crate) fn locked_to_stop(self) -> Result<Self> {
        let session = self.with_lock()?;
        recovery::or_later(&session, recovery::run(&session))?;
        Ok(session)
    }

    fn with_lock(mut self) -> Result<Self> {
        let lock = Home::open(&self.user_dir)?.lock()?;
        self.around.lock = lock.pass_on()?;
        self.lock = Some(lock);
        self.need_engine()?;
        Ok(self)
    }

    /// Gives the lock back, while the operator thinks.
    pub(crate) fn unlocked(mut self) -> Self {
        self.around.lock = None;
        self.lock = None;
        self
    }

    /// A path for a file of this run alone, in the folder that nobody else reads.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.user_dir.join("state").join(format!(".{name}-{}", std::process::id()))
    }

    /// The same, in a home that is made first where there is none.
    pub(crate) fn locked_new(self) -> Result<Self> {
        if !self.has_home() {
            self.need_engine()?;
            let made = self.prepare(Pipeline::default().step(self.add()))?;
            if made.code != 0 {
                return Err(Error::new(hd::Kind::from_code(made.code), "the user directory can't be made"));
            }
        }
        self.locked()
    }

    /// Where the user directory is, or will be.
    pub(crate) fn user_dir(&self) -> &std::path::Path {
        &self.user_dir
    }

    /// A tool that is run apart from a pipeline, with the lock that this run holds.
    pub(crate) fn lock_of(&self, process: hd::process::Process) -> hd::process::Process {
        match &self.around.lock {
            Some(lock) => process.env(hd::state::LOCK_VARIABLE, lock),
            None => process,
        }
    }

    /// A tool's home: `hd-state WORDS --user-dir DIR`.
    pub(crate) fn state<const N: usize>(&self, command: [&str; N]) -> Vec<OsString> {
        let mut step = words(["hd-state"].into_iter().chain(command));
        step.extend([OsString::from("--user-dir"), self.user_dir.clone().into()]);
        step
    }

    /// `hd-state load`: what is stored, with the settings that wait where some do.
    pub(crate) fn load(&self) -> Pipeline {
        Pipeline::default().step(self.with_engine(self.state(["load"])))
    }

    /// `hd-state load --running`: what is stored, with the settings that run.
    pub(crate) fn load_running(&self) -> Pipeline {
        Pipeline::default().step(self.with_engine(self.state(["load", "--running"])))
    }

    /// `hd-state add`: documents of packages come in.
    pub(crate) fn add(&self) -> Vec<OsString> {
        let mut step = self.with_engine(self.state(["add"]));
        step.extend(self.place.home.project.iter().flat_map(|name| words(["--project", name])));
        step
    }

    /// Runs a pipeline.
    pub(crate) fn run(&self, pipeline: Pipeline, interrupt: Interrupt) -> Result<Ended> {
        pipeline.run(&self.around, interrupt)
    }

    /// Runs a pipeline that another one is to follow: when it is cut off, so is the command.
    pub(crate) fn prepare(&self, pipeline: Pipeline) -> Result<Ended> {
        let ended = self.run(pipeline, Interrupt::Ends)?;
        if ended.interrupted { Err(Error::busy("the rest wasn't begun")) } else { Ok(ended) }
    }

    /// What a pipeline loads of what is stored. Where nothing of it can be read, the tool has said why.
    pub(crate) fn stored(&self, load: Pipeline) -> Result<Vec<Document>> {
        match self.prepare(load)? {
            Ended { code, documents, .. } if code != 0 && documents.is_empty() => {
                Err(Error::new(hd::Kind::from_code(code), "what is installed can't be read"))
            }
            ended => Ok(ended.documents),
        }
    }

    /// Runs one tool that answers with JSON of its own. One that fails has said why.
    pub(crate) fn answer(&self, step: Vec<OsString>) -> Result<Vec<serde_json::Value>> {
        let mut call = Process::new(self.around.tools.find(&step[0])?).args(&step[1..]).arg("--compact");
        if let Some(lock) = &self.around.lock {
            call = call.env(LOCK_VARIABLE, lock);
        }
        let output = call.run(b"")?;
        if !output.status.success() {
            let kind = hd::Kind::from_code(cli::Exit::of(output.status).0);
            return Err(as_error(kind, &output.complaint()));
        }
        let values = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
        values
            .collect::<std::result::Result<_, _>>()
            .map_err(|cause| Error::bug(format!("cannot read a tool's answer: {cause}")))
    }

    /// A tool's path, for a command that becomes that tool.
    pub(crate) fn tool(&self, name: &str) -> Result<PathBuf> {
        self.around.tools.find(name.as_ref())
    }

    /// A remark for people.
    pub(crate) fn say(&self, message: &str) {
        self.log.line(message);
        if !self.common.quiet {
            cli::warn("hyperdrive", message);
        }
    }

    /// Says a failure that doesn't end the command.
    pub(crate) fn say_error(&self, error: Error) {
        self.log.line(error.message());
        cli::report(&error.report("hyperdrive"), None, self.common.errors);
    }

    /// Says every failure that documents carry.
    pub(crate) fn say_errors(&self, documents: &[Document]) {
        let mut shared: Vec<String> = Vec::new();
        for document in documents {
            let Some(mut report) = document.error() else { continue };
            if report.shared && shared.contains(&report.message) {
                continue;
            }
            report.tool = "hyperdrive".into();
            self.log.report(&document.fqmn(), &report);
            cli::report(
                &report,
                Some(&document.fqmn()).filter(|_| !report.shared).map(String::as_str),
                self.common.errors,
            );
            shared.extend(report.shared.then_some(report.message));
        }
    }

    /// A step that has to know the engine.
    pub(crate) fn with_engine(&self, mut step: Vec<OsString>) -> Vec<OsString> {
        step.extend(self.place.engine.iter().flat_map(|address| words(["--engine", address])));
        step
    }
}

/// A project that is named has to be that of the user directory, where there is one.
fn check_project(user_dir: &std::path::Path, named: Option<&str>) -> Result<()> {
    let (Some(named), Ok(home)) = (named, Home::open(user_dir)) else { return Ok(()) };
    let current = home.current()?;
    let own = current.settings.project();
    if own == named {
        return Ok(());
    }
    Err(Error::no(format!("'{}' belongs to project '{own}', not '{named}'", user_dir.display()))
        .hint("one user directory is one project: name another directory for another project"))
}

/// What a tool said on standard error, as our own failure.
fn as_error(kind: hd::Kind, said: &str) -> Error {
    let mut lines = said.lines();
    let first = lines.next().unwrap_or("it doesn't say why");
    let message = first.split_once(": ").map_or(first, |(_, message)| message);
    lines.fold(Error::new(kind, message), |error, line| {
        let line = line.trim();
        error.hint(line.strip_prefix("hint: ").unwrap_or(line))
    })
}
