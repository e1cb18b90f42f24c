//! Permissions: every fragment through the real Docker Compose and `hd-compose`; what isn't granted makes nothing.

use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use crate::support::engine::{Container, docker, words};
use crate::support::home::HELLO;
use crate::support::{Home, example};

/// A fragment of a compose file: a name, keys of a service (or a whole file, where it has `services:`), and what it asks for,
/// each with the first letters of its rank.
type Fragment = (&'static str, &'static str, &'static [&'static str]);

/// The table. `CONFIG`, `DATA`, … stand for the module's folders, `PKG` for its unpacked package, `PROJECT` for the Compose
/// project, `HOME` for Hyperdrive's. `ROOT` root-equivalent, `MODS` reaches other modules, `LIST` listens, `MINO` minor.
const FRAGMENTS: &[Fragment] = &[
    // Mounts.
    ("bind-short", "volumes: ['/etc:/x']", &["ROOT mount:/etc:rw"]),
    ("bind-short-ro", "volumes: ['/etc/hosts:/x:ro']", &["ROOT mount:/etc/hosts:ro"]),
    (
        "bind-long",
        "volumes: [{type: bind, source: /etc, target: /x, read_only: true}]",
        &["ROOT mount:/etc:ro"],
    ),
    ("bind-root", "volumes: ['/:/host']", &["ROOT mount:/:rw"]),
    ("bind-dotdot", "volumes: ['CONFIG/../../..:/x']", &["ROOT mount:MODULES:rw"]),
    ("bind-leaves-package", "volumes: ['../:/x:ro']", &["ROOT mount:PACKAGES:ro"]),
    ("bind-package-rw", "volumes: ['./templates:/x']", &["ROOT mount:PKG/templates:rw"]),
    ("bind-data-below", "volumes: ['DATA/below:/x']", &["ROOT mount:DATA/below:rw"]),
    ("bind-secrets", "volumes: ['SECRETS:/x:ro']", &["ROOT mount:SECRETS:ro"]),
    ("bind-state", "volumes: ['STATE:/x']", &["ROOT mount:STATE:rw"]),
    ("bind-other-module", "volumes: ['OTHER:/x']", &["ROOT mount:OTHER:rw"]),
    ("bind-planted-link", "volumes: ['CONFIG/planted:/x']", &["ROOT mount:/etc:rw"]),
    ("bind-planted-deep", "volumes: ['CONFIG/planted/hosts:/x:ro']", &["ROOT mount:/etc/hosts:ro"]),
    ("bind-planted-inside", "volumes: ['CONFIG/inside:/x']", &["ROOT mount:CONFIG/real:rw"]),
    ("bind-runtime-rw", "volumes: ['RUNTIME:/x']", &["MINO mount:RUNTIME:rw"]),
    ("bind-key-rw", "volumes: ['KEY:/x']", &["MINO mount:KEY:rw"]),
    ("socket", "volumes: ['/var/run/docker.sock:/var/run/docker.sock']", &["ROOT engine-socket"]),
    ("socket-ro", "volumes: ['/run/docker.sock:/x:ro']", &["ROOT engine-socket"]),
    ("socket-planted", "volumes: ['CONFIG/socket:/x']", &["ROOT engine-socket"]),
    (
        "propagation",
        "volumes: [{type: bind, source: CONFIG, target: /x, bind: {propagation: shared}}]",
        &["ROOT mount-propagation:shared"],
    ),
    ("propagation-short", "volumes: ['CONFIG:/x:rshared']", &["ROOT mount-propagation:rshared"]),
    (
        "anchor",
        "services:\n  a: &a {image: IMG, volumes: ['/etc:/x']}\n  b: {<<: *a}",
        &["ROOT mount:/etc:rw", "ROOT mount:/etc:rw"],
    ),
    ("anchor-list", "x-v: &v ['/etc:/x']\nservices: {a: {image: IMG, volumes: *v}}", &["ROOT mount:/etc:rw"]),
    (
        "merge-list",
        "x-p: &p {privileged: true}\nx-q: &q {init: true}\nservices: {a: {image: IMG, <<: [*q, *p]}}",
        &["ROOT privileged"],
    ),
    (
        "volume-external",
        "services: {a: {image: IMG, volumes: ['vol:/x']}}\nvolumes: {vol: {external: true, name: somebodys}}",
        &["ROOT volume:somebodys"],
    ),
    (
        "volume-named",
        "services: {a: {image: IMG, volumes: ['vol:/x']}}\nvolumes: {vol: {name: somebodys}}",
        &["ROOT volume:somebodys"],
    ),
    (
        "volume-other-module",
        "services: {a: {image: IMG, volumes: ['vol:/x']}}\nvolumes: {vol: {external: true, name: HOME-other_data}}",
        &["MODS volume:HOME-other_data"],
    ),
    (
        "volume-bind-opts",
        "services: {a: {image: IMG, volumes: ['vol:/x']}}\nvolumes: {vol: {driver_opts: {type: none, o: bind, device: /etc}}}",
        &["ROOT driver-opt:device=/etc", "ROOT driver-opt:o=bind", "ROOT driver-opt:type=none"],
    ),
    (
        "volume-driver",
        "services: {a: {image: IMG, volumes: ['vol:/x']}}\nvolumes: {vol: {driver: sshfs}}",
        &["ROOT volume-driver:sshfs"],
    ),
    (
        "volumes-from-container",
        "volumes_from: ['container:somebody:ro']",
        &["ROOT volumes-from:container:somebody:ro"],
    ),
    (
        "secret-file",
        "services: {a: {image: IMG, secrets: [s]}}\nsecrets: {s: {file: /etc/shadow}}",
        &["ROOT mount:/etc/shadow:ro"],
    ),
    (
        "config-file",
        "services: {a: {image: IMG, configs: [c]}}\nconfigs: {c: {file: /etc/passwd}}",
        &["ROOT mount:/etc/passwd:ro"],
    ),
    (
        "secret-planted",
        "services: {a: {image: IMG, secrets: [s]}}\nsecrets: {s: {file: CONFIG/planted/shadow}}",
        &["ROOT mount:/etc/shadow:ro"],
    ),
    (
        "secret-environment",
        "services: {a: {image: IMG, secrets: [s]}}\nsecrets: {s: {environment: PATH}}",
        &["MINO environment:PATH"],
    ),
    (
        "secret-external",
        "services: {a: {image: IMG, secrets: [s]}}\nsecrets: {s: {external: true, name: theirs}}",
        &["MODS external-secret:true"],
    ),
    (
        "secret-driver",
        "services: {a: {image: IMG, secrets: [s]}}\nsecrets: {s: {file: KEY, driver: vault}}",
        &["ROOT key:secrets.driver=vault"],
    ),
    // Rights.
    ("privileged", "privileged: true", &["ROOT privileged"]),
    ("cap-all", "cap_add: [ALL]", &["ROOT cap:ALL"]),
    ("cap-sys-admin", "cap_add: [CAP_SYS_ADMIN]", &["ROOT cap:SYS_ADMIN"]),
    ("cap-ptrace-lower", "cap_add: [sys_ptrace]", &["ROOT cap:SYS_PTRACE"]),
    ("cap-net-admin", "cap_add: [NET_ADMIN]", &["MODS cap:NET_ADMIN"]),
    ("cap-readded", "cap_drop: [ALL]\ncap_add: [NET_BIND_SERVICE]", &["MINO cap:NET_BIND_SERVICE"]),
    ("seccomp", "security_opt: ['seccomp:unconfined']", &["ROOT security-opt:seccomp:unconfined"]),
    ("apparmor", "security_opt: ['apparmor=unconfined']", &["ROOT security-opt:apparmor=unconfined"]),
    (
        "systempaths",
        "security_opt: ['systempaths=unconfined']",
        &["ROOT security-opt:systempaths=unconfined"],
    ),
    ("device", "devices: ['/dev/kvm:/dev/kvm']", &["ROOT device:/dev/kvm"]),
    ("device-short", "devices: ['/dev/sda']", &["ROOT device:/dev/sda"]),
    ("device-rule", "device_cgroup_rules: ['b *:* rmw']", &["ROOT device-rule:b *:* rmw"]),
    (
        "device-reserved",
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}",
        &["ROOT device:{\"capabilities\":[\"gpu\"]"],
    ),
    ("sysctl-list", "sysctls: ['kernel.core_pattern=|/x']", &["ROOT sysctl:kernel.core_pattern=|/x"]),
    ("sysctl-map", "sysctls: {net.core.somaxconn: 1024}", &["MINO sysctl:net.core.somaxconn=1024"]),
    ("runtime", "runtime: crun-wasm", &["ROOT runtime:crun-wasm"]),
    ("userns", "userns_mode: host", &["ROOT userns:host"]),
    ("cgroup-parent", "cgroup_parent: system.slice", &["MODS cgroup-parent:system.slice"]),
    ("credential-spec", "credential_spec: {file: x.json}", &["ROOT credential-spec:"]),
    (
        "oom",
        "oom_kill_disable: true\noom_score_adj: -1000",
        &["MINO oom-kill-disable", "MINO oom-score:-1000"],
    ),
    (
        "annotations",
        "annotations: {run.oci.keep_original_groups: '1'}",
        &["ROOT annotation:run.oci.keep_original_groups=1"],
    ),
    (
        "log-syslog",
        "logging: {driver: syslog, options: {syslog-address: 'udp://192.0.2.1:514'}}",
        &["ROOT log-driver:"],
    ),
    ("log-journald", "logging: {driver: journald}", &["MINO log-driver:journald"]),
    (
        "log-option",
        "logging: {driver: json-file, options: {unheard-of: x}}",
        &["ROOT key:logging.options.unheard-of=x"],
    ),
    ("label-hyperdrive", "labels: {hyperdrive.granted: all}", &["MODS label:hyperdrive.granted"]),
    (
        "label-list",
        "labels: ['com.docker.compose.project=other']",
        &["MODS label:com.docker.compose.project"],
    ),
    ("label-proxy", "labels: {traefik.enable: 'true'}", &["MINO label:traefik.enable"]),
    // Namespaces and networks.
    ("pid-host", "pid: host", &["ROOT pid:host"]),
    ("pid-container", "pid: 'container:somebody'", &["ROOT pid:container:somebody"]),
    ("ipc-host", "ipc: host", &["ROOT ipc:host"]),
    ("uts-host", "uts: host", &["ROOT uts:host"]),
    ("cgroup-host", "cgroup: host", &["ROOT cgroup:host"]),
    ("network-host", "network_mode: host", &["ROOT network-mode:host"]),
    ("network-container", "network_mode: 'container:somebody'", &["ROOT network-mode:container:somebody"]),
    ("network-bridge", "network_mode: bridge", &["MODS network-mode:bridge"]),
    (
        "network-external",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {external: true, name: somebodys}}",
        &["MODS network:somebodys"],
    ),
    (
        "network-named-host",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {external: true, name: host}}",
        &["ROOT network:host"],
    ),
    (
        "network-named-net",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {name: HOME_net}}",
        &["MODS network:HOME_net"],
    ),
    (
        "network-driver-opts",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {driver_opts: {com.docker.network.bridge.name: docker0}}}",
        &["ROOT driver-opt:com.docker.network.bridge.name=docker0"],
    ),
    (
        "network-macvlan",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {driver: macvlan}}",
        &["LIST network-driver:macvlan"],
    ),
    (
        "network-plugin",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {driver: weave}}",
        &["ROOT network-driver:weave"],
    ),
    (
        "network-ipv6",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {enable_ipv6: true, ipam: {config: [{subnet: 'fd00:1::/64'}]}}}",
        &["LIST ipv6", "MODS subnet:fd00:1::/64"],
    ),
    (
        "network-subnet",
        "services: {a: {image: IMG, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 198.51.100.0/24}]}}}",
        &["MODS subnet:198.51.100.0/24"],
    ),
    (
        "network-address",
        "services: {a: {image: IMG, networks: {n: {ipv4_address: 198.51.100.9}}}}\nnetworks: {n: {}}",
        &["MINO address:198.51.100.9"],
    ),
    (
        "alias-daemon",
        "services: {a: {image: IMG, networks: {net: {aliases: [HOME-daemon]}}}}\nnetworks: {net: {}}",
        &["MODS name:HOME-daemon"],
    ),
    (
        "alias-machine",
        "services: {a: {image: IMG, networks: {net: {aliases: [rpc.example.com, rpc]}}}}\nnetworks: {net: {}}",
        &["MODS name:rpc.example.com"],
    ),
    (
        "alias-machine-of-its-prefix",
        "services: {a: {image: IMG, networks: {net: {aliases: [HOME-main.example.com]}}}}\nnetworks: {net: {}}",
        &["MODS name:HOME-main.example.com"],
    ),
    ("hostname-daemon", "services: {a: {image: IMG, hostname: HOME-daemon}}", &["MODS name:HOME-daemon"]),
    (
        "hostname-adapter",
        "services: {a: {image: IMG, hostname: HOME_other_adapter}}",
        &["MODS name:HOME_other_adapter"],
    ),
    (
        "hostname-machine",
        "services: {a: {image: IMG, hostname: rpc.example.com}}",
        &["MODS name:rpc.example.com"],
    ),
    ("service-machine", "services: {rpc.example.com: {image: IMG}}", &["MODS name:rpc.example.com"]),
    ("service-daemon", "services: {HOME_daemon: {image: IMG}}", &["MODS name:HOME_daemon"]),
    ("container-adapter", "container_name: HOME_other_adapter", &["MODS name:HOME_other_adapter"]),
    ("external-links", "external_links: ['somebody:x']", &["MODS link:somebody:x"]),
    // Ports.
    ("port-short", "ports: ['8080:80']", &["LIST port:0.0.0.0:8080/tcp"]),
    ("port-target-only", "ports: ['80']", &["LIST port:0.0.0.0:*/tcp"]),
    ("port-long", "ports: [{target: 80, published: '8080', protocol: udp}]", &["LIST port:0.0.0.0:8080/udp"]),
    (
        "port-range",
        "ports: ['9000-9002:9000-9002']",
        &["LIST port:0.0.0.0:9000/tcp", "LIST port:0.0.0.0:9001/tcp", "LIST port:0.0.0.0:9002/tcp"],
    ),
    ("port-range-one", "ports: ['9000-9010:80']", &["LIST port:0.0.0.0:9000-9010/tcp"]),
    ("port-ipv6-all", "ports: ['[::]:8080:80']", &["LIST port:[::]:8080/tcp"]),
    ("port-ipv6-mapped", "ports: ['[::ffff:127.0.0.1]:8080:80']", &["LIST port:[::ffff:127.0.0.1]:8080/tcp"]),
    ("port-address", "ports: ['192.0.2.7:8080:80']", &["LIST port:192.0.2.7:8080/tcp"]),
    (
        "port-expansion",
        "x-p: &p ['0.0.0.0:1:1']\nservices: {a: {image: IMG, ports: *p}}",
        &["LIST port:0.0.0.0:1/tcp"],
    ),
    // What Docker Compose resolves away.
    (
        "extends-outside",
        "extends: {file: OUTSIDE/base.yml, service: base}",
        &["ROOT extends:OUTSIDE/base.yml"],
    ),
    ("extends-package", "extends: {file: base.yml, service: base}", &["ROOT privileged"]),
    (
        "extends-package-outside",
        "extends: {file: leads-out.yml, service: base}",
        &["ROOT extends:OUTSIDE/base.yml"],
    ),
    (
        "extends-same-file",
        "services: {a: {image: IMG, extends: b}, b: {image: IMG, pid: host}}",
        &["ROOT pid:host", "ROOT pid:host"],
    ),
    (
        "include-short",
        "include: [OUTSIDE/more.yml]\nservices: {a: {image: IMG}}",
        &["ROOT include:OUTSIDE/more.yml"],
    ),
    (
        "include-long",
        "include: [{path: more.yml, project_directory: OUTSIDE}]\nservices: {a: {image: IMG}}",
        &["ROOT include:OUTSIDE"],
    ),
    (
        "include-env",
        "include: [{path: more.yml, env_file: OUTSIDE/file.env}]\nservices: {a: {image: IMG}}",
        &["ROOT env-file:OUTSIDE/file.env"],
    ),
    ("include-package", "include: [uts.yml]\nservices: {a: {image: IMG}}", &["ROOT uts:host"]),
    (
        "include-oci",
        "include: ['oci://registry.invalid/x']\nservices: {a: {image: IMG}}",
        &["ROOT include:oci://registry.invalid/x"],
    ),
    (
        "include-git",
        "include: ['https://git.invalid/x.git']\nservices: {a: {image: IMG}}",
        &["ROOT include:https://git.invalid/x.git"],
    ),
    ("env-file", "env_file: OUTSIDE/file.env", &["ROOT env-file:OUTSIDE/file.env"]),
    (
        "env-file-long",
        "env_file: [{path: OUTSIDE/missing.env, required: false}]",
        &["ROOT env-file:OUTSIDE/missing.env"],
    ),
    ("env-file-home", "env_file: ['~/file.env']", &["ROOT env-file:PLACE/file.env"]),
    ("provider", "provider: {type: awesome, options: {x: y}}", &["ROOT provider:"]),
    ("unheard-of", "unheard_of: {x: y}", &["ROOT key:unheard_of="]),
    ("build", "build: OUTSIDE", &["ROOT build:OUTSIDE"]),
    (
        "build-dockerfile",
        "build: {context: ., dockerfile: ../Dockerfile}",
        &["ROOT key:build.dockerfile=../Dockerfile", "MINO build"],
    ),
    ("build-more", "build: {context: ., network: host}", &["ROOT key:build.network=host", "MINO build"]),
    ("reset", "services: {a: {image: IMG, volumes: !override ['/etc:/x']}}", &["ROOT mount:/etc:rw"]),
];

