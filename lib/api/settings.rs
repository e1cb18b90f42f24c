//! The settings that run, as one caller may see them: a secret is `null` for everybody but the module it belongs to.

use rustix::fs::OFlags;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::auth::small;
use crate::document::HYPERDRIVE;
use crate::name::{Fqmn, Fqpn};
use crate::state::{ModuleSettings, Settings};

use super::{Answer, Caller, Problem, Refusal, View};

/// What is longer is no secret: it is as for adapters.
const LONGEST_SECRET: usize = 1 << 20;

/// One parameter's value.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Parameter {
    /// The parameter's full name.
    pub fqpn: String,
    /// Its value; a section's parameters where a section is named.
    pub value: Value,
}

impl View {
    /// The complete settings, every module's included.
    pub fn settings_for(&self, caller: &Caller) -> Settings {
        let mut settings = self.settings.clone();
        for (fqmn, module) in &mut settings.modules {
            match fqmn.parse() {
                Ok(fqmn) => self.reveal_all(caller, &fqmn, &mut module.settings),
                Err(_) => module.settings.clear(),
            }
        }
        settings.own.values_mut().for_each(|value| *value = masked(value.take()));
        settings
    }

    /// One module's settings; Hyperdrive's own as one more module.
    pub fn module_settings_for(&self, caller: &Caller, module: &Fqmn) -> Answer<ModuleSettings> {
        let found = if module.to_string() == HYPERDRIVE {
            let (version, settings) = (self.settings.version.clone(), self.settings.own.clone());
            Some(ModuleSettings { enabled: true, version, settings })
        } else {
            self.entry(module).cloned()
        };
        let mut found = found.ok_or_else(|| Problem::missing("module of that name in the settings"))?;
        self.reveal_all(caller, module, &mut found.settings);
        Ok(found)
    }

    /// One value. A parameter without its module means one of the caller's own.
    pub fn value_for(&self, caller: &Caller, fqpn: &str) -> Answer<Parameter> {
        let fqpn: Fqpn = fqpn.parse().map_err(|error: crate::Error| Problem::from(error))?;
        let fqpn = match caller {
            Caller::Module(own) => fqpn.within(own),
            Caller::Operator => fqpn,
        };
        let Some(module) = fqpn.module() else {
            return Err(Problem::new(Refusal::Malformed, "the parameter's name lacks its module"));
        };
        let instance = if module.as_str() == HYPERDRIVE {
            Some(&self.settings.own)
        } else {
            self.entry(module).map(|entry| &entry.settings)
        };
        let stored = instance.and_then(|instance| find(instance, fqpn.path()));
        let stored = stored.ok_or_else(|| Problem::missing("parameter of that name in the settings"))?;
        let value = self.reveal(caller, module, stored.clone());
        Ok(Parameter { fqpn: fqpn.to_string(), value })
    }

    fn reveal_all(&self, caller: &Caller, module: &Fqmn, instance: &mut Map<String, Value>) {
        instance.values_mut().for_each(|value| *value = self.reveal(caller, module, value.take()));
    }

    /// A value with its secrets read where they are the caller's own, and `null` else.
    fn reveal(&self, caller: &Caller, module: &Fqmn, value: Value) -> Value {
        if !caller.is(module) {
            return masked(value);
        }
        let Value::Object(mut fields) = value else { return value };
        if let Some(file) = secret_file(&fields) {
            return self.read_secret(module, file);
        }
        self.reveal_all(caller, module, &mut fields);
        Value::Object(fields)
    }

    /// A secret's text. Only files that lie directly in the module's own folder are read, whatever the settings say.
    fn read_secret(&self, module: &Fqmn, file: &str) -> Value {
        let path = std::path::Path::new(file);
        let own = path.parent().is_some_and(|folder| folder == self.secrets(module));
        if !own || path.file_name().is_none() {
            return Value::Null;
        }
        let bytes = small::read(path, OFlags::NOFOLLOW, LONGEST_SECRET).unwrap_or_default();
        let is_one = |text: &String| (1..=LONGEST_SECRET).contains(&text.len());
        String::from_utf8(bytes).ok().filter(is_one).map_or(Value::Null, Value::String)
    }
}

/// A value with `null` in the place of every secret.
fn masked(value: Value) -> Value {
    match value {
        Value::Object(fields) if secret_file(&fields).is_some() => Value::Null,
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, masked(value))).collect(),
        other => other,
    }
}

