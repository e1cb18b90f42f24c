//! The example module's own programs: the protocol as its adapter speaks it, and its service.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use hd::auth::{Algorithm, Claims, Key, token};
use hd::template::{Syntax, Template};
use serde_json::{Value, json};

use crate::support::{Place, Ran, Test, example};

pub const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef";

/// A place with the folders and the keys of a module.
pub fn module() -> Place {
    let place = Place::default();
    for folder in ["config", "log"] {
        std::fs::create_dir(place.path(folder)).unwrap();
    }
    place.write("adapter.key", KEY).write("services.key", KEY.replace('0', "x"));
    place
}

fn adapter(place: &Place, command: &str) -> Test {
    let test = place.tool("examples/hello-adapter").args(["hd-module", command]);
    test.env("HD_CONFIG_DIR", place.path("config"))
        .env("HD_LOG_DIR", place.path("log"))
        .env("HD_KEY_FILE", place.path("adapter.key"))
        .env("HELLO_KEY_FILE", place.path("services.key"))
}

/// A command with this request, to which the key is added.
fn asked(place: &Place, command: &str, mut request: Value) -> Test {
    request["key"] = KEY.into();
    adapter(place, command).stdin(format!("{request}\n"))
}

fn answer(place: &Place, command: &str, request: Value) -> Value {
    asked(place, command, request).any_stdout().status(0).document()
}

fn run(place: &Place, command: &str) -> Test {
    asked(place, "run", json!({ "command": command }))
}

pub fn settings(mode: &str) -> Value {
    json!({
        "greeting": "Ahoi", "guests": "moon, \"sun\"", "repeat": 2, "mode": mode,
        "server": {
            "port": 9001, "logRequests": true, "passphrase": "",
            "clock": { "utcOffset": -3, "delay": 0.25 }
        },
        "mirror": { "greeting": "Echo", "port": 9002 }
    })
}

pub fn save(place: &Place, settings: &Value) -> Ran {
    asked(place, "set-config", json!({ "config": settings })).status(0)
}

/// The values under this name in every parameter, by path.
fn each(section: &Value, name: &str) -> Value {
    let mut values = json!({});
    for parameter in section["parameters"].as_array().unwrap() {
        if let Some(value) = parameter.get(name) {
            values[parameter["id"].as_str().unwrap()] = value.clone();
        }
    }
    for section in section["sections"].as_array().unwrap() {
        values[section["id"].as_str().unwrap()] = each(section, name);
    }
    values
}

#[test]
fn its_version_is_the_descriptors() {
    let descriptor = std::fs::read(example::folder().join("descriptor.json")).unwrap();
    let descriptor: Value = serde_json::from_slice(&descriptor).unwrap();
    let place = module();
    let version = adapter(&place, "version").any_stdout().status(0).document();
    assert_eq!(version, json!({ "version": descriptor["version"] }));
}

#[test]
fn a_wrong_key_gets_no_answer() {
    let place = module();
    for command in ["get-log-file", "get-config", "process-config", "set-config", "get-containers", "run"] {
        for key in ["", "wrong", &KEY[1..], &format!("{KEY}\n")] {
            let request = json!({ "key": key, "command": "help", "config": settings("full") });
            adapter(&place, command).stdin(format!("{request}\n")).stderr("invalid key\n").status(1);
        }
    }
    assert_eq!(std::fs::read_dir(place.path("config")).unwrap().count(), 0);
    place.write("adapter.key", "");
    adapter(&place, "get-config").stdin("{\"key\":\"\"}\n").stderr("invalid key\n").status(1);
}

#[test]
fn a_request_is_one_whole_line_of_json() {
    let place = module();
    let cut = adapter(&place, "get-config").stdin(json!({ "key": KEY }).to_string());
    cut.stderr("the request is no whole line\n").status(1);
    adapter(&place, "get-config").stdin("").stderr("the request is no whole line\n").status(1);
    adapter(&place, "get-config").stdin("[\n").stderr_has("the request is no JSON of the form: ").status(1);
}

