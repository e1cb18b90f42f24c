//! Ports that are taken on this machine: bound sockets, and what containers publish.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};

/// A transport protocol: the two have ports of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// The protocol's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        }
    }
}

/// A port of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// Its protocol.
    pub protocol: Protocol,
    /// Its number.
    pub number: u16,
}

/// A port that a container publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The port.
    pub port: Port,
    /// The container's name.
    pub container: String,
    /// Whether it is one of this home.
    pub ours: bool,
}

/// What is taken on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Machine {
    /// Ports to which a socket is bound that accepts from others.
    pub bound: Vec<Port>,
    /// Ports that containers publish; `None` where the engine couldn't be asked.
    pub published: Option<Vec<Published>>,
}

/// Ports with a TCP socket that listens or a UDP socket that isn't connected, from this folder, which is `/proc/net`.
pub fn bound(proc: &Path) -> Result<Vec<Port>> {
    const LISTENS: &str = "0A";
    const UNCONNECTED: &str = "07";
    let mut ports = Vec::new();
    let tables = [
        ("tcp", Protocol::Tcp, LISTENS),
        ("tcp6", Protocol::Tcp, LISTENS),
        ("udp", Protocol::Udp, UNCONNECTED),
        ("udp6", Protocol::Udp, UNCONNECTED),
    ];
    for (name, protocol, state) in tables {
        let path = proc.join(name);
        let table = match fs::read_to_string(&path) {
            // A machine without IPv6 has no tables of it.
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => continue,
            table => table.map_err(|cause| Error::file("read", &path, &cause))?,
        };
        ports.extend(table.lines().filter_map(|line| {
            let mut words = line.split_ascii_whitespace();
            let (address, found) = (words.nth(1)?, words.nth(1)?);
            let number = u16::from_str_radix(address.rsplit_once(':')?.1, 16).ok()?;
            (found == state).then_some(Port { protocol, number })
        }));
    }
    ports.sort_unstable();
    ports.dedup();
    Ok(ports)
}

/// A published port as documents write it, `ADDRESS:PORT->PORT/PROTOCOL`; `None` for one that is only exposed.
pub fn published(text: &str) -> Option<Port> {
    let (outside, inside) = text.split_once("->")?;
    let protocol = match inside.rsplit_once('/')?.1 {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        _ => return None,
    };
    Some(Port { protocol, number: outside.rsplit_once(':')?.1.parse().ok()? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n\
        0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n\
        1: 0100007F:1F91 0200007F:0050 01 00000000:00000000 00:00000000 00000000     0\n\
        nonsense\n";
    const UDP6: &str = "  sl  local_address                         remote_address                        st\n\
        9: 00000000000000000000000000000000:14E9 00000000000000000000000000000000:0000 07 00000000:00000000\n";

    #[test]
    fn what_listens_is_bound_and_a_connection_is_not() {
        let proc = tempfile::tempdir().unwrap();
        fs::write(proc.path().join("tcp"), TABLE).unwrap();
        fs::write(proc.path().join("udp6"), UDP6).unwrap();
        assert_eq!(
            bound(proc.path()).unwrap(),
            [Port { protocol: Protocol::Tcp, number: 8080 }, Port { protocol: Protocol::Udp, number: 5353 }]
        );
    }

    #[test]
    fn a_listener_of_this_machine_is_found() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let number = listener.local_addr().unwrap().port();
        let socket = std::net::UdpSocket::bind(("::", 0));
        let bound = bound(Path::new("/proc/net")).unwrap();
        assert!(bound.contains(&Port { protocol: Protocol::Tcp, number }));
        if let Ok(socket) = socket {
            let number = socket.local_addr().unwrap().port();
            assert!(bound.contains(&Port { protocol: Protocol::Udp, number }));
        }
    }

    #[test]
    fn published_ports_are_read_as_documents_write_them() {
        let port = |protocol, number| Some(Port { protocol, number });
        assert_eq!(published("127.0.0.1:8080->80/tcp"), port(Protocol::Tcp, 8080));
        assert_eq!(published(":::9000->9000/udp"), port(Protocol::Udp, 9000));
        assert_eq!(published("80/tcp"), None);
    }
}
