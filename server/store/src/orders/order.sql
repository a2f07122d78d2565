-- $1 tenant · $2 ids · $3 reference or null · $4 whether deleted orders are found
SELECT o.id, o.tenant_id, o.store_id, s.slug AS store, o.reference, o.channel, o.lifecycle, o.customer_id, c.sealed_profile,
       o.data_key_id, k.wrapped AS wrapped_key, o.sealed_note, o.currency, o.item_count, o.subtotal, o.discount, o.discount_reason,
       o.tax_mode, o.tax_lines, o.tax, o.total, o.received, o.refunded, o.change,
       o.recorded_by, recorder.name AS recorded_by_name,
       o.last_modified_by, modifier.name AS last_modified_by_name,
       o.business_day, o.version, o.created_at, o.updated_at, o.next_due_date,
       o.deleted_at, o.deleted_by, deleter.name AS deleted_by_name, o.delete_reason,
       s.time_zone, s.day_cutoff_minutes, s.country,
       (SELECT count(*) FROM receipt_prints r WHERE r.order_id = o.id AND r.payment_id IS NULL) AS receipts_printed,
       (SELECT coalesce(json_agg(line ORDER BY line.position), '[]')
        FROM (SELECT l.id, l.order_id, l.product_id, l.name, l.unit_price, l.quantity, l.line_total, l.tax_class, l.sealed_note,
                     l.position
              FROM order_lines l WHERE l.order_id = o.id) line) AS lines,
       (SELECT coalesce(json_agg(entry ORDER BY entry.order_version, entry.id), '[]')
        FROM (SELECT p.id, p.method, p.amount, p.tendered, p.paid_at, p.recorded_by, payer.name AS recorded_by_name,
                     p.sealed_note, p.reverses, p.order_version,
                     (SELECT count(*) FROM receipt_prints r WHERE r.order_id = p.order_id AND r.payment_id = p.id)
                         AS receipts_printed
              FROM payments p JOIN staff payer ON payer.id = p.recorded_by WHERE p.order_id = o.id) entry) AS payments,
       (SELECT json_build_object(
                   'version', t.version, 'total', t.total, 'down_payment', t.down_payment,
                   'due_dates', ARRAY(SELECT i.due_date FROM instalments i
                                      WHERE i.order_id = t.order_id AND i.version = t.version ORDER BY i.number),
                   'amounts', ARRAY(SELECT i.amount FROM instalments i
                                    WHERE i.order_id = t.order_id AND i.version = t.version ORDER BY i.number))
        FROM payment_terms t WHERE t.order_id = o.id ORDER BY t.version DESC LIMIT 1) AS terms
FROM orders o
JOIN stores s ON s.id = o.store_id
JOIN staff recorder ON recorder.id = o.recorded_by
LEFT JOIN staff modifier ON modifier.id = o.last_modified_by
LEFT JOIN staff deleter ON deleter.id = o.deleted_by
LEFT JOIN customers c ON c.id = o.customer_id
LEFT JOIN data_keys k ON k.id = o.data_key_id
-- Ids, whichever they are named by: of two conditions with OR a planner that knows little of a new table reads
-- all of the tenant's orders. The reference is asked for on its own, or row-level security is not sure enough of
-- the condition to look it up, and reads them too.
WHERE o.id = ANY ($2 || ARRAY(SELECT r.id FROM orders r WHERE r.reference = $3 AND r.tenant_id = $1))
  AND o.tenant_id = $1 AND ($4 OR o.deleted_at IS NULL)