/// What asks for nothing.
const HARMLESS: &[(&str, &str)] = &[
    ("plain", "init: false"),
    ("own-folders", "volumes: ['CONFIG:/c', 'LOG:/l', 'DATA:/d', 'RUNTIME:/r:ro', 'KEY:/k:ro']"),
    ("own-below", "volumes: [{type: bind, source: CONFIG/real, target: /x}]"),
    ("own-package", "volumes: ['./templates:/x:ro']"),
    ("own-volume", "services: {a: {image: IMG, volumes: ['vol:/x', '/anonymous']}}\nvolumes: {vol: {}}"),
    (
        "own-secret",
        "services: {a: {image: IMG, secrets: [s], configs: [c]}}\nsecrets: {s: {file: KEY}}\nconfigs: {c: {file: CONFIG/real/file}}",
    ),
    (
        "own-network",
        "services: {a: {image: IMG, networks: [n, net]}}\nnetworks: {n: {internal: true}, net: {}}",
    ),
    (
        "own-namespace",
        "services: {a: {image: IMG}, b: {image: IMG, depends_on: [a], network_mode: 'service:a', pid: 'service:a'}}",
    ),
    ("own-env-file", "env_file: file.env"),
    ("loopback", "ports: ['127.0.0.1:PORT:80']"),
    (
        "stricter",
        "cap_drop: [ALL]\nread_only: true\nsecurity_opt: ['no-new-privileges:true']\nuser: '65532'\nprivileged: false",
    ),
    (
        "limits",
        "mem_limit: 64m\ncpus: 0.5\npids_limit: 50\nulimits: {nofile: 1024}\ntmpfs: [/tmp]\nshm_size: 1m",
    ),
    ("extended", "extends: {file: base.yml, service: well}"),
    ("dotted", "container_name: HOME_a.b"),
    ("dollar", "command: [idle, '$$HOME']\nenvironment: {X: '$$Y'}"),
    ("inactive", "services: {a: {image: IMG}, b: {image: IMG, privileged: true, profiles: [never]}}"),
];

