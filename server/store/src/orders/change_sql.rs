//! The statement that writes a change, put together from the parts that the change has. PostgreSQL opens
//! every table that a statement names, its indexes and its rules, each time the statement runs: one that
//! names all tables costs several times as much as one that names those of a payment. Parts come in
//! groups, so that there are few different statements, each prepared once a connection.

use serde::Serialize;

use super::OrderChanges;
use crate::{Bytes, StoreError};

/// Rows that one statement writes, and how: the statement's parameters from [`FIRST_ROWS`] on.
pub(super) struct Statement {
    pub(super) sql: String,
    /// JSON arrays, one a parameter.
    pub(super) rows: Vec<String>,
}

/// `$1` store · `$2`, `$3` number and hash of its last event · `$4`, `$5` channel and text of the notice ·
/// `$6` ids of lines to remove.
const FIRST_ROWS: usize = 7;

/// Puts the statement together. Foreign keys, the places of lines and the triggers that compare sums look
/// when the whole statement is done.
pub(super) fn statement(changes: &OrderChanges) -> Result<Statement, StoreError> {
    let mut parts = Parts { sql: String::with_capacity(4_096), rows: Vec::new() };
    parts.sql.push_str("WITH ");
    if !changes.customers.is_empty() || !changes.data_keys.is_empty() {
        parts.insert("data_keys", &changes.data_keys)?;
        parts.insert("customers", &changes.customers)?;
    }
    if !changes.orders.is_empty() {
        parts.add(NEW_ORDERS, &changes.orders)?;
    }
    if !changes.changed.is_empty() {
        parts.add(CHANGED, &changes.changed)?;
    }
    if !changes.lines.is_empty() {
        // Only an edit has lines that are there already.
        match changes.changed.is_empty() {
            true => parts.insert("order_lines", &changes.lines)?,
            false => parts.add(LINES, &changes.lines)?,
        }
    }
    if !changes.removed_lines.is_empty() {
        parts.sql.push_str("removed_lines AS (DELETE FROM order_lines WHERE id = ANY ($6) RETURNING 1), ");
    }
    if !changes.terms.is_empty() {
        parts.insert("payment_terms", &changes.terms)?;
        parts.insert("instalments", &changes.instalments)?;
    }
    if !changes.payments.is_empty() {
        parts.insert("payments", &changes.payments)?;
    }
    if !changes.movements.is_empty() {
        parts.add(MOVEMENTS, &changes.movements)?;
    }
    parts.insert("events", &changes.events)?;
    if !changes.answers.is_empty() {
        parts.insert("command_answers", &changes.answers)?;
    }
    if !changes.audit.is_empty() {
        parts.insert("audit_entries", &changes.audit)?;
        let unlinked: Vec<Unlinked<'_>> = changes
            .audit
            .iter()
            .map(|row| Unlinked { entry_id: row.id, tenant_id: row.tenant_id, seal: &row.seal })
            .collect();
        parts.insert("audit_unlinked", &unlinked)?;
    }
    if !changes.ingested.is_empty() {
        parts.insert("ingested_orders", &changes.ingested)?;
        parts.insert("webhook_attempts", &changes.attempts)?;
    }
    let count = |is_there: bool, part: &str| match is_there {
        true => format!("(SELECT count(*) FROM {part})"),
        false => "0::bigint".to_owned(),
    };
    let has_moved = !changes.movements.is_empty();
    parts.sql.push_str(&format!(
        "numbered AS (
             UPDATE store_sequences SET sequence = $2, last_hash = $3 WHERE store_id = $1 AND sequence < $2 RETURNING 1
         )
         SELECT {} AS orders, {} AS changed, {} AS removed, {} AS stock, {} AS products,
                (SELECT count(*) FROM numbered) AS sequences, cardinality($6::uuid[]), pg_notify($4, $5)",
        count(!changes.orders.is_empty(), "new_orders"),
        count(!changes.changed.is_empty(), "changed"),
        count(!changes.removed_lines.is_empty(), "removed_lines"),
        count(has_moved, "stock_moved"),
        count(has_moved, "moved"),
    ));
    Ok(Statement { sql: parts.sql, rows: parts.rows })
}

