//! hd-adapter: the example's twin answers as the example's adapter does, and what it does as a program.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::hello::{KEY, module, settings};
use crate::support::{Place, Test, example};

const TWIN: &str = "example/hello-declared";
const DECLARATION: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/modules/hello-declared/adapter/module.yaml");

/// Both adapters of the same module, each with folders of its own.
struct Twins {
    programmed: Place,
    declared: Place,
}

impl Twins {
    fn new() -> Self {
        Self { programmed: module(), declared: module() }
    }

    /// The same command of both with this input.
    fn ask(&self, command: &str, input: &str) -> [Said; 2] {
        [programmed(&self.programmed, command), declared(&self.declared, command)]
            .map(|test| ended(&test, input))
    }

    /// Both end in the same way, and say the same.
    #[track_caller]
    fn agree(&self, command: &str, mut request: Value) -> Said {
        request["key"] = KEY.into();
        let [one, two] = self.ask(command, &format!("{request}\n"));
        assert_eq!(one, two, "{command} {request}");
        one
    }

    /// Both write the same files: what they say is compared, as each writes it in its own way.
    #[track_caller]
    fn wrote_the_same(&self) {
        let names = |place: &Place| {
            let mut names: Vec<_> =
                fs::read_dir(place.path("config")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names(&self.programmed), names(&self.declared));
        let toml = |place: &Place, name: &str| {
            let text = place.read(Path::new("config").join(name));
            toml::from_str::<toml::Table>(&text).unwrap_or_else(|cause| panic!("{cause}: {text}"))
        };
        for name in ["server.toml", "mirror.toml"] {
            assert_eq!(toml(&self.programmed, name), toml(&self.declared, name), "{name}");
        }
        let saved =
            |place: &Place| serde_json::from_str::<Value>(&place.read("config/settings.json")).unwrap();
        assert_eq!(saved(&self.programmed), saved(&self.declared));
    }
}

/// How a command ended: its code, the JSON or text that it printed, and what it complained of.
#[derive(Debug, PartialEq)]
struct Said {
    code: Option<i32>,
    answer: Value,
    complaint: String,
}

fn ended(test: &Test, input: &str) -> Said {
    let mut command = test.command();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let answered = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    let answer = serde_json::from_str(&answered).unwrap_or_else(|_| answered.into());
    Said { code: output.status.code(), answer, complaint }
}

fn folders(test: Test, place: &Place) -> Test {
    test.env("HD_CONFIG_DIR", place.path("config"))
        .env("HD_LOG_DIR", place.path("log"))
        .env("HD_KEY_FILE", place.path("adapter.key"))
        .env("HELLO_KEY_FILE", place.path("services.key"))
        .env("HELLO_SERVER", "127.0.0.1")
}

/// The adapter that is programmed, as that of the twin.
fn programmed(place: &Place, command: &str) -> Test {
    let test = place.tool("examples/hello-adapter").args(["hd-module", command]);
    folders(test, place).env("HELLO_FQMN", "example/hello-declared").env("HELLO_SHORTCUT", "hwd")
}

fn declared(place: &Place, command: &str) -> Test {
    let test = place.tool("hd-adapter").args(["--module", DECLARATION, "hd-module", command]);
    folders(test, place)
}

#[test]
fn the_twins_agree_on_metadata_before_and_after_settings_were_saved() {
    let twins = Twins::new();
    assert_eq!(twins.agree("version", json!({})).answer, json!({"version": "1.0.0"}));
    assert_eq!(twins.agree("get-config", json!({})).code, Some(0));
    for mode in ["simple", "full"] {
        let mut settings = settings(mode);
        settings["server"]["passphrase"] = "open-sesame".into();
        assert_eq!(twins.agree("set-config", json!({"config": settings})).code, Some(0));
        let metadata = twins.agree("get-config", json!({})).answer;
        assert!(metadata["parameters"][0]["value"] == "Ahoi" && !metadata.to_string().contains("sesame"));
        twins.wrote_the_same();
        let containers = twins.agree("get-containers", json!({})).answer;
        assert_eq!(containers["containers"].as_array().unwrap().len(), if mode == "full" { 2 } else { 1 });
    }
}

#[test]
fn the_twins_agree_on_what_is_wrong_and_which_ports_are_taken() {
    let twins = Twins::new();
    twins.agree("get-containers", json!({}));
    let changes = [
        ("/greeting", json!("x: \"y\" # z\\ 'é'")),
        ("/guests", json!("moon\n\"x\" = 1,{{sun}}")),
        ("/guests", json!("moon,,sun")),
        ("/guests", json!("")),
        ("/guests", json!(" , ")),
        ("/guests", json!(["x"; 10].join(","))),
        ("/guests", json!(["x"; 11].join(","))),
        ("/repeat", json!(3)),
        ("/server/passphrase", json!("short")),
        ("/server/passphrase", json!("long-enough")),
        ("/server/port", json!(9002)),
        ("/server/logRequests", json!(false)),
        ("/server/clock/utcOffset", json!(14)),
        ("/server/clock/delay", json!(5.0)),
        ("/mirror/port", json!(9001)),
        ("/mirror/greeting", json!("$HOME {{x}}")),
    ];
    for mode in ["simple", "full"] {
        for (pointer, value) in &changes {
            let mut settings = settings(mode);
            *settings.pointer_mut(pointer).unwrap() = value.clone();
            let processed = twins.agree("process-config", json!({"config": settings}));
            assert_eq!(processed.code, Some(0), "{processed:?}");
            let set = twins.agree("set-config", json!({"config": settings}));
            assert_eq!(set.code == Some(0), processed.answer["errors"] == json!([]), "{pointer} {value}");
            if set.code == Some(0) {
                twins.wrote_the_same();
            }
        }
    }
}

#[test]
fn the_twins_refuse_the_same_requests() {
    let twins = Twins::new();
    for key in ["", "wrong", &KEY[1..], &format!("{KEY}\n")] {
        for command in ["get-config", "process-config", "set-config", "get-containers", "get-log-file", "run"]
        {
            let [one, two] = twins.ask(command, &format!("{}\n", json!({"key": key})));
            assert_eq!(one, two, "{command}");
            assert_eq!((one.code, one.complaint.as_str()), (Some(1), "invalid key\n"));
        }
    }
    for input in ["", "{}", "[\n", "\n", "{\"key\":1}\n", "nonsense\n"] {
        let [one, two] = twins.ask("get-config", input);
        let begin = |ran: &Said| ran.complaint.split(':').next().unwrap_or_default().to_owned();
        assert_eq!((one.code, &one.answer, begin(&one)), (two.code, &two.answer, begin(&two)), "{input:?}");
    }
    for unknown in ["start", "get-config-metadata", "nonsense", ""] {
        assert_eq!(twins.agree(unknown, json!({})).code, Some(3));
    }
    for bad in [Value::Null, json!({}), json!({"greeting": 7}), json!([])] {
        let [one, two] = twins.ask("process-config", &format!("{}\n", json!({"key": KEY, "config": bad})));
        for answer in [one.answer, two.answer] {
            assert!(
                !answer["errors"].as_array().unwrap().is_empty() && answer["ports"] == json!({}),
                "{answer}"
            );
        }
        let set = twins.ask("set-config", &format!("{}\n", json!({"key": KEY, "config": bad})));
        assert_eq!(set.map(|ran| ran.code), [Some(1), Some(1)]);
    }
    for source in ["adapter", "hwd-server", "../x", ""] {
        twins.agree("get-log-file", json!({"source": source}));
    }
    assert_eq!(fs::read_dir(twins.declared.path("config")).unwrap().count(), 0);
}

#[test]
fn the_twins_run_the_same_commands() {
    let twins = Twins::new();
    let mut settings = settings("simple");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    settings["server"]["port"] = port.into();
    twins.agree("set-config", json!({"config": settings}));
    for command in ["hello Ada 'and all'", "hello", "'open"] {
        twins.agree("run", json!({"command": command}));
    }
    // Nobody listens at the service's port.
    let status = twins.ask("run", &format!("{}\n", json!({"key": KEY, "command": "status"})));
    for Said { code, complaint, .. } in status {
        assert_eq!(code, Some(1));
        assert!(
            complaint.starts_with(&format!("'http://127.0.0.1:{port}/hello' doesn't answer: ")),
            "{complaint}"
        );
    }
    let [one, two] = twins.ask("run", &format!("{}\n", json!({"key": KEY, "command": "fly"})));
    assert_eq!((one.code, two.code), (Some(2), Some(2)));
    let help =
        declared(&twins.declared, "run").stdin(format!("{}\n", json!({"key": KEY, "command": "help"})));
    help.stdout_has("hello [NAME...]  greets these\n")
        .stdout_has("status           asks the service")
        .status(0);
}

#[test]
fn its_metadata_are_those_that_hyperdrive_reads() {
    let metadata = declared(&module(), "get-config").stdin(format!("{}\n", json!({"key": KEY})));
    let metadata = metadata.any_stdout().status(0).stdout;
    let metadata = hd::config::Metadata::read("example/hello-declared", &metadata).unwrap();
    assert_eq!(metadata.parameters().count(), 11);
}

/// A declaration of one command.
fn command(place: &Place, command: &str) -> Test {
    place.write("module.yaml", format!("module: a/b\nversion: 1.0.0\ncommands:\n  - {command}\n"));
    let test = place.tool("hd-adapter").args(["--module", "module.yaml", "hd-module", "run"]);
    folders(test, place)
}

#[test]
fn a_command_becomes_its_program_with_the_rest_of_standard_input() {
    let place = module();
    let request = |words: &str| format!("{}\n", json!({"key": KEY, "command": words}));
    let cat = command(&place, "{name: cat, process: [cat]}");
    cat.stdin(request("cat") + "what follows\n").stdout("what follows\n").status(0);
    let words =
        "{name: show, arguments: ['[W...]'], process: [printf, '<%s>', '{{Args}}', 'x{{index Args 0}}']}";
    command(&place, words)
        .stdin(request("show 'a b' '$(id)' '{{x}}'"))
        .stdout("<a b><$(id)><{{x}}><xa b>")
        .status(0);
    command(&place, "{name: bad, process: [sh, -c, 'exit 42']}").stdin(request("bad")).status(42);
    let gone = command(&place, "{name: gone, process: [/no/such/program]}").stdin(request("gone"));
    gone.stderr("cannot run '/no/such/program': no such file\n").status(127);
    let variable = "{name: v, process: [sh, -c, 'echo $WORD'], environment: {WORD: 'a\"b'}}";
    command(&place, variable).stdin(request("v")).stdout("a\"b\n").status(0);
}

#[test]
fn a_service_is_asked_with_a_signed_token_and_words_stay_one_piece_of_the_url() {
    let service = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = service.local_addr().unwrap().port();
    let place = module();
    let answers =
        ["200 OK\r\nContent-Length: 4\r\n\r\nfine", "200 OK\r\n\r\nto the end", "503 Busy\r\n\r\nnot now\n"];
    let served = std::thread::spawn(move || {
        answers.map(|answer| {
            let (mut stream, _) = service.accept().unwrap();
            let (mut asked, mut bytes) = (Vec::new(), [0; 4096]);
            while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
                let count = stream.read(&mut bytes).unwrap();
                asked.extend_from_slice(&bytes[..count]);
            }
            std::io::Write::write_all(&mut stream, format!("HTTP/1.1 {answer}").as_bytes()).unwrap();
            String::from_utf8(asked).unwrap()
        })
    });
    let url = format!("http://127.0.0.1:{port}/say/{{{{index Args 0}}}}?x=1");
    let ask = format!(
        "{{name: ask, arguments: [W], request: {{url: '{url}', sign: '{{{{Env.HELLO_KEY_FILE}}}}', headers: {{X-Word: '{{{{index Args 0}}}}'}}}}}}"
    );
    let run =
        |words: &str| command(&place, &ask).stdin(format!("{}\n", json!({"key": KEY, "command": words})));
    run("ask '../a?b#c d'").stdout("fine\n").status(0);
    run("ask plain").stdout("to the end\n").status(0);
    run("ask plain").stderr("the service answers 503: not now\n").status(1);
    let asked = served.join().unwrap();
    assert!(asked[0].starts_with("GET /say/..%2Fa%3Fb%23c%20d?x=1 HTTP/1.0\r\n"), "{}", asked[0]);
    let token = asked[0].split("Authorization: Bearer ").nth(1).unwrap().lines().next().unwrap();
    let token = hd::auth::Token::parse(token).unwrap();
    assert_eq!(token.issuer().unwrap().to_string(), "a/b");
    let key = hd::auth::Key::read(&place.path("services.key")).unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    token.verify(&[key], now, None).unwrap();
    assert!(asked[0].contains("X-Word: ../a?b#c d\r\n"));
    run("ask \"a\nX-Evil: 1\"").stderr("the header 'X-Word' can hold printable ASCII only\n").status(1);
    run("ask plain")
        .stderr_has(&format!("'http://127.0.0.1:{port}/say/plain?x=1' doesn't answer: "))
        .status(1);
}

