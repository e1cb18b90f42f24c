//! An adapter in a container of the engine: whose it is, whether it runs, and commands in it.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bollard::container::LogOutput;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use bollard::models::{ContainerInspectResponse, ContainerState};
use bollard::query_parameters::{LogsOptionsBuilder, RestartContainerOptions};
use futures_util::{Stream, StreamExt};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::{sleep, timeout};

use super::hunt::Mark;
use super::way::{After, End, Limits, Said};
use crate::engine::{self, Engine, HOME_LABEL, MODULE_LABEL};
use crate::error::{Error, Result};
use crate::escape;

/// Compose's own label with the name of its project.
const PROJECT_LABEL: &str = "com.docker.compose.project";
/// How many lines of a container's log a message shows.
const LOG_LINES: usize = 10;
/// How long an engine may take to end or restart what was asked for.
const GRACE: Duration = Duration::from_secs(30);

/// Whose a container has to be before a key is sent into it; `None` is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Its home's id.
    pub home: Option<String>,
    /// Its module.
    pub fqmn: Option<String>,
    /// Its Compose project.
    pub project: Option<String>,
}

/// A running container with an adapter in it, addressed by its id.
#[derive(Debug)]
pub struct Container {
    engine: Engine,
    name: String,
    id: String,
    image: String,
    entrypoint: Vec<String>,
    /// Its labels were looked at: it is Hyperdrive's, and may be restarted.
    ours: bool,
}

impl Container {
    /// Finds the container with this name at the engine with this address. Not as expected: not allowed. Not running: the
    /// adapter's fault, with the end of its log.
    pub fn open(address: &str, name: &str, expected: &Expected) -> Result<Self> {
        check_name(name)?;
        let engine = Engine::at(address)?;
        let found = engine.wait(inspect(&engine, name))?;
        expected.check(name, &found)?;
        engine.wait(check_running(&engine, name, &found))?;
        let config = found.config.unwrap_or_default();
        Ok(Self {
            engine,
            name: name.into(),
            id: found.id.unwrap_or_else(|| name.into()),
            image: found.image.unwrap_or_default(),
            entrypoint: config.entrypoint.unwrap_or_default(),
            ours: expected.home.is_some() && expected.fqmn.is_some(),
        })
    }

    /// The name that it was asked for by.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The id of its image.
    pub(super) fn image(&self) -> &str {
        &self.image
    }

    pub(super) fn run(&self, command: &str, line: &str, limits: &Limits) -> Result<Said> {
        self.engine.wait(self.run_in_it(command, line, limits))
    }

    async fn run_in_it(&self, command: &str, line: &str, limits: &Limits) -> Result<Said> {
        let mark = Mark::new()?;
        let (mut said, mut exec) = (Said::default(), None);
        let work = self.exec(command, line, limits.most, &mark, &mut said, &mut exec);
        let why = tokio::select! {
            ended = timeout(limits.timeout, work) => ended.map_or(Ok(End::TooSlow(After::Left)), |end| end)?,
            () = told_to_stop(limits.stop) => End::Stopped(After::Left),
        };
        said.end = match why {
            End::TooSlow(_) => End::TooSlow(self.end(exec, &mark).await),
            End::TooMuch(_) => End::TooMuch(self.end(exec, &mark).await),
            End::Stopped(_) => End::Stopped(self.end(exec, &mark).await),
            end => end,
        };
        Ok(said)
    }

    /// The command from its creation to its exit code.
    async fn exec(
        &self,
        command: &str,
        line: &str,
        most: u64,
        mark: &Mark,
        said: &mut Said,
        exec: &mut Option<String>,
    ) -> Result<End> {
        let id = self.create(command, mark, false).await?;
        *exec = Some(id.clone());
        let (output, input) = self.start(&id, false).await?;
        let (fits, ()) = tokio::join!(listen(output, said, most), speak(input, line));
        if fits { self.exit(&id).await } else { Ok(End::TooMuch(After::Left)) }
    }

