//! What strangers send: forged tokens, floods, shapes that confuse. Bounded, and the others are served on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use hd::auth::token::{Audience, sign};
use hd::auth::{Algorithm, Claims, Key};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use serde_json::json;

use super::{Daemon, bearer, modules, now};

fn claims(issuer: &str, made: u64, life: u32) -> Claims {
    Claims::new(&issuer.parse().unwrap(), made, life)
}

#[test]
fn every_bad_token_gets_the_same_answer() {
    let daemon = Daemon::new(&modules());
    let (key, other) = (daemon.key("me/one"), daemon.key("me/two"));
    let good = claims("me/one", now(), 60);
    let signed = bearer(&good, &key);
    let [header, payload, signature] =
        signed.strip_prefix("Bearer ").unwrap().split('.').collect::<Vec<_>>()[..]
    else {
        panic!("{signed}")
    };
    // {"alg":"none"}, and the algorithms whose key would be public.
    let none = "eyJhbGciOiJub25lIn0";
    let rs256 = "eyJhbGciOiJSUzI1NiJ9";
    let mut texts = vec![
        String::new(),
        "Bearer".into(),
        "Bearer ".into(),
        "Basic bWU6b25l".into(),
        signed.replace("Bearer ", ""),
        format!("Bearer {none}.{payload}."),
        format!("Bearer {none}.{payload}.{signature}"),
        format!("Bearer {rs256}.{payload}.{signature}"),
        format!("Bearer {header}.{payload}"),
        format!("Bearer {header}.{payload}."),
        format!("Bearer {header}.{payload}.{}", &signature[..40]),
        format!("Bearer {header}.{payload}.{signature}x"),
        format!("Bearer {}", "a".repeat(20_000)),
        bearer(&good, &other),
        bearer(&claims("me/two", now(), 60), &key),
        bearer(&claims("no/such", now(), 60), &key),
        bearer(&claims("nodeset/hyperdrive", now(), 60), &key),
        bearer(&claims("me/one", now() - 100, 60), &key),
        bearer(&claims("me/one", now() + 100, 60), &key),
        bearer(&claims("me/one", now(), 61), &key),
        bearer(&claims("me/one", now(), 1 << 31), &key),
        bearer(&Claims { nbf: Some((now() + 30).into()), ..good.clone() }, &key),
        bearer(&Claims { aud: Some(Audience::One("other".into())), ..good.clone() }, &key),
        bearer(&Claims { iss: "../../../etc".into(), ..good.clone() }, &key),
        bearer(&Claims { iss: "me/../me/one".into(), ..good.clone() }, &key),
        bearer(&good, &Key::new(vec![0; 96]).unwrap()),
    ];
    texts.dedup();
    let mut answers: Vec<_> = texts
        .iter()
        .map(|text| daemon.send("GET", "/api/v1/config", &[("authorization", text)]))
        .map(|reply| {
            let mut said = reply.json();
            said["instance"] = "".into();
            (reply.status, said.to_string())
        })
        .collect();
    assert!(answers.iter().all(|answer| answer.0 == 401), "{answers:?}");
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(daemon.send("GET", "/api/v1/config", &[("authorization", &signed)]).status, 200);
    let twice = [("authorization", signed.as_str()), ("authorization", signed.as_str())];
    assert_eq!(daemon.send("GET", "/api/v1/config", &twice).status, 401);
    let many = [("authorization", signed.as_str()); 50];
    assert_eq!(daemon.send("GET", "/api/v1/config", &many).status, 401);
}

#[test]
fn every_algorithm_that_is_allowed_counts_and_a_jti_only_once() {
    let daemon = Daemon::new(&modules());
    let key = daemon.key("me/one");
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        let once = claims("me/one", now(), 60).for_one_use().unwrap();
        let token = format!("Bearer {}", sign(&once, &key, algorithm).unwrap());
        let ask = || daemon.send("GET", "/api/v1/config", &[("authorization", &token)]).status;
        assert_eq!((ask(), ask()), (200, 401));
    }
}