#[test]
fn an_unknown_command_ends_with_3() {
    let place = module();
    asked(&place, "start", json!({})).stderr("No help topic for 'start'\n").status(3);
}

#[test]
fn the_metadata_has_values_once_some_were_saved_but_for_the_secret() {
    let place = module();
    let metadata = answer(&place, "get-config", json!({}));
    assert_eq!(each(&metadata, "value"), json!({ "server": { "clock": {} }, "mirror": {} }));
    let mut settings = settings("full");
    settings["server"]["passphrase"] = "open sesame".into();
    save(&place, &settings);
    settings["server"].as_object_mut().unwrap().remove("passphrase");
    let metadata = answer(&place, "get-config", json!({}));
    assert_eq!(each(&metadata, "value"), settings);
    assert_eq!(each(&metadata, "secret")["server"]["passphrase"], true);
}

#[test]
fn the_defaults_are_good() {
    let place = module();
    let defaults = each(&answer(&place, "get-config", json!({})), "default");
    let answer = answer(&place, "process-config", json!({ "config": defaults }));
    assert_eq!(answer, json!({ "errors": [], "ports": { "example/hello-world:server/port": 8480 } }));
}

#[test]
fn hyperdrive_reads_its_metadata_and_its_templates() {
    let metadata = answer(&module(), "get-config", json!({})).to_string();
    let metadata = hd::config::Metadata::read("example/hello-world", &metadata).unwrap();
    let mut kinds: Vec<_> = metadata.parameters().map(|parameter| parameter.kind.word()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["bool", "choice", "float", "int", "string", "uint"]);
    for name in ["adapter.tmpl", "templates/hw-server.tmpl", "templates/hw-mirror.tmpl"] {
        let source = std::fs::read_to_string(example::folder().join(name)).unwrap();
        assert_eq!(Syntax::of(&source), Syntax::Handlebars, "{name}");
        Template::read(name, &source, None).unwrap();
    }
}

#[test]
fn all_faults_are_told_at_once_and_nothing_is_saved() {
    let place = module();
    let mut bad = settings("full");
    bad["guests"] = "moon,,sun".into();
    bad["server"]["passphrase"] = "short".into();
    bad["mirror"]["port"] = 9001.into();
    let faults = [
        "guests: one has no name",
        "server/passphrase: it must have at least 8 characters, or none",
        "mirror/port: the server listens at this port already",
    ];
    let answer = answer(&place, "process-config", json!({ "config": bad }));
    assert_eq!(answer["errors"], json!(faults));
    let set = asked(&place, "set-config", json!({ "config": bad }));
    set.stderr(&format!("{}\n", faults.join("\n"))).status(1);
    assert_eq!(std::fs::read_dir(place.path("config")).unwrap().count(), 0);
}

#[test]
fn settings_of_another_form_are_a_fault() {
    let place = module();
    let mut bad = settings("simple");
    bad["server"]["port"] = 70000.into();
    for bad in [Value::Null, json!({}), bad] {
        let answer = answer(&place, "process-config", json!({ "config": bad }));
        assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
        let set = asked(&place, "set-config", json!({ "config": bad }));
        set.stderr_has("the settings aren't complete: ").status(1);
    }
}

#[test]
fn the_mode_decides_on_containers_and_ports() {
    let place = module();
    assert_eq!(answer(&place, "get-containers", json!({}))["containers"], json!(["hw-server"]));
    save(&place, &settings("full"));
    assert_eq!(answer(&place, "get-containers", json!({}))["containers"], json!(["hw-server", "hw-mirror"]));
    let ports = &answer(&place, "process-config", json!({ "config": settings("full") }))["ports"];
    let expected =
        json!({ "example/hello-world:server/port": 9001, "example/hello-world:mirror/port": 9002 });
    assert_eq!(ports, &expected);
}

