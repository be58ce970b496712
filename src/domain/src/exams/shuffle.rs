//! Shuffling and drawing that give the same result for the same seed for ever.
//!
//! Written out here because a library may change how it turns random words into an order between releases, and a
//! paper that has been promised by its digest has to come out the same years later.

use rand::Rng;

/// A number below `bound`, without the bias of a plain remainder.
pub(super) fn below(generator: &mut impl Rng, bound: usize) -> usize {
    assert!(bound > 0, "nothing lies below zero");
    let bound = bound as u64;
    let unbiased = u64::MAX - u64::MAX % bound;
    loop {
        let word = generator.next_u64();
        if word < unbiased {
            return (word % bound) as usize;
        }
    }
}

/// Fisher and Yates, from the end.
pub(super) fn shuffle<T>(items: &mut [T], generator: &mut impl Rng) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(generator, last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn the_order_of_a_seed_is_frozen() {
        let mut items: Vec<u8> = (0..10).collect();
        shuffle(&mut items, &mut Seed([7; 32]).generator());
        assert_eq!(items, [2, 0, 3, 4, 1, 9, 5, 7, 8, 6], "papers already promised would come out differently");
    }

    #[test]
    fn every_order_of_three_turns_up_about_equally_often() {
        let mut generator = Seed([1; 32]).generator();
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let mut items = [0, 1, 2];
            shuffle(&mut items, &mut generator);
            *counts.entry(items).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|n| (850..1150).contains(n)), "{counts:?}");
    }
}
