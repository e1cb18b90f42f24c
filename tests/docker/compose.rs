//! `hd-compose` alone, as a script uses it: on files of its own, and on the documents of a home.

use serde_json::Value;

use crate::support::engine::{Container, docker};
use crate::support::home::HELLO;
use crate::support::{Home, example};

#[test]
fn files_that_are_no_modules_are_run_by_name() {
    let home = Home::new();
    let (project, [image, _]) = (home.project.as_str(), example::images());
    let name = format!("{project}_idle");
    home.place
        .write("idle.yml", format!("services:\n  idle:\n    image: {image}\n    container_name: {name}\n"));
    let raw = |args: &[&str]| home.tool("hd-compose").args(args).args(["-p", project, "-f", "idle.yml"]);
    raw(&["-n", "up"]).stderr_has("docker-compose").stderr_has("up --detach").status(0);
    assert!(Container::find(&name).is_none());

    let up: Vec<Value> = serde_json::from_str(&raw(&["up", "--wait"]).any_stdout().status(0).stdout).unwrap();
    let container = Container::find(&name).unwrap();
    assert_eq!((up.len(), &up[0]["service"], &up[0]["state"]), (1, &"idle".into(), &"running".into()));
    assert_eq!((&up[0]["container"], &up[0]["id"]), (&name.as_str().into(), &container.id().into()));
    raw(&["ps"]).stdout_has(r#""state":"running""#).status(0);
    raw(&["logs"]).any_stdout().any_stderr().status(0);
    raw(&["restart"]).any_stdout().status(0);
    let restarted = Container::find(&name).unwrap();
    assert!(restarted.id() == container.id() && restarted.life() != container.life());
    raw(&["stop"]).stdout_has(r#""state":"exited""#).status(0);
    raw(&["down"]).stdout("[]\n").status(0);
    assert!(Container::find(&name).is_none());
    assert_eq!(docker(["network", "ls", "--quiet", "--filter", &format!("name={project}")]), "");

    raw(&["up", "-f", "missing.yml"]).stderr_has("cannot open 'missing.yml'").status(3);
    home.place.write("idle.yml", "services: [nonsense]\n");
    raw(&["up"]).stderr_has("Docker Compose").status(3);
}

#[test]
fn documents_are_looked_at_restarted_and_stopped_part_by_part() {
    let home = Home::with_started_example();
    let (server, daemon) = (home.container("hw-server"), home.container("daemon"));
    let on = |script: &str| {
        home.sh(&format!("hd-state load --running | {script} --only {HELLO}")).any_stdout().status(0)
    };
    let services = |script: &str| {
        let document = on(script).documents().into_iter().find(|document| document["fqmn"] == HELLO).unwrap();
        let services = document["services"].as_array().unwrap().clone();
        services
            .iter()
            .map(|one| format!("{} {}", one["service"], one["state"]).replace('"', ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(services("hd-compose ps"), ["hw-server running", "adapter running"]);
    assert_eq!(services("hd-compose ps adapter"), ["adapter running"]);
    let log = on("hd-compose logs services").stdout;
    assert!(log.contains(&format!("{}_hw-server | listening at http://", home.project)), "{log}");

    // With -n everything is checked and said, and nothing is done.
    let render = "hd-render adapter | hd-adapter-call get-containers | hd-render services";
    let kept = home.kept();
    let dry = |script: &str, said: &str| {
        let script = format!("hd-state load | {script} --only {HELLO}");
        home.sh(&script).any_stdout().stderr_has(said).status(0).stderr
    };
    let server_name = format!("{}_hw-server", home.project);
    assert_eq!(dry(&format!("{render} | hd-compose -n up services"), ""), "");
    dry(
        &format!(
            "{render} | jq -c '.changed = {{\"hw-server\": (now | floor)}}' | hd-compose -n up services"
        ),
        "up --detach",
    );
    dry(&format!("{render} | jq -c '.enabled = false' | hd-compose -n up services"), &server_name);
    dry(&format!("{render} | hd-compose -n pull services"), "docker-compose");
    for (verb, words) in [("stop", "stop "), ("restart", "restart "), ("down", "stop and remove ")] {
        let said = format!("{words}{server_name}\n");
        assert_eq!(dry(&format!("hd-compose -n {verb} services"), ""), said);
    }
    assert_eq!((home.kept(), home.container("hw-server").life()), (kept, server.life()));
    // Nor is it changed by who names its project and files of their own.
    home.place.write("own.yml", "services: {hw-server: {image: scratch}}\n");
    for verb in ["up", "stop", "restart", "down"] {
        home.tool("hd-compose")
            .args([verb, "-p", &format!("{}-hw", home.project), "-f", "own.yml"])
            .stderr_has("is that of the module 'example/hello-world' of a user directory")
            .status(7);
    }
    assert_eq!(home.container("hw-server").life(), server.life());
    // What is there needs no registry.
    home.sh(&format!("hd-state load | {render} | hd-compose pull services")).any_stdout().status(0);

    assert_eq!(services("hd-compose restart services"), ["hw-server running"]);
    let restarted = home.container("hw-server");
    assert!(restarted.id() == server.id() && restarted.life() != server.life());
    assert_eq!(services("hd-compose stop services"), ["hw-server exited"]);
    assert_eq!(home.container("hw-server").policy(), "no");
    assert!(home.container("hw_adapter").runs());
    assert_eq!(services("hd-compose down services"), Vec::<String>::new());
    assert!(!home.has_container("hw-server") && home.container("hw_adapter").runs());
    assert_eq!(home.container("daemon").life(), daemon.life());
}
