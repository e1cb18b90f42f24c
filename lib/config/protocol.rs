//! Which protocols a port is published for: adapters answer numbers alone, the module's own templates say the rest.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::machine::Protocol;
use crate::document::Document;
use crate::template::module::{Known, render_all};
use crate::yaml;

/// The protocols of each port that a module publishes.
pub(super) type Protocols = BTreeMap<u16, Vec<Protocol>>;

/// What this module's templates publish, with the settings that the document has. Templates that can't be rendered say
/// nothing: then a port stands for both protocols.
pub(super) fn published(document: &Document, known: &Known) -> Protocols {
    let mut protocols = Protocols::new();
    let files =
        if document.has("dir") { render_all(document, known).unwrap_or_default() } else { Vec::new() };
    for file in files {
        let Ok(Some(compose)) = yaml::read(file.compose.text()) else { continue };
        let compose = compose.texts();
        let services = compose["services"].as_object().into_iter().flat_map(serde_json::Map::values);
        let ports = services.flat_map(|service| service["ports"].as_array().into_iter().flatten());
        for (first, last, protocol) in ports.filter_map(port) {
            (first..=last).for_each(|port| protocols.entry(port).or_default().push(protocol));
        }
    }
    protocols
}

/// An element of `ports`, in either of Compose's forms: the ports of the machine from and to, and the protocol.
fn port(json: &Json) -> Option<(u16, u16, Protocol)> {
    let (published, protocol) = match json {
        Json::Object(fields) => {
            let protocol = fields.get("protocol").and_then(Json::as_str).unwrap_or("tcp");
            (fields.get("published")?.as_str()?, protocol)
        }
        json => {
            let (ports, protocol) =
                json.as_str().map(|text| text.split_once('/').unwrap_or((text, "tcp")))?;
            let (outside, _inside) = ports.rsplit_once(':')?;
            (outside.rsplit_once(':').map_or(outside, |(_address, port)| port), protocol)
        }
    };
    let protocol = match protocol {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        _ => return None,
    };
    let (first, last) = published.split_once('-').unwrap_or((published, published));
    Some((first.parse().ok()?, last.parse().ok()?, protocol))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_port_is_read_in_both_forms() {
        let (tcp, udp) = (Protocol::Tcp, Protocol::Udp);
        for (json, expected) in [
            (json!("8080:80"), Some((8080, 8080, tcp))),
            (json!("127.0.0.1:53:53/udp"), Some((53, 53, udp))),
            (json!("[::1]:9000-9002:80-82/tcp"), Some((9000, 9002, tcp))),
            (json!({"target": "80", "published": "8080", "protocol": "udp"}), Some((8080, 8080, udp))),
            (json!({"target": "80", "published": "8080"}), Some((8080, 8080, tcp))),
            (json!("80"), None),
            (json!("a:b"), None),
            (json!({"target": "80"}), None),
            (json!("70000:80"), None),
            (json!("1:1/sctp"), None),
            (json!(["x"]), None),
        ] {
            assert_eq!(port(&json), expected, "{json}");
        }
    }
}
