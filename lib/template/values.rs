//! Where `GetValue` finds a parameter's value: the look-up that callers bring along.

use serde_json::Value;

use crate::error::Result;
use crate::name::Fqpn;

/// The parameters that a template may read.
pub trait Values {
    /// The value of this parameter, as JSON; a bare path means the module at hand.
    /// Bad input where there is none, or where it may not be read (another module's secret).
    fn value(&self, fqpn: &Fqpn) -> Result<Value>;
}
