-- A delivery's `store_id` is the stream that its event stands in.
-- Kept before: the foreign key that goes here asks for more.
-- Locks several: a foreign key goes, which stands in both of its tables.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_tenant_id_store_id_fkey;
CREATE TRIGGER streams_are_stores_or_tenants AFTER INSERT OR UPDATE OF store_id, tenant_id ON webhook_deliveries
    FOR EACH ROW WHEN (NEW.store_id IS NOT NULL) EXECUTE FUNCTION kedai.check_stream();
RESET ROLE;
