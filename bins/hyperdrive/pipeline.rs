//! A pipeline of tools: spawned side by side, each one's standard output the next one's input, as a shell does it.

use std::ffi::OsString;
use std::io::{BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError};
use std::thread;

use hd::document::{self, Document};
use hd::process::quoted;
use hd::state::LOCK_VARIABLE;
use hd::{Error, Result};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::tools::{Tools, words};

/// Whether a signal cut the command off.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// Whether a signal came that nobody has minded so far.
static CAME: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Whether a signal cut the command off, whatever else went wrong by it.
pub(crate) fn was_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed) || CAME.load(Ordering::Relaxed)
}

/// Whether the command goes on when its terminal is lost.
static OUTLIVES: AtomicBool = AtomicBool::new(false);
/// Whether the terminal was lost.
static HUNG_UP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// What lets a lost terminal count as a signal that came.
static HANGUP: Mutex<Option<SigId>> = Mutex::new(None);

/// Lets the command go on when its terminal is lost (SIGHUP). Has to be said before the first pipeline runs.
pub(crate) fn outlive_hangup() -> Result<()> {
    OUTLIVES.store(true, Ordering::Relaxed);
    signal_hook::flag::register(SIGHUP, Arc::clone(&HUNG_UP)).map_err(cannot_watch)?;
    // From here on it keeps no later pipeline from being begun.
    let noted = HANGUP.lock().unwrap_or_else(PoisonError::into_inner).take();
    noted.map(signal_hook::low_level::unregister);
    Ok(())
}

/// Whether the terminal was lost, and nobody reads what is printed.
pub(crate) fn hung_up() -> bool {
    HUNG_UP.load(Ordering::Relaxed)
}

/// Whether a signal came that nobody has minded so far; the next pipeline isn't begun then.
pub(crate) fn has_come() -> bool {
    CAME.load(Ordering::Relaxed)
}

/// Whether a signal came. It is minded by that: the command counts as cut off, and what tidies up after it may run.
pub(crate) fn cut_off() -> bool {
    let came = CAME.swap(false, Ordering::Relaxed);
    INTERRUPTED.fetch_or(came, Ordering::Relaxed);
    came
}

/// What Ctrl-C does to a pipeline that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// It ends where it is; what it leaves is undone.
    Ends,
    /// It is told to `hd-compose`, which finishes the modules that it has begun; the rest of the pipeline runs to its end.
    Finishes,
}

/// Steps to run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pipeline {
    steps: Vec<Vec<OsString>>,
    input: Vec<u8>,
}

/// How a pipeline ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// What came out of its end.
    pub(crate) documents: Vec<Document>,
    /// The highest exit code of its tools.
    pub(crate) code: u8,
    /// Whether a signal came while it ran.
    pub(crate) interrupted: bool,
    /// Whether another one came after that.
    pub(crate) broken_off: bool,
}

/// What a pipeline runs with.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    /// The tools.
    pub(crate) tools: Tools,
    /// The descriptor of the lock, for those who inherit it.
    pub(crate) lock: Option<String>,
    /// Whether pipelines are shown.
    pub(crate) trace: bool,
}

impl Pipeline {
    /// Adds a step: a tool's name and its arguments.
    pub(crate) fn step<W: AsRef<std::ffi::OsStr>>(mut self, step: impl IntoIterator<Item = W>) -> Self {
        self.steps.push(words(step));
        self
    }

    /// Adds more words to the last step.
    pub(crate) fn with<W: AsRef<std::ffi::OsStr>>(mut self, more: impl IntoIterator<Item = W>) -> Self {
        if let Some(last) = self.steps.last_mut() {
            last.extend(words(more));
        }
        self
    }

    /// The last step works on these modules only; on all where none is named.
    pub(crate) fn only(self, modules: &[String]) -> Self {
        self.with(modules.iter().flat_map(|fqmn| ["--only", fqmn]))
    }

    /// What the first step reads; nothing without this.
    pub(crate) fn input(mut self, documents: &[Document]) -> Result<Self> {
        for document in documents {
            document::write(document, document::Layout::Compact, &mut self.input)
                .map_err(|cause| Error::bug(format!("cannot write a document: {cause}")))?;
        }
        Ok(self)
    }

    /// As it could be typed.
    fn text(&self) -> String {
        let step = |words: &Vec<OsString>| {
            words.iter().map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
        };
        self.steps.iter().map(step).collect::<Vec<_>>().join(" | ")
    }

