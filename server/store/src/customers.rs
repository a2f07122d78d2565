//! Customers: sealed profiles and the keyed hashes they are found by.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::CustomerId;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow, QueryBuilder};
use uuid::Uuid;

use crate::{
    Bytes, StoreError, TenantTx,
    keys::DataKeyRow,
    row::{insert, row},
};

row! {
    /// A new row of `customers`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct CustomerRow of "customers" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub data_key_id: Uuid,
        pub code: Option<String>,
        pub sealed_profile: Bytes,
        pub name_index: Vec<i64>,
        pub phone_index: Option<Bytes>,
        pub email_index: Option<Bytes>,
        pub search_of: Bytes,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
    }
}

/// A customer as stored.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct CustomerRecord {
    pub id: Uuid,
    pub data_key_id: Uuid,
    pub wrapped_key: Option<Vec<u8>>,
    pub code: Option<String>,
    pub sealed_profile: Vec<u8>,
    pub phone_index: Option<Vec<u8>>,
}

/// Customers with one of these phone numbers, as keyed hashes.
pub async fn by_phone_in_tx(
    tx: &mut TenantTx,
    phones: &[Vec<u8>],
) -> Result<Vec<CustomerRecord>, StoreError> {
    if phones.is_empty() {
        return Ok(Vec::new());
    }
    let query = sqlx::query_as(
        "SELECT c.id, c.data_key_id, k.wrapped AS wrapped_key, c.code, c.sealed_profile, c.phone_index
         FROM customers c JOIN data_keys k ON k.id = c.data_key_id
         WHERE c.tenant_id = $1 AND c.phone_index = ANY ($2)",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(phones).fetch_all(tx.connection()).await?)
}

/// Ids of customers whose name has all of these hashes, or with one of these phone numbers, at most `limit`.
pub async fn ids_by_name_or_phone_in_tx(
    tx: &mut TenantTx,
    name_index: &[i64],
    phone_index: &[Vec<u8>],
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    let mut query = QueryBuilder::new("SELECT id FROM customers WHERE tenant_id = ");
    query.push_bind(tx.tenant_id().uuid()).push(" AND (phone_index = ANY (").push_bind(phone_index).push(")");
    // No hash at all would fit everybody.
    if !name_index.is_empty() {
        query.push(" OR name_index @> ").push_bind(name_index);
    }
    query.push(") LIMIT ").push_bind(limit);
    Ok(query.build_query_scalar().fetch_all(tx.connection()).await?)
}

/// Every code of the shop's own by which a customer is known.
pub async fn codes_in_tx(tx: &mut TenantTx) -> Result<Vec<String>, StoreError> {
    let query = sqlx::query_scalar("SELECT code FROM customers WHERE tenant_id = $1 AND code IS NOT NULL");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// Customers with one of these codes of the shop's own.
pub async fn by_code_in_tx(tx: &mut TenantTx, codes: &[String]) -> Result<Vec<CustomerRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT c.id, c.data_key_id, k.wrapped AS wrapped_key, c.code, c.sealed_profile, c.phone_index
         FROM customers c JOIN data_keys k ON k.id = c.data_key_id
         WHERE c.tenant_id = $1 AND c.code = ANY ($2)",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(codes).fetch_all(tx.connection()).await?)
}

/// The same, locked until the transaction ends: what is written is made from what is read.
pub async fn lock_by_code_in_tx(
    tx: &mut TenantTx,
    codes: &[String],
) -> Result<Vec<CustomerRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT c.id, c.data_key_id, (SELECT k.wrapped FROM data_keys k WHERE k.id = c.data_key_id) AS wrapped_key,
                c.code, c.sealed_profile, c.phone_index
         FROM customers c
         WHERE c.tenant_id = $1 AND c.code = ANY ($2)
         ORDER BY c.id FOR NO KEY UPDATE OF c",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(codes).fetch_all(tx.connection()).await?)
}

/// Locks a customer until the transaction ends, so that what is put right about them isn't put right
/// twice at once.
pub async fn lock_in_tx(tx: &mut TenantTx, id: Uuid) -> Result<(), StoreError> {
    let query = sqlx::query("SELECT 1 FROM customers WHERE id = $1 FOR UPDATE");
    query.bind(id).execute(tx.connection()).await?;
    Ok(())
}

/// Writes customers and their keys; one whose id is known keeps its key and gets the new profile.
pub async fn upsert_in_tx(
    tx: &mut TenantTx,
    data_keys: &[DataKeyRow],
    customers: &[CustomerRow],
) -> Result<(), StoreError> {
    let sql = format!(
        "WITH new_keys AS ({})
         {}
         ON CONFLICT (id) DO UPDATE SET
             sealed_profile = excluded.sealed_profile, name_index = excluded.name_index,
             phone_index = excluded.phone_index, email_index = excluded.email_index,
             search_of = excluded.search_of, updated_at = excluded.updated_at",
        insert::<DataKeyRow>("$1"),
        insert::<CustomerRow>("$2"),
    );
    let done = sqlx::query(AssertSqlSafe(sql))
        .bind(serde_json::to_string(data_keys)?)
        .bind(serde_json::to_string(customers)?)
        .execute(tx.connection())
        .await?;
    let expected = u64::try_from(customers.len()).unwrap_or(u64::MAX);
    crate::error::expect_rows("write customers", expected, done.rows_affected())
}

