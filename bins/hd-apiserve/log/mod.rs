//! The daemon's log: logfmt or JSON lines on standard error and in `<user>/log/daemon.log`, as the settings say.

mod file;
mod rules;

use std::fmt::Display;
use std::io::Write;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use hd::api::View;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

pub(crate) use rules::Level;

use file::Rotated;
use rules::Rules;

/// How many lines on refused requests are written a second; a flood of those must not fill a disk.
const REFUSALS: u32 = 20;

/// The log of one home.
#[derive(Debug)]
pub(crate) struct Log {
    /// What the settings of the last view say.
    rules: Mutex<Option<(Arc<View>, Rules)>>,
    file: Mutex<Rotated>,
    refusals: Mutex<Budget>,
}

/// Lines that may still be written in this second, and how many weren't.
#[derive(Debug)]
struct Budget {
    second: Instant,
    left: u32,
    dropped: u64,
}

impl Log {
    pub(crate) fn new(folder: PathBuf) -> Self {
        let refusals = Budget { second: Instant::now(), left: REFUSALS, dropped: 0 };
        let file = Mutex::new(Rotated::new(folder.join("daemon.log")));
        Self { rules: Mutex::default(), file, refusals: Mutex::new(refusals) }
    }

    /// The rules of this view, found once.
    fn rules(&self, view: &Arc<View>) -> Rules {
        let mut last = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, rules)) if Arc::ptr_eq(known, view) => *rules,
            _ => last.insert((view.clone(), Rules::of(view))).1,
        }
    }

    /// Writes a line. Nobody is held up or told where that fails.
    #[track_caller]
    pub(crate) fn line(&self, view: &Arc<View>, level: Level, text: &str, fields: &[(&str, &dyn Display)]) {
        let rules = self.rules(view);
        if level < rules.level {
            return;
        }
        let line = written(&rules, level, text, fields, Location::caller());
        tell(line.as_bytes());
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = file.write(line.as_bytes(), &rules);
    }

    /// Writes a line on a refused request, where the second has room for it.
    #[track_caller]
    pub(crate) fn refusal(&self, view: &Arc<View>, text: &str, fields: &[(&str, &dyn Display)]) {
        let dropped = {
            let mut budget = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
            budget.take()
        };
        match dropped {
            Some(0) => self.line(view, Level::Warn, text, fields),
            Some(dropped) => {
                self.line(view, Level::Warn, "refusals not written here", &[("count", &dropped)]);
                self.line(view, Level::Warn, text, fields);
            }
            None => {}
        }
    }
}

/// What a pipe that has room has room for (PIPE_BUF).
const PIECE: usize = 4096;

/// Writes a line to standard error as far as that has room: where nobody reads it, as while the engine hangs, requests go on.
/// The file has the line.
fn tell(line: &[u8]) {
    let mut stderr = std::io::stderr().lock();
    for piece in line.chunks(PIECE) {
        let mut there = [PollFd::new(&stderr, PollFlags::OUT)];
        if !poll(&mut there, Some(&Timespec::default())).is_ok_and(|ready| ready > 0) {
            return;
        }
        let _ = stderr.write_all(piece);
    }
}

impl Budget {
    /// Room for one line, with the number of those that had none before; nothing where there is no room.
    fn take(&mut self) -> Option<u64> {
        if self.second.elapsed() > Duration::from_secs(1) {
            (self.second, self.left) = (Instant::now(), REFUSALS);
        }
        let Some(left) = self.left.checked_sub(1) else {
            self.dropped += 1;
            return None;
        };
        self.left = left;
        Some(std::mem::take(&mut self.dropped))
    }
}

fn written(
    rules: &Rules,
    level: Level,
    text: &str,
    fields: &[(&str, &dyn Display)],
    place: &Location,
) -> String {
    let time = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
    let mut all = vec![("time", time), ("level", level.to_string()), ("msg", text.to_owned())];
    if rules.source {
        all.push(("source", format!("{}:{}", place.file(), place.line())));
    }
    all.extend(fields.iter().map(|(name, value)| (*name, value.to_string())));
    if rules.json {
        let object: serde_json::Map<String, serde_json::Value> =
            all.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        return format!("{}\n", serde_json::Value::Object(object));
    }
    let pairs: Vec<String> =
        all.into_iter().map(|(name, value)| format!("{name}={}", quoted(&value))).collect();
    pairs.join(" ") + "\n"
}

/// A value as logfmt has it: quoted where it could be taken for something else.
fn quoted(value: &str) -> String {
    let plain = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '=' | '\\');
    if !value.is_empty() && value.chars().all(plain) {
        return value.into();
    }
    let escaped = hd::escape::line(&value.replace('\\', "\\\\").replace('"', "\\\""));
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: bool, source: bool) -> String {
        let rules = Rules { json, source, ..Rules::default() };
        let fields: [(&str, &dyn Display); 2] = [("who", &"me/mod"), ("path", &"a \"b\"\n\u{1b}[2Jx=1")];
        written(&rules, Level::Warn, "not allowed", &fields, Location::caller())
    }

    #[test]
    fn a_line_is_one_line_whatever_stands_in_it() {
        let text = line(false, false);
        assert!(text.starts_with("time=20"), "{text}");
        let rest = " level=warn msg=\"not allowed\" who=me/mod path=\"a \\\"b\\\"\\n\\u{1b}[2Jx=1\"\n";
        assert!(text.ends_with(rest), "{text}");
        assert!(line(false, true).contains(" source=bins/hd-apiserve/log/mod.rs:"));
        let json: serde_json::Value = serde_json::from_str(&line(true, false)).unwrap_or_default();
        assert_eq!((&json["level"], &json["path"]), (&"warn".into(), &"a \"b\"\n\u{1b}[2Jx=1".into()));
    }

    #[test]
    fn a_flood_of_refusals_is_counted_and_not_written() {
        let mut budget = Budget { second: Instant::now(), left: 2, dropped: 0 };
        assert_eq!(
            [budget.take(), budget.take(), budget.take(), budget.take()],
            [Some(0), Some(0), None, None]
        );
        budget.left = 1;
        assert_eq!(budget.take(), Some(2));
    }
}
