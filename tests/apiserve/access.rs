//! Open streams: they end with the right to have them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::Daemon;
use super::engine::with_stub;

const KEY: &str = "user/modules/me/one/secrets/hyperdrive.key";

/// A stream of this path that has begun.
pub(super) fn open(daemon: &Daemon, module: &str, path: &str) -> TcpStream {
    let mut stream = daemon.connect();
    let bearer = daemon.bearer(module);
    let head = format!("GET /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200", "{path}");
    stream
}

fn streams(daemon: &Daemon, module: &str) -> Vec<TcpStream> {
    ["/events", "/containers/one/logs?follow=true"].map(|path| open(daemon, module, path)).into()
}

/// Whether the stream says within so long that it has ended.
fn ends(stream: &mut TcpStream, seconds: u64) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let (end, mut all) = (std::time::Instant::now() + Duration::from_secs(seconds), Vec::new());
    while std::time::Instant::now() < end && !all.ends_with(b"0\r\n\r\n") {
        let mut some = [0; 4096];
        match stream.read(&mut some) {
            Ok(0) => return true,
            Ok(length) => all.extend_from_slice(&some[..length]),
            Err(_) => {}
        }
    }
    all.ends_with(b"0\r\n\r\n")
}

#[test]
fn a_stream_ends_when_its_key_is_gone_or_its_module_disabled_or_removed() {
    let (daemon, _stub) = with_stub();
    let place = &daemon.place;
    let settings = std::fs::canonicalize(place.path("user/state/generations/current")).unwrap();
    for (file, change) in [
        (place.path(KEY), None),
        (settings, Some(("\"enabled\": true", "\"enabled\": false"))),
        (place.path("user/state/modules.json"), Some(("me/one", "me/gone"))),
    ] {
        let good = std::fs::read_to_string(&file).unwrap();
        let mut of_one = streams(&daemon, "me/one");
        let mut of_two = open(&daemon, "me/two", "/events");
        match change {
            None => std::fs::remove_file(&file).unwrap(),
            Some((old, new)) => {
                let changed = good.replacen(old, new, 1);
                assert_ne!(changed, good, "{}", file.display());
                std::fs::write(&file, changed).unwrap();
            }
        }
        assert!(of_one.iter_mut().all(|stream| ends(stream, 5)), "{}", file.display());
        assert!(!ends(&mut of_two, 1), "another module's goes on: {}", file.display());
        std::fs::write(&file, good).unwrap();
        super::within(10, "all is well again", || daemon.get("me/one", "/config").status == 200);
    }
}

#[test]
fn a_stream_of_a_rotated_key_goes_on_as_long_as_that_key_counts() {
    let (daemon, _stub) = with_stub();
    let mut old = streams(&daemon, "me/one");
    daemon.place.tool("hd-token").args(["rotate", "--key-file", KEY]).any_stdout().status(0);
    let mut new = streams(&daemon, "me/one");
    assert!(!old.iter_mut().any(|stream| ends(stream, 1)));
    std::fs::remove_file(daemon.place.path(format!("{KEY}.old"))).unwrap();
    assert!(old.iter_mut().all(|stream| ends(stream, 5)));
    assert!(!new.iter_mut().any(|stream| ends(stream, 1)));
}
