//! A compose file judged: images, capabilities, the engine's socket.

use serde_json::{Map, Value};

use super::code;
use super::finding::{Finding, Place};
use super::report::Report;
use super::socket;

/// Judges what a template makes.
pub(super) fn judge(file: &str, compose: &Value, report: &mut Report) {
    let services = compose["services"].as_object().into_iter().flatten();
    for (name, service) in services {
        let Some(service) = service.as_object() else { continue };
        let place = || Place::file(file);
        judge_image(name, service, &place, report);
        let dropped = service.get("cap_drop").and_then(Value::as_array);
        if dropped.is_none_or(Vec::is_empty) {
            let message = format!("service '{name}' has no cap_drop");
            report.add(Finding::new(code::CAPABILITIES, place(), message));
        }
        if let Some(how) = socket::of_service(service) {
            report.add(Finding::new(code::SOCKET, place(), format!("service '{name}' {how}")));
        }
    }
    for message in socket::of_file(compose) {
        report.add(Finding::new(code::SOCKET, Place::file(file), message));
    }
}

fn judge_image(name: &str, service: &Map<String, Value>, place: &dyn Fn() -> Place, report: &mut Report) {
    let Some(image) = service.get("image").and_then(Value::as_str) else { return };
    if image.contains("@sha256:") {
        return;
    }
    let last = image.rsplit('/').next().unwrap_or_default();
    match last.split_once(':') {
        None | Some((_, "" | "latest")) => {
            let message = format!("image '{image}' of service '{name}' has no version");
            report.add(Finding::new(code::UNPINNED, place(), message));
        }
        // What is never pulled is made on the machine, and has no digest there.
        Some(_) if service.get("pull_policy").is_some_and(|policy| policy == "never") => {}
        Some(_) => {
            let message = format!("image '{image}' of service '{name}' has no digest");
            report.add(Finding::new(code::NO_DIGEST, place(), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::code::Scope;
    use serde_json::json;

    #[allow(clippy::needless_pass_by_value, reason = "reads better with json! at the call")]
    fn codes(service: Value) -> Vec<&'static str> {
        let mut report = Report::new("x", Scope::Package);
        judge("a.tmpl", &json!({ "services": { "a": service } }), &mut report);
        report.findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn images_have_a_version_and_a_digest() {
        let image = |image: &str| codes(json!({ "image": image, "cap_drop": ["ALL"] }));
        for bad in ["x", "x:latest", "reg:5000/x", "reg:5000/a/x:latest"] {
            assert_eq!(image(bad), ["HD020"], "{bad}");
        }
        assert_eq!(image("reg:5000/x:1.2"), ["HD021"]);
        assert_eq!(image("x:1@sha256:00"), [""; 0]);
        assert_eq!(codes(json!({ "image": "x:1", "pull_policy": "never", "cap_drop": ["ALL"] })), [""; 0]);
    }

    #[test]
    fn capabilities_and_the_socket_are_pointed_out() {
        assert_eq!(codes(json!({})), ["HD022"]);
        for volume in [json!("/var/run/docker.sock:/s:ro"), json!({ "type": "bind", "source": "/run" })] {
            assert_eq!(codes(json!({ "cap_drop": ["ALL"], "volumes": [volume] })), ["HD023"]);
        }
        assert_eq!(codes(json!({ "cap_drop": ["ALL"], "volumes": ["data:/var/run/docker.sock2"] })), [""; 0]);
    }
}
