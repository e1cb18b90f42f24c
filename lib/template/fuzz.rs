//! Sources made of fragments at random: rendered or refused, never a panic.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::json;

use super::tests::rendered;
use super::{Context, Syntax, Template};

const FRAGMENTS: [&str; 94] = [
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{{{{",
    "}}}}",
    "{{#",
    "{{/",
    "{{^",
    "{{!",
    "{{!--",
    "--}}",
    "{{>",
    "{{*",
    "{{#*",
    "{{#>",
    "{{~",
    "~}}",
    "{{&",
    "{{-",
    " -}}",
    "- ",
    "if",
    "each",
    "with",
    "unless",
    "else",
    "end",
    "range",
    "define",
    "template",
    "block",
    "break",
    "continue",
    "raw",
    "GetValue",
    "GetValueArray",
    "list",
    "object",
    "this",
    "..",
    "../",
    "./",
    "@index",
    "@root",
    "@key",
    "@",
    "as",
    "|x|",
    "|x i|",
    "|",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"mode\"",
    "\"",
    "'",
    "`",
    "\\",
    "$",
    "$x",
    ":=",
    "=",
    ",",
    ".",
    "/",
    "/*",
    "*/",
    "eq",
    "and",
    "len",
    "printf",
    "\"%v%5d%q\"",
    "index",
    "slice",
    "print",
    "1",
    "-1",
    "1.5",
    "0x1F",
    "1i",
    "'a'",
    "true",
    "nil",
    "null",
    " ",
    "\n",
    "é",
    "#",
    "hash=1",
    "\u{0}",
];

fn source() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        6 => proptest::sample::select(&FRAGMENTS[..]).prop_map(str::to_owned),
        2 => Just(" ".to_owned()),
        1 => "\\PC{0,3}",
    ];
    proptest::collection::vec(fragment, 0..24).prop_map(|parts| parts.concat())
}

/// Sources that are mostly right.
fn blocks() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec![
        "x",
        "{{ModuleConfigDir}}",
        "{{this}}",
        "{{@index}}",
        "{{../this}}",
        "{{else}}",
        "{{^}}",
        "{{else if list}}",
        "{{~else~}}",
        "{{! c }}",
        "{{GetValue \"mode\"}}",
        "{{#if list}}",
        "{{/if}}",
        "{{/each}}",
        "{{~#each list~}}",
        "{{#each list as |x i|}}",
        "{{x}}{{i}}",
        "{{#with object}}",
        "{{/with}}",
        "{{#unless list}}",
        "{{/unless}}",
        "\n",
        "{{{{raw}}}}",
        "{{{{/raw}}}}",
        "\\{{",
        "\\\\{{x}}",
        "{{{list}}}",
        "{{else each list}}",
    ]);
    proptest::collection::vec(leaf, 0..16).prop_map(|parts| parts.concat())
}

/// Deep nesting in disguise: openers between strings, paths and comments that hold other brackets.
fn deep() -> impl Strategy<Value = String> {
    const OPEN: [(&str, &str); 10] = [
        ("(not ", ")"),
        ("(a ", ")"),
        ("(a b=", ")"),
        ("[", "]"),
        ("[1,", "]"),
        ("{\"a\":", "}"),
        ("{'}}':[", "]}"),
        ("{{#if \"{{/\"}}", "{{/if}}"),
        ("{{#each a.[}}]}}{{else}}", "{{/each}}"),
        ("{{#with (a '(')}}{{!-- {{/with}} --}}", "{{/with}}"),
    ];
    const BETWEEN: [&str; 12] =
        ["", " ", "\"}}\" ", "')' ", "a.[)] ", "a.[\"] ", "\"\\\"\" ", "[']'] ", "\\{{", "{{!}}", "{{", "}}"];
    let level = (proptest::sample::select(&OPEN[..]), proptest::sample::select(&BETWEEN[..]));
    let levels = (proptest::collection::vec(level, 1..4), 0..1200_usize, 0..3_usize);
    (proptest::sample::select(vec!["", "{{not ", "{{#if ", "{{{", "{{{{raw}}}}"]), levels).prop_map(
        |(start, (levels, count, lost))| {
            let opens: String = levels.iter().flat_map(|((open, _), between)| [*between, *open]).collect();
            let closes: String = levels.iter().rev().map(|((_, close), _)| *close).collect();
            let end = if start.is_empty() { "" } else { "true}}" };
            format!("{start}{}{}{end}", opens.repeat(count), closes.repeat(count.saturating_sub(lost)))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_nesting_overflows_the_stack(source in deep()) {
        for syntax in [Syntax::Go, Syntax::Handlebars] {
            let _ = rendered(&source, syntax);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_source_is_rendered_or_refused(source in prop_oneof![source(), blocks()]) {
        for syntax in [Syntax::Go, Syntax::Handlebars] {
            let _ = rendered(&source, syntax);
        }
        let _ = Syntax::of(&source);
    }

    #[test]
    fn any_text_around_any_value_is_guarded_or_refused(before in "\\PC{0,12}", value in ".{0,12}", after in "\\PC{0,12}") {
        let value = json!(value);
        let context = Context::new().with("v", &value);
        for body in ["services: {a: {x: ", "services:\n  a:\n    x: "] {
            let close = if body.contains('{') { "}}" } else { "\n" };
            let source = format!("{body}{before}{{{{v}}}}{after}{close}").replace("}}}}", "}} } }");
            if let Ok(template) = Template::read("t", &source, Some(Syntax::Go))
                && let Ok(compose) = template.render_compose(&context)
            {
                prop_assert!(compose.names().contains("a"));
            }
        }
    }
}
