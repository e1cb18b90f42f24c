//! What is a module's own: its folders, its package, its names in the engine.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::super::Part;
use crate::document::fields::{Names, Paths};
use crate::document::{Document, HYPERDRIVE};
use crate::error::Result;

/// The permission to command the engine.
pub(super) const ENGINE_SOCKET: &str = "engine-socket";

/// Names that engines' sockets have, for those that aren't the one in use.
const SOCKETS: &[&str] = &["docker.sock", "containerd.sock", "podman.sock", "crio.sock", "buildkitd.sock"];

/// A module's own things on this machine.
#[derive(Debug, Clone)]
pub(in crate::compose) struct Own {
    /// Which of its parts it is about.
    pub(super) part: Part,
    names: Names,
    paths: Option<Paths>,
    package: Option<PathBuf>,
    engine: String,
    hyperdrive: bool,
}

/// Whose a path of the machine is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The module's own.
    Ours,
    /// The module's own, but to be read only.
    ToRead,
    /// An engine's socket.
    Engine,
    /// The machine's; this is where it leads.
    Foreign(PathBuf),
}

impl Own {
    /// What is the own of the document's module. `package` is what relative paths mean; Hyperdrive itself has none.
    pub(in crate::compose) fn of(document: &Document, part: Part, package: &Path) -> Result<Self> {
        let hyperdrive = document.fqmn() == HYPERDRIVE;
        Ok(Self {
            part,
            names: document.need("names")?,
            paths: Some(document.need("paths")?),
            package: (!hyperdrive).then(|| package.into()),
            engine: document.need("engine")?,
            hyperdrive,
        })
    }

    /// The own of files that are no module's: the folder that they are in, and what Compose names after the project.
    pub(in crate::compose) fn of_project(project: &str, package: &Path, engine: &str) -> Self {
        let names = Names {
            services: project.into(),
            adapter: project.into(),
            adapter_container: String::new(),
            network: String::new(),
            daemon: String::new(),
        };
        Self {
            part: Part::Services,
            names,
            paths: None,
            package: Some(package.into()),
            engine: engine.into(),
            hyperdrive: false,
        }
    }

    /// Whose this source of a mount is, as links lead now.
    pub(super) fn judge(&self, source: &Path, read_only: bool) -> Whose {
        if self.is_engine(source) {
            // Hyperdrive's own daemon has it; nobody else without being asked.
            return if self.hyperdrive { Whose::Ours } else { Whose::Engine };
        }
        let ours = if is_plain(source) { self.ours(source, read_only) } else { None };
        ours.unwrap_or_else(|| Whose::Foreign(target(source).unwrap_or_else(|| source.into())))
    }

    fn ours(&self, source: &Path, read_only: bool) -> Option<Whose> {
        if let Some(paths) = &self.paths {
            if self.hyperdrive && (read_only && source == paths.user || source == paths.user.join("log")) {
                return Some(Whose::Ours);
            }
            let kept = [&paths.runtime, &paths.adapter_key, &paths.services_key, &paths.hyperdrive_key];
            if kept.iter().any(|path| *path == source) {
                return Some(if read_only { Whose::Ours } else { Whose::ToRead });
            }
            if [&paths.config, &paths.log, &paths.data].iter().any(|folder| *folder == source)
                || is_below(&paths.config, source)
            {
                return Some(Whose::Ours);
            }
        }
        let below = self.package.as_ref().is_some_and(|package| source.starts_with(package));
        (read_only && below && self.is_in_package(source)).then_some(Whose::Ours)
    }

    /// Whether this path leads into the unpacked package.
    pub(super) fn is_in_package(&self, path: &Path) -> bool {
        let package = self.package.as_deref().and_then(target);
        package.is_some_and(|package| target(path).is_some_and(|target| target.starts_with(package)))
    }

