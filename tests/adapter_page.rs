//! man/hyperdrive-adapter.7: an adapter that answers as it says is understood, and it has the commands of every dialect.

use std::os::unix::fs::PermissionsExt;

use hd::adapter::{Dialect, Operation, Payload};
use hd::config::Metadata;
use serde_json::Value;

use crate::docker_module_page::blocks;
use crate::support::Place;

const PAGE: &str = include_str!("../man/hyperdrive-adapter.7");

/// The commands that the page has an answer to, in its order, with a request in the raw form.
const ANSWERED: [(&str, &str); 6] = [
    ("version", ""),
    ("get-log-file", "{\"source\": \"adapter\"}"),
    ("get-config", ""),
    ("process-config", "{\"config\": {}}"),
    ("get-containers", ""),
    ("upgrade-instance", "{\"instance\": {}}"),
];

#[test]
fn an_adapter_that_answers_as_the_page_says_is_understood() {
    let blocks = blocks(PAGE);
    assert_eq!(blocks.len(), ANSWERED.len());
    let place = Place::default();
    let cases: String = ANSWERED
        .iter()
        .zip(&blocks)
        .map(|((command, _), block)| format!("{command}) cat <<'JSON'\n{block}JSON\n;;\n"))
        .collect();
    place
        .write("key", "0123456789")
        .write("adapter", format!("#!/bin/sh\ncase $2 in\n{cases}*) exit 3;; esac\n"));
    std::fs::set_permissions(place.path("adapter"), std::fs::Permissions::from_mode(0o755)).unwrap();
    for ((command, request), block) in ANSWERED.iter().zip(&blocks) {
        let call = place.tool("hd-adapter-call").args([command, "--key-file", "key", "--", "./adapter"]);
        // Settings that are refused are an answer, too: no.
        let refused = i32::from(*command == "process-config");
        let ran = call.stdin(*request).any_stdout().status(refused);
        assert_eq!(ran.document(), serde_json::from_str::<Value>(block).unwrap(), "{command}");
    }
    let metadata = Metadata::read("me/mod", &blocks[2]).unwrap();
    assert_eq!(metadata.parameters().count(), 2);
}

#[test]
fn the_page_has_every_command_of_every_dialect() {
    let page = PAGE.replace("\\-", "-");
    let [null, text] = ["null", "1"].map(|json| Some(serde_json::from_str(json).unwrap()));
    let payload = Payload {
        source: Some("adapter".into()),
        command: Some("help".into()),
        config: null.clone(),
        settings: null.clone(),
        current_settings: null.clone(),
        new_settings: null,
        instance: text,
    };
    for dialect in Dialect::ALL {
        let own =
            page.split("\n.SH \"OLDER DIALECTS\"").nth(usize::from(dialect != Dialect::Current)).unwrap();
        assert!(page.contains(&format!("\n.B {dialect}\n")), "{dialect}");
        for operation in Operation::ALL {
            let Some((command, _)) = dialect.request(operation, &payload, None).unwrap() else { continue };
            // What the older ones have alike stands above.
            assert!(
                own.contains(command)
                    || page.contains(&format!("\n.B {command}\n"))
                    || page.contains(&format!("\n.BR {command} ")),
                "{dialect}: {command}"
            );
        }
    }
    assert!(page.contains("get-config-instance"));
}
