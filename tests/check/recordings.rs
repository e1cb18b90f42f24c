//! Recordings: what is judged again without the adapter.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{around, check, codes, hello, with_module};

#[test]
fn what_is_recorded_is_judged_again_without_the_adapter() {
    let place = with_module();
    let judged = |args: &[&str], rest: &[&str], status| {
        let ran = place
            .tool("hd-check")
            .args(args)
            .args(["--format", "json"])
            .args(rest)
            .any_stdout()
            .status(status);
        let mut report = ran.document();
        report.as_object_mut().unwrap().remove("subject");
        report
    };
    let adapter = around(
        &place,
        "[[ $1 = process-config && $line == *'\"utcOffset\":14'* ]] && { echo '{\"errors\":[\"too far\"],\"ports\":{}}'; exit; }",
    );
    let live = judged(&["adapter", "--record", "a.json"], &["--", &adapter], 0);
    assert_eq!(live["findings"][0]["code"], "HD117");
    let recorded: Value = serde_json::from_str(&place.read("a.json")).unwrap();
    assert!(recorded["answers"].as_array().unwrap().len() > 50);
    std::fs::remove_file(&adapter).unwrap();
    assert_eq!(judged(&["adapter", "--replay", "a.json"], &[], 0), live);
    // A package is judged by its own recording, and as far as possible by an adapter's.
    let live = judged(&["package", "module", "--record", "p.json"], &["--", &hello()], 0);
    assert_eq!(judged(&["package", "module", "--replay", "p.json"], &[], 0), live);
    let partly = judged(&["package", "module", "--replay", "a.json"], &[], 0);
    assert_eq!(partly["findings"], json!([]));
    place.write("a.json", "{}");
    place.tool("hd-check").args(["adapter", "--replay", "a.json"]).any_stderr().status(3);
}

/// What somebody does to a recording.
type Change<'c> = &'c dyn Fn(&mut Value);

#[test]
fn a_recording_that_somebody_changed_is_refused_or_judged_as_it_stands() {
    let place = with_module();
    let record = ["adapter", "--record", "kept.json", "--", &hello()];
    place.tool("hd-check").args(record).any_stdout().status(0);
    let kept: Value = serde_json::from_str(&place.read("kept.json")).unwrap();
    let replay = |change: Change| {
        let mut changed = kept.clone();
        change(&mut changed);
        place.write("changed.json", changed.to_string());
        check(&place, &["adapter", "--replay", "changed.json"])
    };
    let refused: [(Change, &str); 7] = [
        (&|kept| kept["answers"] = json!([]), "the recording has no answer to this 'version'"),
        (&|kept| kept["answers"].as_array_mut().unwrap().truncate(10), "the recording has no answer to this"),
        (&|kept| kept["answers"][0]["stdout"] = json!({"hex": "zz"}), "'zz' is no hex"),
        (&|kept| kept["answers"][0]["stdout"] = json!({"hex": "abc"}), "'abc' is no hex"),
        (&|kept| kept["answers"][0]["end"] = json!({"code": 1e30}), "changed.json"),
        (&|kept| kept["idle"]["cpu"] = json!(-1), "the time that an adapter took can't be less than none"),
        (&|kept| kept["idle"]["stoppedWithin"] = json!(-1), "can't be less than none"),
    ];
    for (change, said) in refused {
        replay(change).stderr_has(said).status(3);
    }
    let late = replay(&|kept| kept["idle"]["stoppedWithin"] = json!(11)).any_stdout().status(1);
    assert_eq!(codes(&late), BTreeSet::from(["HD122".to_owned()]));
    let evil = replay(&|kept| kept["idle"]["ended"] = json!("\u{1b}[31m\n".repeat(5000)));
    let evil = evil.any_stdout().status(1).document();
    let message = evil["findings"][0]["message"].as_str().unwrap();
    assert!(message.len() < 2000 && !message.contains('\u{1b}'), "{message}");
    for endless in ["--replay", "--metadata"] {
        let args = if endless == "--replay" { vec!["adapter"] } else { vec!["package", "module"] };
        let test = place.tool("hd-check").args(args).args([endless, "/dev/zero"]);
        test.stderr_has("'/dev/zero'").stderr_has("is larger than 256 MiB").status(3);
    }
}
