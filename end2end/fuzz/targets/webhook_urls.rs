//! Addresses that webhooks are sent to: what passes passes again as it is, over TLS and to the internet.
#![no_main]

use std::{net::IpAddr, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use providers::{WebhookSender, WebhookSenderSettings};
use services::webhooks::WebhookClient as _;

static SENDER: LazyLock<WebhookSender> =
    LazyLock::new(|| WebhookSender::new(WebhookSenderSettings::new(false)).unwrap());

fuzz_target!(|input: (bool, &str)| {
    let (is_host, text) = input;
    let url = if is_host { format!("https://{text}/") } else { text.to_owned() };
    let Ok(checked) = SENDER.check(&url) else { return };
    assert_eq!(SENDER.check(&checked).as_ref(), Ok(&checked), "{url:?}");
    let rest = checked.strip_prefix("https://").expect("only TLS");
    let host = rest.split(['/', '?']).next().unwrap();
    assert!(!host.contains('@'), "{checked}");
    let name = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |it| it.0);
    let name = name.trim_matches(['[', ']', '.']);
    assert!(name != "localhost" && !name.ends_with(".localhost"), "{checked}");
    match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            assert!(!address.is_loopback() && !address.is_private() && !address.is_link_local(), "{checked}");
            assert!(!address.is_unspecified() && !address.is_multicast(), "{checked}");
        }
        Ok(IpAddr::V6(address)) => {
            assert!(
                !address.is_loopback() && !address.is_unspecified() && !address.is_multicast(),
                "{checked}"
            );
        }
        Err(_) => {}
    }
});
