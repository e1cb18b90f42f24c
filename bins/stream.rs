//! A tool's stream: documents in on standard input, out on standard output, in the same order, failures on the documents.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, StdinLock, Write};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use hd::document::{self, Document, Layout};
use hd::error::{Error, Report, Result, reason};

use crate::{Exit, flags, report};

/// How many documents are read ahead at most.
const AHEAD: usize = 64;

/// The stream of one tool.
pub struct Stream<'a> {
    tool: &'static str,
    flags: &'a flags::Stream,
    jobs: usize,
    takes_failed: bool,
    seen: Option<&'a (dyn Fn(&Document) + Sync)>,
    highest: AtomicU8,
    closed: AtomicBool,
}

impl<'a> Stream<'a> {
    /// The stream of this tool with these options; documents are worked on one by one unless the operator says otherwise.
    pub fn new(tool: &'static str, flags: &'a flags::Stream) -> Self {
        let jobs = flags.jobs.unwrap_or(1).max(1);
        Self { tool, flags, jobs, takes_failed: false, seen: None, highest: 0.into(), closed: false.into() }
    }

    /// Where the operator doesn't say how many documents to work on at once: this many.
    #[must_use]
    pub fn jobs(mut self, usual: usize) -> Self {
        self.jobs = self.flags.jobs.unwrap_or(usual).max(1);
        self
    }

    /// Documents with an `error` are worked on too, as `stop`, `down` and `logs` do.
    #[must_use]
    pub fn takes_failed(mut self) -> Self {
        self.takes_failed = true;
        self
    }

    /// Every document is shown here as it is read, before it or a later one is worked on.
    #[must_use]
    pub fn seen_by(mut self, look: &'a (dyn Fn(&Document) + Sync)) -> Self {
        self.seen = Some(look);
        self
    }

    /// Whether the tool works on this document: no failure on it, and not left out by `--only`.
    pub fn takes(&self, document: &Document) -> bool {
        self.names(document) && (self.takes_failed || document.error().is_none())
    }

    /// Whether nothing is to be said.
    pub fn is_quiet(&self) -> bool {
        self.flags.common.quiet
    }

    /// Whether `--only` names this document, or nothing does.
    pub fn names(&self, document: &Document) -> bool {
        self.flags.only.is_empty() || self.flags.only.contains(&document.fqmn())
    }

    /// Puts a failure on a document and says it on standard error.
    pub fn fail(&self, document: &mut Document, error: Error) {
        self.fail_as(document, &error.report(self.tool));
    }

    /// The same with a failure that several documents share.
    pub fn fail_as(&self, document: &mut Document, report: &Report) {
        if !self.flags.common.quiet {
            report::print(report, Some(&document.fqmn()), self.flags.common.errors);
        }
        document.fail(report);
    }

