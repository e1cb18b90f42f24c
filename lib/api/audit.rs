//! The audit: one line for every changing request, each chained to the one before by its hash. The daemon and the
//! operator's tools write the same chain.
//!
//! The chain shows accidents and partial changes: a line that was lost, cut or altered. It can't show that somebody who
//! may write the file made the whole of it anew; against that, the newest hash also goes to the system's log
//! (hyperdrive-audit(7)).

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use rustix::fs::{Access, FlockOperation, OFlags, access, flock, statvfs};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::digest;
use crate::error::{Error, Result};

/// What the first line of all is chained to.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// A file that is larger makes room for a new one, which goes on with the chain.
const LARGEST: u64 = 32 << 20;
/// How many bytes of a reason, and of what a line is about, are kept: an engine's message can be as long as its file.
const LONGEST_TEXT: usize = 1024;
/// How long a file's last line may be. No line is written that is nearly as long.
const LONGEST_LINE: u64 = 64 << 20;
/// How long a writer waits for others to end, each of which takes as long as the disk does; and how often it looks.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(5);
/// How much is read at once to find where a line begins.
const BLOCK: u64 = 4096;
/// Where the system's log takes lines; the second is what the daemon's container sees.
const SYSTEM_LOG: [&str; 2] = ["/dev/log", "/run/systemd/journal/dev-log"];

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in UTC.
    pub at: String,
    /// Who asked: an FQMN, or the operator's login name.
    pub who: String,
    /// What for: `restart`, `module install`.
    pub what: String,
    /// On what: a container's name, a module.
    pub on: String,
    /// What came of it: `accepted`, `done`, `refused`, `failed`.
    pub result: String,
    /// Why it was refused or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which operation of the daemon it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The engine's id of the container that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The FQMN of the module that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// `no`: the container that is to be restarted runs without a restart policy. Nothing but the restart's end brings it
    /// back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

impl Entry {
    /// A line of now.
    pub fn new(who: &str, what: &str, on: &str, result: &str) -> Self {
        Self {
            at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
            who: who.into(),
            what: what.into(),
            on: on.into(),
            result: result.into(),
            reason: None,
            operation: None,
            container: None,
            module: None,
            policy: None,
        }
    }

    /// The same, with no text that is longer than a line can do with.
    fn short(mut self) -> Self {
        cut(&mut self.on);
        self.reason.iter_mut().for_each(cut);
        self
    }
}

/// Cuts a long text, and says so in it.
fn cut(text: &mut String) {
    if text.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        *text = format!("{}… (cut: {} bytes)", &text[..end], text.len());
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    entry: Entry,
    /// SHA-256 of the line before, without its newline.
    before: String,
}

/// A home's audit, `<user>/log/audit.ndjson`.
#[derive(Debug, Clone)]
pub struct Audit(PathBuf);

impl Audit {
    /// The audit of this user directory.
    pub fn of(user_dir: &Path) -> Self {
        Self(user_dir.join("log/audit.ndjson"))
    }

    /// The audit of what is a home; `None` where it is none, or has no folder for logs.
    pub fn of_home(user_dir: &Path) -> Option<Self> {
        let is_home = user_dir.join("state/home.json").exists() && user_dir.join("log").is_dir();
        is_home.then(|| Self::of(user_dir))
    }

    /// Adds a line and waits until the disk has it. Several processes may do so at once. Gives the line's hash, which is
    /// told to the system's log where there is one.
    pub fn write(&self, entry: Entry) -> Result<String> {
        self.write_all([entry])
    }

    /// Adds several lines as one; the hash is the last one's.
    pub fn write_all(&self, entries: impl IntoIterator<Item = Entry>) -> Result<String> {
        let fault = |cause: std::io::Error| Error::file("write audit", &self.0, &cause);
        let mut file = self.with_room().map_err(fault)?;
        let before = match last_line(&mut file).map_err(fault)? {
            Some(line) => digest::sha256(line),
            None => self.beginning().map_err(fault)?,
        };
        let (text, head) = lines(entries, before)?;
        append(&mut file, text.as_bytes()).map_err(fault)?;
        tell(&SYSTEM_LOG, &head);
        Ok(head)
    }

