//! Hyperdrive's own parameters, as metadata of the same form as a module's (SPEC.md section 6).

use serde_json::Value as Json;

use crate::error::{Error, Result};

/// What the machine and the home decide of Hyperdrive's own defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// `projectName`.
    pub project: String,
    /// `apiPort`: a free one, from 8080 on.
    pub api_port: u16,
    /// `userDataPath`, absolute.
    pub data: String,
    /// `containerTag`, the daemon's image.
    pub image: String,
}

/// The metadata, the field `config` of the document `nodeset/hyperdrive`, with this home's defaults.
pub fn config(home: &Home) -> Result<Json> {
    let mut config: Json = serde_json::from_str(include_str!("system.json"))
        .map_err(|cause| Error::bug(format!("cannot read Hyperdrive's own metadata: {cause}")))?;
    let defaults = [
        ("projectName", Json::from(home.project.as_str())),
        ("apiPort", home.api_port.into()),
        ("userDataPath", home.data.as_str().into()),
        ("containerTag", home.image.as_str().into()),
    ];
    for parameter in config["parameters"].as_array_mut().into_iter().flatten() {
        if let Some((_, default)) = defaults.iter().find(|(id, _)| parameter["id"] == *id) {
            parameter["default"] = default.clone();
        }
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::{Instance, Metadata};
    use crate::document::HYPERDRIVE;

    fn home() -> Home {
        Home { project: "demo".into(), api_port: 8081, data: "/home/me/data".into(), image: "hd:1".into() }
    }

    #[test]
    fn it_is_sound_metadata_with_the_defaults_of_the_specification() {
        let metadata = Metadata::read(HYPERDRIVE, &config(&home()).unwrap().to_string()).unwrap();
        let defaults = Instance::defaults(&metadata);
        assert_eq!(defaults.faults(&metadata), []);
        assert_eq!(
            defaults.to_json(&metadata).to_string(),
            r#"{"projectName":"demo","apiPort":8081,"enableIPv6":false,"userDataPath":"/home/me/data","additionalDockerNetworks":"","clientTimeout":30,"containerTag":"hd:1","keepGenerations":10,"logging":{"level":"info","format":"logfmt","addSource":false,"maxSize":20,"maxBackups":3,"maxAge":90,"localTime":false,"compress":true}}"#
        );
    }
}