#[test]
fn a_key_that_is_gone_or_another_one_counts_at_once() {
    let daemon = Daemon::new(&modules());
    let file = daemon.place.path("user/modules/me/one/secrets/hyperdrive.key");
    let old = daemon.bearer("me/one");
    let ask = |bearer: &str| daemon.send("GET", "/api/v1/config", &[("authorization", bearer)]).status;
    daemon
        .place
        .sh("hd-token rotate --key-file user/modules/me/one/secrets/hyperdrive.key")
        .any_stdout()
        .status(0);
    assert_eq!((ask(&old), ask(&daemon.bearer("me/one"))), (200, 200));
    std::fs::remove_file(file.with_extension("key.old")).unwrap();
    assert_eq!((ask(&old), ask(&daemon.bearer("me/one"))), (401, 200));
    let new = daemon.bearer("me/one");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(ask(&new), 401);
    // A pipe in the key's place holds nobody up.
    daemon.place.sh("mkfifo user/modules/me/one/secrets/hyperdrive.key").status(0);
    assert_eq!(ask(&new), 401);
    assert_eq!(daemon.get("me/two", "/config").status, 200);
}

#[test]
fn what_stands_in_the_settings_place_holds_nobody_up() {
    let daemon = Daemon::new(&modules());
    let current = std::fs::canonicalize(daemon.place.path("user/state/generations/current")).unwrap();
    for file in [current, daemon.place.path("user/state/modules.json")] {
        let shown = file.display();
        // Put there at once: a moment without the file is one without modules.
        let aside = daemon.place.path("aside");
        let exchange = || renameat_with(CWD, &aside, CWD, &file, RenameFlags::EXCHANGE).unwrap();
        for (odd, undone) in [
            ("mkdir aside".into(), "rmdir aside"),
            ("mkfifo aside".into(), "rm aside"),
            ("ln -s /dev/zero aside".into(), "rm aside"),
            (format!("ln -s {shown} aside"), "rm aside"),
            ("truncate -s 3G aside".into(), "rm aside"),
        ] {
            daemon.place.sh(&odd).status(0);
            exchange();
            assert_eq!(daemon.get("me/one", "/config/me/one").json()["enabled"], json!(true), "{odd}");
            let ready = daemon.get("me/one", "/readyz");
            assert_eq!((ready.status, &ready.json()["settings"]["ready"]), (503, &json!(false)), "{odd}");
            assert!(daemon.memory() < 64 << 10, "{odd}: {} KiB", daemon.memory());
            exchange();
            daemon.place.sh(undone).status(0);
            super::within(10, "the good one is read again", || {
                daemon.get("me/one", "/readyz").json()["settings"]["ready"] == json!(true)
            });
        }
    }
}

#[test]
fn where_used_up_tokens_cant_be_noted_everybody_is_told_and_others_are_served() {
    let (daemon, _stub) = super::engine::with_stub();
    let key = daemon.key("me/one");
    let ask = || {
        let once = bearer(&claims("me/one", now(), 60).for_one_use().unwrap(), &key);
        daemon.send("GET", "/api/v1/config", &[("authorization", &once)])
    };
    let file = daemon.place.path("user/log/newest-token");
    assert_eq!(daemon.get("me/one", "/readyz").json()["tokens"], json!({"ready": true}));
    let lines = |text: &str| daemon.place.read("user/log/daemon.log").matches(text).count();
    let _ = std::fs::remove_file(&file);
    std::fs::create_dir(&file).unwrap();
    assert_eq!(ask().status, 503);
    assert_eq!(daemon.get("me/one", "/config").status, 200, "others aren't for one use");
    let ready = daemon.get("me/one", "/readyz");
    assert_eq!((ready.status, &ready.json()["tokens"]["ready"]), (503, &json!(false)));
    let why = ready.json()["tokens"]["reason"].as_str().unwrap().to_owned();
    assert!(why.contains("note a used-up token in") && why.contains("newest-token"), "{why}");
    super::within(10, "the log says so", || lines("level=error msg=\"not ready\" part=tokens reason=") == 1);
    std::fs::remove_dir(&file).unwrap();
    assert_eq!((ask().status, daemon.get("me/one", "/readyz").status), (200, 200));
    super::within(10, "the log says that, too", || lines("level=info msg=\"ready again\" part=tokens") == 1);
}

