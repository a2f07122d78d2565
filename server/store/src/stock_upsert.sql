-- $1 stock as a JSON array · $2 when
WITH wanted AS (
    SELECT * FROM json_to_recordset($1::json)
        AS row (tenant_id uuid, store_id uuid, product_id uuid, on_hand bigint, reorder_level bigint,
                movement_id uuid)
), before AS (
    SELECT k.store_id, k.product_id, k.on_hand FROM stock k JOIN wanted w USING (store_id, product_id) FOR UPDATE OF k
), counted AS (
    INSERT INTO stock (tenant_id, store_id, product_id, on_hand, reorder_level)
    SELECT tenant_id, store_id, product_id, on_hand, reorder_level FROM wanted
    ON CONFLICT (store_id, product_id) DO UPDATE SET
        on_hand = excluded.on_hand, reorder_level = excluded.reorder_level
)
INSERT INTO stock_movements (id, tenant_id, store_id, product_id, order_id, reason, quantity, moved_at)
SELECT w.movement_id, w.tenant_id, w.store_id, w.product_id, NULL, 'import', w.on_hand - coalesce(b.on_hand, 0), $2
FROM wanted w LEFT JOIN before b USING (store_id, product_id)
WHERE w.on_hand <> coalesce(b.on_hand, 0)
