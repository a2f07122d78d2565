-- Eight stores of the demo café whose ids end in their number, with water that never runs out.
INSERT INTO stores (id, tenant_id, slug, name, time_zone, created_at)
SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, id, 'bench-' || n, 'Bench ' || n, 'Asia/Jakarta', now()
FROM tenants, generate_series(1, 8) n WHERE tenants.slug = 'kopi-kita';
INSERT INTO store_sequences (store_id, tenant_id) SELECT id, tenant_id FROM stores WHERE slug LIKE 'bench-%';
INSERT INTO stock (tenant_id, store_id, product_id, on_hand, reorder_level)
SELECT s.tenant_id, s.id, p.id, 1000000000, 0
FROM stores s JOIN products p USING (tenant_id) WHERE s.slug LIKE 'bench-%' AND p.sku = 'DRK-04';
