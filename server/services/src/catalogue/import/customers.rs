//! Customers from a file: sealed before they reach the database.

use std::collections::{HashMap, HashSet};

use store::{
    Bytes, TenantTx,
    customers::{CustomerRecord, CustomerRow, by_code_in_tx, upsert_in_tx},
    keys::DataKeyRow,
    tenants,
};

use super::{
    Import, ImportError, ImportReport,
    table::{Row, Table, Wrongs},
};
use crate::{
    Failure, Services,
    protection::{Address, FoundBy, Profile, Region, TenantKeys, normal_email},
    tenants::{parse_currency, regions},
};

const NEEDED: [&str; 2] = ["customer_id", "contact_name"];
const KNOWN: [&str; 9] = [
    "company_name",
    "contact_title",
    "address",
    "city",
    "region",
    "postal_code",
    "country",
    "phone",
    "email",
];

fn read(row: &Row<'_>, wrongs: &mut Wrongs) -> (String, Profile) {
    let address = Address {
        street: row.note("address", 200, wrongs).unwrap_or_default(),
        city: row.optional("city", 100, wrongs).unwrap_or_default(),
        region: row.optional("region", 100, wrongs).unwrap_or_default(),
        postal_code: row.optional("postal_code", 20, wrongs).unwrap_or_default(),
        country: row.optional("country", 100, wrongs).unwrap_or_default(),
    };
    let email = row.optional("email", 254, wrongs);
    if email.as_deref().is_some_and(|email| normal_email(email).is_none()) {
        wrongs.note(row.number, "email", "Write an e-mail address like name@example.com.");
    }
    let profile = Profile {
        name: row.text("contact_name", 120, wrongs),
        company: row.optional("company_name", 120, wrongs),
        title: row.optional("contact_title", 120, wrongs),
        phone: row.optional("phone", 40, wrongs),
        email,
        address: (address != Address::default()).then_some(address),
    };
    (row.text("customer_id", 60, wrongs), profile)
}

impl Services {
    pub(super) async fn import_customers_in_tx(
        &self,
        tx: &mut TenantTx,
        import: &Import<'_>,
    ) -> Result<ImportReport, ImportError> {
        let table = Table::read(import.csv, &NEEDED, &KNOWN)?;
        let mut wrongs = Wrongs::default();
        let customers: Vec<(String, Profile)> = table.rows().map(|row| read(&row, &mut wrongs)).collect();
        let mut codes = HashSet::new();
        for ((code, _), row) in customers.iter().zip(2..) {
            if !codes.insert(code) {
                wrongs.note(row, "customer_id", "This id stands twice in the file.");
            }
        }
        wrongs.check()?;

        let tenant = tenants::tenant_in_tx(tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let currency = parse_currency(&tenant.currency)?;
        let region = regions(&tenants::stores_in_tx(tx).await?, currency).first().copied();
        let keys = self.keyring.tenant_keys_in_tx(tx).await.map_err(Failure::from)?;
        let codes: Vec<String> = customers.iter().map(|(code, _)| code.clone()).collect();
        let known = by_code_in_tx(tx, &codes).await?;
        let known: HashMap<&str, &CustomerRecord> =
            known.iter().filter_map(|record| Some((record.code.as_deref()?, record))).collect();
        let (mut data_keys, mut rows) = (Vec::new(), Vec::new());
        for (code, profile) in &customers {
            let record = known.get(code.as_str()).copied();
            let (data_key, row) =
                self.customer_row(tx, &keys, code, profile, region, record).map_err(ImportError::from)?;
            data_keys.extend(data_key);
            rows.push(row);
        }
        upsert_in_tx(tx, &data_keys, &rows).await?;

        let preview = customers.iter().take(5).map(|(code, profile)| {
            let company = profile.company.as_deref().unwrap_or("no company");
            format!("{code} {} ({company})", profile.name)
        });
        Ok(ImportReport {
            added: customers.len() - known.len(),
            updated: known.len(),
            preview: preview.collect(),
            ignored_columns: table.ignored(),
            written: false,
        })
    }

    fn customer_row(
        &self,
        tx: &TenantTx,
        keys: &TenantKeys,
        code: &str,
        profile: &Profile,
        region: Option<Region>,
        known: Option<&CustomerRecord>,
    ) -> Result<(Option<DataKeyRow>, CustomerRow), Failure> {
        let now = self.clock.now();
        let tenant_id = tx.tenant_id().uuid();
        let (id, data_key_id, key, data_key) = match known {
            Some(record) => {
                let wrapped = record.wrapped_key.as_deref().ok_or(Failure::Gone("an erased customer"))?;
                let key = keys.person_key(record.data_key_id, wrapped)?;
                (record.id, record.data_key_id, key, None)
            }
            None => {
                let data_key_id = self.random.id(now);
                let (key, wrapped) = keys.new_person_key(data_key_id, &self.random)?;
                let wrapped = Bytes(wrapped);
                let row = DataKeyRow { id: data_key_id, tenant_id, wrapped, destroyed_at: None };
                (self.random.id(now), data_key_id, key, Some(row))
            }
        };
        let sealed = profile.seal(&key, id, &self.random)?;
        let found_by = FoundBy::of(keys, region, profile, &sealed);
        let row = CustomerRow {
            id,
            tenant_id,
            data_key_id,
            code: Some(code.to_owned()),
            sealed_profile: Bytes(sealed),
            name_index: found_by.name_index,
            phone_index: found_by.phone_index,
            email_index: found_by.email_index,
            search_of: found_by.search_of,
            created_at: now,
            updated_at: now,
        };
        Ok((data_key, row))
    }
}
