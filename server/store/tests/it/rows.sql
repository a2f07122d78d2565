-- Tenants with two stores each, and rows in every table. Ids are hashes of what they number, so
-- that tests can name them.
SET search_path = kedai, public;
CREATE FUNCTION public.id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN md5(kind || number)::uuid;
CREATE FUNCTION public.hash(kind text, number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(convert_to(kind || number, 'UTF8'));

CREATE TEMP TABLE t AS SELECT generate_series(1, {tenants}) AS t;
-- Store 21 is the first of tenant 2.
CREATE TEMP TABLE s AS SELECT t, t * 10 + n AS s FROM t, generate_series(1, 2) n;
CREATE TEMP TABLE o AS SELECT t, s, s * 100000 + n AS o, n FROM s, generate_series(1, {orders}) n;

INSERT INTO tenants SELECT id('tenant', t), 'tenant-' || t, 'Tenant ' || t, 'IDR', 'exclusive', '', now() FROM t;
INSERT INTO tax_rates SELECT id('tenant', t), 'standard', 'Tax', 1000, 0 FROM t;
INSERT INTO tenant_keys SELECT id('tenant', t), 'first', '\x00' FROM t;
INSERT INTO stores (id, tenant_id, slug, name, time_zone, created_at)
    SELECT id('store', s), id('tenant', t), 'store-' || s, 'Store ' || s, 'Asia/Jakarta', now() FROM s;
INSERT INTO store_sequences SELECT id('store', s), id('tenant', t), {orders}, hash('event', s * 100000 + {orders}) FROM s;
INSERT INTO staff SELECT id('staff', t), id('tenant', t), 'staff' || t || '@example.com', 'Staff', 'cashier', 'x', false
    FROM t;
INSERT INTO staff_stores SELECT id('tenant', t), id('staff', t), id('store', s) FROM s;
INSERT INTO credentials (id, tenant_id, staff_id, family, kind, secret_hash, created_at, last_used_at,
                         idle_expires_at, expires_at)
    SELECT id('credential', o), id('tenant', t), id('staff', t), id('credential', o), 'access', hash('secret', o), now(),
           now(), now() + interval '1 hour', now() + interval '1 hour' FROM o;
INSERT INTO known_devices
    SELECT id('device', o), id('tenant', t), id('staff', t), 'browser', hash('device', o), now(), now() FROM o;
INSERT INTO categories SELECT id('category', t), id('tenant', t), 'Category', 0 FROM t;
INSERT INTO products
    SELECT id('product', o), id('tenant', t), id('category', t), 'SKU-' || o, 'Product ' || md5(o::text), '', 1000,
           'standard', 'B' || o, true, n FROM o;
INSERT INTO stock SELECT id('tenant', t), id('store', s), id('product', o), 0, 9 FROM o;
INSERT INTO data_keys SELECT id('key', o), id('tenant', t), '\x00' FROM o;
INSERT INTO customers
    SELECT id('customer', o), id('tenant', t), id('key', o), 'C' || o, '\x00', ARRAY[o, n], hash('phone', o),
           hash('email', o), now(), now() FROM o;
WITH new_orders AS (
    INSERT INTO orders
    SELECT id('order', o), id('tenant', t), id('store', s), 'GO-' || upper(lpad(to_hex(o), 6, '0')), 'till',
           CASE WHEN n % 50 = 1 THEN 'pending' ELSE 'completed' END,
           CASE WHEN n % 4 = 1 THEN id('customer', o) END, CASE WHEN n % 4 = 1 THEN id('key', o) END, NULL, 'IDR', 1,
           1000, 0, NULL, 'exclusive', '[]', 100, 1100, 1100, 0, 0, hash('tracking', o), id('staff', t), NULL,
           '2026-11-21'::date - n / 20, 1, timestamptz '2026-11-21' - n * interval '5 minutes', now()
    FROM o
), new_lines AS (
    INSERT INTO order_lines
    SELECT id('line', o), id('tenant', t), id('store', s), id('order', o), 0, id('product', o), 'Product', 1000, 1, 1000,
           'standard', NULL FROM o
), new_terms AS (
    INSERT INTO payment_terms
    SELECT id('order', o), 1, id('tenant', t), id('store', s), 1100, 0, now(), id('staff', t) FROM o WHERE n % 4 = 1
), new_instalments AS (
    INSERT INTO instalments
    SELECT id('order', o), 1, 1, id('tenant', t), id('store', s), '2026-12-21', 1100 FROM o WHERE n % 4 = 1
)
INSERT INTO payments
    SELECT id('payment', o), id('tenant', t), id('store', s), id('order', o), 'cash', 1100, NULL,
           '2026-11-21'::date - n / 20, now(), id('staff', t), NULL, 1 FROM o;
INSERT INTO audit_entries
    SELECT id('audit', o), id('tenant', t), id('store', s), now(), 'CREATE', id('staff', t), 'cashier', '127.0.0.1',
           'order', id('order', o), ARRAY[id('customer', o)], '[]' FROM o;
INSERT INTO audit_unlinked SELECT id('audit', o), id('tenant', t), hash('seal', o) FROM o WHERE n = 1;
INSERT INTO audit_links SELECT id('tenant', t), row_number() OVER (PARTITION BY t ORDER BY o), id('audit', o), hash('link', o)
    FROM o WHERE n > 1;
INSERT INTO audit_heads SELECT id('tenant', t), 2 * ({orders} - 1), hash('link', 0), hash('head', t) FROM t;
INSERT INTO stock_movements
    SELECT id('movement', o), id('tenant', t), id('store', s), id('product', o), id('order', o), 'sale', -1, now() FROM o;
INSERT INTO events
    SELECT id('store', s), n, id('event', o), id('tenant', t), id('order', o), 1, 'order.placed', id('staff', t), now(),
           '{}', '\x', hash('event', o) FROM o;
INSERT INTO command_answers
    SELECT id('tenant', t), 'key-' || o, hash('request', o), id('order', o), '\x00', now() FROM o;
INSERT INTO receipt_prints
    SELECT id('print', o), id('tenant', t), id('store', s), id('order', o), now(), id('staff', t) FROM o;
INSERT INTO imported_orders SELECT id('store', s), 'N' || o, id('tenant', t), id('order', o), now() FROM o;
INSERT INTO webhook_keys
    SELECT id('webhook key', o), id('tenant', t), id('store', s), 1, id('staff', t), '\x00', now(),
           CASE WHEN n > 1 THEN now() END FROM o;
INSERT INTO ingested_orders
    SELECT id('store', s), 'app-' || o, id('tenant', t), id('order', o), hash('content', o), now() FROM o;
INSERT INTO webhook_attempts
    SELECT id('attempt', o), id('tenant', t), id('store', s), id('webhook key', o), 'ingest', 200, 'accepted',
           id('order', o), now() FROM o;
-- The hundredth event of an order of each store, and the snapshot that belongs to it.
INSERT INTO events
    SELECT id('store', s), 100000 + n, id('late event', o), id('tenant', t), id('order', o), 100, 'order.restored',
           id('staff', t), now(), '{}', '\x', hash('late event', o) FROM o WHERE n = 1;
INSERT INTO order_snapshots SELECT id('order', o), 100, id('tenant', t), id('store', s), '{}' FROM o WHERE n = 1;
INSERT INTO snapshots SELECT 'order', id('order', o), 100, id('late event', o), id('tenant', t), id('store', s),
    '{"version": 100, "lifecycle": "pending", "total": {"amount": 1100, "currency": "IDR"},
      "ledger": {"received": 1100, "refunded": 0}, "terms_version": null, "deleted": false}' FROM o WHERE n = 1;