    /// What the newest file holds, line by line; what is no line is left out.
    pub fn entries(&self) -> Vec<Entry> {
        entries_of(&self.0).collect()
    }

    /// The lines from this time on, one by one, where they are in the newest file or the one before it.
    pub fn entries_since(&self, time: SystemTime) -> impl Iterator<Item = Entry> + use<> {
        let since = humantime::format_rfc3339_millis(time.max(SystemTime::UNIX_EPOCH)).to_string();
        let written = |file: &PathBuf| std::fs::metadata(file).and_then(|data| data.modified());
        let aside = self.newest_aside().map(|number| self.aside(number));
        let aside = aside.filter(|file| written(file).is_ok_and(|written| written >= time));
        let files = aside.into_iter().chain([self.0.clone()]);
        files.flat_map(|file| entries_of(&file)).filter(move |entry| entry.at >= since)
    }

    /// Why no line can be added now; nothing is written to find out.
    pub fn fault(&self) -> Option<String> {
        let fault = self.appendable().err()?;
        Some(Error::file("write audit", &self.0, &fault).message().into())
    }

    fn appendable(&self) -> std::io::Result<()> {
        match regular(options().create(false).open(&self.0)) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                access(self.folder(), Access::WRITE_OK | Access::EXEC_OK)?;
            }
            opened => drop(opened?),
        }
        let room = statvfs(self.folder())?;
        if room.f_blocks > 0 && room.f_bavail == 0 { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    /// Checks the chain of the newest file: every line is the one that the next was chained to, and the first follows
    /// the last of the file that was put aside before, or is the first of all. Gives the number of lines; the answer
    /// is no where one was altered, lost or cut, with its number.
    pub fn check(&self) -> Result<u64> {
        let fault = |cause: std::io::Error| Error::file("read audit", &self.0, &cause);
        let file = readable(&self.0).map_err(fault)?;
        let (mut before, mut number) = (self.beginning().map_err(fault)?, 0);
        for line in BufReader::new(file).split(b'\n') {
            number += 1;
            let line = line.map_err(fault)?;
            let said = serde_json::from_slice::<Line>(&line).map(|line| line.before);
            if !said.is_ok_and(|said| said == before) {
                return Err(Error::no(format!(
                    "the audit was changed: line {number} doesn't follow the one before"
                )));
            }
            before = digest::sha256(&line);
        }
        Ok(number)
    }

    /// What the first line of the newest file is chained to.
    fn beginning(&self) -> std::io::Result<String> {
        let Some(number) = self.newest_aside() else { return Ok(BEGINNING.into()) };
        let file = readable(&self.aside(number))?;
        let size = size(&file)?;
        let end = size - u64::from(size > 0 && !is_unfinished(&file, size)?);
        Ok(digest::sha256(line_before(&file, end)?))
    }

    fn folder(&self) -> &Path {
        self.0.parent().unwrap_or(Path::new("."))
    }

    /// Where a full file is put.
    fn aside(&self, number: u64) -> PathBuf {
        self.0.with_extension(format!("{number}.ndjson"))
    }

    /// The number of the newest file that was put aside.
    fn newest_aside(&self) -> Option<u64> {
        let names = std::fs::read_dir(self.folder()).ok()?.flatten().map(|entry| entry.file_name());
        let number = |name: &str| name.strip_prefix("audit.")?.strip_suffix(".ndjson")?.parse().ok();
        names.filter_map(|name| number(name.to_str()?)).max()
    }

    /// The file, locked. One that was renamed while this process waited for the lock isn't the audit any more.
    fn open(&self) -> std::io::Result<File> {
        let end = Instant::now() + PATIENCE;
        loop {
            let file = self.open_one()?;
            while !is_taken(&file)? {
                if Instant::now() >= end {
                    return Err(std::io::Error::other("another process has held it for too long"));
                }
                sleep(PAUSE);
            }
            let there = std::fs::metadata(&self.0).ok().map(|data| identity(&data));
            if there == Some(identity(&file.metadata()?)) {
                return Ok(file);
            }
        }
    }

    fn open_one(&self) -> std::io::Result<File> {
        regular(options().create(true).open(&self.0))
    }

    /// The file, locked. A full one is put aside first. Whoever begins a new one, then or after a failure, goes on with the
    /// chain of that.
    fn with_room(&self) -> std::io::Result<File> {
        loop {
            let file = self.open()?;
            if size(&file)? <= LARGEST {
                return Ok(file);
            }
            let number = self.newest_aside().unwrap_or_default().checked_add(1);
            let number = number.ok_or_else(|| std::io::Error::other("no number is left to put it aside"))?;
            std::fs::rename(&self.0, self.aside(number))?;
        }
    }
}

