//! How this adapter does wrong when a test asks it to; an adapter of one's own has no such file.
//!
//! `HELLO_MISBEHAVE`, or the file `misbehave` in the config folder, holds words, each `HOW` or `HOW@COMMAND`; without a
//! command it is meant for every one that it fits. `idle` is a command, too: it is what the container does.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::folder;

/// Does what was asked for at this command. Whether that took the place of the command's own work.
pub(crate) fn asked(command: &str) -> Result<bool> {
    let asked = std::env::var("HELLO_MISBEHAVE").ok().or_else(|| folder::read("misbehave").ok().flatten());
    for word in asked.unwrap_or_default().split_whitespace() {
        let (how, at) = word.split_once('@').unwrap_or((word, fits(word).unwrap_or(command)));
        if at == command && misbehave(how)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The one command that a way of doing wrong is for.
fn fits(how: &str) -> Option<&'static str> {
    match how {
        "wrong-version" => Some("version"),
        "bad-path" => Some("get-log-file"),
        "bad-name" | "no-names" => Some("get-containers"),
        "restarts" => Some("process-config"),
        _ => None,
    }
}

fn misbehave(how: &str) -> Result<bool> {
    let answer = match how {
        "exit" => std::process::exit(1),
        "fail" => return Err(Failure::new(1, "failed, as \u{1b}[31mit\u{1b}[0m was asked to")),
        "hang" => hang(),
        "forks" => return forks(),
        "busy" => return other("spin").map(|()| false),
        "spin" => loop {
            std::hint::spin_loop();
        },
        "closes" => return closes(),
        "hides" => return hides(),
        "leaves" => return leaves(),
        "strays" => return quiet("hang").spawn().map(|_| false).map_err(Into::into),
        "unmarked" => return quiet("hang").env_remove("HD_CALL").spawn().map(|_| false).map_err(Into::into),
        "sneaks" => return sneaks(),
        "works" => return Ok(works()),
        "apart" => {
            rustix::process::setsid().map_err(io::Error::from)?;
            hang()
        }
        "sheds" => return Err(shed("hang").exec().into()),
        "outlived" => return other("hang").map(|()| false),
        "stops" => return stops(),
        "dies" => {
            write!(io::stdout(), "{{\"version\":")?;
            io::stdout().flush()?;
            std::process::abort()
        }
        "huge" => return huge(1 << 17),
        "giant" => return huge(1 << 20),
        "slow" => {
            thread::sleep(Duration::from_secs(2));
            return Ok(false);
        }
        "waits" => {
            while folder::read("misbehave")?.is_some() {
                thread::sleep(Duration::from_millis(20));
            }
            return Ok(false);
        }
        "noise" => {
            eprintln!("thinking…");
            println!();
            return Ok(false);
        }
        "no-json" => "this is no JSON",
        "other-answer" => r#"{"errors":[],"ports":{}}"#,
        "twice" => r#"{"parameters":[],"sections":[],"parameters":[]}"#,
        "infinite" => r#"{"parameters":[{"id":"a","default":1e400}],"sections":[]}"#,
        // Which is none: some adapters say what has to restart.
        "restarts" => r#"{"errors":[],"ports":{},"servicesToRestart":["hw-mirror"]}"#,
        "wrong-json" => r#"{"answer":42}"#,
        "wrong-version" => r#"{"version":"9.9.9"}"#,
        "bad-path" => r#"{"path":"../../../../etc/passwd"}"#,
        "no-names" => r#"{"containers":[]}"#,
        "bad-name" => r#"{"containers":["hw-server","../nobody"]}"#,
        _ => return Err(format!("nobody knows how to misbehave as '{how}'").into()),
    };
    writeln!(io::stdout(), "{answer}")?;
    Ok(true)
}

fn hang() -> ! {
    loop {
        thread::park();
    }
}

/// Starts another one that hangs, and hangs.
fn forks() -> Result<bool> {
    other("hang")?;
    hang()
}

/// Starts another one that does wrong in this way, in a group of its own.
fn other(how: &str) -> Result<()> {
    let mut other = Command::new(std::env::current_exe()?);
    other.env("HELLO_MISBEHAVE", how).args(["hd-module", "version"]).process_group(0).spawn()?;
    Ok(())
}

/// Starts one that leaves behind what nobody is to find, and hangs.
fn hides() -> Result<bool> {
    sneaks()?;
    hang()
}

/// Starts one that leaves behind what nobody is to find.
fn sneaks() -> Result<bool> {
    quiet("leaves").spawn()?.wait()?;
    Ok(false)
}

/// This program, doing wrong in this way with nothing to read and nobody to hear it.
fn quiet(how: &str) -> Command {
    let mut other = Command::new("/proc/self/exe");
    other.env("HELLO_MISBEHAVE", how).args(["hd-module", "version"]);
    other.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    other
}

/// Starts ten that have work of their own, in sessions of their own, one after the other.
fn works() -> bool {
    thread::spawn(|| {
        for _ in 0..10 {
            thread::sleep(Duration::from_millis(300));
            let _ = quiet("apart").spawn();
        }
    });
    false
}

/// In a session of its own leaves one without its environment behind.
fn leaves() -> Result<bool> {
    rustix::process::setsid().map_err(io::Error::from)?;
    shed("hang").spawn()?;
    Ok(true)
}

/// This program with no environment but how it is to do wrong.
fn shed(how: &str) -> Command {
    let mut other = Command::new("/proc/self/exe");
    other.env_clear().env("HELLO_MISBEHAVE", how).args(["hd-module", "version"]);
    other
}

/// Stops, as Ctrl-Z would have it.
fn stops() -> Result<bool> {
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)
        .map_err(io::Error::from)?;
    Ok(false)
}

/// Closes its streams, and hangs.
fn closes() -> Result<bool> {
    let nowhere = File::options().write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(&nowhere).map_err(io::Error::from)?;
    rustix::stdio::dup2_stderr(&nowhere).map_err(io::Error::from)?;
    hang()
}

/// A response that is JSON, once one has read so many KiB of it.
fn huge(kib: usize) -> Result<bool> {
    let mut out = io::stdout().lock();
    out.write_all(b"{\"version\":\"")?;
    for _ in 0..kib {
        out.write_all(&[b'x'; 1 << 10])?;
    }
    out.write_all(b"\"}\n")?;
    Ok(true)
}
