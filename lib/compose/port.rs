//! Ports of this machine that a plan publishes. That somebody else has one is found out before anything is stopped for it.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, TcpListener, UdpSocket};

use serde_json::Value;

use super::{Container, Plan};
use crate::error::{Error, Fault, Result};
use crate::escape;

/// A port, as a plan wants it.
#[derive(Debug, PartialEq)]
struct Port {
    service: String,
    address: IpAddr,
    number: u16,
    protocol: Protocol,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Protocol {
    Tcp,
    Udp,
}

/// Refuses a plan that publishes a port which somebody else has. A container of this home that `leaves` gives its ports up.
pub(super) fn refuse_taken(
    plan: &Plan,
    there: &[Container],
    home: &str,
    leaves: &dyn Fn(&Container) -> bool,
) -> Result<()> {
    let holder = |port: &Port| there.iter().find(|container| port.is_published_by(container));
    let gives_up = |container: &Container| container.home == home && leaves(container);
    // The engine doesn't list the ports of one that ends and is started again, though it has them: who else may, it will say.
    let unlisted = there.iter().any(|one| one.service.state == "restarting" && gives_up(one));
    let fault = |port: Port| {
        let by = match holder(&port) {
            Some(container) if gives_up(container) => return None,
            Some(container) => format!("the container '{}'", escape::short(&container.service.container, 80)),
            None if !unlisted && port.is_bound() => "another program".into(),
            None => return None,
        };
        Some(Fault::new(port.service, format!("port {} is taken by {by} on this machine", port.number)))
    };
    let faults: Vec<Fault> = wanted(plan).into_iter().filter_map(fault).collect();
    if faults.is_empty() {
        return Ok(());
    }
    let words = if faults.len() == 1 { "a port".into() } else { format!("{} ports", faults.len()) };
    Err(Error::machine(format!("{words} can't be had; nothing was stopped for it")).with_faults(faults))
}

/// The ports that a plan publishes, each with its service: `NUMBER/PROTOCOL`, whatever the address.
pub(super) fn texts(plan: &Plan) -> Vec<(String, String)> {
    let text = |port: Port| {
        let protocol = if port.protocol == Protocol::Tcp { "tcp" } else { "udp" };
        (port.service, format!("{}/{protocol}", port.number))
    };
    wanted(plan).into_iter().map(text).collect()
}

/// The single ports of all services; ranges and ports of the engine's choice are left to it.
fn wanted(plan: &Plan) -> Vec<Port> {
    let services = plan.json().get("services").and_then(Value::as_object).into_iter().flatten();
    let ports = services.flat_map(|(service, value)| {
        value["ports"].as_array().into_iter().flatten().map(move |port| (service, port))
    });
    ports.filter_map(|(service, port)| Port::of(service, port)).collect()
}

impl Port {
    /// A port as Docker Compose writes it in its JSON.
    fn of(service: &str, port: &Value) -> Option<Self> {
        let address = port["host_ip"].as_str().filter(|address| !address.is_empty());
        Some(Self {
            service: service.into(),
            address: address.map_or(Some(Ipv4Addr::UNSPECIFIED.into()), |address| address.parse().ok())?,
            number: port["published"].as_str()?.parse().ok().filter(|number| *number != 0)?,
            protocol: match port["protocol"].as_str()? {
                "tcp" => Protocol::Tcp,
                "udp" => Protocol::Udp,
                _ => return None,
            },
        })
    }

    /// Whether a container publishes it: `ADDRESS:PORT->PORT/PROTOCOL`.
    fn is_published_by(&self, container: &Container) -> bool {
        let word = if self.protocol == Protocol::Tcp { "/tcp" } else { "/udp" };
        container.service.ports.iter().any(|text| {
            let outside = text.split_once("->").and_then(|(outside, _)| outside.rsplit_once(':'));
            let number = outside.and_then(|(_, number)| number.parse().ok());
            text.ends_with(word) && number == Some(self.number)
        })
    }

    /// Whether a socket is bound to it. Whatever else is wrong with it, the engine will say.
    fn is_bound(&self) -> bool {
        let place = (self.address, self.number);
        let fault = match self.protocol {
            Protocol::Tcp => TcpListener::bind(place).err(),
            Protocol::Udp => UdpSocket::bind(place).err(),
        };
        fault.is_some_and(|cause| cause.kind() == ErrorKind::AddrInUse)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn ports_are_read_as_docker_compose_writes_them() {
        let full = json!({"host_ip": "::1", "published": "80", "target": 8080, "protocol": "udp"});
        let port = Port::of("a", &full).unwrap();
        assert_eq!((port.address, port.number, port.protocol), ("::1".parse().unwrap(), 80, Protocol::Udp));
        let bare = json!({"published": "80", "protocol": "tcp"});
        assert_eq!(Port::of("a", &bare).unwrap().address, Ipv4Addr::UNSPECIFIED);
        for other in
            [json!({"published": "80-90", "protocol": "tcp"}), json!({"target": 1, "protocol": "tcp"})]
        {
            assert_eq!(Port::of("a", &other), None);
        }
    }

    #[test]
    fn a_port_that_listens_is_bound() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let number = listener.local_addr().unwrap().port();
        let port =
            |protocol| Port { service: "a".into(), address: Ipv4Addr::LOCALHOST.into(), number, protocol };
        assert!(port(Protocol::Tcp).is_bound());
        drop(listener);
        assert!(!port(Protocol::Tcp).is_bound());
    }
}
