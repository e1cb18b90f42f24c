//! An upgrade to a version that needs what isn't there: both come, or neither.

use serde_json::json;

use super::Ground;
use crate::support::registry::{Key, index, listing, publish};

const UPGRADE: [&str; 5] = ["module", "upgrade", "--all", "--registry", "own"];

impl Ground {
    /// The first version from a registry, running; the second one there needs another module. Its adapter says this version.
    fn with_registry(says: &str) -> Self {
        let (ground, key) = (Self::new(), Key::new());
        ground.pack_needing(says);
        ground.pack_needed();
        let place = &ground.place;
        place.sh("mkdir r && mv *.zip r/").status(0);
        let one: (&str, &str, &[&str]) = ("1.0.0", "1.0.0.zip", &[]);
        publish(place, "r", &key, &index(&key, 1, json!([listing(place, "r", "me/demo", &[one])])));
        let add = ["--project", "demo", "registry", "add", "r/index.json", "--key", &key.public()];
        ground.hyperdrive(&add).any_stdout().status(0);
        ground
            .hyperdrive(&["module", "install", "me/demo", "--registry", "own", "--trust"])
            .any_stdout()
            .status(0);
        ground.start();
        let two: (&str, &str, &[&str]) = ("2.0.0", "needing.zip", &["me/third"]);
        let third = listing(place, "r", "me/third", &[("2.0.0", "needed.zip", &[])]);
        let modules = json!([listing(place, "r", "me/demo", &[one, two]), third]);
        publish(place, "r", &key, &index(&key, 2, modules));
        ground
    }

    fn pack_needing(&self, says: &str) {
        let descriptor = self.place.read("2.0.0/descriptor.json");
        let needing = descriptor.replace("\"dependencies\":[]", "\"dependencies\":[\"me/third\"]");
        self.place.write("2.0.0/descriptor.json", needing);
        let adapter = self.place.read("2.0.0/adapter.tmpl");
        let says = adapter.replace("version\\\":\\\"2.0.0", &format!("version\\\":\\\"{says}"));
        self.place.write("2.0.0/adapter.tmpl", says);
        self.tool("hd-unpack", &["pack", "2.0.0", "-o", "needing.zip"]).any_stdout().status(0);
        self.place.write("2.0.0/descriptor.json", descriptor).write("2.0.0/adapter.tmpl", adapter);
    }

    fn pack_needed(&self) {
        for (from, to) in [
            ("descriptor.json", "descriptor.json"),
            ("adapter.tmpl", "adapter.tmpl"),
            ("templates/demo-s.tmpl", "templates/third-s.tmpl"),
        ] {
            let text = self.place.read(format!("2.0.0/{from}")).replace("demo", "third");
            self.place.write(format!("third/{to}"), text);
        }
        self.tool("hd-unpack", &["pack", "third", "-o", "needed.zip"]).any_stdout().status(0);
    }

    /// The upgrade, with what it brings trusted.
    fn upgrade_all(&self) -> Vec<String> {
        let needed = hd::digest::sha256(std::fs::read(self.place.path("r/needed.zip")).unwrap());
        let trust = ["--trust".to_owned(), format!("--trust=sha256:{needed}")];
        UPGRADE.into_iter().map(str::to_owned).chain(trust).collect()
    }

    /// Whether the new version is there, with what it needs, both running; else nothing of either.
    fn has_both(&self) -> bool {
        let new = self.version().as_deref() == Some("2.0.0");
        let documents = self.tool("hd-state", &["load"]).any_stdout().status(0).documents();
        assert_eq!(documents.iter().any(|document| document["fqmn"] == "me/third"), new);
        assert_eq!(self.standin.containers().len(), if new { 4 } else { 2 });
        assert_eq!(self.place.path("user/modules/me/third").exists(), new);
        assert_eq!(self.place.path("user/data/modules/me/third").exists(), new);
        new
    }
}

#[test]
fn an_upgrade_brings_what_it_needs_or_neither() {
    let ground = Ground::with_registry("2.0.0");
    let upgrade = ground.upgrade_all();
    let upgrade: Vec<&str> = upgrade.iter().map(String::as_str).collect();
    assert!(ground.cut_off(&upgrade, &|| ground.has_both()) > 60);
}

#[test]
fn what_came_for_an_upgrade_that_is_not_well_goes_again() {
    let ground = Ground::with_registry("1.9.9");
    ground
        .hyperdrive(&[])
        .args(ground.upgrade_all())
        .stdout("installed: me/third 2.0.0 (third)\n")
        .stderr_has("the upgrade of 'me/demo' is undone: 1.0.0 is back\n")
        .stderr_has("'me/third', which came for an upgrade, is gone again\n")
        .status(5);
    assert!(!ground.has_both());
}
