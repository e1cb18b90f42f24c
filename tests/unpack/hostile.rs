//! Hostile archives: each is refused with its entry and its reason, and nothing is written outside the staging folder.
#![allow(clippy::assigning_clones, clippy::cloned_ref_to_slice_refs, reason = "tables read best short")]
#![allow(clippy::too_many_lines, reason = "a table")]

use std::time::{Duration, Instant};

use crate::support::Place;
use crate::support::zip::{End, End64, Header, Part, archive, archive_with, crc, deflate, extra};

use super::{needed, package};

/// What it is called, the archive, and what the refusal says.
struct Case {
    name: String,
    bytes: Vec<u8>,
    says: String,
}

fn case(name: impl Into<String>, bytes: Vec<u8>, says: impl Into<String>) -> Case {
    Case { name: name.into(), bytes, says: says.into() }
}

/// An archive that is good but for one entry.
fn bad(name: &str, part: Part, says: &str) -> Case {
    case(name, package([part]), says)
}

fn text() -> String {
    "a text that can be packed ".repeat(40)
}

fn good() -> Part {
    Part::deflated("good", text())
}

#[test]
fn every_hostile_archive_is_refused() {
    let rooms = [paths, kinds, twice, packed, lies, places, wide, ends, layouts, bombs];
    let cases: Vec<Case> = rooms.into_iter().flat_map(|room| room()).collect();
    assert!(cases.len() >= 120, "{}", cases.len());
    let (place, before) = (Place::default(), Place::default().tree());
    let wrong: Vec<String> = cases.iter().filter_map(|case| wrong(&place, case)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert_eq!(place.tree(), before);
}

/// What isn't as it should be: it ends with 3, within 2 s and 64 MiB of memory, says why, and leaves nothing.
fn wrong(place: &Place, case: &Case) -> Option<String> {
    place.write("evil.zip", &case.bytes);
    let start = Instant::now();
    // Under this limit, more memory than 64 MiB isn't given to it.
    let run = place.sh("ulimit -d 65536; hd-unpack evil.zip --into out").command().output().unwrap();
    let (time, said) = (start.elapsed(), String::from_utf8(run.stderr).unwrap());
    std::fs::remove_file(place.path("evil.zip")).unwrap();
    let quick = time < Duration::from_secs(2);
    let told = run.stdout.is_empty() && said.starts_with("hd-unpack: ") && said.contains(&case.says);
    let clean = !place.path("out").exists() && !said.contains('\x1b');
    let good = run.status.code() == Some(3) && quick && told && clean;
    let Case { name, says, .. } = case;
    (!good).then(|| format!("{name}: {} after {time:?}: {said}  expected: {says}", run.status))
}

fn paths() -> Vec<Case> {
    let long = "a".repeat(256);
    let deep = "a/".repeat(513) + "b";
    [
        ("../x", "it leaves the target directory"),
        ("a/../../x", "it leaves the target directory"),
        ("a/b/../c", "it leaves the target directory"),
        ("a/..", "it leaves the target directory"),
        ("..", "it leaves the target directory"),
        ("../", "it leaves the target directory"),
        ("./../x", "it leaves the target directory"),
        ("/etc/cron.d/x", "its path is absolute"),
        ("//host/share/x", "its path is absolute"),
        ("/", "its path is absolute"),
        ("..\\x", "its name holds a backslash"),
        ("a\\..\\..\\x", "its name holds a backslash"),
        ("\\x", "its name holds a backslash"),
        ("\\\\host\\share\\x", "its name holds a backslash"),
        ("C:\\x", "its name holds a backslash"),
        ("C:/x", "its path begins with a drive"),
        ("c:x", "its path begins with a drive"),
        ("a//b", "its path isn't plain"),
        ("a/./b", "its path isn't plain"),
        ("././a", "its path isn't plain"),
        (".", "its path isn't plain"),
        ("a//", "its path isn't plain"),
        ("", "its name is empty"),
        ("a\0b", "its name holds a control character"),
        ("a\0/../b", "its name holds a control character"),
        ("a\nb", "its name holds a control character"),
        ("a\rb", "its name holds a control character"),
        ("\x1b[2J", "its name holds a control character"),
        ("a\x7f", "its name holds a control character"),
        ("a\u{9b}2J", "its name holds a control character"),
        ("a\u{202e}lmpt.b", "its name holds a control character"),
        ("a\u{200b}", "its name holds a control character"),
        ("\u{feff}a", "its name holds a control character"),
        ("a\u{2028}b", "its name holds a control character"),
        ("\u{ff0e}\u{ff0e}/x", "it leaves the target directory"),
        ("\u{2025}/x", "it leaves the target directory"),
        ("\u{ff0f}etc/x", "its path is absolute"),
        ("..\u{ff0f}x", "it leaves the target directory"),
        ("a\u{ff3c}x", "its name holds a backslash"),
        ("C\u{ff1a}x", "its path begins with a drive"),
        (&long, "a part of its path is longer than 255 bytes"),
        (&deep, "its path is longer than 1,024 bytes"),
    ]
    .map(|(name, says)| bad(&format!("path {name:?}"), Part::new(name, "x"), says))
    .into_iter()
    .chain([
        bad("a byte that is no UTF-8", Part::new(b"\xff", "x"), "its name isn't UTF-8"),
        bad("an overlong dot", Part::new(b"\xc0\xae\xc0\xae/x", "x"), "its name isn't UTF-8"),
        bad("half a pair", Part::new(b"\xed\xa0\x80", "x"), "its name isn't UTF-8"),
        bad("a name of 64 KiB", Part::new("a/".repeat(32_000), "x"), "its path is longer than 1,024 bytes"),
    ])
    .collect()
}

fn kinds() -> Vec<Case> {
    let of = |mode: u32| Part::new("x", "/etc/passwd").mode(mode);
    let dos =
        |attributes: u32| Part::new("x", "").with(|part| (part.host, part.attributes) = (0, attributes));
    let link = |id: u16, content: &[u8]| {
        let extra = extra(id, content);
        Part::new("x", "y").both(|header| header.extra = extra.clone())
    };
    vec![
        bad("a symbolic link", of(0o120_777), "it is a symbolic link"),
        bad("a link by a Mac", of(0o120_777).with(|part| part.host = 19), "it is a symbolic link"),
        bad("a link by DOS", of(0o120_777).with(|part| part.host = 0), "it is a symbolic link"),
        bad("a link with the name of a folder", Part::new("x/", "").mode(0o120_777), "it is a symbolic link"),
        bad("a character device", of(0o020_644), "it is a device"),
        bad("a block device", of(0o060_644), "it is a device"),
        bad("a pipe", of(0o010_644), "it is a pipe"),
        bad("a socket", of(0o140_644), "it is a socket"),
        bad("a kind that isn't", of(0o170_644), "it is neither a file nor a folder"),
        bad("a folder called like a file", of(0o040_755), "it is a folder with the name of a file"),
        bad(
            "a file called like a folder",
            Part::new("x/", "").mode(0o100_644),
            "it is a file with the name of a folder",
        ),
        bad("a DOS folder called like a file", dos(0x10), "it is a folder with the name of a file"),
        bad("a folder with content", Part::new("x/", "content"), "it is a folder with content"),
        bad("PKWARE's link", link(0x000d, &[0; 20]), "it is a link or a device"),
        bad(
            "ASi's link",
            link(0x756e, &[0, 0, 0, 0, 0xff, 0xa1, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]),
            "it is a link or a device",
        ),
        bad(
            "ASi's device",
            link(0x756e, &[0, 0, 0, 0, 0xff, 0x61, 4, 1, 0, 0, 0, 0, 0, 0]),
            "it is a link or a device",
        ),
    ]
}

fn twice() -> Vec<Case> {
    let both = |first: &str, second: &str| {
        let part = |name: &str| Part::new(name, if name.ends_with('/') { "" } else { "x" });
        package([part(first), part(second)])
    };
    [
        ("a", "a", "two entries have this path"),
        ("./a", "a", "two entries have this path"),
        ("a/", "a/", "two entries have this path"),
        ("descriptor.json", "x", "two entries have this path"),
        ("a", "A", "differ by letter case or Unicode form only"),
        ("Descriptor.json", "x", "differ by letter case or Unicode form only"),
        ("Templates/b.tmpl", "x", "differ by letter case or Unicode form only"),
        ("a/x", "A/y", "differ by letter case or Unicode form only"),
        ("a/", "A/", "differ by letter case or Unicode form only"),
        ("é", "e\u{301}", "differ by letter case or Unicode form only"),
        ("É", "e\u{301}", "differ by letter case or Unicode form only"),
        ("\u{1e9e}", "ss", "differ by letter case or Unicode form only"),
        ("\u{fb01}", "fi", "differ by letter case or Unicode form only"),
        ("\u{212a}", "k", "differ by letter case or Unicode form only"),
        ("\u{ff41}", "a", "differ by letter case or Unicode form only"),
        ("σ", "ς", "differ by letter case or Unicode form only"),
        ("a", "a/b", "it needs a folder 'a', which is a file"),
        ("a/b", "a", "another entry needs a folder of this name"),
        ("a", "a/", "it needs a folder 'a', which is a file"),
        ("a", "A/b", "differ by letter case or Unicode form only"),
        ("templates", "x", "another entry needs a folder of this name"),
    ]
    .map(|(first, second, says)| case(format!("{first:?} and {second:?}"), both(first, second), says))
    .into_iter()
    .collect()
}

fn packed() -> Vec<Case> {
    let flag = |bit: u16| good().both(|header| header.flags |= 1 << bit);
    let mut cases = vec![
        bad("encrypted", flag(0), "it is encrypted"),
        bad("strongly encrypted", flag(6), "it is encrypted"),
        bad("masked headers", flag(13), "it is encrypted"),
        bad("AES", good().method(99), "it is encrypted"),
        bad("a patch", flag(5), "it is a patch"),
    ];
    let methods = [1_u16, 2, 5, 6, 7, 9, 10, 12, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 0xffff];
    cases.extend(methods.map(|method| {
        bad(&format!("method {method}"), good().method(method), &format!("it is packed by method {method};"))
    }));
    cases
}

fn lies() -> Vec<Case> {
    let packed = deflate(text().as_bytes());
    let both = |change: fn(&mut Header)| good().both(change);
    let local = |change: fn(&mut Header)| good().local(change);
    let stored = |change: fn(&mut Header)| Part::new("x", text()).both(change);
    let long = |data: Vec<u8>| good().data(data);
    let other = [&[1, 0, 0, 0, 0][..], b"evil"].concat();
    let name = extra(0x7075, &other);
    let streamed = |at: usize| good().streamed(true).with(|part| part.behind[at] ^= 1);
    vec![
        bad("a wrong checksum", both(|header| header.crc ^= 1), "its checksum isn't the one in its header"),
        bad(
            "a wrong checksum, stored",
            stored(|header| header.crc ^= 1),
            "its checksum isn't the one in its header",
        ),
        bad(
            "one byte more than said",
            both(|header| header.size -= 1),
            "its content is larger than its header says",
        ),
        bad(
            "far more than said",
            both(|header| header.size = 1),
            "its content is larger than its header says",
        ),
        bad(
            "nothing, it is said",
            both(|header| header.size = 0),
            "its content is larger than its header says",
        ),
        bad("one byte less than said", both(|header| header.size += 1), "its content is of another size"),
        bad("two sizes, stored", stored(|header| header.size += 1), "it is stored, but its two sizes differ"),
        bad("cut in the middle", long(packed[..packed.len() / 2].to_vec()), "its content ends too early"),
        bad("nothing packed", long(Vec::new()), "its content ends too early"),
        bad(
            "bytes behind the content",
            long([&packed[..], b"more"].concat()),
            "its content is of another size",
        ),
        bad("no Deflate at all", long(vec![0xff; 50]), "its content is damaged"),
        bad("a dictionary that isn't", long(vec![0x78, 0xbb, 0, 0, 0, 0, 1]), "its content"),
        bad(
            "a local name",
            local(|header| header.name = b"evil".to_vec()),
            "its local header has another name",
        ),
        bad(
            "a longer local name",
            local(|header| header.name.push(b'x')),
            "its local header has another name",
        ),
        bad("a local method", local(|header| header.method = 0), "its local header says another method"),
        bad(
            "a local flag",
            local(|header| header.flags ^= 1),
            "its local header says another method or other flags",
        ),
        bad("a local name's code", local(|header| header.flags ^= 1 << 11), "other flags"),
        bad("sizes behind, locally", local(|header| header.flags ^= 1 << 3), "other flags"),
        bad(
            "a local checksum",
            local(|header| header.crc ^= 1),
            "its local header says another size or checksum",
        ),
        bad(
            "a local size",
            local(|header| header.size += 1),
            "its local header says another size or checksum",
        ),
        bad(
            "a local packed size",
            local(|header| header.packed += 1),
            "its local header says another size or checksum",
        ),
        bad("a local zero", local(|header| header.crc = 0), "its local header says another size or checksum"),
        bad(
            "a Unicode name",
            good().both(|header| header.extra.clone_from(&name)),
            "its Unicode name is another one",
        ),
        bad(
            "a local Unicode name",
            good().local(|header| header.extra.clone_from(&name)),
            "its local header has another name",
        ),
        bad(
            "half an extra field",
            good().central(|header| header.extra = vec![1, 0, 9]),
            "its extra fields are damaged",
        ),
        bad(
            "an extra field too long",
            good().central(|header| header.extra = vec![1, 0, 9, 0, 1]),
            "its extra fields are damaged",
        ),
        bad(
            "half a local extra field",
            good().local(|header| header.extra = vec![1, 0, 9]),
            "its extra fields are damaged",
        ),
        bad("another checksum behind", streamed(4), "the sizes behind it are others"),
        bad("another packed size behind", streamed(8), "the sizes behind it are others"),
        bad("another size behind", streamed(12), "the sizes behind it are others"),
        bad("another signature behind", streamed(0), "the sizes behind it are damaged"),
        bad(
            "no sizes behind",
            good().streamed(true).with(|part| part.behind.clear()),
            "the sizes behind it are missing",
        ),
        bad(
            "half the sizes behind",
            good().streamed(true).with(|part| part.behind.truncate(7)),
            "the sizes behind it are missing",
        ),
        bad(
            "another part of the archive",
            good().with(|part| part.disk = 1),
            "it is on another part of the archive",
        ),
        bad("no local signature", good().with(|part| part.signature[2] = 0), "its local header isn't there"),
        bad(
            "an imitating comment",
            good().with(|part| part.comment = b"PK\x01\x02 me too".to_vec()),
            "its comment imitates",
        ),
        bad(
            "a checksum of another text",
            Part::deflated("x", text()).both(|header| header.crc = crc(b"x")),
            "its checksum",
        ),
    ]
}

/// Entries that overlap, lie elsewhere, or leave bytes between them.
fn places() -> Vec<Case> {
    let start = archive(&needed()).len();
    let first = u32::try_from(30 + "good".len()).unwrap();
    let twin = |offset: u32| good().with(|part| (part.absent, part.offset) = (true, Some(offset)));
    let renamed = |name: &str, offset: u32| twin(offset).both(|header| header.name = name.into());
    let inner = Part::new("inner", "x");
    let hidden = archive(&[inner.clone()]);
    let outer = Part::new("outer", &hidden);
    let inside = 30 + u32::try_from("outer".len()).unwrap();
    vec![
        case(
            "one content for two",
            archive(&[&[good()], &needed()[..], &[renamed("b", 0)]].concat()),
            "overlap",
        ),
        case(
            "an entry in another's content",
            archive(&[outer, inner.with(|part| (part.absent, part.offset) = (true, Some(inside)))]),
            "overlap",
        ),
        case("an entry in another's header", archive(&[good(), renamed("b", first - 10)]), "overlap"),
        bad("beyond the directory", good().with(|part| part.offset = Some(1 << 30)), "belong to no entry"),
        bad("at the last byte", good().with(|part| part.offset = Some(u32::MAX - 1)), "belong to no entry"),
        bad("into the directory", good().both(|header| header.packed += 40), "it overlaps what follows it"),
        bad(
            "longer than the archive",
            good().both(|header| header.packed = u32::MAX - 1),
            "it overlaps what follows it",
        ),
        bad("bytes before it", good().with(|part| part.before = vec![0; 7]), "belong to no entry"),
        bad(
            "a hidden entry before it",
            good().with(|part| part.before = hidden.clone()),
            "belong to no entry",
        ),
        bad(
            "bytes behind it",
            good().with(|part| part.behind = vec![0; 16]),
            "bytes behind it belong to no entry",
        ),
        case(
            "a program before it",
            [&b"#!/bin/sh\n"[..], &package([])].concat(),
            "directory isn't where its end says",
        ),
        case(
            "bytes before the first",
            archive(&[good().with(|part| part.before = vec![1; start])]),
            "belong to no entry",
        ),
        bad("an absent entry", good().with(|part| part.absent = true), "overlap"),
    ]
}

fn wide() -> Vec<Case> {
    let field = |content: &[u64]| {
        extra(1, &content.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>())
    };
    let central = |change: fn(&mut Header), numbers: &[u64]| {
        let extra = field(numbers);
        good().central(|header| {
            change(header);
            header.extra = extra;
        })
    };
    let size = |header: &mut Header| header.size = u32::MAX;
    let all = |header: &mut Header| (header.size, header.packed) = (u32::MAX, u32::MAX);
    let both = [field(&[1]), field(&[2])].concat();
    vec![
        bad("a ZIP64 size that isn't", central(size, &[2_000]), "its local header says another size"),
        bad("a ZIP64 size of 2^63", central(size, &[1 << 63]), "it would grow by more than 200:1"),
        bad(
            "a ZIP64 packed size of 2^64",
            central(all, &[1, u64::MAX]),
            "its local header says another size",
        ),
        bad("a ZIP64 field that is too short", central(all, &[1]), "its ZIP64 field is too short"),
        bad(
            "a ZIP64 field for nothing",
            central(|_| {}, &[1]),
            "its ZIP64 field says what its header says otherwise",
        ),
        bad("an empty ZIP64 field", central(size, &[]), "its ZIP64 field is too short"),
        bad("no ZIP64 field", good().central(size), "it would grow by more than 200:1"),
        bad("two ZIP64 fields", good().central(|header| header.extra = both), "its ZIP64 field stands twice"),
        bad(
            "a ZIP64 place that isn't",
            good().with(|part| (part.offset, part.central.extra) = (Some(u32::MAX), field(&[u64::MAX - 10]))),
            "belong to no entry",
        ),
        bad(
            "a local ZIP64 field for nothing",
            good().local(|header| header.extra = field(&[1, 2])),
            "its local ZIP64 field",
        ),
        bad(
            "half a local ZIP64 field",
            good().local(|header| header.extra = field(&[1])),
            "its local ZIP64 field is too short",
        ),
        bad(
            "a local ZIP64 size",
            good().local(|header| {
                (header.size, header.packed, header.extra) = (u32::MAX, u32::MAX, field(&[1, 1]));
            }),
            "its local header says another size",
        ),
    ]
}

fn ends() -> Vec<Case> {
    let sound = package([good()]);
    let with = |change: fn(&mut End)| archive_with(&needed(), change);
    let large = |change: fn(&mut End64)| {
        archive_with(&needed(), |end| {
            let mut end64 = End64::new(end);
            change(&mut end64);
            end.before = end64.bytes(u64::from(end.offset) + u64::from(end.size));
        })
    };
    let comment = |comment: &[u8]| archive_with(&needed(), |end| end.comment = comment.to_vec());
    let whole_end = |end: &[u8]| end[end.len() - 22..].to_vec();
    let mut cases = vec![
        case("nothing", Vec::new(), "the package is no ZIP archive"),
        case("a text", b"hello".to_vec(), "the package is no ZIP archive"),
        case("another archive", b"\x1f\x8b\x08".repeat(20), "the package is no ZIP archive"),
        case("one end alone", whole_end(&archive(&[])), "the package has no 'descriptor.json'"),
        case("bytes behind the end", [&sound[..], b"x"].concat(), "its end isn't where it should be"),
        case("an end in the comment", comment(&whole_end(&sound)), "comment imitates the end of an archive"),
        case("an archive in the comment", comment(&package([])), "comment imitates the end of an archive"),
        case("a directory in the comment", comment(b"PK\x01\x02"), "comment imitates a part of an archive"),
        case("a header in the comment", comment(b"x PK\x03\x04 x"), "comment imitates a part of an archive"),
        case("a locator in the comment", comment(b"PK\x06\x07"), "comment imitates a part of an archive"),
        case("fewer entries, it is said", with(|end| end.counts = [2, 2]), "more entries than its end says"),
        case("more entries, it is said", with(|end| end.counts = [4, 4]), "directory ends too early"),
        case("65,534 entries, it is said", with(|end| end.counts = [0xfffe; 2]), "directory ends too early"),
        case("two counts", with(|end| end.counts = [1, 3]), "the package's end says two different things"),
        case("one of two disks", with(|end| end.disks = [1, 0]), "the package is one part of several"),
        case(
            "a directory on another disk",
            with(|end| end.disks = [0, 1]),
            "the package is one part of several",
        ),
        case("a directory elsewhere", with(|end| end.offset -= 1), "directory isn't where its end says"),
        case("a directory at 4 GiB", with(|end| end.offset = u32::MAX), "directory isn't where its end says"),
        case("a larger directory", with(|end| end.size += 1), "directory isn't where its end says"),
        case(
            "a directory of another form",
            with(|end| (end.offset, end.size) = (end.offset - 4, end.size + 4)),
            "directory",
        ),
        case(
            "bytes behind the directory",
            with(|end| end.before = vec![0; 9]),
            "directory isn't where its end says",
        ),
        case(
            "other ZIP64 counts",
            large(|end| end.counts = [2, 2]),
            "the package's end says two different things",
        ),
        case("two ZIP64 counts", large(|end| end.counts = [1, 3]), "ZIP64 end is damaged"),
        case(
            "2^40 entries",
            large(|end| end.counts = [1 << 40; 2]),
            "the package's end says two different things",
        ),
        case(
            "another ZIP64 place",
            large(|end| end.offset += 1),
            "the package's end says two different things",
        ),
        case(
            "another ZIP64 size",
            large(|end| end.size = u64::MAX),
            "the package's end says two different things",
        ),
        case("a longer ZIP64 end", large(|end| end.length = 45), "ZIP64 end is damaged"),
        case("an endless ZIP64 end", large(|end| end.length = u64::MAX), "ZIP64 end is damaged"),
        case("another ZIP64 disk", large(|end| end.disks = [1, 0]), "ZIP64 end is damaged"),
        case(
            "a ZIP64 end elsewhere",
            archive_with(&needed(), |end| end.before = End64::new(end).bytes(3)),
            "ZIP64 end is damaged",
        ),
        case(
            "a ZIP64 end at 2^64",
            archive_with(&needed(), |end| end.before = End64::new(end).bytes(u64::MAX)),
            "ZIP64 end is damaged",
        ),
        case(
            "2^40 entries in ZIP64 alone",
            sentinels(|end| end.counts = [1 << 40; 2]),
            "more than 65536 entries",
        ),
        case(
            "a ZIP64 directory at 2^64",
            sentinels(|end| end.offset = u64::MAX),
            "directory isn't where its end says",
        ),
        case(
            "a ZIP64 directory of 2^64",
            sentinels(|end| end.size = u64::MAX),
            "directory isn't where its end says",
        ),
    ];
    cases.extend(cut(&sound));
    cases
}

/// A ZIP64 end that alone says something.
fn sentinels(change: impl Fn(&mut End64)) -> Vec<u8> {
    archive_with(&needed(), |end| {
        let mut end64 = End64::new(end);
        change(&mut end64);
        end.before = end64.bytes(u64::from(end.offset) + u64::from(end.size));
        (end.counts, end.size, end.offset) = ([u16::MAX; 2], u32::MAX, u32::MAX);
    })
}

/// The archive cut before, in and behind every one of its parts.
fn cut(sound: &[u8]) -> Vec<Case> {
    let starts = |at: &usize| sound[*at..].starts_with(b"PK");
    let places: Vec<usize> =
        (0..sound.len() - 1).filter(starts).flat_map(|at| [at, at + 1, at + 4, at + 29]).collect();
    let inside = |at: &usize| (1..sound.len()).contains(at);
    places
        .into_iter()
        .filter(inside)
        .map(|at| case(format!("cut at {at}"), sound[..at].to_vec(), "the package is"))
        .collect()
}

fn layouts() -> Vec<Case> {
    let with = |descriptor: &[u8]| {
        archive(&[Part::new("descriptor.json", descriptor), Part::new("adapter.tmpl", "")])
    };
    let [descriptor, adapter, _] = <[Part; 3]>::try_from(needed()).unwrap();
    let own = super::DESCRIPTOR.replace("\"me\"", "\"nodeset\"").replace("\"demo\"", "\"hyperdrive\"");
    vec![
        case("no descriptor", archive(&[adapter.clone()]), "the package has no 'descriptor.json'"),
        case("no adapter", archive(&[descriptor.clone()]), "the package has no 'adapter.tmpl'"),
        case(
            "a folder for a descriptor",
            archive(&[Part::new("descriptor.json/", ""), adapter.clone()]),
            "has no 'descriptor.json'",
        ),
        case(
            "two folders",
            archive(&[Part::new("a/descriptor.json", "{}"), Part::new("b/adapter.tmpl", "")]),
            "has no",
        ),
        case(
            "one folder too deep",
            archive(&[Part::new("a/b/descriptor.json", "{}"), Part::new("a/b/adapter.tmpl", "")]),
            "has no",
        ),
        case("no JSON", with(b"name: demo"), "the descriptor is no JSON object"),
        case("a list", with(b"[]"), "the descriptor is no JSON object"),
        case("a million brackets", with("[".repeat(900_000).as_bytes()), "the descriptor is no JSON object"),
        case(
            "brackets in a field",
            with(format!("{{\"x\":{}", "[".repeat(900_000)).as_bytes()),
            "the descriptor is no JSON object",
        ),
        case("no UTF-8", with(b"{\"name\":\"\xff\"}"), "the descriptor isn't UTF-8"),
        case("a name twice", with(br#"{"name":"a","name":"b"}"#), "field 'name' stands twice"),
        case("2 MiB", with(&vec![b' '; 2 << 20]), "the descriptor is larger than 1 MiB"),
        case("Hyperdrive itself", with(own.as_bytes()), "is Hyperdrive itself"),
        case("a name for a terminal", with(br#"{"name":"\u001b[2J"}"#), "is no Identifier"),
    ]
}

fn bombs() -> Vec<Case> {
    let zeros = deflate(&vec![0; 4 << 20]);
    let inner = deflate(&vec![0; 64 << 20]);
    let nested: Vec<Part> =
        (0..24).map(|at| Part::new(at.to_string(), "").method(8).data(inner.clone())).collect();
    let huge = |part: Part| part.both(|header| header.size = 900 << 20);
    let sum = |number: usize| {
        let content = vec![0; 1 << 20];
        let part = Part::deflated("", content);
        (0..number)
            .map(|at| part.clone().both(|header| header.name = at.to_string().into()))
            .collect::<Vec<_>>()
    };
    let kernel = (0..200_u32).map(|at| {
        let absent = |part: &mut Part| (part.absent, part.offset) = (at > 0, (at > 0).then_some(0));
        Part::deflated("same", vec![0; 1 << 20])
            .central(|header| header.name = at.to_string().into())
            .with(absent)
    });
    let many = archive_of_nothing(65_537);
    let crowded = archive_of_folders();
    vec![
        bad("a flat bomb", Part::deflated("x", vec![0; 4 << 20]), "it would grow by more than 200:1"),
        bad("a nested bomb", Part::deflated("x.zip", archive(&nested)), "it would grow by more than 200:1"),
        bad(
            "a bomb that says it is small",
            Part::new("x", "").method(8).data(zeros.clone()).both(|header| header.size = 100_000),
            "its content is larger than its header says",
        ),
        bad(
            "a bomb that says it is huge",
            huge(Part::new("x", "").method(8).data(vec![0; 6 << 20])),
            "its content is damaged",
        ),
        bad(
            "a bomb that says nothing",
            Part::new("x", "").method(8).data(zeros).both(|header| (header.size, header.crc) = (0, 0)),
            "its content is larger than its header says",
        ),
        case(
            "a bomb of many entries",
            archive(&[needed(), sum(1025)].concat()),
            "the package is more than 1073741824 bytes unpacked",
        ),
        case("a bomb of one content", archive(&kernel.collect::<Vec<_>>()), "overlap"),
        case("65,537 entries", many, "the package has more than 65536 entries"),
        case("65,537 folders without an entry", crowded, "the package has more than 65536 entries"),
    ]
}

/// An archive of so many empty files, which the old end can't count.
fn archive_of_nothing(count: u32) -> Vec<u8> {
    let parts: Vec<Part> = (0..count).map(|at| Part::new(format!("{at:05}"), "")).collect();
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for part in &parts {
        let one = archive(std::slice::from_ref(part));
        let (local, rest) = one.split_at(35);
        let mut header = rest[..51].to_vec();
        header[42..46].copy_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
        bytes.extend(local);
        directory.extend(header);
    }
    let end = End64 {
        length: 44,
        disks: [0, 0],
        counts: [count.into(); 2],
        size: directory.len() as u64,
        offset: bytes.len() as u64,
    };
    let place = bytes.len() + directory.len();
    bytes.extend(directory);
    bytes.extend(end.bytes(place as u64));
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([0xff; 12]);
    bytes.extend([0, 0]);
    bytes
}

/// Few entries that need many folders.
fn archive_of_folders() -> Vec<u8> {
    let parts: Vec<Part> =
        (0..200).map(|at| Part::new(format!("{at:03}/{}x", "a/".repeat(400)), "")).collect();
    archive(&parts)
}