#[test]
fn what_was_installed_counts_though_the_file_that_says_so_is_gone() {
    let daemon = Daemon::new(&modules());
    let (file, aside) = (daemon.place.path("user/state/modules.json"), daemon.place.path("aside"));
    std::fs::rename(&file, &aside).unwrap();
    assert_eq!(daemon.get("me/one", "/config").status, 200);
    let ready = daemon.get("me/one", "/readyz").json();
    assert_eq!(ready["settings"]["ready"], json!(false));
    assert!(ready["settings"]["reason"].as_str().unwrap().contains("modules.json' is gone"), "{ready}");
    super::within(10, "the log says so", || {
        daemon.place.read("user/log/daemon.log").contains("msg=\"not ready\" part=settings reason=")
    });
    std::fs::rename(&aside, &file).unwrap();
    assert_eq!(daemon.get("me/one", "/readyz").json()["settings"], json!({"ready": true}));
}

#[test]
fn a_token_for_one_use_isnt_taken_again_by_the_next_daemon() {
    let daemon = Daemon::new(&modules());
    let key = daemon.key("me/one");
    // Of a clock that is ahead of the daemon's.
    let made = now() + 3;
    let once = |made| bearer(&claims("me/one", made, 60).for_one_use().unwrap(), &key);
    let used = once(made);
    let ask = |daemon: &Daemon, token: &str| {
        daemon.send("GET", "/api/v1/config", &[("authorization", token)]).status
    };
    assert_eq!((ask(&daemon, &used), ask(&daemon, &used)), (200, 401));
    let place = daemon.place.clone();
    // It is killed, and the next one is there at once.
    drop(daemon);
    let next = Daemon::start(place, "unix:///nowhere");
    assert_eq!(ask(&next, &used), 401);
    assert_eq!(next.get("me/one", "/config").status, 200, "others aren't for one use");
    super::within(10, "a later one is taken", || now() > made && ask(&next, &once(now())) == 200);
    assert_eq!(ask(&next, &used), 401);
}

