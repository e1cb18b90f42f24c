//! Packages with random damage: refused, or the same files as before. Never a panic, never other content.

use hd::module::package::Listed;
use hd::module::{Limits, Package};
use proptest::prelude::*;

use super::{Part, package};

fn sound() -> Vec<u8> {
    let text = "some text, which can be packed, and more of some text ".repeat(20);
    package([
        Part::deflated("a/b", &text).streamed(true),
        Part::new("a/c", &text[..200]).mode(0o100_755),
        Part::deflated("ünï", &text).both(|header| header.flags |= 1 << 11),
        Part::new("empty/", ""),
    ])
}

/// What is in a package, without the modes: a flipped bit may change these.
fn read(bytes: &[u8]) -> hd::Result<Vec<(u64, String)>> {
    let package = Package::open(&bytes, &Limits::default())?;
    let files = package.read(None)?.files;
    let mut content: Vec<_> = files.into_iter().map(|Listed { bytes, sha256, .. }| (bytes, sha256)).collect();
    content.sort();
    Ok(content)
}

#[derive(Debug, Clone)]
enum Damage {
    Flip(usize, u8),
    Set(usize, u8),
    Number(usize, u32),
    Cut(usize, usize),
    Repeat(usize, usize, usize),
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let length = bytes.len();
        match *self {
            Self::Flip(at, bit) => bytes[at % length] ^= 1 << (bit % 8),
            Self::Set(at, byte) => bytes[at % length] = byte,
            Self::Number(at, number) => {
                let at = at % (length - 4);
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            }
            Self::Cut(at, count) => drop(bytes.drain(at % length..(at % length + count % 40).min(length))),
            Self::Repeat(from, count, to) => {
                let from = from % length;
                let part = bytes[from..(from + count % 80).min(length)].to_vec();
                let to = to % length;
                bytes.splice(to..to, part);
            }
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<usize>;
    let number = prop_oneof![any::<u32>(), Just(u32::MAX), Just(0), 0..2000_u32];
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (at(), number).prop_map(|(at, number)| Damage::Number(at, number)),
        (at(), at()).prop_map(|(at, count)| Damage::Cut(at, count)),
        (at(), at(), at()).prop_map(|(from, count, to)| Damage::Repeat(from, count, to)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_package_is_refused_or_holds_the_same_files(
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let mut bytes = sound();
        for damage in &damages {
            damage.apply(&mut bytes);
        }
        if let Ok(content) = read(&bytes) {
            prop_assert_eq!(content, read(&sound()).unwrap());
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).is_err());
    }
}

#[test]
fn every_single_bit_counts_or_changes_nothing() {
    let (sound, whole) = (sound(), read(&sound()).unwrap());
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << bit;
            if let Ok(content) = read(&bytes) {
                assert_eq!(content, whole, "byte {at}, bit {bit}");
            }
        }
    }
}

#[test]
fn every_truncation_is_refused() {
    let sound = sound();
    for length in 0..sound.len() {
        assert!(read(&sound[..length]).is_err(), "{length}");
        assert!(read(&sound[sound.len() - length..]).is_err(), "{length}");
    }
}