#[test]
fn each_service_gets_a_file_of_its_own_in_the_place_of_the_old_one() {
    let place = module();
    place.write("elsewhere", "untouched");
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("config/server.toml")).unwrap();
    save(&place, &settings("simple"));
    assert_eq!(place.read("elsewhere"), "untouched");
    let server: toml::Table = toml::from_str(&place.read("config/server.toml")).unwrap();
    assert_eq!((server["greeting"].as_str(), server["port"].as_integer()), (Some("Ahoi"), Some(9001)));
    let mirror: toml::Table = toml::from_str(&place.read("config/mirror.toml")).unwrap();
    assert_eq!((mirror["greeting"].as_str(), mirror["port"].as_integer()), (Some("Echo"), Some(9002)));
    assert_eq!(std::fs::read_dir(place.path("config")).unwrap().count(), 3);
}

#[test]
fn its_log_says_what_was_asked_and_no_secret() {
    let place = module();
    let mut settings = settings("full");
    settings["server"]["passphrase"] = "open sesame".into();
    save(&place, &settings);
    let path = answer(&place, "get-log-file", json!({ "source": "adapter" }))["path"].clone();
    let log = place.read(Path::new("log").join(path.as_str().unwrap()));
    assert!(log.contains("command=\"set-config\" ended=done\n"), "{log}");
    assert!(!log.contains(KEY) && !log.contains("sesame"), "{log}");
    assert_eq!(answer(&place, "get-log-file", json!({ "source": "hw-server" }))["path"], "");
}

#[test]
fn its_own_commands_end_as_they_are_asked_to() {
    let place = module();
    run(&place, "hello Ada 'and all'").stdout("Hello, Ada and and all!\n").status(0);
    run(&place, "echo-args 'a b' \"c\\\"d\" e\\ f '' $HOME")
        .stdout("[\"a b\",\"c\\\"d\",\"e f\",\"\",\"$HOME\"]\n")
        .status(0);
    run(&place, "fail 42").stderr("failed, as it was asked to\n").status(42);
    run(&place, "'open").stderr("missing closing quote\n").status(1);
    run(&place, "fly").stderr_has("hello-world has no command 'fly'\n").status(2);
    run(&place, "").stdout_has("greets these\n").status(0);
}

#[test]
fn what_follows_the_request_is_the_commands_input() {
    let place = module();
    let request = json!({ "key": KEY, "command": "ask" });
    let ask = adapter(&place, "run").stdin(format!("{request}\nAda\n"));
    ask.stdout("What is your name? Hello, Ada!\n").status(0);
}

