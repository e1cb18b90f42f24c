//! A witness: writes down when containers start and end, and tells how many of a kind ran at once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// What the engine tells of the containers with a label, from the moment on at which this is made.
#[derive(Debug)]
pub struct Witness {
    child: Child,
    seen: Arc<Mutex<Vec<Value>>>,
}

impl Witness {
    /// A witness of what has this label (`NAME=VALUE`) in the engine at this address.
    pub fn of(engine: &str, label: &str) -> Self {
        let filters = ["type=container", "event=start", "event=die", &format!("label={label}")]
            .map(|filter| format!("--filter={filter}"));
        let mut command = Command::new("docker");
        // From a little before, so that nothing is missed until it listens.
        command.args(["--host", engine, "events", "--since", "1s", "--format", "json"]).args(filters);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.expect("docker events");
        let (out, seen) = (child.stdout.take().expect("a pipe"), Arc::new(Mutex::new(Vec::new())));
        let lines = Arc::clone(&seen);
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                lines.lock().expect("a lock").extend(serde_json::from_str::<Value>(&line));
            }
        });
        Self { child, seen }
    }

    /// How often a container of this Compose service started so far.
    pub fn starts(&self, service: &str) -> usize {
        let seen = self.seen.lock().expect("a lock");
        seen.iter().filter(|event| event["Action"] == "start" && of(event) == service).count()
    }

    /// The most containers of one Compose service that ran at any one moment so far, by the service's name.
    pub fn most_at_once(&self) -> BTreeMap<String, usize> {
        let mut seen = self.seen.lock().expect("a lock").clone();
        seen.sort_by_key(|event| event["timeNano"].as_u64());
        let mut running: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut most = BTreeMap::new();
        for event in &seen {
            let service = of(event).to_owned();
            let id = event["Actor"]["ID"].as_str().unwrap_or_default().to_owned();
            let now = running.entry(service.clone()).or_default();
            if event["Action"] == "start" {
                now.insert(id);
            } else {
                now.remove(&id);
            }
            let most: &mut usize = most.entry(service).or_default();
            *most = (*most).max(now.len());
        }
        most
    }

    /// No service ran twice at any moment.
    #[track_caller]
    pub fn saw_nothing_twice(&self) {
        let most = self.most_at_once();
        assert!(most.values().all(|many| *many <= 1), "{most:?}");
    }
}

fn of(event: &Value) -> &str {
    event["Actor"]["Attributes"]["com.docker.compose.service"].as_str().unwrap_or_default()
}

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
