-- $1…$9, $15, $16, $18…$20: rows as JSON arrays · $10 store · $11, $12 number and hash of its last event ·
-- $13, $14 channel and text of the notice · $17 ids of lines to remove. Foreign keys, the places of
-- lines and the triggers that compare sums look when the whole statement is done.
WITH new_keys AS (
    INSERT INTO data_keys SELECT * FROM json_populate_recordset(NULL::data_keys, $1::json)
), new_customers AS (
    INSERT INTO customers SELECT * FROM json_populate_recordset(NULL::customers, $2::json)
), new_orders AS (
    -- Every column but the facet, which follows from others.
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
    FROM json_populate_recordset(NULL::orders, $3::json) RETURNING 1
), changed AS (
    UPDATE orders o
    SET version = c.version, lifecycle = c.lifecycle, customer_id = c.customer_id, data_key_id = c.data_key_id,
        sealed_note = c.sealed_note, item_count = c.item_count, subtotal = c.subtotal, discount = c.discount,
        discount_reason = c.discount_reason, tax_lines = c.tax_lines, tax = c.tax, total = c.total,
        received = c.received, refunded = c.refunded, next_due_date = c.next_due_date,
        deleted_at = c.deleted_at, deleted_by = c.deleted_by, delete_reason = c.delete_reason,
        last_modified_by = c.last_modified_by, updated_at = c.updated_at
    FROM json_populate_recordset(NULL::orders, $4::json) c
    WHERE o.id = c.id AND o.version = c.version - 1
    RETURNING 1
), removed_lines AS (
    DELETE FROM order_lines WHERE id = ANY ($17) RETURNING 1
), lines AS (
    INSERT INTO order_lines SELECT * FROM json_populate_recordset(NULL::order_lines, $5::json)
    ON CONFLICT (id) DO UPDATE
    SET position = excluded.position, quantity = excluded.quantity, unit_price = excluded.unit_price,
        line_total = excluded.line_total, name = excluded.name, tax_class = excluded.tax_class,
        sealed_note = excluded.sealed_note
    WHERE order_lines.order_id = excluded.order_id
), new_terms AS (
    INSERT INTO payment_terms SELECT * FROM json_populate_recordset(NULL::payment_terms, $15::json)
), new_instalments AS (
    INSERT INTO instalments SELECT * FROM json_populate_recordset(NULL::instalments, $16::json)
), new_payments AS (
    INSERT INTO payments SELECT * FROM json_populate_recordset(NULL::payments, $6::json)
), movements AS (
    SELECT * FROM json_populate_recordset(NULL::stock_movements, $7::json)
), new_movements AS (
    INSERT INTO stock_movements SELECT * FROM movements
), moved AS (
    SELECT product_id, sum(quantity)::bigint AS quantity FROM movements GROUP BY product_id
), stock_moved AS (
    UPDATE stock k SET on_hand = k.on_hand + moved.quantity
    FROM moved WHERE k.store_id = $10 AND k.product_id = moved.product_id
    RETURNING 1
), new_events AS (
    INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $8::json)
), new_answers AS (
    INSERT INTO command_answers SELECT * FROM json_populate_recordset(NULL::command_answers, $9::json)
), new_audit AS (
    INSERT INTO audit_entries SELECT * FROM json_populate_recordset(NULL::audit_entries, $18::json)
), unlinked_audit AS (
    INSERT INTO audit_unlinked (entry_id, tenant_id, seal)
    SELECT id, tenant_id, seal FROM json_to_recordset($18::json) AS e(id uuid, tenant_id uuid, seal bytea)
), new_ingested AS (
    INSERT INTO ingested_orders SELECT * FROM json_populate_recordset(NULL::ingested_orders, $19::json)
), new_attempts AS (
    INSERT INTO webhook_attempts SELECT * FROM json_populate_recordset(NULL::webhook_attempts, $20::json)
), numbered AS (
    UPDATE store_sequences SET sequence = $11, last_hash = $12
    WHERE store_id = $10 AND sequence < $11
    RETURNING 1
)
SELECT (SELECT count(*) FROM new_orders) AS orders,
       (SELECT count(*) FROM changed) AS changed,
       (SELECT count(*) FROM removed_lines) AS removed,
       (SELECT count(*) FROM stock_moved) AS stock,
       (SELECT count(*) FROM moved) AS products,
       (SELECT count(*) FROM numbered) AS sequences,
       pg_notify($13, $14)
