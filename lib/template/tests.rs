//! What templates of both syntaxes make.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::name::Fqpn;

struct Known(BTreeMap<&'static str, Value>);

impl Values for Known {
    fn value(&self, fqpn: &Fqpn) -> Result<Value> {
        let found = self.0.get(fqpn.to_string().as_str()).cloned();
        found.ok_or_else(|| Error::input(format!("there is no parameter '{fqpn}'")))
    }
}

fn known() -> Known {
    let values = [
        ("mode", json!("full")),
        ("port", json!(80)),
        ("on", json!(true)),
        ("off", json!(false)),
        ("none", json!("")),
        ("rate", json!(0.5)),
        ("zero", json!(0)),
        ("text80", json!("80")),
        ("me/mod:mode", json!("full")),
        ("nodeset/hyperdrive:additionalDockerNetworks", json!("a,b,c")),
    ];
    Known(values.into())
}

fn render(source: &str) -> Result<String> {
    rendered(source, Syntax::of(source))
}

/// What the source makes of this file's context.
pub(super) fn rendered(source: &str, syntax: Syntax) -> Result<String> {
    let (known, object, list) = (known(), json!({"b": 1, "a": {"x": "y"}}), json!(["p", "q"]));
    let dir = json!("/cfg");
    let context = Context::new()
        .with("ModuleConfigDir", &dir)
        .with("object", &object)
        .with("list", &list)
        .with_values(&known)
        .with_project("hyper");
    source_of("t", Template::read("t", source, Some(syntax))?.render(&context)?)
}

#[track_caller]
fn gives(source: &str, expected: &str) {
    assert_eq!(render(source).map_err(|error| error.to_string()).as_deref(), Ok(expected), "{source}");
}

#[track_caller]
fn refused(source: &str, expected: &str) {
    let error = render(source).unwrap_err();
    assert!(error.message().contains(expected), "{source}: {}", error.message());
}

#[test]
fn handlebars_finds_accessors_and_values() {
    gives("a {{ModuleConfigDir}} b", "a /cfg b");
    gives("{{GetValue \"mode\"}} {{{GetValue \"port\"}}} {{&list}}", "full 80 [p q]");
    gives("{{GetContainerName \"x\"}}", "hyper_x");
    gives("{{object.a.x}} {{object/b}} {{@root.object.b}} {{object.[b]}}", "y 1 1 1");
    gives("{{{{raw}}}}{{x}}{{{{/raw}}}} \\{{y}}", "{{x}} {{y}}");
}

#[test]
fn handlebars_blocks_follow_the_truth_of_values() {
    gives("{{#if (GetValue \"on\")}}1{{else}}2{{/if}}{{#if (GetValue \"off\")}}1{{else}}2{{/if}}", "12");
    gives("{{#if (GetValue \"none\")}}1{{else if (GetValue \"port\")}}2{{else}}3{{/if}}", "2");
    gives("{{#unless (GetValue \"none\")}}x{{/unless}}", "x");
    gives(
        "{{#if (eq (GetValue \"mode\") \"full\")}}y{{/if}}{{#if (eq (GetValue \"port\") 80)}}y{{/if}}",
        "yy",
    );
    gives("{{#if (and (gt (GetValue \"port\") 79) (lt (GetValue \"rate\") 1.5))}}y{{/if}}", "y");
    gives("{{#if (eq (GetValue \"on\") true)}}y{{/if}}{{#if (eq (GetValue \"on\") \"true\")}}y{{/if}}", "yy");
}

#[test]
fn handlebars_loops_know_where_they_are() {
    let networks = "GetValueArray \"nodeset/hyperdrive:additionalDockerNetworks\" \",\"";
    gives(
        &format!(
            "{{{{#each ({networks})}}}}{{{{this}}}}{{{{@index}}}}{{{{#unless @last}}}},{{{{/unless}}}}{{{{/each}}}}"
        ),
        "a0,b1,c2",
    );
    gives("{{#each (GetValueArray \"none\" \",\")}}x{{else}}empty{{/each}}", "empty");
    gives("{{#each object as |value key|}}{{key}}={{value}};{{/each}}", "a=map[x:y];b=1;");
    gives("{{#each list}}{{#each ../list}}{{../this}}{{this}} {{/each}}{{/each}}", "pp pq qp qq ");
    gives("{{#with object.a}}{{x}} {{../ModuleConfigDir}} {{ModuleConfigDir}}{{/with}}", "y /cfg /cfg");
    gives("{{#each list}}{{@root.ModuleConfigDir}}{{@first}}{{/each}}", "/cfgtrue/cfgfalse");
}

#[test]
fn handlebars_keeps_the_white_space_of_its_own_rules() {
    gives("a:\n{{#if true}}\n  b\n{{/if}}\nc\n", "a:\n  b\nc\n");
    gives("a {{~ModuleConfigDir~}} b", "a/cfgb");
    gives("a\n{{! note }}\nb", "a\nb");
}

#[test]
fn what_isnt_known_is_refused_with_the_nearest_names() {
    refused("x\n {{ModuleConfigDri}}", "cannot render 't' at line 2, column 2, in '{{ModuleConfigDri}}'");
    assert_eq!(render("{{ModuleConfigDri}}").unwrap_err().hints(), ["did you mean 'ModuleConfigDir'?"]);
    refused("{{#if missing}}x{{/if}}", "nothing is called 'missing'");
    refused("{{#iff true}}x{{/iff}}", "no block is called 'iff'");
    refused("{{GetValue}}", "'GetValue' takes 1 argument and got 0");
    refused("{{GetValue 1}}", "has to be a string");
    refused("{{GetValue \"nope\"}}", "there is no parameter 'nope'");
    refused("{{> x}}", "partials");
    refused("{{ModuleConfigDir 1}}", "'ModuleConfigDir' is no function and takes no argument");
    let hint = |source| {
        let error = rendered(source, Syntax::Handlebars).unwrap_err();
        error.hints().join(" ")
    };
    assert_eq!(hint("{{#with object}}{{aa}}{{/with}}"), "did you mean 'a' or 'and' or 'raw'?");
    assert_eq!(hint("{{GetValue port}}"), "a name of a parameter stands in quotes: \"port\"");
    assert_eq!(hint("{{if true}}"), "it is a block: '{{#if …}}…{{/if}}'");
    refused("{{#if true}}", "cannot read 't' at line 1");
    refused("{{eq 1 \"a\"}}", "an int and a string can't be compared");
}

#[test]
fn what_would_overwhelm_the_crate_is_refused_before() {
    refused(&"{{x}}".repeat(1001), "more than 1000 actions");
    let blocks = |count| format!("{}{}", "{{#if true}}".repeat(count), "{{/if}}".repeat(count));
    gives(&blocks(100), "");
    refused(&blocks(101), "nested more than 100 deep");
    let chain = |count| format!("{{{{#if false}}}}{}{{{{/if}}}}", "{{else if false}}".repeat(count));
    gives(&chain(190), "");
    let calls = |count| format!("{{{{not {}true{}}}}}", "(not ".repeat(count), ")".repeat(count));
    gives(&calls(100), "false");
    refused(&calls(101), "nested more than 100 deep");
    refused(&"[".repeat(10_001), "more than 10000 brackets");
    refused(&format!("{{{{x}}}}{}", " ".repeat(64 << 10)), "larger than 64 KiB");
    refused("a\0b", "NUL");
}

#[test]
fn what_stands_in_quotes_hides_no_nesting() {
    let deep = |before: &str, open: &str, close: &str| {
        format!("{{{{not (eq {before} {}true{})}}}}", open.repeat(1500), close.repeat(1500))
    };
    for before in ["\"}}\"", "\")\"", "'}}'", "a.[)]", "a.[\"]", "a.[}}]"] {
        refused(&deep(before, "(not ", ")"), "nested more than 100 deep");
        let other = format!("(not {before} ");
        assert!(rendered(&deep("1", &other, ")"), Syntax::Handlebars).is_err());
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"}\":[", "]}"), ("a=(a.[(] ", ")")] {
        assert!(rendered(&deep("1", open, close), Syntax::Handlebars).is_err(), "{open}");
    }
    let blocks = format!("{}{}", "{{#if \"{{/\"}}".repeat(300), "{{/if}}".repeat(300));
    refused(&blocks, "nested more than 100 deep");
}

