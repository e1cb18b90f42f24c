//! The outlook: what bringing a part of a module up comes to, seen from what is there.

use super::task::Task;
use super::up::Images;
use super::{Container, Part, Plan, itself};

/// What bringing a part up comes to.
pub(super) struct Outlook<'a> {
    /// What has to go first.
    pub(super) goes: Vec<&'a Container>,
    /// What stays, as it is wanted.
    pub(super) stays: Vec<&'a Container>,
    /// Whether anything has to start.
    pub(super) starts: bool,
}

impl<'a> Outlook<'a> {
    pub(super) fn of(
        task: &Task,
        plan: &Plan,
        images: &Images,
        there: &'a [Container],
        begun: Option<u64>,
    ) -> Self {
        // What an attempt made that failed goes, though it were as wanted: it may have read settings that are taken back.
        let is_of_attempt = |container: &Container| begun.is_some_and(|begun| container.created >= begun);
        let as_wanted = |container: &Container| {
            is_as_wanted(container, plan, images) && !task.restarts(container) && !is_of_attempt(container)
        };
        let fits =
            |name: &String| there.iter().any(|there| there.service.container == *name && as_wanted(there));
        let runs = |name: &String| {
            there.iter().any(|there| {
                there.service.container == *name && there.service.state == "running" && as_wanted(there)
            })
        };
        if task.starts_itself && begun.is_none() {
            return Self::of_itself(itself::runs_already(task, plan, images, there), there);
        }
        let wanted = plan.containers();
        // One of several that isn't as wanted takes the others of its service along: Docker Compose numbers them.
        let broken = |service: &str| {
            plan.count(service) > 1 && wanted.iter().any(|(own, name)| own == service && !fits(name))
        };
        let fit = |there: &&Container| as_wanted(there) && !broken(&there.service.service);
        // Bringing an adapter up stops nothing: Docker Compose replaces it. What it left of that when it was killed goes.
        let is_left = |there: &&Container| !wanted.iter().any(|(_, name)| *name == there.service.container);
        let is_adapter = task.part == Part::Adapter;
        let goes =
            there.iter().filter(|there| if is_adapter { is_left(there) } else { !fit(there) }).collect();
        let stays = there.iter().filter(fit).collect();
        Self { goes, stays, starts: !wanted.iter().all(|(_, name)| runs(name)) }
    }

    /// Where the adapter starts the services, all stay or all go.
    fn of_itself(runs_already: bool, there: &'a [Container]) -> Self {
        let (stays, goes) = if runs_already { (there, &[][..]) } else { (&[][..], there) };
        Self { goes: goes.iter().collect(), stays: stays.iter().collect(), starts: !runs_already }
    }
}

/// A container of a wanted service, made from what would be made now.
fn is_as_wanted(container: &Container, plan: &Plan, images: &Images) -> bool {
    let service = &container.service;
    plan.containers().contains(&(service.service.clone(), service.container.clone()))
        && container.digest == plan.digest(&service.service)
        && images.get(plan.image(&service.service)) == Some(&container.image_id)
}
