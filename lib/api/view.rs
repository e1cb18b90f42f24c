//! A view of a home: the settings that run and what is installed, read together, and kept until a file of them changes.

use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use serde_json::Value;

use crate::auth::Key;
use crate::error::{Error, Result};
use crate::escape;
use crate::name::{Fqmn, project_fault};
use crate::state::{Home, Installed, ModuleSettings, Record, Settings};

use super::watch::Watch;

/// The file with the key that signs a module's requests.
const KEY_FILE: &str = "hyperdrive.key";
/// How long a file that can't be read is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// What one request sees of a home.
#[derive(Debug)]
pub struct View {
    /// The user directory.
    pub user: PathBuf,
    /// The id of the home.
    pub home: String,
    /// The settings that run.
    pub settings: Settings,
    /// What is installed.
    pub installed: Installed,
    /// The user directory itself: files below it are reached from here in fewer steps than from the root.
    folder: OwnedFd,
}

impl View {
    /// The home as its files are now. Each is judged for itself: in the place of what is rubbish stands what the last
    /// view has; the second is why.
    fn read(home: &Home, last: Option<&Self>) -> Result<(Self, Option<String>)> {
        let fault = |cause: Errno| Error::file("open", home.dir(), &cause.into());
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(home.dir(), flags, Mode::empty()).map_err(fault)?;
        let mut faults = Vec::new();
        let settings = or_last(settings(home), last.map(|last| &last.settings), &mut faults)?;
        let mut installed = or_last(home.installed(), last.map(|last| &last.installed), &mut faults)?;
        let has_modules =
            last.map_or(!settings.modules.is_empty(), |last| !last.installed.modules.is_empty());
        if has_modules && home.lacks_installed() {
            faults.push(format!("'{}' is gone: it says what is installed", home.sources()[0].display()));
            installed = last.map(|last| last.installed.clone()).unwrap_or_default();
        }
        let view = Self { user: home.dir().into(), home: home.id().into(), settings, installed, folder };
        Ok((view, (!faults.is_empty()).then(|| faults.join("; "))))
    }

    /// The record of an installed module.
    pub fn record(&self, module: &Fqmn) -> Option<&Record> {
        self.installed.modules.get(module.as_str())
    }

    /// A module's entry in the settings.
    pub fn entry(&self, module: &Fqmn) -> Option<&ModuleSettings> {
        self.settings.modules.get(module.as_str())
    }

    /// Whether the module is installed and not disabled.
    pub fn is_enabled(&self, module: &Fqmn) -> bool {
        self.record(module).is_some() && self.entry(module).is_none_or(|entry| entry.enabled)
    }

    /// Whether the operator stopped the module; then nobody else starts it.
    pub fn is_stopped(&self, module: &Fqmn) -> bool {
        self.record(module).is_some_and(|record| record.stopped)
    }

    /// Whether the operator allowed this module that.
    pub fn is_granted(&self, module: &Fqmn, permission: &str) -> bool {
        let granted = self.record(module).and_then(|record| record.granted.as_ref());
        granted.is_some_and(|granted| granted.iter().any(|one| one == permission))
    }

    /// A module's folder with key files (SPEC.md section 4).
    pub fn secrets(&self, module: &Fqmn) -> PathBuf {
        self.user.join("modules").join(module.as_str()).join("secrets")
    }

    /// The file with the key that signs a module's requests.
    pub fn key_file(&self, module: &Fqmn) -> PathBuf {
        self.secrets(module).join(KEY_FILE)
    }

    /// The key that signs a module's requests, as it stands in its file now.
    pub fn key(&self, module: &Fqmn) -> Result<Key> {
        let below = ["modules/", module.as_str(), "/secrets/", KEY_FILE].concat();
        let key = Key::read_quickly(self.folder.as_fd(), Path::new(&below))?;
        key.map_or_else(|| Key::read_nofollow(&self.key_file(module)), Ok)
    }
}

/// What was read; where that is rubbish, what was read last.
fn or_last<T: Clone>(read: Result<T>, last: Option<&T>, faults: &mut Vec<String>) -> Result<T> {
    match (read, last) {
        (Err(error), Some(last)) => {
            faults.push(error.to_string());
            Ok(last.clone())
        }
        (read, _) => read,
    }
}

/// The settings that run, where Hyperdrive can have written them: names in them become paths, hosts and containers.
fn settings(home: &Home) -> Result<Settings> {
    let settings = home.current()?.settings;
    let project = settings.own.get("projectName").and_then(Value::as_str).unwrap_or_default();
    if let Some(fault) = project_fault(project) {
        return Err(Error::input(format!("the settings' 'projectName' is wrong: {fault}")));
    }
    match settings.modules.keys().find(|name| name.parse::<Fqmn>().is_err()) {
        Some(name) => {
            let name = escape::short(name, 80);
            Err(Error::input(format!("the settings have an entry for '{name}', which is no module's name")))
        }
        None => Ok(settings),
    }
}

/// The view of a home, as new as its files.
#[derive(Debug)]
pub(super) struct Views {
    home: Home,
    last: RwLock<Last>,
}

