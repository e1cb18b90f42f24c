//! `hd-config ports`: between modules, with Hyperdrive's own, and with what anybody else has.

use serde_json::{Value, json};

use super::{hyperdrive, lines, module, paths, run};
use crate::support::{Place, Test};

#[test]
fn two_modules_that_want_one_port_are_both_told() {
    let mut one = module("me/one");
    one["processed"] = json!({"errors": [], "ports": {"server/port": 8080, "p2p": 70000}});
    let mut two = module("me/two");
    two["processed"] = json!({"errors": null, "ports": {"me/two:http": 8081, "udp": 8081}});
    let mut off = module("me/off");
    off["enabled"] = json!(false);
    off["processed"] = json!({"ports": {"server/port": 8081}});
    let ran =
        Test::tool("hd-config").args(["ports"]).stdin(lines(&[hyperdrive(), one, two, off])).any_stdout();
    let ran = ran
        .stderr(
            "hd-config: a port of 'nodeset/hyperdrive' can't be had\n  \
               nodeset/hyperdrive:apiPort: port 8080 is wanted by 'me/one:server/port' too\n\
             hd-config: 2 ports of 'me/one' can't be had\n  \
               me/one:p2p: 70000 is no port: ports are 1 to 65535\n  \
               me/one:server/port: port 8080 is wanted by 'nodeset/hyperdrive:apiPort' too\n",
        )
        .status(1);
    assert_eq!(ran.documents()[1]["error"]["code"], 1);
    assert_eq!(ran.documents()[2].get("error"), None);
}

#[test]
fn a_port_that_somebody_else_has_bound_is_refused() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut document = module("me/mod");
    document["settings"] = run(&["defaults"], &lines(&[module("me/mod")])).document()["settings"].clone();
    document["was"] = document["settings"].clone();
    document["settings"]["server"]["port"] = port.into();
    document["processed"] = json!({"errors": [], "ports": {"server/port": port}});
    let fault =
        format!("  me/mod:server/port: TCP port {port} is taken by another program on this machine\n");
    let ran =
        Test::tool("hd-config").args(["ports", "--machine"]).stdin(lines(&[document.clone()])).any_stdout();
    ran.stderr(&format!("hd-config: a port of 'me/mod' can't be had\n{fault}")).status(1);

    // Its own container has it, as far as the documents know.
    let mut own = document.clone();
    own["services"] = json!([{"service": "web", "container": "p_web", "id": "1", "image": "i", "state": "running",
        "ports": [format!("127.0.0.1:{port}->80/tcp")]}]);
    run(&["ports", "--machine"], &lines(&[own]));

    // What it had before it may well have now.
    document["was"] = document["settings"].clone();
    run(&["ports", "--machine"], &lines(&[document.clone()]));

    document["engine"] = "unix:///no/such/socket".into();
    let ran = Test::tool("hd-config").args(["ports", "--machine"]).stdin(lines(&[document])).any_stdout();
    ran.stderr_has("ports are checked without it\n").status(0);
}

#[test]
fn a_port_for_tcp_and_one_for_udp_are_two() {
    let place = Place::default();
    let listener = std::net::UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let of = |name: &str, protocol: &str| {
        let file = "{{GetValue \"server/port\"}}";
        place.write(
            format!("{name}/templates/web.tmpl"),
            format!("services:\n  web:\n    image: x\n    ports: ['{file}:80/{protocol}']\n"),
        );
        let mut document = module(&format!("me/{name}"));
        document["dir"] = place.path(name).display().to_string().into();
        document["project"] = "p".into();
        document["names"] = json!({"services": "p-x", "adapter": "p-x_adapter", "adapterContainer": "p_x_adapter",
            "network": "p_net", "daemon": "p_daemon"});
        document["paths"] = paths(&place);
        document["processed"] = json!({"ports": {"server/port": port}});
        document
    };
    let set = |documents: &[Value]| {
        let edits: Vec<String> = documents
            .iter()
            .map(|one| format!("{}:server/port={port}", one["fqmn"].as_str().unwrap()))
            .collect();
        let args: Vec<&str> = std::iter::once("set").chain(edits.iter().map(String::as_str)).collect();
        run(&args, &lines(documents)).stdout
    };
    // Two modules, one protocol each; and what is bound for UDP is nothing to who wants TCP.
    run(&["ports"], &set(&[of("tcp", "tcp"), of("udp", "udp")]));
    run(&["ports", "--machine"], &set(&[of("tcp", "tcp")]));
    let both = Test::tool("hd-config")
        .args(["ports"])
        .stdin(set(&[of("udp", "udp"), of("other", "udp")]))
        .any_stdout();
    both.stderr_has("is wanted by 'me/other:server/port' too").status(1);
    let taken =
        Test::tool("hd-config").args(["ports", "--machine"]).stdin(set(&[of("udp", "udp")])).any_stdout();
    taken.stderr_has(&format!("UDP port {port} is taken by another program on this machine")).status(1);
    drop(listener);
}
