//! What values do to compose files: nothing but be there.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::tree::Tree;
use crate::template::{Compose, Context, Template};
use crate::{Error, Result};

pub(super) fn render(template: &str, value: &Value) -> Result<Compose> {
    let context = Context::new().with("v", value).with("w", value);
    Template::read("t.tmpl", template, None)?.render_compose(&context)
}

fn service(body: &str) -> String {
    format!("services:\n  a:\n    image: x\n{body}")
}

/// The scalar at `services.a.<key>` of what is rendered, as Docker Compose would see it.
#[track_caller]
fn scalar(body: &str, key: &str, value: &Value) -> String {
    let compose = render(&service(body), value).unwrap();
    let reread = Tree::read(compose.text()).unwrap();
    let node = ["services", "a", key].iter().fold(0, |node, key| reread.get(node, key).unwrap());
    reread.as_text(node).unwrap().to_owned()
}

#[track_caller]
fn refused(body: &str, value: &Value, part: &str) -> Error {
    let error = render(&service(body), value).unwrap_err();
    assert!(error.message().contains(part), "{error}");
    error
}

#[test]
fn an_ordinary_file_keeps_its_text() {
    let text =
        render(&service("    hostname: {{v}} # {{v}}\n    ports: [\"80:{{w}}\"]\n"), &json!(8080)).unwrap();
    assert_eq!(text.text(), service("    hostname: 8080 # 8080\n    ports: [\"80:8080\"]\n"));
    let text = render(&service("    ports:\n      - 127.0.0.1:{{v}}:{{w}}\n"), &json!(8080)).unwrap();
    assert!(text.text().ends_with("- 127.0.0.1:8080:8080\n"));
}

#[test]
fn values_stay_inside_their_scalar() {
    let nasty = [
        "x\n    privileged: true",
        "\"]: &a {",
        "$HOME",
        "${X:?no}",
        "# off",
        " # off",
        "null",
        "yes",
        "0123",
        "*a",
        "😀",
        "",
        " ",
        "a: b",
        "- a",
        "? a",
        "'",
        "\"",
        "\\",
        "\t",
        "a\r\nb",
        "\u{85}",
        "\u{2028}x: y",
        "{",
        "[",
        "%",
        "@",
        "`",
        "|",
        ">",
        "!x",
        "&a",
        "---",
        "...",
        "\u{7f}",
        "\u{1b}[0m",
        "<<",
        "=",
        "1e3",
        "2001-01-01",
        "~",
        "1:30",
        "-",
        "\u{feff}",
    ];
    for value in nasty {
        let expected = value.replace('$', "$$");
        for body in ["    hostname: {{v}}\n", "    hostname: \"{{v}}\"\n", "    hostname: '{{v}}'\n"] {
            assert_eq!(scalar(body, "hostname", &json!(value)), expected, "{body} {value:?}");
        }
        assert_eq!(scalar("    hostname: a {{v}} b\n", "hostname", &json!(value)), format!("a {expected} b"));
        assert_eq!(
            scalar("    hostname: |-\n      p {{v}} q\n", "hostname", &json!(value)),
            format!("p {expected} q")
        );
        assert_eq!(scalar("    # {{v}}\n    hostname: h\n", "hostname", &json!(value)), "h");
    }
}

#[test]
fn a_scalar_that_is_one_value_has_its_type() {
    let text = |value| render(&service("    x-v: {{v}}\n"), &value).unwrap().text().to_owned();
    assert!(text(json!("80")).contains("\"x-v\": \"80\""));
    assert!(text(json!(80)).contains("x-v: 80\n"));
    assert!(text(json!(true)).contains("x-v: true\n"));
    assert!(text(json!("true")).contains("\"x-v\": \"true\""));
    assert!(text(json!("")).contains("\"x-v\": \"\""));
}

