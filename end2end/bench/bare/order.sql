-- What Kedai wrote for one order, as pgbench's variables: name and value on each line.
SELECT v.name || '=' || v.value
FROM (SELECT * FROM orders LIMIT 1) o
JOIN events e ON e.order_id = o.id
JOIN command_answers a ON a.order_id = o.id
CROSS JOIN LATERAL (VALUES
    ('tenant', o.tenant_id::text), ('actor', o.recorded_by::text),
    ('item_count', o.item_count::text), ('subtotal', o.subtotal::text), ('tax', o.tax::text),
    ('tax_lines', o.tax_lines::text), ('total', o.total::text), ('change', o.change::text),
    ('made', (SELECT product_id::text FROM order_lines l WHERE l.order_id = o.id AND position = 0)),
    ('counted', (SELECT product_id::text FROM order_lines l WHERE l.order_id = o.id AND position = 1)),
    ('made_price', (SELECT unit_price::text FROM order_lines l WHERE l.order_id = o.id AND position = 0)),
    ('counted_price', (SELECT unit_price::text FROM order_lines l WHERE l.order_id = o.id AND position = 1)),
    ('audit_changes', (SELECT changes::text FROM audit_entries u WHERE u.order_id = o.id AND action = 'CREATE')),
    ('payload', e.payload::text), ('hash', e.hash::text), ('answer', a.sealed_answer::text)
) AS v (name, value);
