-- A subscriber has a cursor for each stream.
-- Kept before: the foreign key that goes here asks for more.
-- Locks several: a foreign key goes, which stands in both of its tables.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE subscriber_cursors DROP CONSTRAINT subscriber_cursors_tenant_id_store_id_fkey;
CREATE TRIGGER streams_are_stores_or_tenants AFTER INSERT OR UPDATE OF store_id, tenant_id ON subscriber_cursors
    FOR EACH ROW EXECUTE FUNCTION kedai.check_stream();
RESET ROLE;
