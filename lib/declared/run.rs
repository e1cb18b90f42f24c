//! `run`: the module's own commands.

use std::io::Write;
use std::time::{Duration, SystemTime};

use serde_json::Value as Json;

use super::command::{Command, Request, Word, Work};
use super::format::{self, Format};
use super::http::{self, Target};
use super::module::Module;
use super::output::parts;
use super::protocol::{Ended, Refusal, Then};
use super::source::Source;
use super::values::{Known, Scope};
use crate::auth::{Algorithm, Claims, Key, token};
use crate::config::Instance;
use crate::error::{Error, Result};
use crate::process::Process;
use crate::template::Piece;

/// Wrong usage of a command.
const USAGE: u8 = 2;

impl Module {
    /// Runs a command: words as a POSIX shell splits them.
    pub(super) fn run(
        &self,
        line: &str,
        instance: &Instance,
        environment: &Json,
        out: &mut dyn Write,
    ) -> Ended {
        let words = shell_words::split(line).map_err(|cause| Refusal::new(1, cause.to_string()))?;
        let Some((name, words)) = words.split_first().filter(|(name, _)| *name != "help") else {
            return say(out, &self.help());
        };
        let Some(command) = self.commands.iter().find(|command| command.name == *name) else {
            let name = crate::escape::short(name, 60);
            return Err(Refusal::new(
                USAGE,
                format!("{} has no command '{name}'\n{}", self.fqmn.name(), self.help()),
            ));
        };
        if words.len() < command.least || words.len() > command.most {
            return Err(Refusal::new(USAGE, format!("usage: {}", usage(command))));
        }
        let (values, words) = (self.known(instance), Json::from(words));
        let scope = Scope { values: &values, environment, words: Some(&words) };
        match &command.work {
            Work::Print(source) => say(out, &source.render(&scope)?),
            Work::Process { argv, environment } => {
                Ok(Then::Become(Box::new(process(argv, environment, &scope)?)))
            }
            Work::Request(request) => self.ask(request, &scope, out),
        }
    }

    /// Every command, and what it is for.
    fn help(&self) -> String {
        let usages: Vec<String> = self.commands.iter().map(usage).collect();
        let width = usages.iter().map(|usage| usage.chars().count()).max().unwrap_or_default();
        let line = |(command, usage): (&Command, &String)| {
            format!("{usage:width$}  {}", command.help).trim_end().into()
        };
        let lines: Vec<String> = self.commands.iter().zip(&usages).map(line).collect();
        if lines.is_empty() { format!("{} has no commands", self.fqmn.name()) } else { lines.join("\n") }
    }

    /// Asks a service, and prints what it answers.
    fn ask(&self, request: &Request, scope: &Scope, out: &mut dyn Write) -> Ended {
        let target = Target::of(&url(&request.url, scope)?)?;
        let url = target.url.clone();
        let (headers, body) = (self.headers(request, scope)?, body(request, scope)?);
        let request_out = http::Request { method: &request.method, target, headers, body };
        let (status, answer) = http::send(&request_out, Duration::from_secs(request.seconds))?;
        let answer = String::from_utf8(answer)
            .map_err(|_| Error::machine(format!("'{url}' answers what isn't text")))?;
        if !(200..300).contains(&status) {
            let answer = answer.trim_end();
            return Err(Refusal::new(1, format!("the service answers {status}: {answer}")));
        }
        if answer.is_empty() { Ok(Then::Nothing) } else { say(out, &answer) }
    }

    fn headers(&self, request: &Request, scope: &Scope) -> Result<Vec<(String, String)>> {
        let mut headers = Vec::new();
        for (name, source) in &request.headers {
            let value = source.render(scope)?;
            if value.chars().any(|letter| letter.is_control() || !letter.is_ascii()) {
                return Err(Error::input(format!("the header '{name}' can hold printable ASCII only")));
            }
            headers.push((name.clone(), value));
        }
        if request.body.is_some()
            && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            let kind = if request.json { "application/json" } else { "text/plain; charset=utf-8" };
            headers.push(("Content-Type".into(), kind.into()));
        }
        if let Some(sign) = &request.sign {
            headers.push(("Authorization".into(), self.authorization(&sign.render(scope)?)?));
        }
        Ok(headers)
    }

    /// A token for the next minute. The HMAC key is the file's bytes as they are.
    fn authorization(&self, file: &str) -> Result<String> {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
        let claims = Claims::new(&self.fqmn, now, 60).for_one_use()?;
        let token = token::sign(&claims, &Key::read(file.as_ref())?, Algorithm::Hs384)?;
        Ok(format!("Bearer {token}"))
    }
}

fn usage(command: &Command) -> String {
    std::iter::once(command.name.as_str())
        .chain(command.arguments.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The URL: what a value holds stays one piece of it.
fn url(source: &Source, scope: &Scope) -> Result<String> {
    let piece = |piece: Piece| match piece {
        Piece::Author(text) => text,
        Piece::Value(shown) => http::escaped(&shown.text),
    };
    Ok(source.pieces(scope)?.into_iter().map(piece).collect())
}

fn body(request: &Request, scope: &Scope) -> Result<Option<String>> {
    let Some(source) = &request.body else { return Ok(None) };
    if !request.json {
        return source.render(scope).map(Some);
    }
    let pieces = source.pieces(scope)?;
    let filled = format::fill(Format::Json, &parts(&pieces, scope.values));
    filled
        .map(Some)
        .map_err(|refused| Error::input(format!("cannot make the body of the request: {}", refused.reason)))
}

/// A program and its arguments, each one word whatever a value holds.
fn process(argv: &[Word], environment: &[(String, Source)], scope: &Scope) -> Result<Process> {
    let mut words = Vec::new();
    for word in argv {
        match word {
            Word::One(source) => words.push(source.render(scope)?),
            Word::All => {
                let all = scope.words.and_then(Json::as_array).into_iter().flatten();
                words.extend(all.filter_map(|word| word.as_str().map(str::to_owned)));
            }
        }
    }
    let Some((program, arguments)) = words.split_first().filter(|(program, _)| !program.is_empty()) else {
        return Err(Error::input("the command's program has no name"));
    };
    let mut process = Process::new(program).args(arguments);
    for (name, source) in environment {
        process = process.env(name, source.render(scope)?);
    }
    Ok(process)
}

fn say(out: &mut dyn Write, text: &str) -> Ended {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let said = write!(out, "{text}{end}").and_then(|()| out.flush());
    said.map_err(|cause| Error::file("write to", "standard output", &cause))?;
    Ok(Then::Nothing)
}

/// Secrets of an instance, out of a text that people see.
pub(super) fn hidden(text: &str, values: &Known) -> String {
    // A shorter one protects nothing, and its letters would be missing everywhere.
    values
        .secrets()
        .filter(|secret| secret.len() >= 5)
        .fold(text.to_owned(), |text, secret| text.replace(&secret, "***"))
}
