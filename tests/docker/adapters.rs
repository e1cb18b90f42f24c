//! Adapters that do wrong: the module is marked with the reason, and the others go on.

use crate::support::Home;
use crate::support::home::HELLO;

#[test]
fn an_adapter_that_does_wrong_marks_its_module_with_the_reason_and_the_others_go_on() {
    let home = Home::new();
    let wrong = [
        ("quits", "exit@idle", "the adapter's container"),
        ("hangs", "hang@version hang@get-config", "didn't answer"),
        ("babbles", "no-json@version no-json@get-config", "this is no JSON"),
        ("ages", "wrong-version", "is of version '9.9.9', the package of version '1.0.0'"),
    ];
    let mut packages: Vec<String> =
        wrong.iter().map(|(name, how, _)| home.module(name).named(name).misbehaving(how).pack()).collect();
    packages.insert(2, home.module("demo").pack());
    let mut install = home.install(&packages).args(["--timeout", "2"]);
    for (name, _, reason) in wrong {
        install =
            install.stderr_has(reason).stdout_has(&format!("but failed: other/{name} 1.0.0 ({name})\n"));
    }
    install.stdout_has("installed: example/hello-world 1.0.0 (hw)\n").status(6);

    let mut list = home.hyperdrive(["module", "list"]).stdout_has("(hw): installed\n");
    for (name, _, reason) in wrong {
        let list_line = home.document(&format!("other/{name}"))["status"].to_string();
        assert!(list_line.contains(reason), "{list_line}");
        list = list.stdout_has(&format!("({name}): failed: "));
    }
    list.status(0);

    // The good one is configured and started beside them.
    let run =
        home.set(home.ports()).args(["--disable", "other/ages", "--timeout", "2"]).any_stdout().any_stderr();
    let saved = run.stdout_has("saved; 'hyperdrive service start' makes it run").status(6);
    assert!(saved.stdout.contains("server/port"), "{}", saved.stdout);
    let start = home.hyperdrive(["service", "start", "--timeout", "2"]).any_stderr();
    start.stdout_has("example/hello-world 1.0.0 (hw): started\n").stdout_has("running, healthy").status(6);
    home.hyperdrive(["hw", "hello"]).any_stdout().status(0);
    assert_eq!(home.document(HELLO)["status"]["state"], "started");

    // A good package in the place of a bad one makes the module well again.
    let good = home.module("better").named("babbles").pack();
    home.install([good]).stdout("installed: other/babbles 1.0.0 (babbles)\n").status(0);
    home.hyperdrive(["module", "list"]).stdout_has("(babbles): installed\n").status(0);
}

#[test]
fn an_adapter_that_does_wrong_at_a_start_leaves_what_runs_as_it_is() {
    let home = Home::with_started_example();
    let before = ["daemon", "hw-server"].map(|name| home.container(name).life());
    let misbehave = "user/modules/example/hello-world/config/misbehave";
    for (how, said, status) in [
        ("fail@set-config", "failed, as \\u{1b}[31mit", 5),
        ("no-json@get-containers", "this is no JSON", 5),
        ("hang@get-containers", "didn't answer", 6),
        ("bad-name", "../nobody", 5),
    ] {
        home.place.write(misbehave, how);
        let start = home.hyperdrive(["service", "start", "--timeout", "2"]).any_stdout();
        start.stderr_has(said).status(status);
        home.hyperdrive(["module", "list"]).stdout_has("(hw): failed: ").status(0);
        assert_eq!(["daemon", "hw-server"].map(|name| home.container(name).life()), before, "{how}");
    }
    std::fs::remove_file(home.place.path(misbehave)).unwrap();
    home.start();
    assert_eq!(["daemon", "hw-server"].map(|name| home.container(name).life()), before);
}