    fn is_engine(&self, path: &Path) -> bool {
        let socket = Path::new(self.engine.strip_prefix("unix://").unwrap_or_default());
        let real = target(path);
        let named = |path: &Path| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| SOCKETS.contains(&name))
        };
        path == socket || named(path) || real.is_some_and(|real| named(&real) || Some(real) == target(socket))
    }

    /// Whether a volume or network of this name is made for this module.
    pub(super) fn is_named_ours(&self, name: &str) -> bool {
        name.strip_prefix(&self.names.services).is_some_and(|rest| rest.starts_with('_'))
    }

    /// Whether it is made for something of this project.
    pub(super) fn is_of_home(&self, name: &str) -> bool {
        let project = self.names.network.strip_suffix("_net").unwrap_or(&self.names.network);
        !project.is_empty() && name.strip_prefix(project).is_some_and(|rest| rest.starts_with(['-', '_']))
    }

    /// Whether it is made for a container of this project: the underscore behind it is in no machine's name.
    pub(super) fn is_container(&self, name: &str) -> bool {
        self.is_of_home(name) && name.contains('_')
    }

    /// Whether it is the network on which the project's modules meet.
    pub(super) fn is_project_network(&self, name: &str) -> bool {
        name == self.names.network
    }

    /// Whether it is about a module, and not about files that are none's.
    pub(super) fn is_module(&self) -> bool {
        self.paths.is_some()
    }

    /// Whether on the project's network this name is somebody else's: the daemon's, or another's adapter's.
    pub(super) fn is_reserved(&self, name: &str) -> bool {
        if !self.is_module() {
            return false;
        }
        let name = name.to_ascii_lowercase();
        let daemon = self.names.daemon.to_ascii_lowercase();
        let ours = self.hyperdrive || name == self.names.adapter_container.to_ascii_lowercase();
        let reserved = name == daemon || name == daemon.replace('_', "-") || name.ends_with("_adapter");
        reserved && !ours
    }
}

/// Whether a path says where it leads by itself: absolute, and nowhere back.
fn is_plain(path: &Path) -> bool {
    path.is_absolute() && !path.components().any(|part| part == Component::ParentDir)
}

/// Whether the path is below the folder with no link on the way. What can't be looked at isn't.
fn is_below(folder: &Path, path: &Path) -> bool {
    let Ok(rest) = path.strip_prefix(folder) else { return false };
    let mut way = folder.to_path_buf();
    rest.components().all(|part| {
        way.push(part);
        match way.symlink_metadata() {
            Ok(found) => !found.is_symlink(),
            Err(cause) => cause.kind() == ErrorKind::NotFound,
        }
    })
}

/// Where a path leads: through links as far as it exists, then as it says.
fn target(path: &Path) -> Option<PathBuf> {
    let there = path.ancestors().find_map(|folder| Some((folder.canonicalize().ok()?, folder)));
    let (real, folder) = there?;
    // Before '..' there has to be a folder for it to mean anything.
    let back = |rest: &&Path| rest.components().any(|part| part == Component::ParentDir);
    let rest = path.strip_prefix(folder).ok().filter(|rest| !back(rest))?;
    Some(if rest.as_os_str().is_empty() { real } else { real.join(rest) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_is_below_a_folder_is_so_only_without_a_link_on_the_way() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("config");
        fs::create_dir_all(folder.join("real")).unwrap();
        symlink("/etc", folder.join("link")).unwrap();
        symlink(folder.join("real"), folder.join("inside")).unwrap();
        for (path, below) in [
            ("config", true),
            ("config/real", true),
            ("config/real/missing", true),
            ("config/link", false),
            ("config/link/passwd", false),
            ("config/inside", false),
            ("configs", false),
            ("other", false),
        ] {
            assert_eq!(is_below(&folder, &place.path().join(path)), below, "{path}");
        }
    }

    #[test]
    fn a_path_leads_where_its_links_lead() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        symlink("/etc", root.join("link")).unwrap();
        symlink("nowhere", root.join("dangling")).unwrap();
        assert_eq!(target(&root.join("link/missing/x")), Some("/etc/missing/x".into()));
        assert_eq!(target(&root.join("dangling")), Some(root.join("dangling")));
        assert_eq!(target(&root.join("missing/../link")), None);
        assert_eq!(target(&root.join("./link/..")), Some("/".into()));
    }
}
