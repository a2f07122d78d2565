//! Whom proxies say they speak for, and lists of proxies: nobody makes himself another by what he writes
//! before his own proxy does.
#![no_main]

use std::net::IpAddr;

use http::header::{FORWARDED, HeaderName};
use libfuzzer_sys::fuzz_target;
use server::http::{
    AddressSettings, ForwardedHeader, TrustedProxies,
    fuzzing::{client, headers},
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

fuzz_target!(|input: (bool, [u8; 4], &str, Vec<Vec<u8>>)| {
    let (is_rfc, peer, networks, lines) = input;
    let _ = networks.parse::<TrustedProxies>();
    let peer = IpAddr::from(peer);
    let (header, name) = match is_rfc {
        true => (ForwardedHeader::Forwarded, FORWARDED),
        false => (ForwardedHeader::XForwardedFor, X_FORWARDED_FOR),
    };
    let nobody = AddressSettings { trusted: TrustedProxies::default(), header };
    let said = headers(name.clone(), &lines);
    assert_eq!(client(&nobody, peer, &said), peer, "nobody is trusted");

    let trusted: TrustedProxies = "10.0.0.0/8,fd00::/8".parse().unwrap();
    let settings = AddressSettings { trusted, header };
    let proxy = IpAddr::from([10, 0, 0, 1]);
    let found = client(&settings, proxy, &said);
    assert_eq!(found, found.to_canonical());
    // A proxy of ours adds whom it heard behind whatever that one wrote.
    let heard = if is_rfc { "for=203.0.113.9" } else { "203.0.113.9" };
    let mut more = lines.clone();
    more.push(heard.as_bytes().to_vec());
    assert_eq!(client(&settings, proxy, &headers(name, &more)), IpAddr::from([203, 0, 113, 9]));
});
