//! Claims: names and ports that a module's plan takes for itself, of which no other module may take the same (SPEC.md
//! section 1).

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::task::Task;
use super::{Part, Plan, plan, port};
use crate::document::HYPERDRIVE;
use crate::error::{Error, Fault, Result};
use crate::name::Fqmn;
use crate::state::{Home, file};

/// What a part of a module takes.
#[derive(Debug, Clone)]
pub struct Claims {
    fqmn: String,
    part: Part,
    taken: BTreeMap<Claim, Taken>,
}

/// What is taken: what kind of thing it is, in words, and its name.
type Claim = (&'static str, String);

/// How it is taken.
#[derive(Debug, Clone)]
struct Taken {
    /// Where in the plan.
    place: String,
    /// Whether the module had it before.
    held: bool,
}

impl Claims {
    /// What a plan takes. What the plan took that stands in the place of this one now, the module has already.
    pub(super) fn of(task: &Task, plan: &Plan) -> Self {
        let mut claims = Self::read(&task.owner.fqmn, task.part, &task.owner.network, plan);
        let before = Self::stored(&task.owner.fqmn, task.part, &task.owner.network, &task.file());
        for (claim, taken) in &mut claims.taken {
            taken.held = before.as_ref().is_some_and(|before| before.taken.contains_key(claim));
        }
        claims
    }

    /// What the plan takes that was written last; `None` where there is none that can be read.
    fn stored(fqmn: &str, part: Part, network: &str, path: &Path) -> Option<Self> {
        let json: Map<String, Value> = file::read_json(path).ok()??;
        let project = json.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Self::read(fqmn, part, network, &Plan::of(&project, json)))
    }

    fn read(fqmn: &str, part: Part, network: &str, plan: &Plan) -> Self {
        let mut claims = Self { fqmn: fqmn.into(), part, taken: BTreeMap::new() };
        for (service, name) in plan.containers() {
            claims.take("container name", &name, &service);
        }
        for kind in ["networks", "volumes"] {
            for name in plan.made(kind) {
                claims.take(kind.trim_end_matches('s'), &name, kind);
            }
        }
        for (service, host) in plan.hosts(network, part == Part::Services) {
            claims.take("host name", &host.to_ascii_lowercase(), &service);
        }
        for (service, text) in port::texts(plan) {
            claims.take("port", &text, &service);
        }
        claims
    }

    fn take(&mut self, kind: &'static str, name: &str, place: &str) {
        self.taken.insert((kind, name.into()), Taken { place: place.into(), held: true });
    }

    /// Refuses what another module takes, unless this one had it before and that one hadn't: then that one is refused. Of newcomers
    /// only Hyperdrive itself gets it.
    pub(super) fn refuse(&self, all: &[Self]) -> Result<()> {
        let faults: Vec<Fault> = all
            .iter()
            .filter(|other| other.fqmn != self.fqmn)
            .flat_map(|other| {
                self.taken.iter().filter_map(|(claim, mine)| other.fault(claim, mine, &self.fqmn))
            })
            .collect();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Error::denied(format!("'{}' asks for what another module has", self.fqmn))
            .with_faults(faults)
            .hint("change the setting, template or override of one of the two that says so; nothing was changed"))
    }

    /// That this module has it, where that stands against the other's wish.
    fn fault(&self, claim: &Claim, theirs: &Taken, whose: &str) -> Option<Fault> {
        let (kind, name) = claim;
        let goes_before = |own: &&Taken| {
            if whose == HYPERDRIVE { own.held && !theirs.held } else { own.held || !theirs.held }
        };
        self.taken
            .get(claim)
            .filter(goes_before)
            .map(|_| Fault::new(&theirs.place, format!("the {kind} '{name}' is that of '{}'", self.fqmn)))
    }

    /// Whose they are.
    pub fn is_of(&self, fqmn: &str, part: Part) -> bool {
        self.fqmn == fqmn && self.part == part
    }
}

