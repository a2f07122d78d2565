-- The list of customers, newest first.
SET LOCAL ROLE kedai_owner;
CREATE INDEX customers_newest ON kedai.customers (tenant_id, created_at DESC, id DESC);
RESET ROLE;
