//! hd-token, as a shell script uses it.

use std::os::unix::fs::PermissionsExt;

use crate::support::{Place, Test};

fn mode(place: &Place, path: &str) -> u32 {
    std::fs::metadata(place.path(path)).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_key_goes_into_a_new_file_or_to_standard_output() {
    let place = Place::default();
    place.tool("hd-token").args(["key", "a.key"]).stdout("{\"keyFile\":\"a.key\"}\n").status(0);
    place.tool("hd-token").args(["key", "--mounted", "b.key"]).any_stdout().status(0);
    assert_eq!((mode(&place, "a.key"), mode(&place, "b.key")), (0o600, 0o444));
    assert_eq!(place.read("a.key").len(), 96);
    let printed = place.tool("hd-token").args(["key"]).any_stdout().status(0).stdout;
    assert!(printed.len() == 96 && printed.bytes().all(|byte| byte.is_ascii_hexdigit()), "{printed}");
}

#[test]
fn a_key_that_is_there_is_never_overwritten() {
    let ran = Test::tool("hd-token")
        .file("a.key", "precious")
        .args(["key", "a.key"])
        .stderr("hd-token: cannot create key 'a.key': it exists already\n")
        .status(4);
    assert_eq!(ran.place.read("a.key"), "precious");
}

#[test]
fn what_is_signed_is_verified_with_the_same_key_only() {
    let place = Place::default();
    let script = "hd-token key a.key >/dev/null; hd-token key b.key >/dev/null
        hd-token sign --issuer me/mod --key-file a.key --audience demo >token
        hd-token verify --key-file a.key --audience demo <token";
    let claims = place.sh(script).any_stdout().status(0).document();
    assert_eq!((claims["iss"].as_str(), claims["aud"].as_str()), (Some("me/mod"), Some("demo")));
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 60);
    place
        .sh("hd-token verify --key-file b.key <token")
        .stderr("hd-token: the token isn't valid: its signature is another key's\n")
        .status(1);
    place
        .sh("hd-token verify --key-file a.key --audience other <token")
        .stderr("hd-token: the token isn't valid: it is meant for another project\n")
        .status(1);
    place.sh("hd-token inspect <token").stdout_has("\"algorithm\":\"HS384\"").status(0);
}

#[test]
fn signing_tells_more_as_json() {
    let script = "hd-token key k >/dev/null; hd-token sign --issuer me/mod --key-file k --ttl 5 --once --algorithm HS256 --json";
    let said = Place::default().sh(script).any_stdout().status(0).document();
    assert_eq!(said["algorithm"], "HS256");
    assert_eq!(said["claims"]["jti"].as_str().unwrap().len(), 32);
    assert_eq!(said["token"].as_str().unwrap().split('.').count(), 3);
}

