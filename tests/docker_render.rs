//! Values against Docker Compose itself: whatever an operator types arrives as typed, or is refused, and changes no structure.

use std::fmt::Write;
use std::process::Command;

use hd::template::module::Alone;
use hd::template::{Syntax, Template};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use crate::support::Place;

/// What breaks YAML, shells and Compose's own languages, in one place or another.
const NASTY: [&str; 62] = [
    "\n    privileged: true",
    "\"]: &a {",
    "$HOME",
    "${X:?no}",
    "$$",
    "$(id)",
    "# off",
    " #",
    "null",
    "yes",
    "0123",
    "*a",
    "&b",
    "😀",
    "é",
    "\t",
    "\r\n",
    "\n",
    " ",
    ": ",
    ":",
    "- ",
    "-",
    "? ",
    "'",
    "\"",
    "\\",
    "\\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    "!",
    "!!str ",
    "|",
    ">",
    "%",
    "@",
    "`",
    "---\n",
    "\n...\n",
    "<<",
    "=",
    "1e3",
    "2001-01-01",
    "~",
    "1:30",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{7f}",
    "\u{1b}",
    "\u{1}",
    ";",
    "&&",
    "| x",
    "{{x}}",
    "a",
    "B9",
    "\u{e000}",
    "\u{10ffff}",
];

/// One place in a service for a value: the lines with `@` for it, how to find it in what Compose read, and what stands there.
struct Slot {
    body: &'static str,
    found: fn(&Value) -> Vec<String>,
    expected: fn(&str) -> Vec<String>,
}

fn text(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        // Compose leaves an empty text out.
        Value::Null => vec![String::new()],
        Value::Array(items) => items.iter().flat_map(text).collect(),
        other => vec![format!("not text: {other}")],
    }
}

/// The words that a shell makes of a test.
fn shell_words(test: &Value) -> Vec<String> {
    assert_eq!(test[0], "CMD-SHELL");
    shell_words::split(test[1].as_str().unwrap()).unwrap()
}

fn one(text: impl Into<String>) -> Vec<String> {
    vec![text.into()]
}