    /// Waits for work of several requests.
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.engine.wait(work)
    }

    pub(super) fn docker(&self) -> &bollard::Docker {
        &self.engine.docker
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
    pub(super) async fn exit(&self, exec: &str) -> Result<End> {
        let mut pause = Duration::from_millis(2);
        loop {
            match self.engine.docker.inspect_exec(exec).await {
                Ok(found) if found.running == Some(true) => {}
                Ok(found) => return Ok(End::Code(found.exit_code.unwrap_or(-1))),
                Err(cause) if engine::status(&cause) == Some(404) => return Ok(End::Gone),
                Err(cause) => return Err(self.fault("inspect a command in", &cause)),
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }

    /// Ends the processes of a command. The engine has no way to: it is done from here where that is permitted, else
    /// the container is restarted.
    pub(super) async fn end(&self, exec: Option<String>, mark: &Mark) -> After {
        let Some(exec) = exec else { return After::Ended };
        mark.end();
        let gone = async { self.exit(&exec).await };
        if timeout(Duration::from_secs(2), gone).await.is_ok_and(|end| end.is_ok()) {
            return After::Ended;
        }
        if !self.ours || !self.is_running().await {
            return After::Left;
        }
        let restart = self.engine.docker.restart_container(&self.id, None::<RestartContainerOptions>);
        match timeout(GRACE, restart).await {
            Ok(Ok(())) => After::Restarted,
            _ => After::Left,
        }
    }

    async fn is_running(&self) -> bool {
        let found = inspect(&self.engine, &self.id).await;
        let state = found.ok().and_then(|found| found.state).unwrap_or_default();
        state.running == Some(true) && state.paused != Some(true)
    }

    fn fault(&self, verb: &str, cause: &bollard::errors::Error) -> Error {
        engine::fault(self.engine.address(), &format!("{verb} container '{}'", self.name), cause)
    }
}

/// What a command prints.
pub(super) type Output =
    Pin<Box<dyn Stream<Item = std::result::Result<LogOutput, bollard::errors::Error>> + Send>>;
/// What a command reads.
pub(super) type Input = Pin<Box<dyn AsyncWrite + Send>>;

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

/// Says the line and closes the input. A command that doesn't listen is no failure here.
async fn speak(mut input: Input, line: &str) {
    let _ = input.write_all(line.as_bytes()).await;
    let _ = input.flush().await;
    let _ = input.shutdown().await;
}

pub(super) async fn told_to_stop(stop: Option<&'static AtomicBool>) {
    let Some(stop) = stop else { return std::future::pending().await };
    while !stop.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(50)).await;
    }
}

/// A name goes into the path of a request: nothing but a name may.
fn check_name(name: &str) -> Result<()> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let good = name.starts_with(|first: char| first.is_ascii_alphanumeric()) && name.chars().all(fits);
    if good { Ok(()) } else { Err(Error::input(format!("'{name}' is no container's name"))) }
}

async fn inspect(engine: &Engine, name: &str) -> Result<ContainerInspectResponse> {
    let Ok(answer) = timeout(GRACE, engine.docker.inspect_container(name, None)).await else {
        let seconds = GRACE.as_secs();
        return Err(Error::busy(format!("the Docker Engine didn't answer within {seconds} s")));
    };
    answer.map_err(|cause| match engine::status(&cause) {
        Some(404) => Error::machine(format!("the adapter's container '{name}' isn't there"))
            .hint("hd-compose up adapter starts it"),
        _ => engine::fault(engine.address(), &format!("inspect container '{name}'"), &cause),
    })
}

