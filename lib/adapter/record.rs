//! An adapter's answers, kept in a file: what was said once is heard again where there is no adapter.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::way::{Limits, Said, Way};
use super::{End, Key};
use crate::digest;
use crate::error::{Error, Result};
use crate::escape;
use crate::state::file;

/// What a recording says that it is.
const FORMAT: &str = "hd-check recording 1";
/// A recording above this many bytes is refused.
const LARGEST: u64 = 256 << 20;

/// What was said, in the order in which it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Records {
    format: String,
    answers: Vec<Entry>,
    /// How the adapter idles, where that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<Idle>,
}

/// How an adapter idles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Idle {
    /// It ended before anybody told it to; how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Seconds from SIGTERM to its end; missing where it had to be killed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_within: Option<f64>,
    /// The part of a processor that it used; missing where that couldn't be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<f64>,
}

/// One command and its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    command: String,
    /// SHA-256 of the input, the keys in it replaced.
    input: String,
    end: End,
    #[serde(default)]
    stdout: Bytes,
    #[serde(default)]
    stderr: Bytes,
}

/// Bytes in JSON: as text where they are, else as hex.
#[derive(Debug, Clone, Default)]
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => to.serialize_str(text),
            Err(_) => Hex { hex: digest::hex(&self.0) }.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = match Written::deserialize(from)? {
            Written::Text(text) => text.into_bytes(),
            Written::Hex(Hex { hex }) => bytes(&hex)
                .ok_or_else(|| D::Error::custom(format!("'{}' is no hex", escape::short(&hex, 40))))?,
        };
        Ok(Self(bytes))
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Hex(Hex),
}

#[derive(Serialize, Deserialize)]
struct Hex {
    hex: String,
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    (0..hex.len()).step_by(2).map(pair).collect()
}

impl Default for Records {
    fn default() -> Self {
        Self { format: FORMAT.into(), answers: Vec::new(), idle: None }
    }
}

impl Records {
    /// Reads a recording. Bad input where the file isn't there or is none.
    pub fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = file::read_at_most("read the recording", path, LARGEST)?;
        let records: Self = serde_json::from_slice(&text)
            .map_err(|cause| Error::input(format!("'{shown}' isn't as Hyperdrive wrote it: {cause}")))?;
        if records.format != FORMAT {
            return Err(Error::input(format!("'{shown}' is no recording of this version"))
                .hint("make it anew with the option that records"));
        }
        let times = records.idle.iter().flat_map(|idle| [idle.cpu, idle.stopped_within]);
        if times.flatten().any(|time| time < 0.0) {
            return Err(Error::input(format!(
                "'{shown}' isn't as Hyperdrive wrote it: the time that an adapter took can't be less than none"
            )));
        }
        Ok(records)
    }

    /// Writes it.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|cause| Error::bug(format!("cannot write a recording: {cause}")))?;
        std::fs::write(path, text + "\n").map_err(|cause| Error::file("write", path, &cause))
    }
}

