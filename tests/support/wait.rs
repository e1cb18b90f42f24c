//! Waiting, bounded, for what a test waits for: a word from a process, and its end.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::Place;
use super::engine::PATIENCE;

/// A pipe with a name, into which a script says that it is there.
pub struct Fifo(PathBuf);

impl Fifo {
    /// Makes it in this place.
    pub fn new(place: &Place, name: &str) -> Self {
        let path = place.path(name);
        mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("a pipe");
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

/// Waits until the process with this number is gone.
#[track_caller]
pub fn end_of(pid: &str) {
    let number = Pid::from_raw(pid.trim().parse().expect("a process's number")).expect("a process's number");
    let Ok(process) = pidfd_open(number, PidfdFlags::empty()) else { return };
    let patience = Timespec { tv_sec: PATIENCE.as_secs().cast_signed(), tv_nsec: 0 };
    let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&patience)).expect("poll");
    assert_eq!(ended, 1, "process {pid} is still there");
}