/// The path in `{"secretFile": path}`, the form in which a secret stands in settings.
fn secret_file(fields: &Map<String, Value>) -> Option<&str> {
    if fields.len() == 1 { fields.get("secretFile")?.as_str() } else { None }
}

fn find<'a>(instance: &'a Map<String, Value>, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let value = instance.get(first)?;
    if rest.is_empty() {
        return Some(value);
    }
    // Where a secret lies is no parameter.
    value.as_object().filter(|fields| secret_file(fields).is_none()).and_then(|fields| find(fields, rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::api::Daemon;
    use crate::api::view::tests::home;

    fn caller(name: &str) -> Caller {
        Caller::Module(name.parse().unwrap())
    }

    #[test]
    fn a_secret_is_its_own_modules() {
        let (folder, home) = home(&[("me/mod", json!({})), ("you/mod", json!({}))]);
        let secrets = home.dir().join("modules/me/mod/secrets");
        std::fs::write(secrets.join("token"), "s3cret").unwrap();
        std::fs::write(folder.path().join("shadow"), "not yours").unwrap();
        let long = "x".repeat(1 << 20);
        std::fs::write(secrets.join("long"), &long).unwrap();
        std::fs::write(secrets.join("longer"), format!("{long}x")).unwrap();
        let file = |path: &std::path::Path| json!({ "secretFile": path });
        let settings = json!({"port": 18_446_744_073_709_551_615_u64, "deep": {
            "token": file(&secrets.join("token")),
            "outside": file(&folder.path().join("shadow")),
            "up": file(&secrets.join("../secrets/token")),
            "missing": file(&secrets.join("none")),
            "folder": file(&secrets),
            "long": file(&secrets.join("long")),
            "longer": file(&secrets.join("longer")),
        }});
        crate::api::view::tests::write(&home, &[("me/mod", settings), ("you/mod", json!({}))], true);
        let view = Daemon::open(home.dir(), "unix:///nowhere").unwrap().view();
        let deep = |who: &Caller| view.settings_for(who).modules["me/mod"].settings["deep"].clone();
        let nothing = json!({"token": null, "outside": null, "up": null, "missing": null, "folder": null,
            "long": null, "longer": null});
        assert_eq!(deep(&caller("you/mod")), nothing);
        assert_eq!(deep(&Caller::Operator), nothing);
        let mut own = nothing;
        (own["token"], own["long"]) = ("s3cret".into(), long.into());
        assert_eq!(deep(&caller("me/mod")), own);
        let value = |who: &str, fqpn: &str| view.value_for(&caller(who), fqpn).unwrap().value;
        assert_eq!(value("me/mod", "deep/token"), "s3cret");
        assert_eq!(value("you/mod", "me/mod:deep/token"), Value::Null);
        assert_eq!(value("you/mod", "me/mod:port"), 18_446_744_073_709_551_615_u64);
        for path in ["deep/token/secretFile", "deep/outside/secretFile"] {
            for who in ["me/mod", "you/mod"] {
                let refused = view.value_for(&caller(who), &format!("me/mod:{path}")).unwrap_err();
                assert_eq!(refused.refusal, Refusal::Missing, "{who} {path}");
            }
        }
        let other = view.module_settings_for(&caller("you/mod"), &"me/mod".parse().unwrap()).unwrap();
        assert_eq!(other.settings["deep"]["token"], Value::Null);
    }

    #[test]
    fn a_value_is_found_by_its_name() {
        let (_folder, home) = home(&[("me/mod", json!({"a": {"b": [1]}, "c": null}))]);
        let view = Daemon::open(home.dir(), "unix:///nowhere").unwrap().view();
        let value = |fqpn: &str| view.value_for(&caller("me/mod"), fqpn);
        assert_eq!(value("a/b").unwrap().fqpn, "me/mod:a/b");
        assert_eq!(value("hyperdrive:projectName").unwrap().value, "demo");
        assert_eq!(value("nodeset/hyperdrive:apiPort").unwrap().value, 8080);
        for missing in ["a/c", "a/b/c", "x", "no/such:a", "version", "nodeset/hyperdrive:modules"] {
            assert_eq!(value(missing).unwrap_err().refusal, Refusal::Missing, "{missing}");
        }
        for malformed in ["", "a//b", "../a", "a:b", "me/mod:"] {
            assert_eq!(value(malformed).unwrap_err().refusal, Refusal::Malformed, "{malformed}");
        }
        assert_eq!(view.value_for(&Caller::Operator, "a").unwrap_err().refusal, Refusal::Malformed);
    }
}
