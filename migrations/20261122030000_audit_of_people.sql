-- Who saw a person's data, found by an index. PostgreSQL doesn't use one for `&&` where row-level security
-- stands, since the operator is not known to leak nothing: a page of one person's entries read all of the
-- tenant's. The gate finds them by id; which of them are seen is decided as for all other rows.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;
CREATE POLICY gate ON audit_entries FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (id, tenant_id, customer_ids) ON audit_entries TO kedai_gate;
-- What waits to be put into the index is put there by whoever comes when it is full: little and often, so
-- that nobody waits long.
ALTER INDEX audit_entries_of_customer SET (gin_pending_list_limit = 256);

RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
SET LOCAL search_path = kedai, public;
CREATE FUNCTION kedai.gate_audit_of_people(people uuid[])
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT e.id FROM audit_entries e WHERE e.customer_ids && people AND e.tenant_id = kedai.tenant() $$;
REVOKE EXECUTE ON FUNCTION kedai.gate_audit_of_people FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_audit_of_people TO kedai_app;
-- A look for each tenant instead of a walk over all that waits.
CREATE OR REPLACE FUNCTION kedai.gate_audit_waiting()
RETURNS TABLE (tenant_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT t.id FROM tenants t WHERE EXISTS (SELECT FROM audit_unlinked u WHERE u.tenant_id = t.id) ORDER BY t.id $$;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