#[test]
fn a_closed_output_is_an_error_and_no_panic() {
    let place = module();
    let run = |redirect: &str| {
        let script = format!(
            "printf '{{\"key\":\"{KEY}\"}}\\n' | hd-adapter --module {DECLARATION} hd-module get-config {redirect}"
        );
        folders(place.sh(&script), &place)
    };
    run("> /dev/full").stderr_has("cannot write to 'standard output': ").status(1);
    run(">&- 2>&-").status(0);
    folders(place.sh(&format!("hd-adapter --module {DECLARATION} hd-module get-config <&-")), &place)
        .stderr("the request is no whole line\n")
        .status(1);
}

#[test]
fn a_broken_module_yaml_is_told_whole_and_ends_the_container() {
    let place = module();
    place.write("module.yaml", "module: a\nversion: 1.0.0\nfils: []\n");
    let faults = "hd-adapter: 'module.yaml' has 2 faults\n";
    let all = |test: Test| {
        test.stderr_has("module.yaml:3:1").stderr_has("did you mean 'files'?").stderr_has("module.yaml:1:9")
    };
    all(place.tool("hd-adapter").args(["check"])).stderr_has(faults).status(3);
    all(place.tool("hd-adapter").args(["--module", "module.yaml", "idle"])).stderr_has(faults).status(3);
    all(place.tool("hd-adapter").args(["--module", "module.yaml", "hd-module", "version"])).status(1);
    let missing = "hd-adapter: cannot read '/module.yaml': no such file\n";
    place.tool("hd-adapter").stderr(missing).status(3);
}

