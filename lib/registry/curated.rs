//! The curated list: the registry whose key is in the program. What it lists is trusted without a word.

use crate::document::fields::Source;

use super::{Location, Registry};
use crate::error::Result;

/// Its name, which no other registry can have.
pub const NAME: &str = "curated";

/// Where it is, where nobody names a mirror.
///
/// The project has no server of its own yet: `.example` is a domain that is nobody's. Who publishes the list puts its
/// address here.
pub const LOCATION: &str = "https://modules.hyperdrive.example/index.json";

/// The keys that may sign it; the first one is what modules are bound to. The secret of a key is the maintainer's alone.
pub const KEYS: &[&str] = &["RWS+T9cafWiRsRqgWsYSJjerQ4fVjkC7DFqaAQI2D3NEJihb6yV5Y2Ch"];

/// The curated list as a registry; `mirror` is another place for the same index.
pub fn registry(mirror: Option<&str>) -> Result<Registry> {
    let keys: Vec<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
    Registry::new(NAME, Location::parse(mirror.unwrap_or(LOCATION))?, keys)
}

/// Whether a package came from the curated list.
pub fn is_source(source: &Source) -> bool {
    matches!(source, Source::Registry { name, key } if name == NAME && KEYS.first() == Some(&key.as_str()))
}
