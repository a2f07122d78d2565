-- $1, $2 stores and the trading day that each has now · $3 channels. What was paid settles the down
-- payment first, then the oldest instalment: so of all instalments due by a day, that is open which
-- their sum exceeds what was paid beyond the down payment by.
WITH open_orders AS (
    SELECT o.id, o.reference, o.next_due_date, s.today, o.total - (o.received - o.refunded) AS balance,
           o.received - o.refunded AS paid
    FROM unnest($1::uuid[], $2::date[]) AS s (store_id, today)
    JOIN orders o ON o.store_id = s.store_id
    WHERE o.next_due_date IS NOT NULL AND o.channel = ANY ($3)
      AND o.lifecycle NOT IN ('draft', 'cancelled') AND o.deleted_at IS NULL
), due AS (
    SELECT o.*, greatest(o.paid - t.down_payment, 0) AS settled, i.*
    FROM open_orders o
    CROSS JOIN LATERAL (
        SELECT version, down_payment FROM payment_terms
        WHERE order_id = o.id ORDER BY version DESC LIMIT 1
    ) t
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount) FILTER (WHERE due_date < o.today), 0) AS by_yesterday,
               coalesce(sum(amount) FILTER (WHERE due_date <= o.today + 7), 0) AS by_7,
               coalesce(sum(amount) FILTER (WHERE due_date <= o.today + 30), 0) AS by_30
        FROM instalments WHERE order_id = o.id AND version = t.version
    ) i
), owed AS (
    SELECT reference, next_due_date, today, balance,
           greatest(by_yesterday - settled, 0)::bigint AS overdue,
           (greatest(by_7 - settled, 0) - greatest(by_yesterday - settled, 0))::bigint AS within_7,
           (greatest(by_30 - settled, 0) - greatest(by_yesterday - settled, 0))::bigint AS within_30
    FROM due
    WHERE balance > 0
)