/// What the modules of a home have by the plans that were written last, Hyperdrive's own among them: of those that are
/// installed and enabled. Nothing where there is no such home.
pub fn stored_claims(user: &Path, network: &str) -> Vec<Claims> {
    let Ok(home) = Home::open(user) else { return Vec::new() };
    let (Ok(installed), Ok(current)) = (home.installed(), home.current()) else { return Vec::new() };
    let is_enabled =
        |fqmn: &&str| current.settings.modules.get(*fqmn).is_none_or(|settings| settings.enabled);
    let modules = installed.modules.keys().map(String::as_str).filter(is_enabled);
    let parts = modules.chain([HYPERDRIVE]).flat_map(|fqmn| [(fqmn, Part::Adapter), (fqmn, Part::Services)]);
    let stored = |(fqmn, part): (&str, Part)| {
        let name: Fqmn = fqmn.parse().ok()?;
        let folder = home.state_dir().join("compose").join(name.author()).join(name.name());
        Claims::stored(fqmn, part, network, &plan::path(&folder, part.word()))
    };
    parts.filter_map(stored).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[allow(clippy::needless_pass_by_value, reason = "reads better with json! at the call")]
    fn claims(fqmn: &str, part: Part, json: Value) -> Claims {
        let project = fqmn.replace('/', "-");
        Claims::read(fqmn, part, "demo_net", &Plan::of(&project, json.as_object().unwrap().clone()))
    }

    fn names(claims: &Claims) -> Vec<String> {
        claims.taken.keys().map(|(kind, name)| format!("{kind} {name}")).collect()
    }

    #[test]
    fn a_plan_claims_what_it_names_and_what_leads_to_it() {
        let json = json!({
            "services": {
                "a": {"container_name": "demo_a", "hostname": "Mail", "networks": {"net": {"aliases": ["db"]}, "own": null},
                    "ports": [{"host_ip": "127.0.0.1", "published": "80", "target": 80, "protocol": "tcp"}]},
                "b": {"networks": {"own": {"aliases": ["db2"]}}},
            },
            "networks": {"net": {"name": "demo_net", "external": true}, "own": {"name": "me-x_own"}},
            "volumes": {"v": {"name": "me-x_v"}, "theirs": {"name": "theirs", "external": true}},
        });
        let expected = [
            "container name demo_a",
            "container name me-x-b-1",
            "host name a",
            "host name db",
            "host name demo_a",
            "host name mail",
            "network me-x_own",
            "port 80/tcp",
            "volume me-x_v",
        ];
        assert_eq!(names(&claims("me/x", Part::Services, json)), expected);
        // An adapter is asked by its container's name alone: all of them may call their service alike.
        let adapter = json!({"services": {"adapter": {"container_name": "demo_x_adapter", "networks": {"net": null}}},
            "networks": {"net": {"name": "demo_net", "external": true}}});
        let expected = ["container name demo_x_adapter", "host name demo_x_adapter"];
        assert_eq!(names(&claims("me/x", Part::Adapter, adapter)), expected);
    }

    #[test]
    fn who_had_it_first_keeps_it_and_of_two_newcomers_neither_gets_it() {
        let one = |fqmn: &str, held: bool| {
            let mut claims =
                claims(fqmn, Part::Services, json!({"services": {"a": {"container_name": "same"}}}));
            claims.taken.values_mut().for_each(|taken| taken.held = held);
            claims
        };
        for (mine, theirs, refused) in
            [(false, false, true), (false, true, true), (true, false, false), (true, true, true)]
        {
            let all = [one("me/x", mine), one("me/y", theirs)];
            assert_eq!(all[0].refuse(&all).is_err(), refused, "{mine} {theirs}");
        }
        let error = one("me/x", false).refuse(&[one("me/y", true)]).unwrap_err();
        assert!(error.message().contains("'me/x'"), "{error:?}");
        let report = error.report("t");
        assert_eq!(report.faults[0].message, "the container name 'same' is that of 'me/y'");
        // A module that comes together with the daemon doesn't keep that from starting.
        let both = [one(HYPERDRIVE, false), one("me/y", false)];
        both[0].refuse(&both).unwrap();
        both[1].refuse(&both).unwrap_err();
        let later = [one(HYPERDRIVE, false), one("me/y", true)];
        later[0].refuse(&later).unwrap_err();
        later[1].refuse(&later).unwrap();
        // What a module has of itself stands against nobody.
        one("me/x", false).refuse(&[one("me/x", true)]).unwrap();
    }
}
