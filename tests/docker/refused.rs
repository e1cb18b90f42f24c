//! What is refused changes nothing: packages, settings, ports.

use std::net::TcpListener;

use crate::support::Home;
use crate::support::home::HELLO;
use crate::support::zip;

/// A home with two modules, each with a port of its own.
fn two_modules() -> Home {
    let home = Home::new();
    let packages = [home.module("demo").pack(), home.module("second").named("second").pack()];
    home.install(&packages).any_stdout().status(0);
    let ports = home.ports().into_iter().chain([format!("other/second:server/port={}", home.mirror.number)]);
    home.set(ports).any_stdout().status(0);
    home
}

#[test]
fn settings_that_one_module_refuses_are_saved_for_none() {
    let home = two_modules();
    let kept = home.kept();
    let refuse = |edits: &[String], said: &[&str], status: i32| {
        let edits = edits.iter().cloned().chain(["other/second:greeting=Ahoi".into()]);
        let run = said.iter().fold(home.set(edits), |run, part| run.stderr_has(part));
        run.any_stdout().stderr_has("nothing was saved").status(status);
        assert_eq!(home.kept(), kept, "{said:?}");
    };
    let hello = |edit: &str| format!("{HELLO}:{edit}");
    let number = |edit: &str, port: u16| format!("{HELLO}:{edit}={port}");

    // An unknown parameter, a wrong type, a value outside its range: all faults at once.
    let wrong =
        ["nothing=1", "server/port=lots", "server/clock/utcOffset=15", "mode=fast", "server/logRequests=7"];
    let said = wrong.map(|edit| hello(edit.split_once('=').unwrap().0));
    refuse(&wrong.map(hello), &said.each_ref().map(String::as_str), 3);
    refuse(&[hello("repeat=3")], &["repeat", "can't be chosen now"], 3);
    refuse(&["nobody/nothing:x=1".into()], &["no module 'nobody/nothing'", "example/hello-world"], 3);
    refuse(&["other/second=1".into()], &["other/second"], 3);

    // What the module itself finds wrong.
    refuse(&[hello("guests=Ada,,Bob")], &["refused by its adapter", "guests: one has no name"], 1);

    // A port that two want, and one that somebody else has.
    let (server, second) = (format!("{HELLO}:server/port"), "other/second:server/port");
    refuse(&[number("server/port", home.mirror.number)], &[&server, second, "is wanted by"], 1);
    refuse(&[number("server/port", home.api.number)], &[&server, "nodeset/hyperdrive:apiPort"], 1);
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = stranger.local_addr().unwrap().port();
    refuse(&[number("server/port", port)], &[&server, "is taken by another program"], 1);
}

#[test]
fn a_bad_package_changes_nothing_of_what_is_installed() {
    let home = Home::with_example();
    let descriptor = |old: &str, new: &str| {
        let _changed = home.module("bad").replace("descriptor.json", old, new);
        home.place.read("bad/descriptor.json")
    };
    let template = home.place.read("demo/adapter.tmpl");
    let with = |descriptor: String| {
        zip::archive(&[
            zip::Part::new("descriptor.json", descriptor),
            zip::Part::new("adapter.tmpl", &template),
        ])
    };
    home.place
        .write("none.zip", "this is no ZIP archive")
        .write("bare.zip", zip::archive(&[zip::Part::new("adapter.tmpl", &template)]))
        .write("version.zip", with(descriptor("1.0.0", "one")))
        .write("name.zip", with(descriptor("hello-world", "../../etc")));
    let (kept, adapter) = (home.kept(), home.container("hw_adapter").life());
    let placed = || std::fs::read_dir(home.place.path("system/packages")).unwrap().count();
    let before = placed();
    for (package, said) in [
        ("none.zip", "no ZIP archive"),
        ("bare.zip", "descriptor.json"),
        ("version.zip", "/version"),
        ("name.zip", "/name"),
        ("missing.zip", "cannot open"),
    ] {
        home.install([package]).stderr_has(said).stderr_has("nothing was installed").status(3);
        let good = home.module("good").named("good").pack();
        home.install([good.as_str(), package]).stderr_has(said).stderr_has("nothing was installed").status(3);
    }
    assert_eq!((home.kept(), placed(), home.container("hw_adapter").life()), (kept, before, adapter));
    assert_eq!(home.containers(), [format!("{}_hw_adapter", home.project)]);
}
