//! Whom a container can reach, who can reach it, and what it is called there.

use std::net::IpAddr;

use serde_json::Value;

use super::look::{At, Look, shown, text};
use super::rule::{self, Rule, Table};
use crate::document::fields::Rank::{Listens, Minor, ReachesModules, RootEquivalent};

/// `ports` of a service.
pub(super) fn ports(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, port)| {
        rule::object(look, at, port, PORT);
        let address = text(port, "host_ip");
        if address.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback()) {
            return;
        }
        let number =
            Some(text(port, "published")).filter(|port| !port.is_empty()).unwrap_or_else(|| "*".into());
        let whole = match address.as_str() {
            "" => "0.0.0.0".into(),
            address if address.contains(':') => format!("[{}]", address.trim_matches(['[', ']'])),
            address => address.into(),
        };
        let name = format!("port:{whole}:{number}/{}", text(port, "protocol"));
        look.ask(at, Listens, shown(&name.into()), "listens where other machines may reach it");
    });
}

const PORT: Table = &[
    ("mode", Rule::Free), // without a swarm there is only one
    ("host_ip", Rule::Free),
    ("published", Rule::Free),
    ("target", Rule::Free),
    ("protocol", Rule::Free),
    ("app_protocol", Rule::Free),
    ("name", Rule::Free),
];

/// `network_mode`
pub(super) fn mode(look: &mut Look, at: &At, value: &Value) {
    let mode = shown(value);
    let name = format!("network-mode:{mode}");
    match mode.as_str() {
        "none" => {}
        "bridge" | "default" => {
            look.ask(at, ReachesModules, name, "is on the network of containers that aren't Hyperdrive's");
        }
        "host" => look.ask(at, RootEquivalent, name, HOST),
        other if is_own_service(look, other) => {}
        _ => look.ask(at, RootEquivalent, name, "uses the network of something that isn't its own"),
    }
}

const HOST: &str =
    "uses this machine's network as its own: every port, every address, everything that listens";

/// `pid`, `ipc`, `uts`, `cgroup`: a namespace of its own, or a service's of the same plan, is no permission.
pub(super) fn namespace(look: &mut Look, at: &At, value: &Value, kind: &str) {
    let whose = shown(value);
    if matches!(whose.as_str(), "private" | "shareable" | "none") || is_own_service(look, &whose) {
        return;
    }
    let text = "is in a namespace that isn't its own: it sees or changes what others do";
    look.ask(at, RootEquivalent, format!("{kind}:{whose}"), text);
}

fn is_own_service(look: &Look, whose: &str) -> bool {
    whose.strip_prefix("service:").is_some_and(|service| look.has_service(service))
}

/// `networks` of a service.
pub(super) const JOINED: Table = &[
    ("aliases", Rule::By(aliases)),
    ("priority", Rule::Free),
    ("gw_priority", Rule::Free),
    ("interface_name", Rule::Free),
    ("ipv4_address", Rule::Value(Minor, "address", "has a fixed address in a network")),
    ("ipv6_address", Rule::Value(Minor, "address", "has a fixed address in a network")),
    ("link_local_ips", Rule::Each(Minor, "address", "has a fixed address in a network")),
    ("mac_address", Rule::Value(Minor, "mac-address", "has a fixed hardware address in a network")),
    ("driver_opts", Rule::Each(RootEquivalent, "driver-opt", "gives the driver of a network an option")),
];

fn aliases(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, alias)| name(look, at, alias));
}

/// A name on a network: of a service, a container or an alias. The engine finds it before any machine of that name: one with
/// a dot can stand in the way of what other modules ask of the internet.
pub(super) fn name(look: &mut Look, at: &At, value: &Value) {
    let name = shown(value);
    let text = if look.own.is_reserved(&name) {
        "has a name on the project's network that is Hyperdrive's or another adapter's"
    } else if name.contains('.') && look.own.is_module() && !look.own.is_container(&name) {
        "has a name on the project's network that others may take for another machine's"
    } else {
        return;
    };
    look.ask(at, ReachesModules, format!("name:{name}"), text);
}

/// `networks` of the file.
pub(super) fn networks(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, network)| {
        if rule::is_nothing(network) {
            return;
        }
        rule::object(look, at, network, NETWORK);
        let name = text(network, "name");
        let external = network["external"] == true;
        let asked = format!("network:{}", shown(&network["name"]));
        if name == "host" {
            look.ask(at, RootEquivalent, asked, HOST);
        } else if !(look.own.is_named_ours(&name) || external && look.own.is_project_network(&name)) {
            look.ask(at, ReachesModules, asked, "is on a network that isn't its own");
        }
    });
}

const NETWORK: Table = &[
    ("name", Rule::Free),     // by `networks`
    ("external", Rule::Free), // by `networks`
    ("driver", Rule::By(driver)),
    ("driver_opts", Rule::Each(RootEquivalent, "driver-opt", "gives the driver of a network an option")),
    ("ipam", Rule::Keys(IPAM)),
    ("internal", Rule::Free),   // reaches less
    ("attachable", Rule::Free), // for a swarm's networks
    ("enable_ipv4", Rule::Free),
    // Addresses of version 6 aren't hidden behind the machine's own.
    (
        "enable_ipv6",
        Rule::Flag(Listens, "ipv6", "has a network with IPv6, on which other machines may reach it"),
    ),
    ("labels", Rule::By(super::rights::labels)),
];

const IPAM: Table = &[
    (
        "driver",
        Rule::Except(
            &["default"],
            RootEquivalent,
            "ipam-driver",
            "lets a plugin of the engine give addresses",
        ),
    ),
    ("config", Rule::Items(SUBNET)),
    ("options", Rule::Each(RootEquivalent, "driver-opt", "gives the driver of addresses an option")),
];

/// A network takes its addresses away from everything else on this machine.
const SUBNET: Table = &[
    (
        "subnet",
        Rule::Value(ReachesModules, "subnet", "takes addresses for itself, whoever has them elsewhere"),
    ),
    ("ip_range", Rule::Free), // part of the subnet
    ("gateway", Rule::Free),
    ("aux_addresses", Rule::Free),
];

fn driver(look: &mut Look, at: &At, value: &Value) {
    let driver = shown(value);
    let name = format!("network-driver:{driver}");
    match driver.as_str() {
        "bridge" | "default" | "null" | "none" => {}
        "host" => look.ask(at, RootEquivalent, name, HOST),
        "macvlan" | "ipvlan" | "overlay" => {
            look.ask(at, Listens, name, "has addresses in the networks of other machines");
        }
        _ => look.ask(at, RootEquivalent, name, "lets a plugin of the engine make a network"),
    }
}