#[test]
fn a_command_takes_a_value_as_one_word() {
    let command = |body: &str, value: &str| {
        let compose = render(&service(body), &json!(value)).unwrap();
        compose.text().split("command").nth(1).unwrap().replace(['\n', ' '], "")
    };
    assert_eq!(command("    command: run --x {{v}}\n", "plain"), ":run--xplain");
    assert!(command("    command: run --x={{v}}\n", "a b;c").contains("[\"run\",\"--x=ab;c\"]"));
    assert!(command("    command: run '{{v}}'\n", "it's").contains("[\"run\",\"it's\"]"));
    assert!(command("    command: run {{v}}\n", "$(x)").contains("[\"run\",\"$$(x)\"]"));
    refused("    command: run {{v}} | cat\n", &json!("a b"), "isn't one plain word");
    // Docker Compose's splitting takes '80' before '>' for a descriptor; versions differ in what '\n' is.
    refused("    command: run {{v}}>x\n", &json!("80"), "can't be split safely");
    refused("    command: run {{v}}'a'>x\n", &json!("80"), "can't be split safely");
    refused("    command: 'run a\\n {{v}}'\n", &json!("a b"), "can't be split safely");
    assert_eq!(command("    command: run {{v}} >x\n", "80"), ":run80>x");
    assert_eq!(command("    command: 'run a\\n {{v}}'\n", "80"), ":'runa\\n80'");
}

#[test]
fn a_test_that_a_shell_reads_takes_a_value_as_one_word() {
    let test = |body: &str, value: &str| {
        let compose =
            render(&service(&format!("    healthcheck:\n      test: {body}\n")), &json!(value)).unwrap();
        compose.text().split("test").nth(1).unwrap().trim_matches([':', '"', ' ', '\n', '}']).to_owned()
    };
    assert_eq!(test("curl {{v}}:80", "localhost"), "curl localhost:80");
    assert_eq!(test("curl {{v}} && x", "a;b $c"), "curl 'a;b $$c' && x");
    assert_eq!(test("curl 'x {{v}}'", "it's"), "curl 'x it'\\\\''s'");
    assert!(test("[CMD-SHELL, \"curl {{v}}\"]", "a b").contains("\"curl 'a b'\""));
    assert_eq!(test("echo {{v}}>x", "2"), "echo '2'>x");
    assert_eq!(test("{{v}} x", "A=b"), "'A=b' x");
    assert_eq!(test("{{v}} x", "if"), "'if' x");
    assert_eq!(test("echo {a,{{v}}} x", "y,z"), "echo {a,'y,z'} x");
    assert_eq!(test("echo a*{{v}}", "b"), "echo a*'b'");
    assert_eq!(test("echo $$HOST{{v}}", "b"), "echo $$HOST'b'");
    assert_eq!(test("echo $$HOST{{v}}", ""), "echo $$HOST''");
    assert_eq!(test("'echo \"$$HOST{{v}}\"'", "b"), "echo \\\"$$HOST\\\"\\\"b\\");
    assert_eq!(test("a $$(curl localhost:{{v}}/x)", "80"), "a $$(curl localhost:80/x)");
    assert_eq!(test("curl http://{{v}}:${PORT:-80}/", "h"), "curl http://'h':${PORT:-80}/");
    refused("    healthcheck: {test: x $${{v}}}\n", &json!("HOME"), "a shell reads this test");
    refused("    healthcheck: {test: 'a[{{v}}]=1'}\n", &json!("b[$(id)]"), "a shell reads this test");
    // What follows the shell's text are its arguments.
    assert!(test("[CMD-SHELL, \"curl $$0\", \"{{v}}\"]", "a b").contains("\"a b\""));
    assert!(test("[CMD, curl, \"{{v}}\"]", "a;b").contains("\"a;b\""));
    refused("    healthcheck: {test: x `y` {{v}}}\n", &json!("a;b"), "a shell reads this test");
}