    /// Runs it to its end. A tool that fails as a whole says so itself on standard error.
    pub(crate) fn run(self, around: &Surroundings, interrupt: Interrupt) -> Result<Ended> {
        if around.trace {
            let _ = writeln!(std::io::stderr(), "+ {}", self.text());
        }
        if CAME.swap(false, Ordering::Relaxed) {
            INTERRUPTED.store(true, Ordering::Relaxed);
            return Err(Error::busy("the rest wasn't begun"));
        }
        let mut children = Vec::new();
        let started = self.start(around, &mut children);
        // What was started ends by itself when the next one isn't there to read.
        let watch = Watch::over(&children, &self.steps, interrupt)?;
        let read =
            started.and_then(|output| document::read(BufReader::new(output)).collect::<Result<Vec<_>>>());
        let code = children.iter_mut().map(end).max().unwrap_or(0);
        let came = watch.end();
        let (interrupted, broken_off) = (came > 0, came > 1);
        INTERRUPTED.fetch_or(interrupted, Ordering::Relaxed);
        Ok(Ended { documents: read?, code, interrupted, broken_off })
    }

    fn start(&self, around: &Surroundings, children: &mut Vec<Child>) -> Result<ChildStdout> {
        let mut output: Option<ChildStdout> = None;
        for step in &self.steps {
            let mut command = Command::new(around.tools.find(&step[0])?);
            // A group of their own: Ctrl-C comes to us, and we say what it means.
            let group = children.first().map_or(0, |first: &Child| i32::try_from(first.id()).unwrap_or(0));
            // Failures of documents are said once, by us, when they have come to the end.
            command.arg("--quiet").args(&step[1..]).stdout(Stdio::piped()).process_group(group);
            command.stdin(output.take().map_or_else(Stdio::piped, Stdio::from));
            if let Some(lock) = &around.lock {
                command.env(LOCK_VARIABLE, lock);
            }
            if OUTLIVES.load(Ordering::Relaxed) {
                command.env(cli::OUTLIVES_HANGUP, "1");
            }
            let mut child = command.spawn().map_err(|cause| Error::file("run", &step[0], &cause))?;
            if let Some(mut stdin) = child.stdin.take() {
                let input = self.input.clone();
                thread::spawn(move || stdin.write_all(&input));
            }
            output = child.stdout.take();
            children.push(child);
        }
        output.ok_or_else(|| Error::bug("a pipeline of no steps"))
    }
}

fn end(child: &mut Child) -> u8 {
    child.wait().map_or(hd::Kind::Machine.code(), |status| cli::Exit::of(status).0)
}

/// A thread that turns signals of ours into what they mean for the pipeline.
struct Watch {
    handle: signal_hook::iterator::Handle,
    thread: thread::JoinHandle<usize>,
}

impl Watch {
    fn over(children: &[Child], steps: &[Vec<OsString>], interrupt: Interrupt) -> Result<Self> {
        note_signals()?;
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(cannot_watch)?;
        let handle = signals.handle();
        let group = children.first().map(Pid::from_child);
        let compose = steps.iter().rposition(|step| step[0] == "hd-compose");
        let compose = compose.and_then(|at| children.get(at)).map(Pid::from_child);
        let thread = thread::spawn(move || {
            let mut came = 0;
            for signal in signals.forever() {
                if signal == SIGHUP && OUTLIVES.load(Ordering::Relaxed) {
                    continue;
                }
                came += 1;
                match (interrupt, group, compose) {
                    (Interrupt::Finishes, _, Some(compose)) if came == 1 => {
                        let _ = kill_process(compose, Signal::TERM);
                    }
                    (_, Some(group), _) => {
                        let _ = kill_process_group(group, Signal::TERM);
                    }
                    _ => {}
                }
            }
            came
        });
        Ok(Self { handle, thread })
    }

    /// Ends the watch. How many signals came.
    fn end(self) -> usize {
        self.handle.close();
        let came = self.thread.join().unwrap_or(0);
        if came > 0 {
            CAME.store(false, Ordering::Relaxed);
        }
        came
    }
}

/// A signal before or between pipelines isn't lost: the next one isn't begun.
pub(crate) fn note_signals() -> Result<()> {
    static NOTED: Once = Once::new();
    let mut noted = Ok(());
    NOTED.call_once(|| {
        noted = [SIGINT, SIGTERM, SIGHUP].into_iter().try_for_each(|signal| {
            let id = signal_hook::flag::register(signal, Arc::clone(&CAME))?;
            if signal == SIGHUP {
                *HANGUP.lock().unwrap_or_else(PoisonError::into_inner) = Some(id);
            }
            Ok(())
        });
    });
    noted.map_err(cannot_watch)
}

/// From here on signals end the command at once, as they do any program: it only reads.
pub(crate) fn end_on_signals() -> Result<()> {
    let ends = || Arc::new(AtomicBool::new(true));
    [SIGINT, SIGTERM]
        .into_iter()
        .try_for_each(|signal| signal_hook::flag::register_conditional_default(signal, ends()).map(drop))
        .map_err(cannot_watch)
}

fn cannot_watch(cause: std::io::Error) -> Error {
    Error::machine(format!("cannot watch for signals: {}", hd::error::reason(&cause)))
}
