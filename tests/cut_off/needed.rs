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
        ground.pack_other("third", "2.0.0", "", "needed.zip");
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

    /// A package like the one of this version, of another module that needs this.
    fn pack_other(&self, name: &str, version: &str, needs: &str, file: &str) {
        let template = format!("templates/{name}-s.tmpl");
        for (from, to) in [
            ("descriptor.json", "descriptor.json"),
            ("adapter.tmpl", "adapter.tmpl"),
            ("templates/demo-s.tmpl", &template),
        ] {
            let text = self.place.read(format!("{version}/{from}")).replace("demo", name);
            let text = text.replace("\"dependencies\":[]", &format!("\"dependencies\":[{needs}]"));
            self.place.write(format!("{name}/{to}"), text);
        }
        self.tool("hd-unpack", &["pack", name, "-o", file]).any_stdout().status(0);
    }

    /// What trusts this package.
    fn pin(&self, file: &str) -> String {
        format!("--trust=sha256:{}", hd::digest::sha256(std::fs::read(self.place.path(file)).unwrap()))
    }

    /// The upgrade, with what it brings trusted.
    fn upgrade_all(&self) -> Vec<String> {
        let trust = ["--trust".to_owned(), self.pin("r/needed.zip")];
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

#[test]
fn what_comes_along_may_need_a_new_version_itself() {
    let (ground, key) = (Ground::new(), Key::new());
    ground.pack_other("top", "1.0.0", "", "top1.zip");
    ground.pack_other("top", "2.0.0", "\"me/third\"", "top2.zip");
    ground.pack_other("third", "2.0.0", "\"me/demo >= 2.0.0\"", "third.zip");
    let place = &ground.place;
    place.sh("mkdir r && mv *.zip r/").status(0);
    let demo: [(&str, &str, &[&str]); 2] = [("1.0.0", "1.0.0.zip", &[]), ("2.0.0", "2.0.0.zip", &[])];
    let top: [(&str, &str, &[&str]); 2] = [("1.0.0", "top1.zip", &[]), ("2.0.0", "top2.zip", &["me/third"])];
    let list = |many: usize| {
        [("me/demo", &demo[..many]), ("me/top", &top[..many])]
            .map(|(name, all)| listing(place, "r", name, all))
    };
    publish(place, "r", &key, &index(&key, 1, json!(list(1))));
    let add = ["--project", "demo", "registry", "add", "r/index.json", "--key", &key.public()];
    ground.hyperdrive(&add).any_stdout().status(0);
    let own = ["--registry", "own", "--trust"];
    ground.hyperdrive(&["module", "install", "me/demo", "me/top"]).args(own).any_stdout().status(0);
    let third = listing(place, "r", "me/third", &[("2.0.0", "third.zip", &["me/demo >= 2.0.0"])]);
    let both = list(2).into_iter().chain([third]).collect::<Vec<_>>();
    publish(place, "r", &key, &index(&key, 2, json!(both)));
    ground
        .hyperdrive(&["module", "upgrade", "--all", &ground.pin("r/third.zip")])
        .args(own)
        .stdout(
            "upgraded: me/demo 2.0.0 (demo)\ninstalled: me/third 2.0.0 (third)\nupgraded: me/top 2.0.0 (top)\n",
        )
        .status(0);
}

#[test]
fn what_cannot_be_removed_keeps_nothing_from_being_stopped() {
    let ground = Ground::with_module();
    ground.pack_other("other", "1.0.0", "", "other.zip");
    ground.hyperdrive(&["module", "install", "--trust", "other.zip"]).any_stdout().status(0);
    ground.standin.is_stuck(true);
    ground
        .hyperdrive(&["module", "uninstall", "me/other"])
        .stdout("removed, but not all of it is gone: me/other\n")
        .stderr_has("device or resource busy")
        .status(4);
    ground
        .hyperdrive(&["module", "install", "--trust", "other.zip"])
        .stderr_has("what an interrupted command left can't be undone\n")
        .status(4);
    let states =
        || ground.standin.containers().into_iter().map(|one| one["State"].clone()).collect::<Vec<_>>();
    assert!(states().contains(&"running".into()));
    ground
        .hyperdrive(&["service", "stop"])
        .any_stdout()
        .stderr_has("what an interrupted command left can't be undone\n")
        .stderr_has("hint: a later command tries again")
        .status(0);
    assert_eq!(states(), ["exited"; 3]);
    ground.standin.is_stuck(false);
    ground.hyperdrive(&["module", "uninstall", "nobody"]).any_stderr().status(2);
    assert_eq!(states(), ["exited"; 2]);
}
