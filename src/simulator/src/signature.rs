//! The two signatures of Razorpay, both HMAC-SHA256 in lower-case hexadecimal: of the body of a webhook under the webhook's
//! secret, and of `order|payment` under the key's secret for what the browser brings back.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write;

/// HMAC-SHA256 in hexadecimal.
pub fn hex_hmac(secret: &str, message: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    // HMAC takes keys of any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(message);
        for byte in mac.finalize().into_bytes() {
            let _ = write!(hex, "{byte:02x}");
        }
    }
    hex
}

/// What the checkout gives the browser for the merchant.
pub fn of_checkout(key_secret: &str, order: &str, payment: &str) -> String {
    hex_hmac(key_secret, format!("{order}|{payment}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_is_the_one_of_rfc_4231() {
        // Test case 2.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex_hmac("Jefe", b"what do ya want for nothing?"), expected);
    }

    #[test]
    fn the_checkout_signs_order_and_payment_as_the_official_libraries_verify_it() {
        // The vector of Razorpay's own Node and Java documentation.
        let signed = of_checkout("EnLs21M47BllR3X8PSFtjtbd", "order_IEIaMR65cu6nz3", "pay_IH4NVgf4Dreq1l");
        assert_eq!(signed, "0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f");
    }
}