#[test]
fn a_property_reads_values_with_their_types() {
    let render = |source| render_property(source, &known(), &json!(7)).unwrap();
    assert_eq!(render("{{#if (GetValue \"on\")}}{{UseDefault}}{{else}}x{{/if}}"), "7");
    assert_eq!(render("{{GetValue \"port\"}}"), "80");
}

#[test]
fn published_go_templates_may_name_parameters_by_bare_words() {
    gives("{{.GetValue port}} {{.GetValue me/mod:mode}} {{$.GetValue on}}", "80 full true");
    gives("{{range .GetValueArray nodeset/hyperdrive:additionalDockerNetworks \",\"}}{{.}}{{end}}", "abc");
    gives("{{.GetContainerName x-y}}{{if (.GetValue on)}}y{{end}}", "hyper_x-yy");
    gives("{{- .GetValue port -}} ", "80");
    refused("{{.GetValue len}}", "no parameter");
    refused("{{.list port}}", "no function is called 'port'");
    refused("{{.GetValueArray mode b}}", "no function is called 'b'");
    refused("{{print port .list}}", "no function is called 'port'");
}

#[test]
fn a_bare_word_is_a_name_whatever_else_it_is() {
    const WORDS: [&str; 27] = [
        "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with", "index",
        "len", "not", "and", "or", "call", "raw", "print", "html", "eq", "nil", "true", "false", "5min",
        "1a", "5", "0x1F",
    ];
    for word in WORDS {
        gives(&format!("{{{{.GetContainerName {word}}}}}"), &format!("hyper_{word}"));
        gives(&format!("{{{{- $.GetContainerName {word} -}}}} "), &format!("hyper_{word}"));
        gives(&format!("{{{{if eq (.GetContainerName {word}) \"\"}}}}x{{{{end}}}}"), "");
        gives(&format!("{{{{.GetContainerName {word} | printf \"%s!\"}}}}"), &format!("hyper_{word}!"));
        refused(&format!("{{{{.GetValue {word}}}}}"), "no parameter");
        refused(&format!("{{{{range .GetValueArray {word} \",\"}}}}{{{{end}}}}"), "no parameter");
        let source = format!("{{{{.GetValue {word}}}}}");
        let template = Template::read("t", &source, None).unwrap();
        let kinds: Vec<_> = template.findings().iter().map(|found| found.kind).collect();
        assert_eq!(kinds, [FindingKind::BareWord], "{word}");
    }
    gives(
        "{{$x := .GetValueArray \"nodeset/hyperdrive:additionalDockerNetworks\" \",\"}}{{.GetContainerName (index $x 0)}}",
        "hyper_a",
    );
    gives(
        "{{.GetContainerName (print \"x\" \"y\")}}{{\"port\" | .GetValue}}{{$y := \"port\"}}{{.GetValue $y}}",
        "hyper_xy8080",
    );
    for source in [
        "{{.GetValue a+b}}",
        "{{.GetValue +}}",
        "{{.GetValue -x}}",
        "{{.GetValue é}}",
        "{{.GetValue :x}}",
        "{{.GetValue a,b}}",
    ] {
        let error = Template::read("t", source, None).unwrap_err();
        assert!(error.hints().iter().any(|hint| hint.contains("in quotes")), "{source}: {error:?}");
    }
}