/// What a customer is found by, made anew.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct RenewedSearch {
    pub id: Uuid,
    pub name_index: Vec<i64>,
    pub phone_index: Option<Bytes>,
    pub email_index: Option<Bytes>,
    pub search_of: Bytes,
}

/// Customers who are found by an outdated form of their details, locked, at most so many; those that
/// somebody else holds wait for the next time.
pub async fn outdated_in_tx(tx: &mut TenantTx, limit: i64) -> Result<Vec<CustomerRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT c.id, c.data_key_id, (SELECT k.wrapped FROM data_keys k WHERE k.id = c.data_key_id) AS wrapped_key,
                c.code, c.sealed_profile, c.phone_index
         FROM customers c
         WHERE c.tenant_id = $1 AND c.sealed_profile <> ''
           AND c.search_of IS DISTINCT FROM sha256('\\x02'::bytea || c.sealed_profile)
         ORDER BY c.id LIMIT $2 FOR UPDATE OF c SKIP LOCKED",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(limit).fetch_all(tx.connection()).await?)
}

/// Writes what customers are found by.
pub async fn renew_searches_in_tx(tx: &mut TenantTx, renewed: &[RenewedSearch]) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE customers c SET name_index = n.name_index, phone_index = n.phone_index,
                                email_index = n.email_index, search_of = n.search_of
         FROM json_populate_recordset(NULL::customers, $2::json) n
         WHERE c.tenant_id = $1 AND c.id = n.id",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(serde_json::to_string(renewed)?);
    let done = query.execute(tx.connection()).await?;
    let expected = u64::try_from(renewed.len()).unwrap_or(u64::MAX);
    crate::error::expect_rows("renew what customers are found by", expected, done.rows_affected())
}