/// A new row of `audit_unlinked`.
#[derive(Serialize)]
struct Unlinked<'a> {
    entry_id: uuid::Uuid,
    tenant_id: uuid::Uuid,
    seal: &'a Bytes,
}

struct Parts {
    sql: String,
    rows: Vec<String>,
}

impl Parts {
    /// Rows for a part, in which `$rows` stands for them.
    fn add(&mut self, part: &str, rows: &[impl Serialize]) -> Result<(), StoreError> {
        let parameter = format!("${}", FIRST_ROWS + self.rows.len());
        self.sql.push_str(&part.replace("$rows", &parameter));
        self.sql.push_str(", ");
        self.rows.push(serde_json::to_string(rows)?);
        Ok(())
    }

    /// New rows of a table.
    fn insert(&mut self, table: &str, rows: &[impl Serialize]) -> Result<(), StoreError> {
        let part = format!(
            "new_{table} AS (INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, $rows::json))"
        );
        self.add(&part, rows)
    }
}

/// Every column but the facet, which follows from others.
const NEW_ORDERS: &str = "new_orders AS (
    INSERT INTO orders (
        id, tenant_id, store_id, reference, channel, lifecycle, customer_id, data_key_id, sealed_note,
        currency, item_count, subtotal, discount, discount_reason, tax_mode, tax_lines, tax, total,
        received, refunded, change, tracking_hash, recorded_by, last_modified_by, business_day, version,
        created_at, updated_at, next_due_date)
    SELECT
        id, tenant_id, store_id, reference, channel, lifecycle, customer_id, data_key_id, sealed_note,
        currency, item_count, subtotal, discount, discount_reason, tax_mode, tax_lines, tax, total,
        received, refunded, change, tracking_hash, recorded_by, last_modified_by, business_day, version,
        created_at, updated_at, next_due_date
    FROM json_populate_recordset(NULL::orders, $rows::json) RETURNING 1
)";

const CHANGED: &str = "changed AS (
    UPDATE orders o
    SET version = c.version, lifecycle = c.lifecycle, customer_id = c.customer_id, data_key_id = c.data_key_id,
        sealed_note = c.sealed_note, item_count = c.item_count, subtotal = c.subtotal, discount = c.discount,
        discount_reason = c.discount_reason, tax_lines = c.tax_lines, tax = c.tax, total = c.total,
        received = c.received, refunded = c.refunded, next_due_date = c.next_due_date,
        deleted_at = c.deleted_at, deleted_by = c.deleted_by, delete_reason = c.delete_reason,
        last_modified_by = c.last_modified_by, updated_at = c.updated_at
    FROM json_populate_recordset(NULL::orders, $rows::json) c
    WHERE o.id = c.id AND o.version = c.version - 1
    RETURNING 1
)";

const LINES: &str = "lines AS (
    INSERT INTO order_lines SELECT * FROM json_populate_recordset(NULL::order_lines, $rows::json)
    ON CONFLICT (id) DO UPDATE
    SET position = excluded.position, quantity = excluded.quantity, unit_price = excluded.unit_price,
        line_total = excluded.line_total, name = excluded.name, tax_class = excluded.tax_class,
        sealed_note = excluded.sealed_note
    WHERE order_lines.order_id = excluded.order_id
)";

const MOVEMENTS: &str = "movements AS (
    SELECT * FROM json_populate_recordset(NULL::stock_movements, $rows::json)
), new_movements AS (
    INSERT INTO stock_movements SELECT * FROM movements
), moved AS (
    SELECT product_id, sum(quantity)::bigint AS quantity FROM movements GROUP BY product_id
), stock_moved AS (
    UPDATE stock k SET on_hand = k.on_hand + moved.quantity
    FROM moved WHERE k.store_id = $1 AND k.product_id = moved.product_id
    RETURNING 1
)";
