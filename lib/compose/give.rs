//! Giving: a module's data and log folder go to the user as whom its services write into them, before they first start
//! (SPEC.md section 4).
//!
//! The engine does it, as it may do what the operator can't: a container that mounts the folder is made, never started, and
//! told to unpack an archive that holds the folder alone, with its new owner.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use bollard::models::{ContainerCreateBody, HostConfig, Mount, MountType};
use bollard::query_parameters::{
    CreateContainerOptions, DownloadFromContainerOptionsBuilder, UploadToContainerOptionsBuilder,
};
use futures_util::TryStreamExt;

use super::task::Task;
use super::{Part, Plan, Up, container, trial};
use crate::document::HYPERDRIVE;
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
struct User {
    id: u64,
    group: u64,
}

/// Who runs a service: its image, and what its file or image says of the user.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Writer {
    image: String,
    user: String,
}

/// A folder that is to be given away.
#[derive(Debug)]
pub(super) struct Gift {
    folder: PathBuf,
    /// An image that is there.
    image: String,
    user: User,
}

/// What is to be given away: what is still the operator's and one user of the plan's services writes into. What several
/// users share stays: the module has to see to that itself. What root writes into stays too.
pub(super) fn gifts(with: &Up, task: &Task, plan: &Plan) -> Result<Vec<Gift>> {
    if task.part != Part::Services || task.owner.fqmn == HYPERDRIVE {
        return Ok(Vec::new());
    }
    let folders = [&task.paths.data, &task.paths.log].into_iter().filter(|folder| is_operators(folder));
    let gifts = folders.map(|folder| gift(with, task, plan, folder)).collect::<Result<Vec<_>>>()?;
    Ok(gifts.into_iter().flatten().collect())
}

/// Gives them away.
pub(super) fn hand_over(with: &Up, task: &Task, gifts: &[Gift]) -> Result<()> {
    gifts.iter().try_for_each(|gift| {
        gift.hand_over(with.engine, task).map_err(|error| {
            error.within(&format!("'{}' can't be given to the service's user", gift.folder.display()))
        })
    })
}

fn is_operators(folder: &Path) -> bool {
    let own = u64::from(rustix::process::geteuid().as_raw());
    fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir() && u64::from(about.uid()) == own)
}

fn gift(with: &Up, task: &Task, plan: &Plan, folder: &Path) -> Result<Option<Gift>> {
    let writers = writers(with.engine, plan, folder)?;
    let Some(image) = writers.first().map(|writer| writer.image.clone()) else { return Ok(None) };
    let mut users = BTreeSet::new();
    for writer in &writers {
        users.insert(user(with.engine, task, writer)?);
    }
    users.retain(|user| user.id != 0);
    let own = u64::from(rustix::process::geteuid().as_raw());
    match users.into_iter().collect::<Vec<_>>()[..] {
        [user] if user.id != own || maps_users(with.engine)? => {
            Ok(Some(Gift { folder: folder.into(), image, user }))
        }
        _ => Ok(None),
    }
}

/// Those that write into the folder.
fn writers(engine: &Engine, plan: &Plan, folder: &Path) -> Result<BTreeSet<Writer>> {
    let mut writers = BTreeSet::new();
    let mut users: BTreeMap<String, String> = BTreeMap::new();
    for (service, user) in plan.writers(folder) {
        let image = plan.image(&service).to_owned();
        let user = match (user, users.get(&image)) {
            (Some(user), _) => user,
            (None, Some(known)) => known.clone(),
            (None, None) => {
                let found = engine.ask("look at the image", engine.docker.inspect_image(&image))?;
                let user = found.config.and_then(|config| config.user).unwrap_or_default();
                users.insert(image.clone(), user.clone());
                user
            }
        };
        writers.insert(Writer { image, user });
    }
    Ok(writers)
}

/// The numbers of a user: as they are written, else as the image's own list of users has them.
fn user(engine: &Engine, task: &Task, writer: &Writer) -> Result<User> {
    let (name, group) = writer.user.split_once(':').unwrap_or((&writer.user, ""));
    let group = group.parse().ok();
    if name.is_empty() {
        return Ok(User { id: 0, group: 0 });
    }
    if let Ok(id) = name.parse() {
        return Ok(User { id, group: group.unwrap_or(0) });
    }
    let list = with_container(engine, task, &writer.image, Vec::new(), |id| users_in(engine, id))?;
    let found = list.lines().find_map(|line| of_line(line, name));
    let found = found.map(|user| User { group: group.unwrap_or(user.group), ..user });
    found.ok_or_else(|| {
        Error::input(format!(
            "the image '{}' has no user '{name}', as which a service is to run",
            writer.image
        ))
        .hint("its author names one by number, '1000:1000', or one that the image has in /etc/passwd")
    })
}

