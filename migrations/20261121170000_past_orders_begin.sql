-- Past orders from a shop's own files, and the figures of any period.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

-- The number under which a shop's own records have an imported order. It makes a second import of
-- the same file find what is there.
CREATE TABLE imported_orders (
    store_id uuid NOT NULL,
    number text NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
    tenant_id uuid NOT NULL,
    order_id uuid NOT NULL UNIQUE,
    imported_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, number),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT kedai.protect_store_table('imported_orders');
GRANT SELECT, INSERT ON imported_orders TO kedai_app;

RESET ROLE;