/// A home with the example, its package with files for fragments, links planted in its config folder, and files outside.
fn home() -> Home {
    let home = Home::new();
    let module = home.module("demo");
    let [image, _] = example::images();
    home.place.write(
        "demo/base.yml",
        format!(
            "services: {{base: {{image: {image}, privileged: true}}, well: {{image: {image}, init: true}}}}\n"
        ),
    );
    home.place.write(
        "demo/leads-out.yml",
        format!(
            "services: {{base: {{extends: {{file: {}, service: base}}}}}}\n",
            home.place.path("outside/base.yml").display()
        ),
    );
    home.place.write("demo/more.yml", format!("services: {{more: {{image: {image}}}}}\n"));
    home.place.write("demo/uts.yml", format!("services: {{more: {{image: {image}, uts: host}}}}\n"));
    for folder in ["demo", "outside", "."] {
        home.place.write(format!("{folder}/file.env"), "X=y\n");
    }
    for file in ["base.yml", "more.yml"] {
        home.place.write(format!("outside/{file}"), format!("services: {{base: {{image: {image}}}}}\n"));
    }
    module.pack();
    home.install(["demo.zip"]).any_stdout().status(0);
    home.place.write("user/modules/example/hello-world/config/real/file", "x");
    let config = home.place.path("user/modules/example/hello-world/config");
    symlink("/etc", config.join("planted")).unwrap();
    symlink("real", config.join("inside")).unwrap();
    symlink("/var/run/docker.sock", config.join("socket")).unwrap();
    home
}

