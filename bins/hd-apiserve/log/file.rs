//! A file that is put aside when it is full: `daemon.log`, then `daemon-TIME.log`, compressed, few and not for ever.

use std::fs::{File, OpenOptions, read_dir, remove_file, rename};
use std::io::{Result, Write, copy};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Zoned;
use jiff::tz::TimeZone;

use super::rules::Rules;

/// The file that is written, opened at the first line.
#[derive(Debug)]
pub(super) struct Rotated {
    path: PathBuf,
    open: Option<(File, u64)>,
    /// Held while files that were put aside are compressed and removed: while it is being compressed, one is two.
    tidying: Arc<Mutex<()>>,
}

impl Rotated {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, open: None, tidying: Arc::default() }
    }

    /// Adds a line; a file that it would make too large is put aside first.
    pub(super) fn write(&mut self, line: &[u8], rules: &Rules) -> Result<()> {
        let length = line.len() as u64;
        if self.open.as_ref().is_some_and(|(file, _)| !is_at(&self.path, file)) {
            self.open = None;
        }
        if self.open.as_ref().is_some_and(|(_, size)| size + length > rules.most_bytes) {
            self.put_aside(*rules)?;
        }
        if self.open.is_none() {
            self.open = Some(open(&self.path)?);
        }
        if let Some((file, size)) = &mut self.open {
            file.write_all(line)?;
            *size += length;
        }
        Ok(())
    }

    fn put_aside(&mut self, rules: Rules) -> Result<()> {
        self.open = None;
        let time = time(rules.local_time);
        let aside = self.path.with_file_name(format!("daemon-{time}.log"));
        rename(&self.path, &aside)?;
        let folder = self.path.parent().unwrap_or(Path::new(".")).to_path_buf();
        let tidying = self.tidying.clone();
        // Compressing takes its time, in which requests go on.
        thread::spawn(move || {
            let _held = tidying.lock().unwrap_or_else(PoisonError::into_inner);
            if rules.compress {
                let _ = compress(&aside);
            }
            let _ = tidy(&folder, &rules);
        });
        Ok(())
    }
}

/// The time as it stands in a name: `2026-11-22T16-07-30.123Z`, or with the zone's distance, `…+0100`.
fn time(local: bool) -> String {
    const FORMAT: &str = "%Y-%m-%dT%H-%M-%S.%3f";
    let now = Zoned::now();
    if local {
        return now.strftime(&format!("{FORMAT}%z")).to_string();
    }
    now.with_time_zone(TimeZone::UTC).strftime(&format!("{FORMAT}Z")).to_string()
}

