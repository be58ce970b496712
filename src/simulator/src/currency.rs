//! The currencies that Razorpay takes, with the digits of their minor unit.
//! Source: <https://razorpay.com/docs/payments/international-payments/#supported-currencies>.

const THREE_DIGITS: &str = "BHD IQD JOD KWD OMR TND";
const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const TWO_DIGITS: &str = "AED ALL AMD AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BZD CAD CHF CNY COP CRC \
    CUP CVE CZK DKK DOP DZD EGP ETB EUR FJD GBP GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR JMD KES KGS KHR KYD \
    KZT LAK LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PEN PGK PHP PKR PLN \
    QAR RON RSD RUB SAR SCR SEK SGD SLL SOS SVC SZL THB TRY TTD TWD TZS UAH USD UYU UZS XCD YER ZAR ZMW";

/// A currency of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    pub code: &'static str,
    pub digits: u32,
}

impl Currency {
    /// The currency of this code, if Razorpay takes it.
    pub fn parse(code: &str) -> Option<Self> {
        let lists = [(TWO_DIGITS, 2), (NO_DIGITS, 0), (THREE_DIGITS, 3)];
        lists.into_iter().find_map(|(list, digits)| {
            let code = list.split_ascii_whitespace().find(|known| *known == code)?;
            Some(Self { code, digits })
        })
    }

    /// The least that can be paid: one of the major unit.
    pub fn least_minor(self) -> i64 {
        10_i64.pow(self.digits)
    }

    /// Amounts with three digits behind the point end on 0: the banks between do not carry the last one.
    pub fn carries(self, amount_minor: i64) -> bool {
        self.digits < 3 || amount_minor % 10 == 0
    }

    /// The amount as people write it, such as `INR 499.00`.
    pub fn written(self, amount_minor: i64) -> String {
        let unit = self.least_minor();
        let (whole, part) = (amount_minor / unit, (amount_minor % unit).abs());
        let width = self.digits as usize;
        if width == 0 { format!("{} {whole}", self.code) } else { format!("{} {whole}.{part:0width$}", self.code) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_the_digits_of_their_currency() {
        let of = |code: &str| Currency::parse(code).unwrap();
        assert_eq!(of("INR").written(49_905), "INR 499.05");
        assert_eq!(of("JPY").written(295), "JPY 295");
        assert_eq!(of("KWD").written(295_990), "KWD 295.990");
        assert_eq!((of("INR").least_minor(), of("XAF").least_minor(), of("OMR").least_minor()), (100, 1, 1_000));
        assert!(of("KWD").carries(99_990) && !of("KWD").carries(99_991) && of("INR").carries(99_991));
        assert_eq!(Currency::parse("inr"), None);
        assert_eq!(Currency::parse("XXX"), None);
    }
}
