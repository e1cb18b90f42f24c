//! A module's place in a home: what things of it are called, where its folders are, and its keys.

use std::path::{Path, PathBuf};

use super::file;
use super::home::random;
use crate::digest;
use crate::document::fields::{Names, Paths};
use crate::error::Result;
use crate::name::Fqmn;

/// What things are called of the module with this shortcut; without one, of Hyperdrive itself (SPEC.md section 1).
pub(super) fn names(project: &str, shortcut: Option<&str>) -> Names {
    let services = shortcut.map_or_else(|| project.into(), |shortcut| format!("{project}-{shortcut}"));
    let container = shortcut.map_or_else(|| project.into(), |shortcut| format!("{project}_{shortcut}"));
    Names {
        adapter: format!("{services}_adapter"),
        adapter_container: format!("{container}_adapter"),
        network: format!("{project}_net"),
        daemon: format!("{project}_daemon"),
        services,
    }
}

/// Where the module's folders and keys are, below the user directory and the folder for data.
pub(super) fn paths(user: &Path, data: &Path, fqmn: &Fqmn) -> Paths {
    let below = |folder: PathBuf| folder.join(fqmn.author()).join(fqmn.name());
    let own = below(user.join("modules"));
    Paths {
        user: user.into(),
        state: below(user.join("state/compose")),
        config: own.join("config"),
        log: own.join("log"),
        data: below(data.join("modules")),
        runtime: own.join("runtime"),
        r#override: own.join("override"),
        adapter_key: own.join("secrets/adapter.key"),
        services_key: own.join("secrets/services.key"),
        hyperdrive_key: own.join("secrets/hyperdrive.key"),
    }
}

/// Makes what is missing of the module's folders and keys; what is there stays.
pub(super) fn create(paths: &Paths) -> Result<()> {
    for (folder, mode) in [
        (&paths.config, 0o755),
        (&paths.log, 0o755),
        (&paths.runtime, 0o755),
        (&paths.r#override, 0o755),
        (&paths.data, 0o700),
        (&paths.state, 0o700),
    ] {
        file::folder(folder, mode)?;
    }
    for key in [&paths.adapter_key, &paths.services_key, &paths.hyperdrive_key] {
        create_key(key)?;
    }
    Ok(())
}

/// Makes the operator's own key, where it is missing: it signs what the operator asks of the daemon, and is mounted into no
/// container but the daemon's.
pub(super) fn create_own(paths: &Paths) -> Result<()> {
    create_key(&paths.hyperdrive_key)
}

/// A key is 48 random bytes as 96 hex digits, without a newline. Readable by all, as the container that mounts it may
/// run as any user; the folder keeps the machine's other users out (SPEC.md section 4).
fn create_key(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    file::folder(path.parent().unwrap_or(path), 0o700)?;
    file::write(path, digest::hex(&random::<48>()?), 0o444)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn names_are_those_of_the_specification() {
        let names = names("demo", Some("hw"));
        assert_eq!((names.services.as_str(), names.adapter.as_str()), ("demo-hw", "demo-hw_adapter"));
        assert_eq!(names.adapter_container, "demo_hw_adapter");
        assert_eq!((names.network.as_str(), names.daemon.as_str()), ("demo_net", "demo_daemon"));
    }

    #[test]
    fn folders_and_keys_have_their_modes_and_keys_stay() {
        let home = tempfile::tempdir().unwrap();
        let paths = paths(home.path(), &home.path().join("data"), &"me/mod".parse().unwrap());
        create(&paths).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&paths.adapter_key), 0o444);
        assert_eq!(mode(paths.adapter_key.parent().unwrap()), 0o700);
        assert_eq!((mode(&paths.data), mode(&paths.state), mode(&paths.config)), (0o700, 0o700, 0o755));
        let key = std::fs::read_to_string(&paths.adapter_key).unwrap();
        assert!(key.len() == 96 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
        create(&paths).unwrap();
        assert_eq!(std::fs::read_to_string(&paths.adapter_key).unwrap(), key);
    }
}
