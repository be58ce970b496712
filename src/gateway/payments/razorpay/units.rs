//! Amounts as the gateway counts them: in the currency's minor unit like ours, with exceptions.

use crate::gateway::payments::error::Refusal;
use examhall_domain::money::{Currency, Money};

/// One rupee.
const INR_MIN: i64 = 100;

/// The number that stands for this money: paise, whole yen, fils.
///
/// # Errors
/// For less than the least that can be paid, and for a last digit that the gateway does not take: of currencies with
/// three decimal places it wants it to be 0.
pub(super) fn amount(money: Money) -> Result<i64, Refusal> {
    let least = if money.currency == Currency::INR { INR_MIN } else { 1 };
    if money.amount_minor < least {
        return Err(not_payable(format!("The least that can be paid is {}.", Money::new(least, money.currency))));
    }
    if money.currency.exponent() == 3 && money.amount_minor % 10 != 0 {
        return Err(not_payable(format!("The last digit of an amount in {} has to be 0.", money.currency)));
    }
    Ok(money.amount_minor)
}

fn not_payable(description: String) -> Refusal {
    Refusal {
        code: "AMOUNT_NOT_PAYABLE".to_owned(),
        description,
        reason: Some("input_validation_failed".to_owned()),
        field: Some("amount".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_currency_is_counted_in_its_own_unit() {
        let table = [
            ("INR", 29_900, Some(29_900)),
            ("INR", 100, Some(100)),
            ("INR", 99, None),
            ("INR", 0, None),
            ("INR", -100, None),
            ("USD", 1, Some(1)),
            ("JPY", 295, Some(295)),
            ("KWD", 295_990, Some(295_990)),
            ("KWD", 99_991, None),
            ("BHD", 1_005, None),
            ("OMR", 10, Some(10)),
            ("XAF", 5_000, Some(5_000)),
        ];
        for (code, minor, wanted) in table {
            let money = Money::new(minor, Currency::parse(code).unwrap());
            assert_eq!(amount(money).ok(), wanted, "{money}");
        }
    }

    #[test]
    fn what_cannot_be_paid_is_told_in_money() {
        let refusal = amount(Money::new(99, Currency::INR)).unwrap_err();
        assert_eq!(refusal.description, "The least that can be paid is 1.00 INR.");
        assert_eq!(refusal.field.as_deref(), Some("amount"));
    }
}
