//! Marks and fractions as whole numbers, so that a result adds up on every machine and after every regrade.
//!
//! Rounding happens in few named places only; all round half away from zero. Display rounding belongs to the pages.

mod percent;

use serde::{Deserialize, Serialize};
use std::iter::Sum;
use std::ops::Add;

/// Marks in hundred-thousandths of a point: `Marks(150_000)` is one point and a half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(pub i64);

/// A share of a question's marks in ten-millionths: `Fraction(5_000_000)` is 50 %. Negative for a penalty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fraction(pub i64);

impl Marks {
    /// No marks.
    pub const ZERO: Self = Self(0);
    /// One point.
    pub const POINT: Self = Self(100_000);

    /// Whole points; saturates far beyond any paper.
    pub const fn from_points(points: i64) -> Self {
        Self(points.saturating_mul(Self::POINT.0))
    }

    /// In points, as a person writes them: `2.5`, trailing zeros dropped.
    pub fn written(self) -> String {
        // A percent has as many decimals in a fraction as a point has in marks.
        Fraction(self.0).percent()
    }

    /// This share of the marks, rounded half away from zero to the next hundred-thousandth of a point.
    pub fn scaled(self, fraction: Fraction) -> Self {
        let product = i128::from(self.0) * i128::from(fraction.0);
        Self(divide_half_away(product, i128::from(Fraction::ONE.0)))
    }

    /// `part` of `whole` of the marks, rounded half away from zero to the next hundred-thousandth of a point and never more
    /// than all of them; nothing of nothing is nothing. All of it is exactly the marks.
    pub fn scaled_by(self, part: Self, whole: Self) -> Self {
        if whole.0 <= 0 {
            return Self::ZERO;
        }
        let part = part.clamp(Self::ZERO, whole);
        Self(divide_half_away(i128::from(self.0) * i128::from(part.0), i128::from(whole.0)))
    }
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it, 100 %.
    pub const ONE: Self = Self(10_000_000);
    /// The largest penalty, -100 %.
    pub const MINUS_ONE: Self = Self(-10_000_000);

    /// `part` of `whole`, rounded half away from zero; nothing of nothing is nothing.
    pub fn share(part: usize, whole: usize) -> Self {
        Self::ratio(part as i128, whole as i128)
    }

    /// The share that some marks are of others, rounded half away from zero; nothing of nothing is nothing.
    pub fn of(part: Marks, whole: Marks) -> Self {
        Self::ratio(part.0.into(), whole.0.into())
    }

    /// `part` of `whole`, rounded half away from zero; nothing where the whole is not above zero.
    pub fn ratio(part: i128, whole: i128) -> Self {
        if whole <= 0 {
            return Self::ZERO;
        }
        Self(divide_half_away(part.saturating_mul(Self::ONE.0.into()), whole))
    }

    /// The fraction brought into 0..=100 %, which is what a question can be worth.
    pub fn clipped(self) -> Self {
        self.clamp(Self::ZERO, Self::ONE)
    }

    /// Whether it lies in -100 %..=100 %, the range that an author may give an option.
    pub fn is_weight(self) -> bool {
        (Self::MINUS_ONE..=Self::ONE).contains(&self)
    }
}

impl Add for Marks {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Marks {
    fn sum<I: Iterator<Item = Self>>(marks: I) -> Self {
        marks.fold(Self::ZERO, Add::add)
    }
}

impl Add for Fraction {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Fraction {
    fn sum<I: Iterator<Item = Self>>(fractions: I) -> Self {
        fractions.fold(Self::ZERO, Add::add)
    }
}

/// Integer division that rounds half away from zero; saturates where the quotient leaves `i64`.
fn divide_half_away(dividend: i128, divisor: i128) -> i64 {
    let half = divisor / 2;
    let rounded = if dividend < 0 { (dividend - half) / divisor } else { (dividend + half) / divisor };
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounding_is_half_away_from_zero_on_both_sides() {
        assert_eq!(Marks(1).scaled(Fraction(5_000_000)), Marks(1));
        assert_eq!(Marks(1).scaled(Fraction(-5_000_000)), Marks(-1));
        assert_eq!(Marks(1).scaled(Fraction(4_999_999)), Marks(0));
        assert_eq!(Fraction::share(2, 3), Fraction(6_666_667));
        assert_eq!(Fraction::share(0, 0), Fraction::ZERO);
    }

    #[test]
    fn three_thirds_of_a_point_are_a_point() {
        let third = Fraction(3_333_333);
        let sum: Fraction = [third, third, third].into_iter().sum();
        assert_eq!(Marks::POINT.scaled(sum), Marks::POINT);
    }

    proptest! {
        #[test]
        fn a_clipped_share_never_leaves_the_question(max in 0i64..100_000_000, fraction in any::<i64>()) {
            let awarded = Marks(max).scaled(Fraction(fraction).clipped());
            prop_assert!(awarded >= Marks::ZERO && awarded <= Marks(max));
        }

        #[test]
        fn parts_of_marks_stay_within_them_grow_with_the_part_and_end_at_everything(
            max in 0i64..100_000_000, whole in 1i64..1_000_000_000, a in 0i64..1_000_000_000, b in 0i64..1_000_000_000,
        ) {
            let scaled = |part: i64| Marks(max).scaled_by(Marks(part.min(whole)), Marks(whole));
            prop_assert!(scaled(a) >= Marks::ZERO && scaled(a) <= Marks(max));
            prop_assert!(a > b || scaled(a) <= scaled(b));
            prop_assert_eq!(scaled(whole), Marks(max));
            prop_assert_eq!(Marks(whole).scaled_by(Marks(a.min(whole)), Marks(whole)), Marks(a.min(whole)));
        }

        #[test]
        fn a_full_share_is_everything(whole in 1usize..1000, max in 0i64..100_000_000) {
            prop_assert_eq!(Marks(max).scaled(Fraction::share(whole, whole)), Marks(max));
        }
    }
}