#[test]
fn check_tells_what_an_adapter_is() {
    let place = Place::default();
    let summary = place.tool("hd-adapter").args(["check", DECLARATION]).any_stdout().status(0).document();
    assert_eq!(summary["files"], json!(["server.toml", "mirror.toml"]));
    assert_eq!(summary["containers"], json!(["hwd-server", "hwd-mirror"]));
    assert_eq!(summary["parameters"].as_array().unwrap().len(), 11);
}

/// The path of a tool's executable.
fn program(name: &str) -> String {
    Place::default().tool(name).command().get_program().to_string_lossy().into_owned()
}

/// The twin's declaration in this place, for an adapter of this dialect.
fn write_twin(place: &Place, dialect: &str) {
    for file in ["server.toml", "mirror.toml"] {
        let source = fs::read(example::declared_folder().join("adapter/files").join(file)).unwrap();
        place.write(Path::new("files").join(file), source);
    }
    let text = fs::read_to_string(DECLARATION).unwrap();
    place.write("module.yaml", text.replace("\nmodule: ", &format!("\ndialect: '{dialect}'\nmodule: ")));
}

#[test]
fn an_adapter_is_judged_without_its_package_and_the_name_that_it_was_given_is_said() {
    let place = Place::default();
    let adapter = program("hd-adapter");
    let judged = |args: &[&str], status| {
        let check = place.tool("hd-check").args(["adapter"]).args(args);
        let check = check.args(["--", &adapter, "--module", "module.yaml"]).env("HELLO_SERVER", "x");
        check.env("HELLO_KEY_FILE", "/x").any_stdout().status(status).stdout
    };
    for dialect in ["current", "2025-01"] {
        write_twin(&place, dialect);
        let known = judged(&["--fqmn", TWIN], 0);
        assert!(known.contains(dialect) && known.contains(": 0 errors, 0 warnings, 0 notes\n"), "{known}");
    }
    // It looks for its settings by a name that nobody told.
    let unnamed = judged(&[], 0);
    assert!(unnamed.contains("warning HD118: it says: the settings hold none of"), "{unnamed}");
    let remark = "its settings were those of 'author/module': --fqmn AUTHOR/NAME says another name\n";
    assert!(unnamed.contains(remark), "{unnamed}");
    write_twin(&place, "current");
    assert!(judged(&[], 0).contains(": 0 errors, 0 warnings, 0 notes\n"));
}