#[test]
fn a_parameters_value_has_rules_of_its_own_in_conditions_and_comparisons() {
    // A bool is itself; anything else is true when its text isn't empty.
    gives(
        "{{if .GetValue \"on\"}}1{{end}}{{if .GetValue \"off\"}}2{{end}}{{if .GetValue \"zero\"}}3{{end}}",
        "13",
    );
    gives("{{with .GetValue \"none\"}}x{{else}}y{{end}}{{not (.GetValue \"off\")}}", "ytrue");
    gives(
        "{{eq (.GetValue \"on\") true}} {{eq (.GetValue \"on\") \"true\"}} {{eq \"80\" (.GetValue \"port\")}}",
        "true true true",
    );
    gives(
        "{{lt (.GetValue \"port\") 100}} {{lt (.GetValue \"port\") \"9\"}} {{eq (.GetValue \"rate\") 0.5}}",
        "true true true",
    );
    gives("{{eq (.GetValue \"text80\") 80}} {{eq (.GetValue \"text80\") (.GetValue \"port\")}}", "true true");
    refused("{{eq (.GetValue \"mode\") 1}}", "can't be compared");
    // To every other function it is a string here.
    gives(
        "{{len (.GetValue \"port\")}} {{printf \"%s|%T\" (.GetValue \"port\") (.GetValue \"on\")}}",
        "2 80|string",
    );
    refused("{{printf \"%d\" (index (.GetValue \"port\") 5)}}", "the position is outside");
    refused("{{range .GetValue \"port\"}}{{end}}", "no elements");
}

