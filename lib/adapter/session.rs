//! `run`: a command of the module's own, for a person, with their streams and their terminal.

use std::io::Write;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use bollard::container::LogOutput;
use bollard::exec::ResizeExecOptions;
use futures_util::StreamExt;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::caller::Caller;
use super::echo::Echo;
use super::exec::{Input, Output, within};
use super::hunt::Mark;
use super::way::{After, End, Limits, Way};
use super::{Container, Dialect, Local, Operation, Payload, quoted};
use crate::error::{Error, Result};

/// A terminal takes no longer line in one go, its newline included.
const LINE: usize = 4095;
/// How long a piece of output is held that could be the beginning of the request's echo.
const HOLD: Duration = Duration::from_millis(100);

/// What a person's command is wired to.
pub struct Wires {
    /// What is typed or piped in; closed at its end.
    pub input: Receiver<Vec<u8>>,
    /// The terminal's size in columns and rows, first and whenever it changes; `None` where there is no terminal.
    pub sizes: Option<Receiver<(u16, u16)>>,
    /// Where its output goes. A local adapter writes on this process's own streams instead.
    pub stdout: Box<dyn Write + Send>,
    /// Where its errors go.
    pub stderr: Box<dyn Write + Send>,
}

impl Caller {
    /// Runs a command of the module's own; gives its exit code. The words reach the adapter as they are.
    pub fn run(&self, words: &[String], wires: Wires) -> Result<i64> {
        let payload =
            Payload { command: Some(quoted(words.iter().map(String::as_str))), ..Payload::default() };
        let form = Dialect::Current.form(Operation::Run);
        let form = form.ok_or_else(|| Error::bug("a dialect has no run"))?;
        let line = payload.line(&form, self.key())?;
        let end = match self.way() {
            Way::Container(container) => container.session(&line, self.limits(), wires)?,
            Way::Local(local) => local.session(&line, self.limits(), wires.input)?,
            Way::Recording(_) | Way::Replay(_) => return Err(Error::bug("a recorded adapter has no person")),
        };
        self.exit_code(end)
    }
}

impl Container {
    fn session(&self, line: &str, limits: &Limits, wires: Wires) -> Result<End> {
        self.engine.wait(self.session_in_it(line, limits, wires))
    }

    async fn session_in_it(&self, line: &str, limits: &Limits, wires: Wires) -> Result<End> {
        let mark = Arc::new(Mark::in_container(self.first())?);
        let mut exec = None;
        let why = within(limits, self.converse(line, wires, &mark, &mut exec)).await;
        self.settled(why, exec, &mark).await
    }

    /// The command from its creation to its exit code.
    async fn converse(
        &self,
        line: &str,
        mut wires: Wires,
        mark: &Mark,
        exec: &mut Option<String>,
    ) -> Result<End> {
        let tty = wires.sizes.is_some() && line.len() <= LINE;
        let id = self.create("run", mark, tty).await?;
        *exec = Some(id.clone());
        let mut sizes = wires.sizes.take().filter(|_| tty);
        let (output, input) = self.start(&id, tty).await?;
        // Before the request is there to be read, and so before anything is drawn.
        if let Some(size) = async { sizes.as_mut()?.recv().await }.await {
            self.resize(&id, size).await;
        }
        let echo = Echo::new(if tty { line } else { "" }, key_at(line));
        let (shown, all_shown) = show(wires.stdout, wires.stderr);
        tokio::select! {
            () = hear(output, echo, shown) => {}
            () = self.talk(input, line, wires.input, &id, sizes) => {}
        }
        let _ = all_shown.await;
        // Its streams are closed; it may go on for a while.
        self.exit(&id, mark).await
    }

    /// Says the request, then what the person says, and follows the terminal's size. Doesn't end.
    async fn talk(
        &self,
        input: Input,
        line: &str,
        typed: Receiver<Vec<u8>>,
        exec: &str,
        sizes: Option<Receiver<(u16, u16)>>,
    ) {
        tokio::join!(speak(input, line, typed), self.follow(exec, sizes));
        std::future::pending::<()>().await;
    }

    async fn follow(&self, exec: &str, sizes: Option<Receiver<(u16, u16)>>) {
        let Some(mut sizes) = sizes else { return };
        while let Some(size) = sizes.recv().await {
            self.resize(exec, size).await;
        }
    }

