//! Addresses within Kedai: checking one that came from outside, and writing query strings and links.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address to go on to after a form: `asked` if it is a path of this site, else `/`. An address
/// of another site here would make our sign-in page a springboard for forgers.
pub fn local_path(asked: &str) -> &str {
    let is_plain = asked.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_local = asked.starts_with('/') && !asked.starts_with("//");
    if is_plain && is_local { asked } else { "/" }
}

/// `path?name=value&…` of the pairs whose value isn't empty, after those that `path` has already.
pub fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut address = path.to_owned();
    let mut separator = if path.contains('?') { '&' } else { '?' };
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push(separator);
        address.push_str(name);
        address.push('=');
        address.extend(utf8_percent_encode(value, RESERVED));
        separator = '&';
    }
    address
}

/// The link that dials a phone number.
pub fn dialled(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/", "/orders?status=ready&search=a%20b", "/t/abc#x"] {
            assert_eq!(local_path(good), good);
        }
        for bad in ["", "orders", "//evil.test", "https://evil.test", "/\\evil.test", "/a\r\nb", "/é", "/a b"]
        {
            assert_eq!(local_path(bad), "/", "{bad}");
        }
    }

    #[test]
    fn query_values_can_hold_anything() {
        assert_eq!(
            with_query("/login", [("next", "/orders?a=1&b=2"), ("problem", ""), ("name", "é")]),
            "/login?next=%2Forders%3Fa%3D1%26b%3D2&name=%C3%A9"
        );
        assert_eq!(with_query("/orders", []), "/orders");
    }

    #[test]
    fn phone_links_dial_digits_only() {
        assert_eq!(dialled("+62 812-3456-7890"), "tel:+6281234567890");
    }
}
