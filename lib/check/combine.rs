//! Combinations: every two values of every two parameters stand together in one of them, and there are few.

use std::collections::HashSet;

/// For each combination the number of the value that each parameter has. The first is `0` everywhere. `counts` says how
/// many values each parameter has.
pub(super) fn pairwise(counts: &[usize]) -> Vec<Vec<usize>> {
    let mut open = Open::of(counts);
    let mut rows = vec![vec![0; counts.len()]];
    open.cover(&rows[0]);
    // Those with the most values first: they say how many combinations there have to be.
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(counts[*at]));
    while let Some(seed) = open.any() {
        let row = open.row(counts, &order, seed);
        open.cover(&row);
        rows.push(row);
    }
    rows
}

/// What a pair that is closed for sure counts.
const WHOLE: usize = 5040;

/// A parameter's value: their numbers.
type Spot = (usize, usize);

/// Pairs, and for a lone parameter values, that stand in no combination yet.
struct Open {
    pairs: HashSet<(Spot, Spot)>,
    /// In an order that is always the same.
    queue: Vec<(Spot, Spot)>,
}

impl Open {
    fn of(counts: &[usize]) -> Self {
        let mut queue = Vec::new();
        for one in 0..counts.len() {
            // With itself: so every value of a lone parameter is met as well.
            queue.extend((0..counts[one]).map(|value| ((one, value), (one, value))));
            for two in one + 1..counts.len() {
                for value in 0..counts[one] {
                    queue.extend((0..counts[two]).map(|other| ((one, value), (two, other))));
                }
            }
        }
        queue.reverse();
        Self { pairs: queue.iter().copied().collect(), queue }
    }

    fn any(&mut self) -> Option<(Spot, Spot)> {
        while let Some(pair) = self.queue.last() {
            if self.pairs.contains(pair) {
                return Some(*pair);
            }
            self.queue.pop();
        }
        None
    }

    /// A combination with this pair in it, and with as many other open ones as come along.
    fn row(&self, counts: &[usize], order: &[usize], (one, two): (Spot, Spot)) -> Vec<usize> {
        let mut row: Vec<Option<usize>> = vec![None; counts.len()];
        row[one.0] = Some(one.1);
        row[two.0] = Some(two.1);
        for at in order {
            if row[*at].is_none() {
                let gain = |value: &usize| self.gain(counts, &row, (*at, *value));
                // Of equals the first: a default.
                let best = (0..counts[*at]).rev().max_by_key(gain);
                row[*at] = best;
            }
        }
        row.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// How many open pairs the value closes, and, as a chance, how many it may close with what isn't chosen yet: without
    /// that, each combination would take the first value that differs from the defaults and nothing else.
    fn gain(&self, counts: &[usize], row: &[Option<usize>], spot: Spot) -> usize {
        let is_open = |other: Spot| self.pairs.contains(&(spot.min(other), spot.max(other)));
        let with = |(at, chosen): (usize, &Option<usize>)| match chosen {
            _ if at == spot.0 => 0,
            Some(value) => WHOLE * usize::from(is_open((at, *value))),
            None => (0..counts[at]).filter(|value| is_open((at, *value))).count() * WHOLE / counts[at].max(1),
        };
        row.iter().enumerate().map(with).sum()
    }

    fn cover(&mut self, row: &[usize]) {
        let spots: Vec<Spot> = row.iter().copied().enumerate().collect();
        for (number, one) in spots.iter().enumerate() {
            for two in &spots[number..] {
                self.pairs.remove(&(*one, *two));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_pair_is_met(counts in prop::collection::vec(1_usize..5, 0..9)) {
            let rows = pairwise(&counts);
            prop_assert!(rows[0].iter().all(|value| *value == 0));
            for one in 0..counts.len() {
                for two in 0..counts.len() {
                    for value in 0..counts[one] {
                        for other in 0..counts[two] {
                            let met = rows.iter().any(|row| row[one] == value && row[two] == other);
                            prop_assert!(met || (one == two && value != other), "{one}={value} {two}={other}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn there_are_few() {
        assert_eq!(pairwise(&[]).len(), 1);
        assert_eq!(pairwise(&[3]).len(), 3);
        assert!(pairwise(&[2; 60]).len() <= 16, "{}", pairwise(&[2; 60]).len());
        assert!(pairwise(&[3, 3, 2, 2, 2]).len() <= 13);
    }
}