/// Texts that differ from run to run, and what stands for each in a recording: the keys.
#[derive(Debug, Clone, Default)]
pub struct Stand(Vec<(Vec<u8>, &'static str)>);

impl Stand {
    /// These keys, each with the word that stands for it.
    pub fn of(keys: &[(&Key, &'static str)]) -> Self {
        Self(keys.iter().map(|(key, word)| (key.text().as_bytes().to_vec(), *word)).collect())
    }

    fn input(&self, input: &[u8]) -> String {
        digest::sha256(self.replaced(input))
    }

    fn replaced(&self, bytes: &[u8]) -> Vec<u8> {
        let replace = |bytes: Vec<u8>, (key, word): &(Vec<u8>, &str)| swap(&bytes, key, word.as_bytes());
        self.0.iter().fold(bytes.to_vec(), replace)
    }

    fn restored(&self, bytes: &[u8]) -> Vec<u8> {
        let restore = |bytes: Vec<u8>, (key, word): &(Vec<u8>, &str)| swap(&bytes, word.as_bytes(), key);
        self.0.iter().fold(bytes.to_vec(), restore)
    }
}

fn swap(bytes: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        if !what.is_empty() && rest.starts_with(what) {
            out.extend_from_slice(with);
            rest = &rest[what.len()..];
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

/// A way to an adapter whose answers are kept.
#[derive(Debug)]
pub struct Recording {
    way: Way,
    stand: Stand,
    records: Arc<Mutex<Records>>,
}

impl Recording {
    /// Keeps what is said on this way here.
    pub fn new(way: Way, stand: Stand, records: Arc<Mutex<Records>>) -> Self {
        Self { way, stand, records }
    }

    /// The way itself.
    pub fn way(&self) -> &Way {
        &self.way
    }

    pub(super) fn run(&self, command: &str, input: &[u8], limits: &Limits) -> Result<Said> {
        let said = self.way.run(command, input, limits)?;
        let kept = |bytes: &[u8]| Bytes(self.stand.replaced(bytes));
        self.records.lock().unwrap_or_else(PoisonError::into_inner).answers.push(Entry {
            command: command.into(),
            input: self.stand.input(input),
            end: said.end,
            stdout: kept(&said.stdout),
            stderr: kept(&said.stderr),
        });
        Ok(said)
    }
}

/// Answers that were kept.
#[derive(Debug)]
pub struct Replay {
    stand: Stand,
    answers: HashMap<(String, String), Vec<Entry>>,
    /// How many of each were given.
    given: Mutex<HashMap<(String, String), usize>>,
}

impl Replay {
    /// What these records hold.
    pub fn new(records: &Records, stand: Stand) -> Self {
        let mut answers: HashMap<_, Vec<Entry>> = HashMap::new();
        for entry in &records.answers {
            answers.entry((entry.command.clone(), entry.input.clone())).or_default().push(entry.clone());
        }
        Self { stand, answers, given: Mutex::default() }
    }

    /// The answer that was given to this; the last again where there are no more. Bad input where there is none.
    pub(super) fn run(&self, command: &str, input: &[u8]) -> Result<Said> {
        let asked = (command.to_owned(), self.stand.input(input));
        let Some(entries) = self.answers.get(&asked) else {
            return Err(Error::input(format!("the recording has no answer to this '{command}'"))
                .hint("make it anew: the module, or hd-check itself, is another by now"));
        };
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let count = given.entry(asked).or_default();
        let entry = &entries[(*count).min(entries.len() - 1)];
        *count += 1;
        let heard = |bytes: &Bytes| self.stand.restored(&bytes.0);
        Ok(Said {
            end: entry.end,
            stdout: heard(&entry.stdout),
            stderr: heard(&entry.stderr),
            ..Said::default()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::adapter::Local;

    #[test]
    fn what_was_said_is_heard_again_with_another_key() {
        let folder = tempfile::tempdir().unwrap();
        let script = "n=$(cat \"$0.n\" 2>/dev/null); echo x$n >\"$0.n\"; read -r line; printf '%s %s\\377' \"$n\" \"$line\"; exit 4";
        let count = folder.path().join("count").display().to_string();
        let local = Local::new(["sh", "-c", script, &count]).unwrap();
        let records: Arc<Mutex<Records>> = Arc::default();
        let stand = |key: &str| Stand::of(&[(&Key::of(key), "<key>")]);
        let recording = Recording::new(Way::Local(local), stand("first-key"), records.clone());
        let limits = Limits::default();
        for _ in 0..2 {
            recording.run("version", b"{\"key\":\"first-key\"}\n", &limits).unwrap();
        }
        let path = folder.path().join("file");
        records.lock().unwrap().write(&path).unwrap();
        assert!(!std::fs::read_to_string(&path).unwrap().contains("first-key"));
        let replay = Replay::new(&Records::read(&path).unwrap(), stand("other"));
        let hear = || replay.run("version", b"{\"key\":\"other\"}\n").unwrap();
        assert_eq!(hear().stdout, b" {\"key\":\"other\"}\xff");
        for _ in 0..2 {
            let second = hear();
            assert_eq!((second.end, second.stdout), (End::Code(4), b"x {\"key\":\"other\"}\xff".to_vec()));
        }
        let error = replay.run("version", b"{}\n").unwrap_err();
        assert_eq!(error.message(), "the recording has no answer to this 'version'");
        std::fs::write(&path, "{\"format\":\"x\",\"answers\":[]}").unwrap();
        assert!(Records::read(&path).unwrap_err().message().ends_with("is no recording of this version"));
    }
}
