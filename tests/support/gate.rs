//! A gate before an engine: everything passes, but the first request that is wanted is held until the test says what becomes
//! of it. So a test acts in the very middle of a step.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Instant;

use super::engine::PATIENCE;

/// When a request is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the engine gets it.
    Before,
    /// When the engine has done it, before anybody knows.
    After,
}

/// What is done with requests like this one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    Pass,
    /// The first is held.
    Hold(Moment),
    /// It hangs there now.
    Held,
    /// It goes on.
    Go,
    /// Its connection is closed.
    Drop,
    /// Each is answered with this, and the engine hears nothing of it.
    Answer(&'static str, String),
}

#[derive(Debug)]
struct State {
    method: String,
    path: String,
    fate: Fate,
}

/// The gate.
#[derive(Debug, Clone)]
pub struct Gate {
    socket: PathBuf,
    state: Arc<(Mutex<State>, Condvar)>,
    connections: Arc<AtomicUsize>,
}

impl Gate {
    /// A gate with its socket in this folder, before the engine at this address.
    pub fn before(engine: &str, folder: &Path) -> Self {
        let socket = folder.join(format!("gate-{:x}.sock", super::port::random() & 0xffff));
        let listener = UnixListener::bind(&socket).expect("a socket");
        let state = State { method: String::new(), path: String::new(), fate: Fate::Pass };
        let state = Arc::new((Mutex::new(state), Condvar::new()));
        let gate = Self { socket, state, connections: Arc::default() };
        let (of_thread, real) = (gate.clone(), PathBuf::from(engine.trim_start_matches("unix://")));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                of_thread.connections.fetch_add(1, Ordering::Relaxed);
                let (gate, real) = (of_thread.clone(), real.clone());
                thread::spawn(move || gate.serve(client, &real));
            }
        });
        gate
    }

    /// The engine's address, as seen from before the gate.
    pub fn address(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// How many connections were made through it.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Holds the next request of this method whose path and query hold this text.
    pub fn hold(&self, method: &str, path: &str, moment: Moment) {
        self.set(method, path, Fate::Hold(moment));
    }

    /// Refuses all requests of this method whose path and query hold this text.
    pub fn refuse(&self, method: &str, path: &str) {
        self.set(method, path, Fate::Answer("500 No", r#"{"message":"it won't"}"#.into()));
    }

    /// Answers all requests of this method whose path and query hold this text with this JSON.
    pub fn answer_with(&self, method: &str, path: &str, json: &serde_json::Value) {
        self.set(method, path, Fate::Answer("200 OK", json.to_string()));
    }

    /// Its socket is this user's.
    pub fn give_to(&self, user: u32) {
        std::os::unix::fs::chown(&self.socket, Some(user), None).expect("a root who runs this test");
    }

    /// Waits until the request hangs there.
    #[track_caller]
    pub fn wait(&self) {
        let end = Instant::now() + PATIENCE;
        let (mut state, changed) = (self.lock(), &self.state.1);
        while state.fate != Fate::Held {
            let left = end.checked_duration_since(Instant::now());
            let left = left.unwrap_or_else(|| panic!("no {} {} came", state.method, state.path));
            state = changed.wait_timeout(state, left).expect("a lock").0;
        }
    }

    /// Lets the held request go on.
    pub fn open(&self) {
        self.become_of(Fate::Go);
    }

    /// Closes the connection of the held request: who sent it is gone, or the engine is.
    pub fn cut(&self) {
        self.become_of(Fate::Drop);
    }

    fn set(&self, method: &str, path: &str, fate: Fate) {
        *self.lock() = State { method: method.into(), path: path.into(), fate };
    }

    fn become_of(&self, fate: Fate) {
        self.lock().fate = fate;
        self.state.1.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().expect("a lock")
    }

    /// Hangs until the test says whether it goes on.
    fn hang(&self) -> bool {
        let (mut state, changed) = (self.lock(), &self.state.1);
        state.fate = Fate::Held;
        changed.notify_all();
        while state.fate == Fate::Held {
            state = changed.wait(state).expect("a lock");
        }
        state.fate != Fate::Drop
    }

    /// What becomes of what is read next from a client.
    fn fate(&self, read: &[u8]) -> Fate {
        let head = String::from_utf8_lossy(&read[..read.len().min(1000)]).into_owned();
        let state = self.lock();
        let mut words = head.lines().next().unwrap_or_default().split(' ');
        let is_wanted = words.next() == Some(&state.method)
            && words.next().is_some_and(|path| path.contains(&state.path));
        if is_wanted { state.fate.clone() } else { Fate::Pass }
    }

    fn serve(&self, mut client: UnixStream, real: &Path) {
        let Ok(engine) = UnixStream::connect(real) else { return };
        let muted = Arc::new(Mutex::new(false));
        let (back, out, mute, gate) =
            (engine.try_clone().expect("it"), client.try_clone().expect("it"), muted.clone(), self.clone());
        thread::spawn(move || gate.answer(back, out, &mute));
        let mut part = vec![0; 64 << 10];
        while let Ok(count @ 1..) = client.read(&mut part) {
            let goes = match self.fate(&part[..count]) {
                Fate::Answer(status, said) => {
                    let head =
                        format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length");
                    let _ = write!(client, "{head}: {}\r\n\r\n{said}", said.len());
                    false
                }
                Fate::Hold(Moment::Before) => self.hang(),
                Fate::Hold(Moment::After) => {
                    *muted.lock().expect("a lock") = true;
                    true
                }
                _ => true,
            };
            if !goes || (&engine).write_all(&part[..count]).is_err() {
                let _ = engine.shutdown(Shutdown::Both);
            }
        }
        // Who has said all may still listen.
        let _ = engine.shutdown(Shutdown::Write);
    }

    fn answer(&self, mut engine: UnixStream, mut client: UnixStream, muted: &Mutex<bool>) {
        let mut part = vec![0; 64 << 10];
        while let Ok(count @ 1..) = engine.read(&mut part) {
            let held = std::mem::take(&mut *muted.lock().expect("a lock"));
            if held && !self.hang() || client.write_all(&part[..count]).is_err() {
                let _ = engine.shutdown(Shutdown::Both);
            }
        }
        let _ = client.shutdown(Shutdown::Both);
    }
}
