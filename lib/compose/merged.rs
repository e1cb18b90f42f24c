//! What Docker Compose makes of files: asked for once, and kept as long as nothing that it depends on has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Program;
use crate::digest;
use crate::document::fields::Compose;
use crate::error::{Error, Result};
use crate::state::file;

/// Words that make what comes out depend on more than the files themselves: then nothing is kept.
const OTHER_FILES: &[&str] = &["env_file", "label_file", "extends", "include", "provider"];

/// No files take longer to merge.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer of Docker Compose, and the digest of all that it depends on.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    json: Map<String, Value>,
}

/// The one JSON of all files. What Docker Compose refuses is bad input, in its own words.
pub(super) fn json(program: &Program, compose: &Compose, kept: &Path) -> Result<Map<String, Value>> {
    let key = key(program, compose);
    if let (Some(key), Ok(Some(kept))) = (&key, file::read_json::<Kept>(kept))
        && kept.key == *key
    {
        return Ok(kept.json);
    }
    let json = ask(program, compose)?;
    if let Some(key) = key {
        file::folder(kept.parent().unwrap_or(kept), 0o700)?;
        file::write_json(kept, &Kept { key, json: json.clone() })?;
    }
    Ok(json)
}

/// Where the answer for a part is kept, beside the file that is run.
pub(super) fn path(run: &Path) -> PathBuf {
    run.with_extension("merged.json")
}

/// The same, asked for anew.
pub(super) fn ask(program: &Program, compose: &Compose) -> Result<Map<String, Value>> {
    let output = program.call(compose, &["config", "--format", "json"]).timeout(PATIENCE).run(b"")?;
    if !output.status.success() {
        return Err(refused(compose, &output.complaint()));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|cause| Error::machine(format!("Docker Compose printed no JSON: {cause}")))
}

fn refused(compose: &Compose, said: &str) -> Error {
    let files: Vec<String> = compose.files.iter().map(|file| format!("'{}'", file.display())).collect();
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it doesn't say why");
    let theirs = |file: &PathBuf| file.parent().is_some_and(|folder| folder.ends_with("override"));
    let hint = if compose.files.iter().any(theirs) {
        "mend the override, or take it away; nothing was changed"
    } else {
        "the module's template makes a file that Docker Compose doesn't take: tell its author; nothing was changed"
    };
    Error::input(format!("Docker Compose refuses {}: {}", files.join(", "), last.trim())).hint(hint)
}

/// The digest of all that the answer depends on; `None` where that can't be told.
fn key(program: &Program, compose: &Compose) -> Option<String> {
    let mut parts =
        vec![json!([env!("CARGO_PKG_VERSION"), compose.project, compose.project_dir]), program.identity()?];
    for path in &compose.files {
        let text = fs::read_to_string(path).ok()?;
        if OTHER_FILES.iter().any(|word| text.contains(word)) {
            return None;
        }
        parts.push(json!([path, text]));
    }
    Some(digest::sha256(Value::from(parts).to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A stand-in for Docker Compose that counts its calls.
    fn stand_in(folder: &Path) -> Program {
        let path = folder.join("docker-compose");
        let script =
            format!("#!/bin/sh\necho x >>{}/calls\necho '{{\"services\": {{}}}}'\n", folder.display());
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Program::at(&path, "unix:///e")
    }

    #[test]
    fn it_is_asked_again_only_when_a_file_changed_or_names_others() {
        let folder = tempfile::tempdir().unwrap();
        let (dir, own) = (folder.path(), folder.path().join("a.yml"));
        let program = stand_in(dir);
        let compose = Compose { project: "p".into(), project_dir: dir.into(), files: vec![own.clone()] };
        let calls = || fs::read_to_string(dir.join("calls")).unwrap_or_default().lines().count();
        for (text, expected) in
            [("a: 1", 1), ("a: 1", 1), ("a: 2", 2), ("env_file: x", 3), ("env_file: x", 4)]
        {
            fs::write(&own, text).unwrap();
            json(&program, &compose, &dir.join("kept.json")).unwrap();
            assert_eq!(calls(), expected, "{text}");
        }
    }
}
