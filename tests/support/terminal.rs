//! A terminal that tmux draws: keys go in, the screen is looked at.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Place, Test};

/// A terminal of 80 by 24 with a shell in it.
pub struct Terminal {
    /// The folder in which the shell is.
    pub place: Place,
    socket: PathBuf,
}

impl Terminal {
    /// A shell with the surroundings of this run, in its place.
    pub fn of(test: &Test) -> Self {
        let place = test.place().clone();
        let socket = place.path(format!(".tmp/tmux-{:x}", super::port::random()));
        let terminal = Self { place, socket };
        let command = test.command();
        let variables =
            command.get_envs().filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)));
        let variables: String = variables
            .filter(|(name, _)| *name != "LC_ALL")
            .map(|(name, value)| format!("{name}='{value}' "))
            .collect();
        let run = format!("cd '{}'; {variables} exec sh", terminal.place.root().display());
        terminal.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", &run]);
        terminal
    }

    /// Runs a command of tmux.
    #[track_caller]
    pub fn tmux(&self, args: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.arg("-u").arg("-S").arg(&self.socket).args(args).env("LC_ALL", "C.UTF-8").env_remove("TMUX");
        let output = command.output().expect("tmux, which scripts/setup looks for");
        assert!(output.status.success(), "tmux {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Types a command and starts it.
    #[track_caller]
    pub fn run(&self, command: &str) -> &Self {
        self.letters(command).keys(&["Enter"])
    }

    /// The same on an empty screen, where nothing stands that was seen before.
    #[track_caller]
    pub fn begin(&self, command: &str) -> &Self {
        self.run("clear").until("an empty screen", |screen| screen.trim().chars().count() <= 1).run(command)
    }

    /// Presses keys, by tmux's names.
    #[track_caller]
    pub fn keys(&self, keys: &[&str]) -> &Self {
        self.tmux(&[&["send-keys"], keys].concat());
        self
    }

    /// Types letters.
    #[track_caller]
    pub fn letters(&self, text: &str) -> &Self {
        self.tmux(&["send-keys", "-l", text]);
        self
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        String::from_utf8_lossy(&self.tmux(&["capture-pane", "-p"]).stdout).into_owned()
    }

    /// Waits until the screen shows this.
    #[track_caller]
    pub fn sees(&self, text: &str) -> &Self {
        self.until(text, |screen| screen.contains(text))
    }

    /// Waits until this holds for the screen.
    #[track_caller]
    pub fn until(&self, what: &str, holds: impl Fn(&str) -> bool) -> &Self {
        let start = Instant::now();
        while !holds(&self.screen()) {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "no '{what}' on the screen:\n{}",
                self.screen()
            );
            sleep(Duration::from_millis(50));
        }
        self
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").arg("-S").arg(&self.socket).arg("kill-server").output();
    }
}