#[test]
fn a_token_that_is_none_is_a_no() {
    let place = Place::default();
    place.sh("hd-token key k >/dev/null").status(0);
    for text in ["", "a.b.c", "\u{1b}[31m", &"x".repeat(100_000)] {
        let token = place.tool("hd-token").args(["verify", "--key-file", "k"]).stdin(text);
        let said = token.stderr_has("hd-token: the token isn't valid: ").status(1).stderr;
        assert!(!said.contains('\u{1b}') && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn a_rotated_key_overlaps_with_the_old_one() {
    let place = Place::default();
    let script = "hd-token key k >/dev/null
        hd-token sign --issuer me/mod --key-file k >token
        hd-token rotate --key-file k --overlap 60 >/dev/null
        hd-token verify --key-file k <token
        hd-token sign --issuer me/mod --key-file k | hd-token verify --key-file k";
    assert_eq!(place.sh(script).any_stdout().status(0).documents().len(), 2);
    place.sh("hd-token rotate --key-file k --overlap 0 --anyway").any_stdout().status(0);
    place.sh("hd-token verify --key-file k <token").stderr_has("its signature is another key's").status(1);
}

#[test]
fn wrong_usage_and_missing_files_have_their_codes() {
    let token = || Test::tool("hd-token");
    let sign = ["sign", "--key-file", "k", "--issuer"];
    token().args(sign).args(["me/mod", "--ttl", "61"]).stderr_has("--ttl").status(2);
    token().args(sign).args(["me/mod"]).stderr("hd-token: cannot read key 'k': no such file\n").status(3);
    token().file("k", "short").args(sign).args(["me/mod"]).stderr_has("shorter than 32 bytes").status(3);
    token().args(sign).args(["../x"]).stderr_has("'..' is no author of a module").status(3);
}

#[test]
fn an_old_key_that_still_counts_isnt_lost_by_a_second_rotation() {
    let place = Place::default();
    let script = "hd-token key k >/dev/null
        hd-token sign --issuer me/mod --key-file k >token
        hd-token rotate --key-file k >/dev/null; cp k second";
    place.sh(script).status(0);
    let again = place.sh("hd-token rotate --key-file k");
    let said = again.stderr_has("refusing to rotate key 'k': the one before still counts").status(1).stderr;
    assert!(said.contains("hint: ") && said.contains("--anyway"), "{said}");
    assert_eq!(place.read("k"), place.read("second"), "nothing changed");
    place.sh("hd-token verify --key-file k <token").any_stdout().status(0);
    place.sh("hd-token rotate --key-file k --anyway").any_stdout().status(0);
    place.sh("hd-token verify --key-file k <token").stderr_has("another key's").status(1);
    place.sh("touch -d '1 hour ago' k.old && hd-token rotate --key-file k").any_stdout().status(0);
}

#[test]
fn a_link_in_a_key_s_place_is_no_key() {
    let place = Place::default();
    place.sh("hd-token key k >/dev/null; cp k copy; ln -s k link").status(0);
    for command in ["rotate", "sign --issuer me/mod", "verify"] {
        place.sh(&format!("hd-token {command} --key-file link")).stderr_has("key 'link'").status(4);
    }
    assert!(place.path("link").is_symlink() && !place.path("link.old").exists());
    assert_eq!(place.read("k"), place.read("copy"));
}

#[test]
fn a_key_that_a_shell_put_behind_a_link_is_told_and_so_is_hyperdrive_s_own_name() {
    let place = Place::default();
    let sign = "hd-token key k >/dev/null; hd-token sign --key-file /dev/fd/3 --issuer me/mod 3<k";
    let said = place.sh(sign).any_stderr().status(4).stderr;
    assert!(said.contains("key '/dev/fd/3'") && said.contains("hint: it is a link"), "{said}");
    let sign = place.sh("hd-token sign --key-file k --issuer hyperdrive");
    sign.stderr_has("hint: Hyperdrive itself is nodeset/hyperdrive").status(3);
}

#[test]
fn rotations_at_once_are_one_and_the_key_before_them_still_counts() {
    let place = Place::default();
    let script = "hd-token key k >/dev/null
        hd-token sign --issuer me/mod --key-file k >token
        for number in 1 2 3 4 5; do hd-token rotate --key-file k >$number.out 2>$number.err & done; wait
        cat *.err >&2; cat *.out | wc -l
        hd-token verify --key-file k <token >/dev/null";
    let ran = place.sh(script).any_stdout().any_stderr().status(0);
    assert_eq!(ran.stdout.trim(), "1", "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("refusing to rotate key 'k'").count(), 4, "{}", ran.stderr);
}

#[test]
fn any_token_is_inspected_as_far_as_it_can_be_read() {
    let part = |text: &str| {
        let script = format!("printf %s '{text}' | base64 -w0 | tr -d = | tr '+/' '-_'");
        Place::default().sh(&script).any_stdout().status(0).stdout
    };
    for (header, claims, algorithm) in [
        (r#"{"alg":"none"}"#, r#"{"iss":"me/mod","exp":5}"#, r#""none""#),
        (r#"{"alg":"RS256","kid":"x"}"#, r#"{"iss":"me/mod","exp":5}"#, r#""RS256""#),
        (r#"{"alg":"HS384"}"#, r#"{"iss":"me/mod"}"#, r#""HS384""#),
        (r#"{"alg":"HS384","crit":["x"]}"#, r#"{"a":18446744073709551615}"#, r#""HS384""#),
        ("{}", r#"{"iss":7}"#, "null"),
        ("x", r#"{"iss":7}"#, "null"),
        (r#"{"alg":"HS256"}"#, "x", r#""HS256""#),
    ] {
        let token = format!("{}.{}.", part(header), part(claims));
        let claims = if claims == "x" { "null" } else { claims };
        let shown = format!("{{\"algorithm\":{algorithm},\"claims\":{claims}}}\n");
        Test::tool("hd-token").args(["inspect"]).stdin(token).stdout(&shown).status(0);
    }
    for nothing in ["", "a.b", "a.b.c", "\u{1b}[31m"] {
        let token = Test::tool("hd-token").args(["inspect"]).stdin(nothing);
        token.stderr_has("hd-token: the token isn't valid: ").status(1);
    }
}
