//! A carrier: a container that is made and never started. Through it the engine reads an image's files and changes the owner of
//! folders, as it may do what the operator can't (SPEC.md section 4): it unpacks an archive that holds folders alone.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use bollard::models::{ContainerCreateBody, HostConfig, Mount, MountType};
use bollard::query_parameters::{
    CreateContainerOptions, DownloadFromContainerOptionsBuilder, UploadToContainerOptionsBuilder,
};
use futures_util::TryStreamExt;

use super::container;
use crate::engine::{Engine, HOME_LABEL};
use crate::error::{Error, Result};

/// Where the folder is in the container.
const PLACE: &str = "given";

/// No list of users is longer.
const MOST: u64 = 1 << 20;

/// No list of users is behind more links.
const LINKS: usize = 8;

/// A user and a group, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct User {
    pub(super) id: u64,
    pub(super) group: u64,
}

impl User {
    /// Who runs this process.
    pub(super) fn operator() -> Self {
        let [id, group] = [rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw()];
        Self { id: id.into(), group: group.into() }
    }

    /// The same by the numbers that containers know: on a rootless engine the operator is their root.
    pub(super) fn operator_in(engine: &Engine) -> Result<Self> {
        Ok(if engine.is_rootless()? { Self { id: 0, group: 0 } } else { Self::operator() })
    }

    /// Whether this is a folder of theirs.
    pub(super) fn owns(self, folder: &Path) -> bool {
        fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir() && u64::from(about.uid()) == self.id)
    }
}

/// The container.
pub(super) struct Carrier<'a> {
    engine: &'a Engine,
    id: String,
}

/// What is at a path of a container.
enum Found {
    Nothing,
    Text(String),
    Link(PathBuf),
}

impl<'a> Carrier<'a> {
    /// Makes it of this image without network, does something with it and removes it. It mounts the folder, where one is named.
    /// Whoever comes next removes what a killed run left of it: it is of the Compose project of a module's trials.
    pub(super) fn with<T>(
        engine: &'a Engine,
        home: &str,
        project: &str,
        image: &str,
        folder: Option<&Path>,
        work: impl FnOnce(&Self) -> Result<T>,
    ) -> Result<T> {
        let body = body(home, project, image, folder);
        let request = engine.docker.create_container(None::<CreateContainerOptions>, body);
        let made = Self { engine, id: engine.ask("make a container for it", request)?.id };
        let done = work(&made);
        let removed = container::discard(engine, &made.id);
        done.and_then(|done| removed.map(|()| done))
    }

    /// The image's `/etc/passwd`, through links; empty where it has none.
    pub(super) fn users(&self) -> Result<String> {
        let mut path = PathBuf::from("/etc/passwd");
        for _ in 0..LINKS {
            match self.file(&path)? {
                Found::Nothing => return Ok(String::new()),
                Found::Text(text) => return Ok(text),
                // A link from the root starts there anew.
                Found::Link(target) => path = path.parent().unwrap_or(&path).join(target),
            }
        }
        Err(Error::input("the image's list of users is a link that leads nowhere"))
    }

    /// Gives folders, named as they are below the one that is mounted, to this user. What is in them stays whose it is.
    pub(super) fn give<'p>(
        &self,
        folder: &Path,
        below: impl IntoIterator<Item = &'p Path>,
        user: User,
    ) -> Result<()> {
        let archive = archive(folder, below, user)?;
        let options = UploadToContainerOptionsBuilder::new().path("/").build();
        let body = bollard::body_full(archive.into());
        let request = self.engine.docker.upload_to_container(&self.id, Some(options), body);
        self.engine.ask("change its owner", request)
    }

    fn file(&self, path: &Path) -> Result<Found> {
        let options = DownloadFromContainerOptionsBuilder::new().path(&path.display().to_string()).build();
        let pieces = self.engine.docker.download_from_container(&self.id, Some(options));
        let pieces = self.engine.ask_for("read the image's users", pieces.try_collect::<Vec<_>>())?;
        let Some(pieces) = pieces else { return Ok(Found::Nothing) };
        let bytes = pieces.concat();
        let unread =
            |cause: std::io::Error| Error::machine(format!("cannot read the image's users: {cause}"));
        let mut archive = tar::Archive::new(&bytes[..]);
        let Some(entry) = archive.entries().map_err(unread)?.next() else { return Ok(Found::Nothing) };
        let entry = entry.map_err(unread)?;
        if let Some(target) = entry.link_name().map_err(unread)? {
            return Ok(Found::Link(target.into_owned()));
        }
        let mut bytes = Vec::new();
        entry.take(MOST).read_to_end(&mut bytes).map_err(unread)?;
        Ok(Found::Text(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

fn body(home: &str, project: &str, image: &str, folder: Option<&Path>) -> ContainerCreateBody {
    let mount = |folder: &Path| Mount {
        target: Some(format!("/{PLACE}")),
        source: Some(folder.display().to_string()),
        typ: Some(MountType::BIND),
        ..Mount::default()
    };
    let host = HostConfig {
        network_mode: Some("none".into()),
        mounts: Some(folder.into_iter().map(mount).collect()),
        ..HostConfig::default()
    };
    let labels =
        [(HOME_LABEL.to_owned(), home.to_owned()), (container::PROJECT_LABEL.to_owned(), project.to_owned())];
    ContainerCreateBody {
        image: Some(image.into()),
        entrypoint: Some(vec!["/never-started".into()]),
        labels: Some(labels.into()),
        network_disabled: Some(true),
        host_config: Some(host),
        ..ContainerCreateBody::default()
    }
}

/// An archive with these folders alone, as they are but for their owner, who may go into them.
fn archive<'p>(folder: &Path, below: impl IntoIterator<Item = &'p Path>, user: User) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    let unpacked = |cause| Error::bug(format!("cannot pack a folder: {cause}"));
    for below in below {
        let path = folder.join(below);
        let about = fs::symlink_metadata(&path).map_err(|cause| Error::file("look at", &path, &cause))?;
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Directory);
        header.set_size(0);
        header.set_mode(about.permissions().mode() & 0o7777 | 0o700);
        header.set_uid(user.id);
        header.set_gid(user.group);
        header.set_mtime(u64::try_from(about.mtime()).unwrap_or_default());
        let place = Path::new(PLACE).join(below).join("");
        archive.append_data(&mut header, place, &[][..]).map_err(unpacked)?;
    }
    archive.into_inner().map_err(unpacked)
}
