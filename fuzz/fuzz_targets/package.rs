//! Any bytes as a package: refused, or read to its end with everything as its headers say.
#![no_main]

use hd::module::{Limits, Package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { entries: 1000, unpacked: 16 << 20, ratio: 200 };
    let Ok(package) = Package::open(&bytes, &limits) else { return };
    let Ok(contents) = package.read(None) else { return };
    assert_eq!(contents.package.bytes, bytes.len() as u64);
    assert_eq!(contents.package.entries, contents.files.len() as u64);
    assert!(contents.files.iter().map(|file| file.bytes).sum::<u64>() <= limits.unpacked);
    assert!(contents.files.windows(2).all(|pair| pair[0].path < pair[1].path));
    assert!(contents.files.iter().all(|file| plain(&file.path)));
    assert!(package.document(&contents).is_ok());
});

/// A path that can't leave the folder that it is joined to.
fn plain(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains(['\\', '\0'])
}
