//! `hyperdrive service config` with its form, in a real terminal.

use serde_json::json;

use crate::support::home::HELLO;
use crate::support::{Home, Terminal};

#[test]
fn what_a_module_refuses_comes_back_at_its_field_and_nothing_is_locked_meanwhile() {
    let home = Home::with_example();
    home.configure();
    let terminal = Terminal::of(&home.hyperdrive::<&str>([]));
    terminal.run("hyperdrive service config; echo ended $?");
    terminal
        .sees("API port")
        .letters("]")
        .sees("Guests")
        .letters("/guests")
        .keys(&["Enter"])
        .sees("hello-world:guests");
    terminal.keys(&["Enter"]).keys(&["C-u"]).letters("Ada,,Bob").keys(&["Enter"]).sees("1 change");

    // Somebody else changes settings while the form is open.
    home.set(["hw:repeat=1"]).any_stdout().status(0);
    terminal.letters("rs").sees("! Guests").sees("one has no name").sees("1 change");
    terminal.keys(&["Enter", "C-u"]).letters("Ada").keys(&["Enter"]).letters("r").sees("guests: world → Ada");
    terminal.letters("s").sees("guests: world -> Ada").sees("Start it now? [y/N]");
    assert!(terminal.screen().contains("changed by somebody else meanwhile"), "{}", terminal.screen());
    terminal.letters("n").keys(&["Enter"]).sees("ended 0");
    let set = home.document(HELLO)["set"].clone();
    assert_eq!((&set["guests"], &set["repeat"]), (&json!("Ada"), &json!(1)));
    assert!(!home.has_container("hw-server"));

    // Left without a change, it is the answer no.
    terminal.begin("hyperdrive service config; echo ended $?");
    terminal.sees("API port").letters("q").sees("ended 1").sees("the form was left");

    // And it starts what was saved.
    terminal.begin("hyperdrive service config; echo ended $?");
    terminal
        .sees("API port")
        .letters("/greeting")
        .keys(&["Enter"])
        .sees("hello-world:greeting")
        .keys(&["Enter", "C-u"]);
    terminal
        .letters("Ahoi")
        .keys(&["Enter"])
        .letters("rs")
        .sees("Start it now? [y/N]")
        .letters("y")
        .keys(&["Enter"]);
    terminal.sees("running, healthy").sees("ended 0");
    home.hyperdrive(["hw", "status"]).stdout_has("Ahoi, Ada!").status(0);
}

#[test]
fn a_secret_is_asked_for_and_not_shown_and_modules_in_need_are_asked_about() {
    let home = Home::new();
    let needs = format!("\"dependencies\": [\"{HELLO}\"]");
    let second = home.module("second").replace("descriptor.json", "\"dependencies\": []", &needs);
    home.install([home.module("demo").pack(), second.named("second").pack()]).any_stdout().status(0);
    let ports = home.ports().into_iter().chain([format!("second:server/port={}", home.mirror.number)]);
    home.set(ports).any_stdout().status(0);
    let terminal = Terminal::of(&home.hyperdrive::<&str>([]));
    terminal.run("hyperdrive service config --set hw:server/passphrase@-; echo ended $?");
    terminal
        .sees("example/hello-world:server/passphrase (not shown):")
        .letters("open-sesamee")
        .keys(&["BSpace", "Enter"]);
    terminal.sees("ended 0").sees("passphrase: (empty) -> ********");
    assert!(!terminal.screen().contains("sesame"), "{}", terminal.screen());
    let kept =
        home.document(HELLO)["settings"]["server"]["passphrase"]["secretFile"].as_str().unwrap().to_owned();
    assert_eq!(home.place.read(kept), "open-sesame");

    terminal.begin("hyperdrive service config --set hw:server/passphrase@-; echo ended $?");
    terminal.sees("(not shown):").keys(&["C-c"]).sees("ended 1").begin("stty -a | grep -c ' echo '");
    terminal.until("an echo", |screen| screen.lines().any(|line| line == "1"));

    terminal.begin("hyperdrive service config --disable hw; echo ended $?");
    terminal.sees("'other/second' is enabled, and needs 'example/hello-world'");
    terminal.keys(&["Enter"]).sees("ended 1").sees("nothing was saved");
    terminal.begin("hyperdrive service config --disable hw; echo ended $?");
    terminal.sees("is enabled, and needs").letters("y").keys(&["Enter"]).sees("ended 0");
    terminal.sees("other/second: enabled -> disabled");

    // In the form: enabling takes along what is needed, disabling asks.
    terminal.begin("hyperdrive service config; echo ended $?");
    terminal
        .sees("API port")
        .letters("]]")
        .sees("disabled: once it is enabled")
        .letters(" ")
        .sees("enabled too, as it needs them: example/hello-world");
    terminal
        .letters("r")
        .sees("will be enabled")
        .letters("s")
        .sees("Start it now?")
        .keys(&["Enter"])
        .sees("ended 0");
    let enabled = || [HELLO, "other/second"].map(|fqmn| home.document(fqmn)["enabled"].clone());
    assert_eq!(enabled(), [json!(true), json!(true)]);
    terminal.begin("hyperdrive service config; echo ended $?");
    terminal.sees("API port").letters("] ").sees("Disable too what needs");
    terminal
        .keys(&["Escape"])
        .sees("nothing changed")
        .letters(" ")
        .sees("Disable too")
        .letters("y")
        .sees("2 changes");
    terminal.letters("u").sees("nothing changed").letters("q").sees("ended 1");
}
