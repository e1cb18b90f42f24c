//! The extra fields of a header: only what changes the meaning of an entry is looked at.

use super::record::Record;

/// The extra fields that matter.
#[derive(Debug, Default)]
pub(super) struct Extra<'a> {
    /// Sizes and offset that don't fit into 32 bits.
    pub(super) zip64: Option<Record<'a>>,
    /// The name once more, in UTF-8.
    pub(super) unicode_name: Option<&'a [u8]>,
    /// Whether it says that the entry is a link or a device.
    pub(super) special: bool,
}

/// Reads the fields; the reason where they don't add up.
pub(super) fn read(bytes: &[u8]) -> Result<Extra<'_>, &'static str> {
    let (mut record, mut extra) = (Record(bytes), Extra::default());
    while !record.0.is_empty() {
        let (id, content) = field(&mut record).ok_or("its extra fields are damaged")?;
        match id {
            0x0001 if extra.zip64.is_some() => return Err("its ZIP64 field stands twice"),
            0x0001 => extra.zip64 = Some(Record(content)),
            0x7075 if extra.unicode_name.is_some() => return Err("its Unicode name stands twice"),
            // A version, the CRC-32 of the other name, then the name.
            0x7075 => extra.unicode_name = Some(content.get(5..).unwrap_or_default()),
            // PKWARE's Unix field: times and owner, then a link's target or a device's numbers.
            0x000d => extra.special |= content.len() > 12,
            // ASi's Unix field: CRC-32, mode, length of a link's target, owner, then the target.
            0x756e => {
                extra.special |= content.len() > 14 || content.get(6..10).is_some_and(|four| four != [0; 4]);
            }
            _ => {}
        }
    }
    Ok(extra)
}

fn field<'a>(record: &mut Record<'a>) -> Option<(u16, &'a [u8])> {
    let (id, length) = (record.u16().ok()?, record.u16().ok()?);
    Some((id, record.take(length.into()).ok()?))
}
