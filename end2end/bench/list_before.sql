-- Orders as they were indexed before the list had filters: what its migration dropped is back, and what
-- it made is gone.
SET search_path = kedai, public;
DROP INDEX IF EXISTS orders_of_tenant_by_time, orders_of_store_by_time, orders_of_tenant_by_total, orders_of_store_by_total, orders_due, orders_of_customer;
ALTER TABLE orders DROP COLUMN IF EXISTS facet;
CREATE INDEX IF NOT EXISTS orders_newest_of_tenant ON orders (tenant_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS orders_newest_of_store ON orders (store_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS orders_newest_by_lifecycle ON orders (tenant_id, lifecycle, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS orders_deleted ON orders (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
CREATE INDEX orders_due ON orders (store_id, next_due_date) WHERE next_due_date IS NOT NULL;
CREATE INDEX orders_of_customer ON orders (customer_id, created_at DESC) WHERE customer_id IS NOT NULL;
