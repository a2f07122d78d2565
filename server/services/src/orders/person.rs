//! Who an order belongs to: somebody known, somebody new, or somebody whose details are put right.

use chrono::{DateTime, Utc};
use contract::orders::CustomerView;
use domain::{fold::is_same, id::CustomerId};
use store::{
    Bytes,
    customers::{CustomerRecord, CustomerRow},
    keys::DataKeyRow,
};
use uuid::Uuid;

use super::sealed::person_key;
use crate::{
    Failure,
    protection::{FoundBy, Profile, Region, SecretKey, TenantKeys, normal_email},
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
    /// Where the store is, and numbers are dialled.
    pub(super) region: Region,
    pub(super) now: DateTime<Utc>,
}

impl People<'_> {
    /// What a person is found by, if they have a phone number.
    pub(super) fn phone_index(&self, profile: &Profile) -> Option<Vec<u8>> {
        let phone = self.region.normal_phone(profile.phone.as_deref()?)?;
        Some(self.keys.phone_index(&phone))
    }

    /// All that they may be found by: rows of before have their number in its former form.
    pub(super) fn phone_indexes(&self, profile: &Profile) -> Vec<Vec<u8>> {
        let phone = profile.phone.as_deref();
        phone.map_or_else(Vec::new, |phone| self.keys.phone_indexes(&[self.region], phone))
    }

    /// Whether two people have the same name, in whatever form, case or spacing it is written.
    pub(super) fn is_same_name(one: &Profile, other: &Profile) -> bool {
        is_same(&one.name, &other.name)
    }

    /// The one of these customers who it is. Families share a telephone, so a number alone is not a
    /// person: the name must be the same, and the e-mail address if one is given.
    pub(super) fn known(
        &self,
        customers: &[CustomerRecord],
        profile: &Profile,
    ) -> Result<Option<Person>, Failure> {
        let phones = self.phone_indexes(profile);
        let same_phone =
            |known: &&CustomerRecord| known.phone_index.as_ref().is_some_and(|index| phones.contains(index));
        for record in customers.iter().filter(same_phone) {
            let key = person_key(self.keys, Some(record.data_key_id), record.wrapped_key.as_deref())?;
            let Some(key) = key else { continue };
            let known = Profile::open(&key, record.id, &record.sealed_profile)?;
            let email = |who: &Profile| who.email.as_deref().and_then(normal_email);
            let same_email = profile.email.is_none() || email(profile) == email(&known);
            if Self::is_same_name(&known, profile) && same_email {
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
        let sealed = profile.seal(key, id, self.random)?;
        let found_by = FoundBy::of(self.keys, Some(self.region), profile, &sealed);
        Ok(CustomerRow {
            id,
            tenant_id: self.tenant_id,
            data_key_id: key_id,
            code,
            sealed_profile: Bytes(sealed),
            name_index: found_by.name_index,
            phone_index: found_by.phone_index,
            email_index: found_by.email_index,
            search_of: found_by.search_of,
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
