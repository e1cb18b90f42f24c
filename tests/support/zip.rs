//! A ZIP archive in the making, in which every field can be made to lie.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// What both headers of an entry say.
#[derive(Debug, Clone, Default)]
pub struct Header {
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub packed: u32,
    pub size: u32,
    pub name: Vec<u8>,
    pub extra: Vec<u8>,
}

/// One entry: two headers, its content, and what stands around it.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub local: Header,
    pub central: Header,
    pub data: Vec<u8>,
    /// System that made it: 3 is Unix.
    pub host: u8,
    pub attributes: u32,
    pub disk: u16,
    pub comment: Vec<u8>,
    /// Where the directory says that it is, if not where it is.
    pub offset: Option<u32>,
    /// Whether it has no local header and no content.
    pub absent: bool,
    pub signature: Vec<u8>,
    pub before: Vec<u8>,
    pub behind: Vec<u8>,
}

/// Packs a content.
pub fn deflate(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(content.len() + content.len() / 100 + 1024);
    let mut state = Compress::new(Compression::new(9), false);
    state.compress_vec(content, &mut packed, FlushCompress::Finish).expect("a packed content");
    packed
}

/// The checksum of a content.
pub fn crc(content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(content);
    crc.sum()
}

impl Part {
    /// A stored entry.
    pub fn new(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        let size = u32::try_from(content.len()).expect("a small content");
        let name = name.as_ref().to_vec();
        let header = Header { crc: crc(content), packed: size, size, name, ..Header::default() };
        let (central, data) = (header.clone(), content.to_vec());
        Self { local: header, central, data, host: 3, signature: b"PK\x03\x04".to_vec(), ..Self::default() }
    }

    /// The same, deflated.
    pub fn deflated(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        let packed = deflate(content.as_ref());
        Self::new(name, content).method(8).data(packed)
    }

    /// With its sizes behind the content.
    pub fn streamed(mut self, signed: bool) -> Self {
        let Header { crc, packed, size, .. } = self.central;
        let signature: &[u8] = if signed { b"PK\x07\x08" } else { b"" };
        self.behind = [signature, &crc.to_le_bytes(), &packed.to_le_bytes(), &size.to_le_bytes()].concat();
        self.both(|header| header.flags |= 1 << 3).local(|header| {
            (header.crc, header.packed, header.size) = (0, 0, 0);
        })
    }

    /// With this mode, type bits included.
    pub fn mode(mut self, mode: u32) -> Self {
        self.attributes = mode << 16;
        self
    }

    /// Packed by this method, it is said.
    pub fn method(self, method: u16) -> Self {
        self.both(|header| header.method = method)
    }

    /// With this packed content.
    pub fn data(mut self, data: Vec<u8>) -> Self {
        let packed = u32::try_from(data.len()).expect("a small content");
        self.data = data;
        self.both(|header| header.packed = packed)
    }

    /// Changes both headers.
    pub fn both(self, change: impl Fn(&mut Header)) -> Self {
        self.local(&change).central(change)
    }

    /// Changes the local header.
    pub fn local(mut self, change: impl FnOnce(&mut Header)) -> Self {
        change(&mut self.local);
        self
    }

    /// Changes the directory's header.
    pub fn central(mut self, change: impl FnOnce(&mut Header)) -> Self {
        change(&mut self.central);
        self
    }

    /// Changes anything.
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        if !self.absent {
            bytes.extend(&self.before);
        }
    }

    fn put_content(&self, bytes: &mut Vec<u8>) {
        if self.absent {
            return;
        }
        bytes.extend(&self.signature);
        bytes.extend([20, 0]);
        common(&self.local, bytes);
        bytes.extend(&self.local.name);
        bytes.extend(&self.local.extra);
        bytes.extend(&self.data);
        bytes.extend(&self.behind);
    }

    fn list(&self, offset: usize, bytes: &mut Vec<u8>) {
        bytes.extend(b"PK\x01\x02");
        bytes.extend([20, self.host, 20, 0]);
        common(&self.central, bytes);
        bytes.extend(short(self.comment.len()));
        bytes.extend(self.disk.to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(self.attributes.to_le_bytes());
        bytes
            .extend(self.offset.unwrap_or_else(|| u32::try_from(offset).expect("a small one")).to_le_bytes());
        bytes.extend(&self.central.name);
        bytes.extend(&self.central.extra);
        bytes.extend(&self.comment);
    }
}

fn common(header: &Header, bytes: &mut Vec<u8>) {
    bytes.extend(header.flags.to_le_bytes());
    bytes.extend(header.method.to_le_bytes());
    bytes.extend([0, 0, 0x21, 0]);
    bytes.extend([header.crc, header.packed, header.size].map(u32::to_le_bytes).concat());
    bytes.extend(short(header.name.len()));
    bytes.extend(short(header.extra.len()));
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length).expect("a short text").to_le_bytes()
}

/// An extra field.
pub fn extra(id: u16, content: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes(), &short(content.len()), content].concat()
}

/// The end of an archive.
#[derive(Debug, Clone, Default)]
pub struct End {
    pub disks: [u16; 2],
    pub counts: [u16; 2],
    pub size: u32,
    pub offset: u32,
    pub comment: Vec<u8>,
    /// What stands before it: a ZIP64 end, or anything.
    pub before: Vec<u8>,
}

/// The ZIP64 end of an archive, without its locator.
#[derive(Debug, Clone)]
pub struct End64 {
    pub length: u64,
    pub disks: [u32; 2],
    pub counts: [u64; 2],
    pub size: u64,
    pub offset: u64,
}

impl End64 {
    /// One that says the same as this end.
    pub fn new(end: &End) -> Self {
        let counts = end.counts.map(u64::from);
        Self { length: 44, disks: [0, 0], counts, size: end.size.into(), offset: end.offset.into() }
    }

    /// With a locator that points to this place.
    pub fn bytes(&self, place: u64) -> Vec<u8> {
        let mut bytes = b"PK\x06\x06".to_vec();
        bytes.extend(self.length.to_le_bytes());
        bytes.extend([45, 3, 45, 0]);
        bytes.extend(self.disks.map(u32::to_le_bytes).concat());
        bytes.extend(self.counts.map(u64::to_le_bytes).concat());
        bytes.extend([self.size, self.offset].map(u64::to_le_bytes).concat());
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(place.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes
    }
}

/// An archive of these parts.
pub fn archive(parts: &[Part]) -> Vec<u8> {
    archive_with(parts, |_| {})
}

/// The same with another end.
pub fn archive_with(parts: &[Part], change: impl FnOnce(&mut End)) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        part.put(&mut bytes);
        part.list(bytes.len(), &mut directory);
        part.put_content(&mut bytes);
    }
    let count = u16::try_from(parts.len()).expect("few parts");
    let number = |length: usize| u32::try_from(length).expect("a small archive");
    let mut end = End {
        counts: [count, count],
        size: number(directory.len()),
        offset: number(bytes.len()),
        ..End::default()
    };
    change(&mut end);
    bytes.extend(directory);
    bytes.extend(&end.before);
    bytes.extend(b"PK\x05\x06");
    bytes.extend(end.disks.map(u16::to_le_bytes).concat());
    bytes.extend(end.counts.map(u16::to_le_bytes).concat());
    bytes.extend([end.size, end.offset].map(u32::to_le_bytes).concat());
    bytes.extend(short(end.comment.len()));
    bytes.extend(&end.comment);
    bytes
}
