-- A stream is a store's or the tenant's own; a foreign key can't say that.
-- Kept before: the foreign key that goes here asks for more.
-- Locks several: a foreign key goes, which stands in both of its tables.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

CREATE FUNCTION kedai.check_stream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.store_id <> NEW.tenant_id
       AND NOT EXISTS (SELECT FROM kedai.stores s WHERE s.tenant_id = NEW.tenant_id AND s.id = NEW.store_id) THEN
        RAISE EXCEPTION '% is no stream of tenant %', NEW.store_id, NEW.tenant_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'streams_are_stores_or_tenants';
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE store_sequences DROP CONSTRAINT store_sequences_tenant_id_store_id_fkey;
CREATE TRIGGER streams_are_stores_or_tenants AFTER INSERT OR UPDATE OF store_id, tenant_id ON store_sequences
    FOR EACH ROW EXECUTE FUNCTION kedai.check_stream();
RESET ROLE;