#[test]
fn other_hosts_names_are_another_s() {
    let daemon = Daemon::new(&modules());
    let bearer = daemon.bearer("me/one");
    let ask = |host: &str| {
        let text = format!(
            "GET /api/v1/config HTTP/1.1\r\n{host}authorization: {bearer}\r\nconnection: close\r\n\r\n"
        );
        daemon.raw(text.as_bytes()).status
    };
    for own in ["localhost", "127.0.0.1:1", "demo-daemon:8080", "demo_daemon", "[::1]:5", "172.17.0.2"] {
        assert_eq!(ask(&format!("host: {own}\r\n")), 200, "{own}");
    }
    for other in ["evil.example", "localhost.evil.example:8080", "demo-daemon.evil.example", "x@localhost"] {
        assert_eq!(ask(&format!("host: {other}\r\n")), 421, "{other}");
    }
    assert_eq!((ask(""), ask("host: localhost\r\nhost: localhost\r\n")), (400, 400));
    let absolute = format!(
        "GET http://evil.example/api/v1/config HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(daemon.raw(absolute.as_bytes()).status, 421);
}

#[test]
fn path_tricks_find_nothing() {
    let daemon = Daemon::new(&modules());
    for path in [
        "/config/me/..",
        "/config/../config",
        "/config/%2e%2e/one",
        "/config/me/one%00",
        "/config/me%2fone/x",
        "/config/me/one/",
        "/config//me/one",
        "/modules/me/one%0d%0ax:y",
        "/modules/me/%ff",
        "/containers/..%2f..%2fimages/start",
        "/operations/../config",
    ] {
        let reply = daemon.get("me/one", path);
        assert!(matches!(reply.status, 400 | 404 | 405), "{path}: {reply:?}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
}

#[test]
fn heads_and_bodies_that_are_too_large_are_refused() {
    let daemon = Daemon::new(&modules());
    let bearer = daemon.bearer("me/one");
    let long = "a".repeat(1 << 20);
    // A token is refused as a token, however long it is and wherever it stands.
    let plain = daemon.send("GET", "/api/v1/config", &[]);
    for (name, before) in [("authorization", ""), ("AuthorizatioN", "x: y\r\n")] {
        let head = format!(
            "GET /api/v1/config HTTP/1.1\r\nhost: localhost\r\n{before}{name}: Bearer {long}\r\n\r\n"
        );
        let reply = daemon.raw(head.as_bytes());
        assert_eq!((reply.status, reply.header("www-authenticate")), (401, "Bearer"), "{}", reply.head);
        let without_name = |reply: &super::Reply| {
            let mut said = reply.json();
            said.as_object_mut().unwrap().remove("instance");
            said
        };
        assert_eq!(without_name(&reply), without_name(&plain));
    }
    assert_eq!(daemon.send("GET", "/api/v1/config", &[("x-authorization", &long)]).status, 431);
    assert!(matches!(daemon.send("GET", &format!("/api/v1/config?{long}"), &[]).status, 414 | 431));
    let many: Vec<(String, &str)> = (0..5000).map(|number| (format!("x-{number}"), "y")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|header| (header.0.as_str(), header.1)).collect();
    assert_eq!(daemon.send("GET", "/api/v1/config", &many).status, 431);
    let headers = [("authorization", bearer.as_str()), ("content-length", "100000000")];
    assert_eq!(daemon.send("POST", "/api/v1/containers/x/restart", &headers).status, 413);
    let headers = [("authorization", bearer.as_str()), ("content-length", "99999999999999999999999")];
    assert_eq!(daemon.send("POST", "/api/v1/containers/x/restart", &headers).status, 400);
    // A body without an end: answered, and not read for ever.
    let text = format!(
        "POST /api/v1/containers/x/restart HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    let mut stream = daemon.connect();
    stream.write_all(text.as_bytes()).unwrap();
    let mut sent = 0_u64;
    while stream.write_all(format!("4000\r\n{}\r\n", "b".repeat(0x4000)).as_bytes()).is_ok() {
        sent += 0x4000;
        assert!(sent < 200 << 20, "it reads on and on");
    }
    assert_eq!(daemon.get("me/one", "/config").status, 200);
    assert!(daemon.memory() < 64 << 10, "{} KiB", daemon.memory());
}

#[test]
fn shapes_that_hide_a_second_request_are_one_or_none() {
    let daemon = Daemon::new(&modules());
    let bearer = daemon.bearer("me/one");
    let hidden = format!("GET /api/v1/config HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n\r\n");
    for shape in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 0\r\ntransfer-encoding: chunked\r\n",
        "content-length: +0\r\n",
        "content-length: 0x10\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding : chunked\r\n",
        "x: y\r\n z\r\n",
        "x\0: y\r\n",
    ] {
        let text = format!(
            "POST /api/v1/containers/x/stop HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n{shape}\r\n0\r\n\r\n{hidden}"
        );
        let reply = daemon.raw(text.as_bytes());
        assert!(reply.status >= 400 || reply.status == 0, "{shape:?}: {reply:?}");
        assert!(!reply.body.contains("projectName"), "{shape:?}: {reply:?}");
    }
    for line in [
        "GET",
        "GET /healthz",
        "GET /healthz HTTP/9.9",
        "get /healthz HTTP/1.1 x",
        "\u{16}\u{3}\u{1}",
        "PRI * HTTP/2.0",
    ] {
        let reply = daemon.raw(format!("{line}\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes());
        assert!(reply.status >= 400 || reply.status == 0, "{line:?}: {reply:?}");
    }
    assert_eq!(daemon.get("me/one", "/config").status, 200);
}

#[test]
fn chunks_that_hide_a_second_request_are_a_body_or_none() {
    let daemon = Daemon::new(&modules());
    let bearer = daemon.bearer("me/one");
    let head = format!("host: localhost\r\nauthorization: {bearer}\r\n");
    let hidden = format!("GET /api/v1/config HTTP/1.1\r\n{head}\r\n");
    for chunks in [
        "-1\r\n",
        "+0\r\n\r\n",
        "0x0\r\n\r\n",
        "\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\n",
        "FFFFFFFFFFFFFFFF\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\nabc\n0\n\n",
        "0\r\nx",
        "0\r\ntransfer-encoding: chunked\r\n",
    ] {
        let text = format!(
            "POST /api/v1/containers/x/stop HTTP/1.1\r\n{head}transfer-encoding: chunked\r\n\r\n{chunks}{hidden}"
        );
        let reply = daemon.raw(text.as_bytes());
        assert!(reply.status >= 400, "{chunks:?}: {reply:?}");
        assert!(!reply.body.contains("projectName"), "{chunks:?}: {reply:?}");
    }
    let comments = format!("1;{}\r\na\r\n0\r\n\r\n", "x".repeat(1 << 20));
    let text = format!(
        "POST /api/v1/containers/x/stop HTTP/1.1\r\n{head}transfer-encoding: chunked\r\n\r\n{comments}{hidden}"
    );
    let reply = daemon.raw(text.as_bytes());
    assert!((reply.status >= 400 || reply.status == 0) && !reply.body.contains("projectName"), "{reply:?}");
    assert_eq!(daemon.get("me/one", "/config").status, 200);
}

#[test]
fn ten_thousand_idle_connections_leave_room_for_a_real_one() {
    const IDLE: usize = 10_000;
    let daemon = Daemon::new(&modules());
    allow_files(IDLE as u64 + 200);
    let files = || std::fs::read_dir(format!("/proc/{}/fd", daemon.pid())).unwrap().count();
    let connect = |number: usize| {
        assert!(!number.is_multiple_of(100) || files() < 2048 + 512 + 100, "{} open files", files());
        TcpStream::connect(&daemon.address).unwrap_or_else(|cause| panic!("connection {number}: {cause}"))
    };
    let idle: Vec<TcpStream> = (0..IDLE).map(connect).collect();
    let since = Instant::now();
    assert_eq!(daemon.get("me/one", "/config").status, 200);
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    assert!(daemon.memory() < 64 << 10, "{} KiB", daemon.memory());
    let open = || {
        let numbers = daemon.get("me/one", "/metrics").body;
        let open = numbers.lines().find_map(|line| line.strip_prefix("hyperdrive_connections ")).unwrap();
        open.parse::<u32>().unwrap()
    };
    super::within(10, "those who made room have gone", || (1..=2048).contains(&open()));
    assert!(daemon.place.read("user/log/daemon.log").contains("idle, and others came"));
    drop(idle);
}

/// Lets this process have so many open files; a machine that allows fewer can't show what the test is about.
fn allow_files(wanted: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let maximum = limit.maximum.map(|most| most.max(wanted));
    if limit.current.is_some_and(|now| now < wanted) {
        let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum });
        assert!(
            raised.is_ok(),
            "this needs {wanted} open files (ulimit -n), and the machine allows {limit:?}"
        );
    }
}

#[test]
fn a_head_that_trickles_in_is_cut_off() {
    let daemon = Daemon::new(&modules());
    let since = Instant::now();
    let mut slow = daemon.connect();
    let mut idle = daemon.connect();
    let _ = slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n");
    while since.elapsed() < Duration::from_secs(40) && slow.write_all(b"x: y\r\n").is_ok() {
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
    let mut rest = String::new();
    assert!(idle.read_to_string(&mut rest).is_ok() && rest.is_empty(), "an idle one ends too: {rest}");
    super::within(10, "both stand in the log", || {
        daemon.place.read("user/log/daemon.log").matches("idle, or too slow").count() == 2
    });
    assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
    assert_eq!(daemon.get("me/one", "/config").status, 200);
}

#[test]
fn a_flood_of_heads_that_are_too_large_holds_nobody_up_who_is_there() {
    allow_files(2400);
    let daemon = Daemon::new(&modules());
    let head = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}", "a".repeat(33_000));
    let ends = Instant::now() + Duration::from_secs(3);
    let address = &daemon.address;
    std::thread::scope(|scope| {
        let flood = || {
            let mut open = std::collections::VecDeque::new();
            while Instant::now() < ends {
                let mut stream = TcpStream::connect(address).unwrap();
                let _ = stream.write_all(head.as_bytes());
                open.push_back(stream);
                open.truncate(700);
                drop((open.len() == 700).then(|| open.pop_front()));
            }
        };
        let mut there = daemon.connect();
        let floods: Vec<_> = (0..3).map(|_| scope.spawn(flood)).collect();
        let mut answers = 0;
        while Instant::now() < ends {
            there.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
            let mut some = [0; 1024];
            assert!(there.read(&mut some).unwrap() > 0, "it was closed after {answers} answers");
            answers += 1;
        }
        assert!(answers > 30, "only {answers} answers");
        for flood in floods {
            flood.join().unwrap();
        }
    });
    assert_eq!(daemon.get("me/one", "/config").status, 200);
}

/// A daemon whose settings are as large as this, and a request for all of them.
fn large(size: usize) -> (Daemon, String) {
    let (place, long) = (crate::support::Place::default(), "x".repeat(size));
    super::home(&place, &[("one", json!({ "long": long }))]);
    let daemon = Daemon::start(place, "unix:///nowhere");
    let bearer = daemon.bearer("me/one");
    let request =
        format!("GET /api/v1/config HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n\r\n");
    (daemon, request)
}

#[test]
fn large_answers_that_nobody_reads_are_held_once() {
    let (daemon, request) = large(1 << 20);
    let before = daemon.memory();
    let unread: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = daemon.connect();
            stream.write_all(request.as_bytes()).unwrap();
            stream
        })
        .collect();
    let told = || daemon.get("me/one", "/metrics").body;
    super::within(60, "all are answered", || {
        told().contains("{route=\"/api/v1/config\",status=\"200\"} 60\n")
    });
    let held = daemon.memory().saturating_sub(before);
    assert!(held < 32 << 10, "{held} KiB more");
    // Who reads gets all of it.
    let all = daemon.get("me/one", "/config");
    assert_eq!(all.json()["modules"]["me/one"]["settings"]["long"].as_str().unwrap().len(), 1 << 20);
    assert_eq!(all.header("content-length"), all.body.len().to_string());
    super::within(60, "those that read nothing are closed", || {
        told().contains("\nhyperdrive_connections 1\n")
    });
    drop(unread);
}

#[test]
fn who_reads_a_large_answer_slowly_gets_all_of_it() {
    // More than a kernel takes at once.
    const SIZE: usize = 8 << 20;
    let (daemon, request) = large(SIZE);
    let mut stream = daemon.connect();
    stream.write_all(request.as_bytes()).unwrap();
    let (mut all, mut some) = (Vec::new(), vec![0; 150 << 10]);
    // Longer than a connection may be idle.
    for _ in 0..5 {
        std::thread::sleep(Duration::from_secs(5));
        let length = stream.read(&mut some).unwrap();
        assert!(length > 0, "it was cut off after {} bytes", all.len());
        all.extend_from_slice(&some[..length]);
    }
    let mut rest = vec![0; SIZE - all.len()];
    stream.read_exact(&mut rest).unwrap();
}

#[test]
fn what_is_refused_before_anybody_sees_it_is_a_problem_like_any_other() {
    let daemon = Daemon::new(&modules());
    let many: String = (0..100).map(|number| format!("x-{number}: y\r\n")).collect();
    let get = |rest: &str| format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\n{rest}\r\n");
    let good = get("");
    // As many requests as are answered first, the request itself, and what it is told.
    let shapes = [
        (0, "no HTTP at all\r\n\r\n".to_owned(), 400, "malformed"),
        (0, "GET /healthz HTTP/9.9\r\n\r\n".into(), 400, "malformed"),
        (0, "GET /a b HTTP/1.1\r\nhost: localhost\r\n\r\n".into(), 400, "malformed"),
        (0, get("x\0: y\r\n"), 400, "malformed"),
        (0, get("content-length: 5\r\ncontent-length: 6\r\n"), 400, "malformed"),
        (0, get("transfer-encoding: xchunked\r\n"), 400, "malformed"),
        (0, get(&format!("x: {}\r\n", "a".repeat(1 << 20))), 431, "head-too-large"),
        (0, get(&many), 431, "head-too-large"),
        (3, good.repeat(3) + &get("x\0: y\r\n"), 400, "malformed"),
        (1, good + &get(&many) + &"z".repeat(100_000), 431, "head-too-large"),
    ];
    let mut told = Vec::new();
    for (before, text, status, word) in &shapes {
        let since = Instant::now();
        let reply = daemon.raw(text.as_bytes());
        assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
        let whole = format!("{}\r\n\r\n{}", reply.head, reply.body);
        assert_eq!(whole.matches("HTTP/1.1 200 OK\r\n").count(), *before, "{whole}");
        let own = &whole[whole.rfind("HTTP/1.1 4").unwrap()..];
        let (head, body) = own.split_once("\r\n\r\n").unwrap();
        let reply =
            super::Reply { status: head[9..12].parse().unwrap(), head: head.into(), body: body.into() };
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (*status, "application/problem+json"),
            "{own}"
        );
        assert_eq!(reply.header("content-length"), body.len().to_string());
        assert_eq!(
            (reply.header("connection"), reply.header("x-content-type-options")),
            ("close", "nosniff")
        );
        assert!(!reply.header("date").is_empty(), "{own}");
        let (said, name) = (reply.json(), reply.header("x-request-id").to_owned());
        assert_eq!(said["type"], format!("urn:hyperdrive:problem:{word}"));
        assert_eq!(
            (&said["status"], &said["instance"]),
            (&json!(status), &json!(format!("urn:hyperdrive:request:{name}")))
        );
        told.push(name);
    }
    let log = daemon.place.read("user/log/daemon.log");
    assert!(told.iter().all(|name| log.contains(&format!("request={name} status=4"))), "{told:?}\n{log}");
    let numbers = daemon.get("me/one", "/metrics").body;
    for line in ["{route=\"none\",status=\"400\"} 7", "{route=\"none\",status=\"431\"} 3"] {
        assert!(numbers.contains(line), "{line}\n{numbers}");
    }
}

