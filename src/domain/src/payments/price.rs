//! What may be asked for an exam.

use crate::money::Money;

/// The highest price, in minor units: far above any exam, far below where sums could overflow.
pub const PRICE_MINOR_MAX: i64 = 10_000_000_000;
/// The most days that one order gives access for.
pub const ACCESS_DAYS_MAX: u32 = 3_650;

/// For how many days one order gives access: 1 to [`ACCESS_DAYS_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessDays(u32);

/// Why a price or a number of days was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceFault {
    /// Nothing, less than nothing, or more than [`PRICE_MINOR_MAX`].
    #[error("a price is between one minor unit and {PRICE_MINOR_MAX}")]
    OutOfRange,
    /// Nobody can pay a single unit of the third decimal place: gateways take it in tens.
    #[error("in a currency of three decimal places the last one is 0")]
    LastPlace,
    /// None, or more than [`ACCESS_DAYS_MAX`].
    #[error("access lasts between a day and {ACCESS_DAYS_MAX} days")]
    Days,
}

impl PriceFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OutOfRange => "price_out_of_range",
            Self::LastPlace => "price_last_place",
            Self::Days => "access_days_out_of_range",
        }
    }
}

impl AccessDays {
    /// Reads a number of days.
    ///
    /// # Errors
    /// When it is out of its bounds.
    pub const fn parse(days: i64) -> Result<Self, PriceFault> {
        if days < 1 || days > ACCESS_DAYS_MAX as i64 {
            return Err(PriceFault::Days);
        }
        Ok(Self(days as u32))
    }

    /// The days.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Whether this may be asked for an exam.
///
/// # Errors
/// Why not.
pub fn check(price: Money) -> Result<(), PriceFault> {
    if !(1..=PRICE_MINOR_MAX).contains(&price.amount_minor) {
        return Err(PriceFault::OutOfRange);
    }
    if price.currency.exponent() == 3 && price.amount_minor % 10 != 0 {
        return Err(PriceFault::LastPlace);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_price_is_something_that_can_be_paid() {
        let check = |amount, code| check(Money::new(amount, Currency::parse(code).unwrap()));
        for (amount, code) in [(1, "INR"), (PRICE_MINOR_MAX, "INR"), (5_000, "XAF"), (1_250, "KWD")] {
            assert_eq!(check(amount, code), Ok(()), "{amount} {code}");
        }
        for amount in [0, -1, i64::MIN, PRICE_MINOR_MAX + 1, i64::MAX] {
            assert_eq!(check(amount, "INR"), Err(PriceFault::OutOfRange));
        }
        assert_eq!(check(1_255, "KWD"), Err(PriceFault::LastPlace));
    }

    #[test]
    fn access_lasts_a_day_at_least() {
        assert_eq!(AccessDays::parse(30).map(AccessDays::get), Ok(30));
        for days in [0, -1, 3_651, i64::MAX] {
            assert_eq!(AccessDays::parse(days), Err(PriceFault::Days));
        }
    }
}
