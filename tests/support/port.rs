//! A port of this machine for one test: tests run side by side, in processes of their own.

use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};

/// Below what systems take for connections of their own, above what programs usually listen at.
const FIRST: u16 = 21000;
const COUNT: u16 = 9000;

/// A free port that no other test has as long as this is there.
#[derive(Debug)]
pub struct Port {
    /// Its number.
    pub number: u16,
    _lock: File,
}

impl Port {
    /// Takes one.
    pub fn take() -> Self {
        let folder = std::env::temp_dir().join("hdt-ports");
        fs::create_dir_all(&folder).expect("a folder");
        let start = u16::try_from(random() % u64::from(COUNT)).expect("a small number");
        let take = |step: u16| {
            let number = FIRST + (start + step) % COUNT;
            let lock = File::create(folder.join(number.to_string())).ok()?;
            lock.try_lock().ok()?;
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, number)).ok()?;
            Some(Self { number, _lock: lock })
        };
        (0..COUNT).find_map(take).expect("a free port")
    }
}

/// A number that nobody else has.
pub fn random() -> u64 {
    RandomState::new().hash_one(std::process::id())
}
