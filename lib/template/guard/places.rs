//! Every place of a compose file in which a value may be a part of something: taken, or refused.
#![allow(clippy::expect_used)]

use serde_json::json;

use super::tests::render;

const DOCUMENT: &str = "services:\n  a:\n    image: x\n";

/// A body in a service, or, where it begins with a line of the document's own, in the document.
#[track_caller]
fn ask(body: &str, value: &str) -> Result<String, String> {
    let own = body.contains(": {n: {");
    let text = if own { format!("{DOCUMENT}{body}\n") } else { format!("{DOCUMENT}    {body}\n") };
    let made = render(&text, &json!(value)).map_err(|error| error.to_string())?;
    Ok(made.text().to_owned())
}

#[track_caller]
fn takes(body: &str, value: &str) {
    assert!(ask(body, value).is_ok(), "{body} {value:?}: {:?}", ask(body, value));
}

#[track_caller]
fn refuses(body: &str, value: &str, part: &str) {
    let refusal = ask(body, value).expect_err(body);
    assert!(refusal.contains(part), "{body} {value:?}: {refusal}");
}

#[test]
fn a_name_of_a_pair_ends_where_its_author_ends_it() {
    for body in [
        "environment: [\"A{{v}}=1\"]",
        "labels: [\"a{{v}}=1\"]",
        "annotations: [\"a{{v}}=1\"]",
        "sysctls: [\"a{{v}}=1\"]",
        "storage_opt: [\"a{{v}}=1\"]",
        "build: {context: ., args: [\"A{{v}}=1\"]}",
        "build: {context: ., labels: [\"A{{v}}=1\"]}",
        "build: {context: ., additional_contexts: [\"a{{v}}=./x\"]}",
        "build: {context: ., ssh: [\"a{{v}}=./x\"]}",
        "deploy: {labels: [\"a{{v}}=1\"]}",
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], options: [\"a{{v}}=1\"]}]}}}",
        "gpus: [{options: [\"a{{v}}=1\"]}]",
        "post_start: [{command: x, environment: [\"A{{v}}=1\"]}]",
        "pre_stop: [{command: x, environment: [\"A{{v}}=1\"]}]",
        "develop: {watch: [{path: ., action: sync+exec, exec: {command: x, environment: [\"A{{v}}=1\"]}}]}",
        "networks: {n: {labels: [\"a{{v}}=1\"]}}",
        "volumes: {n: {labels: [\"a{{v}}=1\"]}}",
        "secrets: {n: {file: x, labels: [\"a{{v}}=1\"]}}",
        "configs: {n: {file: x, labels: [\"a{{v}}=1\"]}}",
    ] {
        refuses(body, "b=c", "holds '=', which ends the name");
        takes(body, "b");
        let (before, rest) = body.split_once('"').unwrap_or_default();
        let (_, after) = rest.rsplit_once('"').unwrap_or_default();
        takes(&format!("{before}\"a={{{{v}}}}\"{after}"), "b=c");
        takes(&format!("{before}\"{{{{v}}}}\"{after}"), "b=c");
    }
}

