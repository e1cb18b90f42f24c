//! The same templates in both syntaxes: the same bytes.

use super::Syntax::{Go, Handlebars};
use super::tests::rendered;

/// Handlebars, and the same in Go's syntax. `«` and `»` stand for `{{` and `}}`.
const PAIRS: [(&str, &str); 44] = [
    ("plain text", "plain text"),
    ("«ModuleConfigDir»/x", "«.ModuleConfigDir»/x"),
    ("«GetValue \"mode\"»", "«.GetValue \"mode\"»"),
    (
        "«GetValue \"port\"» «GetValue \"rate\"» «GetValue \"on\"»",
        "«.GetValue \"port\"» «.GetValue \"rate\"» «.GetValue \"on\"»",
    ),
    ("«GetContainerName \"x\"»", "«.GetContainerName \"x\"»"),
    ("«GetProjectName»", "«.GetProjectName»"),
    ("«list» «object»", "«.list» «.object»"),
    ("«object.a.x»", "«.object.a.x»"),
    ("«object.[b]»", "«.object.b»"),
    ("a «~ModuleConfigDir~» b", "a «- .ModuleConfigDir -» b"),
    ("«! a comment »x", "«/* a comment */»x"),
    ("«{ModuleConfigDir}» «&ModuleConfigDir»", "«.ModuleConfigDir» «.ModuleConfigDir»"),
    ("«#if (GetValue \"on\")»a«/if»", "«if .GetValue \"on\"»a«end»"),
    ("«#if (GetValue \"off\")»a«else»b«/if»", "«if .GetValue \"off\"»a«else»b«end»"),
    (
        "«#if (GetValue \"none\")»a«else if (GetValue \"port\")»b«else»c«/if»",
        "«if .GetValue \"none\"»a«else if .GetValue \"port\"»b«else»c«end»",
    ),
    ("«#if list»a«/if»«#if (not list)»b«/if»", "«if .list»a«end»«if not .list»b«end»"),
    ("«#unless (GetValue \"none\")»a«else»b«/unless»", "«if not (.GetValue \"none\")»a«else»b«end»"),
    ("«#if (eq (GetValue \"mode\") \"full\")»a«/if»", "«if eq (.GetValue \"mode\") \"full\"»a«end»"),
    (
        "«#if (ne (GetValue \"mode\") \"full\")»a«else»b«/if»",
        "«if ne (.GetValue \"mode\") \"full\"»a«else»b«end»",
    ),
    (
        "«#if (eq (GetValue \"port\") 80)»a«/if»«#if (eq (GetValue \"port\") \"80\")»b«/if»",
        "«if eq (.GetValue \"port\") 80»a«end»«if eq (.GetValue \"port\") \"80\"»b«end»",
    ),
    (
        "«#if (lt (GetValue \"port\") 81)»a«/if»«#if (le (GetValue \"rate\") 0.5)»b«/if»",
        "«if lt (.GetValue \"port\") 81»a«end»«if le (.GetValue \"rate\") 0.5»b«end»",
    ),
    (
        "«#if (and (gt (GetValue \"port\") 1) (ge (GetValue \"port\") 80))»a«/if»",
        "«if and (gt (.GetValue \"port\") 1) (ge (.GetValue \"port\") 80)»a«end»",
    ),
    (
        "«or (GetValue \"none\") \"other\"»«and (GetValue \"mode\") \"x\"»",
        "«or (.GetValue \"none\") \"other\"»«and (.GetValue \"mode\") \"x\"»",
    ),
    ("«#each list»<«this»>«/each»", "«range .list»<«.»>«end»"),
    ("«#each list»«@index»«this»«/each»", "«range $i, $x := .list»«$i»«$x»«end»"),
    ("«#each list as |x i|»«i»«x»«/each»", "«range $i, $x := .list»«$i»«$x»«end»"),
    ("«#each object»«@key» «/each»", "«range $k, $_ := .object»«$k» «end»"),
    ("«#each object as |v k|»«k»=«v»;«/each»", "«range $k, $v := .object»«$k»=«$v»;«end»"),
    (
        "«#each (GetValueArray \"none\" \",\")»x«else»empty«/each»",
        "«range .GetValueArray \"none\" \",\"»x«else»empty«end»",
    ),
    (
        "«#each (GetValueArray \"nodeset/hyperdrive:additionalDockerNetworks\" \",\")»- «this» «/each»",
        "«range .GetValueArray \"nodeset/hyperdrive:additionalDockerNetworks\" \",\"»- «.» «end»",
    ),
    ("«#each list»«ModuleConfigDir»«/each»", "«range .list»«$.ModuleConfigDir»«end»"),
    (
        "«#each list»«@root.ModuleConfigDir»«GetValue \"port\"»«/each»",
        "«range .list»«$.ModuleConfigDir»«$.GetValue \"port\"»«end»",
    ),
    (
        "«#each list»«#each ../list»«../this»«this» «/each»«/each»",
        "«range $a := .list»«range $.list»«$a»«.» «end»«end»",
    ),
    ("«#with object.a»«x»«/with»", "«with .object.a»«.x»«end»"),
    ("«#with (GetValue \"none\")»a«else»b«/with»", "«with .GetValue \"none\"»a«else»b«end»"),
    ("«#with (GetValue \"mode\") as |m|»«m»«this»«/with»", "«with $m := .GetValue \"mode\"»«$m»«.»«end»"),
    ("«len list» «len (GetValue \"mode\")»", "«len .list» «len (.GetValue \"mode\")»"),
    ("«printf \"%05d|%-6s|%q\" 42 \"a\" \"b\"»", "«printf \"%05d|%-6s|%q\" 42 \"a\" \"b\"»"),
    (
        "«print 1 2 \"a\"» «html \"<a>\"» «urlquery \"a b\"»",
        "«print 1 2 \"a\"» «html \"<a>\"» «urlquery \"a b\"»",
    ),
    ("«index list 1» «slice \"hello\" 1 3»", "«index .list 1» «slice \"hello\" 1 3»"),
    ("«raw (GetValue \"mode\")»", "«.GetValue \"mode\" | raw»"),
    (
        "«#if (eq 1 1)»«#if (eq 2 2)»«#each list»«#if @first»«this»«/if»«/each»«/if»«/if»",
        "«if eq 1 1»«if eq 2 2»«range $i, $x := .list»«if not $i»«$x»«end»«end»«end»«end»",
    ),
    ("a:\n«#each list»\n  - «this»\n«/each»\nb\n", "a:\n«range .list»  - «.»\n«end»b\n"),
    ("\\«x» «{{raw}}»«y»«{{/raw}}»", "«`{{x}} {{y}}`»"),
];

#[test]
fn both_syntaxes_give_the_same_bytes() {
    for (handlebars, go) in PAIRS {
        let source = |text: &str| text.replace('«', "{{").replace('»', "}}");
        let (handlebars, go) = (source(handlebars), source(go));
        let text = |source: &str, syntax| rendered(source, syntax).map_err(|error| error.to_string());
        let (ours, gos) = (text(&handlebars, Handlebars), text(&go, Go));
        assert!(ours.is_ok() && ours == gos, "{handlebars}\n{go}\n{ours:?}\n{gos:?}");
    }
}
