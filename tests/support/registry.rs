//! A registry of a test's own: keys, signed indexes, and a server on this machine that can be made to do wrong.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use minisign::KeyPair;
use serde_json::{Value, json};

use super::Place;

/// A key pair.
pub struct Key(KeyPair);

impl Key {
    /// A new one.
    pub fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().expect("a key pair"))
    }

    /// The public key, as it is published.
    pub fn public(&self) -> String {
        self.0.pk.to_base64()
    }

    /// A signature of a text.
    pub fn sign(&self, text: &str) -> String {
        minisign::sign(None, &self.0.sk, Cursor::new(text), None, None).expect("a signature").into_string()
    }
}

/// An index in the making.
pub fn index(key: &Key, serial: u64, modules: Value) -> Value {
    json!({"name": "own", "serial": serial, "expires": "2100-01-01T00:00:00Z", "keys": [key.public()], "modules": modules})
}

/// Writes an index and its signature into this folder of the place.
pub fn publish(place: &Place, folder: &str, key: &Key, index: &Value) {
    let text = index.to_string();
    place.write(format!("{folder}/index.json"), &text);
    place.write(format!("{folder}/index.json.minisig"), key.sign(&text));
}

/// The entry of a module with these versions: number, file in the folder, dependencies.
pub fn listing(place: &Place, folder: &str, fqmn: &str, versions: &[(&str, &str, &[&str])]) -> Value {
    let version = |(version, file, needs): &(&str, &str, &[&str])| {
        let bytes = std::fs::read(place.path(format!("{folder}/{file}"))).expect("a package");
        json!({"version": version, "url": file, "sha256": hd::digest::sha256(&bytes), "size": bytes.len(),
            "dependencies": needs})
    };
    let versions: Vec<Value> = versions.iter().map(version).collect();
    json!({"fqmn": fqmn, "description": format!("{fqmn} does things"), "versions": versions})
}

/// What a server answers at a path.
#[derive(Debug, Clone)]
pub enum Answer {
    /// This content; ranges are given where they are asked for.
    Content(Vec<u8>),
    /// This content of this type, whole.
    Typed(&'static str, Vec<u8>),
    /// The connection ends after this many bytes of it, once.
    Cut(Vec<u8>, usize),
    /// It is elsewhere.
    Elsewhere(String),
}

/// A server on this machine, for as long as the test's process runs.
#[derive(Debug, Clone)]
pub struct Server {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    /// What was asked for: `PATH`, or `PATH RANGE`.
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// One that knows nothing so far.
    pub fn new() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").expect("a port"))
    }

    /// The same at a listener.
    pub fn on(listener: TcpListener) -> Self {
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Self { url, answers: Arc::default(), asked: Arc::default() };
        let own = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = own.answer(stream);
            }
        });
        server
    }

    /// Answers like this at this path.
    pub fn put(&self, path: &str, answer: Answer) {
        self.answers.lock().expect("answers").insert(path.into(), answer);
    }

    /// Serves all files of a folder of the place.
    pub fn put_folder(&self, place: &Place, folder: &str) {
        for entry in std::fs::read_dir(place.path(folder)).expect("a folder").flatten() {
            let name = entry.file_name().into_string().expect("a name");
            self.put(&format!("/{name}"), Answer::Content(std::fs::read(entry.path()).expect("a file")));
        }
    }

    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let path =
            lines.next().unwrap_or(Ok(String::new()))?.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut from = None;
        for line in lines {
            let line = line?.to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(range) = line.strip_prefix("range: bytes=") {
                from = range.trim_end_matches('-').parse::<usize>().ok();
            }
        }
        let word = from.map_or_else(|| path.clone(), |from| format!("{path} {from}"));
        self.asked.lock().expect("asked").push(word);
        let answer = self.answers.lock().expect("answers").get(&path).cloned();
        match answer {
            None => {
                stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            }
            Some(Answer::Elsewhere(url)) => {
                write!(
                    stream,
                    "HTTP/1.1 302 Found\r\nlocation: {url}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                )
            }
            Some(Answer::Typed(kind, bytes)) => {
                let length = bytes.len();
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                )?;
                stream.write_all(&bytes)
            }
            Some(Answer::Content(bytes)) => give(&mut stream, &bytes, from, bytes.len()),
            Some(Answer::Cut(bytes, at)) => {
                give(&mut stream, &bytes, from, at)?;
                self.put(&path, Answer::Content(bytes));
                Ok(())
            }
        }
    }
}

fn give(stream: &mut TcpStream, bytes: &[u8], from: Option<usize>, until: usize) -> std::io::Result<()> {
    let length = bytes.len();
    let Some(from) = from.filter(|from| *from < length) else {
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")?;
        return stream.write_all(&bytes[..until]);
    };
    let (left, last) = (length - from, length - 1);
    write!(
        stream,
        "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes {from}-{last}/{length}\r\ncontent-length: {left}\r\nconnection: close\r\n\r\n"
    )?;
    stream.write_all(&bytes[from..])
}
