//! Where the adapter is, as the arguments say it, and how it is asked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use hd::adapter::{Dialect, Limits, Records};
use hd::check::Reach;
use hd::{Error, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::args;

/// True once a signal came.
static STOP: AtomicBool = AtomicBool::new(false);

/// The first signal ends what is being asked, and takes down what was started; the second ends us.
pub(crate) fn watch() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM].into_iter().chain(cli::hangup()))
        .map_err(|cause| Error::machine(format!("cannot watch for signals: {cause}")))?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if STOP.swap(true, Ordering::SeqCst) {
                let _ = emulate_default_handler(signal);
            }
        }
    });
    Ok(())
}

/// The adapter that is named; `None` where none is, and the package's own isn't wanted.
pub(crate) fn of(args: &args::Reach, own: bool) -> Result<Option<Reach>> {
    if !args.local.is_empty() {
        return Ok(Some(Reach::Local(args.local.clone())));
    }
    if let (Some(name), Some(key_file)) = (&args.container, &args.key_file) {
        return Ok(Some(Reach::Container { name: name.clone(), key_file: key_file.clone() }));
    }
    if let Some(path) = &args.replay {
        return Records::read(path).map(Reach::Replay).map(Some);
    }
    Ok(own.then_some(Reach::Package))
}

/// What the report is about.
pub(crate) fn subject(args: &args::Adapter) -> String {
    if let Some(program) = args.reach.local.first() {
        return program.to_string_lossy().into_owned();
    }
    if let Some(container) = &args.reach.container {
        return container.clone();
    }
    let file = args.reach.replay.as_ref().or(args.package.as_ref());
    file.map_or_else(String::new, |path| path.display().to_string())
}

pub(crate) fn dialect(args: &args::Reach) -> Result<Option<Dialect>> {
    args.dialect.as_deref().map(str::parse).transpose()
}

pub(crate) fn limits(args: &args::Reach) -> Result<Limits> {
    let seconds = args.timeout;
    let timeout = Duration::try_from_secs_f32(seconds).ok().filter(|timeout| !timeout.is_zero());
    let timeout = timeout.ok_or_else(|| Error::usage(format!("a time-out of {seconds} s is none")))?;
    Ok(Limits { timeout, stop: Some(&STOP), ..Limits::default() })
}
