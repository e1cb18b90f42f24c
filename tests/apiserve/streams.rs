//! Streams of events: settings as they change, ids to go on from, many at once.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Daemon, modules, within};

/// An open stream of events.
pub(super) struct Events(BufReader<TcpStream>);

/// One event: its name, its id, its data.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) data: Value,
}

impl Events {
    pub(super) fn open(daemon: &Daemon, module: &str, last: Option<&str>) -> Self {
        let mut stream = daemon.connect();
        let last = last.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        let bearer = daemon.bearer(module);
        write!(
            stream,
            "GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n{last}\r\n"
        )
        .unwrap();
        let mut events = Self(BufReader::new(stream));
        let mut line = String::new();
        let mut head = String::new();
        while line != "\r\n" {
            line.clear();
            assert!(events.0.read_line(&mut line).unwrap() > 0, "{head}");
            head.push_str(&line);
        }
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/event-stream"), "{head}");
        events
    }

    /// The next event, or the first id that stands alone.
    pub(super) fn next(&mut self) -> Event {
        let mut event = Event::default();
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended: {event:?}");
            // Sizes of chunks stand between the lines; no line of an event is hex alone.
            match line.trim_end().split_once(": ") {
                Some(("event", name)) => event.name = name.into(),
                Some(("id", id)) => event.id = id.into(),
                Some(("data", data)) => event.data = serde_json::from_str(data).unwrap(),
                _ if line == "\n" && !event.id.is_empty() => return event,
                _ => {}
            }
        }
    }

    /// The next event of this name, before which others may come.
    pub(super) fn next_of(&mut self, name: &str) -> Event {
        std::iter::from_fn(|| Some(self.next())).find(|event| event.name == name).unwrap()
    }
}

/// Changes the settings that run, as a new generation would.
fn set_port(daemon: &Daemon, from: u32, to: u32) {
    let path = std::fs::canonicalize(daemon.place.path("user/state/generations/current")).unwrap();
    let text = std::fs::read_to_string(&path).unwrap().replace(&from.to_string(), &to.to_string());
    let new = path.with_extension("new");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(new, path).unwrap();
}

#[test]
fn a_change_of_settings_is_told_and_nothing_is_missed_in_between() {
    let daemon = Daemon::new(&modules());
    let mut events = Events::open(&daemon, "me/two", None);
    let here = events.next();
    assert_eq!(here.name, "", "where the stream begins");
    set_port(&daemon, 8085, 8086);
    let first = events.next_of("config");
    assert_eq!(first.data, json!({"modules": ["me/one"]}));
    drop(events);
    let mut witness = Events::open(&daemon, "me/two", None);
    witness.next();
    set_port(&daemon, 8086, 8087);
    witness.next_of("config");
    let mut again = Events::open(&daemon, "me/two", Some(&first.id));
    assert_eq!(again.next().id, first.id);
    let second = again.next();
    assert_eq!((second.name.as_str(), &second.data), ("config", &json!({"modules": ["me/one"]})));
    let number = |id: &str| id.rsplit('-').next().unwrap().parse::<u64>().unwrap();
    assert_eq!(number(&second.id), number(&first.id) + 1);
    let mut from_start = Events::open(&daemon, "me/two", Some(&here.id));
    from_start.next();
    assert_eq!((from_start.next(), from_start.next()), (first, second));
}

#[test]
fn who_comes_from_another_run_has_to_read_everything_again() {
    let daemon = Daemon::new(&modules());
    for id in ["1-1", "rubbish", "ffffffffffffffff-99999999999999999999999"] {
        let mut events = Events::open(&daemon, "me/one", Some(id));
        events.next();
        assert_eq!(events.next().name, "reset", "{id}");
    }
}

#[test]
fn many_streams_get_every_event_in_order() {
    let daemon = Daemon::new(&modules());
    let mut streams: Vec<Events> = (0..300).map(|_| Events::open(&daemon, "me/one", None)).collect();
    for stream in &mut streams {
        stream.next();
    }
    let first: Vec<Event> = (0..3)
        .map(|step| {
            set_port(&daemon, 8085 + step, 8086 + step);
            streams[0].next()
        })
        .collect();
    let told = |stream: &mut Events| -> Vec<Event> { (0..3).map(|_| stream.next()).collect() };
    assert!(streams[1..].iter_mut().all(|stream| told(stream) == first));
    let text = daemon.get("me/one", "/metrics").body;
    assert!(text.lines().any(|line| line == "hyperdrive_streams 300"), "{text}");
    drop(streams);
    within(10, "streams that nobody reads are closed", || {
        daemon.get("me/one", "/metrics").body.lines().any(|line| line == "hyperdrive_streams 0")
    });
}

#[test]
fn a_silent_stream_says_that_it_is_there() {
    let daemon = Daemon::new(&modules());
    let mut events = Events::open(&daemon, "me/one", None);
    events.next();
    let since = Instant::now();
    let beats = |events: &mut Events| {
        let mut line = String::new();
        while !line.starts_with(':') {
            line.clear();
            assert!(events.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            assert!(!line.starts_with("data"), "nothing happens: {line}");
        }
        since.elapsed().as_secs()
    };
    let (first, second) = (beats(&mut events), beats(&mut events));
    assert!((14..25).contains(&first) && (29..45).contains(&second), "after {first} s and {second} s");
    set_port(&daemon, 8085, 8086);
    assert_eq!(events.next_of("config").data, json!({"modules": ["me/one"]}));
}

#[test]
fn what_still_comes_after_the_request_for_a_stream_doesnt_end_it() {
    let daemon = Daemon::new(&modules());
    let late = ["\r\n", "hello", "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"];
    for (port, late) in (8085..).zip(late) {
        let mut events = Events::open(&daemon, "me/one", None);
        events.next();
        events.0.get_mut().write_all(late.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        set_port(&daemon, port, port + 1);
        assert_eq!(events.next_of("config").data, json!({"modules": ["me/one"]}), "{late:?}");
    }
    // Without end it isn't read.
    let mut events = Events::open(&daemon, "me/one", None);
    let (more, mut sent) = (vec![b'x'; 64 << 10], 0);
    while events.0.get_mut().write_all(&more).is_ok() {
        sent += more.len();
        assert!(sent < 64 << 20, "it reads on and on");
    }
    within(10, "that one is closed", || {
        daemon.get("me/one", "/metrics").body.lines().any(|line| line == "hyperdrive_streams 0")
    });
}

#[test]
fn streams_end_with_the_daemon() {
    let mut daemon = Daemon::new(&modules());
    let mut events = Events::open(&daemon, "me/one", None);
    events.next();
    let (code, time) = daemon.end();
    assert!(code == Some(0) && time < Duration::from_secs(5), "{code:?} {time:?}");
}