/// What one file holds, line by line.
fn entries_of(path: &Path) -> impl Iterator<Item = Entry> + use<> {
    let lines = readable(path).ok().map(|file| BufReader::new(file).split(b'\n'));
    let lines = lines.into_iter().flatten().map_while(std::io::Result::ok);
    lines.filter_map(|line| serde_json::from_slice(&line).ok())
}

/// Adds this and waits until the disk has it. What it has only a part of goes again.
fn append(file: &mut File, bytes: &[u8]) -> std::io::Result<()> {
    let before = size(file)?;
    file.write_all(bytes).and_then(|()| file.sync_data()).inspect_err(|_| {
        let _ = file.set_len(before);
    })
}

/// Takes the lock of a file where nobody else has it.
fn is_taken(file: &File) -> std::io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::WOULDBLOCK | Errno::INTR) => Ok(false),
        Err(cause) => Err(cause.into()),
    }
}

/// A file of the audit to read.
fn readable(path: &Path) -> std::io::Result<File> {
    regular(options().append(false).open(path))
}

/// How the audit is opened: without following a link, and without waiting for a pipe's other end.
fn options() -> OpenOptions {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default();
    let mut options = OpenOptions::new();
    options.read(true).append(true).mode(0o600).custom_flags(flags);
    options
}

/// What is written to anything else is lost.
fn regular(opened: std::io::Result<File>) -> std::io::Result<File> {
    let file = opened?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(std::io::Error::other("not a regular file")) }
}

/// The entries as lines, chained to the line with the hash `before`; and the hash of the last of them.
fn lines(entries: impl IntoIterator<Item = Entry>, before: String) -> Result<(String, String)> {
    let (mut all, mut head) = (String::new(), before);
    for entry in entries {
        let text = serde_json::to_string(&Line { entry: entry.short(), before: head })
            .map_err(|cause| Error::bug(format!("cannot write an audit line: {cause}")))?;
        head = digest::sha256(&text);
        all.extend([text.as_str(), "\n"]);
    }
    Ok((all, head))
}

/// The name with which the operator logged in, or the number of the user that this process runs as.
pub fn operator() -> String {
    let id = rustix::process::getuid().as_raw();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_of(id, &users).unwrap_or_else(|| format!("user {id}"))
}

/// The name of this user in a file like `/etc/passwd`.
fn name_of(id: u32, users: &str) -> Option<String> {
    let mut users = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let user = users.find(|user| user.get(2).is_some_and(|number| *number == id.to_string()))?;
    user.first().filter(|name| !name.is_empty()).map(|name| (*name).into())
}

fn identity(data: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (data.dev(), data.ino())
}

fn size(file: &File) -> std::io::Result<u64> {
    file.metadata().map(|data| data.len())
}

/// The last line's bytes without its newline. A line that a killed process left unfinished is ended first.
fn last_line(file: &mut File) -> std::io::Result<Option<Vec<u8>>> {
    let mut end = size(file)?;
    if end == 0 {
        return Ok(None);
    }
    if is_unfinished(file, end)? {
        file.write_all(b"\n")?;
    } else {
        end -= 1;
    }
    line_before(file, end).map(Some)
}

