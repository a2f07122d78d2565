-- $1 tenant · $2 store · $3 products · $4 keys of commands
SELECT s.id, s.slug, s.time_zone, s.day_cutoff_minutes, s.country, t.currency, t.tax_mode, q.sequence, q.last_hash,
       (SELECT coalesce(json_agg(json_build_object('class', r.class, 'label', r.label, 'basis_points', r.basis_points)
                                 ORDER BY r.position, r.class), '[]')
        FROM tax_rates r WHERE r.tenant_id = $1) AS tax_rates,
       (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'price', p.price, 'tax_class', p.tax_class,
                                                   'active', p.active, 'on_hand', k.on_hand)), '[]')
        FROM products p LEFT JOIN stock k ON k.product_id = p.id AND k.store_id = $2
        WHERE p.id = ANY ($3)) AS products,
       EXISTS (SELECT FROM command_answers a WHERE a.tenant_id = $1 AND a.key = ANY ($4)) AS has_answers
FROM store_sequences q
JOIN stores s ON s.id = q.store_id
JOIN tenants t ON t.id = s.tenant_id
WHERE q.store_id = $2
