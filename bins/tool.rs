//! A tool's main: arguments in, one exit code out, every failure printed in one place.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitCode, ExitStatus};
use std::sync::Arc;

use clap::Parser;
use hd::{Error, Kind, Result};
use schemars::JsonSchema;
use serde_json::Value;
use signal_hook::consts::SIGHUP;

use crate::flags::Errors;
use crate::{report, schema};

/// The variable that tells a tool that it goes on when the terminal is lost.
pub const OUTLIVES_HANGUP: &str = "HYPERDRIVE_OUTLIVES_HANGUP";

/// SIGHUP, where a lost terminal ends this tool: the command that it is a part of may outlive it, and so does what nohup runs.
pub fn hangup() -> Option<i32> {
    (std::env::var_os(OUTLIVES_HANGUP).is_none() && !ignores_hangup()).then_some(SIGHUP)
}

fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    ignored & (1 << (SIGHUP - 1)) != 0
}

/// How a tool ended that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exit(pub u8);

impl Exit {
    /// Done, or the answer is yes.
    pub const DONE: Self = Self(0);
    /// Done, and the answer is no.
    pub const NO: Self = Self(Kind::No.code());

    /// Ctrl-C, as a shell counts it.
    pub const INTERRUPTED: Self = Self(130);

    /// As a child ended: its own code, or 128 and the number of the signal that ended it.
    pub fn of(child: ExitStatus) -> Self {
        let signal = || child.signal().map(|number| 128 + number);
        Self(
            child
                .code()
                .or_else(signal)
                .and_then(|code| u8::try_from(code).ok())
                .unwrap_or(Kind::Machine.code()),
        )
    }

    /// Yes or no, as an exit.
    pub fn answer(yes: bool) -> Self {
        if yes { Self::DONE } else { Self::NO }
    }
}

/// One of the executables: its name, and the fields of the module document that it reads and writes.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// The executable's name.
    pub name: &'static str,
    /// Fields that it reads.
    pub reads: &'static [&'static str],
    /// Fields that it writes.
    pub writes: &'static [&'static str],
}

impl Tool {
    /// Parses the arguments, runs the tool, prints what failed and gives the exit code.
    pub fn run<A: Parser>(self, main: impl FnOnce(A) -> Result<Exit>) -> ExitCode {
        self.run_as(schema::of, main)
    }

    /// The same for a tool that neither reads nor writes documents: what it writes as JSON is this.
    pub fn run_answering<T: JsonSchema, A: Parser>(self, main: impl FnOnce(A) -> Result<Exit>) -> ExitCode {
        self.run_as(schema::of_answer::<T>, main)
    }

    fn run_as<A: Parser>(self, schema: fn(&Self) -> Value, main: impl FnOnce(A) -> Result<Exit>) -> ExitCode {
        if std::env::var_os(OUTLIVES_HANGUP).is_some() {
            // Without this handler the signal would end us.
            let _ = signal_hook::flag::register(SIGHUP, Arc::default());
        }
        let given: Vec<OsString> = std::env::args_os().collect();
        let before_dashes: Vec<&OsString> = given.iter().take_while(|word| *word != "--").collect();
        if before_dashes.iter().any(|word| *word == "--schema") {
            return print_schema(&schema(&self));
        }
        let form = errors_form(&before_dashes);
        match A::try_parse_from(&given) {
            Ok(args) => self.end(main(args), form),
            Err(usage) => self.usage(&usage, form),
        }
    }

    fn end(self, ended: Result<Exit>, form: Errors) -> ExitCode {
        ended.map_or_else(|error| self.fail(error, form), |exit| ExitCode::from(exit.0))
    }

    fn fail(self, error: Error, form: Errors) -> ExitCode {
        let code = error.kind().code();
        report::print(&error.report(self.name), None, form);
        ExitCode::from(code)
    }

    /// `--help` and `--version` go to standard output; wrong usage is clap's text, or our JSON.
    fn usage(self, usage: &clap::Error, form: Errors) -> ExitCode {
        if usage.use_stderr() && form == Errors::Json {
            let text = usage.kind().to_string();
            return self.fail(Error::usage(text).hint(format!("'{} --help' shows how", self.name)), form);
        }
        let _ = usage.print();
        ExitCode::from(if usage.use_stderr() { Kind::Usage.code() } else { 0 })
    }
}

fn print_schema(schema: &Value) -> ExitCode {
    let text = serde_json::to_string_pretty(schema).unwrap_or_default();
    let _ = writeln!(std::io::stdout(), "{text}");
    ExitCode::SUCCESS
}

/// The form of errors has to be known before the arguments are, since these may be the error.
fn errors_form(words: &[&OsString]) -> Errors {
    let pair = words.windows(2).any(|pair| pair[0] == "--errors" && pair[1] == "json");
    let json = pair || words.iter().any(|word| *word == "--errors=json");
    if json { Errors::Json } else { Errors::Text }
}
