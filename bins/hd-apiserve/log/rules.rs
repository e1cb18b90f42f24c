//! What the settings say of the log (SPEC.md section 6, section `logging`).

use std::fmt;

use hd::api::View;
use serde_json::Value;

/// How much a line matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Every request.
    Debug,
    /// What changed.
    #[default]
    Info,
    /// What was refused.
    Warn,
    /// What failed.
    Error,
}

impl Level {
    const ALL: [(Self, &str); 4] =
        [(Self::Debug, "debug"), (Self::Info, "info"), (Self::Warn, "warn"), (Self::Error, "error")];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Self::ALL.into_iter().find(|row| row.0 == *self).map_or("info", |row| row.1);
        f.write_str(word)
    }
}

/// The rules for lines and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    pub(super) level: Level,
    /// JSON, else logfmt.
    pub(super) json: bool,
    /// Whether a line says where in the program it comes from.
    pub(super) source: bool,
    /// How many bytes a file may hold.
    pub(super) most_bytes: u64,
    /// How many files are kept beside the one that is written.
    pub(super) most_files: u64,
    /// How many days they are kept.
    pub(super) most_days: u64,
    /// Whether they are named by local time, else by UTC.
    pub(super) local_time: bool,
    /// Whether they are compressed.
    pub(super) compress: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            level: Level::Info,
            json: false,
            source: false,
            most_bytes: 20 << 20,
            most_files: 3,
            most_days: 90,
            local_time: false,
            compress: true,
        }
    }
}

impl Rules {
    /// What the settings say, and the usual where they don't.
    pub(super) fn of(view: &View) -> Self {
        let (logging, usual) = (view.settings.own.get("logging"), Self::default());
        let get = |name: &str| logging.and_then(|logging| logging.get(name));
        let flag = |name: &str, usual| get(name).and_then(Value::as_bool).unwrap_or(usual);
        let number = |name: &str, usual| get(name).and_then(Value::as_u64).unwrap_or(usual);
        let word = |name: &str| get(name).and_then(Value::as_str).unwrap_or_default();
        let level = Level::ALL.into_iter().find(|row| row.1 == word("level"));
        Self {
            level: level.map_or(usual.level, |row| row.0),
            json: word("format") == "json",
            source: flag("addSource", usual.source),
            most_bytes: number("maxSize", usual.most_bytes >> 20).clamp(1, 1 << 20) << 20,
            most_files: number("maxBackups", usual.most_files),
            most_days: number("maxAge", usual.most_days),
            local_time: flag("localTime", usual.local_time),
            compress: flag("compress", usual.compress),
        }
    }
}
