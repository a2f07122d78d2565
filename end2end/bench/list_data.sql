-- A million orders over three years at the stores of one business, with the customers it has. Most
-- are completed and paid; one in twenty was agreed to be paid later, few of those are still owed.
-- Sums that tables hold together are true; triggers and references aren't asked for each row.
SET search_path = kedai, public;
SET synchronous_commit = off;
SET session_replication_role = replica;
SELECT setseed(0.42);
CREATE TEMP TABLE people AS
    SELECT row_number() OVER (ORDER BY id) AS n, id, data_key_id FROM customers WHERE tenant_id = :'tenant';
CREATE TEMP TABLE places AS
    SELECT row_number() OVER (ORDER BY slug) AS n, id FROM stores WHERE tenant_id = :'tenant' AND slug LIKE 'bench-%';
CREATE UNIQUE INDEX ON people (n);
CREATE UNIQUE INDEX ON places (n);
ANALYZE people, places;
-- Indexes that refuse nothing are made again afterwards, which is quicker.
CREATE TEMP TABLE left_out AS
    SELECT c.relname, pg_get_indexdef(i.indexrelid) AS made
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = 'orders'::regclass AND NOT i.indisunique;
SELECT format('DROP INDEX %I', relname) FROM left_out \gexec
WITH drawn AS (
    SELECT n, (:orders - n) * 1095.0 / :orders AS age, random() AS store, random() AS terms, random() AS state,
           random() AS paid, random() AS days, greatest(random(), 1e-9) AS amount, random() AS angle,
           random() AS known, random() AS channel, random() AS person
    FROM generate_series(1, :orders::bigint) n
), decided AS (
    SELECT n, age, date_trunc('milliseconds', now()) - age * interval '1 day' AS at, days, paid AS part, terms < 0.05 AS on_terms,
           1 + floor((SELECT count(*) FROM places) * power(store, 1.6))::bigint AS place,
           CASE WHEN channel < 0.7 THEN 'till' WHEN channel < 0.8 THEN 'phone' WHEN channel < 0.92 THEN 'app' ELSE 'web' END AS channel,
           1 + floor(5 * days)::bigint AS items,
           1000 * (5 + floor(exp(3 + 1.1 * sqrt(-2 * ln(amount)) * cos(6.283 * angle))))::bigint AS total,
           CASE WHEN age < 0.5 AND state < 0.1 THEN (ARRAY['pending', 'processing', 'ready'])[1 + floor(3 * days)::int]
                WHEN state < 0.0005 THEN 'ready' WHEN state < 0.001 THEN 'draft'
                WHEN state > 0.98 THEN 'cancelled' ELSE 'completed' END AS lifecycle,
           CASE WHEN terms < 0.05 OR known < 0.3
                THEN 1 + floor((SELECT count(*) FROM people) * power(person, 1.5))::bigint END AS person
    FROM drawn
), settled AS (
    SELECT *, CASE WHEN lifecycle = 'cancelled' THEN CASE WHEN part < 0.7 THEN 'refunded' ELSE 'unpaid' END
                   WHEN on_terms AND age < 120 THEN CASE WHEN part < 0.55 THEN 'paid' WHEN part < 0.85 THEN 'part' ELSE 'unpaid' END
                   WHEN on_terms THEN CASE WHEN part < 0.97 THEN 'paid' WHEN part < 0.99 THEN 'part' ELSE 'unpaid' END
                   WHEN age < 1 AND part < 0.05 THEN 'unpaid' WHEN part > 0.998 THEN 'less' ELSE 'paid' END AS payment
    FROM decided
)
INSERT INTO orders (id, tenant_id, store_id, reference, channel, lifecycle, customer_id, data_key_id, currency,
                    item_count, subtotal, discount, tax_mode, tax_lines, tax, total, received, refunded, change,
                    tracking_hash, recorded_by, business_day, version, created_at, updated_at, next_due_date)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('o' || o.n), 14, 3) || '8'
        || substr(md5('o' || o.n), 18, 15))::uuid,
       :'tenant', s.id,
       (SELECT 'GO-' || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + ((o.n * 7919 + 123456789) >> (5 * d) & 31)::int, 1), '' ORDER BY d)
        FROM generate_series(0, 5) d),
       o.channel, o.lifecycle, p.id, p.data_key_id, 'IDR', o.items, o.total, 0, 'exclusive', '[]', 0, o.total,
       CASE o.payment WHEN 'unpaid' THEN 0 WHEN 'part' THEN o.total / 3 ELSE o.total END,
       CASE o.payment WHEN 'refunded' THEN o.total WHEN 'less' THEN o.total / 5 ELSE 0 END, 0,
       sha256(convert_to('bench' || o.n, 'UTF8')), :'staff', (o.at AT TIME ZONE 'Asia/Jakarta')::date, 1, o.at, o.at,
       CASE WHEN o.on_terms AND o.lifecycle <> 'cancelled' AND o.payment IN ('part', 'unpaid')
            THEN (o.at + make_interval(days => (10 + 80 * o.days)::int))::date END
FROM settled o
JOIN places s ON s.n = o.place
LEFT JOIN people p ON p.n = o.person
-- Kedai drew references for the orders that brought the customers.
ON CONFLICT DO NOTHING;
SELECT made FROM left_out \gexec
SET session_replication_role = origin;
VACUUM ANALYZE orders;
VACUUM ANALYZE customers;
