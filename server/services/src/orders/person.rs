//! Who an order belongs to: somebody known, somebody new, or somebody whose details are put right.

use chrono::{DateTime, Utc};
use contract::orders::CustomerView;
use domain::{id::CustomerId, money::Currency};
use store::{
    Bytes,
    customers::{CustomerRecord, CustomerRow},
    keys::DataKeyRow,
};
use uuid::Uuid;

use super::sealed::person_key;
use crate::{
    Failure,
    protection::{Profile, SecretKey, TenantKeys, normal_email, normal_phone},
    random::Random,
};

/// Who an order belongs to, as far as its sealed parts go.
pub(super) struct Person {
    pub(super) customer: Option<CustomerView>,
    pub(super) customer_id: Option<Uuid>,
    pub(super) key: Option<(Uuid, SecretKey)>,
}

/// What making and finding people needs.
pub(super) struct People<'a> {
    pub(super) keys: &'a TenantKeys,
    pub(super) random: &'a Random,
    pub(super) tenant_id: Uuid,
    pub(super) currency: Currency,
    pub(super) now: DateTime<Utc>,
}

impl People<'_> {
    /// What a person is found by, if they have a phone number.
    pub(super) fn phone_index(&self, profile: &Profile) -> Option<Vec<u8>> {
        let phone = normal_phone(profile.phone.as_deref()?, self.currency)?;
        Some(self.keys.phone_index(&phone))
    }

    /// The one of these customers who it is. Families share a telephone, so a number alone is not a
    /// person: the name must be the same, and the e-mail address if one is given.
    pub(super) fn known(
        &self,
        customers: &[CustomerRecord],
        profile: &Profile,
    ) -> Result<Option<Person>, Failure> {
        let Some(phone_index) = self.phone_index(profile) else { return Ok(None) };
        let same_phone = |known: &&CustomerRecord| known.phone_index.as_ref() == Some(&phone_index);
        for record in customers.iter().filter(same_phone) {
            let key = person_key(self.keys, Some(record.data_key_id), record.wrapped_key.as_deref())?;
            let Some(key) = key else { continue };
            let known = Profile::open(&key, record.id, &record.sealed_profile)?;
            let same_email = profile.email.is_none() || profile.email == known.email;
            if known.name.to_lowercase() == profile.name.to_lowercase() && same_email {
                return Ok(Some(Person {
                    customer: Some(customer_view(record.id, &known)),
                    customer_id: Some(record.id),
                    key: Some((record.data_key_id, key)),
                }));
            }
        }
        Ok(None)
    }

    /// Somebody new, with the rows that keep them.
    pub(super) fn new_person(&self, profile: &Profile) -> Result<(Person, DataKeyRow, CustomerRow), Failure> {
        let (key, key_row) = self.new_key()?;
        let id = self.random.id(self.now);
        let row = self.row(id, (key_row.id, &key), None, profile)?;
        let person = Person {
            customer: Some(customer_view(id, profile)),
            customer_id: Some(id),
            key: Some((key_row.id, key)),
        };
        Ok((person, key_row, row))
    }

    /// The row of a customer with these details, sealed and indexed.
    pub(super) fn row(
        &self,
        id: Uuid,
        (key_id, key): (Uuid, &SecretKey),
        code: Option<String>,
        profile: &Profile,
    ) -> Result<CustomerRow, Failure> {
        let names: Vec<&str> =
            [Some(profile.name.as_str()), profile.company.as_deref()].into_iter().flatten().collect();
        let email = profile.email.as_deref().and_then(normal_email);
        Ok(CustomerRow {
            id,
            tenant_id: self.tenant_id,
            data_key_id: key_id,
            code,
            sealed_profile: Bytes(profile.seal(key, id, self.random)?),
            name_index: self.keys.name_index(&names),
            phone_index: self.phone_index(profile).map(Bytes),
            email_index: email.map(|email| Bytes(self.keys.email_index(&email))),
            created_at: self.now,
            updated_at: self.now,
        })
    }

    /// A key for somebody or some order, and its row.
    pub(super) fn new_key(&self) -> Result<(SecretKey, DataKeyRow), Failure> {
        let id = self.random.id(self.now);
        let (key, wrapped) = self.keys.new_person_key(id, self.random)?;
        Ok((key, DataKeyRow { id, tenant_id: self.tenant_id, wrapped: Bytes(wrapped), destroyed_at: None }))
    }
}

fn customer_view(id: Uuid, profile: &Profile) -> CustomerView {
    CustomerView {
        id: CustomerId::from_uuid(id).to_string(),
        name: profile.name.clone(),
        phone: profile.phone.clone(),
        email: profile.email.clone(),
    }
}
