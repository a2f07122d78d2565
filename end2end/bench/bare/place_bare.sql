-- The copied orders make room for references that are counted, which never begin with a Z.
UPDATE orders o SET reference = 'GO-Z' || lpad(n.number::text, 5, '0')
FROM (SELECT id, row_number() OVER () AS number FROM orders) n WHERE n.id = o.id;
VACUUM ANALYZE;

-- The statements of ten_round_trips.sql, run by the server in one call.
CREATE FUNCTION place_bare(store integer, tenant uuid, actor uuid, item_count bigint, subtotal bigint, tax bigint,
    tax_lines jsonb, total bigint, change bigint, made uuid, counted uuid, made_price bigint, counted_price bigint,
    audit_changes json, payload json, hash bytea, answer bytea)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted uuid := '00000000-0000-7000-8000-00000000000' || store;
    number bigint;
    order_id uuid;
    second_id uuid;
BEGIN
    SELECT q.sequence + 1 INTO number FROM store_sequences q WHERE q.store_id = wanted FOR UPDATE;
    order_id := lpad(to_hex(number), 8, '0') || '-0000-7000-8000-00000000000' || store;
    second_id := lpad(to_hex(number), 8, '0') || '-0001-7000-8000-00000000000' || store;
    WITH placed AS (
        INSERT INTO orders (id, tenant_id, store_id, reference, channel, lifecycle, currency, item_count, subtotal,
            discount, tax_mode, tax_lines, tax, total, received, refunded, change, tracking_hash, recorded_by,
            business_day, version, created_at, updated_at)
        VALUES (order_id, tenant, wanted, 'GO-' || lpad(upper(to_hex(store * 1048576 + number)), 6, '0'), 'till',
            'completed', 'IDR', item_count, subtotal, 0, 'exclusive', tax_lines, tax, total, total, 0, change,
            sha256(order_id::text::bytea), actor, current_date, 1, now(), now())
    ), lined AS (
        INSERT INTO order_lines (id, tenant_id, store_id, order_id, position, product_id, name, unit_price, quantity,
            line_total, tax_class)
        VALUES (order_id, tenant, wanted, order_id, 0, made, 'Latte', made_price, 1, made_price, 'standard'),
               (second_id, tenant, wanted, order_id, 1, counted, 'Mineral water', counted_price, 2, 2 * counted_price, 'standard')
    )
    INSERT INTO payments (id, tenant_id, store_id, order_id, method, amount, tendered, business_day, paid_at, recorded_by,
        order_version)
    VALUES (order_id, tenant, wanted, order_id, 'cash', total, total + change, current_date, now(), actor, 1);
    UPDATE stock k SET on_hand = k.on_hand - 2 WHERE k.store_id = wanted AND k.product_id = counted;
    INSERT INTO stock_movements (id, tenant_id, store_id, product_id, order_id, reason, quantity, moved_at)
    VALUES (order_id, tenant, wanted, counted, order_id, 'sale', -2, now());
    INSERT INTO events (store_id, sequence, id, tenant_id, order_id, version, type, actor_id, at, payload,
        previous_hash, hash)
    VALUES (wanted, number, order_id, tenant, order_id, 1, 'order.placed', actor, now(), payload, hash, hash);
    INSERT INTO command_answers (tenant_id, key, request_hash, order_id, sealed_answer, answered_at)
    VALUES (tenant, order_id::text, hash, order_id, answer, now());
    WITH noted AS (
        INSERT INTO audit_entries (id, tenant_id, store_id, at, action, actor_id, actor_role, origin, subject, order_id,
            customer_ids, changes)
        VALUES (order_id, tenant, wanted, now(), 'CREATE', actor, 'owner', '127.0.0.1', 'order', order_id, '{}',
            audit_changes)
    )
    INSERT INTO audit_unlinked (entry_id, tenant_id, seal) VALUES (order_id, tenant, hash);
    UPDATE store_sequences q SET sequence = number, last_hash = hash WHERE q.store_id = wanted;
END $$;