#[test]
fn an_array_of_nothing_is_true_in_gos_syntax_and_has_no_items() {
    gives(
        "{{if .GetValueArray \"none\" \",\"}}t{{end}}{{range .GetValueArray \"none\" \",\"}}x{{else}}e{{end}}",
        "te",
    );
    gives("{{#if (GetValueArray \"none\" \",\")}}t{{else}}f{{/if}}", "f");
}

#[test]
fn in_metadata_a_value_keeps_its_type() {
    let render = |source| render_property(source, &known(), &json!(false)).map_err(|error| error.to_string());
    assert_eq!(
        render("{{printf \"%d|%T\" (.GetValue \"port\") (.GetValue \"port\")}}").as_deref(),
        Ok("80|int")
    );
    assert_eq!(render("{{range .GetValue \"zero\"}}x{{else}}{{.UseDefault}}{{end}}").as_deref(), Ok("false"));
    assert_eq!(
        render("{{if eq (.GetValue \"mode\") \"full\"}}true{{else}}{{.UseDefault}}{{end}}").as_deref(),
        Ok("true")
    );
    assert!(render("{{.ModuleConfigDir}}").is_err());
}

#[test]
fn a_computed_name_of_a_parameter_stands_in_no_error() {
    let secret = json!("p4ss w0rd");
    for values in [Known([("key", secret.clone())].into()), Known([("key", json!("p4ssw0rd"))].into())] {
        for (source, syntax) in [
            ("{{.GetValue (.GetValue \"key\")}}", Syntax::Go),
            ("{{.GetValue (raw (.GetValue \"key\"))}}", Syntax::Go),
            ("{{.GetValue \"key\" | .GetValue}}", Syntax::Go),
            ("{{$x := print (.GetValue \"key\") \"1\"}}{{.GetValue $x}}", Syntax::Go),
            ("{{.GetValueArray (.GetValue \"key\") \",\"}}", Syntax::Go),
            ("{{range .GetValueArray \"key\" \",\"}}{{$.GetValue .}}{{end}}", Syntax::Go),
            ("{{GetValue (GetValue \"key\")}}", Syntax::Handlebars),
            ("{{#each (GetValueArray \"key\" \",\")}}{{GetValue this}}{{/each}}", Syntax::Handlebars),
        ] {
            let template = Template::read("t", source, Some(syntax)).unwrap();
            let error = template.render(&Context::new().with_values(&values)).unwrap_err();
            let text = format!("{} {}", error.message(), error.hints().join(" "));
            assert!(text.contains("whose name is computed here can't be read"), "{source}: {text}");
            assert!(!text.contains("p4ss") && !text.contains("w0rd"), "{source}: {text}");
        }
    }
    gives("{{$x := \"po\"}}{{.GetValue (print $x \"rt\")}}", "80");
    for source in [
        "{{.GetValue (\"prt\")}}",
        "{{\"prt\" | .GetValue}}",
        "{{$x := \"pr\"}}{{.GetValue (print $x \"t\")}}",
        "{{raw .ModuleConfigDir}}{{.GetValue \"prt\"}}",
        "{{#with \"prt\"}}{{GetValue this}}{{/with}}",
    ] {
        refused(source, "there is no parameter 'prt'");
    }
    refused("{{.GetValue (print .ModuleConfigDir)}}", "whose name is computed here");
}

#[test]
fn a_text_that_is_too_large_is_refused_while_it_is_made() {
    let list = json!(vec![0; 5000]);
    let letters = json!("a".repeat(11 << 20));
    let context = Context::new().with("list", &list).with("letters", &letters);
    for source in [
        "{{printf \"%1000000v\" .list}}",
        "{{printf \"%-1000000d\" .list}}",
        "{{printf \"%.1000000f\" .list}}",
        "{{printf \"%.1000000d\" .list}}",
        "{{printf \"%0*d\" 1000000 .list}}",
        "{{printf \"%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s\" .letters}}",
        "{{html .letters .letters .letters .letters .letters .letters .letters}}",
        "{{print .letters .letters .letters .letters .letters .letters .letters}}",
        "{{println .letters .letters .letters .letters .letters .letters .letters}}",
    ] {
        let error = Template::read("t", source, Some(Syntax::Go)).unwrap().render(&context).unwrap_err();
        assert!(error.message().contains("a text is larger than 64 MiB"), "{source}: {}", error.message());
    }
}

