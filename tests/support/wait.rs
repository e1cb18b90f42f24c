//! Waiting, bounded, for what a test waits for: a word from a process, its end, and the moment at which it reads a file.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::Place;
use super::engine::PATIENCE;

fn make_pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("a pipe");
}

/// A pipe with a name, into which a script says that it is there.
pub struct Fifo(PathBuf);

impl Fifo {
    /// Makes it in this place.
    pub fn new(place: &Place, name: &str) -> Self {
        let path = place.path(name);
        make_pipe(&path);
        Self(path)
    }

    /// Waits for a line in it.
    #[track_caller]
    pub fn line(&self) -> String {
        let (path, (send, heard)) = (self.0.clone(), channel());
        thread::spawn(move || {
            let mut line = String::new();
            BufReader::new(File::open(path)?).read_line(&mut line)?;
            let _ = send.send(line);
            std::io::Result::Ok(())
        });
        let line = heard.recv_timeout(PATIENCE);
        line.unwrap_or_else(|_| panic!("nobody said anything in '{}'", self.0.display())).trim_end().into()
    }
}

/// A file that is held back: who opens it gets nothing of it until the test says so.
pub struct HeldFile {
    path: PathBuf,
    content: Vec<u8>,
}

impl HeldFile {
    /// Holds this file back from now on.
    pub fn at(path: PathBuf) -> Self {
        let content = fs::read(&path).expect("a file");
        fs::remove_file(&path).expect("a file");
        make_pipe(&path);
        Self { path, content }
    }

    /// Waits until somebody has opened it, who hangs there then. Nobody else does: the file is there again.
    #[track_caller]
    pub fn reader(self) -> Reader {
        let (path, (send, opened)) = (self.path.clone(), channel());
        thread::spawn(move || {
            let _ = send.send(File::options().write(true).open(path).expect("a pipe"));
        });
        let pipe = opened
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("nobody reads '{}'", self.path.display()));
        let beside = self.path.with_extension("new");
        fs::write(&beside, &self.content).expect("a file");
        fs::rename(&beside, &self.path).expect("a file");
        Reader { pipe, content: self.content }
    }
}

/// Who hangs at a file that was held back.
pub struct Reader {
    pipe: File,
    content: Vec<u8>,
}

impl Reader {
    /// Gives the content, all of it.
    pub fn release(mut self) {
        // Who was killed meanwhile needs it no more.
        let _ = self.pipe.write_all(&self.content);
    }
}

/// Waits until the process with this number is gone.
#[track_caller]
pub fn end_of(pid: &str) {
    let number = Pid::from_raw(pid.trim().parse().expect("a process's number")).expect("a process's number");
    let Ok(process) = pidfd_open(number, PidfdFlags::empty()) else { return };
    let patience = Timespec { tv_sec: PATIENCE.as_secs().cast_signed(), tv_nsec: 0 };
    let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&patience)).expect("poll");
    assert_eq!(ended, 1, "process {pid} is still there");
}
