//! A round of evaluations: what the templates of all modules may take until something is shown, so that a module whose
//! templates loop holds up neither a key press nor its neighbours.

use std::collections::BTreeMap;

use crate::template::Budget;

/// Steps for the templates of one module: some hundred times what a large module needs.
const OF_ONE: u64 = 500_000;

/// Steps for those of all modules.
const OF_ALL: u64 = 5_000_000;

/// What is left of a round.
#[derive(Debug)]
pub(super) struct Round {
    all: u64,
    modules: BTreeMap<usize, u64>,
}

impl Round {
    pub(super) fn new() -> Self {
        Self { all: OF_ALL, modules: BTreeMap::new() }
    }

    /// Does this with what is left for the module at this place.
    pub(super) fn spend<T>(&mut self, at: usize, work: impl FnOnce(&Budget) -> T) -> T {
        let own = self.modules.entry(at).or_insert(OF_ONE);
        let budget = Budget::new(OF_ONE).with_left((*own).min(self.all));
        let before = budget.left();
        let done = work(&budget);
        let spent = before - budget.left();
        *own -= spent;
        self.all -= spent;
        done
    }

    /// Whether nothing is left for the module at this place.
    pub(super) fn is_over(&self, at: usize) -> bool {
        self.all == 0 || self.modules.get(&at).is_some_and(|left| *left == 0)
    }
}
