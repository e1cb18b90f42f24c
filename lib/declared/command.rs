//! The module's own commands, which an operator types as `hyperdrive SHORTCUT COMMAND…`.

use super::fields::{Faults, Fields, Text};
use super::source::{May, SHOWN, Source};
use crate::config::Metadata;
use crate::yaml::{Entry, Node, shown};

const FIELDS: &[&str] = &["name", "help", "arguments", "print", "process", "environment", "request"];
const REQUEST: &[&str] = &["url", "method", "headers", "body", "format", "sign", "timeout"];

/// What is sent, or read by nobody but the service.
const SENT: May = May { words: true, secrets: true };
/// What is shown, logged, or seen by every process of the machine.
const SEEN: May = May { words: true, secrets: false };

/// A command.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) name: String,
    pub(super) help: String,
    /// As the help shows them.
    pub(super) arguments: Vec<String>,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) work: Work,
}

/// What a command does.
#[derive(Debug)]
pub(super) enum Work {
    /// Prints a text.
    Print(Source),
    /// Becomes another program.
    Process { argv: Vec<Word>, environment: Vec<(String, Source)> },
    /// Asks a service.
    Request(Box<Request>),
}

/// A word of a command line.
#[derive(Debug)]
pub(super) enum Word {
    One(Source),
    /// All the command's words, one argument each.
    All,
}

/// An HTTP request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) url: Source,
    pub(super) method: String,
    pub(super) headers: Vec<(String, Source)>,
    pub(super) body: Option<Source>,
    /// The body is JSON.
    pub(super) json: bool,
    /// The file with the key that signs a token for it.
    pub(super) sign: Option<Source>,
    pub(super) seconds: u64,
}

/// Reads the field `commands`.
pub(super) fn read(fields: &Fields, metadata: &Metadata, faults: &mut Faults) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for node in fields.list("commands", faults) {
        let Some(command) = command(node, metadata, faults) else { continue };
        if command.name == "help" || commands.iter().any(|known| known.name == command.name) {
            let why = if command.name == "help" { "is there already" } else { "stands twice" };
            faults.push(node.place.fault(format!("the command '{}' {why}", shown(&command.name))));
        }
        commands.push(command);
    }
    commands
}

fn command(node: &Node, metadata: &Metadata, faults: &mut Faults) -> Option<Command> {
    let fields = Fields::of(node, "a command", FIELDS, faults)?;
    let name = fields.identifier("name", faults);
    let help = fields.text("help", faults).map(|text| text.text).unwrap_or_default();
    let arguments = arguments(&fields, faults);
    let kind = fields.one_of(&["print", "process", "request"], faults)?;
    if let Some(node) = fields.get("environment").filter(|_| kind != "process") {
        faults.push(node.place.fault("'environment' is for a process"));
    }
    let work = match kind {
        "print" => Work::Print(template(&fields, "print", SEEN, metadata, faults)?),
        "process" => process(&fields, metadata, faults)?,
        _ => Work::Request(Box::new(request(fields.get("request")?, metadata, faults)?)),
    };
    let least = arguments.iter().filter(|word| !word.starts_with('[')).count();
    let many = arguments.last().is_some_and(|word| word.contains("..."));
    let most = if many { usize::MAX } else { arguments.len() };
    Some(Command { name: name?.text, help, arguments, least, most, work })
}

/// `NAME` has to be there, `[NAME]` may; `...` in the last says that there may be more of it.
fn arguments(fields: &Fields, faults: &mut Faults) -> Vec<String> {
    let nodes = fields.list("arguments", faults);
    let mut words: Vec<String> = Vec::new();
    for (number, node) in nodes.iter().enumerate() {
        let Some(text) = faults.note(Text::of(node, "arguments")) else { continue };
        let inner =
            text.text.strip_prefix('[').map_or(Some(text.text.as_str()), |rest| rest.strip_suffix(']'));
        let name = inner.map(|inner| inner.strip_suffix("...").unwrap_or(inner));
        let good = |name: &str| {
            !name.is_empty()
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
        };
        if !name.is_some_and(good) {
            let fault = "an argument is written NAME, [NAME], NAME... or [NAME...]";
            faults.push(text.fault(fault));
        } else if text.text.contains("...") && number + 1 < nodes.len() {
            faults.push(text.fault("only the last argument can be there several times"));
        } else if !text.text.starts_with('[') && words.iter().any(|word| word.starts_with('[')) {
            faults.push(text.fault("an argument that has to be there can't follow one that may be left out"));
        }
        words.push(text.text);
    }
    words
}