#[test]
fn a_part_of_an_item_ends_where_its_author_ends_it() {
    for (body, value) in [
        ("ports: [\"{{v}}:80\"]", "1:2"),
        ("ports: [\"80{{v}}:80\"]", "0-90"),
        ("ports: [\"80{{v}}\"]", "/udp"),
        ("expose: [\"80{{v}}\"]", "-90"),
        ("links: [\"{{v}}:b\"]", "a:b"),
        ("external_links: [\"{{v}}:b\"]", "a:b"),
        ("user: \"1{{v}}\"", "0:0"),
        ("restart: \"on-failure:{{v}}\"", "1:2"),
        ("network_mode: \"service{{v}}\"", ":b"),
        ("ipc: \"service{{v}}\"", ":b"),
        ("pid: \"service{{v}}\"", ":b"),
        ("uts: \"h{{v}}\"", ":b"),
        ("userns_mode: \"h{{v}}\"", ":b"),
        ("cgroup: \"h{{v}}\"", ":b"),
        ("tmpfs: \"/run:size={{v}}\"", "1m,exec"),
        ("tmpfs: [\"/run{{v}}\"]", ":exec"),
        ("env_file: [\"a{{v}}\"]", ":b"),
        ("cpuset: \"0{{v}}\"", "-7"),
        ("extra_hosts: [\"a{{v}}:10.0.0.1\"]", ":b"),
        ("extra_hosts: [\"a{{v}}=10.0.0.1\"]", "=b"),
        ("security_opt: [\"label{{v}}\"]", "=disable"),
        ("device_cgroup_rules: [\"c 1:{{v}} r\"]", "3 rwm"),
        ("dns_opt: [\"ndots:{{v}}\"]", "1 rotate"),
        ("dns_search: [\"a{{v}}\"]", " b"),
        ("dns: \"10.0.0.{{v}}\"", "1\nnameserver 10.0.0.2"),
        ("build: {context: ., extra_hosts: [\"a{{v}}=10.0.0.1\"]}", "=b"),
        ("build: {context: ., cache_from: [\"type=local,src={{v}}\"]}", "a,b=c"),
        ("build: {context: ., cache_to: [\"type=local,{{v}}\"]}", "\"src=a\""),
        ("deploy: {placement: {constraints: [\"node.{{v}} == a\"]}}", "id != b"),
        ("volumes: {n: {driver_opts: {o: \"size={{v}}\"}}}", "1m,exec"),
        ("volumes: [\"{{v}}:/x\"]", "a:b"),
        ("volumes: [\"/a:/b:{{v}}\"]", "rw,z"),
        ("devices: [\"{{v}}:/y\"]", "a:b"),
        ("volumes_from: [\"{{v}}:ro\"]", "a:b"),
    ] {
        refuses(body, value, "which separates the parts of this item");
        takes(body, "1");
        let whole = body.split_once('"').map(|(before, rest)| {
            let (_, after) = rest.rsplit_once('"').unwrap_or_default();
            format!("{before}\"{{{{v}}}}\"{after}")
        });
        takes(&whole.unwrap_or_default(), value);
    }
    takes("volumes: [\"{{v}}:/x\"]", "/a,b");
    takes("volumes: [{type: bind, source: \"/{{v}}\", target: /x}]", "a:b");
    takes("ports: [{target: 80, host_ip: \"{{v}}:1\"}]", "::");
}

#[test]
fn a_part_of_a_volume_is_no_drive_and_not_nothing() {
    for (body, value) in [
        ("volumes: [\"{{v}}:/b\"]", "C"),
        ("volumes: [\"{{v}}C:/b\"]", ""),
        ("volumes: [\"/a:{{v}}:ro\"]", "d"),
        ("volumes: [\"{{v}}:/b\"]", "é"),
    ] {
        refuses(body, value, "takes for a drive");
    }
    for body in [
        "volumes: [\"{{v}}:/b\"]",
        "volumes: [\"/a:{{v}}\"]",
        "volumes: [\"/a:{{v}}{{w}}:ro\"]",
        "volumes: [\"/a:/b:{{v}}\"]",
        "devices: [\"{{v}}:/b\"]",
        "devices: [\"/b:{{v}}:r\"]",
        "volumes_from: [\"{{v}}:ro\"]",
    ] {
        refuses(body, "", "is empty");
    }
    takes("volumes: [\"C:{{v}}:/x\"]", "/a");
    takes("volumes: [\"{{v}}:/x\"]", "1");
    takes("volumes: [\"{{v}}:/x\"]", "cd");
    takes("volumes: [\"/x:/{{v}}\"]", "");
}