#[test]
fn what_is_copied_is_counted() {
    let long = Known([("long", json!("a,".repeat(50_000))), ("item", json!("b"))].into());
    let list = json!(vec![0; 100_000]);
    for source in [
        "{{range 10}}{{$x := $.GetValueArray \"long\" \",\"}}{{end}}",
        "{{range 100}}{{$x := $.GetValueArray \"long\" \";\"}}{{end}}",
        "{{range 100}}{{$x := $.GetContainerName ($.GetValue \"long\")}}{{end}}",
        "{{range 100}}{{$x := slice ($.GetValue \"long\") 1}}{{end}}",
        "{{range 100}}{{$x := slice $.list 1}}{{end}}",
        "{{range 100}}{{$x := eq ($.GetValue \"long\") ($.GetValue \"long\")}}{{end}}",
    ] {
        let budget = Budget::new(100_000);
        let context = Context::new().with_values(&long).with("list", &list).with_project("p").within(&budget);
        let error = Template::read("t", source, Some(Syntax::Go)).unwrap().render(&context).unwrap_err();
        assert!(error.message().contains("more than 100000 steps"), "{source}: {}", error.message());
    }
}

#[test]
fn variables_take_time_in_proportion_to_their_number() {
    let source: String = (0..100_000).map(|number| format!("{{{{$a{number} := {number}}}}}")).collect();
    let source = source + "{{range 100000}}{{$a0}}{{$a1 = 2}}{{end}}";
    assert_eq!(render(&source).unwrap(), "0".repeat(100_000));
    gives("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{$x = 3}}{{$x}}{{end}}{{$x}}", "231");
    gives("{{define \"d\"}}{{$x := 5}}{{$x}}{{$}}{{end}}{{$x := 1}}{{template \"d\" 7}}{{$x}}", "571");
    refused("{{define \"d\"}}{{$x = 5}}{{end}}{{$x := 1}}{{template \"d\"}}", "the variable '$x' isn't set");
}

#[test]
fn what_would_run_for_ever_is_ended() {
    refused("{{define \"u\"}}{{template \"u\"}}{{end}}{{template \"u\"}}", "stand in each other more than");
    refused("{{range 1000000}}{{range 1000000}}{{end}}{{end}}", "more than 10000000 steps");
    refused(
        "{{$x := \"0123456789\"}}{{range 100}}{{$x = print $x $x}}{{end}}",
        "a text is larger than 64 MiB",
    );
    refused("{{$x := printf \"%900000d\" 1}}{{range 100}}{{$x}}{{end}}", "the output is larger than 64 MiB");
    refused(&"{{if true}}".repeat(10_000), "more than 200 deep");
    refused(&format!("{{{{.a {}", "(".repeat(10_000)), "more than 200 deep");
    refused(&format!("{{{{.a {}", "({{ ".repeat(10_000)), "'{' stands where it can't");
    refused(&format!("{{{{.a{}}}}}", ".a".repeat(100_000)), "nothing is called 'a'");
    refused(
        &format!("{{{{if true}}}}{}{{{{end}}}}", "{{else if true}}".repeat(10_000)),
        "more than 200 deep",
    );
}

#[test]
fn explain_tells_the_parameter_that_a_command_hands_on() {
    let source = "{{\"a\" | .GetValue}}{{print \"b\" | .GetValue}}{{\",\" | .GetValueArray \"c\"}}{{`d` | $.GetValue | print}}";
    let uses = Template::read("t", source, None).unwrap().explain(None).uses;
    let names: Vec<_> = uses.iter().map(|used| used.fqpn.as_deref().unwrap_or("-")).collect();
    assert_eq!(names, ["a", "-", "c", "d"]);
}