#[test]
fn a_value_is_one_part_of_an_item_of_parts() {
    for body in
        ["    volumes:\n      - {{v}}:/x\n", "    ports: [\"{{v}}:80\"]\n", "    devices: [\"{{v}}:/y\"]\n"]
    {
        let error = refused(body, &json!("a:b"), "holds ':', which separates");
        assert!(
            error.message().contains("the value of 'v'") && error.message().contains("at line "),
            "{error}"
        );
        assert!(render(&service(body), &json!("ab")).is_ok());
    }
    for key in ["cache_from", "cache_to"] {
        let body = format!("    build:\n      context: .\n      {key}: [\"type=local,src={{{{v}}}}\"]\n");
        refused(&body, &json!("a,mode=max"), "holds ',', which separates");
        assert!(render(&service(&body), &json!("/a:b=c")).is_ok());
        let whole = format!("    build: {{context: ., {key}: [\"{{{{v}}}}\"]}}\n");
        assert!(render(&service(&whole), &json!("type=local,src=a")).is_ok());
    }
    assert!(render(&service("    volumes: [\"{{v}}\"]\n"), &json!("/a:/b")).is_ok());
    assert!(
        render(&service("    volumes: [{type: bind, source: \"{{v}}\", target: /x}]\n"), &json!("a:b"))
            .is_ok()
    );
    refused("    environment:\n      - A{{v}}=1\n", &json!("B=2"), "holds '='");
    assert!(render(&service("    environment:\n      - A={{v}}\n"), &json!("B=2")).is_ok());
    assert!(
        render(&service("    image: \"{{v}}/x\"\n").replace("    image: x\n", ""), &json!("host:5000"))
            .is_ok()
    );
}

#[test]
fn a_key_takes_a_plain_name_only() {
    assert!(render(&service("    labels:\n      {{v}}: x\n"), &json!("plain.name")).is_ok());
    let numeric = render(&service("    labels:\n      {{v}}: x\n"), &json!("80")).unwrap();
    assert!(numeric.text().contains("\"80\": \"x\""));
    refused("    labels:\n      {{v}}: x\n", &json!("a: b"), "is no plain name");
    refused("    labels:\n      {{v}}: x\n      {{w}}: y\n", &json!("a"), "stand twice");
}

#[test]
fn a_value_can_be_no_tag_and_no_structure() {
    refused("    hostname: !{{v}} x\n", &json!("a"), "in a tag");
    refused("    hostname: &{{v}} x\n", &json!("a"), "in an anchor");
    refused("    {{v}}\n", &json!("privileged: true"), "no YAML at its line");
    refused("    x-v: !!int {{v}}\n", &json!("1"), "under a tag that says what it has to be: '!!int'");
}

#[test]
fn a_value_becomes_no_part_of_a_variable_of_composes() {
    for body in ["${{v}}", "$A{{v}}", "${A:-{{w}}"] {
        refused(&format!("    hostname: \"{body}\"\n"), &json!("HOME}"), "takes for a variable");
    }
    refused("    command: run ${{v}}\n", &json!("HOME"), "takes for a variable");
    refused("    hostname: ${A{{v}}}\n", &json!("B:-c"), "takes for a variable");
    assert!(render(&service("    hostname: ${A:-{{v}}}\n"), &json!("plain")).is_ok());
    assert!(render(&service("    hostname: ${A_{{v}}}\n"), &json!("B")).is_ok());
    assert_eq!(scalar("    hostname: $A{{v}}\n", "hostname", &json!("/b $c")), "$A/b $$c");
    assert_eq!(scalar("    hostname: $${{v}}\n", "hostname", &json!("HOME")), "$$HOME");
}

#[test]
fn what_raw_puts_into_a_key_or_a_tag_stands_in_no_error() {
    let twice = "    labels: { {{raw v}}: 1, {{raw v}}: 2}\n";
    let error = refused(twice, &json!("s3cret"), "no YAML at its line");
    assert!(error.message().ends_with("a key stands twice in one mapping"), "{error}");
    let error = refused("    hostname: !{{raw v}} {{w}}\n", &json!("s3cret"), "stands under a tag");
    assert!(!error.message().contains("s3cret"), "{error}");
    refused("    labels: {a: 1, b: {{v}}, a: 2}\n", &json!("x"), "stands twice in one mapping: 'a'");
    refused("    hostname: !x {{v}}\n", &json!("x"), "stands under a tag that says what it has to be: '!x'");
}

