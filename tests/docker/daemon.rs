//! The daemon, and the module's service that asks it.

use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use serde_json::Value;

use crate::support::Home;
use crate::support::engine::{docker, wait_until};
use crate::support::home::HELLO;

const KEYS: &str = "user/modules/example/hello-world/secrets";

/// The status and the body of the answer to a request, with this token where there is one.
fn ask(method: &str, port: u16, path: &str, token: &str) -> (u16, String) {
    let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
    let agent: ureq::Agent = config.timeout_global(Some(Duration::from_secs(10))).build().into();
    let url = format!("http://127.0.0.1:{port}{path}");
    let authorization = format!("Bearer {token}");
    let answer = match method {
        "POST" => agent.post(&url).header("authorization", &authorization).send_empty(),
        _ => agent.get(&url).header("authorization", &authorization).call(),
    };
    let mut answer = answer.unwrap_or_else(|cause| panic!("{url}: {cause}"));
    (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
}

/// A token that this key of the module signs, as a script makes one.
fn token(home: &Home, key: &str) -> String {
    let key = format!("{KEYS}/{key}.key");
    let sign = ["sign", "--key-file", &key, "--issuer", HELLO];
    home.tool("hd-token").args(sign).any_stdout().status(0).stdout.trim().into()
}

/// An address of this machine that others reach; `None` where it has none.
fn outer_address() -> Option<Ipv4Addr> {
    // No packet is sent: a UDP socket only looks up which way it would go.
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    match socket.local_addr().ok()? {
        SocketAddr::V4(address) if !address.ip().is_loopback() => Some(*address.ip()),
        _ => None,
    }
}

#[test]
fn the_daemon_answers_modules_that_show_a_token_and_a_module_can_ask_it_and_restart_its_own() {
    let home = Home::with_started_example();
    let (api, port) = (home.api.number, home.server.number);

    // It is made of our own program, on this machine.
    let image = home.container("daemon").0["Config"]["Image"].clone();
    let image = image.as_str().unwrap();
    assert!(image.starts_with("hyperdrive-daemon:"), "{image}");
    // The same program gives the same image, whoever makes it and when: two at once don't replace each other's.
    assert_eq!(docker(["image", "inspect", "--format", "{{.Created}}", image]), "1970-01-01T00:00:00Z");

    // A token of the module opens it, and nothing else.
    assert_eq!(ask("GET", api, "/api/v1/config", "").0, 401);
    assert_eq!(ask("GET", api, "/api/v1/config", &token(&home, "adapter")).0, 401);
    let (status, body) = ask("GET", api, "/api/v1/config", &token(&home, "hyperdrive"));
    let settings: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &settings["projectName"]), (200, &Value::from(home.project.as_str())));
    assert_eq!(settings["modules"][HELLO]["settings"]["server"]["port"], port);

    // Nobody beyond this machine reaches it, nor the service.
    if let Some(address) = outer_address() {
        for port in [api, port] {
            let reached = TcpStream::connect_timeout(&(address, port).into(), Duration::from_secs(2));
            assert!(reached.is_err(), "{address}:{port}");
        }
    }

    // The service admits who signs with its key, and its own request finds the daemon by the URL that it was given.
    assert_eq!(ask("GET", port, "/hello", "").0, 401);
    assert_eq!(ask("GET", port, "/hello", &token(&home, "hyperdrive")).0, 401);
    let (status, body) = ask("GET", port, "/hello?name=Ada", &token(&home, "services"));
    assert_eq!((status, body.contains("Hello, Ada!")), (200, true), "{body}");
    let told = home.hyperdrive(["hw", "settings"]).any_stdout().status(0).document();
    assert_eq!(told, settings);

    // It restarts a container of its own through the API; the daemon and the adapter it can't.
    let before = home.container("hw-server");
    let restart = |name: &str| {
        let path = format!("/api/v1/containers/{}_{name}/restart", home.project);
        ask("POST", api, &path, &token(&home, "hyperdrive"))
    };
    let (status, body) = restart("hw-server");
    assert_eq!(status, 202, "{body}");
    wait_until("the container is restarted", || home.container("hw-server").life() != before.life());
    assert_eq!(home.container("hw-server").id(), before.id());
    for name in ["daemon", "hw_adapter"] {
        let before = home.container(name).life();
        assert_eq!(restart(name).0, 403, "{name}");
        assert_eq!(home.container(name).life(), before, "{name}");
    }

    // What the operator has stopped isn't started through the API.
    home.sh(&format!("hd-state load | hd-compose stop services --only {HELLO} >/dev/null")).status(0);
    let path = format!("/api/v1/containers/{}_hw-server/start", home.project);
    assert_eq!(ask("POST", api, &path, &token(&home, "hyperdrive")).0, 409);
    assert!(!home.container("hw-server").runs() && home.container("daemon").runs());
}
