//! The module's settings: as Hyperdrive has them, and as the files that the services read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Result;
use crate::signed::fqmn;
use crate::{folder, metadata};

/// The instance that was saved last.
const SAVED: &str = "settings.json";

/// An instance of `config.json`.
#[derive(Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) greeting: String,
    pub(crate) guests: String,
    pub(crate) repeat: usize,
    mode: Mode,
    pub(crate) server: Server,
    mirror: Mirror,
}

#[derive(Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Simple,
    Full,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Server {
    pub(crate) port: u16,
    log_requests: bool,
    pub(crate) passphrase: String,
    clock: Clock,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Clock {
    utc_offset: i8,
    delay: f64,
}

#[derive(Serialize, Deserialize)]
struct Mirror {
    greeting: String,
    port: u16,
}

/// What a service reads: its own file, in a form that has nothing to do with Hyperdrive.
#[derive(Serialize)]
struct Native<'a> {
    greeting: &'a str,
    repeat: usize,
    port: u16,
    log_requests: bool,
    passphrase: &'a str,
    utc_offset: i8,
    delay: f64,
}

/// What the names of its containers begin with: a copy under another name has another.
pub(crate) fn shortcut() -> String {
    std::env::var("HELLO_SHORTCUT").unwrap_or_else(|_| "hw".into())
}

/// The instance that was saved; `None` before the first one.
pub(crate) fn saved() -> Result<Option<Value>> {
    let parse = |text: String| serde_json::from_str(&text);
    folder::read(SAVED)?
        .map(parse)
        .transpose()
        .map_err(|cause| format!("'{SAVED}' is broken: {cause}").into())
}

impl Settings {
    /// The settings that were saved, before that the defaults.
    pub(crate) fn current() -> Result<Self> {
        Ok(Self::parse(saved()?.unwrap_or_else(metadata::defaults))?)
    }

    /// The settings of an instance, or what is wrong with its form.
    pub(crate) fn parse(instance: Value) -> std::result::Result<Self, String> {
        serde_json::from_value(instance).map_err(|cause| format!("the settings aren't complete: {cause}"))
    }

    /// What Hyperdrive can't know to be wrong: it checks each parameter alone, by its metadata.
    pub(crate) fn faults(&self) -> Vec<String> {
        let server = &self.server;
        let faults = [
            (self.guests().count() > 10, "guests: there are seats for 10"),
            (self.guests().any(str::is_empty), "guests: one has no name"),
            (
                (1..8).contains(&server.passphrase.chars().count()),
                "server/passphrase: it must have at least 8 characters, or none",
            ),
            (
                self.is_full() && server.port == self.mirror.port,
                "mirror/port: the server listens at this port already",
            ),
        ];
        faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, fault)| fault.into()).collect()
    }

    /// The ports of the machine that the services take, by FQPN.
    pub(crate) fn ports(&self) -> BTreeMap<String, u16> {
        let fqmn = fqmn();
        let mut ports = BTreeMap::from([(format!("{fqmn}:server/port"), self.server.port)]);
        if self.is_full() {
            ports.insert(format!("{fqmn}:mirror/port"), self.mirror.port);
        }
        ports
    }

    /// The containers that these settings need, without the project's prefix.
    pub(crate) fn containers(&self) -> Vec<String> {
        let names: &[&str] = if self.is_full() { &["server", "mirror"] } else { &["server"] };
        names.iter().map(|name| format!("{}-{name}", shortcut())).collect()
    }

    /// Writes each service's file; last the instance, as what was saved.
    pub(crate) fn save(&self) -> Result<()> {
        write("server.toml", &self.server())?;
        write("mirror.toml", &self.mirror())?;
        folder::write(SAVED, &serde_json::to_string(self).map_err(|cause| cause.to_string())?)
    }

    fn is_full(&self) -> bool {
        self.mode == Mode::Full
    }

    fn guests(&self) -> impl Iterator<Item = &str> {
        self.guests.split(',').map(str::trim)
    }

    fn server(&self) -> Native<'_> {
        let clock = &self.server.clock;
        Native {
            greeting: &self.greeting,
            repeat: self.repeat,
            port: self.server.port,
            log_requests: self.server.log_requests,
            passphrase: &self.server.passphrase,
            utc_offset: clock.utc_offset,
            delay: if self.is_full() { 0.0 } else { clock.delay },
        }
    }

    fn mirror(&self) -> Native<'_> {
        Native {
            greeting: &self.mirror.greeting,
            port: self.mirror.port,
            passphrase: "",
            delay: 0.0,
            ..self.server()
        }
    }
}

fn write(name: &str, native: &Native) -> Result<()> {
    let text = toml::to_string(native).map_err(|cause| cause.to_string())?;
    folder::write(
        name,
        &format!("# Written by the adapter of {}, from the settings in Hyperdrive.\n{text}", fqmn()),
    )
}
