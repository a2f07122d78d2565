//! What fuzz targets reach of what the entrance keeps to itself: readers of headers and bodies. Only with
//! feature `fuzzing`, which nothing that is shipped has.

use std::net::IpAddr;

use contract::Problem;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use super::{AddressSettings, caller, if_match, page_functions, pages, problem};

/// A request's headers of one name, without those that no header can hold.
pub fn headers(name: HeaderName, lines: &[Vec<u8>]) -> HeaderMap {
    let values = lines.iter().filter_map(|line| HeaderValue::from_bytes(line).ok());
    values.map(|value| (name.clone(), value)).collect()
}

/// The versions that `If-Match` names.
pub fn if_match(headers: &HeaderMap) -> Result<Option<Vec<i32>>, Problem> {
    let versions = if_match::if_match(headers)?;
    Ok(versions.map(|versions| [vec![versions.first], versions.others].concat()))
}

/// Who sent a request.
pub fn client(settings: &AddressSettings, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    settings.client(peer, headers)
}

/// What a body says.
pub fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    problem::parse(bytes).map_err(|refused| refused.0)
}

/// The access token, the session's secret, what the browser remembers, and the page before.
pub fn said(headers: &HeaderMap) -> (Option<String>, Option<String>, app::context::Preferences, String) {
    let token = caller::bearer_token(headers).map(str::to_owned);
    let session = caller::session_secret(headers).map(|secret| secret.0);
    (token, session, pages::preferences(headers), page_functions::page_before(headers))
}
