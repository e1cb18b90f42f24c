//! hd-render: templates → compose files.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::{Place, Pty, Test};

const ADAPTER: &str = "services:
  adapter:
    image: me/adapter:1
    container_name: {{AdapterContainerName}}
    environment:
      {{#each AdapterEnvironmentVariables}}
      - {{this}}
      {{/each}}
    volumes:
      {{#each AdapterVolumes}}
      - {{this}}
      {{/each}}
";

const WEB: &str = "services:
  web:
    image: me/web:1
    container_name: {{GetContainerName \"hw-web\"}}
    command: serve --port {{GetValue \"server/port\"}} --daemon {{HyperdriveDaemonUrl}}
    {{#if (GetValue \"nodeset/hyperdrive:enableIPv6\")}}
    sysctls: [net.ipv6.conf.all.disable_ipv6=0]
    {{/if}}
    networks:
      {{#each (GetValueArray \"nodeset/hyperdrive:additionalDockerNetworks\" \",\")}}
      - {{this}}
      {{/each}}
      - net
networks:
  net:
    name: {{ModuleNetwork}}
    external: true
";

/// A place with a package, and Hyperdrive's and the module's documents.
fn place() -> (Place, Value, Value) {
    let place = Place::default();
    place.write("pkg/adapter.tmpl", ADAPTER).write("pkg/templates/web.tmpl", WEB);
    place.write(
        "pkg/templates/db.tmpl",
        "services:\n  store:\n    image: me/db:1\n    container_name: demo_hw-db\n",
    );
    let at = |path: &str| place.path(path).display().to_string();
    let paths = |own: &str| {
        json!({
            "user": at("user"), "state": at(&format!("user/state/compose/{own}")),
            "config": at("user/m/config"), "log": at("user/m/log"), "data": at("user/m/data"),
            "runtime": at(&format!("user/{own}/runtime")), "override": at(&format!("user/{own}/override")),
            "adapterKey": at("user/m/secrets/adapter.key"), "servicesKey": at("user/m/secrets/services.key"),
            "hyperdriveKey": at("user/m/secrets/hyperdrive.key"),
        })
    };
    place.write("user/.keep", "");
    let names = |services: &str| {
        json!({"services": services, "adapter": "demo-hw_adapter", "adapterContainer": "demo_hw_adapter",
               "network": "demo_net", "daemon": "demo_daemon"})
    };
    let own = json!({
        "fqmn": "nodeset/hyperdrive", "project": "demo", "engine": "unix:///none.sock", "names": names("demo"),
        "paths": paths("nodeset/hyperdrive"),
        "settings": {"apiPort": 8123, "enableIPv6": false, "additionalDockerNetworks": "a,b"},
    });
    let module = json!({
        "fqmn": "me/hw", "project": "demo", "dir": at("pkg"), "engine": "unix:///none.sock",
        "names": names("demo-hw"), "paths": paths("me/hw"), "settings": {"server": {"port": 80}},
        "containers": ["web"], "unknown": [1.50],
    });
    (place, own, module)
}

fn stream(documents: &[&Value]) -> String {
    documents.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn renders_the_adapter_and_says_how_it_is_run() {
    let (place, own, module) = place();
    place.write("user/me/hw/override/adapter.yml", "services: {}\n");
    let ran =
        place.tool("hd-render").args(["adapter"]).stdin(stream(&[&own, &module])).any_stdout().status(0);
    let documents = ran.documents();
    assert_eq!(documents[0], own);
    let adapter = &documents[1]["adapter"];
    let file = "user/state/compose/me/hw/adapter.yml";
    assert_eq!(adapter["compose"]["files"][0], json!(place.path(file)));
    assert_eq!(adapter["compose"]["files"][1], json!(place.path("user/me/hw/override/adapter.yml")));
    assert_eq!(adapter["compose"]["project"], "demo-hw_adapter");
    assert_eq!(
        (&adapter["container"], &documents[1]["unknown"]),
        (&json!("demo_hw_adapter"), &json!([1.50]))
    );
    let text = place.read(file);
    assert!(text.contains("      - HD_ADAPTER_MODE=project\n"), "{text}");
    assert!(text.contains("container_name: demo_hw_adapter\n") && text.contains("/m/config:/"), "{text}");
    let mode = std::fs::metadata(place.path(file)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn keeps_what_is_known_of_an_adapter_and_leaves_a_local_one_alone() {
    let (place, own, mut module) = place();
    module["adapter"] = json!({"dialect": "current", "version": "1.2.3"});
    let ran =
        place.tool("hd-render").args(["adapter"]).stdin(stream(&[&own, &module])).any_stdout().status(0);
    assert_eq!(ran.documents()[1]["adapter"]["version"], "1.2.3");
    module["adapter"] = json!({"command": ["x"]});
    let ran = place.tool("hd-render").args(["adapter"]).stdin(stream(&[&module])).any_stdout().status(0);
    assert_eq!(ran.document(), module);
}

#[test]
fn renders_the_services_that_the_containers_need() {
    let (place, own, module) = place();
    place.write("user/state/compose/me/hw/services/old.yml", "x").write("user/me/hw/runtime/old.yml", "x");
    place.write("user/me/hw/override/web.yml", "services: {}\n");
    let ran = place
        .tool("hd-render")
        .args(["services"])
        .stdin(stream(&[&own, &module]))
        .any_stdout()
        .absent("user/state/compose/me/hw/services/old.yml")
        .absent("user/me/hw/runtime/old.yml")
        .status(0);
    let compose = &ran.documents()[1]["compose"];
    let file = "user/state/compose/me/hw/services/web.yml";
    assert_eq!(
        compose,
        &json!({"project": "demo-hw", "projectDir": place.path("pkg"),
                "files": [place.path(file), place.path("user/me/hw/override/web.yml")]})
    );
    let text = place.read(file);
    assert!(text.contains("command: serve --port 80 --daemon http://demo-daemon:8123\n"), "{text}");
    assert!(text.contains("      - a\n      - b\n      - net\n") && !text.contains("sysctls"), "{text}");
    assert_eq!(place.read("user/me/hw/runtime/web.yml"), text);
}

#[test]
fn writes_the_daemons_own_file() {
    let (place, own, _) = place();
    let ran = place.tool("hd-render").args(["services"]).stdin(stream(&[&own])).any_stdout().status(0);
    let compose = &ran.document()["compose"];
    assert_eq!(compose["project"], "demo");
    let text = place.read("user/state/compose/nodeset/hyperdrive/services/daemon.yml");
    for part in [
        "image: hyperdrive-daemon:local\n",
        "container_name: demo_daemon\n",
        "- \"127.0.0.1:8123:8123\"\n",
        "name: demo_net\n",
        "read_only: true\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_container_is_found_by_the_name_that_a_template_declares() {
    for name in ["store", "hw-db", "db"] {
        let (place, own, mut module) = place();
        module["containers"] = json!([name]);
        let ran =
            place.tool("hd-render").args(["services"]).stdin(stream(&[&own, &module])).any_stdout().status(0);
        let file = ran.documents()[1]["compose"]["files"][0].as_str().unwrap().to_owned();
        assert!(file.ends_with("/services/db.yml"), "{file}");
    }
}

#[test]
fn a_container_that_no_template_has_is_an_error_on_the_document() {
    let (place, own, mut module) = place();
    module["containers"] = json!(["wep"]);
    place
        .tool("hd-render")
        .args(["services"])
        .stdin(stream(&[&own, &module]))
        .stdout_has("\"code\":3")
        .stderr("hd-render: me/hw: no template has, or declares, the container 'wep'\n  hint: there are db, demo_hw-db, demo_hw-web, store, web\n")
        .status(3);
}

#[test]
fn two_templates_that_differ_about_one_service_are_refused() {
    let (place, own, mut module) = place();
    place.write("pkg/templates/db.tmpl", "services:\n  web:\n    image: other\n");
    module["containers"] = json!(["web", "db"]);
    place
        .tool("hd-render")
        .args(["services"])
        .stdin(stream(&[&own, &module]))
        .any_stdout()
        .stderr_has("the templates 'db' and 'web' define service 'web' differently")
        .absent("user/state/compose/me")
        .status(3);
}

#[test]
fn another_modules_secret_is_denied() {
    let (place, mut own, module) = place();
    own["settings"]["hush"] = json!({"secretFile": "/x"});
    place.write("pkg/templates/web.tmpl", "services:\n  a:\n    image: {{GetValue \"hyperdrive:hush\"}}\n");
    place
        .tool("hd-render")
        .args(["services", "--only", "me/hw"])
        .stdin(stream(&[&own, &module]))
        .any_stdout()
        .stderr_has("'nodeset/hyperdrive:hush' is a secret of another module")
        .status(7);
}

#[test]
fn documents_with_an_error_and_disabled_ones_pass() {
    let (place, own, mut module) = place();
    module["enabled"] = json!(false);
    let ran = place.tool("hd-render").args(["services", "--only", "me/hw"]).stdin(stream(&[&own, &module]));
    assert_eq!(ran.any_stdout().status(0).documents()[1], module);
    module["error"] = json!({"tool": "t", "code": 4, "message": "m", "hints": []});
    let ran = place.tool("hd-render").args(["adapter"]).stdin(stream(&[&module])).any_stdout().status(4);
    assert_eq!(ran.document(), module);
}

#[test]
fn print_shows_the_files_and_writes_none() {
    let (place, own, module) = place();
    place
        .tool("hd-render")
        .args(["services", "--print", "--only", "me/hw"])
        .stdin(stream(&[&own, &module]))
        .stdout_has("services:\n  web:\n")
        .absent("user/state")
        .absent("user/me")
        .status(0);
}

/// What `print_…` below runs, with one of the module's own secrets in its files.
fn printing() -> (Place, &'static str) {
    let (place, own, mut module) = place();
    place.write("user/m/secrets/key", "hush-hush\n");
    place.write(
        "pkg/templates/web.tmpl",
        "services:\n  web:\n    image: x\n    environment: {KEY: {{GetValue \"key\"}}, FIRST: {{slice (GetValue \"key\") 0 9}}}\n",
    );
    module["settings"]["key"] = json!({"secretFile": place.path("user/m/secrets/key")});
    place.write("documents", stream(&[&own, &module]));
    (place, "hd-render services --print --only me/hw < documents")
}

#[test]
fn print_shows_no_secret_on_a_terminal() {
    let (place, script) = printing();
    place.sh(script).stdout_has("KEY: hush-hush, FIRST: hush-hush").status(0);
    let (_, shown, code) = Pty::run(place.sh(script).command(), 80, 24).end();
    assert!(code == Some(0) && shown.contains("KEY: xxxxxxxxx, FIRST: xxxxxxxxx"), "{shown}");
    assert!(!shown.contains("hush"), "{shown}");
}

#[test]
fn print_says_that_it_could_not_write() {
    let (place, script) = printing();
    place.sh(&format!("{script} > /dev/full")).stderr_has("cannot write to 'standard output': ").status(4);
    place.sh(&format!("{script} | true")).status(0);
}

#[test]
fn text_renders_one_file() {
    let context = json!({"fqmn": "me/mod", "accessors": {"Dir": "/x", "list": [1, "a"]},
                         "settings": {"me/mod": {"port": 80}, "nodeset/hyperdrive": {"projectName": "p"}}});
    Test::tool("hd-render")
        .file("t", "{{Dir}} {{list}} {{GetValue \"port\"}} {{GetProjectName}} {{GetContainerName \"c\"}}\n")
        .file("c.json", context.to_string())
        .args(["text", "t", "--context", "c.json"])
        .stdout("/x [1 a] 80 p p_c\n")
        .status(0);
}

#[test]
fn text_with_compose_guards_values() {
    let context = json!({"accessors": {"v": "x\n    privileged: true # $HOME"}});
    let ran = Test::tool("hd-render")
        .file("t", "services:\n  a:\n    image: {{v}}\n")
        .file("c.json", context.to_string())
        .args(["text", "--compose", "t", "--context", "c.json"])
        .any_stdout()
        .status(0);
    assert_eq!(ran.document()["services"]["a"], json!({"image": "x\n    privileged: true # $$HOME"}));
}

#[test]
fn what_is_wrong_with_a_template_is_said_with_its_place() {
    Test::tool("hd-render")
        .file("t", "a\n {{Dri}}\n")
        .file("c.json", "{\"accessors\": {\"Dir\": 1}}")
        .args(["text", "t", "--context", "c.json"])
        .stderr("hd-render: cannot render 't' at line 2, column 2, in '{{Dri}}': nothing is called 'Dri'\n  hint: did you mean 'Dir'?\n")
        .status(3);
    Test::tool("hd-render")
        .file("t", b"a\n\xff\n")
        .args(["text", "t"])
        .stderr("hd-render: cannot read 't' at line 2: it isn't UTF-8\n")
        .status(3);
    Test::tool("hd-render")
        .args(["text", "none"])
        .stderr("hd-render: cannot read 'none': no such file\n")
        .status(3);
    Test::tool("hd-render").any_stderr().status(2);
}

#[test]
fn explain_tells_what_a_template_depends_on_and_where() {
    let ran = Test::tool("hd-render")
        .file("t", "{{range .list}}\n  {{$.GetValue port}}{{raw .x}}\n{{end}}{{.Dir}}{{.GetValue (print 1)}}")
        .file("c.json", "{\"fqmn\": \"me/mod\"}")
        .args(["text", "t", "--context", "c.json", "--explain"])
        .any_stdout()
        .status(0);
    assert_eq!(
        ran.document(),
        json!({
            "template": "t", "syntax": "go",
            "uses": [
                {"accessor": "list", "line": 1, "column": 9},
                {"accessor": "GetValue", "fqpn": "me/mod:port", "line": 2, "column": 5},
                {"accessor": "Dir", "line": 3, "column": 10},
                {"accessor": "GetValue", "line": 3, "column": 18},
            ],
            "findings": [
                {"kind": "bare-word", "line": 2, "column": 16},
                {"kind": "raw", "line": 2, "column": 24},
            ],
        })
    );
    let (place, own, module) = place();
    let ran = place.tool("hd-render").args(["services", "--explain"]).stdin(stream(&[&own, &module]));
    let explained = ran.any_stdout().status(0).documents();
    assert_eq!((explained.len(), &explained[1]["template"]), (2, &json!("templates/web.tmpl")));
    assert_eq!(explained[1]["uses"][1]["fqpn"], "me/hw:server/port");
}

#[test]
fn a_template_that_is_too_much_is_refused() {
    let place = Place::default();
    place.write("big", "x".repeat(50 << 20)).write("deep", "{{if true}}".repeat(10_000)).write("nul", "a\0b");
    place.write("self", "{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}");
    for (file, complaint) in [
        ("big", "cannot read 'big': it is larger than 16 MiB"),
        ("/dev/zero", "'/dev/zero' is larger than 64 MiB"),
        ("deep", "cannot read 'deep' at line 1, column 2212"),
        ("nul", "cannot read 'nul' at line 1, column 2: it holds a NUL byte"),
        ("self", "blocks and templates stand in each other more than 400 deep"),
    ] {
        place.tool("hd-render").args(["text", file]).stderr_has(complaint).status(3);
    }
}

#[test]
fn every_kind_of_bad_template_is_refused_with_its_place_and_the_nearest_names() {
    let place = Place::default();
    let context = json!({"fqmn": "me/mod", "accessors": {"Directory": "/x", "object": {"field": 1}},
                         "settings": {"me/mod": {"port": 80}}});
    place.write("c.json", context.to_string());
    let nearest = |name: &str| format!("hint: did you mean '{name}'");
    for (template, complaint, hint) in [
        ("{{.Directroy}}", "nothing is called 'Directroy'", nearest("Directory")),
        ("{{Directroy}}", "nothing is called 'Directroy'", nearest("Directory")),
        ("{{.object.feild}}", "there is no field 'feild' here", nearest("field")),
        ("{{object.feild}}", "there is no field 'feild' here", nearest("field")),
        ("{{.Directory | prnit}}", "no function is called 'prnit'", nearest("print")),
        ("{{prnit 1}}", "nothing is called 'prnit'", nearest("print")),
        ("{{.GetValue \"prot\"}}", "there is no parameter 'me/mod:prot'", nearest("port")),
        ("{{GetValue \"prot\"}}", "there is no parameter 'me/mod:prot'", nearest("port")),
        ("{{.GetValue \"me/mdo:port\"}}", "there is no module 'me/mdo' here", nearest("me/mod")),
        ("{{#iff Directory}}x{{/iff}}", "no block is called 'iff'", nearest("if")),
        ("{{if .Directory}}x", "", String::new()),
        ("{{#if Directory}}x", "", String::new()),
        ("x{{end}}", "", String::new()),
        ("x{{/if}}", "", String::new()),
        ("{{printf \"%d\" 0x}}", "", String::new()),
        ("{{print \"a}}", "", String::new()),
        ("{{.GetValue}}", "'GetValue' takes 1 argument and got 0", String::new()),
        ("{{GetValue \"port\" 1}}", "'GetValue' takes 1 argument and got 2", String::new()),
        ("{{.GetValue 1}}", "there is no parameter 'me/mod:1'", String::new()),
        (
            "{{.GetValue (len \"a\")}}",
            "argument 1 of 'GetValue' has to be a string, not an int",
            String::new(),
        ),
        ("{{len 1 2}}", "'len' takes 1 argument and got 2", String::new()),
        ("{{index .object 1}}", "'index' can't be done", String::new()),
        ("{{lt .Directory 1}}", "can't be compared", String::new()),
    ] {
        place.write("t", format!("first line\n é{template}"));
        let ran = place.tool("hd-render").args(["text", "t", "--context", "c.json"]).any_stderr().status(3);
        let stderr = ran.stderr;
        assert!(stderr.contains("'t' at line 2, column "), "{template}: {stderr}");
        assert!(stderr.contains(complaint) && stderr.contains(&hint), "{template}: {stderr}");
    }
}
