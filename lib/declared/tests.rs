//! A declared adapter in folders of its own, asked command by command.
#![allow(clippy::unwrap_used, clippy::panic)]

mod dialects;
mod faults;
mod requests;
mod settings;

use std::fs;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::{Folders, Module, Refusal, Then};

const KEY: &str = "0123456789abcdef0123456789abcdef";

const MODULE: &str = r#"
module: me/mod
version: 1.2.3
parameters:
  - {id: name, type: string, default: Ada, maxLength: 20, affectsContainers: [web]}
  - {id: port, type: uint, default: 80, maxValue: 100000, affectsContainers: [web, more]}
  - {id: big, type: bool, default: false}
  - {id: ratio, type: float, default: 1, overwriteOnUpgrade: true}
  - {id: pass, type: string, default: "", secret: true}
sections:
  - id: inner
    parameters:
      - {id: count, type: int, default: -3}
errors:
  - {parameter: name, when: eq (.GetValue "name") "root", message: 'not {{.GetValue "name"}}'}
ports: [port]
containers:
  - web
  - {name: more, when: GetValue "big"}
files:
  - path: sub/web.toml
    mode: 0640
    template: |
      name = {{GetValue "name"}}
      ratio = {{GetValue "ratio"}}
      text = '{{GetValue "inner/count"}}'
  - {path: big.env, when: GetValue "big", template: 'NAME={{GetValue "name"}}'}
commands:
  - {name: say, arguments: [WORD, '[MORE...]'], help: says it, print: '{{GetValue "name"}}: {{index Args 0}}'}
  - name: run
    process: [/bin/tool, '--name={{GetValue "name"}}', '{{Args}}', end]
    arguments: ['[X...]']
    environment: {NAME: '{{GetValue "name"}}'}
logs: {web: web.log}
"#;

/// A module's folders, and an adapter that was declared so.
struct Adapter {
    module: Module,
    place: TempDir,
}

impl Adapter {
    fn new(text: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        for folder in ["config", "log", "compose"] {
            fs::create_dir(place.path().join(folder)).unwrap();
        }
        fs::write(place.path().join("key"), KEY).unwrap();
        let module = Module::parse(text, place.path()).unwrap_or_else(|faults| panic!("{faults:?}"));
        Self { module, place }
    }

    fn of_dialect(dialect: &str) -> Self {
        Self::new(&format!("dialect: {dialect}{MODULE}"))
    }

    fn folders(&self) -> Folders {
        let path = |name: &str| Some(self.place.path().join(name));
        Folders {
            config: path("config"),
            log: path("log"),
            key: path("key"),
            compose: path("compose"),
            project: None,
        }
    }

    /// A command with these bytes on its standard input.
    fn raw(&self, command: &str, input: &[u8]) -> Result<(String, Then), Refusal> {
        let mut out = Vec::new();
        let then = self.module.answer(&self.folders(), command, input, &mut out)?;
        Ok((String::from_utf8(out).unwrap(), then))
    }

    fn ask(&self, command: &str, mut request: Json) -> Result<Json, Refusal> {
        request["key"] = KEY.into();
        let text = self.raw(command, format!("{request}\n").as_bytes())?.0;
        Ok(if text.is_empty() { Json::Null } else { serde_json::from_str(&text).unwrap() })
    }

    fn config(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.place.path().join("config").join(path)).ok()
    }

    fn entries(&self, path: &str) -> usize {
        fs::read_dir(self.place.path().join(path)).unwrap().count()
    }
}

fn config() -> Json {
    json!({"name": "Bob \"B\"\n", "port": 8080, "big": true, "ratio": 2, "pass": "open sesame", "inner": {"count": 7}})
}

#[test]
fn what_init_writes_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("new");
    let files = super::starter::write(&to, &"me/my-mod".parse().unwrap(), "mm").unwrap();
    for file in &files {
        assert!(!fs::read_to_string(to.join(file)).unwrap().contains('@'), "{file:?}");
    }
    let module = Module::read(&to.join("adapter/module.yaml")).unwrap();
    module.try_out().unwrap();
    assert_eq!(module.fqmn.to_string(), "me/my-mod");
    assert!(super::starter::write(&to, &"me/my-mod".parse().unwrap(), "mm").is_err());
    assert_eq!(super::starter::shortcut("my-mod"), "mm");
    assert_eq!(super::starter::shortcut("Hello"), "hello");
}