/// The document of a module of its own whose one file is this fragment.
fn document(home: &Home, name: &str, fragment: &str) -> Value {
    let mut document = home.document(HELLO);
    let project = format!("{}-{name}", home.project);
    let file = home.place.path(format!("fragments/{name}.yml"));
    let text = if fragment.contains("services:") {
        fragment.to_owned()
    } else {
        format!("services:\n  a:\n    image: IMG\n    {}\n", fragment.replace('\n', "\n    "))
    };
    home.place.write(&file, filled(home, &document, &text));
    document.as_object_mut().unwrap().remove("granted");
    document["fqmn"] = format!("t/{name}").into();
    document["names"]["services"] = project.clone().into();
    document["paths"]["state"] = home.place.path(format!("user/state/compose/t/{name}")).to_str().into();
    home.place.write(format!("user/state/compose/t/{name}/made"), "");
    document["compose"] = json!({"project": project, "projectDir": document["dir"], "files": [file]});
    document
}

/// A text with the folders of this home in place of their words.
fn filled(home: &Home, document: &Value, text: &str) -> String {
    let (paths, package) = (&document["paths"], document["dir"].as_str().unwrap());
    let path = |name: &str| home.place.path(name).display().to_string();
    let of = |name: &str| paths[name].as_str().unwrap().to_owned();
    let words = [
        ("CONFIG", of("config")),
        ("DATA", of("data")),
        ("LOG", of("log")),
        ("RUNTIME", of("runtime")),
        ("SECRETS", path("user/modules/example/hello-world/secrets")),
        ("STATE", path("user/state")),
        ("OTHER", path("user/modules/other")),
        ("KEY", of("adapterKey")),
        ("MODULES", path("user/modules")),
        ("PACKAGES", path("system/packages")),
        ("PKG", package.to_owned()),
        ("OUTSIDE", path("outside")),
        ("PLACE", home.place.root().display().to_string()),
        ("PORT", home.server.number.to_string()),
        ("HOME", home.project.clone()),
        ("IMG", example::images()[0].clone()),
    ];
    words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
}

