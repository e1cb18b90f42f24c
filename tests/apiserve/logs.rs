//! The daemon's own log: what stands in it, and what becomes of it when it is full.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Daemon, home, modules};
use crate::support::Place;

/// A daemon of a home whose settings say this of the log.
fn logging(rules: &Value) -> Daemon {
    Daemon::start(home_that_logs(rules), "unix:///nowhere")
}

fn home_that_logs(rules: &Value) -> Place {
    let place = Place::default();
    home(&place, &modules());
    let path = fs::canonicalize(place.path("user/state/generations/current")).unwrap();
    let mut generation: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    generation["settings"]["logging"] = rules.clone();
    fs::write(&path, generation.to_string()).unwrap();
    place
}

/// So many requests after one another on one connection.
fn ask(daemon: &Daemon, count: usize) {
    let mut stream = daemon.connect();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    for _ in 0..count / 100 {
        let one = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n", daemon.address);
        stream.write_all(one.repeat(100).as_bytes()).unwrap();
        let mut line = Vec::new();
        for _ in 0..100 {
            // The body ends with the object's bracket.
            answers.read_until(b'}', &mut line).unwrap();
        }
        assert_eq!(String::from_utf8_lossy(&line).matches("200 OK").count(), 100);
    }
}

/// The files that were put aside, the oldest first.
fn aside(daemon: &Daemon) -> Vec<PathBuf> {
    let entries = fs::read_dir(daemon.place.path("user/log")).unwrap().map(|entry| entry.unwrap().path());
    let is_aside =
        |path: &PathBuf| path.file_name().unwrap().to_str().is_some_and(|name| name.starts_with("daemon-"));
    let mut paths: Vec<PathBuf> = entries.filter(is_aside).collect();
    paths.sort();
    paths
}

#[test]
fn a_full_log_is_put_aside_compressed_and_few_of_them_stay() {
    let rules = json!({"level": "debug", "format": "json", "addSource": true, "maxSize": 1, "maxBackups": 2});
    let daemon = logging(&rules);
    let settled = |paths: &[PathBuf]| {
        paths.len() == 2 && paths.iter().all(|path| path.extension().is_some_and(|end| end == "gz"))
    };
    ask(&daemon, 25_000);
    super::within(30, "two compressed files", || settled(&aside(&daemon)));
    let mut requests = Vec::new();
    let mut note = |text: &str| {
        assert!(text.len() <= 1 << 20, "{} bytes", text.len());
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}: {line}"));
            assert_eq!((&line["path"], &line["level"]), (&json!("/healthz"), &json!("debug")));
            assert!(line["source"].as_str().unwrap().starts_with("bins/hd-apiserve/"), "{line}");
            let number = line["request"].as_str().unwrap().rsplit('-').next().unwrap();
            requests.push(number.parse::<u64>().unwrap());
        }
    };
    for path in aside(&daemon) {
        let mut text = String::new();
        flate2::read::GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
        assert!(text.len() > (1 << 20) - 1000, "it is full: {} bytes", text.len());
        note(&text);
    }
    note(&daemon.place.read("user/log/daemon.log"));
    let expected: Vec<u64> = (requests[0]..=25_000).collect();
    assert_eq!(requests, expected, "no line is lost in between");
}

#[test]
fn a_log_that_isnt_to_be_compressed_stays_as_it_is() {
    let daemon = logging(&json!({"level": "debug", "maxSize": 1, "compress": false}));
    ask(&daemon, 12_000);
    let paths = aside(&daemon);
    assert_eq!(paths.len(), 1, "{paths:?}");
    let text = fs::read_to_string(&paths[0]).unwrap();
    assert!(text.lines().all(|line| line.starts_with("time=20")), "logfmt");
    assert!((1 << 20) - 1000 < text.len() && text.len() <= 1 << 20, "{} bytes", text.len());
}

#[test]
fn a_standard_error_that_nobody_reads_holds_nobody_up() {
    use rustix::fs::{CWD, Mode, mkfifoat};
    let place = home_that_logs(&json!({"level": "debug"}));
    mkfifoat(CWD, place.path("stderr"), Mode::RUSR | Mode::WUSR).unwrap();
    let unread = File::options().read(true).write(true).open(place.path("stderr")).unwrap();
    let daemon = Daemon::start(place, "unix:///nowhere");
    ask(&daemon, 2000);
    super::within(10, "the file has every line", || {
        daemon.place.read("user/log/daemon.log").matches("msg=answered").count() == 2000
    });
    let room = rustix::io::ioctl_fionread(&unread).unwrap();
    assert!((40_000..=65_536).contains(&room), "what had room is there: {room}");
}
