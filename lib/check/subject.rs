//! The adapter that is judged: asked in the dialect that it speaks, with settings made of its own metadata.

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::scratch;
use crate::adapter::{Answer, Caller, Dialect, Key, Limits, Operation, Payload, Said, Way};
use crate::document::fields::Processed;
use crate::error::{Error, Result};

/// An adapter that can be asked anything.
#[derive(Debug)]
pub(super) struct Subject {
    caller: Caller,
    key: Key,
    fqmn: String,
    version: String,
    own: Value,
}

impl Subject {
    /// The adapter at the end of this way. `fqmn` and `version` are the module's, as whole settings name them.
    pub(super) fn new(way: Way, key: Key, fqmn: &str, version: &str, limits: Limits) -> Result<Self> {
        let caller = Caller::new(way, Some(key.clone()), limits);
        Ok(Self { caller, key, fqmn: fqmn.into(), version: version.into(), own: scratch::own_settings()? })
    }

    /// It speaks this dialect, whatever it seems to.
    #[must_use]
    pub(super) fn speaking(mut self, dialect: Option<Dialect>) -> Self {
        if let Some(dialect) = dialect {
            self.caller = self.caller.speaking(dialect);
        }
        self
    }

    /// Its key.
    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// The module.
    pub(super) fn fqmn(&self) -> &str {
        &self.fqmn
    }

    /// Calls the adapter as Hyperdrive does. `None` where its dialect hasn't got the operation.
    pub(super) fn call(&mut self, operation: Operation, payload: &Payload) -> Result<Option<Answer>> {
        self.caller.call(operation, payload)
    }

    /// The dialect, found out where it isn't known.
    pub(super) fn dialect(&mut self) -> Result<Dialect> {
        self.caller.probe()
    }

    /// Runs a command with just this as its input.
    pub(super) fn say(&self, command: &str, input: &[u8]) -> Result<Said> {
        self.caller.say(command, input)
    }

    /// A line with the key and nothing else.
    pub(super) fn line(&self) -> Result<Vec<u8>> {
        let request = Dialect::Current.request(Operation::Version, &Payload::default(), Some(&self.key))?;
        Ok(request.map(|(_, line)| line.into_bytes()).unwrap_or_default())
    }

    /// The metadata, with values.
    pub(super) fn config(&mut self) -> Result<Box<RawValue>> {
        match self.call(Operation::GetConfig, &Payload::default())? {
            Some(Answer::Metadata(metadata)) => Ok(metadata),
            _ => Err(Error::bug("get-config has no metadata")),
        }
    }

    /// What the adapter has to say against this instance.
    pub(super) fn process(&mut self, instance: &Value) -> Result<Processed> {
        let payload = self.payload(instance)?;
        match self.call(Operation::ProcessConfig, &payload)? {
            Some(Answer::Processed(processed)) => Ok(processed),
            _ => Err(Error::bug("process-config has no answer")),
        }
    }

    /// Saves this instance.
    pub(super) fn set(&mut self, instance: &Value) -> Result<()> {
        let payload = self.payload(instance)?;
        self.call(Operation::SetConfig, &payload).map(drop)
    }

    /// The containers that are to run now; `None` where the dialect doesn't say.
    pub(super) fn containers(&mut self) -> Result<Option<Vec<String>>> {
        match self.call(Operation::GetContainers, &Payload::default())? {
            Some(Answer::Containers(containers)) => Ok(Some(containers)),
            _ => Ok(None),
        }
    }

    /// All that there is to say with this instance, whatever the dialect takes of it.
    pub(super) fn payload(&self, instance: &Value) -> Result<Payload> {
        let whole = self.whole(instance);
        let of_module = json!({ "enabled": true, "version": self.version, "settings": instance });
        Ok(Payload {
            source: Some("adapter".into()),
            config: Some(raw(instance)?),
            settings: Some(raw(&whole)?),
            current_settings: Some(raw(&whole)?),
            new_settings: Some(raw(&whole)?),
            instance: Some(raw(&of_module)?),
            command: Some(String::new()),
        })
    }

    /// The settings of a system in which there is no other module.
    fn whole(&self, instance: &Value) -> Value {
        let mut whole = json!({ "version": env!("CARGO_PKG_VERSION") });
        if let (Some(whole), Some(own)) = (whole.as_object_mut(), self.own.as_object()) {
            whole.extend(own.clone());
        }
        whole["modules"] =
            json!({ &self.fqmn: { "enabled": true, "version": self.version, "settings": instance } });
        whole
    }
}

fn raw(value: &Value) -> Result<Box<RawValue>> {
    to_raw_value(value).map_err(|cause| Error::bug(format!("cannot write a request: {cause}")))
}
