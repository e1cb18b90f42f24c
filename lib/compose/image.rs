//! The daemon's image: made on this machine from the static `hd-apiserve` alone, named by its digest.

use std::fs;
use std::path::Path;

use bollard::query_parameters::CreateImageOptionsBuilder;
use futures_util::TryStreamExt;

use crate::digest;
use crate::engine::Engine;
use crate::error::{Error, Result};

/// The image that a compose file names when it wants the one made here.
pub(super) const LOCAL: &str = "hyperdrive-daemon:local";

const REPOSITORY: &str = "hyperdrive-daemon";

/// Makes the image from this program where the engine hasn't got it yet. Gives its name.
pub(super) fn ensure(engine: &Engine, program: &Path) -> Result<String> {
    let bytes = read(program)?;
    let (tag, name) = (tag(&bytes), name_of(&bytes));
    if engine.ask_for("look at the image", engine.docker.inspect_image(&name))?.is_none() {
        import(engine, &tag, tar(&bytes)?)?;
    }
    Ok(name)
}

/// The name that the image of this program has, whether it is there or not.
pub(super) fn name(_: &Engine, program: &Path) -> Result<String> {
    Ok(name_of(&read(program)?))
}

fn read(program: &Path) -> Result<Vec<u8>> {
    fs::read(program).map_err(|cause| Error::file("read", program, &cause))
}

fn name_of(program: &[u8]) -> String {
    format!("{REPOSITORY}:{}", tag(program))
}

fn tag(program: &[u8]) -> String {
    digest::sha256(program)[..12].to_owned()
}

fn import(engine: &Engine, tag: &str, tar: Vec<u8>) -> Result<()> {
    let changes = vec!["ENTRYPOINT [\"/hd-apiserve\"]".to_owned()];
    let options =
        CreateImageOptionsBuilder::default().from_src("-").repo(REPOSITORY).tag(tag).changes(changes).build();
    let answers = engine.docker.create_image(Some(options), Some(bollard::body_full(tar.into())), None);
    engine.ask("make the daemon's image", answers.try_collect::<Vec<_>>()).map(|_| ())
}

/// A tar archive of one executable, `/hd-apiserve`.
fn tar(program: &[u8]) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::with_capacity(program.len() + 4096));
    let mut header = tar::Header::new_gnu();
    header.set_size(program.len() as u64);
    header.set_mode(0o755);
    let packed = archive.append_data(&mut header, "hd-apiserve", program).and_then(|()| archive.into_inner());
    packed.map_err(|cause| Error::bug(format!("cannot pack the daemon: {cause}")))
}
