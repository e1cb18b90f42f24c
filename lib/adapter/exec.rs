//! Commands in a container: `docker exec` by the engine's API, and what the API can't do, ending one.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bollard::container::LogOutput;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use bollard::query_parameters::RestartContainerOptions;
use futures_util::{Stream, StreamExt};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::Container;
use super::container::GRACE;
use super::hunt::Mark;
use super::member;
use super::way::{After, Doing, End, Limits, Said};
use crate::engine;
use crate::error::{Error, Result};

/// How long what was ended may take to be gone.
const DYING: Duration = Duration::from_secs(2);

/// How long is asked, altogether, what has become of a command that is over.
pub(super) const REST: Duration = Duration::from_secs(5);

/// What a command prints.
pub(super) type Output =
    Pin<Box<dyn Stream<Item = std::result::Result<LogOutput, bollard::errors::Error>> + Send>>;
/// What a command reads.
pub(super) type Input = Pin<Box<dyn AsyncWrite + Send>>;

impl Container {
    /// Runs `hd-module COMMAND` in it with this on its standard input, which is then closed.
    pub(super) fn run(&self, command: &str, input: &[u8], limits: &Limits) -> Result<Said> {
        self.engine.wait(self.run_in_it(command, input, limits))
    }

    async fn run_in_it(&self, command: &str, input: &[u8], limits: &Limits) -> Result<Said> {
        let mark = Arc::new(Mark::in_container(self.first())?);
        let (mut said, mut exec) = (Said::default(), None);
        let work = self.exec(command, input, limits.most, &mark, &mut said, &mut exec);
        let why = within(limits, work).await;
        let rest = Instant::now() + REST;
        let late = matches!(why, Ok(End::TooSlow(_)));
        let doing = if late { self.doing(exec.as_deref(), rest).await } else { Doing::GoesOn };
        said.end = self.settled(why, exec, &mark).await?;
        said.seen.others = mark.ended() > usize::from(doing != Doing::Ended);
        // The engine doesn't tell as long as the command runs.
        let closed = said.seen.doing == Doing::Closed || mark.was_mute();
        said.seen.doing = if doing == Doing::GoesOn && closed { Doing::Closed } else { doing };
        if matches!(said.end, End::TooSlow(After::Ended | After::Left)) {
            said.seen.container = self.does_instead(rest).await;
        }
        Ok(said)
    }

    /// What had to be ended is ended, and so is what is left of a command that ended itself.
    pub(super) async fn settled(
        &self,
        why: Result<End>,
        exec: Option<String>,
        mark: &Arc<Mark>,
    ) -> Result<End> {
        match why {
            Ok(End::TooSlow(_)) => Ok(End::TooSlow(self.end(exec, mark).await)),
            Ok(End::TooMuch(_)) => Ok(End::TooMuch(self.end(exec, mark).await)),
            Ok(End::Stopped(_)) => Ok(End::Stopped(self.end(exec, mark).await)),
            Ok(end) => {
                if mark.may_have_left() {
                    ended(mark).await;
                }
                self.explained(Ok(end)).await
            }
            // Nobody knows what it does.
            Err(error) => {
                ended(mark).await;
                self.explained(Err(error)).await
            }
        }
    }

    /// What a container does in place of running.
    async fn does_instead(&self, rest: Instant) -> Option<String> {
        match timeout_at(rest, self.check()).await {
            Ok(found) => found.err().map(|error| error.message().into()),
            Err(_) => Some("the Docker Engine doesn't answer either".into()),
        }
    }

    /// A failure that may be the container's rather than the command's: then what has become of it is the error.
    async fn explained(&self, why: Result<End>) -> Result<End> {
        // 126 and above: it couldn't be run, or a signal ended it. The engine tells of a container's end a moment later.
        if !matches!(why, Ok(End::Code(..=125))) {
            let looks = async {
                for _ in 0..3 {
                    self.check().await?;
                    sleep(Duration::from_millis(100)).await;
                }
                Ok(())
            };
            timeout(REST, looks).await.unwrap_or(Ok(()))?;
        }
        why
    }

    /// The command from its creation to its exit code.
    async fn exec(
        &self,
        command: &str,
        said_to_it: &[u8],
        most: u64,
        mark: &Mark,
        said: &mut Said,
        exec: &mut Option<String>,
    ) -> Result<End> {
        let id = self.create(command, mark, false).await?;
        *exec = Some(id.clone());
        let (output, input) = self.start(&id, false).await?;
        let (fits, ()) = tokio::join!(listen(output, said, most), speak(input, said_to_it));
        said.seen.doing = if fits { Doing::Closed } else { Doing::GoesOn };
        if fits { self.exit(&id, mark).await } else { Ok(End::TooMuch(After::Left)) }
    }

    pub(super) async fn create(&self, command: &str, mark: &Mark, tty: bool) -> Result<String> {
        let words = self.entrypoint.iter().cloned().chain(["hd-module".into(), command.into()]);
        let options = CreateExecOptions {
            attach_stdin: Some(true),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            tty: Some(tty),
            env: Some(vec![mark.text()]),
            cmd: Some(words.collect()),
            ..CreateExecOptions::default()
        };
        let created = self.engine.docker.create_exec(&self.id, options).await;
        created.map(|created| created.id).map_err(|cause| self.fault("run a command in", &cause))
    }