#[test]
fn hd_check_finds_nothing_in_the_twin_in_any_dialect() {
    let place = Place::default();
    let adapter = program("hd-adapter");
    let folder = example::declared_folder().display().to_string();
    for dialect in ["current", "2024-12", "2025-01", "2025-03"] {
        write_twin(&place, dialect);
        for judged in ["package", "adapter"] {
            let args = [judged, &folder, "--", &adapter, "--module", "module.yaml"];
            let check =
                place.tool("hd-check").args(args).env("HELLO_SERVER", "x").env("HELLO_KEY_FILE", "/x");
            let ran = check.stdout_has("0 errors, 0 warnings, 0 notes\n").any_stderr().status(0);
            assert!(
                judged == "package" || format!("{}{}", ran.stdout, ran.stderr).contains(dialect),
                "{}",
                ran.stdout
            );
        }
    }
}

/// User and system time of a process, in clock ticks.
fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    [11, 12].into_iter().map(|number| fields[number].parse::<u64>().unwrap()).sum()
}

#[test]
fn idle_uses_no_processor_and_ends_at_the_first_signal() {
    for signal in ["TERM", "INT"] {
        let place = Place::default();
        let test = place.tool("hd-adapter").args(["--module", DECLARATION, "idle"]);
        let mut child = test.command().spawn().unwrap();
        std::thread::sleep(Duration::from_millis(700));
        let before = ticks(child.id());
        std::thread::sleep(Duration::from_millis(500));
        assert!(ticks(child.id()) <= before, "it works while it waits");
        let kill = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        let asked = Instant::now();
        assert!(kill.success() && child.wait().unwrap().success(), "{signal}");
        assert!(asked.elapsed() < Duration::from_secs(5), "{signal}");
    }
}