/// The first answer is large and not read: what is refused comes behind what is still to be sent.
#[test]
fn what_is_refused_behind_a_large_answer_comes_after_the_whole_of_it() {
    let (daemon, request) = large(4 << 20);
    let mut stream = daemon.connect();
    stream.write_all((request + "no HTTP\r\n\r\n").as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    let text = String::from_utf8(all).unwrap();
    let (first, second) = text.rsplit_once("HTTP/1.1 4").unwrap();
    let (head, body) = first.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    assert!(second.starts_with("00 Bad Request\r\n") && second.ends_with('}'), "{second}");
}

#[test]
fn what_breaks_a_connection_stands_in_the_log() {
    let daemon = Daemon::new(&modules());
    let many: Vec<(String, &str)> = (0..5000).map(|number| (format!("x-{number}"), "y")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|header| (header.0.as_str(), header.1)).collect();
    assert_eq!(daemon.send("GET", "/api/v1/config", &many).status, 431);
    assert_eq!(daemon.raw(b"no HTTP at all\r\n\r\n").status, 400);
    let long = format!("Bearer {}", "a".repeat(1 << 20));
    assert_eq!(daemon.send("GET", "/api/v1/config", &[("authorization", &long)]).status, 401);
    let lines = |text: &str| daemon.place.read("user/log/daemon.log").matches(text).count();
    super::within(10, "the lines", || {
        lines("connection closed") >= 3 && lines("needs 'Authorization: Bearer'") >= 1
    });
    // Half a request, of which nothing more comes.
    let mut half = daemon.connect();
    half.write_all(b"GET /healthz HTTP/1.1\r\nhost: loc").unwrap();
    half.shutdown(std::net::Shutdown::Write).unwrap();
    super::within(10, "that one's line", || lines("connection closed") >= 4);
    // What is refused by a handler.
    let headers = [("authorization", daemon.bearer("me/one")), ("content-length", "100000".into())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(daemon.send("POST", "/api/v1/containers/x/restart", &headers).status, 413);
    assert_eq!(daemon.get("me/one", "/modules/me/%ff").status, 400);
    for status in ["status=413", "path=/api/v1/modules/me/%ff status=400"] {
        assert_eq!(lines(status), 1, "{status}");
    }
}

#[test]
fn who_has_asked_and_says_nothing_more_still_gets_the_answer_and_is_let_go() {
    let daemon = Daemon::new(&modules());
    let bearer = daemon.bearer("me/one");
    let ask = |path: &str| {
        let mut stream = daemon.connect();
        let head =
            format!("GET /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let (since, mut answer) = (Instant::now(), String::new());
        let _ = stream.read_to_string(&mut answer);
        assert!(since.elapsed() < Duration::from_secs(5), "{path}: {:?}", since.elapsed());
        answer
    };
    for _ in 0..20 {
        let answer = ask("/config/value?fqpn=port");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\"value\":8085}"), "{answer}");
        // One that waits for what isn't there: the engine.
        let answer = ask("/containers");
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    }
    // A stream, which would go on for ever, ends: nobody may be there any more.
    ask("/events");
    super::within(5, "nothing is open", || {
        daemon.get("me/one", "/metrics").body.contains("\nhyperdrive_streams 0\n")
    });
}

#[test]
fn a_log_goes_to_its_end_for_who_says_nothing_more_and_a_followed_one_ends() {
    let (daemon, _stub) = super::engine::with_stub();
    let ask = |query: &str| {
        let mut stream = daemon.connect();
        let bearer = daemon.bearer("me/one");
        let head = format!(
            "GET /api/v1/containers/one/logs{query} HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let (since, mut answer) = (Instant::now(), String::new());
        let _ = stream.read_to_string(&mut answer);
        assert!(since.elapsed() < Duration::from_secs(5), "{query}: {:?}", since.elapsed());
        answer
    };
    let whole = ask("");
    assert!(whole.matches("line\n").count() == 2 && whole.ends_with("0\r\n\r\n"), "{whole}");
    ask("?follow=true");
    let nothing_is_open = || daemon.get("me/one", "/metrics").body.contains("\nhyperdrive_streams 0\n");
    super::within(5, "nothing is open", nothing_is_open);
    // Who says what nobody reads, and is gone.
    let mut stream = super::access::open(&daemon, "me/one", "/containers/one/logs?follow=true");
    stream.write_all(b"x").unwrap();
    drop(stream);
    super::within(5, "that one is let go, too", nothing_is_open);
}

#[test]
fn half_closed_and_broken_connections_are_let_go() {
    let daemon = Daemon::new(&modules());
    for text in ["", "GET", "GET /healthz HTTP/1.1\r\nhost: loc"] {
        let mut stream = daemon.connect();
        stream.write_all(text.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let since = Instant::now();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(since.elapsed() < Duration::from_secs(5), "{text:?}");
    }
    for _ in 0..500 {
        let mut stream = daemon.connect();
        let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
    }
    assert_eq!(daemon.get("me/one", "/config/me/one").json()["enabled"], json!(true));
}
