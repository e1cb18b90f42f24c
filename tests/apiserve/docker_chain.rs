//! One chain for all who change something: modules through the daemon, and the operator with every tool.

use std::time::Duration;

use serde_json::Value;

use crate::support::Home;
use crate::support::engine::wait_until;
use crate::support::home::HELLO;

const KEY: &str = "user/modules/example/hello-world/secrets/hyperdrive.key";

/// The audit's lines, each the one that the next was chained to, from the very first on.
#[track_caller]
fn chain(home: &Home) -> Vec<Value> {
    let text = home.place.read("user/log/audit.ndjson");
    let mut before = "0".repeat(64);
    let follows = |line: &str| {
        let said: Value = serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}: {line}"));
        assert_eq!(said["before"], std::mem::replace(&mut before, hd::digest::sha256(line)), "{line}");
        said
    };
    text.lines().map(follows).collect()
}

/// Asks the daemon for a restart of the example's service, with the module's key, and waits until it is done.
fn restarts_its_service(home: &Home) {
    let sign = ["sign", "--key-file", KEY, "--issuer", HELLO];
    let token = home.tool("hd-token").args(sign).any_stdout().status(0).stdout;
    let path = format!("/api/v1/containers/{}_hw-server/restart", home.project);
    let url = format!("http://127.0.0.1:{}{path}", home.api.number);
    let before = home.container("hw-server").life();
    let config = ureq::Agent::config_builder().proxy(None).timeout_global(Some(Duration::from_secs(10)));
    let agent: ureq::Agent = config.build().into();
    let answer = agent.post(&url).header("authorization", format!("Bearer {}", token.trim())).send_empty();
    assert_eq!(answer.unwrap().status().as_u16(), 202);
    wait_until("it is restarted", || home.container("hw-server").life() != before);
    wait_until("that is written", || chain(home).last().is_some_and(|last| last["result"] == "done"));
}

#[test]
fn what_the_operator_does_and_what_modules_ask_for_are_lines_of_one_chain() {
    let home = Home::with_started_example();
    restarts_its_service(&home);
    home.hyperdrive(["service", "restart", "hw"]).any_stdout().status(0);
    home.tool("hd-token").args(["rotate", "--key-file", KEY]).any_stdout().status(0);
    restarts_its_service(&home);
    home.sh(&format!("hd-state load | hd-compose stop services --only {HELLO} >stopped")).status(0);
    home.hyperdrive(["service", "down"]).any_stdout().status(0);

    let lines = chain(&home);
    let operator = hd::api::audit::operator();
    let places = |who: &str, what: &str, result: &str| {
        let is = |line: &Value| line["who"] == who && line["what"] == what && line["result"] == result;
        let found: Vec<usize> = (0..lines.len()).filter(|place| is(&lines[*place])).collect();
        assert!(!found.is_empty(), "{who} {what} {result}: {lines:#?}");
        found
    };
    // What was done in this order stands there in this order, whoever wrote it.
    let asked = places(HELLO, "restart", "done");
    assert_eq!((asked.len(), places(HELLO, "restart", "accepted").len()), (2, 2));
    let rotated = places(&operator, "hd-token rotate", "done");
    assert_eq!((rotated.len(), &lines[rotated[0]]["on"]), (1, &KEY["user/".len()..].into()));
    let restarted = places(&operator, "hd-compose restart", "done");
    let order = [
        places(&operator, "hd-state add", "done")[0],
        places(&operator, "hd-compose up adapter", "begun")[0],
        places(&operator, "hd-compose up services", "done")[0],
        asked[0],
        restarted[restarted.len() - 1],
        rotated[0],
        asked[1],
        places(&operator, "hd-compose stop", "begun")[0],
        places(&operator, "hd-compose stop", "done")[0],
        places(&operator, "hd-compose down", "done")[0],
    ];
    assert!(order.is_sorted(), "{order:?} {lines:#?}");
    // Every line says what it is about.
    assert!(lines.iter().all(|line| line["on"].as_str().is_some_and(|on| !on.is_empty())), "{lines:#?}");

    // A line that is altered breaks the chain, whoever wrote it.
    let audit = hd::api::audit::Audit::of(&home.place.path("user"));
    assert_eq!(audit.check().unwrap(), lines.len() as u64);
    let text = home.place.read("user/log/audit.ndjson");
    home.place.write("user/log/audit.ndjson", text.replacen("hd-token rotate", "hd-token Rotate", 1));
    let message = audit.check().unwrap_err().message().to_owned();
    assert!(message.contains(&format!("line {} ", rotated[0] + 2)), "{message}");
}
