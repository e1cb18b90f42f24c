//! Modules of every dialect through all of their life: installed, configured, started, asked, upgraded.

use crate::support::home::{HELLO, Module};
use crate::support::{Home, Witness, engine};

/// An adapter of this dialect, which also prints what no answer is: progress, and an empty line first.
fn module<'a>(home: &'a Home, folder: &str, dialect: &str, more: &str) -> Module<'a> {
    let commands =
        ["get-config", "get-config-metadata", "process-config", "process-settings", "get-containers"];
    let noise: String = commands.iter().map(|command| format!("noise@{command} ")).collect();
    home.module(folder).variable("HELLO_DIALECT", dialect).misbehaving(&format!("{noise}{more}"))
}

/// How often its adapter was asked this.
fn asked(home: &Home, command: &str) -> usize {
    let log = home.place.read(format!("user/modules/{HELLO}/log/adapter.log"));
    log.matches(&format!("command=\"{command}\"")).count()
}

fn lives(dialect: &str, greets_after: &str) {
    let home = Home::new();
    let package = module(&home, "demo", dialect, "").pack();
    home.install([package]).stdout("installed: example/hello-world 1.0.0 (hw)\n").status(0);
    assert_eq!(home.document(HELLO)["adapter"]["dialect"], dialect);
    let probes = ["get-config-metadata", "get-config"].map(|command| asked(&home, command));

    let edits = [format!("{HELLO}:greeting=Ahoi"), format!("{HELLO}:mode=full")];
    home.set(home.ports().iter().chain(&edits)).any_stdout().status(0);
    let taken = home.set([format!("{HELLO}:mirror/port={}", home.server.number)]).any_stdout();
    taken.stderr_has("the server listens at this port already").status(1);
    let server = || home.place.read(format!("user/modules/{HELLO}/config/server.toml"));
    assert!(server().contains("greeting = \"Ahoi\"\n"), "{}", server());

    let witness = Witness::of(&engine::address(), &format!("com.docker.compose.project={}-hw", home.project));
    home.start();
    assert!(home.container("hw-server").runs() && home.container("hw-mirror").runs());
    home.hyperdrive(["hw", "hello", "Ada", "it's me"]).stdout("Ahoi, Ada and it's me!\n").status(0);
    home.hyperdrive(["hw", "fail", "42"]).stderr_has("failed, as it was asked to").status(42);
    home.set([format!("{HELLO}:mode=simple")]).any_stdout().status(0);
    let goes = format!("'{}_hw-mirror' of '{HELLO}' isn't to run any more", home.project);
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has(&goes).status(0);
    assert!(home.container("hw-server").runs() && !home.has_container("hw-mirror"));
    // It was found out once: whatever is asked since then is what the dialect has for it.
    if dialect != "current" {
        assert_eq!(asked(&home, "get-config"), probes[1], "{probes:?}");
    }

    let newer = module(&home, "newer", dialect, "wrong-version@version");
    let newer = newer.replace("descriptor.json", "1.0.0", "9.9.9").pack();
    let upgrade = home.hyperdrive(["module", "upgrade", "--trust", &newer]);
    let upgrade = upgrade.stdout("upgraded: example/hello-world 9.9.9 (hw)\n");
    let upgrade = match greets_after {
        "Ahoi" => upgrade,
        other => upgrade.stderr_has(&format!("greeting: Ahoi -> {other} (changed by the module)\n")),
    };
    upgrade.status(0);
    assert!(home.container("hw-server").runs() && !home.has_container("hw-mirror"));
    let document = home.document(HELLO);
    assert_eq!(
        (&document["settings"]["greeting"], &document["adapter"]["dialect"]),
        (&greets_after.into(), &dialect.into())
    );
    assert!(server().contains(&format!("greeting = \"{greets_after}\"\n")), "{}", server());
    home.hyperdrive(["hw", "hello", "Ada"]).stdout(&format!("{greets_after}, Ada!\n")).status(0);
    witness.saw_nothing_twice();
    home.hyperdrive(["service", "down"]).any_stdout().status(0);
    assert!(home.containers().is_empty());
}

#[test]
fn a_module_of_the_current_dialect_lives() {
    lives("current", "Ahoi");
}

#[test]
fn a_module_of_december_2024_lives() {
    lives("2024-12", "Ahoi");
}

#[test]
fn a_module_of_january_2025_lives() {
    lives("2025-01", "Ahoi since 1.0.0");
}