/// Which customers to find: those that fit any of these; all if there is nothing to fit.
#[derive(Debug, Clone, Default)]
pub struct CustomerSearch {
    /// Keyed hashes of beginnings of a name, all of which must fit.
    pub name_index: Vec<i64>,
    /// Keyed hashes of a phone number in its forms.
    pub phone_index: Vec<Vec<u8>>,
    /// Keyed hash of an e-mail address.
    pub email_index: Option<Vec<u8>>,
    /// The shop's own number for a customer, in its spellings.
    pub codes: Vec<String>,
    /// Known for longer than this one.
    pub before: Option<(DateTime<Utc>, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// A customer in a list.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct ListedCustomer {
    pub id: Uuid,
    pub data_key_id: Uuid,
    pub wrapped_key: Option<Vec<u8>>,
    pub destroyed_at: Option<DateTime<Utc>>,
    pub code: Option<String>,
    pub sealed_profile: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

/// Key by key as customers are walked along: joined freely, a page of a small shop would be hashed against
/// all keys there are.
const LISTED: &str =
    "SELECT c.id, c.data_key_id, k.wrapped AS wrapped_key, k.destroyed_at, c.code, c.sealed_profile,
        c.created_at
 FROM customers c
 CROSS JOIN LATERAL (SELECT d.wrapped, d.destroyed_at FROM data_keys d WHERE d.id = c.data_key_id LIMIT 1) k
 WHERE c.tenant_id = ";

/// Customers who fit, newest first. Who was erased fits nothing.
pub async fn search_in_tx(
    tx: &mut TenantTx,
    search: &CustomerSearch,
) -> Result<Vec<ListedCustomer>, StoreError> {
    let mut query = QueryBuilder::new(LISTED);
    query.push_bind(tx.tenant_id().uuid());
    let by_name = !search.name_index.is_empty();
    if by_name || !search.phone_index.is_empty() || search.email_index.is_some() || !search.codes.is_empty() {
        query.push(" AND c.id IN (SELECT f.id FROM customers f WHERE f.phone_index = ANY (");
        query.push_bind(search.phone_index.clone());
        query.push(") OR f.email_index = ").push_bind(search.email_index.clone());
        query.push(" OR (f.tenant_id = ").push_bind(tx.tenant_id().uuid());
        query.push(" AND f.code = ANY (").push_bind(search.codes.clone()).push("))");
        if by_name {
            query.push(" OR f.name_index @> ").push_bind(search.name_index.clone());
        }
        query.push(")");
    }
    query.push(" AND k.destroyed_at IS NULL");
    if let Some((created_at, id)) = search.before {
        query.push(" AND (c.created_at, c.id) < (").push_bind(created_at);
        query.push(", ").push_bind(id).push(")");
    }
    query.push(" ORDER BY c.created_at DESC, c.id DESC LIMIT ").push_bind(search.limit);
    Ok(query.build_query_as().fetch_all(tx.connection()).await?)
}

/// One customer.
pub async fn customer_in_tx(tx: &mut TenantTx, id: CustomerId) -> Result<Option<ListedCustomer>, StoreError> {
    let mut query = QueryBuilder::new(LISTED);
    query.push_bind(tx.tenant_id().uuid()).push(" AND c.id = ").push_bind(id.uuid());
    Ok(query.build_query_as().fetch_optional(tx.connection()).await?)
}

/// What a customer's orders come to, at the stores that this transaction sees.
#[derive(Debug, Clone, FromRow)]
pub struct CustomerSums {
    /// How many count: not deleted, not cancelled.
    pub orders: i64,
    /// What they came to.
    pub total: i64,
    /// What is still to be paid.
    pub balance_due: i64,
}

/// Sums over a customer's orders.
pub async fn sums_in_tx(tx: &mut TenantTx, id: CustomerId) -> Result<CustomerSums, StoreError> {
    let query = sqlx::query_as(
        "SELECT count(*) AS orders, coalesce(sum(total), 0)::bigint AS total,
                coalesce(sum(greatest(total - received + refunded, 0)), 0)::bigint AS balance_due
         FROM orders
         WHERE customer_id = $1 AND deleted_at IS NULL AND lifecycle NOT IN ('draft', 'cancelled')",
    );
    Ok(query.bind(id.uuid()).fetch_one(tx.connection()).await?)
}

/// An order in the list of what a customer bought.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct BoughtOrder {
    pub id: Uuid,
    pub reference: String,
    pub channel: String,
    pub store: String,
    pub lifecycle: String,
    pub total: i64,
    pub received: i64,
    pub refunded: i64,
    pub currency: String,
    pub next_due_date: Option<NaiveDate>,
    /// The store's, for dates as it sees them.
    pub time_zone: String,
    pub day_cutoff_minutes: i16,
    pub created_at: DateTime<Utc>,
}

/// A customer's orders older than one of them, newest first, without those that were deleted.
pub async fn bought_in_tx(
    tx: &mut TenantTx,
    id: CustomerId,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<BoughtOrder>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT o.id, o.reference, o.channel, s.slug AS store, o.lifecycle, o.total, o.received, o.refunded,
                o.currency, o.next_due_date, s.time_zone, s.day_cutoff_minutes, o.created_at
         FROM orders o JOIN stores s ON s.id = o.store_id
         WHERE o.deleted_at IS NULL AND o.customer_id = ",
    );
    query.push_bind(id.uuid());
    if let Some((created_at, id)) = before {
        query.push(" AND (o.created_at, o.id) < (").push_bind(created_at);
        query.push(", ").push_bind(id).push(")");
    }
    query.push(" ORDER BY o.created_at DESC, o.id DESC LIMIT ").push_bind(limit);
    Ok(query.build_query_as().fetch_all(tx.connection()).await?)
}

/// Ids of a customer's orders and when they were recorded, newest first: the next `limit` before one.
pub async fn orders_in_tx(
    tx: &mut TenantTx,
    id: CustomerId,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<(DateTime<Utc>, Uuid)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT created_at, id FROM orders
         WHERE customer_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3))
         ORDER BY created_at DESC, id DESC LIMIT $4",
    );
    let (at, last) = before.unzip();
    Ok(query.bind(id.uuid()).bind(at).bind(last).bind(limit).fetch_all(tx.connection()).await?)
}

/// Forgets a person: the key that seals their details and those of their orders is destroyed, and
/// what they could be found by is taken away. Their orders keep every amount.
pub async fn erase_in_tx(tx: &mut TenantTx, id: CustomerId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let query = sqlx::query(
        "WITH forgotten AS (
             UPDATE customers SET sealed_profile = '', name_index = '{}', phone_index = NULL, email_index = NULL,
                                  code = NULL, updated_at = $3
             WHERE tenant_id = $1 AND id = $2 RETURNING data_key_id
         )
         UPDATE data_keys SET wrapped = NULL, destroyed_at = $3
         WHERE tenant_id = $1 AND destroyed_at IS NULL
           AND id IN (SELECT data_key_id FROM forgotten
                      UNION SELECT data_key_id FROM orders WHERE customer_id = $2 AND data_key_id IS NOT NULL)",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(id.uuid()).bind(at);
    let done = query.execute(tx.connection()).await?;
    if done.rows_affected() == 0 {
        return crate::error::expect_rows("destroy a person's key", 1, 0);
    }
    Ok(())
}

/// Which of these customers were erased.
pub async fn erased_among_in_tx(tx: &mut TenantTx, customers: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT c.id FROM customers c JOIN data_keys k ON k.id = c.data_key_id
         WHERE c.tenant_id = $1 AND c.id = ANY ($2) AND k.destroyed_at IS NOT NULL",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(customers).fetch_all(tx.connection()).await?)
}
