//! A full disk: a change that can't be written is refused, and what was there stays to the byte.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::Place;

/// A file system of 1 MiB of memory.
struct Small(PathBuf);

impl Small {
    fn mount(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m,mode=0700", "hdt"])
            .arg(&folder)
            .status();
        assert!(mounted.unwrap().success(), "this test mounts a file system: it needs root");
        Self(folder)
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut file = File::create(self.0.join("filler")).unwrap();
        for size in [4096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn state(place: &Place, args: &[&str], input: &[Value], status: i32) -> Vec<Value> {
    let lines: Vec<String> = input.iter().map(Value::to_string).collect();
    let run = place.tool("hd-state").args(args).args(["--user-dir", "small/user"]).stdin(lines.join("\n"));
    let run = run.any_stdout().any_stderr().status(status);
    if status == 0 {
        run.documents()
    } else {
        assert!(run.stderr.contains("the disk is full"), "{}", run.stderr);
        Vec::new()
    }
}

#[test]
fn on_a_full_disk_the_chain_of_the_audit_doesnt_break() {
    use hd::api::audit::{Audit, Entry};
    let place = Place::default();
    let small = Small::mount(place.path("small"));
    fs::create_dir(small.0.join("log")).unwrap();
    let audit = Audit::of(&small.0);
    let write = |on: &str| audit.write(Entry::new("me", "restart", on, "done"));
    write("a").unwrap();
    // A full file, which takes no room for most of its size.
    let path = small.0.join("log/audit.ndjson");
    let line = fs::read(&path).unwrap();
    let mut file = File::create(&path).unwrap();
    file.set_len(33 << 20).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).unwrap();
    file.write_all(&[b"\n", line.as_slice()].concat()).unwrap();
    small.fill();
    for _ in 0..3 {
        assert!(write("x").unwrap_err().message().contains("the disk is full"));
    }
    assert!(small.0.join("log/audit.1.ndjson").exists(), "it was put aside");
    fs::remove_file(small.0.join("filler")).unwrap();
    write("b").unwrap();
    assert_eq!(audit.check().unwrap(), 1);
    // A line of which only a part has room.
    small.fill();
    let long = "x".repeat(900);
    let refused = (0..20).find_map(|_| write(&long).err()).unwrap();
    assert!(refused.message().contains("the disk is full"), "{refused}");
    fs::remove_file(small.0.join("filler")).unwrap();
    write("c").unwrap();
    audit.check().unwrap();
}

fn kept(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut kept = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        // The chain of changes is a log: it grows as far as there is room.
        if path.is_dir() && !path.is_symlink() && !path.ends_with("log") {
            kept.extend(self::kept(&path));
        } else if let Ok(content) = fs::read(&path) {
            kept.push((path, content));
        }
    }
    kept.sort();
    kept
}

#[test]
fn a_full_disk_loses_no_settings_and_no_keys() {
    let place = Place::default();
    let small = Small::mount(place.path("small"));
    let package = |name: &str| {
        let descriptor = json!({"author": "me", "name": name, "shortcut": name, "version": "1.0.0", "description": "", "dependencies": []});
        place.write(format!("system/{name}/descriptor.json"), descriptor.to_string());
        json!({"fqmn": format!("me/{name}"), "descriptor": descriptor, "dir": place.path(format!("system/{name}")),
            "package": {"sha256": "00", "bytes": 1, "entries": 1}})
    };
    let mut documents = state(&place, &["add", "--project", "demo"], &[package("mod")], 0);
    documents[1]["settings"] = json!({"port": 1});
    documents[1]["config"] = json!({"parameters": []});
    let documents = state(&place, &["save"], &documents, 0);
    let documents = state(&place, &["save", "pending"], &documents, 0);
    small.fill();
    let before = kept(&small.0.join("user"));
    let mut changed = documents.clone();
    changed[1]["settings"] = json!({"port": 2, "long": "x".repeat(8192)});
    state(&place, &["save", "pending"], &changed, 4);
    state(&place, &["save", "started"], &changed, 4);
    let _ = place
        .tool("hd-state")
        .args(["add", "--user-dir", "small/user"])
        .stdin(package("other").to_string())
        .any_stdout()
        .any_stderr()
        .status(4);
    let gone: Vec<&PathBuf> = {
        let after = kept(&small.0.join("user"));
        before.iter().filter(|file| !after.contains(file)).map(|(path, _)| path).collect()
    };
    assert!(gone.is_empty(), "{gone:?}");
    let loaded = state(&place, &["load"], &[], 0);
    assert_eq!((loaded.len(), &loaded[1]["settings"]), (2, &json!({"port": 1})));
    fs::remove_file(small.0.join("filler")).unwrap();
    state(&place, &["save", "pending"], &changed, 0);
    assert_eq!(state(&place, &["load"], &[], 0)[1]["settings"]["port"], 2);
}