#[test]
fn raw_is_the_only_way_round() {
    let compose = render(&service("    {{raw v}}\n"), &json!("privileged: true")).unwrap();
    assert!(compose.text().contains("\n    privileged: true\n"));
}

#[test]
fn what_is_read_out_of_the_context_is_a_value_whatever_reads_it() {
    for action in [
        "{{index . \"v\"}}",
        "{{printf \"%s\" (index $ \"v\")}}",
        "{{with .}}{{index . \"v\"}}{{end}}",
        "{{range $k, $v := .}}{{if eq $k \"v\"}}{{$v}}{{end}}{{end}}",
        "{{define \"u\"}}{{index . \"v\"}}{{end}}{{template \"u\" .}}",
        "{{index (or . 1) \"v\"}}",
        "{{.}}",
        "{{index this \"v\"}}",
        "{{index @root \"v\"}}",
        "{{#each this}}{{#if (eq @key \"v\")}}{{this}}{{/if}}{{/each}}",
        "{{#each @root as |value key|}}{{#if @first}}{{value}}{{/if}}{{/each}}",
    ] {
        let file = format!("services:\n  a:\n    image: {action}\n");
        let made = render(&file, &json!("x\n    privileged: true"));
        let text = made.map_or_else(|error| error.to_string(), |made| made.text().to_owned());
        assert!(!text.contains("\n    privileged: true\n"), "{action}: {text}");
    }
    assert_eq!(scalar("    user: {{index . \"v\"}}\n", "user", &json!("x\n  y: z")), "x\n  y: z");
}

#[test]
fn what_is_made_has_to_be_a_compose_file() {
    for text in ["a: 1\n", "- a\n", "services: x\n", "", "x"] {
        assert!(render(text, &json!(1)).is_err(), "{text}");
    }
}

#[test]
fn two_files_that_define_one_thing_differently_clash() {
    let file = |text: &str| render(text, &json!(1)).unwrap();
    let (one, two) = (file("services: {a: {image: x}}\n"), file("services: {a: {image: y}}\n"));
    assert_eq!(one.clash(&two).as_deref(), Some("service 'a'"));
    assert_eq!(one.clash(&one), None);
    let (one, two) =
        (file("services: {a: {container_name: c}}\n"), file("services: {b: {container_name: c}}\n"));
    assert_eq!(one.clash(&two).as_deref(), Some("container 'c'"));
    assert!(one.names().contains("c") && one.names().contains("a"));
}

/// Whether the text that the template made stays, with this value.
#[track_caller]
fn stays(body: &str, value: &str) -> bool {
    let compose = render(&service(body), &json!(value)).unwrap();
    let expected = service(body).replace("{{v}}", &value.replace('$', "$$"));
    let json = compose.text().starts_with('{');
    assert!(json || compose.text() == expected, "{}", compose.text());
    !json
}

/// Docker Compose's parser takes '?' for an indicator anywhere in a flow collection, and others at a scalar's start.
const ODD: &[&str] =
    &["?\"target\":80", "?A", "?*r", "what?", "http://x/y?z=1", "|b", "|", ">", "?", ":b", "-", "-?", "a: b"];

/// What every parser takes for nothing but text.
const PLAIN: &[&str] = &[
    "v8080",
    "/var/lib/x",
    "127.0.0.1:80",
    "a=b",
    "--x=y",
    "-1x",
    "u@h:~/x",
    "a b",
    "x:$HOME",
    "50%",
    "a+b",
];