    /// Gives the terminal its size. The engine refuses until the command has started; a wrong size is no reason to end.
    async fn resize(&self, exec: &str, (width, height): (u16, u16)) {
        for _ in 0..10 {
            if self.engine.docker.resize_exec(exec, ResizeExecOptions { height, width }).await.is_ok() {
                return;
            }
            sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Where the key begins in a request: what comes before may be shown.
fn key_at(line: &str) -> usize {
    line.find(':').map_or(0, |colon| colon + 1)
}

async fn speak(mut input: Input, line: &str, mut typed: Receiver<Vec<u8>>) {
    let mut open = input.write_all(line.as_bytes()).await.is_ok() && input.flush().await.is_ok();
    while open {
        let Some(bytes) = typed.recv().await else { break };
        open = input.write_all(&bytes).await.is_ok() && input.flush().await.is_ok();
    }
    let _ = input.shutdown().await;
}

/// Passes on what the command prints, until it closes its streams.
async fn hear(mut output: Output, mut echo: Echo, shown: Sender<Piece>) {
    let pass = async |piece| drop(shown.send(piece).await);
    loop {
        let part = if echo.holds() {
            let Ok(part) = timeout(HOLD, output.next()).await else {
                pass(Piece::Out(echo.release())).await;
                continue;
            };
            part
        } else {
            output.next().await
        };
        match part {
            Some(Ok(LogOutput::StdErr { message })) => pass(Piece::Err(message.into())).await,
            Some(Ok(part)) => pass(Piece::Out(echo.without(&part.into_bytes()))).await,
            _ => break,
        }
    }
    pass(Piece::Out(echo.rest())).await;
}

/// Something that a command printed.
enum Piece {
    Out(Vec<u8>),
    Err(Vec<u8>),
}

/// Writes pieces from a thread of its own: nobody may be reading. The other end is closed when all are written.
fn show(
    mut stdout: Box<dyn Write + Send>,
    mut stderr: Box<dyn Write + Send>,
) -> (Sender<Piece>, oneshot::Receiver<()>) {
    let (shown, mut pieces) = channel(8);
    let (end, all_shown) = oneshot::channel::<()>();
    thread::spawn(move || {
        while let Some(piece) = pieces.blocking_recv() {
            let (to, bytes) = match piece {
                Piece::Out(bytes) => (&mut stdout, bytes),
                Piece::Err(bytes) => (&mut stderr, bytes),
            };
            if !bytes.is_empty() {
                // Nobody reading any more is no reason to end what was begun.
                let _ = to.write_all(&bytes).and_then(|()| to.flush());
            }
        }
        drop(end);
    });
    (shown, all_shown)
}

impl Local {
    fn session(&self, line: &str, limits: &Limits, typed: Receiver<Vec<u8>>) -> Result<End> {
        let mark = Mark::of_child()?;
        let (name, value) = mark.variable();
        let mut command = self.process("run").env(name, value).command();
        let mut child =
            command.stdin(Stdio::piped()).spawn().map_err(|cause| Error::file("run", self.name(), &cause))?;
        tell(child.stdin.take(), line.to_owned(), typed);
        let end = self.end_of(&mut child, limits);
        mark.end();
        end
    }

    /// Waits for its end, or ends it.
    fn end_of(&self, child: &mut Child, limits: &Limits) -> Result<End> {
        let start = std::time::Instant::now();
        loop {
            if let Some(status) =
                child.try_wait().map_err(|cause| Error::file("wait for", self.name(), &cause))?
            {
                return Ok(super::local::ended(status));
            }
            let stopped = limits.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
            if stopped || start.elapsed() >= limits.timeout {
                // It may have something to end itself; if it doesn't end, it is ended.
                let _ = kill_process(Pid::from_child(child), Signal::TERM);
                thread::sleep(Duration::from_millis(500));
                let _ = child.kill();
                let _ = child.wait();
                return Ok(if stopped { End::Stopped(After::Ended) } else { End::TooSlow(After::Ended) });
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Says the request, then what the person says, from a thread of its own: nobody may be listening.
fn tell(stdin: Option<ChildStdin>, line: String, mut typed: Receiver<Vec<u8>>) {
    let Some(mut stdin) = stdin else { return };
    thread::spawn(move || {
        let mut open = stdin.write_all(line.as_bytes()).is_ok();
        while open && let Some(bytes) = typed.blocking_recv() {
            open = stdin.write_all(&bytes).is_ok();
        }
    });
}