#[derive(Debug)]
struct Last {
    watch: Watch,
    stamps: Stamps,
    view: Arc<View>,
    fault: Option<(String, Instant)>,
}

impl Views {
    /// Opens a home. Fails where it can't be read at all: there is nothing to serve then.
    pub(super) fn open(home: Home) -> Result<Self> {
        let watch = Watch::over(vec![home.state_dir(), home.state_dir().join("generations")]);
        let stamps = stamps(&home);
        let (view, fault) = View::read(&home, None)?;
        let (view, fault) = (Arc::new(view), fault.map(|fault| (fault, Instant::now())));
        Ok(Self { home, last: RwLock::new(Last { watch, stamps, view, fault }) })
    }

    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    /// The view now. Where a file is rubbish: the last good one.
    pub(super) fn now(&self) -> Arc<View> {
        self.look(false).view.clone()
    }

    /// The same, though nothing seems to have changed: the folders themselves may have been replaced.
    pub(super) fn now_for_sure(&self) -> Arc<View> {
        self.look(true).view.clone()
    }

    /// Why the last good view is served and not what the files say now.
    pub(super) fn fault(&self) -> Option<String> {
        self.look(false).fault.as_ref().map(|fault| fault.0.clone())
    }

    /// Those who find nothing changed don't wait for one another.
    fn look(&self, surely: bool) -> RwLockReadGuard<'_, Last> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        if !surely && last.is_new() {
            return last;
        }
        drop(last);
        self.renew(surely);
        self.last.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self, surely: bool) {
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        let again = last.is_to_be_tried_again();
        // Another thread may have been here first.
        if !last.watch.noticed() && !again && !surely {
            return;
        }
        last.watch.renew();
        // The stamps first: what changes while it is read is read again.
        let now = stamps(&self.home);
        if now != last.stamps || again {
            last.stamps = now;
            match View::read(&self.home, Some(&last.view)) {
                Ok((view, fault)) => {
                    last.view = Arc::new(view);
                    last.fault = fault.map(|fault| (fault, Instant::now()));
                }
                Err(error) => last.fault = Some((error.to_string(), Instant::now())),
            }
        }
    }
}

impl Last {
    /// Whether nothing says that there may be something newer.
    fn is_new(&self) -> bool {
        self.watch.is_quiet() && !self.is_to_be_tried_again()
    }

    fn is_to_be_tried_again(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| fault.1.elapsed() > PAUSE)
    }
}

/// Which file stands at a path, and since when; a new file is another one.
type Stamp = Option<(u64, u64, u64, i64, i64)>;
/// Those of the files that a view is read from.
type Stamps = [Stamp; 4];

fn stamps(home: &Home) -> Stamps {
    home.sources().map(|path| stamp(&path))
}

