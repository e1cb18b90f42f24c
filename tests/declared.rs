//! hd-adapter: an adapter that is declared, as a program and beside one that is programmed.

mod command;
mod init;
mod judged;
mod page;
mod program;
mod twins;

use crate::support::{Place, Test};

const DECLARATION: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/modules/hello-declared/adapter/module.yaml");

fn folders(test: Test, place: &Place) -> Test {
    test.env("HD_CONFIG_DIR", place.path("config"))
        .env("HD_LOG_DIR", place.path("log"))
        .env("HD_KEY_FILE", place.path("adapter.key"))
        .env("HELLO_KEY_FILE", place.path("services.key"))
        .env("HELLO_SERVER", "127.0.0.1")
}

fn declared(place: &Place, command: &str) -> Test {
    let test = place.tool("hd-adapter").args(["--module", DECLARATION, "hd-module", command]);
    folders(test, place)
}

/// The path of a tool's executable.
fn program(name: &str) -> String {
    Place::default().tool(name).command().get_program().to_string_lossy().into_owned()
}
