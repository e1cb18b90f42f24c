//! Without a stream: files named on the command line, for a script that has no module document.

use std::io::Write;

use cli::Exit;
use hd::compose::{Allowed, Container, Plan, Program, list, permission};
use hd::document::fields::{Compose, Service};
use hd::engine::{Engine, Surroundings};
use hd::process::Process;
use hd::{Error, Result};

use crate::args::{Args, Command, Up};
use crate::check;

/// Runs one command of Docker Compose on the files, then prints the project's containers as JSON.
pub(crate) fn run(args: &Args) -> Result<Exit> {
    let engine = Surroundings::of_process(None).address()?;
    let compose = compose(args)?;
    let words = words(&args.command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let program = Program::find(&engine)?;
    let call = program.call(&compose, &words);
    if !matches!(args.command, Command::Check(_) | Command::Ps(_) | Command::Logs(_) | Command::Pull(_)) {
        refuse_homes(&engine, &compose.project)?;
    }
    match &args.command {
        Command::Check(check) => return self::check(args, check.text, &program, &compose, &engine),
        Command::Up(up) if !args.dry_run => self::up(up, &words, &program, &compose, &engine)?,
        Command::Up(up) => plan(up, &program, &compose, &engine).map(|_| ())?,
        _ => {}
    }
    if args.dry_run {
        let _ = writeln!(std::io::stderr(), "{call}");
        return Ok(Exit::DONE);
    }
    if matches!(args.command, Command::Logs(_)) {
        return Ok(Exit::of(call.attach()?));
    }
    if !matches!(args.command, Command::Up(_)) {
        succeed(&call, b"", &compose.project).map_err(|error| blame(&program, &compose, error))?;
    }
    args.stream.common.print(&containers(&engine, &compose.project)?)
}

/// What a user directory made is changed through its documents alone: they know its lock and its permissions.
fn refuse_homes(engine: &str, project: &str) -> Result<()> {
    let all = list(&Engine::at(engine)?, None)?;
    match all.iter().find(|found| found.project == project && !found.home.is_empty()) {
        None => Ok(()),
        Some(found) => Err(Error::denied(format!(
            "the project '{project}' is that of the module '{}' of a user directory",
            hd::escape::short(&found.fqmn, 80)
        ))
        .hint("work on its documents: 'hd-state load | hd-compose …', or use another project name")),
    }
}

/// Prints what the files ask of the machine.
fn check(args: &Args, text: bool, program: &Program, compose: &Compose, engine: &str) -> Result<Exit> {
    let permissions = permission::check_files(program, compose, engine)?;
    if !text {
        return args.stream.common.print(&permissions);
    }
    check::print(&compose.project, &permissions);
    Ok(Exit::DONE)
}

/// What is run is what was checked: the one JSON that Docker Compose made of the files.
fn up(up: &Up, words: &[&str], program: &Program, compose: &Compose, engine: &str) -> Result<()> {
    let json = serde_json::to_vec(plan(up, program, compose, engine)?.json());
    let json = json.map_err(|cause| Error::bug(format!("cannot write the plan: {cause}")))?;
    let checked = Compose { files: vec!["-".into()], ..compose.clone() };
    succeed(&program.call(&checked, words), &json, &compose.project)
}

fn plan(up: &Up, program: &Program, compose: &Compose, engine: &str) -> Result<Plan> {
    let allowed = Allowed { names: &up.allow, how: check::how_to_allow };
    permission::plan_files(program, compose, engine, allowed)
}

fn succeed(call: &Process, input: &[u8], project: &str) -> Result<()> {
    let output = call.run(input)?;
    if output.status.success() {
        return Ok(());
    }
    let said = output.complaint();
    let last = said.lines().last().unwrap_or("it doesn't say why").trim();
    Err(Error::machine(format!("Docker Compose failed on '{project}': {last}")))
}

/// Where Docker Compose doesn't even take the files, they are what is bad.
fn blame(program: &Program, compose: &Compose, error: Error) -> Error {
    match program.call(compose, &["config", "--quiet"]).run(b"") {
        Ok(output) if !output.status.success() => Error::input(error.message()),
        _ => error,
    }
}

fn compose(args: &Args) -> Result<Compose> {
    let files: Result<Vec<_>> = args
        .file
        .iter()
        .map(|file| file.canonicalize().map_err(|cause| Error::file("open", file, &cause)))
        .collect();
    let (files, project) = (files?, args.project.clone().unwrap_or_default());
    let project_dir = files.first().and_then(|file| file.parent()).map(Into::into).unwrap_or_default();
    Ok(Compose { project, project_dir, files })
}

fn words(command: &Command) -> Vec<String> {
    let fixed = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    match command {
        Command::Up(up) if up.wait => {
            let mut words =
                fixed(&["--progress", "quiet", "up", "--detach", "--no-build", "--wait", "--wait-timeout"]);
            words.push(up.timeout.to_string());
            words
        }
        Command::Up(_) => fixed(&["--progress", "quiet", "up", "--detach", "--no-build"]),
        Command::Stop(_) => fixed(&["stop"]),
        Command::Down(_) => fixed(&["down"]),
        Command::Restart(_) => fixed(&["restart"]),
        Command::Check(_) | Command::Ps(_) => fixed(&["config", "--quiet"]),
        Command::Pull(_) => fixed(&["pull", "--quiet"]),
        Command::Logs(logs) => {
            let mut words = fixed(&["logs", "--no-color", "--tail"]);
            words.push(logs.tail.to_string());
            words.extend(logs.follow.then(|| "--follow".into()));
            words
        }
    }
}

fn containers(engine: &str, project: &str) -> Result<Vec<Service>> {
    let all = list(&Engine::at(engine)?, None)?;
    let own = |found: &Container| found.project == project;
    Ok(all.into_iter().filter(own).map(|found| found.service).collect())
}