#[test]
fn in_flow_collections_a_plain_scalar_stays_only_of_letters_that_no_parser_takes_for_an_indicator() {
    for value in ODD {
        for body in [
            "    x-v: [{{v}}]\n",
            "    x-v: [a, {{v}}, b]\n",
            "    x-v: { a: {b: {{v}}} }\n",
            "    x-v: {\"a\":{{v}}}\n",
            "    x-v:\n      - [\n         {{v}}]\n",
            "    x-v: !reset [ {{v}} ]\n",
            "    x-v: &a [ {{v}} ]\n    x-w: *a\n",
            "    x-v: [é, {{v}}]\n",
            "    x-u: 1\r\n    x-é: [[], {{v}}]\r\n",
        ] {
            assert!(!stays(body, value), "{body} {value}");
        }
    }
    for (body, value) in [
        ("    x-v: [{{v}}:80]\n", "?\"target\""),
        ("    x-v: [--u={{v}}]\n", "http://x/y?z=1"),
        ("    x-v: [a {{v}}]\n", "?"),
        ("    x-v: [-{{v}}]\n", "?x"),
    ] {
        assert!(!stays(body, value), "{body} {value}");
    }
    for value in PLAIN {
        for body in [
            "    x-v: [{{v}}]\n",
            "    x-v: [\"{{v}}\", b]\n",
            "    x-v: {a: {{v}}}\n",
            "    x-v: {\"a\": a{{v}}b}\n",
        ] {
            assert!(stays(body, value), "{body} {value}");
        }
    }
}

#[test]
fn what_an_author_wrote_in_brackets_means_one_thing_whatever_the_values_are() {
    for odd in [
        "[?a]",
        "[ ?a, b]",
        "{:a}",
        "[ # c\n     :a]",
        "[b, :a]",
        "[a?]",
        "[é, {k: [:a]}]",
        "[a:, b]",
        "{a:}",
        "[é, a:]",
    ] {
        for value in ["word", "a b", "a\nb"] {
            assert!(!stays(&format!("    x-u: {odd}\n    x-v: {{{{v}}}}\n"), value), "{odd} {value}");
        }
    }
    for own in [
        "[\"?a\", ':a']",
        "a? # ?",
        "[a:b]",
        "{a : b}",
        "\n      - :a\n      - ?b",
        "[a] # :a",
        "['[::]:80', \"a:\"]",
        "{\"a\":}",
        "{a: }",
    ] {
        assert!(stays(&format!("    x-u: {own}\n    x-v: {{{{v}}}}\n"), "word"), "{own}");
    }
}

#[test]
fn in_block_collections_a_plain_scalar_stays_unless_it_begins_like_something_else() {
    for value in ["?a", ":b", "|b", ">", "%a", "@a", "`a", "?", ",a", "--- a", "..."] {
        assert!(!stays("    x-v: {{v}}\n", value), "{value}");
        assert!(!stays("    x-v:\n      - {{v}}\n", value), "{value}");
    }
    for value in ["http://x/y?z=1", "what?", "a|b", "-a", "a, b", "(a) > b", "a*", "a@b"] {
        assert!(stays("    x-v: {{v}}\n", value), "{value}");
        assert!(stays("    x-v:\n      - A={{v}}\n    x-w: []\n", value), "{value}");
        assert!(stays(
            "    x-w: [a]\n    x-v: |\n      a {{v}}\n      {{w}}\n".replace("{{w}}", "b").as_str(),
            value
        ));
    }
    for value in ["", " a", "a ", "---"] {
        assert!(!stays("    x-v: |\n      {{v}}\n      b\n", value), "{value:?}");
    }
    assert!(stays("    x-v: \"{{v}}\"\n", "") && stays("    x-v:\n      - A={{v}}\n", ""));
}

#[test]
fn where_the_author_wrote_what_parsers_read_differently_no_text_stays() {
    for odd in ['\u{85}', '\u{2028}', '\u{2029}'] {
        assert!(!stays(&format!("    x-v: [{{{{v}}}}] # {odd}\n"), "a"), "{odd:?}");
    }
    refused("    x-v: [{{v}}] # \u{feff}\n", &json!("a"), "byte order mark");
    let text = "\u{feff}services:\n  a:\n    image: {{v}}\n";
    assert!(render(text, &json!("b")).unwrap().text().ends_with("image: b\n"));
}