#[test]
fn init_writes_a_module_that_packs_and_checks() {
    let place = Place::default();
    let made = place.tool("hd-adapter").args(["init", "my-mod"]).any_stdout().status(0).document();
    assert_eq!((&made["module"], &made["shortcut"]), (&json!("example/my-mod"), &json!("mm")));
    let check = ["check", "my-mod/adapter/module.yaml"];
    place.tool("hd-adapter").args(check).any_stdout().status(0);
    place.tool("hd-unpack").args(["pack", "my-mod", "-o", "my-mod.zip"]).any_stdout().status(0);
    place.tool("hd-unpack").args(["my-mod.zip", "--check"]).any_stdout().status(0);
    let adapter = program("hd-adapter");
    let command = ["--", &adapter, "--module", "my-mod/adapter/module.yaml"];
    let nothing = "0 errors, 0 warnings, 0 notes\n";
    for judged in ["package", "adapter"] {
        let check = place.tool("hd-check").args([judged, "my-mod"]).args(command);
        check.stdout_has(nothing).any_stderr().status(0);
    }
    let again = place.tool("hd-adapter").args(["init", "my-mod"]);
    again.stderr_has("hd-adapter: the folder 'my-mod' isn't empty\n").status(3);
    let named = ["init", "x", "--fqmn", "me/Thing_2", "--shortcut", "t2"];
    let made = place.tool("hd-adapter").args(named).any_stdout().status(0).document();
    assert_eq!(made["files"][2], "templates/t2-service.tmpl");
    place
        .tool("hd-adapter")
        .args(["init", "y", "--shortcut", "A B"])
        .stderr_has("'A B' is no shortcut")
        .absent("y")
        .status(3);
    place
        .tool("hd-adapter")
        .args(["init", "y", "--fqmn", "nobody"])
        .stderr_has("'nobody' is no module name")
        .absent("y")
        .status(3);
    place
        .tool("hd-adapter")
        .args(["init", "a b"])
        .stderr_has("name the module with --fqmn")
        .absent("a b")
        .status(3);
}

#[test]
fn the_manuals_example_is_a_module() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/man/hd-adapter-module.5")).unwrap();
    let example =
        page.split(".\\\" example\n.nf\n").nth(1).and_then(|rest| rest.split("\n.fi\n").next()).unwrap();
    let text = example
        .replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\(dq", "\"")
        .replace("\\&", "")
        .replace("\\e", "\\");
    let place = Place::default();
    place.write("module.yaml", text);
    place.tool("hd-adapter").args(["check"]).any_stdout().status(0);
    assert_eq!(hd::declared::LARGEST, 1 << 20, "the page says 1 MiB");
    // Every field that the page's list names is one, and every one is named.
    for field in [
        "module",
        "version",
        "dialect",
        "saved",
        "log",
        "parameters",
        "sections",
        "errors",
        "ports",
        "containers",
        "files",
        "commands",
        "logs",
    ] {
        assert!(page.contains(&format!(".B {field}\n")), "{field}");
    }
}

#[test]
fn the_twins_templates_are_those_of_the_example() {
    for part in ["server", "mirror"] {
        let of = |path: &Path| fs::read_to_string(path).unwrap();
        let one = of(&example::folder().join(format!("templates/hw-{part}.tmpl"))).replace("hw-", "hwd-");
        let two = of(&example::declared_folder().join(format!("templates/hwd-{part}.tmpl")));
        assert_eq!(one, two.replace("      - HELLO_FQMN=example/hello-declared\n", ""));
    }
}
