//! One adapter without a stream: a request in, an answer out.

use std::io::{IsTerminal, Read, Write};

use cli::Exit;
use hd::adapter::{Answer, Caller, Container, Expected, Key, Limits, Local, Operation, Payload, Way};
use hd::engine::Surroundings;
use hd::error::reason;
use hd::{Error, Result};

use crate::args::Args;
use crate::interrupt::{AtHand, STOP};
use crate::{module, person};

/// Calls the adapter that the arguments name.
pub(crate) fn call(operation: Operation, args: &Args) -> Result<Exit> {
    if operation != Operation::Run
        && let Some(word) = args.words.first()
    {
        return Err(Error::usage(format!("'{operation}' takes no words, but here is '{word}'")));
    }
    // Whoever only waits for a key or a request ends of a signal.
    let key = args.key_file.as_deref().map(Key::read).transpose()?;
    let payload = payload(operation, args)?;
    let _at_hand = AtHand::begin();
    let mut caller = caller(operation, args, key)?;
    if operation == Operation::Run {
        return person::run(&caller, args);
    }
    let answer = module::hinted(caller.call(operation, &payload))?;
    print(operation, &caller, answer)
}

fn caller(operation: Operation, args: &Args, key: Option<Key>) -> Result<Caller> {
    let timeout = module::timeout(args)?.unwrap_or_else(|| module::usual(operation));
    let limits = Limits { timeout, stop: Some(&STOP), ..Limits::default() };
    let way = way(args, &limits).map_err(|error| error.within(&format!("'{operation}'")))?;
    let mut caller = Caller::new(way, key, limits);
    if let Some(fqmn) = &args.fqmn {
        caller = caller.of_module(fqmn);
    }
    Ok(match &args.dialect {
        Some(dialect) => caller.speaking(dialect.parse()?),
        None => caller,
    })
}

fn way(args: &Args, limits: &Limits) -> Result<Way> {
    let Some(container) = &args.container else {
        return person::command_line(args).and_then(Local::new).map(Way::Local);
    };
    let expected = Expected { home: args.home.clone(), fqmn: args.fqmn.clone(), project: None };
    let address = Surroundings::of_process(None).address()?;
    Container::open(&address, container, &expected, limits).map(Box::new).map(Way::Container)
}

/// The request on standard input, where this command has one.
fn payload(operation: Operation, args: &Args) -> Result<Payload> {
    let has_request = match operation {
        Operation::GetLogFile => args.source.is_none(),
        Operation::ProcessConfig | Operation::SetConfig | Operation::UpgradeInstance | Operation::Start => {
            true
        }
        _ => false,
    };
    let mut payload = if has_request { read()? } else { Payload::default() };
    if operation == Operation::GetLogFile {
        payload.source.get_or_insert_with(|| args.source.clone().unwrap_or_else(|| "adapter".into()));
    }
    Ok(payload)
}

fn read() -> Result<Payload> {
    if std::io::stdin().is_terminal() {
        return Ok(Payload::default());
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|cause| Error::input(format!("cannot read standard input: {}", reason(&cause))))?;
    if text.trim().is_empty() {
        return Ok(Payload::default());
    }
    serde_json::from_str(&text)
        .map_err(|cause| Error::input(format!("the request on standard input isn't as expected: {cause}")))
}

fn print(operation: Operation, caller: &Caller, answer: Option<Answer>) -> Result<Exit> {
    let answer = match (answer, operation) {
        (Some(answer), _) => answer,
        (None, Operation::GetLogFile) => Answer::LogFile(String::new()),
        (None, _) => return Err(missing(operation, caller)),
    };
    if let Some(json) = answer.json()? {
        write(&json)?;
    }
    let refused = matches!(&answer, Answer::Processed(processed) if !processed.errors.is_empty());
    Ok(Exit::answer(!refused))
}

fn missing(operation: Operation, caller: &Caller) -> Error {
    let dialect = caller.dialect().map_or("?", hd::adapter::Dialect::name);
    let error = Error::adapter(format!("the adapter has no '{operation}': it speaks the dialect {dialect}"));
    match operation {
        Operation::GetContainers => error.hint("'start' makes it start its services itself"),
        _ => error,
    }
}

fn write(text: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::machine(format!("cannot write to standard output: {}", reason(&cause))))
        }
        _ => Ok(()),
    }
}
