//! Packages that come from a URL, by the whole program: installed and upgraded, cut off on the way, led astray.

use std::fs;

use super::Ground;
use crate::support::registry::{Answer, Server};

#[test]
fn a_package_comes_from_a_url_whole_or_not_at_all() {
    let ground = Ground::new();
    let server = Server::new();
    let package = |version: &str| fs::read(ground.place.path(format!("{version}.zip"))).unwrap();
    let url = |path: &str| format!("{}/{path}", server.url);
    let install = |path: &str| {
        ground.hyperdrive(&["--project", "demo", "module", "install", "--trust", &url(path)]).any_stderr()
    };
    let nothing = || {
        assert_eq!(ground.version(), None);
        assert!(ground.standin.containers().is_empty());
        let packages = fs::read_dir(ground.place.path("system/packages")).into_iter().flatten();
        assert_eq!(packages.flatten().filter(|entry| entry.file_name().len() == 64).count(), 0);
    };
    let bytes = package("1.0.0");
    server.put("/rubbish.zip", Answer::Content(bytes[..bytes.len() / 2].to_vec()));
    server.put("/astray.zip", Answer::Elsewhere("http://example.org/1.0.0.zip".into()));
    server.put("/cut.zip", Answer::Cut(bytes.clone(), bytes.len() / 2));
    install("none.zip").stderr_has("isn't there").status(3);
    nothing();
    install("rubbish.zip").stderr_has("the package is damaged").status(3);
    nothing();
    install("astray.zip").stderr_has("isn't https").status(7);
    nothing();
    install("cut.zip").stderr_has("was cut off").status(4);
    nothing();
    // What was cut off isn't gone on with: nobody knows its digest, and it may be another package by now.
    install("cut.zip").stdout("installed: me/demo 1.0.0 (demo)\n").status(0);
    assert_eq!(ground.version().as_deref(), Some("1.0.0"));

    server.put("/new.zip", Answer::Content(package("2.0.0")));
    ground
        .hyperdrive(&["module", "upgrade", "--trust", &url("new.zip")])
        .any_stderr()
        .stdout("upgraded: me/demo 2.0.0 (demo)\n")
        .status(0);
    assert_eq!(ground.version().as_deref(), Some("2.0.0"));
    assert_eq!(fs::read_dir(ground.place.path("user/state/downloads")).unwrap().count(), 0);
}