const SLOTS: [Slot; 25] = [
    Slot { body: "hostname: \"$$@\"", found: |s| text(&s["hostname"]), expected: |v| one(format!("${v}")) },
    Slot { body: "hostname: @", found: |s| text(&s["hostname"]), expected: |v| one(v) },
    Slot {
        body: "hostname: \"a @ b\"",
        found: |s| text(&s["hostname"]),
        expected: |v| one(format!("a {v} b")),
    },
    Slot { body: "hostname: 'a@b'", found: |s| text(&s["hostname"]), expected: |v| one(format!("a{v}b")) },
    Slot { body: "hostname: a@@b", found: |s| text(&s["hostname"]), expected: |v| one(format!("a{v}{v}b")) },
    Slot {
        body: "hostname: |-\n      p @ q",
        found: |s| text(&s["hostname"]),
        expected: |v| one(format!("p {v} q")),
    },
    Slot {
        body: "hostname: >-\n      p@q",
        found: |s| text(&s["hostname"]),
        expected: |v| one(format!("p{v}q")),
    },
    Slot { body: "hostname: h # @", found: |s| text(&s["hostname"]), expected: |_| one("h") },
    Slot { body: "# @ \n    hostname: h", found: |s| text(&s["hostname"]), expected: |_| one("h") },
    Slot { body: "environment:\n      - A=@", found: |s| text(&s["environment"]["A"]), expected: |v| one(v) },
    Slot {
        body: "environment: [\"A=x@\", B=1]",
        found: |s| text(&s["environment"]["A"]),
        expected: |v| one(format!("x{v}")),
    },
    Slot { body: "environment: {A: @}", found: |s| text(&s["environment"]["A"]), expected: |v| one(v) },
    Slot {
        body: "labels:\n      k: x@",
        found: |s| text(&s["labels"]["k"]),
        expected: |v| one(format!("x{v}")),
    },
    Slot {
        body: "command: run --a=@ 'b c'",
        found: |s| text(&s["command"]),
        expected: |v| vec!["run".into(), format!("--a={v}"), "b c".into()],
    },
    Slot {
        body: "command: run @ b",
        found: |s| text(&s["command"]),
        expected: |v| vec!["run".into(), v.into(), "b".into()],
    },
    Slot {
        body: "entrypoint: run \"@\" b",
        found: |s| text(&s["entrypoint"]),
        expected: |v| vec!["run".into(), v.into(), "b".into()],
    },
    Slot {
        body: "command: [run, @, \"x@\"]",
        found: |s| text(&s["command"]),
        expected: |v| vec!["run".into(), v.into(), format!("x{v}")],
    },
    Slot {
        body: "healthcheck:\n      test: [CMD, @]",
        found: |s| text(&s["healthcheck"]["test"]),
        expected: |v| vec!["CMD".into(), v.into()],
    },
    Slot {
        body: "healthcheck:\n      test: curl @ --x='@' || exit 1",
        found: |s| shell_words(&s["healthcheck"]["test"]),
        expected: |v| ["curl", v, &format!("--x={v}"), "||", "exit", "1"].map(Into::into).into(),
    },
    Slot {
        body: "healthcheck:\n      test: [CMD-SHELL, 'run \"a @\"']",
        found: |s| shell_words(&s["healthcheck"]["test"]),
        expected: |v| vec!["run".into(), format!("a {v}")],
    },
    Slot {
        body: "volumes: [\"/srv/x@y:/data:ro\"]",
        found: |s| {
            let volume = &s["volumes"][0];
            let source = volume["source"].as_str().unwrap_or_default();
            one(format!("{} {} {}", source.starts_with("/srv/"), volume["target"], volume["read_only"]))
        },
        expected: |_| one("true \"/data\" true"),
    },
    Slot { body: "user: \"u@\"", found: |s| text(&s["user"]), expected: |v| one(format!("u{v}")) },
    Slot {
        body: "working_dir: /w/@",
        found: |s| text(&s["working_dir"]),
        expected: |v| one(format!("/w/{v}")),
    },
    Slot {
        body: "tmpfs: [\"/run/x@\"]",
        found: |s| text(&s["tmpfs"]),
        expected: |v| one(format!("/run/x{v}")),
    },
    Slot {
        body: "labels: {a: @, b: \"x@\", c: 'é @'}",
        found: |s| ["a", "b", "c"].iter().flat_map(|name| text(&s["labels"][*name])).collect(),
        expected: |v| vec![v.into(), format!("x{v}"), format!("é {v}")],
    },
];

/// A service of its own for a slot and a value.
struct Case {
    slot: usize,
    value: String,
}

fn value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(&NASTY[..]).prop_map(str::to_owned),
        1 => "[a-z0-9./:-]{0,8}",
        1 => any::<char>().prop_filter("no NUL", |letter| *letter != '\0').prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn action(name: &str, syntax: Syntax) -> String {
    if syntax == Syntax::Go { format!("{{{{.{name}}}}}") } else { format!("{{{{{name}}}}}") }
}

fn service(number: usize, case: &Case, syntax: Syntax) -> String {
    let body = SLOTS[case.slot].body.replace('@', &action(&format!("v{number}"), syntax));
    format!("  s{number}:\n    image: x\n    {body}\n    stop_signal: SIGINT\n")
}

fn render(source: &str, context: &Alone, syntax: Syntax) -> hd::Result<String> {
    let template = Template::read("t", source, Some(syntax))?;
    context.render_compose(template).map(|compose| compose.text().to_owned())
}

fn context(cases: &[Case]) -> Alone {
    let accessors: Map<String, Value> =
        cases.iter().enumerate().map(|(number, case)| (format!("v{number}"), json!(case.value))).collect();
    Alone { accessors, ..Alone::default() }
}

