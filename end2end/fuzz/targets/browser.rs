//! What browsers send and keep: cookies, languages, the page before, a list's address, a sale in the making.
#![no_main]

use app::{
    address::local_path,
    fuzzing::{kept_sale, percent},
    orders::ListFilter,
};
use domain::money::Currency;
use http::{HeaderMap, Uri, header};
use libfuzzer_sys::fuzz_target;
use server::http::fuzzing::{headers, said};
use services::fuzzing::order_list;

fn check_path(asked: &str) {
    let path = local_path(asked);
    assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'), "{path}");
    assert_eq!(local_path(path), path);
}

fuzz_target!(|input: (Vec<Vec<u8>>, Vec<u8>, Vec<u8>, Vec<u8>)| {
    let (cookies, other, languages, kept) = input;
    let mut sent = HeaderMap::new();
    sent.extend(headers(header::COOKIE, &cookies));
    sent.extend(headers(header::ACCEPT_LANGUAGE, &[languages]));
    sent.extend(headers(header::REFERER, std::slice::from_ref(&other)));
    sent.extend(headers(header::AUTHORIZATION, std::slice::from_ref(&other)));
    let (_, session, preferences, before) = said(&sent);
    assert!(session.is_none_or(|secret| !secret.contains(';')));
    check_path(&before);
    assert!(before.parse::<Uri>().is_ok(), "{before}");
    let written = format!(
        "lang={}; theme={}{}",
        preferences.language.code(),
        preferences.theme.code(),
        preferences.store.as_ref().map(|store| format!("; store={store}")).unwrap_or_default()
    );
    let mut again = HeaderMap::new();
    again.extend(headers(header::COOKIE, &[written.clone().into_bytes()]));
    assert_eq!(said(&again).2, preferences, "{written}");

    if let Some(sale) = kept_sale(&kept) {
        assert_eq!(kept_sale(sale.to_string().as_bytes()), Some(sale));
    }
    let Ok(text) = std::str::from_utf8(&other) else { return };
    check_path(text);
    assert!(percent(text).is_none_or(|share| (0..=10_000).contains(&share)), "{text:?}");
    let Ok(pairs) = serde_urlencoded::from_str::<Vec<(String, String)>>(text) else { return };
    let read = |pairs: &[(String, String)]| {
        ListFilter::read(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    };
    let list = read(&pairs);
    let address = list.address();
    check_path(&address);
    let query = address.split_once('?').map_or("", |(_, query)| query);
    assert_eq!(read(&serde_urlencoded::from_str::<Vec<_>>(query).unwrap()), list, "{address}");
    fuzz::check(order_list(&list.request(Currency::Idr)));
});
