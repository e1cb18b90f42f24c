//! A record of the ZIP format: little-endian numbers one after the other.

use crate::error::{Error, Result};

/// What is left of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a>(pub(super) &'a [u8]);

impl<'a> Record<'a> {
    /// The next bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, left) = self.0.split_at_checked(count).ok_or_else(short)?;
        self.0 = left;
        Ok(taken)
    }

    /// The next two bytes as a number.
    pub(super) fn u16(&mut self) -> Result<u16> {
        self.number().map(u16::from_le_bytes)
    }

    /// The next four bytes as a number.
    pub(super) fn u32(&mut self) -> Result<u32> {
        self.number().map(u32::from_le_bytes)
    }

    /// The next eight bytes as a number.
    pub(super) fn u64(&mut self) -> Result<u64> {
        self.number().map(u64::from_le_bytes)
    }

    fn number<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| short())
    }
}

fn short() -> Error {
    Error::input("the package is damaged: a record is too short")
}