/// What Docker Compose reads in this file.
fn compose_config(place: &Place, text: &str) -> Value {
    place.write("compose.yml", text);
    let output = Command::new("docker")
        .args(["compose", "-p", "hdt-render", "-f"])
        .arg(place.path("compose.yml"))
        .args(["config", "--format", "json"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .expect("docker compose");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{complaint}\n{text}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Whether a value has to be refused: it would end its part of an item that has several.
fn is_refused(case: &Case) -> bool {
    match SLOTS[case.slot].body.split(':').next() {
        Some("volumes" | "user") => case.value.contains(':'),
        Some("tmpfs") => case.value.contains([':', ',']),
        _ => false,
    }
}

/// Renders all cases in one file and compares what Compose reads with what was typed; refused is what has to be, nothing else.
fn check(place: &Place, cases: &[Case], syntax: Syntax) -> usize {
    let context = context(cases);
    let mut source = String::from("services:\n");
    let mut taken = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let service = service(number, case, syntax);
        let rendered = render(&format!("services:\n{service}"), &context, syntax);
        assert_eq!(rendered.is_err(), is_refused(case), "{:?} in {service}\n{rendered:?}", case.value);
        if rendered.is_ok() {
            source += &service;
            taken.push((number, case));
        }
    }
    let rendered = render(&source, &context, syntax).unwrap();
    let read = compose_config(place, &rendered);
    let services = read["services"].as_object().unwrap();
    assert_eq!(services.len(), taken.len(), "{rendered}");
    for (number, case) in &taken {
        let service = &services[&format!("s{number}")];
        let slot = &SLOTS[case.slot];
        // Compose prints '$' as '$$'.
        let expected: Vec<String> =
            (slot.expected)(&case.value).into_iter().map(|text| text.replace('$', "$$")).collect();
        assert_eq!((slot.found)(service), expected, "{:?} in {}\n{rendered}", case.value, slot.body);
        let known = ["image", "stop_signal", "networks", "command", "entrypoint"];
        let key = slot.body.trim_start_matches("# @ \n    ").split(':').next().unwrap();
        let others = service
            .as_object()
            .unwrap()
            .keys()
            .filter(|name| !known.contains(&name.as_str()) && *name != key);
        assert_eq!(others.count(), 0, "{service}");
        assert_eq!((&service["image"], &service["stop_signal"]), (&json!("x"), &json!("SIGINT")));
    }
    taken.len()
}

#[test]
fn docker_compose_reads_every_value_as_it_was_typed() {
    let place = Place::default();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"values are data and never syntax");
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut made, mut taken) = (0, 0);
    for round in 0..24 {
        let syntax = if round % 2 == 0 { Syntax::Go } else { Syntax::Handlebars };
        let cases: Vec<Case> = (0..90)
            .map(|number| {
                let value = value().new_tree(&mut runner).unwrap().current();
                let alone = NASTY[(round * 90 + number) % NASTY.len()].to_owned();
                Case {
                    slot: (round + number) % SLOTS.len(),
                    value: if number % 5 == 0 { alone } else { value },
                }
            })
            .collect();
        made += cases.len();
        taken += check(&place, &cases, syntax);
    }
    assert!(taken > 1900 && taken < made, "{taken} of {made} values were taken");
}

