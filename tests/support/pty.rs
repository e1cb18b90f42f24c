//! A terminal's two ends, without anything that draws it: what a tool does with the terminal that it stands on.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use super::engine::wait_until;

/// A tool on a terminal.
pub struct Pty {
    control: File,
    own: File,
    child: Child,
    shown: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Pty {
    /// Starts this on a terminal of so many columns and rows.
    pub fn run(mut command: Command, columns: u16, rows: u16) -> Self {
        let control = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&control).and_then(|()| unlockpt(&control)).expect("a terminal");
        let path = ptsname(&control, Vec::new()).expect("a name").into_string().expect("a name");
        let own = File::options().read(true).write(true).open(path).expect("a terminal");
        let control = File::from(control);
        set_size(&control, columns, rows);
        let end = || own.try_clone().expect("its end");
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().expect("a tool");
        let shown = Arc::<Mutex<Vec<u8>>>::default();
        let reader = std::thread::spawn(reading(control.try_clone().expect("its end"), shown.clone()));
        Self { control, own, child, shown, reader }
    }

    /// What has been shown so far.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().expect("no panic")).into_owned()
    }

    /// Waits until this is shown.
    #[track_caller]
    pub fn sees(&self, text: &str) -> &Self {
        wait_until(text, || self.shown().contains(text));
        self
    }

    /// Types these keys.
    pub fn types(&self, keys: &str) -> &Self {
        (&self.control).write_all(keys.as_bytes()).expect("a terminal");
        self
    }

    /// Sends the tool a signal.
    pub fn signal(&self, signal: Signal) -> &Self {
        kill_process(Pid::from_child(&self.child), signal).expect("a tool that runs");
        self
    }

    /// Makes it as large as this, and says so to the tool.
    pub fn resize(&self, columns: u16, rows: u16) -> &Self {
        set_size(&self.control, columns, rows);
        self.signal(Signal::WINCH)
    }

    /// Whether a key is the terminal's own affair: whether it shows it, waits for the whole line, or makes a signal of it.
    pub fn is_raw(&self) -> bool {
        let all = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        !tcgetattr(&self.own).expect("a terminal").local_modes.intersects(all)
    }

    /// Waits for the tool's end. Gives whether the terminal is as it was, all that was shown, and the exit code.
    #[track_caller]
    pub fn end(mut self) -> (bool, String, Option<i32>) {
        wait_until("the tool ends", || self.child.try_wait().expect("a state").is_some());
        let status = self.child.wait().expect("an end");
        let is_restored = !self.is_raw();
        // With its last end closed the terminal ends, once all was read.
        drop(self.own);
        self.reader.join().expect("no panic");
        let shown = String::from_utf8_lossy(&self.shown.lock().expect("no panic")).into_owned();
        (is_restored, shown, status.code())
    }
}

fn set_size(control: &File, columns: u16, rows: u16) {
    let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(control, size).expect("a size");
}

fn reading(mut control: File, shown: Arc<Mutex<Vec<u8>>>) -> impl FnOnce() {
    move || {
        let mut piece = [0; 4096];
        while let Ok(count @ 1..) = control.read(&mut piece) {
            shown.lock().expect("no panic").extend_from_slice(&piece[..count]);
        }
    }
}
