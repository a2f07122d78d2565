\set store :client_id % :stores + 1
BEGIN;
SELECT store_id AS store_id, sequence + 1 AS sequence,
       lpad(to_hex(sequence + 1), 8, '0') || '-0000-7000-8000-00000000000' || :store AS order_id,
       lpad(to_hex(sequence + 1), 8, '0') || '-0001-7000-8000-00000000000' || :store AS second_id,
       'GO-' || lpad(upper(to_hex(:store * 1048576 + sequence + 1)), 6, '0') AS reference,
       sha256(store_id::text::bytea || sequence::text::bytea) AS tracking_hash
FROM store_sequences WHERE store_id = ('00000000-0000-7000-8000-00000000000' || :store)::uuid FOR UPDATE \gset
WITH placed AS (
    INSERT INTO orders (id, tenant_id, store_id, reference, channel, lifecycle, currency, item_count, subtotal, discount,
        tax_mode, tax_lines, tax, total, received, refunded, change, tracking_hash, recorded_by, business_day, version,
        created_at, updated_at)
    VALUES (:order_id, :tenant, :store_id, :reference, 'till', 'completed', 'IDR', :item_count, :subtotal, 0,
        'exclusive', :tax_lines, :tax, :total, :total, 0, :change, :tracking_hash, :actor, current_date, 1, now(), now())
), lined AS (
    INSERT INTO order_lines (id, tenant_id, store_id, order_id, position, product_id, name, unit_price, quantity, line_total, tax_class)
    VALUES (:order_id, :tenant, :store_id, :order_id, 0, :made, 'Latte', :made_price, 1, :made_price, 'standard'),
           (:second_id, :tenant, :store_id, :order_id, 1, :counted, 'Mineral water', :counted_price, 2, 2 * :counted_price::bigint, 'standard')
)
INSERT INTO payments (id, tenant_id, store_id, order_id, method, amount, tendered, business_day, paid_at, recorded_by, order_version)
VALUES (:order_id, :tenant, :store_id, :order_id, 'cash', :total, :total::bigint + :change::bigint, current_date, now(), :actor, 1);
UPDATE stock SET on_hand = on_hand - 2 WHERE store_id = :store_id AND product_id = :counted;
INSERT INTO stock_movements (id, tenant_id, store_id, product_id, order_id, reason, quantity, moved_at)
VALUES (:order_id, :tenant, :store_id, :counted, :order_id, 'sale', -2, now());
INSERT INTO events (store_id, sequence, id, tenant_id, order_id, version, type, actor_id, at, payload, previous_hash, hash)
VALUES (:store_id, :sequence, :order_id, :tenant, :order_id, 1, 'order.placed', :actor, now(), :payload, :hash, :hash);
INSERT INTO command_answers (tenant_id, key, request_hash, order_id, sealed_answer, answered_at)
VALUES (:tenant, :order_id, :hash, :order_id, :answer, now());
WITH noted AS (
    INSERT INTO audit_entries (id, tenant_id, store_id, at, action, actor_id, actor_role, origin, subject, order_id, customer_ids, changes)
    VALUES (:order_id, :tenant, :store_id, now(), 'CREATE', :actor, 'owner', '127.0.0.1', 'order', :order_id, '{}', :audit_changes)
)
INSERT INTO audit_unlinked (entry_id, tenant_id, seal) VALUES (:order_id, :tenant, :hash);
UPDATE store_sequences SET sequence = :sequence, last_hash = :hash WHERE store_id = :store_id;
COMMIT;
