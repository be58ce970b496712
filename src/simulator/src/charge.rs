//! What the gateway keeps of a captured payment: two per cent and 18 per cent of tax upon it, each rounded to the minor
//! unit, half up. Checked against the payments that Razorpay's documentation shows.

/// Both in minor units; the fee holds the tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    pub fee: i64,
    pub tax: i64,
}

const FEE_PERCENT: i64 = 2;
const TAX_PERCENT: i64 = 18;

/// The charge for capturing this amount.
pub fn charge(amount_minor: i64) -> Charge {
    let base = percent(amount_minor, FEE_PERCENT);
    let tax = percent(base, TAX_PERCENT);
    Charge { fee: base + tax, tax }
}

fn percent(amount: i64, rate: i64) -> i64 {
    let parts = i128::from(amount) * i128::from(rate);
    i64::try_from((parts + 50) / 100).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charge_is_what_the_documented_payments_show() {
        // amount, fee, tax: https://razorpay.com/docs/api/payments/fetch-with-id and /docs/webhooks/refunds.
        let shown = [(100, 2, 0), (1_000, 24, 4), (2_100, 50, 8), (250_000, 5_900, 900), (500_000, 11_800, 1_800)];
        for (amount, fee, tax) in shown {
            assert_eq!(charge(amount), Charge { fee, tax }, "of {amount}");
        }
        assert_eq!(charge(1), Charge { fee: 0, tax: 0 });
    }
}
