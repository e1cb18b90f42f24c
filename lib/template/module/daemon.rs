//! Hyperdrive's own compose file: the daemon, from a template that is built in.

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use serde_json::{Map, Value as Json};

use super::{File, Known, accessors};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::template::{Context, Template};

/// The image that is made on this machine.
const LOCAL_IMAGE: &str = "hyperdrive-daemon:local";

/// Where systemd's journal takes lines; it is there before any container is. Elsewhere it is `/dev/log`, which may come later.
const SYSTEM_LOG: &str = "/run/systemd/journal/dev-log";

/// What the local time is.
const LOCAL_TIME: &str = "/etc/localtime";

/// The daemon's log folder, below the user directory.
pub(super) const LOG: &str = "log";

/// Renders the daemon's compose file.
pub(super) fn render(document: &Document, known: &Known) -> Result<Vec<File>> {
    let accessors = accessors_of(document, known)?;
    let context = accessors.iter().fold(Context::new(), |context, (name, value)| context.with(name, value));
    let compose = Template::read("daemon", include_str!("daemon.tmpl"), None)?.render_compose(&context)?;
    Ok(vec![File { stem: "daemon".into(), compose }])
}

fn accessors_of(document: &Document, known: &Known) -> Result<Map<String, Json>> {
    let (names, paths) = (super::names_of(document)?, super::paths_of(document)?);
    let log = paths.user.join(LOG);
    let owner = fs::metadata(&paths.user).map_err(|cause| Error::file("look at", &paths.user, &cause))?;
    let engine: String = document.need("engine")?;
    let image = known.own("containerTag").and_then(Json::as_str).filter(|image| !image.is_empty());
    let mut accessors = Map::new();
    let mut put = |name: &str, value: Json| accessors.insert(name.into(), value);
    put("Image", image.unwrap_or(LOCAL_IMAGE).into());
    put("Container", names.daemon.clone().into());
    put("Host", names.daemon.replace('_', "-").into());
    put("Network", names.network.into());
    put("User", format!("{}:{}", owner.uid(), owner.gid()).into());
    put("Port", accessors::api_port(known)?.into());
    put("UserDir", accessors::text(&paths.user)?.into());
    put("LogDir", accessors::text(&log)?.into());
    let socket = engine.strip_prefix("unix://").unwrap_or_default();
    put("Groups", socket_group(Path::new(socket)).into_iter().map(Json::from).collect::<Vec<_>>().into());
    put("Socket", socket.into());
    put("Engine", engine.into());
    put("Also", also(known).into_iter().map(Json::from).collect::<Vec<_>>().into());
    Ok(accessors)
}

/// What else of the machine the daemon sees, where it is there: the system's log, which the audit's newest hash is told to,
/// and the local time, where its log is to go by that.
fn also(known: &Known) -> Vec<&'static str> {
    let is_socket = |path: &str| fs::metadata(path).is_ok_and(|there| there.file_type().is_socket());
    let wants_time = known.own("logging").is_some_and(|logging| logging["localTime"] == true);
    let log = [SYSTEM_LOG].into_iter().filter(|path| is_socket(path));
    log.chain([LOCAL_TIME].into_iter().filter(|path| wants_time && Path::new(path).is_file())).collect()
}

/// The group that may use the engine's socket; none where there is no socket.
fn socket_group(socket: &Path) -> Option<String> {
    fs::metadata(socket).ok().map(|socket| socket.gid().to_string())
}
