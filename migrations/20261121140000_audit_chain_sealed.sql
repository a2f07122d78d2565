-- Entries are sealed when they are written and linked a moment later; heads are sealed when they move.
-- The seals are keyed: who can write to the database but has no key can't make one.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE audit_unlinked ADD COLUMN seal bytea NOT NULL DEFAULT '\x';
ALTER TABLE audit_unlinked ALTER COLUMN seal DROP DEFAULT;
ALTER TABLE audit_heads ADD COLUMN seal bytea NOT NULL DEFAULT '\x';
ALTER TABLE audit_heads ALTER COLUMN seal DROP DEFAULT;

-- Searching: what somebody did, and what is seldom done.
CREATE INDEX audit_entries_of_actor ON audit_entries (actor_id, at DESC, id DESC);
CREATE INDEX audit_entries_seldom ON audit_entries (tenant_id, action, at DESC, id DESC)
    WHERE action IN ('UPDATE', 'DELETE', 'PAYMENT');

-- Deleted orders are few among many, and listed by themselves.
CREATE INDEX orders_deleted ON orders (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NOT NULL;

-- Which tenants' entries wait to be linked, for work that Kedai does by itself.
CREATE POLICY gate ON audit_unlinked FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (tenant_id) ON audit_unlinked TO kedai_gate;
-- A customer's link to a deleted order leads nowhere.
GRANT SELECT (deleted_at) ON orders TO kedai_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
SET LOCAL search_path = kedai, public;

CREATE FUNCTION kedai.gate_audit_waiting()
RETURNS TABLE (tenant_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT DISTINCT u.tenant_id FROM audit_unlinked u ORDER BY u.tenant_id LIMIT 10000 $$;
REVOKE EXECUTE ON FUNCTION kedai.gate_audit_waiting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_audit_waiting TO kedai_app;

CREATE OR REPLACE FUNCTION kedai.gate_tracking(wanted_hash bytea)
RETURNS TABLE (tenant_id uuid, store_id uuid, order_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT o.tenant_id, o.store_id, o.id FROM orders o
      WHERE o.tracking_hash = wanted_hash AND o.deleted_at IS NULL $$;
CREATE OR REPLACE FUNCTION kedai.gate_reference(wanted_reference text)
RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT o.tenant_id FROM orders o
      WHERE o.reference = wanted_reference AND o.deleted_at IS NULL LIMIT 100 $$;

RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
