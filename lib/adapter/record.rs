//! An adapter's answers, kept in a file: what was said once is heard again where there is no adapter.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::key::forms;
use super::way::{Limits, Said, Way};
use super::{End, Key};
use crate::digest;
use crate::error::{Error, Result};
use crate::escape;
use crate::state::file;

/// What a recording says that it is.
const FORMAT: &str = "hd-check recording 2";
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

/// Texts that differ from run to run, and what stands for each in a recording: the key, and the one that is wrong, in every form in
/// which an adapter may print them.
#[derive(Debug, Clone)]
pub struct Stand {
    /// As requests have them, whole.
    asked: Vec<(Vec<u8>, &'static str)>,
    /// As answers have them. The first of those that are alike is the one that is used.
    printed: Vec<(Vec<u8>, &'static str)>,
}

/// What stands for each form of a key, and of a wrong one.
const WORDS: [[&str; 4]; 2] = [
    ["<key>", "<key as JSON>", "<key as HTML>", "<key as ASCII>"],
    ["<wrong-key>", "<wrong-key as JSON>", "<wrong-key as HTML>", "<wrong-key as ASCII>"],
];
/// What stands for the first letter of a word that the adapter printed itself.
const LITERAL: &str = "<literal>";

impl Stand {
    /// What stands for this key, and for a wrong one.
    pub fn of(key: &Key, wrong: &Key) -> Self {
        let (mut asked, mut printed) = (Vec::new(), Vec::new());
        for (key, words) in [key, wrong].into_iter().zip(WORDS) {
            let field = |text: &str| format!("\"key\":{}", serde_json::Value::from(text)).into_bytes();
            asked.push((field(key.text()), words[0]));
            let forms = forms(key.text()).into_iter().flatten().map(String::into_bytes);
            printed.extend(forms.zip(words));
        }
        Self { asked, printed }
    }

    fn input(&self, input: &[u8]) -> String {
        let asked = self.asked.iter().map(|(field, word)| (&field[..], word.as_bytes()));
        digest::sha256(swap(input, &asked.collect::<Vec<_>>()))
    }

    fn replaced(&self, bytes: &[u8]) -> Vec<u8> {
        let words = WORDS.iter().flatten().copied().chain([LITERAL]);
        let literals: Vec<_> = words.map(|word| (word, format!("{LITERAL}{}", &word[1..]))).collect();
        let own = literals.iter().map(|(word, literal)| (word.as_bytes(), literal.as_bytes()));
        let printed = self.printed.iter().map(|(form, word)| (&form[..], word.as_bytes()));
        swap(bytes, &printed.chain(own).collect::<Vec<_>>())
    }

    fn restored(&self, bytes: &[u8]) -> Vec<u8> {
        let printed = self.printed.iter().map(|(form, word)| (word.as_bytes(), &form[..]));
        swap(bytes, &printed.chain([(LITERAL.as_bytes(), &b"<"[..])]).collect::<Vec<_>>())
    }
}

/// The bytes with each of these replaced, where several begin the first one.
fn swap(bytes: &[u8], all: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let found = all.iter().find(|(what, _)| rest.starts_with(what));
        let (what, with) = found.copied().unwrap_or((&rest[..1], std::slice::from_ref(first)));
        out.extend_from_slice(with);
        rest = &rest[what.len()..];
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
        let stand = |key: &str| Stand::of(&Key::of(key), &Key::of(key).spoilt());
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

    #[test]
    fn no_form_of_a_key_is_kept_and_each_is_heard_again() {
        let printed = |key: &Key| {
            let raw = key.text();
            let json = serde_json::to_string(raw).unwrap();
            format!(
                "{raw}! {json} {} {} <key> <literal>key> <wrong-key",
                raw.trim(),
                json.replace('&', "\\u0026")
            )
        };
        let texts = ["0123456789abcdef\n", "0123456789abcdef", "a\"b&c\\d\r\n", "<key>&<key>", "é&é&é&é\n"];
        for (text, other) in texts.iter().flat_map(|text| texts.map(|other| (text, other))) {
            let (key, other) = (Key::of(text), Key::of(other));
            let stand = |key: &Key| Stand::of(key, &key.spoilt());
            for (said, again) in [(key.clone(), other.clone()), (key.spoilt(), other.spoilt())] {
                let kept = stand(&key).replaced(printed(&said).as_bytes());
                let shown = String::from_utf8(kept.clone()).unwrap();
                assert!(text.contains("<key>") || !said.is_in(&kept), "{shown}");
                assert_eq!(stand(&key).restored(&kept), printed(&said).into_bytes(), "{shown}");
                // Another key may end in another way, and be escaped in another.
                let heard = String::from_utf8(stand(&other).restored(&kept)).unwrap();
                assert!(heard.starts_with(again.text().trim()), "{heard}");
            }
            let asked = |key: &Key| {
                let request = format!("{{\"x\":1,\"key\":{}}}\n", serde_json::to_string(key.text()).unwrap());
                stand(key).input(request.as_bytes())
            };
            assert_eq!(asked(&key), asked(&other));
        }
    }
}
