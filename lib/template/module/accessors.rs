//! The accessors of a module's templates (SPEC.md section 5), made of its document.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::Known;
use crate::document::Document;
use crate::document::fields::Adapter;
use crate::error::{Error, Result};

/// The port of the daemon's API where no setting says another.
const API_PORT: u64 = 8080;
/// The dialect whose adapter brings services up itself, and so needs the engine's socket (SPEC.md section 7).
pub(super) const STARTS_ITSELF: &str = "2025-03";
/// The permission that gives it the socket.
const ENGINE_SOCKET: &str = "engine-socket";
/// Where clients in a container look for it, wherever the engine has it on this machine.
const IN_CONTAINER: &str = "/var/run/docker.sock";

/// Every accessor that is a value, by name.
pub(super) fn of(document: &Document, known: &Known) -> Result<Map<String, Json>> {
    let names = super::names_of(document)?;
    let paths = super::paths_of(document)?;
    let mut accessors = Map::new();
    let mut put = |name: &str, value: Json| accessors.insert(name.into(), value);
    put("ModuleConfigDir", text(&paths.config)?.into());
    put("ModuleLogDir", text(&paths.log)?.into());
    put("ModuleDataDir", text(&paths.data)?.into());
    put("ModuleComposeDir", text(&paths.runtime)?.into());
    put("ModuleOverrideDir", text(&paths.r#override)?.into());
    put("ModuleSecretFile", text(&paths.adapter_key)?.into());
    put("AdapterKeyFile", text(&paths.adapter_key)?.into());
    put("ModuleJwtKeyFile", text(&paths.services_key)?.into());
    put("HyperdriveJwtKeyFile", text(&paths.hyperdrive_key)?.into());
    put("ModuleComposeProject", names.services.clone().into());
    put("ModuleNetwork", names.network.clone().into());
    put("AdapterContainerName", names.adapter_container.clone().into());
    put("AdapterMode", "project".into());
    // Some HTTP clients refuse '_' in a host's name.
    let host = names.daemon.replace('_', "-");
    put("HyperdriveDaemonUrl", format!("http://{host}:{}", api_port(known)?).into());
    let environment = [
        ("HD_ADAPTER_MODE", "project"),
        ("HD_CONFIG_DIR", text(&paths.config)?),
        ("HD_LOG_DIR", text(&paths.log)?),
        ("HD_DATA_DIR", text(&paths.data)?),
        ("HD_KEY_FILE", text(&paths.adapter_key)?),
        ("HD_COMPOSE_DIR", text(&paths.runtime)?),
        ("HD_COMPOSE_PROJECT", &names.services),
    ];
    put("AdapterEnvironmentVariables", environment.map(|(name, value)| format!("{name}={value}")).into());
    let mut volumes = vec![
        mount(&paths.config, "")?,
        mount(&paths.log, "")?,
        mount(&paths.runtime, ":ro")?,
        mount(&paths.adapter_key, ":ro")?,
    ];
    volumes.extend(engine_socket(document)?.map(|path| format!("{path}:{IN_CONTAINER}")));
    put("AdapterVolumes", volumes.into());
    Ok(accessors)
}

/// The port of the daemon's API.
pub(super) fn api_port(known: &Known) -> Result<u64> {
    let Some(port) = known.own("apiPort") else { return Ok(API_PORT) };
    port.as_u64().ok_or_else(|| Error::input(format!("the API's port can't be {port}")))
}

fn mount(path: &Path, mode: &str) -> Result<String> {
    let path = text(path)?;
    Ok(format!("{path}:{path}{mode}"))
}

/// The engine's socket, for an adapter that needs it and whose operator allowed it.
fn engine_socket(document: &Document) -> Result<Option<String>> {
    let adapter: Adapter = document.get("adapter")?.unwrap_or_default();
    let granted: Vec<String> = document.get("granted")?.unwrap_or_default();
    let allowed = granted.iter().any(|permission| permission == ENGINE_SOCKET);
    if adapter.dialect.as_deref() != Some(STARTS_ITSELF) || !allowed {
        return Ok(None);
    }
    Ok(document.get::<String>("engine")?.and_then(|engine| engine.strip_prefix("unix://").map(Into::into)))
}

/// A path as text, which a compose file has to hold.
pub(super) fn text(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| Error::input(format!("the path '{}' isn't UTF-8", path.display())))
}