#[test]
fn a_part_of_an_item_is_not_nothing() {
    for body in [
        "ports: [\"{{v}}:8080:80\"]",
        "ports: [\"127.0.0.1:{{v}}:80\"]",
        "ports: [\"127.0.0.1:{{v}}{{w}}:80\"]",
        "ports: [\"8080:{{v}}\"]",
        "ports: [\"8080:80/{{v}}\"]",
        "ports: [\"{{v}}-90:80-90\"]",
        "expose: [\"{{v}}/udp\"]",
        "links: [\"{{v}}:b\"]",
        "external_links: [\"b:{{v}}\"]",
        "user: \"{{v}}:1000\"",
        "user: \"1000:{{v}}\"",
        "restart: \"on-failure:{{v}}\"",
        "network_mode: \"service:{{v}}\"",
        "ipc: \"service:{{v}}\"",
        "tmpfs: [\"{{v}}:exec\"]",
        "tmpfs: \"/run:exec,{{v}}\"",
        "cpuset: \"0-{{v}}\"",
        "extra_hosts: [\"a:{{v}}\"]",
        "extra_hosts: [\"{{v}}=10.0.0.1\"]",
        "security_opt: [\"label={{v}}\"]",
        "device_cgroup_rules: [\"c 1:{{v}} r\"]",
        "dns_opt: [\"ndots:{{v}}\"]",
        "build: {context: ., extra_hosts: [\"a={{v}}\"]}",
        "build: {context: ., cache_from: [\"type=local,{{v}}\"]}",
        "deploy: {placement: {constraints: [\"node.id == {{v}}\"]}}",
        "volumes: {n: {driver_opts: {o: \"ro,{{v}}\"}}}",
        "environment: [\"{{v}}=1\"]",
        "labels: [\"{{v}}{{w}}=1\"]",
    ] {
        refuses(body, "", "is empty, and so would be a part of this item");
        takes(body, "1");
    }
    for body in [
        "ports: [\"80{{v}}:80\"]",
        "ports: [\"[::1]:8{{v}}:80\"]",
        "user: \"1{{v}}\"",
        "tmpfs: \"/run:size={{v}}\"",
        "environment: [\"A={{v}}\"]",
        "environment: [\"A{{v}}=\"]",
        "deploy: {placement: {constraints: [\"node.id{{v}} == a\"]}}",
    ] {
        takes(body, "");
    }
}

#[test]
fn a_part_of_an_item_is_no_word_of_the_forms_own() {
    refuses("devices: [\"/dev/a:{{v}}\"]", "rw", "reads as permissions");
    takes("devices: [\"/dev/a:{{v}}\"]", "/dev/rw");
    takes("devices: [\"/dev/a:/dev/b:{{v}}\"]", "rw");
    refuses("volumes_from: [\"{{v}}:a\"]", "container", "meaning of its own");
    takes("volumes_from: [\"container:{{v}}\"]", "a");
    refuses("healthcheck: {test: [\"{{v}}\", x]}", "NONE", "kind of a test");
    refuses("healthcheck: {test: [\"CMD{{v}}\", x]}", "-SHELL", "kind of a test");
}

#[test]
fn a_value_in_a_line_of_a_dockerfile_is_a_plain_word() {
    let body = "build: {context: ., dockerfile_inline: \"FROM x:{{v}}\\nRUN y {{w}}\"}";
    takes(body, "1.2");
    refuses(body, "1\nRUN z", "a Dockerfile is a language");
    refuses(body, "$(id)", "a Dockerfile is a language");
}

#[test]
fn hooks_and_watches_take_commands_as_services_do() {
    for body in [
        "post_start: [{command: \"run {{v}}\"}]",
        "pre_stop: [{command: \"run {{v}}\"}]",
        "develop: {watch: [{path: ., action: sync+exec, exec: {command: \"run {{v}}\"}}]}",
    ] {
        let made = ask(body, "a b").unwrap_or_default().replace(['\n', ' '], "");
        assert!(made.contains("\"command\":[\"run\",\"ab\"]"), "{made}");
    }
}
