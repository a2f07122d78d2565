//! Customers from a file: sealed before they reach the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::fold::fold;
use store::{
    Bytes, TenantTx,
    customers::{CustomerRecord, CustomerRow, codes_in_tx, lock_by_code_in_tx, upsert_in_tx},
    keys::DataKeyRow,
    tenants,
};

use super::{
    Changes, Import, ImportError, ImportReport,
    change::{Change, Values},
    table::{Row, Table, Wrongs},
};
use crate::{
    Failure, Services,
    by_code::ByCode,
    protection::{Address, FoundBy, Profile, Region, SecretKey, TenantKeys, normal_email},
    tenants::{parse_currency, regions},
};

const KEY: &str = "customer_id";
const NEEDED: [&str; 2] = [KEY, "contact_name"];
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

/// What a row says of a customer.
pub(super) struct CustomerChange {
    name: Change<String>,
    company: Change<String>,
    title: Change<String>,
    phone: Change<String>,
    email: Change<String>,
    street: Change<String>,
    city: Change<String>,
    region: Change<String>,
    postal_code: Change<String>,
    country: Change<String>,
}

pub(super) fn read(row: &Row<'_>, wrongs: &mut Wrongs) -> CustomerChange {
    let email = row.optional("email", 254, wrongs);
    if matches!(&email, Change::Set(email) if normal_email(email).is_none()) {
        wrongs.note(row.number, "email", "Write an e-mail address like name@example.com.");
    }
    CustomerChange {
        name: row.text("contact_name", 120, wrongs),
        company: row.optional("company_name", 120, wrongs),
        title: row.optional("contact_title", 120, wrongs),
        phone: row.code("phone", 40, wrongs),
        email,
        street: row.note("address", 200, wrongs),
        city: row.optional("city", 100, wrongs),
        region: row.optional("region", 100, wrongs),
        postal_code: row.code("postal_code", 20, wrongs),
        country: row.optional("country", 100, wrongs),
    }
}

impl CustomerChange {
    /// The customer's details as they are to be.
    fn over(self, stored: Profile) -> Profile {
        let Profile { name, company, title, phone, email, address } = stored;
        let part = |change: Change<String>, stored: String| change.over(Some(stored)).unwrap_or_default();
        let address = address.unwrap_or_default();
        let address = Address {
            street: part(self.street, address.street),
            city: part(self.city, address.city),
            region: part(self.region, address.region),
            postal_code: part(self.postal_code, address.postal_code),
            country: part(self.country, address.country),
        };
        Profile {
            name: part(self.name, name),
            company: self.company.over(company),
            title: self.title.over(title),
            phone: self.phone.over(phone),
            email: self.email.over(email),
            address: (address != Address::default()).then_some(address),
        }
    }
}

/// Somebody's details as a file would write them.
fn values(profile: &Profile) -> Values<10> {
    let part = |of: fn(&Address) -> &String| {
        profile.address.as_ref().map(of).filter(|part| !part.is_empty()).cloned()
    };
    [
        ("contact_name", Some(profile.name.clone())),
        ("company_name", profile.company.clone()),
        ("contact_title", profile.title.clone()),
        ("phone", profile.phone.clone()),
        ("email", profile.email.clone()),
        ("address", part(|address| &address.street)),
        ("city", part(|address| &address.city)),
        ("region", part(|address| &address.region)),
        ("postal_code", part(|address| &address.postal_code)),
        ("country", part(|address| &address.country)),
    ]
}

/// The customers of a tenant that a file's codes name.
async fn known_in_tx(tx: &mut TenantTx, table: &Table) -> Result<ByCode<CustomerRecord>, ImportError> {
    let codes = ByCode::from(codes_in_tx(tx).await?).stored(table.rows().map(|row| row.raw_code(KEY)));
    Ok(ByCode::of(lock_by_code_in_tx(tx, &codes).await?, |record| record.code.as_deref()))
}

/// A row brought together with what is stored.
struct Merged<'a> {
    row: usize,
    code: String,
    stored: Option<(&'a CustomerRecord, SecretKey, Profile)>,
    profile: Profile,
}

