//! The pace at which a caller may change things: a burst, then one by one. It bounds what the audit has to hold.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::{Answer, Caller, Problem, Refusal};

/// How many changes may come at once.
const BURST: u32 = 60;
/// How long it takes until one more may come.
const PAUSE: Duration = Duration::from_millis(500);

/// When each caller's burst is used up no more; callers are as many as there are modules.
#[derive(Debug, Default)]
pub(super) struct Paces(HashMap<String, Instant>);

impl Paces {
    /// One change more of this caller.
    pub(super) fn step(&mut self, caller: &Caller, now: Instant) -> Answer<()> {
        let full = self.0.entry(caller.to_string()).or_insert(now);
        let next = (*full).max(now) + PAUSE;
        if next > now + PAUSE * BURST {
            return Err(Problem::new(Refusal::TooMuch, "too many changes at once"));
        }
        *full = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_burst_one_by_one_each_for_themselves() {
        let (mut paces, now) = (Paces::default(), Instant::now());
        assert!((0..BURST).all(|_| paces.step(&Caller::Operator, now).is_ok()));
        assert!(paces.step(&Caller::Operator, now).is_err());
        assert!(paces.step(&Caller::Operator, now + PAUSE).is_ok());
        assert!(paces.step(&Caller::Operator, now + PAUSE).is_err());
        assert!("me/mod".parse().is_ok_and(|me| paces.step(&Caller::Module(me), now).is_ok()));
    }
}
