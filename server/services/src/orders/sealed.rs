//! Opening what an order keeps sealed.

use contract::orders::CustomerView;
use domain::id::CustomerId;
use uuid::Uuid;

use crate::{
    Failure,
    protection::{Profile, SecretKey, TenantKeys, open, seal},
    random::Random,
};

/// The key of an order's person, unless there is none or it was destroyed.
pub(crate) fn person_key(
    keys: &TenantKeys,
    data_key_id: Option<Uuid>,
    wrapped: Option<&[u8]>,
) -> Result<Option<SecretKey>, Failure> {
    match (data_key_id, wrapped) {
        (Some(id), Some(wrapped)) => Ok(Some(keys.person_key(id, wrapped)?)),
        _ => Ok(None),
    }
}

/// Where a note stands.
fn note_context(row_id: Uuid) -> Vec<u8> {
    [b"note ".as_slice(), row_id.as_bytes()].concat()
}

/// Seals a note for the row it stands in.
pub(crate) fn seal_note(
    key: &SecretKey,
    row_id: Uuid,
    note: &str,
    random: &Random,
) -> Result<Vec<u8>, Failure> {
    Ok(seal(key, &note_context(row_id), note.as_bytes(), random)?)
}

/// Opens a note; none if there is none or its key is gone.
pub(crate) fn open_note(
    key: Option<&SecretKey>,
    row_id: Uuid,
    sealed: Option<&[u8]>,
) -> Result<Option<String>, Failure> {
    let (Some(key), Some(sealed)) = (key, sealed) else { return Ok(None) };
    let plain = open(key, &note_context(row_id), sealed)?;
    Ok(Some(String::from_utf8_lossy(&plain).into_owned()))
}

/// Opens who bought; none if nobody is known or the person was erased.
pub(crate) fn open_customer(
    key: Option<&SecretKey>,
    customer_id: Option<Uuid>,
    sealed: Option<&[u8]>,
) -> Result<Option<CustomerView>, Failure> {
    let (Some(key), Some(id), Some(sealed)) = (key, customer_id, sealed) else { return Ok(None) };
    let profile = Profile::open(key, id, sealed)?;
    Ok(Some(CustomerView {
        id: CustomerId::from_uuid(id).to_string(),
        name: profile.name,
        phone: profile.phone,
        email: profile.email,
    }))
}