-- Customers were erased, which stands in the tenants' own streams.
INSERT INTO store_sequences SELECT id('tenant', t), id('tenant', t), 2 * {orders}, hash('erasure', t) FROM t;
INSERT INTO events (store_id, sequence, id, tenant_id, subject_kind, subject_id, version, type, actor_id, at, payload,
                    previous_hash, hash)
    SELECT id('tenant', t), row_number() OVER (PARTITION BY t ORDER BY o), id('erasure', o), id('tenant', t), 'customer',
           id('customer', o), 1, 'customer.erased', id('staff', t), now(), '{}', '\x', hash('erasure', o) FROM o;
-- Half of the deliveries are still to be sent; those of an order that comes first are dead.
INSERT INTO subscriber_cursors SELECT id('store', s), 'webhooks', id('tenant', t), {orders} - 1, now() FROM s;
INSERT INTO webhook_endpoints
    SELECT id('endpoint', t), id('tenant', t), 'https://shop.example.com/' || t, '{}', '\x00', now() FROM t;
INSERT INTO webhook_deliveries
    SELECT id('delivery', o), id('tenant', t), id('endpoint', t), id('event', o), 'order.placed', id('store', s), n,
           id('order', o), CASE WHEN n % 2 = 0 THEN 'pending' WHEN n = 1 THEN 'dead' ELSE 'delivered' END, 1, 1,
           timestamptz '2026-11-21' - n * interval '5 minutes', NULL, timestamptz '2026-11-21' - n * interval '5 minutes',
           CASE WHEN n % 2 = 1 THEN now() END FROM o;
INSERT INTO webhook_delivery_attempts
    SELECT id('delivery', o), 1, id('tenant', t), now(), 'delivered', 200, 12 FROM o;
INSERT INTO jobs (id, tenant_id, store_id, kind, subject_kind, subject_id, key, line, place, payload, state, attempts, tries,
                  next_at, created_at, settled_at)
    SELECT id('delivery', o), id('tenant', t), id('store', s), 'webhook.send', 'order', id('order', o), id('endpoint', t),
           id('order', o), n, '{"event_type":"order.placed"}',
           CASE WHEN n % 2 = 0 THEN 'pending' WHEN n = 1 THEN 'dead' ELSE 'done' END, 1, 1,
           timestamptz '2026-11-21' - n * interval '5 minutes', timestamptz '2026-11-21' - n * interval '5 minutes',
           CASE WHEN n % 2 = 1 THEN now() END FROM o;
INSERT INTO job_attempts SELECT id('delivery', o), 1, id('tenant', t), now(), 'delivered', 12 FROM o;
INSERT INTO job_tallies SELECT id('tenant', t), 'webhook.send', 'succeeded', date_trunc('hour', now()), 7 FROM t;
INSERT INTO job_tally_changes (tenant_id, kind, what, hour, number)
    SELECT id('tenant', t), 'webhook.send', 'succeeded', date_trunc('hour', now()), 1 FROM o;
INSERT INTO throttles SELECT hash('throttle', o), now() + interval '1 minute', 1 FROM o;
ANALYZE;