fn stamp(path: &Path) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.dev(), data.ino(), data.len(), data.mtime(), data.mtime_nsec()))
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    /// A home with these modules, each with these settings; the first is granted a restart of the second.
    pub(crate) fn home(modules: &[(&str, Value)]) -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home =
            Home::open_or_create(&folder.path().join("user"), Some("demo"), serde_json::Map::new()).unwrap();
        write(&home, modules, true);
        for (fqmn, _) in modules {
            let secrets = home.dir().join("modules").join(fqmn).join("secrets");
            std::fs::create_dir_all(&secrets).unwrap();
            std::fs::write(secrets.join("hyperdrive.key"), format!("{fqmn:-<96}")).unwrap();
        }
        (folder, home)
    }

    pub(crate) fn write(home: &Home, modules: &[(&str, Value)], enabled: bool) {
        let record = |_| {
            json!({"package": {"sha256": "", "bytes": 0, "entries": 0}, "dir": "/x", "shortcut": "x",
            "granted": modules.get(1).map(|module| vec![format!("restart:{}", module.0)])})
        };
        let records: serde_json::Map<_, _> = modules.iter().map(|m| (m.0.to_owned(), record(m))).collect();
        let entries: serde_json::Map<_, _> = modules
            .iter()
            .map(|m| (m.0.to_owned(), json!({"enabled": enabled, "version": "1.0.0", "settings": m.1})))
            .collect();
        let settings =
            json!({"version": "0.1.0", "projectName": "demo", "apiPort": 8080, "modules": entries});
        let state = home.state_dir();
        put(&state.join("modules.json"), &json!({ "modules": records }));
        put(&state.join("generations/1.json"), &json!({"number": 1, "settings": settings}));
    }

    fn put(path: &Path, value: &Value) {
        crate::state::file::write_json(path, value).unwrap();
    }

    #[test]
    fn a_view_is_as_new_as_its_files() {
        let (_folder, home) = home(&[("me/mod", json!({"a": 1}))]);
        let (views, me) = (Views::open(home.clone()).unwrap(), "me/mod".parse().unwrap());
        let old = views.now();
        assert!(old.is_enabled(&me) && Arc::ptr_eq(&old, &views.now()), "unchanged files aren't read again");
        write(&home, &[("me/mod", json!({"a": 2}))], false);
        let new = views.now();
        assert_eq!(new.entry(&me).unwrap().settings["a"], 2);
        assert!(!new.is_enabled(&me) && old.is_enabled(&me));
        write(&home, &[], true);
        assert!(views.now().record(&me).is_none());
    }

    #[test]
    fn settings_that_are_well_formed_and_wrong_are_rubbish_too() {
        let (_folder, home) = home(&[("me/mod", json!({"a": 1}))]);
        let views = Views::open(home.clone()).unwrap();
        let path = home.state_dir().join("generations/1.json");
        let good = std::fs::read_to_string(&path).unwrap();
        for (old, new, why) in [
            ("\"demo\"", "5", "project"),
            ("\"demo\"", "null", "project"),
            ("\"demo\"", "\"\"", "project"),
            ("\"demo\"", "\"../x\"", "project"),
            ("\"projectName\"", "\"other\"", "project"),
            ("me/mod", "ME one", "ME one"),
            ("me/mod", "../one", "'../one'"),
        ] {
            std::fs::write(&path, good.replace(old, new)).unwrap();
            let fault = views.fault().unwrap_or_default();
            assert!(fault.contains(why), "{new}: {fault}");
            assert_eq!(views.now().settings.project(), "demo");
            assert!(views.now().entry(&"me/mod".parse().unwrap()).is_some());
            std::fs::write(&path, &good).unwrap();
            assert_eq!(views.fault(), None);
        }
    }

    #[test]
    fn one_file_s_rubbish_doesnt_hold_the_other_one_back() {
        let (_folder, home) = home(&[("me/mod", json!({"a": 1}))]);
        let (views, me) = (Views::open(home.clone()).unwrap(), "me/mod".parse().unwrap());
        let (settings, modules) =
            (home.state_dir().join("generations/1.json"), home.state_dir().join("modules.json"));
        let good = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, "{").unwrap();
        std::fs::write(&modules, r#"{"modules":{}}"#).unwrap();
        assert!(views.now().record(&me).is_none() && views.now().entry(&me).is_some());
        assert!(views.fault().is_some());
        std::fs::write(&modules, "{").unwrap();
        std::fs::write(&settings, good.replace("\"a\": 1", "\"a\": 2")).unwrap();
        assert_eq!(views.now().entry(&me).unwrap().settings["a"], 2);
        assert!(views.now().record(&me).is_none() && views.fault().is_some());
        std::fs::write(&modules, r#"{"modules":{}}"#).unwrap();
        assert_eq!(views.fault(), None);
    }

    #[test]
    fn a_module_that_is_being_removed_is_gone_at_once() {
        let (_folder, home) = home(&[("me/mod", json!({})), ("you/mod", json!({}))]);
        let (views, me) = (Views::open(home.clone()).unwrap(), "me/mod".parse().unwrap());
        assert!(views.now().is_enabled(&me));
        let journal = home.state_dir().join("removing.json");
        put(&journal, &json!({"modules": {"me/mod": {"document": {"fqmn": "me/mod"}, "purge": false}}}));
        assert!(!views.now().is_enabled(&me) && views.now().is_enabled(&"you/mod".parse().unwrap()));
        std::fs::remove_file(journal).unwrap();
        assert!(views.now().is_enabled(&me), "it was undone");
    }

    #[test]
    fn what_was_installed_still_counts_where_the_file_that_says_so_is_gone() {
        let (_folder, home) = home(&[("me/mod", json!({}))]);
        let (views, me) = (Views::open(home.clone()).unwrap(), "me/mod".parse().unwrap());
        let (file, aside) = (home.state_dir().join("modules.json"), home.dir().join("aside"));
        std::fs::rename(&file, &aside).unwrap();
        assert!(views.now().is_enabled(&me));
        assert!(views.fault().is_some_and(|fault| fault.contains("modules.json' is gone")));
        let next = Views::open(home.clone()).unwrap();
        assert!(!next.now().is_enabled(&me) && next.fault().is_some(), "nobody knows who it was");
        std::fs::rename(&aside, &file).unwrap();
        assert!(views.now().is_enabled(&me) && next.now().is_enabled(&me));
        assert_eq!((views.fault(), next.fault()), (None, None));
        put(&file, &json!({"modules": {}}));
        assert!(views.now().record(&me).is_none());
        std::fs::remove_file(&file).unwrap();
        assert_eq!((views.now().record(&me), views.fault()), (None, None), "nothing was installed");
    }

    #[test]
    fn of_rubbish_the_last_good_one_is_served_until_it_is_mended() {
        let (_folder, home) = home(&[("me/mod", json!({"a": 1}))]);
        let views = Views::open(home.clone()).unwrap();
        for rubbish in ["", "{", "{}", "[]", "\0"] {
            std::fs::write(home.state_dir().join("generations/1.json"), rubbish).unwrap();
            assert!(views.fault().is_some(), "{rubbish:?}");
            assert_eq!(views.now().entry(&"me/mod".parse().unwrap()).unwrap().settings["a"], 1);
        }
        write(&home, &[("me/mod", json!({"a": 2}))], true);
        assert_eq!(views.now().entry(&"me/mod".parse().unwrap()).unwrap().settings["a"], 2);
        assert_eq!(views.fault(), None);
    }
}
