//! Money: whole minor units of a currency, never a fraction and never a float.
//!
//! The minor unit follows from the currency's exponent (ISO 4217): paise for INR, whole francs for XAF, fils for KWD. It
//! knows nothing of what is bought; prices and the ledger have their own rules.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency that people pay with: funds, metals and test codes of ISO 4217 are none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

/// An amount of one currency, in its minor units; negative only where something is owed or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Whole minor units.
    pub amount_minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

/// Why money could not be read or reckoned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
    /// Three capital letters of a currency that people pay with were expected.
    #[error("this is no currency that people pay with")]
    UnknownCurrency,
    /// Two currencies cannot be added.
    #[error("{0} and {1} cannot be reckoned together")]
    TwoCurrencies(Currency, Currency),
    /// The result has no place in 64 bits.
    #[error("the amount is too large")]
    TooLarge,
}

impl MoneyFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownCurrency => "unknown_currency",
            Self::TwoCurrencies(..) => "two_currencies",
            Self::TooLarge => "amount_too_large",
        }
    }
}

impl Currency {
    /// The Indian rupee.
    pub const INR: Self = Self(iso_currency::Currency::INR);
    /// The CFA franc of Central Africa; it has no minor unit.
    pub const XAF: Self = Self(iso_currency::Currency::XAF);

    /// Reads a code such as `INR`, in capitals.
    ///
    /// # Errors
    /// When nobody pays with it.
    pub fn parse(code: &str) -> Result<Self, MoneyFault> {
        iso_currency::Currency::from_code(code)
            .filter(|known| known.exponent().is_some() && !known.is_fund() && !known.is_special())
            .map(Self)
            .ok_or(MoneyFault::UnknownCurrency)
    }

    /// The three letters of ISO 4217.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimal places its minor unit has: 2 for INR, 0 for XAF, 3 for KWD.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl Money {
    /// So many minor units of a currency.
    pub const fn new(amount_minor: i64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }

    /// Nothing of a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Whether it is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.amount_minor > 0
    }

    /// The sum.
    ///
    /// # Errors
    /// For two currencies, or beyond 64 bits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyFault> {
        self.reckon(other, i64::checked_add)
    }

    /// The difference; it may be negative.
    ///
    /// # Errors
    /// For two currencies, or beyond 64 bits.
    pub fn minus(self, other: Self) -> Result<Self, MoneyFault> {
        self.reckon(other, i64::checked_sub)
    }

    /// The same amount with the other sign.
    ///
    /// # Errors
    /// For the one amount that has no opposite in 64 bits.
    pub fn negated(self) -> Result<Self, MoneyFault> {
        let amount_minor = self.amount_minor.checked_neg().ok_or(MoneyFault::TooLarge)?;
        Ok(Self { amount_minor, ..self })
    }

    /// The amount in major units as gateways and receipts write it: `499.00`, `5000`, `-0.050`.
    pub fn decimal(self) -> String {
        let places = usize::try_from(self.currency.exponent()).unwrap_or(0);
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        let digits = format!("{:0>1$}", self.amount_minor.unsigned_abs(), places + 1);
        match digits.split_at(digits.len() - places) {
            (major, "") => format!("{sign}{major}"),
            (major, minor) => format!("{sign}{major}.{minor}"),
        }
    }

    fn reckon(self, other: Self, with: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyFault> {
        if self.currency != other.currency {
            return Err(MoneyFault::TwoCurrencies(self.currency, other.currency));
        }
        let amount_minor = with(self.amount_minor, other.amount_minor).ok_or(MoneyFault::TooLarge)?;
        Ok(Self { amount_minor, ..self })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyFault;

    fn try_from(code: String) -> Result<Self, MoneyFault> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BILLION: i64 = 1_000_000_000;

    fn money(amount_minor: i64, code: &str) -> Money {
        Money::new(amount_minor, Currency::parse(code).unwrap())
    }

    #[test]
    fn the_exponent_decides_where_the_point_stands() {
        for (amount, code, text) in [
            (49_900, "INR", "499.00 INR"),
            (5, "INR", "0.05 INR"),
            (-5, "INR", "-0.05 INR"),
            (0, "INR", "0.00 INR"),
            (5_000, "XAF", "5000 XAF"),
            (0, "JPY", "0 JPY"),
            (1_250, "KWD", "1.250 KWD"),
            (i64::MIN, "XAF", "-9223372036854775808 XAF"),
        ] {
            assert_eq!(money(amount, code).to_string(), text);
        }
    }

    #[test]
    fn what_nobody_pays_with_is_no_currency() {
        for code in ["", "inr", "IN", "INRR", "XXX", "XAU", "CLF", "XTS", "€", " INR"] {
            assert_eq!(Currency::parse(code), Err(MoneyFault::UnknownCurrency), "{code:?}");
        }
    }

    #[test]
    fn two_currencies_are_never_added() {
        let fault = money(1, "INR").plus(money(1, "XAF"));
        assert_eq!(fault, Err(MoneyFault::TwoCurrencies(Currency::INR, Currency::XAF)));
        assert!(money(1, "INR").minus(money(1, "USD")).is_err());
    }

    #[test]
    fn nothing_wraps_around() {
        let most = money(i64::MAX, "INR");
        assert_eq!(most.plus(money(1, "INR")), Err(MoneyFault::TooLarge));
        assert_eq!(money(i64::MIN, "INR").minus(money(1, "INR")), Err(MoneyFault::TooLarge));
        assert_eq!(money(i64::MIN, "INR").negated(), Err(MoneyFault::TooLarge));
    }

    #[test]
    fn the_wire_form_is_minor_units_and_a_code() {
        let price = money(49_900, "INR");
        let wire = r#"{"amount_minor":49900,"currency":"INR"}"#;
        assert_eq!(serde_json::to_string(&price).unwrap(), wire);
        assert_eq!(serde_json::from_str::<Money>(wire).unwrap(), price);
        for wrong in [
            r#"{"amount_minor":499.0,"currency":"INR"}"#,
            r#"{"amount_minor":"499","currency":"INR"}"#,
            r#"{"amount_minor":1,"currency":"XXX"}"#,
            r#"{"amount_minor":1,"currency":"INR","more":1}"#,
            r#"{"amount_minor":9223372036854775808,"currency":"INR"}"#,
        ] {
            assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_added_and_taken_away_leaves_nothing(a in -BILLION..BILLION, b in -BILLION..BILLION) {
            let (a, b) = (money(a, "INR"), money(b, "INR"));
            prop_assert_eq!(a.plus(b).unwrap().minus(b).unwrap(), a);
            prop_assert_eq!(a.plus(a.negated().unwrap()).unwrap(), Money::zero(Currency::INR));
        }
    }
}