    /// Puts a failure that they share on documents, and says it once.
    pub fn fail_all<'d>(&self, documents: impl IntoIterator<Item = &'d mut Document>, error: Error) {
        let report = error.shared().report(self.tool);
        if !self.flags.common.quiet {
            report::print(&report, None, self.flags.common.errors);
        }
        documents.into_iter().for_each(|document| document.fail(&report));
    }

    /// The same stream with so many documents worked on at once.
    #[must_use]
    pub fn at_once(&self, jobs: usize) -> Stream<'a> {
        let mut other = Stream::new(self.tool, self.flags).jobs(jobs);
        other.takes_failed = self.takes_failed;
        other.jobs = jobs.max(1);
        other
    }

    /// Works on document after document, up to `jobs` at once, and writes each on as soon as it and all before it are done.
    pub fn each(&self, work: impl Fn(&mut Document) -> Result<()> + Sync) -> Result<Exit> {
        let read = if self.jobs == 1 { self.one_by_one(&work) } else { self.as_they_come(&work) };
        read.map(|()| self.exit())
    }

    /// Reads the whole stream, works on it, writes it. An error of the work as a whole writes nothing.
    pub fn whole(&self, work: impl FnOnce(&mut Vec<Document>) -> Result<()>) -> Result<Exit> {
        let mut documents = document::read(stdin()).collect::<Result<Vec<_>>>()?;
        work(&mut documents)?;
        self.put_all(&documents)
    }

    /// Reads the whole stream, works on it, and writes no document: for a tool that answers with something else.
    pub fn answer(&self, work: impl FnOnce(&mut Vec<Document>) -> Result<()>) -> Result<Exit> {
        let mut documents = document::read(stdin()).collect::<Result<Vec<_>>>()?;
        work(&mut documents)?;
        for document in &documents {
            self.note(document);
        }
        Ok(self.exit())
    }

    /// Works on each document and writes none: for a tool that answers with something else.
    pub fn read(&self, mut work: impl FnMut(&mut Document) -> Result<()>) -> Result<Exit> {
        for document in document::read(stdin()) {
            let mut document = document?;
            if self.takes(&document)
                && let Err(error) = work(&mut document)
            {
                self.fail(&mut document, error);
            }
            self.note(&document);
        }
        Ok(self.exit())
    }

    /// Works on those of the documents that the tool takes, up to `jobs` at once.
    pub fn side_by_side(
        &self,
        documents: &mut [Document],
        work: impl Fn(&mut Document) -> Result<()> + Sync,
    ) {
        let workers = self.jobs.min(documents.len());
        let todo = Mutex::new(documents.iter_mut());
        let next = || todo.lock().unwrap_or_else(PoisonError::into_inner).next();
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(document) = next() {
                        self.do_one(document, &work);
                    }
                });
            }
        });
    }

    /// Writes documents that don't come from a stream.
    pub fn put_all(&self, documents: &[Document]) -> Result<Exit> {
        documents.iter().try_for_each(|document| self.put(document))?;
        Ok(self.exit())
    }

    /// The highest code of the failures that were written.
    fn exit(&self) -> Exit {
        Exit(self.highest.load(Ordering::Relaxed))
    }

    fn do_one(&self, document: &mut Document, work: &(impl Fn(&mut Document) -> Result<()> + Sync)) {
        if self.takes(document)
            && let Err(error) = work(document)
        {
            self.fail(document, error);
        }
    }

    fn one_by_one(&self, work: &(impl Fn(&mut Document) -> Result<()> + Sync)) -> Result<()> {
        for document in document::read(stdin()).take_while(|_| self.open()) {
            let mut document = self.see(document?);
            self.do_one(&mut document, work);
            self.put(&document)?;
        }
        Ok(())
    }

    fn as_they_come(&self, work: &(impl Fn(&mut Document) -> Result<()> + Sync)) -> Result<()> {
        let ahead = self.jobs.min(AHEAD);
        let (send, todo) = sync_channel(ahead);
        let (done, finished) = sync_channel(ahead);
        let todo = Mutex::new(todo);
        thread::scope(|scope| {
            let worker = |done: SyncSender<_>| {
                while let Some((number, mut document)) = next(&todo) {
                    self.do_one(&mut document, &work);
                    let _ = done.send((number, document));
                }
            };
            let writer = scope.spawn(move || self.put_in_order(finished));
            let read = document::read(stdin()).take_while(|_| self.open()).enumerate().try_for_each(
                |(number, document)| {
                    // No more of them than there are documents.
                    if number < self.jobs {
                        let done = done.clone();
                        scope.spawn(move || worker(done));
                    }
                    let _ = send.send((number, self.see(document?)));
                    Ok(())
                },
            );
            drop((send, done));
            let written = writer.join().unwrap_or_else(|_| Err(Error::bug("the writer broke")));
            read.and(written)
        })
    }

    fn put_in_order(&self, finished: Receiver<(usize, Document)>) -> Result<()> {
        let (mut waiting, mut next) = (BTreeMap::new(), 0);
        for (number, document) in finished {
            waiting.insert(number, document);
            while let Some(document) = waiting.remove(&next) {
                self.put(&document)?;
                next += 1;
            }
        }
        Ok(())
    }

    fn see(&self, document: Document) -> Document {
        if let Some(look) = self.seen {
            look(&document);
        }
        document
    }

    fn open(&self) -> bool {
        !self.closed.load(Ordering::Relaxed)
    }

    /// Writes a document. That nobody reads any more is no failure: the work at hand is finished quietly.
    fn put(&self, document: &Document) -> Result<()> {
        self.note(document);
        let shown = if io::stdout().is_terminal() { Some(hd::config::for_terminal(document)) } else { None };
        let document = shown.as_ref().unwrap_or(document);
        match document::write(document, self.layout(), &mut io::stdout().lock()) {
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(())
            }
            written => written.map_err(|cause| {
                Error::machine(format!("cannot write to standard output: {}", reason(&cause)))
            }),
        }
    }

    fn note(&self, document: &Document) {
        if let Some(report) = document.error() {
            self.highest.fetch_max(report.code, Ordering::Relaxed);
        }
    }

    fn layout(&self) -> Layout {
        self.flags.common.layout()
    }
}

impl flags::Common {
    /// How documents are written: as asked for, else indented on a terminal.
    pub fn layout(&self) -> Layout {
        let pretty = self.pretty || (!self.compact && io::stdout().is_terminal());
        if pretty { Layout::Pretty } else { Layout::Compact }
    }

    /// Prints one JSON value on standard output in that layout.
    pub fn print(&self, value: &impl serde::Serialize) -> Result<Exit> {
        let text = match self.layout() {
            Layout::Pretty => serde_json::to_string_pretty(value),
            Layout::Compact => serde_json::to_string(value),
        };
        let text = text.map_err(|cause| Error::bug(format!("cannot write the answer: {cause}")))?;
        match writeln!(io::stdout(), "{text}") {
            Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::machine(format!("cannot write to standard output: {}", reason(&cause))))
            }
            _ => Ok(Exit::DONE),
        }
    }
}

fn stdin() -> StdinLock<'static> {
    io::stdin().lock()
}

fn next(todo: &Mutex<Receiver<(usize, Document)>>) -> Option<(usize, Document)> {
    todo.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