#[test]
fn explain_tells_of_reads_of_the_whole_context() {
    let uses = |source| {
        let template = Template::read("t", source, None).unwrap();
        let uses = template.explain(None).uses;
        uses.into_iter()
            .map(|used| format!("{}@{}", used.accessor, used.column))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(uses("{{index . \"Dir\"}}{{len $}}{{with .}}{{.Dir}}{{end}}"), ".@9 .@24 .@34");
    assert_eq!(uses("{{range .}}{{.}}{{end}}{{range .list}}{{.}}{{end}}{{. | print}}"), ".@9 list@32 .@53");
    assert_eq!(uses("{{define \"d\"}}{{.Dir}}{{len .}}{{end}}{{template \"d\" .}}"), "Dir@17 .@29");
    assert_eq!(uses("{{define \"d\"}}{{.}}{{end}}{{range .list}}{{template \"d\" .}}{{end}}"), "list@35");
    assert_eq!(uses("{{#each @root}}{{this}}{{/each}}{{len this}}"), ".@1 .@33");
}

#[test]
fn findings_tell_what_only_hyperdrive_knows() {
    use FindingKind::{BareWord, ContainerName, Raw};
    let found = |source| {
        let template = Template::read("t", source, None).map_err(|error| error.to_string())?;
        Ok::<_, String>(template.findings().iter().map(|found| found.kind).collect::<Vec<_>>())
    };
    assert_eq!(
        found("{{.GetValue port}}{{.GetContainerName x}}{{raw .x}}"),
        Ok(vec![BareWord, ContainerName, BareWord, Raw])
    );
    assert_eq!(found("{{raw x}}{{GetContainerName \"x\"}}{{{x}}}"), Ok(vec![Raw, ContainerName]));
    assert_eq!(found("{{.GetValue \"port\"}}"), Ok(vec![]));
}

/// For how many seconds the processor has worked for this process, whoever else kept it busy meanwhile.
fn worked() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    // For the process and by the kernel, in hundredths of a second.
    fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}

#[test]
fn the_largest_handlebars_template_is_read_in_time() {
    let start = worked();
    assert!(render(&"{{ModuleConfigDir}} ".repeat(1000)).is_ok());
    let nested = format!("{}x{}", "{{#if true}}".repeat(100), "{{/if}}".repeat(100));
    assert_eq!(render(&nested).map_err(|error| error.to_string()).as_deref(), Ok("x"));
    let parens = format!("{{{{print {}1{}}}}}", "(print ".repeat(99), ")".repeat(99));
    assert_eq!(render(&parens).map_err(|error| error.to_string()).as_deref(), Ok("1"));
    assert!(render(&format!("{{{{print {}1}}}}", "(print ".repeat(99))).is_err());
    assert!(render(&"{{#if true}}".repeat(100)).is_err());
    assert!(render(&format!("{{{{#if false}}}}{}{{{{/if}}}}", "{{else if true}}".repeat(90))).is_ok());
    let comments = format!("{}\n{{{{x", "{{!-- }}{{!\n-- a }}".repeat(499));
    let refusal = render(&format!("{comments}{}", "x".repeat(50 << 10))).unwrap_err().to_string();
    assert!(refusal.contains("line 501, column 1"), "{refusal}");
    let comments = "{{!-- }}{{!\n-- --a }}b".repeat(499);
    let made =
        render(&format!("{comments}{}", "x".repeat(50 << 10))).map(|text| text.trim_end_matches('x').len());
    assert_eq!(made.ok(), Some(499));
    let took = worked() - start;
    assert!(took > 0.0 && took < 10.0, "{took} s");
}

#[test]
fn the_deepest_that_is_taken_fits_the_stack() {
    let parens = format!("{}1{}", "(".repeat(190), ")".repeat(190));
    let all = format!(
        "{{{{define \"u\"}}}}{{{{print {parens}}}}}{{{{template \"u\"}}}}{{{{end}}}}{{{{template \"u\"}}}}"
    );
    refused(&all, "more than 400 deep");
    let blocks = format!("{}{{{{print {parens}}}}}{}", "{{if true}}".repeat(9), "{{end}}".repeat(9));
    gives(&blocks, "1");
    let ranges = format!("{}x{}", "{{range 1}}".repeat(199), "{{end}}".repeat(199));
    gives(&ranges, "x");
    let chain = format!("{{{{if false}}}}{}y{{{{end}}}}", "{{else if false}}".repeat(190));
    gives(&chain, "");
}
