//! Networks in CIDR notation (RFC 4632), for the lists of trusted proxies and of scrapers.

use serde::{Deserialize, Deserializer};
use std::net::IpAddr;
use std::str::FromStr;

/// An address block; a lone address is a block of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetworkRange {
    base: u128,
    mask: u128,
}

impl NetworkRange {
    /// Whether the block holds this address; IPv4 and IPv4-mapped IPv6 are the same.
    pub fn contains(&self, address: IpAddr) -> bool {
        number(address) & self.mask == self.base
    }
}

impl FromStr for NetworkRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || format!("'{text}' is not an address or CIDR block such as 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| refused())?;
        let width: u32 = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), str::parse).map_err(|_| refused())?;
        if bits > width {
            return Err(refused());
        }
        let host_bits = width - bits;
        let mask = u128::MAX.checked_shl(host_bits).unwrap_or(0);
        Ok(Self { base: number(address) & mask, mask })
    }
}

impl<'de> Deserialize<'de> for NetworkRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().into(),
        IpAddr::V6(v6) => v6.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_hold_their_addresses_and_no_others() {
        let table = [
            ("127.0.0.0/8", "127.9.9.9", true),
            ("127.0.0.0/8", "128.0.0.1", false),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false),
            ("::1/128", "::1", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("127.0.0.1", "::ffff:127.0.0.1", true),
        ];
        for (block, address, inside) in table {
            let block: NetworkRange = block.parse().unwrap();
            assert_eq!(block.contains(address.parse().unwrap()), inside, "{block:?} {address}");
        }
        assert!("10.0.0.0/33".parse::<NetworkRange>().is_err());
        assert!("campus".parse::<NetworkRange>().is_err());
    }
}
