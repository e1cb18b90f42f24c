//! The audit of refused changes, and a daemon that can't write it.

use std::io::Write;

use serde_json::{Value, json};

use super::engine::with_stub;
use super::{Daemon, within};

/// The audit's lines that refuse something for this reason.
fn refused(daemon: &Daemon, reason: &str) -> Vec<Value> {
    let lines = daemon.place.read("user/log/audit.ndjson");
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is = |line: &Value| line["reason"].as_str().is_some_and(|said| said.starts_with(reason));
    lines.filter(|line| line["result"] == "refused" && is(line)).collect()
}

#[test]
fn too_many_changes_at_once_are_few_lines_that_say_how_many() {
    let (daemon, _stub) = with_stub();
    let asked: Vec<u16> =
        (0..90).map(|_| daemon.ask("me/one", "POST", "/containers/two/stop").status).collect();
    let slowed = asked.iter().filter(|status| **status == 429).count();
    assert!(slowed > 0, "{asked:?}");
    let counted = || {
        let lines = refused(&daemon, "too many changes at once");
        let more = |line: &Value| {
            let said = line["reason"].as_str().unwrap();
            let number = said.split_once("; with it ").map_or("0", |parts| parts.1);
            number.split(' ').next().unwrap().parse::<usize>().unwrap() + 1
        };
        (lines.iter().map(more).sum::<usize>(), lines)
    };
    within(10, "all are counted", || counted().0 == slowed);
    let lines = counted().1;
    assert!(lines.len() < 20, "{} lines", lines.len());
    let line = &lines[0];
    assert_eq!((&line["who"], &line["what"], &line["on"]), (&json!("me/one"), &json!("stop"), &json!("two")));
    hd::api::audit::Audit::of(&daemon.place.path("user")).check().unwrap();
}

#[test]
fn a_body_that_is_too_large_is_refused_whatever_its_length_is_told_by() {
    let (daemon, stub) = with_stub();
    let bearer = daemon.bearer("me/one");
    let head = |more: &str| {
        format!(
            "POST /api/v1/containers/one/restart HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: {bearer}\r\n{more}\r\n\r\n"
        )
    };
    assert_eq!(daemon.raw(head("content-length: 100000").as_bytes()).status, 413);
    let chunk = format!("4000\r\n{}\r\n", "b".repeat(0x4000));
    let chunked = format!("{}{}0\r\n\r\n", head("transfer-encoding: chunked"), chunk.repeat(5));
    let reply = daemon.raw(chunked.as_bytes());
    assert_eq!(reply.status, 413, "{reply:?}");
    within(10, "both are counted", || !refused(&daemon, "a body has at most").is_empty());
    let line = &refused(&daemon, "a body has at most")[0];
    assert_eq!((&line["what"], &line["on"]), (&json!("restart"), &json!("one")));
    assert!(!stub.asked.lock().unwrap().iter().any(|line| line.starts_with("POST")));
    let small = format!("{}3\r\nabc\r\n0\r\n\r\n", head("transfer-encoding: chunked"));
    assert_eq!(daemon.raw(small.as_bytes()).status, 202);
    let nothing = daemon.raw(format!("{}0\r\n\r\n", head("transfer-encoding: chunked")).as_bytes());
    assert!(matches!(nothing.status, 202 | 409), "{nothing:?}");
    // One that never ends, and comes slowly.
    let mut slow = daemon.connect();
    slow.write_all(format!("{}1\r\nb\r\n", head("transfer-encoding: chunked")).as_bytes()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut slow, &mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 400"), "{text}");
    let broken = format!("{}x\r\n", head("transfer-encoding: chunked"));
    assert_eq!(daemon.raw(broken.as_bytes()).status, 400);
    let both = head("transfer-encoding: chunked\r\nhost: localhost");
    assert_eq!(daemon.raw(format!("{both}0\r\n\r\n").as_bytes()).status, 400);
    for reason in ["the body takes too long", "the body is broken", "the request needs one 'Host' header"] {
        within(10, reason, || refused(&daemon, reason).len() == 1);
    }
    let forged = both.replace(&bearer, "Bearer x");
    assert_eq!(daemon.raw(format!("{forged}0\r\n\r\n").as_bytes()).status, 400);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(
        refused(&daemon, "the request needs one 'Host' header").len(),
        1,
        "nobody vouches for that one"
    );
}

#[test]
fn without_a_place_for_the_audit_nothing_is_done_and_everybody_is_told() {
    let (daemon, stub) = with_stub();
    let (log, aside) = (daemon.place.path("user/log"), daemon.place.path("user/aside"));
    assert_eq!(daemon.get("me/one", "/readyz").json()["audit"], json!({"ready": true}));
    let stale = || daemon.get("me/one", "/metrics").body.contains("\nhyperdrive_audit_unwritable 1\n");
    assert!(!stale());
    let missing = || std::fs::rename(&log, &aside).unwrap();
    let back = || std::fs::rename(&aside, &log).unwrap();
    let audit = log.join("audit.ndjson");
    let folder = || {
        let _ = std::fs::rename(&audit, &aside);
        std::fs::create_dir(&audit).unwrap();
    };
    let no_folder = || {
        std::fs::remove_dir(&audit).unwrap();
        let _ = std::fs::rename(&aside, &audit);
    };
    for (breaks, mends) in [(&missing as &dyn Fn(), &back as &dyn Fn()), (&folder, &no_folder)] {
        breaks();
        let reply = daemon.ask("me/one", "POST", "/containers/one/stop");
        assert_eq!(
            (reply.status, &reply.json()["type"]),
            (503, &json!("urn:hyperdrive:problem:unavailable"))
        );
        let ready = daemon.get("me/one", "/readyz");
        assert_eq!((ready.status, &ready.json()["ready"]), (503, &json!(false)));
        assert_eq!(ready.json()["audit"]["ready"], json!(false));
        assert!(
            ready.json()["audit"]["reason"].as_str().is_some_and(|why| why.contains("audit")),
            "{ready:?}"
        );
        assert!(stale());
        mends();
        assert_eq!(daemon.get("me/one", "/readyz").status, 200);
    }
    assert!(!stub.asked.lock().unwrap().iter().any(|line| line.starts_with("POST")));
    assert_eq!(daemon.ask("me/one", "POST", "/containers/one/stop").status, 202);
}
