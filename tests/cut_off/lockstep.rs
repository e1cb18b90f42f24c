//! Modules whose versions need each other's: upgraded together, or neither.

use super::Ground;

impl Ground {
    /// A second module, whose versions need the same one of the first, as `top-VERSION.zip`.
    fn pack_top(&self, version: &str, says: &str) {
        let needs = format!("\"dependencies\":[\"me/demo = {version}\"]");
        for (from, to) in [
            ("descriptor.json", "descriptor.json"),
            ("adapter.tmpl", "adapter.tmpl"),
            ("templates/demo-s.tmpl", "templates/top-s.tmpl"),
        ] {
            let text = self.place.read(format!("{version}/{from}")).replace("demo", "top");
            let text = text.replace("\"dependencies\":[]", &needs);
            let says =
                text.replace(&format!("version\\\":\\\"{version}"), &format!("version\\\":\\\"{says}"));
            self.place.write(format!("top-{version}/{to}"), says);
        }
        let file = format!("top-{version}.zip");
        self.tool("hd-unpack", &["pack", &format!("top-{version}"), "-o", &file]).any_stdout().status(0);
    }

    /// Both in the first version: this one runs, the second doesn't.
    fn in_lockstep(says: &str) -> Self {
        let ground = Self::with_module();
        ground.pack_top("1.0.0", "1.0.0");
        ground.pack_top("2.0.0", says);
        ground.hyperdrive(&["module", "install", "--trust", "top-1.0.0.zip"]).any_stdout().status(0);
        ground
    }

    /// Whether both are of the second version; else both are of the first. The one runs, the other doesn't.
    fn has_both_new(&self) -> bool {
        let new = self.version().as_deref() == Some("2.0.0");
        let documents = self.tool("hd-state", &["load"]).any_stdout().status(0).documents();
        let top = documents.iter().find(|document| document["fqmn"] == "me/top").expect("the second");
        assert_eq!(top["descriptor"]["version"], if new { "2.0.0" } else { "1.0.0" });
        assert_eq!(self.standin.containers().len(), 3);
        new
    }
}

const UPGRADE: [&str; 5] = ["module", "upgrade", "--trust", "top-2.0.0.zip", "2.0.0.zip"];

#[test]
fn modules_in_lockstep_are_upgraded_together_or_neither() {
    let ground = Ground::in_lockstep("2.0.0");
    for alone in ["top-2.0.0.zip", "2.0.0.zip"] {
        ground
            .hyperdrive(&["module", "upgrade", "--trust", alone])
            .stderr_has("a dependency isn't met")
            .stderr_has("me/demo = ")
            .status(1);
        assert!(!ground.has_both_new());
    }
    assert!(ground.cut_off(&UPGRADE, &|| ground.has_both_new()) > 40);
}

#[test]
fn where_one_is_not_well_both_stay() {
    let ground = Ground::in_lockstep("1.9.9");
    ground
        .hyperdrive(&UPGRADE)
        .stderr_has("the upgrade of 'me/demo' is undone: 1.0.0 is back\n")
        .stderr_has("the upgrade of 'me/top' is undone: 1.0.0 is back\n")
        .stderr_has("'me/top' and 'me/demo' weren't upgraded: 'me/top': ")
        .status(5);
    assert!(!ground.has_both_new());
}