fn stream(documents: &[Value]) -> String {
    documents.iter().map(|document| format!("{document}\n")).collect()
}

fn asked(document: &Value) -> Vec<String> {
    let rank = |word: &str| match word {
        "root-equivalent" => "ROOT",
        "reaches-other-modules" => "MODS",
        "listens-beyond-loopback" => "LIST",
        _ => "MINO",
    };
    let permissions = document["permissions"].as_array().unwrap_or_else(|| panic!("{document}"));
    let one = |asked: &Value| {
        format!("{} {}", rank(asked["rank"].as_str().unwrap()), asked["name"].as_str().unwrap())
    };
    let mut all: Vec<String> = permissions.iter().map(one).collect();
    all.sort();
    all
}

/// Whether these are the expected ones; a name that ends in `:` or `=` or has an open brace may go on.
fn fits(asked: &[String], expected: &[String]) -> bool {
    let open = |name: &str| name.ends_with([':', '=', ']']);
    asked.len() == expected.len()
        && asked
            .iter()
            .zip(expected)
            .all(|(one, other)| one == other || open(other) && one.starts_with(other))
}

#[test]
fn every_fragment_asks_for_what_it_is_and_nothing_of_it_runs_ungranted() {
    assert!(FRAGMENTS.len() >= 80);
    let home = home();
    let documents: Vec<Value> =
        FRAGMENTS.iter().map(|(name, fragment, _)| document(&home, name, fragment)).collect();
    let before = everything(&home);

    // The tool tells what each asks for; some, this Docker Compose refuses itself, once it is let see them.
    let checked = home
        .tool("hd-compose")
        .args(["check", "services", "--jobs", "2"])
        .stdin(stream(&documents))
        .any_stdout()
        .any_stderr();
    let checked = run(checked);
    assert_eq!(checked.len(), FRAGMENTS.len());
    let mut wrong = Vec::new();
    let mut unread = Vec::new();
    for ((name, _, expected), document) in FRAGMENTS.iter().zip(&checked) {
        if document["error"]["code"] == 3 {
            unread.push(*name);
            continue;
        }
        let mut expected: Vec<String> =
            expected.iter().map(|text| filled(&home, &documents[0], text)).collect();
        expected.sort();
        let asked = asked(document);
        if !fits(&asked, &expected) {
            wrong.push(format!("{name}: {asked:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(unread, ["include-oci", "include-git", "provider", "unheard-of"]);

    // Nothing granted: each is refused with what it asks for, before anything is made.
    let none: Vec<Value> =
        documents.iter().cloned().map(|document| with(document, "granted", json!([]))).collect();
    let refused = up(&home, &[], &none);
    for ((name, _, expected), document) in FRAGMENTS.iter().zip(&refused) {
        let error = &document["error"];
        assert_eq!(error["code"], 7, "{name}: {error}");
        assert!(error["faults"].as_array().unwrap().len() <= expected.len(), "{name}: {error}");
        assert!(error["hints"][0].as_str().unwrap().contains("--allow "), "{name}: {error}");
    }
    assert_eq!(everything(&home), before);

    // All granted but one: refused for that one alone.
    let (mut lacking, mut but_one) = (Vec::new(), Vec::new());
    for ((name, fragment, _), document) in FRAGMENTS.iter().zip(&checked) {
        let names = names(document);
        for (number, lacks) in names.iter().enumerate() {
            let granted: Vec<&String> = names.iter().filter(|name| *name != lacks).collect();
            let fresh = self::document(&home, &format!("{name}-{number}"), fragment);
            but_one.push(with(fresh, "granted", json!(granted)));
            lacking.push((*name, lacks.clone()));
        }
    }
    for ((name, lacks), document) in lacking.iter().zip(&up(&home, &[], &but_one)) {
        let error = &document["error"];
        assert_eq!(error["code"], 7, "{name}: {error}");
        let hint = format!("to allow it: --allow {}", hd::process::quoted(lacks));
        assert_eq!(error["hints"][0], hint, "{name}: {error}");
        let faults = error["faults"].as_array().unwrap();
        let said = format!("({lacks})");
        let named = |fault: &Value| fault["message"].as_str().unwrap().ends_with(&said);
        assert!(!faults.is_empty() && faults.iter().all(named), "{name}: {error}");
    }
    assert_eq!(everything(&home), before);

    // All granted: none is refused for what it asks for.
    let with_all =
        |document: &Value, checked: &Value| with(document.clone(), "granted", json!(names(checked)));
    let all: Vec<Value> =
        documents.iter().zip(&checked).map(|(one, checked)| with_all(one, checked)).collect();
    for ((name, ..), document) in FRAGMENTS.iter().zip(&up(&home, &["-n"], &all)) {
        assert!(unread.contains(name) || document["error"]["code"] != 7, "{name}: {}", document["error"]);
    }
    assert_eq!(everything(&home), before);

    // Nothing said so far: only what amounts to root is refused.
    let silent = up(&home, &["-n"], &documents);
    for ((name, _, expected), document) in FRAGMENTS.iter().zip(&silent) {
        let root = expected.iter().any(|asked| asked.starts_with("ROOT"));
        assert_eq!(document["error"]["code"] == 7, root, "{name}: {}", document["error"]);
    }
    assert_eq!(everything(&home), before);
}

fn with(mut document: Value, field: &str, value: Value) -> Value {
    document[field] = value;
    document
}

/// `hd-compose up services` of all of them. Gives what became of each.
#[track_caller]
fn up(home: &Home, options: &[&str], documents: &[Value]) -> Vec<Value> {
    let up = home.tool("hd-compose").args(options).args(["up", "services"]).stdin(stream(documents));
    let done = run(up.any_stdout().any_stderr());
    assert_eq!(done.len(), documents.len(), "each went through");
    done
}

/// The names of what a document asks for, each once; none where it couldn't be read.
fn names(document: &Value) -> Vec<String> {
    let asked = document["permissions"].as_array().into_iter().flatten();
    let mut names: Vec<String> = asked.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// Runs it, whatever status it has. Gives the documents.
fn run(test: crate::support::Test) -> Vec<Value> {
    test.any_status().documents()
}

/// Everything in the engine that a fragment could make: what carries the home's label, and what has a name that one wants.
fn everything(home: &Home) -> Vec<Vec<String>> {
    let label = format!("label=hyperdrive.home={}", home.id().unwrap());
    let name = format!("name=^{}", home.project);
    let listed = |kind: &str, all: &[&str]| {
        let list = |filter: &str| words([kind, "ls", "--quiet", "--filter", filter].iter().chain(all));
        [list(&label), list(&name), list("name=^somebodys$")].concat()
    };
    vec![listed("container", &["--all"]), listed("volume", &[]), listed("network", &[])]
}

#[test]
fn what_asks_for_nothing_runs_with_nothing_granted() {
    let home = home();
    let documents: Vec<Value> = HARMLESS
        .iter()
        .map(|(name, fragment)| with(document(&home, name, fragment), "granted", json!([])))
        .collect();
    let up = home
        .tool("hd-compose")
        .args(["up", "services", "--jobs", "2"])
        .stdin(stream(&documents))
        .any_stdout();
    let up = up.status(0).documents();
    for ((name, _), document) in HARMLESS.iter().zip(&up) {
        assert!(!document["services"].as_array().unwrap().is_empty(), "{name}: {document}");
    }
}

#[test]
fn what_is_granted_runs_and_a_link_that_leads_elsewhere_later_is_refused() {
    let home = home();
    let config = home.place.path("user/modules/example/hello-world/config");
    symlink(home.place.path("outside"), config.join("turns")).unwrap();
    let asks = with(
        document(
            &home,
            "turns",
            "volumes: ['CONFIG/turns:/x']\ncap_add: [CHOWN]\nsysctls: {net.core.somaxconn: 100}",
        ),
        "granted",
        json!([]),
    );
    let up = |document: &Value, allow: &[String]| {
        let allow = allow.iter().flat_map(|name| ["--allow", name]);
        home.tool("hd-compose")
            .args(["up", "services"])
            .args(allow)
            .stdin(stream(std::slice::from_ref(document)))
            .any_stdout()
    };
    let outside = format!("mount:{}:rw", home.place.path("outside").display());
    let sysctl = "sysctl:net.core.somaxconn=100".to_owned();
    let said = up(&asks, std::slice::from_ref(&sysctl)).any_stderr().status(7).stderr;
    for line in [
        "the services of 't/turns' ask for 2 permissions that aren't granted",
        "services.a.volumes[0]: it reads and writes files of this machine",
        "services.a.cap_add[0]:",
        "hint: to allow it: --allow cap:CHOWN --allow ",
    ] {
        assert!(said.contains(line), "{said}");
    }
    // In part by what is stored, in part for this time.
    let granted = with(asks, "granted", json!([outside, "cap:CHOWN"]));
    up(&granted, std::slice::from_ref(&sysctl)).status(0);
    let name = format!("{}-turns-a-1", home.project);
    let life = Container::find(&name).unwrap().life();

    std::fs::remove_file(config.join("turns")).unwrap();
    symlink("/etc", config.join("turns")).unwrap();
    up(&granted, &[sysctl]).stderr_has("--allow mount:/etc:rw").status(7);
    assert_eq!(Container::find(&name).unwrap().life(), life);
}

#[test]
fn a_folder_that_has_become_a_link_is_neither_started_nor_restarted_with() {
    let home = Home::with_example();
    let own = home.place.path("user/modules/example/hello-world/config/own");
    std::fs::create_dir(&own).unwrap();
    let mount =
        |more: &str| format!("services: {{hw-server: {{volumes: ['{}:/own:ro']{more}}}}}\n", own.display());
    let path = "user/modules/example/hello-world/override/hw-server.yml";
    home.place.write(path, mount(""));
    home.configure();
    home.start();
    let life = home.container("hw-server").life();

    std::fs::remove_dir(&own).unwrap();
    symlink("/etc", &own).unwrap();
    let refused = "--allow mount:/etc:ro";
    home.hyperdrive(["service", "restart"]).any_stdout().stderr_has("mount:/etc:ro").status(7);
    let restart = format!("hd-state load --running | hd-compose restart services --only {HELLO}");
    home.sh(&restart).any_stdout().stderr_has(refused).status(7);
    home.place.write(path, mount(", environment: [A=1]"));
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has(refused).status(7);
    assert_eq!(home.container("hw-server").life(), life);

    // One that is stopped isn't started with it either.
    home.hyperdrive(["service", "stop"]).any_stdout().status(0);
    home.place.write(path, mount(""));
    home.hyperdrive(["service", "start"]).any_stdout().stderr_has(refused).status(7);
    assert!(!home.container("hw-server").runs());

    std::fs::remove_file(&own).unwrap();
    std::fs::create_dir(&own).unwrap();
    home.start();
    home.hyperdrive(["service", "restart"]).any_stdout().status(0);
    assert!(home.container("hw-server").runs());
}

#[test]
fn files_of_scripts_are_checked_too_and_strangers_words_are_shown_below_ours() {
    let home = Home::new();
    let [image, _] = example::images();
    let name = format!("{}_a", home.project);
    home.place.write("own.yml", format!("services: {{a: {{image: {image}, container_name: {name}, pid: host, labels: {{\"x\\e[2J\": y}}}}}}\n"));
    let raw = |args: &[&str]| home.tool("hd-compose").args(args).args(["-p", &home.project, "-f", "own.yml"]);
    let found: Vec<Value> = serde_json::from_str(&raw(&["check"]).any_stdout().status(0).stdout).unwrap();
    assert_eq!(
        (found.len(), &found[0]["name"], &found[0]["place"]),
        (2, &"pid:host".into(), &"services.a.pid".into())
    );
    let text = raw(&["check", "--text"]).any_stdout().status(0).stdout;
    let expected = "  ROOT-EQUIVALENT: its services file is in a namespace that isn't its own: it sees or changes what others do\n    \
        pid:host at services.a.pid\n";
    assert!(
        text.contains(": asks for 2 permissions\n") && text.contains(expected) && text.contains("\\u{1b}[2J"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "{text}");

    for dry in [&["up"][..], &["-n", "up"]] {
        raw(dry).stderr_has("--allow pid:host").status(7);
    }
    assert!(Container::find(&name).is_none());
    raw(&["up", "--allow", "pid:host"]).any_stdout().status(0);
    let mode = docker(["inspect", "--format", "{{.HostConfig.PidMode}}", &name]);
    assert_eq!(mode, "host");
    raw(&["down"]).stdout("[]\n").status(0);
}