/// Whether a file of this size, which isn't empty, ends without a newline.
fn is_unfinished(file: &File, size: u64) -> std::io::Result<bool> {
    let mut last = [0];
    file.read_exact_at(&mut last, size - 1)?;
    Ok(last != *b"\n")
}

/// The line that ends at this place, whole.
fn line_before(file: &File, end: u64) -> std::io::Result<Vec<u8>> {
    let (mut line, mut from) = (Vec::new(), end);
    while from > 0 {
        let length = from.min(BLOCK);
        from -= length;
        let mut block = vec![0; usize::try_from(length).unwrap_or_default()];
        file.read_exact_at(&mut block, from)?;
        let newline = block.iter().rposition(|byte| *byte == b'\n');
        line.extend(block[newline.map_or(0, |at| at + 1)..].iter().rev());
        if newline.is_some() {
            break;
        }
        if end - from > LONGEST_LINE {
            return Err(std::io::Error::other("its last line has no beginning"));
        }
    }
    line.reverse();
    Ok(line)
}

/// Tells the newest hash to the first of these sockets where somebody listens: facility 10 (security), severity 5
/// (notice). Where nobody does, nobody is told.
fn tell(logs: &[&str], hash: &str) {
    if let Ok(socket) = UnixDatagram::unbound() {
        let _ = socket.set_nonblocking(true);
        let line = format!("<85>hyperdrive-audit: head {hash}");
        let _ = logs.iter().find(|log| socket.send_to(line.as_bytes(), log).is_ok());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn audit() -> (tempfile::TempDir, Audit) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("log")).unwrap();
        let audit = Audit::of(folder.path());
        (folder, audit)
    }

    fn entry(on: &str) -> Entry {
        Entry::new("me/mod", "restart", on, "done")
    }

    #[test]
    fn every_line_follows_the_one_before() {
        let (_folder, audit) = audit();
        for on in ["a", "b\n\"c", "d"] {
            audit.write(entry(on)).unwrap();
        }
        assert_eq!(audit.check().unwrap(), 3);
        let on: Vec<String> = audit.entries().into_iter().map(|entry| entry.on).collect();
        assert_eq!(on, ["a", "b\n\"c", "d"]);
    }

    #[test]
    fn a_line_that_was_altered_lost_or_cut_is_seen() {
        let (_folder, audit) = audit();
        for on in ["a", "b", "c"] {
            audit.write(entry(on)).unwrap();
        }
        let good = std::fs::read_to_string(&audit.0).unwrap();
        let second = good.lines().nth(1).unwrap();
        for (changed, at) in [
            (good.replace("\"on\":\"a\"", "\"on\":\"x\""), 2),
            (good.replace(&format!("{second}\n"), ""), 2),
            (good.replace(second, &second[..20]), 2),
            (good.replace("\"on\":\"b\"", "\"on\":\"x\""), 3),
        ] {
            std::fs::write(&audit.0, changed).unwrap();
            let message = audit.check().unwrap_err().message().to_owned();
            assert!(message.contains(&format!("line {at} ")), "{message}");
        }
    }

    #[test]
    fn several_lines_at_once_are_links_of_the_same_chain() {
        let (folder, audit) = audit();
        audit.write(entry("a")).unwrap();
        audit.write_all([entry("b"), entry("c")]).unwrap();
        audit.write_all([]).unwrap();
        audit.write(entry("d")).unwrap();
        assert_eq!(audit.check().unwrap(), 4);
        assert!(Audit::of_home(folder.path()).is_none(), "it is no home");
    }

    #[test]
    fn an_operator_has_the_name_of_their_login() {
        let users = "root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n:x:7::\nbroken\n";
        assert_eq!(name_of(1000, users).as_deref(), Some("me"));
        assert_eq!((name_of(1, users), name_of(7, users)), (None, None));
        assert!(!operator().is_empty());
    }

    #[test]
    fn an_unfinished_line_is_ended_and_the_chain_goes_on() {
        let (_folder, audit) = audit();
        audit.write(entry("a")).unwrap();
        let whole = std::fs::read_to_string(&audit.0).unwrap();
        std::fs::write(&audit.0, format!("{whole}{{\"at\":\"2")).unwrap();
        audit.write(entry("b")).unwrap();
        audit.write(entry("c")).unwrap();
        assert_eq!(audit.entries().len(), 3);
        assert!(audit.check().unwrap_err().message().contains("line 2 "), "it is seen all the same");
    }

    #[test]
    fn writers_at_once_make_one_chain() {
        let (_folder, audit) = audit();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let audit = &audit;
                scope.spawn(move || {
                    for one in 0..10 {
                        audit.write(entry(&format!("{writer} {one}"))).unwrap();
                    }
                });
            }
        });
        assert_eq!(audit.check().unwrap(), 40);
    }

    #[test]
    fn a_full_file_makes_room_for_the_next_of_the_chain() {
        let (folder, audit) = audit();
        let first = audit.write(entry("a")).unwrap();
        let file = OpenOptions::new().append(true).open(&audit.0).unwrap();
        let line = std::fs::read_to_string(&audit.0).unwrap();
        let padding = format!("{}{line}", "x".repeat(usize::try_from(LARGEST).unwrap() - line.len()) + "\n");
        (&file).write_all(padding.as_bytes()).unwrap();
        audit.write(entry("b")).unwrap();
        let new = std::fs::read_to_string(&audit.0).unwrap();
        assert!(new.lines().count() == 1 && new.contains(&first), "{new}");
        assert!(folder.path().join("log/audit.1.ndjson").exists());
        assert_eq!(audit.check().unwrap(), 1);
    }

    #[test]
    fn the_chain_goes_on_where_putting_a_full_file_aside_was_cut_off() {
        let (folder, audit) = audit();
        let first = audit.write(entry("a")).unwrap();
        std::fs::rename(&audit.0, folder.path().join("log/audit.1.ndjson")).unwrap();
        let second = audit.write(entry("b")).unwrap();
        assert!(std::fs::read_to_string(&audit.0).unwrap().contains(&first));
        std::fs::rename(&audit.0, folder.path().join("log/audit.2.ndjson")).unwrap();
        std::fs::write(&audit.0, "").unwrap();
        audit.write(entry("c")).unwrap();
        assert!(std::fs::read_to_string(&audit.0).unwrap().contains(&second));
        assert_eq!(audit.check().unwrap(), 1);
    }

    #[test]
    fn lines_of_a_time_are_found_in_the_file_that_was_put_aside_last_too() {
        let (folder, audit) = audit();
        let hour = Duration::from_secs(3600);
        let old = |on: &str| Entry { at: "2001-01-01T00:00:00.000Z".into(), ..entry(on) };
        audit.write_all([old("a"), entry("b")]).unwrap();
        std::fs::rename(&audit.0, folder.path().join("log/audit.1.ndjson")).unwrap();
        audit.write(entry("c")).unwrap();
        let since = |time| audit.entries_since(time).map(|entry| entry.on).collect::<Vec<_>>();
        assert_eq!(since(SystemTime::now() - hour), ["b", "c"]);
        assert!(since(SystemTime::now() + hour).is_empty());
        assert_eq!(since(SystemTime::UNIX_EPOCH - hour), ["a", "b", "c"]);
    }

    #[test]
    fn the_newest_hash_is_told_to_the_first_system_log_that_listens() {
        let (folder, audit) = audit();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let [missing, first, second] = ["missing", "first", "second"].map(path);
        let head = audit.write(entry("a")).unwrap();
        tell(&[&missing], &head);
        let (listener, other) = (UnixDatagram::bind(&first).unwrap(), UnixDatagram::bind(&second).unwrap());
        tell(&[&missing, &first, &second], &head);
        let mut told = [0; 200];
        let length = listener.recv(&mut told).unwrap();
        assert_eq!(told[..length], *format!("<85>hyperdrive-audit: head {head}").as_bytes());
        let line = std::fs::read_to_string(&audit.0).unwrap();
        assert_eq!(head, digest::sha256(line.trim_end()), "it is the last line's");
        other.set_nonblocking(true).unwrap();
        assert!(other.recv(&mut told).is_err(), "one is enough");
    }

    #[test]
    fn a_long_reason_is_cut_and_the_chain_goes_on_whatever_a_line_s_length_is() {
        let (_folder, audit) = audit();
        let long = Some("é".repeat(70_000));
        audit.write(Entry { reason: long, on: "x".repeat(9000), ..entry("a") }).unwrap();
        let written = audit.entries().remove(0);
        let reason = written.reason.unwrap();
        assert!(reason.len() < 1100 && reason.ends_with("é… (cut: 140000 bytes)"), "{reason}");
        assert!(written.on.len() < 1100 && written.on.ends_with("x… (cut: 9000 bytes)"));
        // A line that an older daemon wrote whole.
        let before = last_line(&mut audit.open().unwrap()).unwrap().map(digest::sha256).unwrap();
        let text = serde_json::to_string(&Line { entry: entry(&"x".repeat(200_000)), before }).unwrap();
        std::fs::write(&audit.0, std::fs::read_to_string(&audit.0).unwrap() + &text + "\n").unwrap();
        audit.write(entry("b")).unwrap();
        audit.write(entry("c")).unwrap();
        assert_eq!(audit.check().unwrap(), 4);
    }

    #[test]
    fn the_first_line_follows_the_file_that_was_put_aside_or_is_the_first_of_all() {
        let (folder, audit) = audit();
        audit.write(entry("a")).unwrap();
        audit.write(entry("b")).unwrap();
        let whole = std::fs::read_to_string(&audit.0).unwrap();
        let (first, second) = whole.split_once('\n').unwrap();
        std::fs::write(&audit.0, second).unwrap();
        assert!(audit.check().unwrap_err().message().contains("line 1 "), "its first line was lost");
        std::fs::write(folder.path().join("log/audit.1.ndjson"), "x\n").unwrap();
        std::fs::write(folder.path().join("log/audit.2.ndjson"), format!("x\n{first}\n")).unwrap();
        assert_eq!(audit.check().unwrap(), 1);
        std::fs::write(folder.path().join("log/audit.3.ndjson"), "x\n").unwrap();
        assert!(audit.check().is_err());
    }

    #[test]
    fn who_holds_the_audit_for_ever_holds_nobody_else_up_for_ever() {
        let (_folder, audit) = audit();
        audit.write(entry("a")).unwrap();
        let holder = File::open(&audit.0).unwrap();
        flock(&holder, FlockOperation::LockExclusive).unwrap();
        let error = audit.write(entry("b")).unwrap_err();
        assert!(error.message().ends_with("another process has held it for too long"), "{error}");
        drop(holder);
        audit.write(entry("c")).unwrap();
        assert_eq!(audit.check().unwrap(), 2);
    }

    #[test]
    fn what_is_no_line_hides_none_that_come_after_it_and_a_pipe_holds_nobody_up() {
        let (_folder, audit) = audit();
        audit.write(entry("a")).unwrap();
        let good = std::fs::read(&audit.0).unwrap();
        std::fs::write(&audit.0, [b"\xff\n", good.as_slice()].concat()).unwrap();
        assert_eq!(audit.entries().len(), 1);
        std::fs::remove_file(&audit.0).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &audit.0, rustix::fs::Mode::RUSR).unwrap();
        assert!(audit.entries().is_empty() && audit.check().is_err());
    }

    #[test]
    fn a_link_in_the_audit_s_place_is_not_followed() {
        let (folder, audit) = audit();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &audit.0).unwrap();
        assert!(audit.write(entry("a")).is_err());
        assert!(!folder.path().join("elsewhere").exists());
    }
}