/// What a template makes: a part of a document, in one of the ways that YAML has for it.
#[derive(Debug, Clone)]
enum Part {
    Scalar(Style, Vec<Piece>),
    List { flow: bool, items: Vec<Part> },
    Map { flow: bool, quoted: bool, items: Vec<Part> },
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

#[derive(Debug, Clone)]
enum Piece {
    /// How its author writes it, and what it means.
    Author(&'static str, &'static str),
    /// A value, and how an action shows it, by its number in [`GO`] and [`HANDLEBARS`].
    Value(String, usize),
    /// A line break of the style's own.
    Line,
}

/// Actions that show the value `@`.
const GO: [&str; 7] = [
    "{{.@}}",
    "{{ .@ | print }}",
    "{{printf \"%s\" .@}}",
    "{{$x := .@}}{{$x}}",
    "{{if true}}{{.@}}{{else}}no{{end}}",
    "{{range $i, $x := slice .list 1}}{{$.@}}{{end}}",
    "{{block \"b@\" .@}}{{.}}{{end}}",
];
const HANDLEBARS: [&str; 7] = [
    "{{@}}",
    "{{{@}}}",
    "{{printf \"%s\" @}}",
    "{{#if true}}{{&@}}{{else}}no{{/if}}",
    "{{#each (slice list 1)}}{{@root.@}}{{/each}}",
    "{{#unless true}}no{{else}}{{@}}{{/unless}}",
    "{{ print (or @ @) }}",
];

impl Style {
    fn author(self) -> Vec<(&'static str, &'static str)> {
        let common = [("a", "a"), ("B9", "B9"), ("x:y", "x:y"), ("p#q", "p#q"), ("é", "é"), ("a b", "a b")];
        let own: &[(&str, &str)] = match self {
            Self::Plain => &[("it's", "it's"), ("-z=1", "-z=1"), ("$$", "$")],
            Self::Single => &[("''", "'"), ("\\ ", "\\ "), (": # }", ": # }"), ("\"]", "\"]"), ("$$", "$")],
            Self::Double => {
                &[("\\n", "\n"), ("\\\"", "\""), ("\\x41", "A"), (" # ", " # "), ("$$", "$"), ("\\t", "\t")]
            }
            Self::Literal | Self::Folded => {
                &[("'\"", "'\""), ("{[", "{["), ("x # y", "x # y"), (": ", ": "), ("$$", "$")]
            }
        };
        [&common, own].concat()
    }
}

fn scalar(flow: bool) -> impl Strategy<Value = Part> {
    let styles = if flow { 3 } else { 5 };
    let all = [Style::Plain, Style::Single, Style::Double, Style::Literal, Style::Folded];
    proptest::sample::select(all[..styles].to_vec()).prop_flat_map(|style| {
        let piece = prop_oneof![
            3 => proptest::sample::select(style.author()).prop_map(|(written, meant)| Piece::Author(written, meant)),
            3 => (value(), 0..GO.len()).prop_map(|(value, action)| Piece::Value(value, action)),
            1 => Just(Piece::Line),
        ];
        // Between letters of the author's, where spaces and line breaks count.
        proptest::collection::vec(piece, 1..6).prop_map(move |pieces| {
            let mut whole = vec![Piece::Author("s", "s")];
            for piece in pieces {
                let line = matches!(piece, Piece::Line);
                whole.extend(line.then_some(Piece::Author("e", "e")));
                whole.push(piece);
                whole.extend(line.then_some(Piece::Author("s", "s")));
            }
            let alone = whole.len() == 2 && matches!(whole[1], Piece::Value(..));
            if alone {
                whole.remove(0);
            } else {
                whole.push(Piece::Author("e", "e"));
            }
            Part::Scalar(style, whole)
        })
    })
}

fn part(flow: bool) -> BoxedStrategy<Part> {
    scalar(flow)
        .prop_recursive(3, 12, 4, move |inner| {
            let items = move |flow: bool| {
                let inner = if flow { scalar(true).boxed() } else { inner.clone().boxed() };
                proptest::collection::vec(inner, 1..4)
            };
            let (lists, maps, flow_lists) = (items(flow), items(flow), items(true));
            prop_oneof![
                lists.prop_map(move |items| Part::List { flow, items }),
                (maps, any::<bool>()).prop_map(move |(items, quoted)| Part::Map { flow, quoted, items }),
                flow_lists.clone().prop_map(|items| Part::List { flow: true, items }),
                flow_lists.prop_map(|items| Part::Map { flow: true, quoted: true, items }),
            ]
        })
        .boxed()
}

/// A template's text as it grows, and the values that it shows.
struct Written {
    text: String,
    values: Map<String, Value>,
    syntax: Syntax,
}

impl Written {
    /// Writes a part where a line has begun already; what it means.
    fn part(&mut self, part: &Part, indent: usize) -> Value {
        let next = |written: &mut Self, flow: bool, number: usize| match (flow, number) {
            (true, 0) => {}
            (true, _) => written.text += ", ",
            (false, _) => {
                let _ = write!(written.text, "\n{}", " ".repeat(indent));
            }
        };
        match part {
            Part::Scalar(style, pieces) => self.scalar(*style, pieces, indent).into(),
            Part::List { flow, items } => {
                self.text += if *flow { "[" } else { "" };
                let mut meant = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    next(self, *flow, number);
                    self.text += if *flow { "" } else { "- " };
                    meant.push(self.part(item, indent + 2));
                }
                self.text += if *flow { "]" } else { "" };
                meant.into()
            }
            Part::Map { flow, quoted, items } => {
                self.text += if *flow { "{" } else { "" };
                let mut meant = Map::new();
                for (number, item) in items.iter().enumerate() {
                    next(self, *flow, number);
                    let key = format!("k {number} #");
                    self.text += &if *quoted { format!("\"{key}\": ") } else { format!("k{number}: ") };
                    let item = self.part(item, indent + 2);
                    meant.insert(if *quoted { key } else { format!("k{number}") }, item);
                }
                self.text += if *flow { "}" } else { "" };
                meant.into()
            }
        }
    }

