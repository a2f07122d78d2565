//! Whose an address is, as far as tries and connections are counted.

use std::net::{IpAddr, Ipv6Addr};

/// How many bits of an address of IPv6 a customer gets at least: who has one address there has them all.
const CUSTOMER_BITS: u32 = 64;

/// An address of IPv4, or a network of IPv6 that is one customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address.
    pub const fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(IpAddr::V4(address)),
            IpAddr::V6(address) => {
                let mask = u128::MAX << (128 - CUSTOMER_BITS);
                Self(IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask)))
            }
        }
    }
}

/// The network of an address in text, in text; what is no address stands for itself.
pub(crate) fn network_of(address: &str) -> String {
    address.parse().map_or_else(|_| address.to_owned(), |address| Network::of(address).0.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_counts_by_network_and_mapped_addresses_as_what_they_map() {
        for (address, network) in [
            ("203.0.113.5", "203.0.113.5"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
            ("2001:db8:1:3::1", "2001:db8:1:3::"),
            ("", ""),
        ] {
            assert_eq!(network_of(address), network);
        }
    }
}
