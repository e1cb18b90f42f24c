//! What templates that are evaluated together may use up: one that loops doesn't hold the others up.

use std::cell::Cell;

use super::eval::LIMITS;

/// Steps that are left for several templates together.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
    whole: u64,
}

impl Budget {
    /// So many steps.
    pub fn new(steps: u64) -> Self {
        Self { left: Cell::new(steps), whole: steps }
    }

    /// The same, of which only so many are left.
    #[must_use]
    pub fn with_left(self, steps: u64) -> Self {
        self.left.set(steps);
        self
    }

    /// As many as one template may take.
    pub fn of_one() -> Self {
        Self::new(LIMITS.steps)
    }

    /// How many are left.
    pub fn left(&self) -> u64 {
        self.left.get()
    }

    /// How many there were.
    pub(super) fn whole(&self) -> u64 {
        self.whole
    }

    pub(super) fn spend(&self, steps: u64) {
        self.left.set(self.left.get().saturating_sub(steps));
    }
}
