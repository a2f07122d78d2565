//! Where a request comes from: the connection's other end or, if that is a proxy that the settings
//! name, whom it says it speaks for.

use std::{net::IpAddr, sync::Once};

use axum::http::{HeaderMap, HeaderName, header};
use clap::ValueEnum;
use ipnet::IpNet;

/// The address of whoever sent a request, put beside it when it came in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// The most proxies that one request is followed through.
const MOST_HOPS: usize = 16;

/// In which header proxies say whom they speak for. One alone: a proxy passes on what it doesn't know,
/// and anybody can write the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`, as nearly all do
    #[default]
    XForwardedFor,
    /// `Forwarded`, of RFC 7239
    Forwarded,
}

/// Networks whose word is believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

/// What is no list of networks.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no network; write addresses or networks with commas between, like 10.0.0.0/8,::1")]
pub struct NoNetwork(String);

impl std::str::FromStr for TrustedProxies {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let network = |word: &str| {
            let one = word.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
            one.or_else(|_| word.parse()).map_err(|_| NoNetwork(word.to_owned()))
        };
        Ok(Self(words.map(network).collect::<Result<_, _>>()?))
    }
}

/// How it is found out.
#[derive(Debug, Clone, Default)]
pub struct AddressSettings {
    /// Proxies whose word is believed.
    pub trusted: TrustedProxies,
    /// Where they say it.
    pub header: ForwardedHeader,
}

impl AddressSettings {
    /// Whether an address is a trusted proxy's.
    pub(crate) fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted.0.iter().any(|network| network.contains(&address))
    }

    /// Who sent a request with these headers over a connection from `peer`. Read from the right, as each
    /// proxy adds whom it heard: the first that is no proxy of ours is whom we know of; what stands
    /// further left, anybody may have written.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.is_trusted(client) {
            self.warn_of_a_proxy(client, headers);
            return client;
        }
        let name = match self.header {
            ForwardedHeader::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            ForwardedHeader::Forwarded => header::FORWARDED,
        };
        let lines: Vec<&[u8]> = headers.get_all(name).iter().map(axum::http::HeaderValue::as_bytes).collect();
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
        for hop in hops.take(MOST_HOPS) {
            // What can't be read ends what is known.
            let Some(said) = std::str::from_utf8(hop).ok().and_then(|hop| self.address_in(hop)) else {
                break;
            };
            client = said;
            if !self.is_trusted(client) {
                break;
            }
        }
        client
    }

    /// Says once that something on this machine speaks for others and isn't believed.
    fn warn_of_a_proxy(&self, peer: IpAddr, headers: &HeaderMap) {
        static SAID: Once = Once::new();
        if peer.is_loopback() && self.trusted.0.is_empty() && headers.contains_key("x-forwarded-for") {
            SAID.call_once(|| {
                tracing::warn!(
                    "a proxy on this machine says whom it speaks for, and isn't believed: all its clients \
                     share one address. Set KEDAI_TRUSTED_PROXIES, as docs/OPERATIONS.md says"
                );
            });
        }
    }

    fn address_in(&self, hop: &str) -> Option<IpAddr> {
        let said = match self.header {
            ForwardedHeader::XForwardedFor => hop,
            ForwardedHeader::Forwarded => hop.split(';').find_map(|pair| {
                let (name, value) = pair.trim().split_once('=')?;
                name.eq_ignore_ascii_case("for").then_some(value)
            })?,
        };
        parse_address(said)
    }
}

/// An address, with or without quotes, brackets and port.
fn parse_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let address = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, _port)) => inside.parse().ok(),
        None => {
            text.parse().ok().or_else(|| text.rsplit_once(':').and_then(|(host, _port)| host.parse().ok()))
        }
    };
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(header: ForwardedHeader, peer: &str, lines: &[&str]) -> String {
        let settings =
            AddressSettings { trusted: "10.0.0.0/8, 192.0.2.1 ,fd00::/8".parse().unwrap(), header };
        let mut headers = HeaderMap::new();
        for line in lines {
            let name = match header {
                ForwardedHeader::XForwardedFor => "x-forwarded-for",
                ForwardedHeader::Forwarded => "forwarded",
            };
            headers.append(name, line.parse().unwrap());
        }
        settings.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_the_word_of_trusted_proxies_counts_read_from_the_right() {
        for (peer, lines, expected) in [
            // Nobody whom we trust.
            ("203.0.113.5", &["198.51.100.1"][..], "203.0.113.5"),
            ("::ffff:203.0.113.5", &["198.51.100.1"], "203.0.113.5"),
            // A proxy that says nothing, or nothing that can be read.
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, _hidden"], "10.0.0.1"),
            // One proxy, two, and one whose word is split over headers.
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, 10.9.9.9"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1", "192.0.2.1"], "198.51.100.1"),
            // What the client wrote itself stands further left.
            ("10.0.0.1", &["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["10.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["nonsense,, 198.51.100.1"], "198.51.100.1"),
            // All are ours: the farthest.
            ("10.0.0.1", &["10.0.0.7,10.0.0.8"], "10.0.0.7"),
            // Ports and brackets.
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("fd00::1", &["2001:db8::1"], "2001:db8::1"),
            ("10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
        ] {
            assert_eq!(client(ForwardedHeader::XForwardedFor, peer, lines), expected, "{peer} {lines:?}");
        }
        for (lines, expected) in [
            (&["for=198.51.100.1;proto=https;by=10.0.0.1"][..], "198.51.100.1"),
            (&["for=127.0.0.1, For=\"[2001:db8::1]:4711\""], "2001:db8::1"),
            (&["proto=https"], "10.0.0.1"),
            (&["for=198.51.100.1, for=unknown"], "10.0.0.1"),
        ] {
            assert_eq!(client(ForwardedHeader::Forwarded, "10.0.0.1", lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_list_of_networks_is_read_whole_or_refused_by_name() {
        assert!("".parse::<TrustedProxies>().unwrap().0.is_empty());
        assert_eq!("::1, 10.0.0.0/8".parse::<TrustedProxies>().unwrap().0.len(), 2);
        let refused = "10.0.0.0/8,proxy.internal".parse::<TrustedProxies>().unwrap_err();
        assert!(refused.to_string().contains("proxy.internal"), "{refused}");
        assert!("10.0.0.0/33".parse::<TrustedProxies>().is_err());
    }
}
