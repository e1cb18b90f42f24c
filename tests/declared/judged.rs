//! The twin judged by hd-check, in each dialect.

use std::fs;
use std::path::Path;

use super::{DECLARATION, program};
use crate::support::{Place, example};

const TWIN: &str = "example/hello-declared";

/// The twin's declaration in this place, for an adapter of this dialect.
fn write_twin(place: &Place, dialect: &str) {
    for file in ["server.toml", "mirror.toml"] {
        let source = fs::read(example::declared_folder().join("adapter/files").join(file)).unwrap();
        place.write(Path::new("files").join(file), source);
    }
    let text = fs::read_to_string(DECLARATION).unwrap();
    place.write("module.yaml", text.replace("\nmodule: ", &format!("\ndialect: '{dialect}'\nmodule: ")));
}

#[test]
fn an_adapter_is_judged_without_its_package_and_the_name_that_it_was_given_is_said() {
    let place = Place::default();
    let adapter = program("hd-adapter");
    let judged = |args: &[&str], status| {
        let check = place.tool("hd-check").args(["adapter"]).args(args);
        let check = check.args(["--", &adapter, "--module", "module.yaml"]).env("HELLO_SERVER", "x");
        check.env("HELLO_KEY_FILE", "/x").any_stdout().status(status).stdout
    };
    for dialect in ["current", "2025-01"] {
        write_twin(&place, dialect);
        let known = judged(&["--fqmn", TWIN], 0);
        assert!(known.contains(dialect) && known.contains(": 0 errors, 0 warnings, 0 notes\n"), "{known}");
    }
    // It looks for its settings by a name that nobody told.
    let unnamed = judged(&[], 0);
    assert!(unnamed.contains("warning HD118: it says: the settings hold none of"), "{unnamed}");
    let remark = "its settings were those of 'author/module': --fqmn AUTHOR/NAME says another name\n";
    assert!(unnamed.contains(remark), "{unnamed}");
    write_twin(&place, "current");
    assert!(judged(&[], 0).contains(": 0 errors, 0 warnings, 0 notes\n"));
}

#[test]
fn hd_check_finds_nothing_in_the_twin_in_any_dialect() {
    let place = Place::default();
    let adapter = program("hd-adapter");
    let folder = example::declared_folder().display().to_string();
    for dialect in ["current", "2024-12", "2025-01", "2025-03"] {
        write_twin(&place, dialect);
        for judged in ["package", "adapter"] {
            let args = [judged, &folder, "--", &adapter, "--module", "module.yaml"];
            let check =
                place.tool("hd-check").args(args).env("HELLO_SERVER", "x").env("HELLO_KEY_FILE", "/x");
            let ran = check.stdout_has("0 errors, 0 warnings, 0 notes\n").any_stderr().status(0);
            assert!(
                judged == "package" || format!("{}{}", ran.stdout, ran.stderr).contains(dialect),
                "{}",
                ran.stdout
            );
        }
    }
}
