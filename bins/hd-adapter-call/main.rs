//! hd-adapter-call: run a command of a module's adapter, on a stream of documents or on one adapter.
//!
//! Reads `adapter`, `paths`, `names`, `home`, `engine`, `descriptor`, `enabled`, `settings`, `was`. Writes `adapter`, and by
//! command `config`, `processed`, `containers`, `settings`. Exits 5 where the adapter is at fault, 6 where it was too
//! slow, 7 where a container isn't the one that is meant.

mod args;
mod change;
mod interrupt;
mod module;
mod person;
mod raw;
mod upgrade;

use std::process::ExitCode;

use cli::{Exit, Stream, Tool};
use hd::Result;
use hd::adapter::Operation;

use args::Args;
use module::Limited;

const TOOL: Tool = Tool {
    name: "hd-adapter-call",
    reads: &[
        "fqmn",
        "home",
        "engine",
        "names",
        "paths",
        "descriptor",
        "enabled",
        "adapter",
        "settings",
        "was",
    ],
    writes: &["adapter", "config", "processed", "containers", "settings", "restart", "error"],
};
/// How many adapters are called at once where the operator doesn't say.
const JOBS: usize = 8;

fn main() -> ExitCode {
    TOOL.run(|args| call(&args))
}

fn call(args: &Args) -> Result<Exit> {
    let operation: Operation = args.command.parse()?;
    let local = args.container.is_none();
    interrupt::watch(operation == Operation::Run && local)?;
    hd::adapter::adopt();
    if args.container.is_some() || !args.rest.is_empty() {
        return raw::call(operation, args);
    }
    on_stream(operation, args)
}

fn on_stream(operation: Operation, args: &Args) -> Result<Exit> {
    module::check_usage(operation, args)?;
    let limited = Limited::of(operation, args)?;
    let see = |document: &_| limited.see(document);
    let stream = Stream::new(TOOL.name, &args.stream).jobs(JOBS).seen_by(&see);
    match operation {
        Operation::ProcessConfig | Operation::SetConfig | Operation::Start => {
            stream.whole(|documents| change::all(operation, &limited, &stream, documents))
        }
        _ => stream.each(|document| limited.one(operation, document)),
    }
}
