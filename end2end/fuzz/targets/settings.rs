//! Words of the environment: what is taken means one thing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::settings::{MetricsAddr, PublicUrl, Switch};

fuzz_target!(|word: &str| {
    let is_switch = word.parse::<Switch>().is_ok();
    assert_eq!(is_switch, ["", "0", "1"].contains(&word), "{word:?}");
    if let Ok(MetricsAddr(addr)) = word.parse() {
        assert_eq!(addr.is_none(), word.is_empty(), "{word:?}");
    }
    // It begins every link that is handed out: a scheme and a host, and nothing behind them.
    if word.parse::<PublicUrl>().is_ok() && !word.is_empty() {
        let host = word.split_once("://").map(|(_, rest)| rest.trim_end_matches('/'));
        assert!(
            host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' '])),
            "{word:?}"
        );
    }
});