    fn scalar(&mut self, style: Style, pieces: &[Piece], indent: usize) -> String {
        let line = format!("\n{}", " ".repeat(indent));
        let (open, close) = match style {
            Style::Plain => (String::new(), ""),
            Style::Single => ("'".into(), "'"),
            Style::Double => ("\"".into(), "\""),
            Style::Literal => (format!("|-{line}"), ""),
            Style::Folded => (format!(">-{line}"), ""),
        };
        self.text += &open;
        let mut meant = String::new();
        for piece in pieces {
            match piece {
                Piece::Author(written, is) => {
                    self.text += written;
                    meant += is;
                }
                Piece::Value(value, action) => {
                    self.action(value, *action);
                    meant += value;
                }
                Piece::Line => {
                    self.text += &line;
                    meant += if style == Style::Literal { "\n" } else { " " };
                }
            }
        }
        self.text += close;
        meant
    }

    fn action(&mut self, value: &str, action: usize) {
        let name = format!("v{}", self.values.len());
        let action = if self.syntax == Syntax::Go { GO[action] } else { HANDLEBARS[action] };
        self.text += &action.replace("@root", "\u{1}").replace('@', &name).replace('\u{1}', "@root");
        self.values.insert(name, value.into());
    }
}

/// What Compose prints for this: `$` as `$$`.
fn printed(value: &Value) -> Value {
    match value {
        Value::String(text) => text.replace('$', "$$").into(),
        Value::Array(items) => items.iter().map(printed).collect(),
        Value::Object(items) => items.iter().map(|(name, item)| (name.clone(), printed(item))).collect(),
        other => other.clone(),
    }
}