    pub(super) async fn start(&self, exec: &str, tty: bool) -> Result<(Output, Input)> {
        let options = StartExecOptions { detach: false, tty, output_capacity: Some(64 << 10) };
        match self.engine.docker.start_exec(exec, Some(options)).await {
            Ok(StartExecResults::Attached { output, input }) => Ok((output, input)),
            Ok(StartExecResults::Detached) => {
                Err(Error::bug("the engine started a command without its streams"))
            }
            Err(cause) => Err(self.fault("run a command in", &cause)),
        }
    }

    /// Waits for the exit code: a program may close its streams and go on.
    pub(super) async fn exit(&self, exec: &str, mark: &Mark) -> Result<End> {
        let mut pause = Duration::from_millis(2);
        loop {
            match self.engine.docker.inspect_exec(exec).await {
                Ok(found) if found.running == Some(true) => {}
                Ok(found) => {
                    mark.is_of(found.pid.unwrap_or_default());
                    return Ok(End::Code(found.exit_code.unwrap_or(-1)));
                }
                Err(cause) if engine::status(&cause) == Some(404) => return Ok(End::Gone),
                Err(cause) => return Err(self.fault("inspect a command in", &cause)),
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }

    /// What a command does that is too slow.
    async fn doing(&self, exec: Option<&str>, rest: Instant) -> Doing {
        let Some(exec) = exec else { return Doing::GoesOn };
        match timeout_at(rest, self.engine.docker.inspect_exec(exec)).await {
            Ok(Ok(found)) if found.exit_code.is_some() && found.running != Some(true) => Doing::Ended,
            Ok(Ok(found)) if found.pid.is_some_and(member::is_stopped) => Doing::Stopped,
            _ => Doing::GoesOn,
        }
    }

    /// Ends the processes of a command. The engine has no way to: it is done from here where that is permitted, else
    /// the container is restarted.
    pub(super) async fn end(&self, exec: Option<String>, mark: &Arc<Mark>) -> After {
        let Some(exec) = exec else { return After::Ended };
        let deadline = Instant::now() + DYING;
        loop {
            let Ok(found) = timeout(DYING, self.engine.docker.inspect_exec(&exec)).await else {
                // It can be found by its mark all the same; whether it was, nobody says.
                ended(mark).await;
                return After::Left;
            };
            let runs = matches!(&found, Ok(found) if found.running == Some(true));
            if let Ok(Some(number)) = found.as_ref().map(|found| found.pid) {
                mark.is_of(number);
            }
            let all_ended = ended(mark).await;
            // Neither running nor ended: it may be about to start.
            let has_ended = !runs && !matches!(found, Ok(found) if found.exit_code.is_none());
            // An engine that has much to do notices it late.
            if all_ended && (has_ended || mark.is_over()) {
                return After::Ended;
            }
            if Instant::now() >= deadline {
                return if runs || !all_ended { self.restart().await } else { After::Ended };
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn restart(&self) -> After {
        if !self.ours || !matches!(timeout(REST, self.check()).await, Ok(Ok(()))) {
            return After::Left;
        }
        let restart = self.engine.docker.restart_container(&self.id, None::<RestartContainerOptions>);
        match timeout(GRACE, restart).await {
            Ok(Ok(())) => {
                self.live_again(Instant::now() + REST).await;
                After::Restarted
            }
            _ => After::Left,
        }
    }
}

/// Ends all processes of a command; false where some may be left. That takes a while, in which others wait for the engine on this
/// thread.
async fn ended(mark: &Arc<Mark>) -> bool {
    let mark = mark.clone();
    spawn_blocking(move || mark.end()).await.unwrap_or(false)
}

/// Work on a command as long as it may take, and as nobody says stop.
pub(super) async fn within(limits: &Limits, work: impl Future<Output = Result<End>>) -> Result<End> {
    tokio::select! {
        ended = timeout(limits.timeout, work) => ended.unwrap_or(Ok(End::TooSlow(After::Left))),
        () = told_to_stop(limits.stop) => Ok(End::Stopped(After::Left)),
    }
}

/// Keeps what a command prints; false where that is more than it may be.
async fn listen(mut output: Output, said: &mut Said, most: u64) -> bool {
    // A broken stream is the end of what there is to hear: the exit code says the rest.
    while let Some(Ok(part)) = output.next().await {
        let (kept, bytes) = match part {
            LogOutput::StdErr { message } => (&mut said.stderr, message),
            LogOutput::StdOut { message } | LogOutput::Console { message } => (&mut said.stdout, message),
            LogOutput::StdIn { .. } => continue,
        };
        kept.extend_from_slice(&bytes);
        if kept.len() as u64 > most {
            return false;
        }
    }
    true
}

/// Says it and closes the input. A command that doesn't listen is no failure here.
async fn speak(mut input: Input, bytes: &[u8]) {
    let _ = input.write_all(bytes).await;
    let _ = input.flush().await;
    let _ = input.shutdown().await;
}

pub(crate) async fn told_to_stop(stop: Option<&'static AtomicBool>) {
    let Some(stop) = stop else { return std::future::pending().await };
    while !stop.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(50)).await;
    }
}
