-- The order list: any filter and any order of rows is a walk along an index.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

-- All that the list picks orders by and that has few values, in one number: how far an order is,
-- which way it came, how far it is paid, and whether something is still due. What is deleted has
-- the same number below zero. Any choice among them is a handful of numbers, so an index led by
-- this one finds what fits all of them, however rare it is together. `store::orders::facet` counts
-- the same way.
CREATE FUNCTION kedai.order_facet(
    is_deleted boolean, lifecycle text, channel text, received bigint, refunded bigint, total bigint)
RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN is_deleted THEN -1 ELSE 1 END
    * (1
       + CASE lifecycle WHEN 'draft' THEN 0 WHEN 'pending' THEN 1 WHEN 'processing' THEN 2
                        WHEN 'ready' THEN 3 WHEN 'completed' THEN 4 ELSE 5 END * 40
       + CASE channel WHEN 'till' THEN 0 WHEN 'phone' THEN 1 WHEN 'app' THEN 2 ELSE 3 END * 10
       + CASE WHEN refunded > 0 AND received <= refunded THEN 4
              WHEN refunded > 0 THEN 3
              WHEN received >= total THEN 2
              WHEN received > 0 THEN 1
              ELSE 0 END * 2
       + CASE WHEN received - refunded < total THEN 1 ELSE 0 END))::smallint;
ALTER TABLE orders ADD COLUMN facet smallint NOT NULL GENERATED ALWAYS AS
    (kedai.order_facet(deleted_at IS NOT NULL, lifecycle, channel, received, refunded, total)) STORED;

-- By time and by amount, of everything and of one store. What row-level security and the other filters
-- look at is included, so that orders which don't fit are passed over within the index.
CREATE INDEX orders_of_tenant_by_time ON orders (tenant_id, facet, created_at, id)
    INCLUDE (store_id, business_day, customer_id, total);
CREATE INDEX orders_of_store_by_time ON orders (store_id, facet, created_at, id)
    INCLUDE (tenant_id, business_day, customer_id, total);
CREATE INDEX orders_of_tenant_by_total ON orders (tenant_id, facet, total, created_at, id)
    INCLUDE (store_id, business_day);
CREATE INDEX orders_of_store_by_total ON orders (store_id, facet, total, created_at, id)
    INCLUDE (tenant_id, business_day);
-- Few orders have something due, so all that is asked of them can stand here.
DROP INDEX orders_due;
CREATE INDEX orders_due ON orders (store_id, next_due_date, created_at, id)
    INCLUDE (tenant_id, facet, total, business_day, customer_id) WHERE next_due_date IS NOT NULL;
-- What those who were searched for bought.
DROP INDEX orders_of_customer;
CREATE INDEX orders_of_customer ON orders (customer_id, created_at, id)
    INCLUDE (tenant_id, store_id, facet, total, business_day) WHERE customer_id IS NOT NULL;
DROP INDEX orders_newest_of_tenant;
DROP INDEX orders_newest_of_store;
DROP INDEX orders_newest_by_lifecycle;
DROP INDEX orders_deleted;

RESET ROLE;
