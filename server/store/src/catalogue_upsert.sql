-- $1 categories · $2 products, as JSON arrays
WITH new_categories AS (
    INSERT INTO categories SELECT * FROM json_populate_recordset(NULL::categories, $1::json)
)
INSERT INTO products SELECT * FROM json_populate_recordset(NULL::products, $2::json)
ON CONFLICT (tenant_id, sku) DO UPDATE SET
    category_id = excluded.category_id, name = excluded.name, description = excluded.description,
    price = excluded.price, tax_class = excluded.tax_class, barcode = excluded.barcode, active = excluded.active
