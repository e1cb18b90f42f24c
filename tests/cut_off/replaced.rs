//! Packages that come in the place of others: of the same version by an installation, and one upgrade after the other.

use std::fs;

use super::Ground;

impl Ground {
    /// A package of the first version again, whose adapter carries a mark and says another version where that is wanted.
    fn pack_again(&self, says: &str) -> String {
        let template = self.place.read("1.0.0/adapter.tmpl");
        let marked = template.replacen("\"environment\": [", "\"environment\": [ \"MARK=again\",", 1);
        let says = marked.replace("version\\\":\\\"1.0.0", &format!("version\\\":\\\"{says}"));
        self.place.write("1.0.0/adapter.tmpl", says);
        self.tool("hd-unpack", &["pack", "1.0.0", "-o", "again.zip"]).any_stdout().status(0);
        self.place.write("1.0.0/adapter.tmpl", template);
        hd::digest::sha256(fs::read(self.place.path("again.zip")).unwrap())
    }

    /// Whether the package of this digest is installed; the adapter is that of what is, and the service still runs.
    fn is_replaced(&self, digest: &str) -> bool {
        assert_eq!(self.version().as_deref(), Some("1.0.0"));
        let new = self.installed().expect("a module")["package"]["sha256"] == digest;
        let containers = self.standin.containers();
        let marked = containers.iter().filter(|one| one["Env"].to_string().contains("MARK=again")).count();
        assert_eq!((containers.len(), marked), (2, usize::from(new)));
        new
    }
}

#[test]
fn another_package_of_the_same_version_comes_whole_or_not_at_all() {
    let ground = Ground::with_module();
    let digest = ground.pack_again("1.0.0");
    let service = ground.service();
    let is_new = || {
        // Only a start changes what runs.
        assert_eq!(ground.service(), service);
        ground.is_replaced(&digest)
    };
    assert!(ground.cut_off(&["module", "install", "--trust", "again.zip"], &is_new) > 20);
}

#[test]
fn another_package_that_is_not_well_leaves_the_old_one() {
    let ground = Ground::with_module();
    let digest = ground.pack_again("1.0.1");
    ground
        .hyperdrive(&["module", "install", "--trust", "again.zip"])
        .stderr_has("is of version '1.0.1', the package of version '1.0.0'")
        .stderr_has("hyperdrive: 'me/demo' has its old package of 1.0.0 again\n")
        .status(5);
    assert!(!ground.is_replaced(&digest));
    assert_eq!(ground.installed().unwrap()["status"]["state"], "started");
}

#[test]
fn settings_that_wait_go_on_waiting_when_another_package_comes() {
    let ground = Ground::with_module();
    let digest = ground.pack_again("1.0.0");
    ground.hyperdrive(&["service", "config", "--set", "me/demo:n=3"]).any_stdout().status(0);
    ground
        .hyperdrive(&["module", "install", "--trust", "again.zip"])
        .stdout("installed: me/demo 1.0.0 (demo)\n")
        .status(0);
    assert!(ground.is_replaced(&digest));
    let installed = ground.installed().unwrap();
    assert_eq!(
        (&installed["settings"]["n"], &installed["waits"]),
        (&3.into(), &["settings", "package"].into())
    );
    // What runs is neither the one nor the other: an upgrade would have nothing to go back to.
    ground
        .hyperdrive(&["module", "upgrade", "--trust", "2.0.0.zip"])
        .stderr_has(
            "another package of 'me/demo' waits for the next start, which an upgrade would make run\n",
        )
        .stderr_has("'hyperdrive service start'")
        .status(1);
    assert!(ground.is_replaced(&digest));
}

#[test]
fn an_upgrade_that_is_not_well_goes_back_to_the_one_before_and_not_further() {
    let ground = Ground::with_module();
    ground
        .hyperdrive(&["module", "upgrade", "--trust", "2.0.0.zip"])
        .stdout("upgraded: me/demo 2.0.0 (demo)\n")
        .any_stderr()
        .status(0);
    ground.pack("3.0.0");
    let template = ground.place.read("3.0.0/adapter.tmpl");
    ground
        .place
        .write("3.0.0/adapter.tmpl", template.replace("version\\\":\\\"3.0.0", "version\\\":\\\"2.9.9"));
    ground.tool("hd-unpack", &["pack", "3.0.0", "-o", "3.0.0.zip"]).any_stdout().status(0);
    ground
        .hyperdrive(&["module", "upgrade", "--trust", "3.0.0.zip"])
        .stderr_has("the upgrade of 'me/demo' is undone: 2.0.0 is back\n")
        .status(5);
    assert_eq!(ground.version().as_deref(), Some("2.0.0"));
    assert_eq!(ground.standin.containers().len(), 2);
}

#[test]
fn a_clash_of_names_is_no_matter_of_where_a_package_is_from() {
    let ground = Ground::new();
    let service = "services:\n  x:\n    image: i\n    container_name: fixed\n";
    for name in ["one", "other"] {
        let text = ground.place.read("1.0.0/descriptor.json").replace("demo", name);
        ground.place.write(format!("{name}/descriptor.json"), text);
        ground.place.write(format!("{name}/templates/x.tmpl"), service);
        ground.place.write(format!("{name}/adapter.tmpl"), ground.place.read("1.0.0/adapter.tmpl"));
    }
    let said = ground
        .hyperdrive(&["--project", "demo", "module", "install", "--trust", "./one", "./other"])
        .stderr_has("two modules can't have containers of one name")
        .status(7)
        .stderr;
    assert!(!said.contains("--replace-source"), "{said}");
    assert_eq!(ground.version(), None);
}

#[test]
fn build_metadata_makes_no_version_older() {
    let ground = Ground::new();
    ground.pack("1.0.0+a");
    ground.pack("1.0.0+b");
    ground
        .hyperdrive(&["--project", "demo", "module", "install", "--trust", "1.0.0+b.zip"])
        .any_stdout()
        .status(0);
    ground.hyperdrive(&["module", "upgrade", "--trust", "1.0.0+a.zip"]).any_stdout().status(0);
    assert_eq!(ground.version().as_deref(), Some("1.0.0+a"));
}
