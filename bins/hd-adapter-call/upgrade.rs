//! `upgrade-instance`: settings of an older version made into those of the package's.

use hd::adapter::{Answer, Operation, OwnSettings, Payload};
use hd::document::Document;
use hd::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::module::{Limited, hinted, remember};

#[derive(Serialize, Deserialize)]
struct Instance {
    enabled: bool,
    version: String,
    settings: Box<RawValue>,
}

/// Upgrades the settings of this document, which are of the version that its field `from` says. Nothing is done without
/// it, nor by an adapter that can't: then it stays, for whoever fits the settings in another way.
pub(crate) fn upgrade(limited: &Limited, from: Option<String>, document: &mut Document) -> Result<()> {
    let Some(version) = from.map_or_else(|| document.get("from"), |from| Ok(Some(from)))? else {
        return Ok(());
    };
    let mut caller = limited.caller(document, true)?;
    let old: Box<RawValue> = document.need("settings")?;
    let own = OwnSettings::of(&old, document.get("paths")?.as_ref())?;
    caller.hide(own.secrets());
    let was = version.clone();
    let instance = Instance { enabled: document.is_enabled(), version, settings: own.settings.clone() };
    let instance =
        to_raw_value(&instance).map_err(|cause| Error::bug(format!("cannot write an instance: {cause}")))?;
    let payload = Payload { instance: Some(instance), ..Payload::default() };
    let answer = hinted(caller.call(Operation::UpgradeInstance, &payload))?;
    if let Some(Answer::Instance(upgraded)) = answer {
        let upgraded = settings_of(upgraded);
        document.set("was", &old)?;
        document.set("settings", &own.hidden(&upgraded)?)?;
        // By this sees who completes the settings that some parameters get their defaults again.
        document.set("upgraded", &was)?;
        document.remove("from");
    }
    remember(document, &caller)
}

/// The settings in an answer: they stand in an instance as in the request, or alone.
fn settings_of(answer: Box<RawValue>) -> Box<RawValue> {
    let instance: Option<Instance> = serde_json::from_str(answer.get()).ok();
    instance.map_or(answer, |instance| instance.settings)
}
