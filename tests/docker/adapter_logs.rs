//! `hyperdrive service adapter-logs`: what adapters' containers wrote, and nobody else's.

use crate::support::Home;
use crate::support::engine::wait_until;

#[test]
fn what_adapters_wrote_is_printed_and_nothing_of_the_services() {
    let home = Home::new();
    let talking = |name: &str| home.module(name).misbehaving("noise@idle");
    let second = talking("second").named("second").pack();
    home.install([talking("demo").pack(), second]).any_stdout().status(0);
    home.set(home.ports()).args(["--disable", "other/second"]).any_stdout().status(0);
    home.start();

    let logs = |words: &[&str]| home.hyperdrive(["service", "adapter-logs"].iter().chain(words));
    wait_until("they have begun", || {
        logs(&[]).any_stdout().status(0).stdout.matches("thinking…").count() == 2
    });
    let both = logs(&[]).any_stdout().status(0).stdout;
    for line in [
        format!("{}_hw_adapter | thinking…\n", home.project),
        format!("{}_second_adapter | thinking…\n", home.project),
    ] {
        assert!(both.contains(&line), "{both}");
    }
    assert!(!both.contains("listening at"), "a service's line: {both}");
    let all = home.hyperdrive(["service", "logs"]).any_stdout().status(0).stdout;
    assert!(all.contains("thinking…") && all.contains("listening at"), "{all}");

    let one = logs(&["second"]).any_stdout().status(0).stdout;
    assert!(one.contains("second_adapter | thinking…") && !one.contains("hw_adapter"), "{one}");
    let few = logs(&["hw", "--tail", "0"]).any_stdout().status(0).stdout;
    assert_eq!(few, "");
    logs(&["nobody"]).stderr_has("'nobody' is no command and no installed module").status(2);

    let follow = home.background(&logs(&["-f", "hw"]));
    wait_until("the log is followed", || {
        home.place.read(".tmp/background.out").contains("_hw_adapter | thinking…")
    });
    follow.signal("INT");
    drop(follow);
    assert!(!home.place.read(".tmp/background.out").contains("second_adapter"));
}
