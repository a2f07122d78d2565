//! For whom a page was made, see [`contract::made_for`].

use contract::{Problem, made_for};
use domain::id::StaffId;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest as _, Sha256};

const HEADER: HeaderName = HeaderName::from_static(made_for::HEADER);

/// How many bytes of a hash make a mark: more than enough to tell people apart.
const MARK_BYTES: usize = 16;

/// The mark of what is made for somebody: it tells people apart, and nobody who they are.
pub(super) fn mark(staff: StaffId) -> String {
    let hash = Sha256::digest(format!("kedai page made for {staff}"));
    hex::encode(hash.get(..MARK_BYTES).unwrap_or_default())
}

/// Refuses what comes from a page that was made for somebody else than `staff`.
pub(super) fn check(headers: &HeaderMap, staff: StaffId) -> Result<(), Problem> {
    let said = headers.get(HEADER).map(HeaderValue::as_bytes);
    if said.is_none_or(|said| said == mark(staff).as_bytes()) {
        Ok(())
    } else {
        Err(Problem::signed_in_as_other())
    }
}

/// Has the headers say what a form's field says, as they do when a page's program sends it. `body` is the form
/// as browsers write it.
pub(super) fn read_form(headers: &mut HeaderMap, body: &[u8]) {
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().to_ascii_lowercase().starts_with(b"application/json"));
    if is_json || headers.contains_key(HEADER) {
        return;
    }
    let said = body.split(|byte| *byte == b'&').find_map(|field| {
        let (name, value) = std::str::from_utf8(field).ok()?.split_once('=')?;
        // Browsers write the name as it is; other encoders may escape its line.
        (name.replace("%5F", "_") == made_for::FIELD).then_some(value)
    });
    if let Some(said) = said.and_then(|said| HeaderValue::from_str(said).ok()) {
        headers.insert(HEADER, said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn staff(number: u128) -> StaffId {
        StaffId::from_uuid(Uuid::from_u128(number))
    }

    fn said(mark: &str) -> HeaderMap {
        HeaderMap::from_iter([(HEADER, HeaderValue::from_str(mark).unwrap())])
    }

    #[test]
    fn a_mark_is_good_for_one_person() {
        assert_eq!(mark(staff(1)).len(), 2 * MARK_BYTES);
        assert!(check(&said(&mark(staff(1))), staff(1)).is_ok());
        assert!(check(&HeaderMap::new(), staff(1)).is_ok(), "what bears none is nobody's");
        for other in [mark(staff(2)), String::new(), mark(staff(1)).to_uppercase()] {
            assert_eq!(check(&said(&other), staff(1)), Err(Problem::signed_in_as_other()), "{other}");
        }
    }

    #[test]
    fn a_form_says_it_in_a_field() {
        for (body, expected) in [
            ("made_for=ab12&note=x", Some("ab12")),
            ("note=made_for%3Dx&made_for=ab12", Some("ab12")),
            ("note=x&made%5Ffor=ab12", Some("ab12")),
            ("made_for=", Some("")),
            ("xmade_for=ab12&made_forx=1&note=x", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            read_form(&mut headers, body.as_bytes());
            assert_eq!(headers.get(HEADER).map(|said| said.to_str().unwrap()), expected, "{body}");
        }
        let mut headers = said("header");
        read_form(&mut headers, b"made_for=field");
        assert_eq!(headers[HEADER], "header");
    }
}
