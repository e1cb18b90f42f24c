//! The module's own commands, which an operator types as `hyperdrive hw COMMAND…`.

use std::io::{self, BufRead, Write};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::failure::{Failure, Result};
use crate::folder;
use crate::settings::Settings;
use crate::signed;

const HELP: &str = "\
hello NAME…   greets these
status        asks the service to greet its guests
settings      asks the service what Hyperdrive's daemon tells it
ask           asks for a name, and greets
size          says how large the terminal is, again whenever that changes, until a line is typed
echo-args …   shows its arguments as JSON
fail CODE     ends with this exit code";

/// Runs a command: words as a POSIX shell splits them. What follows the request in `input` is the operator's.
pub(crate) fn run(command: &str, input: &mut impl BufRead) -> Result<()> {
    let words = shell_words::split(command).map_err(|cause| cause.to_string())?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] | ["help"] => say(HELP),
        ["hello", ref names @ ..] => say(&greeting(names)?),
        ["status"] => ask_server("/hello"),
        ["settings"] => ask_server("/settings"),
        ["ask"] => ask(input),
        ["size"] => size(input),
        ["echo-args", ref arguments @ ..] => say(&json!(arguments).to_string()),
        ["fail", code] => Err(Failure::new(code.parse().unwrap_or(1), "failed, as it was asked to")),
        [word, ..] => Err(Failure::new(2, format!("hello-world has no command '{word}'\n{HELP}"))),
    }
}

fn greeting(names: &[&str]) -> Result<String> {
    Ok(format!("{}, {}!", Settings::current()?.greeting, names.join(" and ")))
}

fn ask(input: &mut impl BufRead) -> Result<()> {
    print!("What is your name? ");
    io::stdout().flush()?;
    let mut name = String::new();
    input.read_line(&mut name)?;
    say(&greeting(&[name.trim_end()])?)
}

fn size(input: &mut impl BufRead) -> Result<()> {
    thread::spawn(|| {
        let mut last = None;
        loop {
            let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
            if let Some(now) = size.map(|size| (size.ws_col, size.ws_row)).filter(|now| last != Some(*now)) {
                let _ = say(&format!("{} x {}", now.0, now.1));
                last = Some(now);
            }
            thread::sleep(Duration::from_millis(20));
        }
    });
    input.read_line(&mut String::new())?;
    Ok(())
}

fn ask_server(path: &str) -> Result<()> {
    let server = Settings::current()?.server;
    let host = std::env::var("HELLO_SERVER").unwrap_or_else(|_| "127.0.0.1".into());
    let url = format!("http://{host}:{}{path}", server.port);
    let authorization = signed::authorization(&folder::path("HELLO_KEY_FILE")?)?;
    let headers = [("authorization", authorization.as_str()), ("x-passphrase", &server.passphrase)];
    match signed::get(&url, &headers)? {
        (200, answer) => say(&answer),
        (status, answer) => Err(format!("the service answers {status}: {answer}").into()),
    }
}

fn say(text: &str) -> Result<()> {
    Ok(writeln!(io::stdout(), "{text}")?)
}