impl Expected {
    fn check(&self, name: &str, found: &ContainerInspectResponse) -> Result<()> {
        let labels = found.config.as_ref().and_then(|config| config.labels.clone()).unwrap_or_default();
        let wanted = [(HOME_LABEL, &self.home), (MODULE_LABEL, &self.fqmn), (PROJECT_LABEL, &self.project)];
        for (label, wanted) in wanted {
            if let Some(wanted) = wanted
                && labels.get(label) != Some(wanted)
            {
                return Err(foreign(name, label, wanted, labels.get(label).map(String::as_str)));
            }
        }
        Ok(())
    }
}

fn foreign(name: &str, label: &str, wanted: &str, found: Option<&str>) -> Error {
    let found = found.map_or_else(|| "none".into(), |found| format!("'{}'", escape::short(found, 80)));
    Error::denied(format!(
        "container '{name}' isn't the adapter that is meant: its label {label} is {found}, not '{wanted}'"
    ))
    .hint("no key was sent to it")
}

async fn check_running(engine: &Engine, name: &str, found: &ContainerInspectResponse) -> Result<()> {
    let state = found.state.clone().unwrap_or_default();
    if state.running == Some(true) && state.paused != Some(true) && state.restarting != Some(true) {
        return Ok(());
    }
    let error = Error::adapter(format!("the adapter's container '{name}' is {}", described(&state)));
    let log = last_lines(engine, found.id.as_deref().unwrap_or(name)).await;
    Err(log.into_iter().fold(error, Error::hint))
}

/// The state in words, with the exit code where there is one.
fn described(state: &ContainerState) -> String {
    let word = state.status.map_or_else(|| "in an unknown state".into(), |status| status.to_string());
    let code = state.exit_code.filter(|_| state.running != Some(true) || state.restarting == Some(true));
    let code = code.filter(|_| word != "created").map(|code| format!(" (exit code {code})"));
    let error = state.error.as_deref().filter(|text| !text.is_empty());
    let error = error.map(|text| format!(": {}", escape::short(text, 200)));
    [Some(word), code, error].into_iter().flatten().collect()
}

/// The end of the container's log, as hints.
async fn last_lines(engine: &Engine, id: &str) -> Vec<String> {
    let options =
        LogsOptionsBuilder::default().stdout(true).stderr(true).tail(&LOG_LINES.to_string()).build();
    let mut said = Said::default();
    let log = engine.docker.logs(id, Some(options));
    let _ = timeout(Duration::from_secs(5), listen_all(Box::pin(log), &mut said)).await;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(LOG_LINES)..];
    last.iter().map(|line| format!("its log: {}", escape::short(line, 200))).collect()
}

/// Both streams of a log in the order in which they came.
async fn listen_all(mut log: Output, said: &mut Said) {
    while let Some(Ok(part)) = log.next().await {
        said.stdout.extend_from_slice(&part.into_bytes());
        if said.stdout.len() > 1 << 20 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_a_name_goes_into_a_request() {
        for good in ["p_x_adapter", "0a.b-c"] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in ["", "../x", "a/b", "-a", "a?b", "a b", "a%2f"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_container_of_another_home_gets_no_key() {
        let mut found = ContainerInspectResponse::default();
        let labels = [(HOME_LABEL.to_owned(), "h1".to_owned()), (MODULE_LABEL.into(), "a/x".into())];
        found.config =
            Some(bollard::models::ContainerConfig { labels: Some(labels.into()), ..Default::default() });
        let expected = |home: &str, fqmn: &str| Expected {
            home: Some(home.into()),
            fqmn: Some(fqmn.into()),
            project: None,
        };
        assert!(expected("h1", "a/x").check("c", &found).is_ok());
        for (home, fqmn) in [("h2", "a/x"), ("h1", "b/y")] {
            let error = expected(home, fqmn).check("c", &found).unwrap_err();
            assert_eq!(error.kind(), crate::Kind::Denied);
        }
        let project = Expected { project: Some("p-x_adapter".into()), ..expected("h1", "a/x") };
        let error = project.check("c", &found).unwrap_err();
        assert!(error.message().ends_with("is none, not 'p-x_adapter'"), "{error}");
    }
}