/// `NAME:…:ID:GROUP:…`
fn of_line(line: &str, name: &str) -> Option<User> {
    let mut fields = line.split(':');
    let known = fields.next()?;
    let (id, group) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
    (known == name).then_some(User { id, group })
}

/// The `/etc/passwd` of a container, through links; empty where it has none.
fn users_in(engine: &Engine, id: &str) -> Result<String> {
    let mut path = PathBuf::from("/etc/passwd");
    for _ in 0..LINKS {
        match file_in(engine, id, &path)? {
            Found::Nothing => return Ok(String::new()),
            Found::Text(text) => return Ok(text),
            // A link from the root starts there anew.
            Found::Link(target) => path = path.parent().unwrap_or(&path).join(target),
        }
    }
    Err(Error::input("the image's list of users is a link that leads nowhere"))
}

/// What is at a path of a container.
enum Found {
    Nothing,
    Text(String),
    Link(PathBuf),
}

fn file_in(engine: &Engine, id: &str, path: &Path) -> Result<Found> {
    let options = DownloadFromContainerOptionsBuilder::new().path(&path.display().to_string()).build();
    let pieces = engine.docker.download_from_container(id, Some(options)).try_collect::<Vec<_>>();
    let Some(pieces) = engine.ask_for("read the image's users", pieces)? else { return Ok(Found::Nothing) };
    let bytes = pieces.concat();
    let unread = |cause: std::io::Error| Error::machine(format!("cannot read the image's users: {cause}"));
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

/// Whether a container's users aren't this machine's.
fn maps_users(engine: &Engine) -> Result<bool> {
    let options = engine.ask("say how it works", engine.docker.info())?.security_options.unwrap_or_default();
    Ok(options.iter().any(|option| option.contains("name=rootless") || option.contains("name=userns")))
}

impl Gift {
    fn hand_over(&self, engine: &Engine, task: &Task) -> Result<()> {
        let mount = Mount {
            target: Some(format!("/{PLACE}")),
            source: Some(self.folder.display().to_string()),
            typ: Some(MountType::BIND),
            ..Mount::default()
        };
        let archive = archive(&self.folder, self.user)?;
        with_container(engine, task, &self.image, vec![mount], |id| {
            let options = UploadToContainerOptionsBuilder::new().path("/").build();
            let body = bollard::body_full(archive.into());
            engine.ask("change its owner", engine.docker.upload_to_container(id, Some(options), body))
        })?;
        if is_operators(&self.folder) { Err(Error::machine("the engine left it as it was")) } else { Ok(()) }
    }
}

/// An archive with the folder alone, as it is but for its owner.
fn archive(folder: &Path, user: User) -> Result<Vec<u8>> {
    let about = fs::symlink_metadata(folder).map_err(|cause| Error::file("look at", folder, &cause))?;
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Directory);
    header.set_size(0);
    header.set_mode(about.permissions().mode() & 0o7777);
    header.set_uid(user.id);
    header.set_gid(user.group);
    header.set_mtime(u64::try_from(about.mtime()).unwrap_or_default());
    let mut archive = tar::Builder::new(Vec::new());
    let packed = archive.append_data(&mut header, PathBuf::from(PLACE).join(""), &[][..]);
    packed
        .and_then(|()| archive.into_inner())
        .map_err(|cause| Error::bug(format!("cannot pack a folder: {cause}")))
}

/// Makes a container of this image without network, does something with it and removes it; it is never started.
fn with_container<T>(
    engine: &Engine,
    task: &Task,
    image: &str,
    mounts: Vec<Mount>,
    work: impl FnOnce(&str) -> Result<T>,
) -> Result<T> {
    let host =
        HostConfig { network_mode: Some("none".into()), mounts: Some(mounts), ..HostConfig::default() };
    // Labelled as a trial: whoever comes next removes what a killed run left of it.
    let labels = [
        (HOME_LABEL.to_owned(), task.owner.home.clone()),
        (container::PROJECT_LABEL.to_owned(), trial::of_task(task)),
    ];
    let body = ContainerCreateBody {
        image: Some(image.into()),
        entrypoint: Some(vec!["/never-started".into()]),
        labels: Some(labels.into()),
        network_disabled: Some(true),
        host_config: Some(host),
        ..ContainerCreateBody::default()
    };
    let request = engine.docker.create_container(None::<CreateContainerOptions>, body);
    let made = engine.ask("make a container for it", request)?;
    let done = work(&made.id);
    let removed = container::discard(engine, &made.id);
    done.and_then(|done| removed.map(|()| done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_images_users_tells_the_numbers() {
        let line = "teku:x:1000:1001:,,,:/home/teku:/bin/sh";
        assert_eq!(of_line(line, "teku"), Some(User { id: 1000, group: 1001 }));
        assert_eq!(of_line(line, "tek"), None);
        assert_eq!(of_line("teku:x:many:1", "teku"), None);
    }
}