impl Services {
    pub(super) async fn import_customers_in_tx(
        &self,
        tx: &mut TenantTx,
        import: &Import<'_>,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, ImportError> {
        let table = Table::read(import.csv, KEY, &NEEDED, &KNOWN)?;
        let tenant = tenants::tenant_in_tx(tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let currency = parse_currency(&tenant.currency)?;
        let region = regions(&tenants::stores_in_tx(tx).await?, currency).first().copied();
        let keys = self.keyring.tenant_keys_in_tx(tx).await.map_err(Failure::from)?;
        let known = known_in_tx(tx, &table).await?;
        let mut wrongs = Wrongs::default();
        let rows = merged(&table, &known, &keys, &mut wrongs)?;
        wrongs.check()?;

        let mut changes = Changes::default();
        let (mut data_keys, mut written) = (Vec::new(), Vec::new());
        for merged in &rows {
            let Merged { row, code, stored, profile } = merged;
            let changed = match stored {
                None => {
                    changes.added += 1;
                    true
                }
                Some((_, _, before)) => changes.compare(*row, code, values(before), values(profile)),
            };
            if changed {
                let writing = Writing { services: self, keys: &keys, region, now };
                let (data_key, row) = writing.row(tx, merged)?;
                data_keys.extend(data_key);
                written.push(row);
            }
        }
        upsert_in_tx(tx, &data_keys, &written).await?;

        let preview = rows.iter().take(5).map(|Merged { code, profile, .. }| {
            let company = profile.company.as_deref().unwrap_or("no company");
            format!("{code} {} ({company})", profile.name)
        });
        Ok(ImportReport {
            changes,
            preview: preview.collect(),
            ignored_columns: table.ignored(),
            written: false,
        })
    }
}

/// The file's rows, each over what is stored.
fn merged<'a>(
    table: &Table,
    known: &'a ByCode<CustomerRecord>,
    keys: &TenantKeys,
    wrongs: &mut Wrongs,
) -> Result<Vec<Merged<'a>>, Failure> {
    let (mut rows, mut seen, mut has_new) = (Vec::new(), HashMap::new(), false);
    for row in table.rows() {
        let code = row.key(KEY, 60, wrongs);
        let change = read(&row, wrongs);
        let record = known.get(&code);
        let one_form = record.and_then(|record| record.code.clone()).unwrap_or_else(|| fold(&code));
        if let Some(first) = seen.insert(one_form, row.number) {
            wrongs.note(row.number, KEY, format!("This id stands in row {first} as well."));
        }
        if record.is_none() {
            has_new = true;
            row.note_cut(wrongs);
        }
        let stored = match record {
            None => None,
            Some(record) => {
                let Some(wrapped) = record.wrapped_key.as_deref() else {
                    wrongs.note(row.number, KEY, "This customer was erased. Take the row out.");
                    continue;
                };
                let key = keys.person_key(record.data_key_id, wrapped)?;
                let profile = Profile::open(&key, record.id, &record.sealed_profile)?;
                Some((record, key, profile))
            }
        };
        let before = stored.as_ref().map(|(_, _, profile)| profile.clone()).unwrap_or_default();
        rows.push(Merged { row: row.number, code, stored, profile: change.over(before) });
    }
    if has_new {
        table.note_missing(wrongs);
    }
    Ok(rows)
}

/// What the rows that are written have in common.
struct Writing<'a> {
    services: &'a Services,
    keys: &'a TenantKeys,
    region: Option<Region>,
    now: DateTime<Utc>,
}

impl Writing<'_> {
    /// A customer's row, and that of their key if they are new.
    fn row(&self, tx: &TenantTx, merged: &Merged<'_>) -> Result<(Option<DataKeyRow>, CustomerRow), Failure> {
        let (random, now, tenant_id) = (&self.services.random, self.now, tx.tenant_id().uuid());
        let Merged { code, stored, profile, .. } = merged;
        let new_key;
        let (id, data_key_id, key, data_key) = match stored {
            Some((record, key, _)) => (record.id, record.data_key_id, key, None),
            None => {
                let data_key_id = random.id(now);
                let (key, wrapped) = self.keys.new_person_key(data_key_id, random)?;
                let wrapped = Bytes(wrapped);
                let row = DataKeyRow { id: data_key_id, tenant_id, wrapped, destroyed_at: None };
                new_key = key;
                (random.id(now), data_key_id, &new_key, Some(row))
            }
        };
        let sealed = profile.seal(key, id, random)?;
        let found_by = FoundBy::of(self.keys, self.region, profile, &sealed);
        let row = CustomerRow {
            id,
            tenant_id,
            data_key_id,
            code: Some(code.clone()),
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