#[test]
fn a_key_longer_than_a_parser_takes_is_refused() {
    let long = "k".repeat(1023);
    let error = refused("    labels:\n      {{v}}: x\n", &json!(long), "longer than 1022 characters");
    assert!(error.message().contains("at line 5, column 7"), "{error}");
    refused("    labels:\n      a{{v}}: x\n", &json!(&long[1..]), "longer than 1022 characters");
    assert!(render(&service("    labels:\n      {{v}}: x\n"), &json!(&long[1..])).is_ok());
    let own = |key: &str| format!("    labels:\n      {key}: '{{{{v}}}}'\n");
    refused(&own(&long), &json!("it's"), "no YAML at its line 5: a key is longer than 1022 characters");
    refused(
        &own(&format!("\"{}\"", "\\x01".repeat(200))),
        &json!("a"),
        "a key is longer than 1022 characters",
    );
    refused(
        &format!("    x-k: &k {long}\n    labels: {{*k : {{{{v}}}}}}\n"),
        &json!("a"),
        "a key is longer than",
    );
    assert!(render(&service(&own(&long[1..])), &json!("it's")).is_ok());
}

/// What is made of a template that makes this text, with the value at its end.
fn with_value(text: &str, value: &str) -> String {
    render(&format!("{text}x-v: {{{{.v}}}}\n"), &json!(value)).unwrap().text().to_owned()
}

#[test]
fn a_file_that_is_written_anew_has_the_tags_that_its_author_wrote() {
    let heads =
        ["", "%TAG ! tag:x.y,2000:\n---\n", "%TAG !e! !\n---\n", "%TAG !! tag:yaml.org,2002:s\n---\n"];
    for (head, tag, written) in [
        (0, "!<tag:yaml.org,2002:str>", "!!str \"x\""),
        (0, "!<tag:x.y,2000:z>", "!<tag:x.y%2C2000:z> \"x\""),
        (1, "!z", "!<tag:x.y%2C2000:z> \"x\""),
        (2, "!e!reset", "!reset \"x\""),
        (3, "!!tr", "!!str \"x\""),
        (0, "!a%2Cb%20c%21", "!a%2Cb%20c%21 \"x\""),
        (0, "!<!a>", "!a \"x\""),
        (0, "!", "! \"x\""),
    ] {
        let text = format!("{}services: {{}}\nx-t: {tag} x\n", heads[head]);
        let made = with_value(&text, "a\nb");
        assert!(made.contains(&format!("\"x-t\": {written},")), "{tag}: {made}");
        assert!(with_value(&text, "a") == format!("{text}x-v: a\n"), "{tag}");
        // What was written anew reads as the same.
        let again = Tree::read(&made).unwrap();
        let first = Tree::read(&text).unwrap();
        let tag_of = |tree: &Tree| tree.tag(tree.get(0, "x-t").unwrap()).map(str::to_owned);
        assert_eq!(tag_of(&again), tag_of(&first));
    }
    let made = with_value("services: {}\nx-t: !!str\nx-u: !reset\nx-w: !\n", "a\nb");
    for part in ["\"x-t\": !!str \"\",", "\"x-u\": !reset \"\",", "\"x-w\": ! null,"] {
        assert!(made.contains(part), "{part} {made}");
    }
}

#[test]
fn what_begins_like_a_date_keeps_its_meaning_in_a_file_that_is_written_anew() {
    let made = with_value("services: {}\nx-t: 2001-01-01 y?z, a\nx-u: 2001-12-14 21:59:43.10\n", "a\nb");
    assert!(made.contains("\"x-t\": \"2001-01-01 y?z, a\",\n  \"x-u\": 2001-12-14 21:59:43.10,"), "{made}");
}

#[test]
fn a_value_that_is_a_part_of_a_character_is_refused() {
    let error =
        refused("    hostname: {{slice .v 0 1}}{{slice .v 1 2}}\n", &json!("é"), "inside a character");
    assert!(
        error.message().contains("the value of 'v'") && error.message().contains("line 4, column"),
        "{error}"
    );
    assert!(render(&service("    hostname: {{slice .v 0 2}}\n"), &json!("é")).is_ok());
}