#[test]
fn docker_compose_reads_every_template_as_it_was_meant() {
    let place = Place::default();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"templates too are made at random");
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut made, mut values) = (0, 0);
    for round in 0..20 {
        let syntax = if round % 2 == 0 { Syntax::Go } else { Syntax::Handlebars };
        let mut written = Written { text: "services: {s: {image: x}}".into(), values: Map::new(), syntax };
        written.values.insert("list".into(), json!([1, 2]));
        let mut expected = Vec::new();
        for number in 0..50 {
            let part = part(false).new_tree(&mut runner).unwrap().current();
            let _ = write!(written.text, "\nx-{number}: ");
            let nested = !matches!(
                part,
                Part::Scalar(..) | Part::List { flow: true, .. } | Part::Map { flow: true, .. }
            );
            if nested {
                written.text.pop();
            }
            let meant = written.part(&part, 2);
            expected.push(printed(&meant));
        }
        made += expected.len();
        values += written.values.len();
        let context = Alone { accessors: written.values, ..Alone::default() };
        let source = written.text + "\n";
        let rendered = render(&source, &context, syntax).unwrap_or_else(|error| panic!("{error}\n{source}"));
        let read = compose_config(&place, &rendered);
        for (number, expected) in expected.iter().enumerate() {
            assert_eq!(&read[format!("x-{number}")], expected, "x-{number}\n{source}\n{rendered}");
        }
        // Besides them: the name, the services and the network.
        assert_eq!(read.as_object().unwrap().len(), expected.len() + 3, "{read}");
        assert_eq!(read["services"]["s"]["image"], "x");
    }
    assert!(made == 1000 && values > 2000, "{made} templates with {values} values");
}

#[test]
fn docker_compose_takes_a_value_of_a_megabyte() {
    let place = Place::default();
    let mut value = String::new();
    while value.len() < 1 << 20 {
        let _ = write!(value, "line {} $X: 'é' \"😀\"\n# - x\n", value.len());
    }
    let cases = [
        Case { slot: 0, value: value.clone() },
        Case { slot: 8, value: value.clone() },
        Case { slot: 13, value },
    ];
    assert_eq!(check(&place, &cases, Syntax::Go), 3);
}

/// What is made in the engine, removed when the test ends.
struct Made<'a>(&'a Place);

impl Made<'_> {
    fn compose(&self, args: &[&str]) -> String {
        let file = self.0.path("compose.yml");
        docker(&[&["compose", "-p", "hdt-render-values", "-f", file.to_str().unwrap()][..], args].concat())
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        self.compose(&["down", "--timeout", "0"]);
        docker(&["image", "rm", "--force", "hdt-render-values:1"]);
    }
}

fn docker(args: &[&str]) -> String {
    let output = Command::new("docker").args(args).output().expect("docker");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn docker_containers_get_values_as_they_were_typed() {
    let place = Place::default();
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(0);
    archive.append_data(&mut header, "empty", std::io::empty()).unwrap();
    place.write("image.tar", archive.into_inner().unwrap()).write("compose.yml", "services: {}\n");
    docker(&["image", "import", place.path("image.tar").to_str().unwrap(), "hdt-render-values:1"]);
    let made = Made(&place);

    let mut values: Vec<String> = NASTY.iter().map(|value| (*value).to_owned()).collect();
    values.push("x\n    privileged: true".into());
    values.push("é$'\"\n".repeat(100_000 / 6));
    let names: Vec<String> = (0..values.len()).map(|number| format!("V{number}")).collect();
    let lines: String = names.iter().map(|name| format!("      - {name}={{{{{name}}}}}\n")).collect();
    let source = format!(
        "services:\n  s:\n    image: hdt-render-values:1\n    network_mode: none\n    command: run {{{{V2}}}} {{{{V63}}}}\n    environment:\n{lines}"
    );
    let accessors = names.iter().cloned().zip(values.iter().map(|value| json!(value))).collect();
    let context = Alone { accessors, ..Alone::default() };
    place.write("compose.yml", render(&source, &context, Syntax::Handlebars).unwrap());
    made.compose(&["create"]);
    let id = made.compose(&["ps", "--all", "--quiet"]);
    let config: Value =
        serde_json::from_str(&docker(&["inspect", "--format", "{{json .Config}}", id.trim()])).unwrap();
    assert_eq!(config["Cmd"], json!(["run", values[2], values[63]]));
    let environment = config["Env"].as_array().unwrap();
    for (name, value) in names.iter().zip(&values) {
        assert!(environment.contains(&json!(format!("{name}={value}"))), "{name}: {value:?}");
    }
}
