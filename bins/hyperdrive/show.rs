//! What an operator reads: documents as text that fits 80 columns.

use std::io::{self, Write};

use hd::document::fields::{Names, Service, Source, State, Status};
use hd::document::{self, Document};
use hd::{Error, Result, escape};
use serde_json::Value;

use crate::session::Session;

/// Prints documents: each as this text, or as JSON where that was asked for.
pub(crate) fn documents(
    session: &Session,
    documents: &[Document],
    text: impl Fn(&Document) -> String,
) -> Result<()> {
    let mut out = io::stdout().lock();
    for document in documents {
        let written = if session.json {
            document::write(document, session.common.layout(), &mut out)
        } else {
            write!(out, "{}", text(document))
        };
        match written {
            Err(_) if crate::pipeline::hung_up() => return Ok(()),
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            Err(cause) => return Err(Error::file("write to", "standard output", &cause)),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// After an installation: what is there now.
pub(crate) fn installed(document: &Document) -> String {
    if document.is_hyperdrive() {
        return String::new();
    }
    let word = if document.error().is_some() { "installed, but failed" } else { "installed" };
    format!("{word}: {}\n", title(document))
}

/// Whether the module failed when it was last looked at.
pub(crate) fn is_failed(document: &Document) -> bool {
    let status: Option<Status> = document.get("status").ok().flatten();
    status.is_some_and(|status| status.state == State::Failed)
}

/// After an upgrade: what is there now.
pub(crate) fn upgraded(document: &Document) -> String {
    format!("upgraded: {}\n", title(document))
}

/// Whether a package is as it was unpacked.
pub(crate) fn verified(document: &Document) -> String {
    let good = document.get("verified").ok().flatten().unwrap_or(false);
    format!("{}: {}\n", if good { "verified" } else { "not as it was unpacked" }, title(document))
}

/// What an upgrade does to a module's settings, before it is saved: a line for each.
pub(crate) fn fitted(session: &Session, document: &Document) -> Result<()> {
    let changes: Vec<Value> = document.get("upgraded")?.unwrap_or_default();
    for change in changes {
        let why = match change["why"].as_str().unwrap_or_default() {
            "gone" => "the new version doesn't have it",
            "new" => "new",
            "overwritten" => "set anew by every upgrade",
            "invalid" => "the old value no longer fits",
            _ => "changed by the module",
        };
        let (old, new) = (text(&change["old"]), text(&change["new"]));
        let fqpn = escape::line(change["fqpn"].as_str().unwrap_or_default());
        session.say(&format!("{fqpn}: {old} -> {new} ({why})"));
    }
    Ok(())
}

/// All that is known of a module.
pub(crate) fn info(document: &Document, dependants: &[String]) -> String {
    let descriptor: Value = document.get("descriptor").ok().flatten().unwrap_or_default();
    let word = |name: &str| escape::short(descriptor[name].as_str().unwrap_or_default(), 300);
    let field = |name: &str| document.get::<Value>(name).ok().flatten().unwrap_or_default();
    let source: Source = document.get("source").ok().flatten().unwrap_or_default();
    let needs = descriptor["dependencies"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let needs: Vec<String> = needs.map(|need| escape::short(need, 100)).collect();
    let paths = field("paths");
    let lines = [
        ("state", state(document)),
        ("about", word("description")),
        ("url", word("url")),
        ("email", word("email")),
        ("needs", needs.join(", ")),
        ("needed by", dependants.join(", ")),
        ("from", source.to_string()),
        ("package", format!("sha256:{}", field("package")["sha256"].as_str().unwrap_or_default())),
        ("unpacked", field("dir").as_str().unwrap_or_default().to_owned()),
        ("config", paths["config"].as_str().unwrap_or_default().to_owned()),
        ("log", paths["log"].as_str().unwrap_or_default().to_owned()),
        ("data", paths["data"].as_str().unwrap_or_default().to_owned()),
    ];
    let lines = lines.iter().filter(|(_, text)| !text.is_empty());
    let lines: String = lines.map(|(name, text)| format!("  {name:10} {}\n", escape::line(text))).collect();
    format!("{}\n{lines}", title(document))
}

/// A module, its state, and a line for each of its containers.
pub(crate) fn module(document: &Document) -> String {
    let services: Vec<Service> = document.get("services").ok().flatten().unwrap_or_default();
    let lines: String = services.iter().map(|service| container(service, width(&services))).collect();
    if document.is_hyperdrive() {
        let project: String = document.get("project").ok().flatten().unwrap_or_default();
        return format!("project {project}\n{lines}");
    }
    format!("{}: {}\n{lines}", title(document), state(document))
}

/// The same with what waits and what is open to other machines, as `service status` shows it.
pub(crate) fn status(document: &Document) -> String {
    let words = |field: &str| document.get::<Vec<String>>(field).ok().flatten().unwrap_or_default();
    let mut text = module(document);
    let (open, waits) = (words("open"), words("waits"));
    if !open.is_empty() {
        text += &format!("  reached from other machines: {}\n", open.join(" "));
    }
    if !waits.is_empty() {
        text += &format!("  waits for the next start: {}\n", waits.join(", "));
    }
    text
}

fn width(services: &[Service]) -> usize {
    services.iter().map(|service| service.container.len()).max().unwrap_or(0)
}

fn container(service: &Service, width: usize) -> String {
    let health = service.health.as_ref().map(|health| format!(", {health}")).unwrap_or_default();
    let state = format!("{}{health}", service.state);
    let line = format!("  {:width$}  {state:18}  {}", service.container, service.ports.join(" "));
    format!("{}\n", line.trim_end())
}

/// `AUTHOR/NAME VERSION (SHORTCUT)`.
fn title(document: &Document) -> String {
    let descriptor: Value = document.get("descriptor").ok().flatten().unwrap_or_default();
    let text = |name: &str| escape::short(descriptor[name].as_str().unwrap_or("?"), 40);
    format!("{} {} ({})", document.fqmn(), text("version"), text("shortcut"))
}

/// What was seen of a module's services, its adapter apart.
#[derive(Clone, Copy)]
enum Seen {
    /// None is there.
    Nothing,
    /// None runs.
    Resting,
    /// One runs or is about to.
    Running,
    /// Nobody has looked.
    Unseen,
}

impl Seen {
    fn of(document: &Document) -> Self {
        let Some(found) = document.get::<Vec<Service>>("services").ok().flatten() else {
            return Self::Unseen;
        };
        let names: Option<Names> = document.get("names").ok().flatten();
        let adapter = names.map(|names| names.adapter_container).unwrap_or_default();
        let services: Vec<&Service> = found.iter().filter(|one| one.container != adapter).collect();
        // One that ends again and again is about to run each time that it is looked at.
        match services.iter().any(|service| matches!(service.state.as_str(), "running" | "restarting")) {
            true => Self::Running,
            false if services.is_empty() => Self::Nothing,
            false => Self::Resting,
        }
    }

    /// What became of a module that was started, stopped or paused, by what is seen of it now.
    fn judge(self, last: State) -> &'static str {
        match (last, self) {
            (_, Self::Running) | (State::Started, Self::Unseen) => "started",
            (State::Paused, _) => "paused",
            (State::Started, Self::Nothing) => "started, nothing of it runs",
            _ => "stopped",
        }
    }
}

fn state(document: &Document) -> String {
    if !document.is_enabled() {
        return "disabled".into();
    }
    let status: Option<Status> = document.get("status").ok().flatten();
    match status {
        None => "new".into(),
        Some(Status { state: State::Installed, .. }) => "installed".into(),
        Some(Status { state: State::Returned, reason }) => {
            format!(
                "went back to what ran before; the start failed: {}",
                escape::short(&reason.unwrap_or_default(), 300)
            )
        }
        Some(Status { state: State::Failed, reason }) => {
            let reason = escape::short(&reason.unwrap_or_default(), 300);
            if reason.starts_with("blocked: ") { reason } else { format!("failed: {reason}") }
        }
        Some(Status { state, reason }) => {
            let now = Seen::of(document).judge(state);
            reason.map_or_else(
                || now.into(),
                |reason| format!("{now}; failed since: {}", escape::short(&reason, 300)),
            )
        }
    }
}

/// The modules that were enabled or disabled since these documents.
pub(crate) fn switched<'a>(before: &[Document], documents: &'a [Document]) -> Vec<&'a Document> {
    let was_enabled =
        |document: &Document| before.iter().any(|old| old.fqmn() == document.fqmn() && old.is_enabled());
    documents
        .iter()
        .filter(|document| document.error().is_none() && document.is_enabled() != was_enabled(document))
        .collect()
}

/// Modules that were switched on or off, and differences as `hd-config diff` gives them: a line for each, then what
/// restarts.
pub(crate) fn changes(
    documents: &[Document],
    differences: &[Document],
    switched: &[&Document],
    saved: bool,
) -> Result<()> {
    let mut out = io::stdout().lock();
    let mut lines: Vec<String> = switched.iter().map(|document| switch(document)).collect();
    for difference in differences {
        for change in difference.get::<Vec<Value>>("changes")?.unwrap_or_default() {
            let (old, new) = (text(&change["old"]), text(&change["new"]));
            lines.push(format!("{}: {old} -> {new}", change["fqpn"].as_str().unwrap_or_default()));
        }
    }
    let restarts = restarts(documents)?;
    if lines.is_empty() && saved {
        lines.push("no value changes; what you set stays, whatever the module's own values become".into());
    } else if lines.is_empty() {
        lines.push("nothing changes".into());
    } else if !restarts.is_empty() {
        lines.push(format!("restarts at the next start: {}", restarts.join(", ")));
    }
    if saved && !(differences.is_empty() && switched.is_empty()) {
        lines.push("saved; 'hyperdrive service start' makes it run".into());
    }
    lines.iter().try_for_each(|line| writeln!(out, "{}", escape::line(line))).or_else(|cause| {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Ok(()),
            _ => Err(Error::file("write to", "standard output", &cause)),
        }
    })
}