fn template(
    fields: &Fields,
    field: &str,
    may: May,
    metadata: &Metadata,
    faults: &mut Faults,
) -> Option<Source> {
    let source = Source::inline(field, fields.text(field, faults)?);
    source.check(may, metadata, faults);
    Some(source)
}

/// A map of names to templates.
fn named(
    entries: &[Entry],
    what: &str,
    may: May,
    metadata: &Metadata,
    faults: &mut Faults,
) -> Vec<(String, Source)> {
    let mut all = Vec::new();
    for entry in entries {
        if entry.name.is_empty()
            || !entry.name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
        {
            faults.push(entry.place.fault(format!("'{}' is no name of a {what}", shown(&entry.name))));
        }
        let Some(text) = faults.note(Text::of(&entry.value, &entry.name)) else { continue };
        let source = Source::inline(&entry.name, text);
        source.check(may, metadata, faults);
        all.push((entry.name.clone(), source));
    }
    all
}

fn process(fields: &Fields, metadata: &Metadata, faults: &mut Faults) -> Option<Work> {
    let mut argv = Vec::new();
    for node in fields.list("process", faults) {
        let Some(text) = faults.note(Text::of(node, "process")) else { continue };
        let bare: String = text.text.split_whitespace().collect();
        if matches!(bare.as_str(), "{{Args}}" | "{{.Args}}") {
            argv.push(Word::All);
            continue;
        }
        let source = Source::inline("process", text);
        source.check(SEEN, metadata, faults);
        argv.push(Word::One(source));
    }
    let environment = named(fields.map("environment", faults), "variable", SEEN, metadata, faults);
    if argv.is_empty() || matches!(argv[0], Word::All) {
        faults.push(fields.place().fault("'process' is a list: a program, and its arguments"));
        return None;
    }
    Some(Work::Process { argv, environment })
}

fn request(node: &Node, metadata: &Metadata, faults: &mut Faults) -> Option<Request> {
    let fields = Fields::of(node, "a request", REQUEST, faults)?;
    let url = fields.needed("url", faults);
    if let Some(text) = url.as_ref().filter(|text| text.text.starts_with("https:")) {
        faults.push(text.fault("a service is asked over http: it is on the module's own network"));
    }
    let url = url.map(|text| Source::inline("url", text));
    if let Some(url) = &url {
        url.check(SEEN, metadata, faults);
    }
    let body = template(&fields, "body", SENT, metadata, faults);
    let headers = named(fields.map("headers", faults), "header", SENT, metadata, faults);
    let reserved = ["host", "connection", "content-length", "transfer-encoding"];
    for entry in fields.map("headers", faults) {
        let name = entry.name.to_ascii_lowercase();
        if reserved.contains(&name.as_str()) || (name == "authorization" && fields.get("sign").is_some()) {
            faults.push(
                entry
                    .place
                    .fault(format!("the header '{}' is set by the adapter itself", shown(&entry.name))),
            );
        }
    }
    Some(Request {
        method: method(&fields, body.is_some(), faults),
        json: is_json(&fields, body.is_some(), faults),
        sign: template(&fields, "sign", SHOWN, metadata, faults),
        seconds: seconds(&fields, faults),
        url: url?,
        headers,
        body,
    })
}

fn method(fields: &Fields, body: bool, faults: &mut Faults) -> String {
    let usual = if body { "POST" } else { "GET" };
    let Some(text) = fields.text("method", faults) else { return usual.into() };
    if !["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(&text.text.as_str()) {
        faults.push(text.fault("a method is GET, HEAD, POST, PUT, PATCH or DELETE"));
    }
    text.text
}

fn is_json(fields: &Fields, body: bool, faults: &mut Faults) -> bool {
    let Some(text) = fields.text("format", faults) else { return true };
    if !body || !["json", "text"].contains(&text.text.as_str()) {
        faults.push(text.fault("'format' is that of 'body': json or text"));
    }
    text.text == "json"
}

fn seconds(fields: &Fields, faults: &mut Faults) -> u64 {
    let Some(text) = fields.text("timeout", faults) else { return 30 };
    let seconds = text.text.parse().ok().filter(|seconds| (1..=3600).contains(seconds));
    if seconds.is_none() {
        faults.push(text.fault("'timeout' is a number of seconds, 1 to 3600"));
    }
    seconds.unwrap_or(30)
}
