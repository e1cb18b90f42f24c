//! The daemon's image: made on this machine from the static `hd-apiserve` alone, named by its digest.

use std::fs;
use std::path::Path;

use bollard::query_parameters::{ImportImageOptionsBuilder, RemoveImageOptions};
use futures_util::TryStreamExt;
use serde_json::json;

use crate::digest;
use crate::engine::{Engine, fault, status};
use crate::error::{Error, Result};

/// The image that a compose file names when it wants the one made here.
pub(super) const LOCAL: &str = "hyperdrive-daemon:local";

const REPOSITORY: &str = "hyperdrive-daemon";

/// Makes the image from this program where the engine hasn't got it yet. Gives its name.
pub(super) fn ensure(engine: &Engine, program: &Path) -> Result<String> {
    let bytes = read(program)?;
    let name = name_of(&bytes);
    if engine.ask_for("look at the image", engine.docker.inspect_image(&name))?.is_none() {
        load(engine, &name, &bytes)?;
    }
    Ok(name)
}

/// Removes images that were made here, of which these are the names, and which nobody uses: not the one that is used now,
/// and none that has a container left.
pub(super) fn forget(engine: &Engine, names: &[String], used: &str) -> Result<()> {
    let ours = |name: &&String| name.starts_with(REPOSITORY) && name.as_str() != used;
    for name in names.iter().filter(ours) {
        let request = engine.docker.remove_image(name, None::<RemoveImageOptions>, None);
        match engine.wait(request) {
            Err(cause) if matches!(status(&cause), Some(404 | 409)) => {}
            removed => {
                removed.map_err(|cause| fault(engine.address(), "remove the daemon's old image", &cause))?;
            }
        }
    }
    Ok(())
}

/// The name that the image of this program has, whether it is there or not.
pub(super) fn name(_: &Engine, program: &Path) -> Result<String> {
    Ok(name_of(&read(program)?))
}

fn read(program: &Path) -> Result<Vec<u8>> {
    fs::read(program).map_err(|cause| Error::file("read", program, &cause))
}

fn name_of(program: &[u8]) -> String {
    format!("{REPOSITORY}:{}", &digest::sha256(program)[..12])
}

/// Loads the image. Loading it twice, two operators at once, gives one image: its id follows from its bytes, where
/// Docker's import would write the hour into it.
fn load(engine: &Engine, name: &str, program: &[u8]) -> Result<()> {
    let options = ImportImageOptionsBuilder::default().quiet(true).build();
    let archive = bollard::body_full(archive(name, program)?.into());
    let answers = engine.docker.import_image(options, archive, None);
    engine.ask("make the daemon's image", answers.try_collect::<Vec<_>>()).map(|_| ())
}

/// What `docker image load` takes: an image of one layer with one executable, `/hd-apiserve`.
fn archive(name: &str, program: &[u8]) -> Result<Vec<u8>> {
    let layer = tar(&[("hd-apiserve", program)])?;
    let config = json!({
        "architecture": architecture(),
        "os": "linux",
        "created": "1970-01-01T00:00:00Z",
        "config": { "Entrypoint": ["/hd-apiserve"] },
        "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", digest::sha256(&layer))] },
    });
    let manifest = json!([{ "Config": "config.json", "RepoTags": [name], "Layers": ["layer.tar"] }]);
    let (config, manifest) = (config.to_string(), manifest.to_string());
    tar(&[("layer.tar", &layer), ("config.json", config.as_bytes()), ("manifest.json", manifest.as_bytes())])
}

/// This program's architecture, as images name it.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn tar(files: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    let room = files.iter().map(|(_, bytes)| bytes.len() + 1024).sum::<usize>() + 1024;
    let mut archive = tar::Builder::new(Vec::with_capacity(room));
    let packed = files.iter().try_for_each(|(name, bytes)| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o755);
        archive.append_data(&mut header, name, *bytes)
    });
    let packed = packed.and_then(|()| archive.into_inner());
    packed.map_err(|cause| Error::bug(format!("cannot pack the daemon: {cause}")))
}