/// The containers that have to restart: those of a module that is off don't.
fn restarts(documents: &[Document]) -> Result<Vec<String>> {
    let mut restarts = Vec::new();
    let runs = |document: &&Document| document.error().is_none() && document.is_enabled();
    for document in documents.iter().filter(runs) {
        restarts.extend(document.get::<Vec<String>>("restart")?.unwrap_or_default());
    }
    restarts.sort();
    restarts.dedup();
    Ok(restarts)
}

fn switch(document: &Document) -> String {
    let words = if document.is_enabled() { "disabled -> enabled" } else { "enabled -> disabled" };
    format!("{}: {words}", document.fqmn())
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "(unset)".into(),
        Value::String(text) if text.is_empty() => "(empty)".into(),
        Value::String(text) => escape::short(text, 60),
        other => escape::short(&other.to_string(), 60),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is said of a module that came to this, whose services are seen like this, its adapter running.
    fn said(last: &str, services: &[&str]) -> String {
        let service = |(number, state): (usize, &&str)| json!({"service": "s", "container": format!("p_s{number}"), "id": "1", "image": "i", "state": state});
        let mut all: Vec<Value> = services.iter().enumerate().map(service).collect();
        let adapter = json!({"service": "adapter", "container": "p_m_adapter", "id": "2", "image": "i", "state": "running"});
        all.push(adapter);
        let names = json!({
            "services": "p-m", "adapter": "p-m_adapter", "adapterContainer": "p_m_adapter", "network": "p_net", "daemon": "p_daemon"
        });
        let mut document = Document::new("me/m").unwrap();
        document.set("status", &json!({"state": last})).unwrap();
        document.set("names", &names).unwrap();
        document.set("services", &all).unwrap();
        state(&document)
    }

    #[test]
    fn a_module_is_what_is_seen_of_its_services_and_not_of_its_adapter() {
        assert_eq!(said("started", &["running"]), "started");
        assert_eq!(said("started", &["exited", "running"]), "started");
        assert_eq!(said("started", &["exited", "exited"]), "stopped");
        assert_eq!(said("started", &[]), "started, nothing of it runs");
        // It isn't stopped: the engine starts it again and again.
        assert_eq!(said("started", &["restarting"]), "started");
        assert_eq!(said("stopped", &["exited"]), "stopped");
        assert_eq!(said("stopped", &[]), "stopped");
        assert_eq!(said("paused", &["exited"]), "paused");
        assert_eq!(said("paused", &["running"]), "started");
    }

    #[test]
    fn a_module_that_nobody_looked_at_is_what_is_stored_of_it() {
        for last in ["started", "stopped", "paused"] {
            let mut document = Document::new("me/m").unwrap();
            document.set("status", &json!({"state": last})).unwrap();
            assert_eq!(state(&document), last);
        }
    }
}
