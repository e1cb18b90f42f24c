//! A command of the module's own: what `run` makes of it, a program or a request to a service.

use std::io::Read;

use serde_json::json;

use super::folders;
use crate::hello::{KEY, module};
use crate::support::{Place, Test};

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
fn an_answer_that_has_no_body_is_whole_without_one() {
    let service = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = service.local_addr().unwrap().port();
    let place = module();
    // It leaves its connection open, as a service may.
    let served = std::thread::spawn(move || {
        ["200 OK\r\nContent-Length: 4", "200 OK", "204 No Content"].map(|answer| {
            let (mut stream, _) = service.accept().unwrap();
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            std::io::Write::write_all(&mut stream, format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).unwrap();
            stream
        })
    });
    for method in ["HEAD", "HEAD", "GET"] {
        let ask = format!("{{name: ask, request: {{url: 'http://127.0.0.1:{port}/', method: {method}}}}}");
        command(&place, &ask)
            .stdin(format!("{}\n", json!({"key": KEY, "command": "ask"})))
            .any_stdout()
            .status(0);
    }
    drop(served.join().unwrap());
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