fn open(path: &Path) -> Result<(File, u64)> {
    // Without following a link, and without waiting for a pipe's reader.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(flags).open(path)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

/// Whether this file stands at this path, or was moved away or removed.
fn is_at(path: &Path, file: &File) -> bool {
    let there = path.symlink_metadata().map(|data| (data.dev(), data.ino()));
    matches!((there, file.metadata()), (Ok(there), Ok(own)) if there == (own.dev(), own.ino()))
}

fn compress(path: &Path) -> Result<()> {
    let new = path.with_extension("log.gz");
    let mut encoder = GzEncoder::new(open(&new)?.0, Compression::default());
    copy(&mut File::open(path)?, &mut encoder)?;
    encoder.finish()?;
    remove_file(path)
}

/// Removes files that are too many or too old.
fn tidy(folder: &Path, rules: &Rules) -> Result<()> {
    let written = |path: &Path| path.symlink_metadata().and_then(|data| data.modified()).ok();
    let aside = read_dir(folder)?.flatten().map(|entry| entry.path()).filter(|path| is_aside(path));
    let mut aside: Vec<(SystemTime, PathBuf)> =
        aside.filter_map(|path| Some((written(&path)?, path))).collect();
    // The newest first; the time in a name may be of another zone.
    aside.sort_unstable_by(|one, other| other.cmp(one));
    let oldest = SystemTime::now() - Duration::from_secs(rules.most_days.min(36_500) * 86_400);
    for (place, (written, path)) in aside.iter().enumerate() {
        if *written < oldest || place as u64 >= rules.most_files {
            remove_file(path)?;
        }
    }
    Ok(())
}

fn is_aside(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(is_log) && path.is_file()
}

fn is_log(name: &str) -> bool {
    let rest = name.strip_suffix(".gz").unwrap_or(name);
    rest.starts_with("daemon-20") && Path::new(rest).extension().is_some_and(|end| end == "log")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Read;
    use std::time::Instant;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Waits until the folder is as it is to be: compressing happens elsewhere.
    fn wait(folder: &Path, until: impl Fn(&[String]) -> bool) -> Vec<String> {
        let end = Instant::now() + Duration::from_secs(20);
        while !until(&names(folder)) {
            assert!(Instant::now() < end, "{:?}", names(folder));
            thread::sleep(Duration::from_millis(10));
        }
        names(folder)
    }

    #[test]
    fn a_full_file_is_put_aside_compressed_and_the_last_few_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Rotated::new(folder.path().join("daemon.log"));
        let rules = Rules { most_bytes: 10, most_files: 2, ..Rules::default() };
        for number in 0..5 {
            log.write(format!("line {number} \n").as_bytes(), &rules).unwrap();
            wait(folder.path(), |names| {
                names.iter().all(|name| name == "daemon.log" || name.contains(".log.gz"))
            });
            thread::sleep(Duration::from_millis(5));
        }
        let names = wait(folder.path(), |names| names.len() == 3);
        let mut newest = String::new();
        let gz = File::open(folder.path().join(&names[1])).unwrap();
        flate2::read::GzDecoder::new(gz).read_to_string(&mut newest).unwrap();
        assert_eq!(newest, "line 3 \n");
        assert_eq!(std::fs::read_to_string(folder.path().join("daemon.log")).unwrap(), "line 4 \n");
    }

    #[test]
    fn a_name_has_the_time_of_the_zone_that_is_wanted() {
        let (utc, local) = (time(false), time(true));
        assert!(utc.len() == 24 && utc.ends_with('Z') && utc.as_bytes()[19] == b'.', "{utc}");
        let zone = &local[local.len() - 5..];
        assert!(local.len() == 28 && zone.starts_with(['+', '-']), "{local}");
        assert!(is_log(&format!("daemon-{utc}.log")) && is_log(&format!("daemon-{local}.log.gz")));
    }

    #[test]
    fn old_files_go_and_strangers_stay() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, days: u64| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(days * 86_400)).unwrap();
        };
        for (name, days) in [
            ("daemon-2026-01-01.log", 5),
            ("daemon-2026-01-02.log.gz", 1),
            ("daemon-x.log", 99),
            ("audit.ndjson", 99),
        ] {
            file(name, days);
        }
        tidy(folder.path(), &Rules { most_days: 3, ..Rules::default() }).unwrap();
        assert_eq!(names(folder.path()), ["audit.ndjson", "daemon-2026-01-02.log.gz", "daemon-x.log"]);
    }

    #[test]
    fn a_file_that_was_moved_or_removed_from_outside_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daemon.log");
        let mut log = Rotated::new(path.clone());
        let read = || std::fs::read_to_string(&path).unwrap();
        log.write(b"a\n", &Rules::default()).unwrap();
        rename(&path, folder.path().join("moved")).unwrap();
        log.write(b"b\n", &Rules::default()).unwrap();
        assert_eq!(read(), "b\n");
        remove_file(&path).unwrap();
        log.write(b"c\n", &Rules::default()).unwrap();
        assert_eq!(read(), "c\n");
        rename(folder.path().join("moved"), &path).unwrap();
        log.write(b"d\n", &Rules::default()).unwrap();
        assert_eq!(read(), "a\nd\n");
    }

    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), folder.path().join("daemon.log"))
            .unwrap();
        let mut log = Rotated::new(folder.path().join("daemon.log"));
        assert!(log.write(b"x", &Rules::default()).is_err());
        assert!(!folder.path().join("elsewhere").exists());
    }
}
