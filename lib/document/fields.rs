//! The fields of the module document that more than one tool knows.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `package`: what was unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Package {
    /// SHA-256 of the archive, in lower-case hex.
    pub sha256: String,
    /// Size of the archive in bytes.
    pub bytes: u64,
    /// Number of files in it.
    pub entries: u64,
}

/// `source`: where a package came from, to which its module is bound (SPEC.md section 9, Install).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A file or folder of this machine.
    #[default]
    File,
    /// A registry.
    Registry {
        /// Its name.
        name: String,
        /// The id of the key that it was added with.
        key: String,
    },
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File => f.write_str("a file"),
            Self::Registry { name, key } => write!(f, "the registry '{name}' (key {key})"),
        }
    }
}

/// `names`: what things of this module are called in the engine (SPEC.md section 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Names {
    /// Compose project of the services, `<project>-<shortcut>`; for Hyperdrive itself `<project>`.
    pub services: String,
    /// Compose project of the adapter, `<project>-<shortcut>_adapter`.
    pub adapter: String,
    /// The adapter's container, `<project>_<shortcut>_adapter`.
    pub adapter_container: String,
    /// The project's network, `<project>_net`.
    pub network: String,
    /// The daemon's container, `<project>_daemon`.
    pub daemon: String,
}

/// `paths`: the module's folders and key files, all absolute (SPEC.md section 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Paths {
    /// The user directory.
    pub user: PathBuf,
    /// Where the module's compose files that are run stand, below `<user>/state/`; mounted into no module.
    pub state: PathBuf,
    /// `ModuleConfigDir`.
    pub config: PathBuf,
    /// `ModuleLogDir`.
    pub log: PathBuf,
    /// `ModuleDataDir`.
    pub data: PathBuf,
    /// `ModuleComposeDir`, a copy of the rendered files for the adapter.
    pub runtime: PathBuf,
    /// `ModuleOverrideDir`, the operator's own compose files.
    pub r#override: PathBuf,
    /// `ModuleSecretFile`: the key that the adapter compares.
    pub adapter_key: PathBuf,
    /// `ModuleJwtKeyFile`: the key of the module's own services.
    pub services_key: PathBuf,
    /// `HyperdriveJwtKeyFile`: the key that signs this module's requests to the daemon.
    pub hyperdrive_key: PathBuf,
}

/// `compose`, and part of `adapter`: what Docker Compose is to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Compose {
    /// The Compose project's name.
    pub project: String,
    /// What relative paths mean: the unpacked package.
    pub project_dir: PathBuf,
    /// The files, in the order in which Docker Compose merges them.
    pub files: Vec<PathBuf>,
}

/// `adapter`: where the adapter is, and what was found out about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Adapter {
    /// Its compose file, where it is a container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compose: Option<Compose>,
    /// Its container's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The command line of an adapter that is a local process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
    /// The file with its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Which dialect of the protocol it speaks (SPEC.md section 7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// What the dialect was found out about: the image's id, or what stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The version that it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its log file, relative to the log folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_file: Option<String>,
}

/// One element of `services`: a container as the engine knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// The service's name in its compose file.
    pub service: String,
    /// The container's name.
    pub container: String,
    /// The container's id.
    pub id: String,
    /// The image it was made from.
    pub image: String,
    /// The engine's word: `running`, `exited`, `paused`, …
    pub state: String,
    /// `healthy`, `unhealthy` or `starting`; missing where there is no check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<String>,
    /// Published ports, `ADDRESS:PORT->PORT/PROTOCOL`.
    #[serde(default)]
    pub ports: Vec<String>,
}

/// `run`: what a module's containers were made from, as a generation records it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The id of each image, by the name in the compose files.
    #[serde(default)]
    pub images: BTreeMap<String, String>,
    /// The SHA-256 of each rendered file and override, by its name.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// `processed`: the adapter's answer to `process-config`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Processed {
    /// What is wrong with the settings, in the module's words.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub errors: Vec<String>,
    /// Ports that the module publishes, by FQPN.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub ports: BTreeMap<String, u64>,
    /// Services that have to restart, where the dialect says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub services_to_restart: Option<Vec<String>>,
}

/// One element of `edits`: what the operator wants a parameter to be. Exactly one of the fields beside `fqpn` says it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Edit {
    /// The parameter's full name; a bare path means the document's own module.
    pub fqpn: String,
    /// This JSON value. For a secret only `{"secretFile": path}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<serde_json::Value>,
    /// What this text stands for in the parameter's type. Not for a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What this file holds, without the newline at its end: a secret, or any other value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// The default again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// What the module reports.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reported: bool,
}

/// Go programs write an empty list or map as `null`.
fn null_is_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// `status`: what became of the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// The state in one word.
    pub state: State,
    /// Why, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The word of a `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its adapter answered; never started so far.
    Installed,
    /// Its services were started.
    Started,
    /// Something failed; the reason says what.
    Failed,
    /// Its start failed, for this reason, and what was well before runs again.
    Returned,
    /// The operator stopped it: it stays so until a start.
    Stopped,
    /// The operator paused its services: they stay so until a start.
    Paused,
}

impl State {
    /// Whether the operator laid it to rest: nobody but the operator starts it.
    pub fn rests(self) -> bool {
        matches!(self, Self::Stopped | Self::Paused)
    }
}

/// One element of `permissions`: something that a module's compose files ask of the machine (SPEC.md section 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Permission {
    /// What it is called where it is granted: `privileged`, `mount:/etc:ro`, `port:0.0.0.0:8080/tcp`, …
    pub name: String,
    /// What it amounts to.
    pub rank: Rank,
    /// Whose files ask for it: `adapter` or `services`.
    pub part: String,
    /// The service that asks for it; none where it is the file as a whole, a network, a volume, a secret or a config.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Where it stands: `services.x.volumes[0]`.
    pub place: String,
    /// What it means, for people, in Hyperdrive's own words: continues "it …".
    pub text: String,
}

/// What a permission amounts to; the later, the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// Little: worth to be known.
    Minor,
    /// It can be reached from other machines.
    #[serde(rename = "listens-beyond-loopback")]
    Listens,
    /// It reaches other modules, or can pass for them.
    #[serde(rename = "reaches-other-modules")]
    ReachesModules,
    /// Who has it can have the machine.
    RootEquivalent,
}

impl Rank {
    /// For people.
    pub fn word(self) -> &'static str {
        match self {
            Self::RootEquivalent => "ROOT-EQUIVALENT",
            Self::ReachesModules => "reaches other modules",
            Self::Listens => "listens beyond loopback",
            Self::Minor => "minor",
        }
    }
}

/// Which tool adds a field, as a hint for a document that lacks it.
pub(super) fn added_by(field: &str) -> String {
    let tool = match field {
        "fqmn" | "descriptor" | "dir" | "package" => "hd-unpack",
        "project" | "home" | "rev" | "engine" | "names" | "paths" | "enabled" | "granted" | "status" => {
            "hd-state add' or 'hd-state load"
        }
        "adapter" => "hd-render adapter",
        "compose" => "hd-render services",
        "permissions" => "hd-compose check",
        "services" | "run" => "hd-compose ps' or 'hd-compose up services",
        "config" => "hd-adapter-call get-config",
        "processed" => "hd-adapter-call process-config",
        "containers" => "hd-adapter-call get-containers",
        "settings" | "was" | "set" | "restart" => "hd-config set' or 'hd-config defaults",
        _ => return format!("put a field '{field}' on it"),
    };
    format!("put '{tool}' before this step in the pipeline")
}
