//! How the daemon is: its version, and whether each part of it works.

use schemars::JsonSchema;
use serde::Serialize;

use super::Daemon;

/// Versions of what answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Version {
    /// Hyperdrive's version.
    pub hyperdrive: String,
    /// The version of this API, which its paths begin with.
    pub api: String,
    /// The engine's; missing while it doesn't answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<EngineVersion>,
}

/// Versions of the engine.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EngineVersion {
    /// The engine's own.
    pub version: String,
    /// Its API's.
    pub api: String,
}

/// Whether the daemon lives.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    /// Always `ok`: who is dead doesn't answer.
    pub status: String,
}

/// Whether the daemon can do its work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Readiness {
    /// Whether every part works.
    pub ready: bool,
    /// The settings that are served.
    pub settings: Part,
    /// The engine.
    pub engine: Part,
    /// The audit, without which nothing is changed.
    pub audit: Part,
    /// The note of used-up tokens, without which none for one use is accepted.
    pub tokens: Part,
}

/// One part of the daemon.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Part {
    /// Whether it works.
    pub ready: bool,
    /// Why it doesn't.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Part {
    fn of(fault: Option<String>) -> Self {
        Self { ready: fault.is_none(), reason: fault }
    }
}

impl Health {
    /// What a living daemon answers.
    pub fn ok() -> Self {
        Self { status: "ok".into() }
    }
}

impl Daemon {
    /// The versions of what answers.
    pub async fn version(&self) -> Version {
        let hyperdrive = env!("CARGO_PKG_VERSION").into();
        Version { hyperdrive, api: "1".into(), engine: self.engine.version().await.ok() }
    }

    /// Whether each part works. The last good settings are served even where their part doesn't.
    pub async fn readiness(&self) -> Readiness {
        let engine = Part::of(self.engine.version().await.err().map(|problem| problem.detail));
        let [settings, audit, tokens] = self.faults().map(|(_, fault)| Part::of(fault));
        let ready = [&settings, &engine, &audit, &tokens].iter().all(|part| part.ready);
        Readiness { ready, settings, engine, audit, tokens }
    }

    /// The parts that this machine's files are, each with why it doesn't work.
    pub fn faults(&self) -> [(&'static str, Option<String>); 3] {
        [("settings", self.fault()), ("audit", self.audit_fault()), ("tokens", self.mark_fault())]
    }
}
