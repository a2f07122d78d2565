//! Which network addresses may be called in a tenant's name. Pure.
//!
//! Whoever adds an endpoint chooses what this server calls, from where it stands: behind a firewall, and
//! beside services that trust their neighbours. So only what the whole internet reaches may be called,
//! unless the operator allows more.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Who reaches an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Everybody.
    Public,
    /// This machine, or its own network.
    Private,
    /// It is nobody's to call: multicast, reserved, for documentation.
    None,
}

/// Who reaches an address.
pub(crate) fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

/// By the IANA registry of special-purpose IPv4 addresses (RFC 6890).
fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [127 | 10, ..] | [192, 168, ..] | [169, 254, ..] => Reach::Private,
        [172, second, ..] if (16..32).contains(&second) => Reach::Private,
        // Shared by carriers (RFC 6598), and for measuring networks (RFC 2544).
        [100, second, ..] if (64..128).contains(&second) => Reach::Private,
        [198, 18 | 19, ..] => Reach::Private,
        [0, ..] | [224..=255, ..] | [192, 0, 0 | 2, _] | [192, 88, 99, _] => Reach::None,
        [198, 51, 100, _] | [203, 0, 113, _] => Reach::None,
        _ => Reach::Public,
    }
}

/// Only 2000::/3 is given out (RFC 4291); what carries an IPv4 address reaches what that does.
fn reach_v6(address: Ipv6Addr) -> Reach {
    let [first, second, .., high, low] = address.segments();
    if let Some(v4) = address.to_ipv4_mapped() {
        return reach_v4(v4);
    }
    match (first, second) {
        // NAT64 (RFC 6052) and 6to4 (RFC 3056).
        (0x64, 0xff9b) => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            reach_v4(Ipv4Addr::new(a, b, c, d))
        }
        (0x2002, _) | (0x2001, 0..0x200 | 0xdb8) | (0x3fff, 0..0x1000) => Reach::None,
        (0x2000..=0x3fff, _) => Reach::Public,
        _ if address.is_loopback() => Reach::Private,
        // Unique local (RFC 4193) and link-local addresses.
        (0xfc00..=0xfdff | 0xfe80..=0xfebf, _) => Reach::Private,
        _ => Reach::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_internet_reaches_is_public() {
        for (address, wanted) in [
            ("93.184.215.14", Reach::Public),
            ("172.32.0.1", Reach::Public),
            ("100.128.0.1", Reach::Public),
            ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", Reach::Public),
            ("64:ff9b::5db8:d70e", Reach::Public),
            ("127.0.0.1", Reach::Private),
            ("127.255.255.254", Reach::Private),
            ("10.1.2.3", Reach::Private),
            ("172.16.0.1", Reach::Private),
            ("172.31.255.255", Reach::Private),
            ("192.168.1.1", Reach::Private),
            ("169.254.169.254", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("::1", Reach::Private),
            ("::ffff:127.0.0.1", Reach::Private),
            ("::ffff:10.0.0.1", Reach::Private),
            ("64:ff9b::a00:1", Reach::Private),
            ("fd12:3456::1", Reach::Private),
            ("fe80::1", Reach::Private),
            ("0.0.0.0", Reach::None),
            ("224.0.0.1", Reach::None),
            ("255.255.255.255", Reach::None),
            ("192.0.2.1", Reach::None),
            ("::", Reach::None),
            ("ff02::1", Reach::None),
            ("2001:db8::1", Reach::None),
            ("2002:7f00:1::", Reach::None),
            ("fec0::1", Reach::None),
        ] {
            assert_eq!(reach(address.parse().unwrap()), wanted, "{address}");
        }
    }
}
