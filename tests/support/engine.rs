//! The Docker Engine as tests see it: through the `docker` command.

use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything may take that a test waits for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Ends the test with one clear reason where no engine answers.
pub fn need() {
    static ANSWERS: OnceLock<bool> = OnceLock::new();
    let asked = || Command::new("docker").args(["version", "--format", "{{.Server.Version}}"]).output();
    let answers = ANSWERS.get_or_init(|| asked().is_ok_and(|output| output.status.success()));
    assert!(answers, "no Docker Engine answers: run scripts/setup");
}

/// Its address, for what doesn't get the environment of this test.
pub fn address() -> String {
    std::env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".into())
}

/// Runs `docker`, however it ends.
pub fn ask<A: AsRef<str>>(args: impl IntoIterator<Item = A>) -> Output {
    let args: Vec<String> = args.into_iter().map(|arg| arg.as_ref().into()).collect();
    Command::new("docker").args(&args).output().expect("docker")
}

/// Runs `docker`, which has to succeed. Gives its standard output.
#[track_caller]
pub fn docker<A: AsRef<str>>(args: impl IntoIterator<Item = A>) -> String {
    let output = ask(args);
    assert!(output.status.success(), "docker: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().into()
}

/// The words of a `docker` command's output: ids or names.
#[track_caller]
pub fn words<A: AsRef<str>>(args: impl IntoIterator<Item = A>) -> Vec<String> {
    let mut words: Vec<String> = docker(args).split_whitespace().map(Into::into).collect();
    words.sort();
    words
}

/// Waits until this is so. Bounded; looks again and again.
#[track_caller]
pub fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !so() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A container, as `docker inspect` showed it at one moment.
#[derive(Debug, Clone)]
pub struct Container(pub Value);

impl Container {
    /// The one with this name or id; `None` where there is none.
    pub fn find(name: &str) -> Option<Self> {
        let output = ask(["container", "inspect", name]);
        let found: Vec<Value> = serde_json::from_slice(&output.stdout).ok()?;
        found.into_iter().next().map(Self)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0["Name"].as_str().unwrap().trim_start_matches('/')
    }

    /// What is the same as long as nobody has touched it: its id, and when it was started.
    pub fn life(&self) -> (String, String) {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&self.0["Id"]), text(&self.0["State"]["StartedAt"]))
    }

    /// Its id.
    pub fn id(&self) -> String {
        self.life().0
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.0["State"]["Status"] == "running"
    }

    /// A label; the empty text where it has none of this name.
    pub fn label(&self, name: &str) -> &str {
        self.0["Config"]["Labels"][name].as_str().unwrap_or_default()
    }

    /// Its restart policy.
    pub fn policy(&self) -> &str {
        self.0["HostConfig"]["RestartPolicy"]["Name"].as_str().unwrap()
    }

    /// The names of the networks that it is on.
    pub fn networks(&self) -> Vec<&str> {
        self.0["NetworkSettings"]["Networks"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    /// The ports of the machine that lead into it, `ADDRESS:PORT`.
    pub fn published(&self) -> Vec<String> {
        let ports = self.0["NetworkSettings"]["Ports"].as_object().unwrap();
        let bound = ports.values().filter_map(Value::as_array).flatten();
        bound
            .map(|one| format!("{}:{}", one["HostIp"].as_str().unwrap(), one["HostPort"].as_str().unwrap()))
            .collect()
    }
}