#[test]
fn aliases_do_not_make_much_of_little() {
    // Letters of four bytes: as many bytes in fewer steps.
    let levels: String = (1..3)
        .map(|level| format!("x-{level}: &a{level} [{}]\n", format!("*a{},", level - 1).repeat(10)))
        .collect();
    let file = format!("x-0: &a0 [\"{{{{.v}}}}\"]\n{levels}services: {{}}\n");
    let error = render(&file, &json!("😀".repeat(1 << 18))).unwrap_err();
    assert!(error.message().contains("larger than 64 MiB, aliases resolved"), "{error}");
    let commands = format!("x-c: &c \"run '{{{{.v}}}}'\"\nservices:\n{}", {
        (0..300).map(|number| format!("  s{number}: {{image: x, command: *c}}\n")).collect::<String>()
    });
    let error = render(&commands, &json!(format!("';{}", "a".repeat(1_200_000)))).unwrap_err();
    assert!(error.message().contains("larger than 64 MiB, aliases resolved"), "{error}");
}

/// Much of one shape takes not much more than its share: what took the square of its length took minutes here.
#[test]
fn time_grows_with_the_length_of_a_file() {
    let start = std::time::Instant::now();
    let many = json!("ab");
    let values = |count: usize| "{{.v}}".repeat(count);
    for body in [
        format!("    healthcheck: {{test: \"x {}\"}}\n", values(20_000)),
        format!("    healthcheck: {{test: \"x $${{A:-{}}}\"}}\n", values(20_000)),
        format!("    command: x | {}\n", values(20_000)),
    ] {
        let made = render(&service(&body), &many).unwrap();
        assert!(made.text().contains(&"ab".repeat(20_000)));
    }
    let words: String = (0..60_000).map(|number| format!("hdv{number}z ")).collect();
    assert!(render(&service(&format!("    hostname: {{{{.v}}}}\n    x-w: {words}\n")), &many).is_ok());
    let services: String =
        (0..20_000).map(|number| format!("  s{number}: {{container_name: c{number}}}\n")).collect();
    let file = render(&format!("x-v: {{{{.v}}}}\nservices:\n{services}"), &many).unwrap();
    assert_eq!(file.clash(&file), None);
    let comments = "    # {{.v}}\n".repeat(20_000);
    let filler = "a, ".repeat(20_000);
    let odd = service(&format!("{comments}    x: [{filler}]\n    y: &{{{{.w}}}} z\n"));
    assert!(
        render(&odd, &many).unwrap_err().message().contains("the value of 'w' stands where no value can")
    );
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

#[test]
fn a_value_in_an_anchor_is_seen_whatever_stands_before_it() {
    let value = json!("b");
    for body in [
        "    \"x # y\": &{{v}} z\n",
        "    'x # y': &a{{v}} z\n",
        "    x: [\"# \", &{{v}} z]\n",
        "    # {{w}}\n    \"x # y\": &{{v}} \"z\"\n",
        "    x: \"a\n      # b\n      \" # {{w}}\n    y: &{{v}} [z]\n",
    ] {
        let error = render(&service(body), &value).unwrap_err();
        assert!(error.message().contains("in an anchor or a directive"), "{body}: {}", error.message());
        assert!(error.message().contains("'v'"), "{body}: {}", error.message());
    }
    for head in
        ["%FOO {{v}}\n---\n", "# a {{v}}\n%FOO # {{v}}\n--- # {{v}}\n", "%TAG !{{v}}! tag:x,1:\n---\n"]
    {
        let error = render(&format!("{head}services: {{}}\n"), &value).unwrap_err();
        assert!(error.message().contains("in an anchor or a directive"), "{head}: {}", error.message());
    }
    for body in ["    \"x # y\": z # {{v}}\n", "    x: |\n      a # b\n    # {{v}} {{w}}\n", "    #{{v}}\n"] {
        assert!(render(&service(body), &json!("] \" #")).is_ok(), "{body}");
    }
}

#[test]
fn an_author_cannot_write_a_mark() {
    for number in 0..3 {
        let body = format!("    hostname: {{{{v}}}}\n    x: \"\\x68dv{number}z0z\"\n");
        assert_eq!(scalar(&body, "x", &json!("value")), format!("hdv{number}z0z"));
        assert_eq!(scalar(&body, "hostname", &json!("value")), "value");
    }
}
