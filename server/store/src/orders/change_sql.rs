//! The statement that writes a change, put together from the parts that the change has. PostgreSQL opens
//! every table that a statement names, its indexes and its rules, each time the statement runs: one that
//! names all tables costs several times as much as one that names those of a payment. Parts come in
//! groups, so that there are few different statements, each prepared once a connection.

use serde::Serialize;

use super::{MovementRow, OrderChanges};
use crate::{
    Bytes, StoreError,
    row::{Row, insert, insert_from, row},
};

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
    let mut parts = Parts { sql: String::with_capacity(8_192), rows: Vec::new() };
    parts.sql.push_str("WITH ");
    if !changes.customers.is_empty() || !changes.data_keys.is_empty() {
        parts.insert(&changes.data_keys)?;
        parts.insert(&changes.customers)?;
    }
    if !changes.orders.is_empty() {
        parts.insert(&changes.orders)?;
    }
    if !changes.changed.is_empty() {
        parts.add(CHANGED, &changes.changed)?;
    }
    if !changes.lines.is_empty() {
        // Only an edit has lines that are there already.
        match changes.changed.is_empty() {
            true => parts.insert(&changes.lines)?,
            false => parts.upsert("lines", LINES, &changes.lines)?,
        }
    }
    if !changes.removed_lines.is_empty() {
        parts.sql.push_str("removed_lines AS (DELETE FROM order_lines WHERE id = ANY ($6) RETURNING 1), ");
    }
    if !changes.terms.is_empty() {
        parts.insert(&changes.terms)?;
        parts.insert(&changes.instalments)?;
    }
    if !changes.payments.is_empty() {
        parts.insert(&changes.payments)?;
    }
    if !changes.movements.is_empty() {
        let new_movements = insert_from::<MovementRow>("movements");
        parts.add(&MOVEMENTS.replace("$new_movements", &new_movements), &changes.movements)?;
    }
    parts.insert(&changes.events)?;
    if !changes.answers.is_empty() {
        parts.insert(&changes.answers)?;
    }
    if !changes.audit.is_empty() {
        parts.insert(&changes.audit)?;
        let unlinked: Vec<Unlinked> = changes
            .audit
            .iter()
            .map(|row| Unlinked { entry_id: row.id, tenant_id: row.tenant_id, seal: row.seal.clone() })
            .collect();
        parts.insert(&unlinked)?;
    }
    if !changes.ingested.is_empty() {
        parts.insert(&changes.ingested)?;
        parts.insert(&changes.attempts)?;
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

row! {
    /// A new row of `audit_unlinked`.
    struct Unlinked of "audit_unlinked" {
        pub entry_id: uuid::Uuid,
        pub tenant_id: uuid::Uuid,
        pub seal: Bytes,
    }
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
    fn insert<R: Row>(&mut self, rows: &[R]) -> Result<(), StoreError> {
        self.add(&format!("new_{} AS ({} RETURNING 1)", R::TABLE, insert::<R>("$rows")), rows)
    }

    /// Rows of a table, of which some may be there.
    fn upsert<R: Row>(&mut self, part: &str, on_conflict: &str, rows: &[R]) -> Result<(), StoreError> {
        self.add(&format!("{part} AS ({} {on_conflict})", insert::<R>("$rows")), rows)
    }
}

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

const LINES: &str = "
    ON CONFLICT (id) DO UPDATE
    SET position = excluded.position, quantity = excluded.quantity, unit_price = excluded.unit_price,
        line_total = excluded.line_total, name = excluded.name, tax_class = excluded.tax_class,
        sealed_note = excluded.sealed_note
    WHERE order_lines.order_id = excluded.order_id";

const MOVEMENTS: &str = "movements AS (
    SELECT * FROM json_populate_recordset(NULL::stock_movements, $rows::json)
), new_movements AS (
    $new_movements
), moved AS (
    SELECT product_id, sum(quantity)::bigint AS quantity FROM movements GROUP BY product_id
), stock_moved AS (
    UPDATE stock k SET on_hand = k.on_hand + moved.quantity
    FROM moved WHERE k.store_id = $1 AND k.product_id = moved.product_id
    RETURNING 1
)";
