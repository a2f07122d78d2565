//! Finding customers, and who one of them is.

use contract::{
    Problem,
    catalogue::Page,
    customers::{CustomerDetail, CustomerFilter, CustomerSummary},
    session::Caller,
};
use domain::{audit::AuditAction, fold::spellings, id::CustomerId};
use store::{
    TenantTx,
    customers::{CustomerSearch, ListedCustomer, customer_in_tx, search_in_tx, sums_in_tx},
    tenants::stores_in_tx,
};
use uuid::Uuid;

use crate::{
    Failure, Services,
    access::scope,
    audit::Seen,
    failure::OrProblem,
    orders::{cursor, person_key},
    protection::{Address, Profile, TenantKeys, normal_email},
    tenants::{parse_currency, regions},
    text::{Line, searched},
};

impl Services {
    pub(super) async fn find_customers(
        &self,
        caller: &Caller,
        filter: CustomerFilter,
    ) -> Result<Page<CustomerSummary>, Problem> {
        let limit = cursor::limit(filter.limit)?;
        let typed = searched("search", filter.search.as_deref())?;
        let typed = typed.as_ref().map(Line::as_str);
        let before = filter.cursor.as_deref().map(cursor::read_place).transpose()?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let tenant = store::tenants::tenant_in_tx(&mut tx).await.or_problem()?;
        let tenant = tenant.ok_or_else(Problem::not_found)?;
        let currency = parse_currency(&tenant.currency).or_problem()?;
        let regions = regions(&stores_in_tx(&mut tx).await.or_problem()?, currency);
        let mut search = CustomerSearch { before, limit: limit + 1, ..CustomerSearch::default() };
        if let Some(typed) = typed {
            search.name_index = keys.name_query(typed);
            search.phone_index = keys.phone_indexes(&regions, typed);
            search.email_index = normal_email(typed).map(|email| keys.email_index(&email));
            search.codes = spellings(typed);
        }
        let mut found = search_in_tx(&mut tx, &search).await.or_problem()?;
        let next_cursor =
            cursor::cut(&mut found, limit, |row: &ListedCustomer| (row.created_at, row.id)).or_problem()?;
        let seen = found.iter().map(|row| row.id).collect();
        let noting = self.note_seen(caller, &keys, people_seen("customers", seen))?;
        tx.commit().await.or_problem()?;
        let items: Result<Vec<_>, Failure> =
            found.iter().filter_map(|row| summary(&keys, row).transpose()).collect();
        let items = items.or_problem()?;
        noting.noted().await?;
        Ok(Page { items, next_cursor })
    }

    pub(super) async fn detail_in_tx(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        id: CustomerId,
    ) -> Result<CustomerDetail, Problem> {
        let row = customer_in_tx(tx, id).await.or_problem()?.ok_or_else(Problem::not_found)?;
        let sums = sums_in_tx(tx, id).await.or_problem()?;
        let tenant = store::tenants::tenant_in_tx(tx).await.or_problem()?.ok_or_else(Problem::not_found)?;
        let profile = profile(keys, &row).or_problem()?;
        let address = profile.as_ref().and_then(|profile| profile.address.as_ref());
        Ok(CustomerDetail {
            customer: summary(keys, &row).or_problem()?,
            id: id.to_string(),
            title: profile.as_ref().and_then(|profile| profile.title.clone()),
            address: address.map(address_lines).unwrap_or_default(),
            orders: sums.orders,
            total: sums.total,
            balance_due: sums.balance_due,
            currency: parse_currency(&tenant.currency).or_problem()?,
            erased_at: row.destroyed_at,
        })
    }
}

/// A look at some people.
pub(super) fn people_seen(subject: &'static str, people: Vec<Uuid>) -> Seen {
    Seen { action: AuditAction::Access, subject, store_id: None, order_id: None, people, rows: None }
}

/// The customer that a word names, or nobody.
pub(super) fn customer_id(word: &str) -> Result<CustomerId, Problem> {
    word.parse().map_err(|_| Problem::not_found())
}

fn profile(keys: &TenantKeys, row: &ListedCustomer) -> Result<Option<Profile>, Failure> {
    let key = person_key(keys, Some(row.data_key_id), row.wrapped_key.as_deref())?;
    Ok(key.map(|key| Profile::open(&key, row.id, &row.sealed_profile)).transpose()?)
}

fn summary(keys: &TenantKeys, row: &ListedCustomer) -> Result<Option<CustomerSummary>, Failure> {
    Ok(profile(keys, row)?.map(|profile| CustomerSummary {
        id: CustomerId::from_uuid(row.id).to_string(),
        code: row.code.clone(),
        name: profile.name,
        company: profile.company,
        phone: profile.phone,
        email: profile.email,
        created_at: row.created_at,
    }))
}

fn address_lines(address: &Address) -> Vec<String> {
    let town = format!("{} {}", address.postal_code, address.city);
    let lines = [&address.street, &town, &address.region, &address.country];
    lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}
