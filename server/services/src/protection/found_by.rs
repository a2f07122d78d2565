//! What a customer's row is found by.

use store::Bytes;

use super::{Profile, Region, TenantKeys, normal_email, sha256};

/// The form that names and numbers are folded into before they are hashed. A change of the form is a new
/// number here and in an index of the database; housekeeping makes anew what has another.
const FORM: u8 = 2;

/// Keyed hashes of what is known of somebody.
pub(crate) struct FoundBy {
    /// Beginnings of their names.
    pub(crate) name_index: Vec<i64>,
    /// Their phone number.
    pub(crate) phone_index: Option<Bytes>,
    /// Their e-mail address.
    pub(crate) email_index: Option<Bytes>,
    /// The form, and the sealed details that these are made from.
    pub(crate) search_of: Bytes,
}

impl FoundBy {
    /// Of somebody whose details are sealed like this.
    pub(crate) fn of(keys: &TenantKeys, region: Option<Region>, profile: &Profile, sealed: &[u8]) -> Self {
        let names: Vec<&str> =
            [Some(profile.name.as_str()), profile.company.as_deref()].into_iter().flatten().collect();
        let phone = profile.phone.as_deref().and_then(|phone| region?.normal_phone(phone));
        let email = profile.email.as_deref().and_then(normal_email);
        Self {
            name_index: keys.name_index(&names),
            phone_index: phone.map(|phone| Bytes(keys.phone_index(&phone))),
            email_index: email.map(|email| Bytes(keys.email_index(&email))),
            search_of: Bytes(sha256(&[&[FORM], sealed].concat()).to_vec()),
        }
    }
}
