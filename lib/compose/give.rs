//! Giving: a module's data and log folder go to the user as whom its services write into them, before they first start
//! (SPEC.md section 4).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::carrier::{Carrier, User};
use super::task::Task;
use super::{Part, Plan, Up, trial};
use crate::document::HYPERDRIVE;
use crate::engine::Engine;
use crate::error::{Error, Result};

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
    let folders =
        [&task.paths.data, &task.paths.log].into_iter().filter(|folder| User::operator().owns(folder));
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

fn gift(with: &Up, task: &Task, plan: &Plan, folder: &Path) -> Result<Option<Gift>> {
    let writers = writers(with.engine, plan, folder)?;
    let Some(image) = writers.first().map(|writer| writer.image.clone()) else { return Ok(None) };
    let mut users = BTreeSet::new();
    for writer in &writers {
        users.insert(user(with.engine, task, writer)?);
    }
    users.retain(|user| user.id != 0);
    match users.into_iter().collect::<Vec<_>>()[..] {
        [user] if user.id != User::operator().id || maps_users(with.engine)? => {
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
    let project = trial::of_task(task);
    let list = Carrier::with(engine, &task.owner.home, &project, &writer.image, None, Carrier::users)?;
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

/// Whether a container's users aren't this machine's.
fn maps_users(engine: &Engine) -> Result<bool> {
    let options = engine.ask("say how it works", engine.docker.info())?.security_options.unwrap_or_default();
    Ok(options.iter().any(|option| option.contains("name=rootless") || option.contains("name=userns")))
}

impl Gift {
    fn hand_over(&self, engine: &Engine, task: &Task) -> Result<()> {
        let (home, project) = (&task.owner.home, trial::of_task(task));
        Carrier::with(engine, home, &project, &self.image, Some(&self.folder), |carrier| {
            carrier.give(&self.folder, [Path::new("")], self.user)
        })?;
        if User::operator().owns(&self.folder) {
            Err(Error::machine("the engine left it as it was"))
        } else {
            Ok(())
        }
    }
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