#[test]
fn it_misbehaves_when_it_is_asked_to() {
    let place = module();
    let at = |how: &str, command: &str| {
        place.write("config/misbehave", how);
        asked(&place, command, json!({ "source": "adapter" }))
    };
    at("exit", "get-config").status(1);
    at("fail@get-config", "get-config").stderr_has("failed, as \u{1b}").status(1);
    at("no-json", "get-config").stdout("this is no JSON\n").status(0);
    at("wrong-version", "version").stdout("{\"version\":\"9.9.9\"}\n").status(0);
    at("wrong-version bad-path", "get-log-file").stdout_has("../etc/passwd").status(0);
    at("bad-name", "get-containers").stdout_has("../nobody").status(0);
    at("no-json@version", "get-log-file").stdout("{\"path\":\"adapter.log\"}\n").status(0);
    at("noise", "get-log-file").stdout("\n{\"path\":\"adapter.log\"}\n").stderr("thinking…\n").status(0);
    assert!(at("huge", "version").any_stdout().status(0).stdout.len() > 128 << 20);
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the service with these settings, at a port that is free.
fn service(place: &Place, mut settings: Value, daemon: &str) -> (Running, String) {
    settings["server"]["port"] = free_port().into();
    save(place, &settings);
    let serve = place.tool("examples/hello-service").args(["serve", "moon", " sun "]);
    let serve = serve
        .env("HELLO_ADDRESS", "127.0.0.1")
        .env("HELLO_CONFIG", place.path("config/server.toml"))
        .env("HELLO_KEY_FILE", place.path("services.key"))
        .env("HYPERDRIVE_URL", daemon)
        .env("HYPERDRIVE_KEY_FILE", place.path("adapter.key"));
    let child = Running(serve.command().stdout(Stdio::null()).spawn().unwrap());
    let url = format!("http://127.0.0.1:{}", settings["server"]["port"]);
    let deadline = Instant::now() + Duration::from_secs(10);
    while get(&format!("{url}/health"), &[]).0 != 200 {
        assert!(Instant::now() < deadline, "the service doesn't answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    (child, url)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The status, 0 where nothing answers, and the text.
fn get(url: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
    let agent: ureq::Agent = config.timeout_global(Some(Duration::from_secs(10))).build().into();
    let request = headers.iter().fold(agent.get(url), |request, (name, value)| request.header(*name, *value));
    match request.call() {
        Ok(mut answer) => (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap()),
        Err(cause) => (0, cause.to_string()),
    }
}

fn bearer(key: &str, algorithm: Algorithm, life: u32) -> String {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let claims = Claims::new(&"example/hello-world".parse().unwrap(), now, life);
    format!("Bearer {}", token::sign(&claims, &Key::new(key.into()).unwrap(), algorithm).unwrap())
}

#[test]
fn the_service_greets_who_has_its_key_and_the_passphrase() {
    let place = module();
    let mut settings = settings("simple");
    settings["server"]["passphrase"] = "open-sesame".into();
    let (_service, url) = service(&place, settings, "");
    let hello = format!("{url}/hello");
    let key = place.read("services.key");
    let good = bearer(&key, Algorithm::Hs384, 60);
    for bad in
        ["", "Bearer x", &bearer(KEY, Algorithm::Hs384, 60), &bearer(&key, Algorithm::Hs256, 60), &good[7..]]
    {
        assert_eq!(get(&hello, &[("authorization", bad)]).0, 401, "{bad}");
    }
    assert_eq!(get(&hello, &[("authorization", &good)]).0, 403);
    assert_eq!(get(&hello, &[("authorization", &good), ("x-passphrase", "open-sesam")]).0, 403);
    let (status, text) = get(&hello, &[("authorization", &good), ("x-passphrase", "open-sesame")]);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, answer["greeting"].as_str()), (200, Some("Ahoi Ahoi, moon and sun!")));
    let hello = format!("{hello}?name=Ada%20L");
    let (_, text) = get(&hello, &[("authorization", &good), ("x-passphrase", "open-sesame")]);
    assert!(text.contains("Ahoi Ahoi, Ada L!"), "{text}");
    run(&place, "status").stdout_has("Ahoi Ahoi, moon and sun!").status(0);
}

#[test]
fn the_service_asks_the_daemon_with_its_own_key_and_passes_the_answer_on() {
    let daemon = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", daemon.local_addr().unwrap());
    let place = module();
    let (service, url) = service(&place, settings("simple"), &at);
    let daemon = std::thread::spawn(move || {
        let (mut stream, _) = daemon.accept().unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"apiPort\":1}").unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    assert_eq!(get(&format!("{url}/settings"), &[]).0, 401);
    run(&place, "settings").stdout("{\"apiPort\":1}\n").status(0);
    let request = daemon.join().unwrap();
    assert!(request.starts_with("GET /api/v1/config HTTP/1.1\r\n"), "{request}");
    let token = request.lines().find_map(|line| line.strip_prefix("authorization: Bearer ")).unwrap();
    let token = hd::auth::Token::parse(token).unwrap();
    let key = Key::new(KEY.into()).unwrap();
    let claims = token.verify(&[key], token.claims().iat.unwrap().seconds(), None).unwrap();
    assert_eq!((claims.iss.as_str(), token.algorithm()), ("example/hello-world", Algorithm::Hs384));
    // The daemon is gone by now.
    run(&place, "settings").stderr_has("the service answers 502: ").status(1);
    drop(service);
    run(&place, "status").stderr_has("doesn't answer").status(1);
}
