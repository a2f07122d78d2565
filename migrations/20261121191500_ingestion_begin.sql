-- Orders that an app sends, signed with a key of its store.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

-- What an app does is done by an account like everybody's, so that events, ledger and audit name it the
-- same way; but one that is disabled from the start: nobody signs in with it.
ALTER TABLE staff DROP CONSTRAINT staff_role_check;
ALTER TABLE staff ADD CONSTRAINT staff_role_check
    CHECK (role IN ('app', 'staff', 'cashier', 'manager', 'owner') AND (role <> 'app' OR disabled_at IS NOT NULL));

-- A key's secret has to be known in clear to check a signature, so it is sealed rather than hashed. A
-- store has at most two valid ones, in two slots: the one in use and the one that is to follow it.
CREATE TABLE webhook_keys (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    slot smallint NOT NULL CHECK (slot IN (1, 2)),
    staff_id uuid NOT NULL,
    sealed_secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id),
    FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id)
);
CREATE UNIQUE INDEX webhook_keys_two_valid ON webhook_keys (store_id, slot) WHERE revoked_at IS NULL;
SELECT kedai.protect_store_table('webhook_keys');
GRANT SELECT, INSERT, UPDATE ON webhook_keys TO kedai_app;

-- Which order an app's own number became, for ever: it comes again a day or a year later. The hash is
-- keyed, because what it is of names a person.
CREATE TABLE ingested_orders (
    store_id uuid NOT NULL,
    client_order_id text NOT NULL CHECK (length(client_order_id) BETWEEN 1 AND 100),
    tenant_id uuid NOT NULL,
    order_id uuid NOT NULL UNIQUE,
    content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
    received_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, client_order_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT kedai.protect_store_table('ingested_orders');
GRANT SELECT, INSERT ON ingested_orders TO kedai_app;

-- Every message that named a known key, and what it came to. Nothing of what it said.
CREATE TABLE webhook_attempts (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    key_id uuid NOT NULL REFERENCES webhook_keys,
    kind text NOT NULL CHECK (kind IN ('ingest', 'status_update')),
    status smallint NOT NULL,
    outcome text NOT NULL CHECK (length(outcome) BETWEEN 1 AND 60),
    order_id uuid,
    at timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id)
);
CREATE INDEX webhook_attempts_by_age ON webhook_attempts (tenant_id, at);
SELECT kedai.protect_store_table('webhook_attempts');
GRANT SELECT, INSERT, DELETE ON webhook_attempts TO kedai_app;

CREATE POLICY gate ON webhook_keys FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (id, tenant_id, store_id, staff_id, sealed_secret, revoked_at) ON webhook_keys TO kedai_gate;
RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
CREATE FUNCTION kedai.gate_webhook_key(wanted_id uuid)
RETURNS TABLE (tenant_id uuid, store_id uuid, staff_id uuid, sealed_secret bytea, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT k.tenant_id, k.store_id, k.staff_id, k.sealed_secret, k.revoked_at
      FROM webhook_keys k WHERE k.id = wanted_id $$;
REVOKE EXECUTE ON FUNCTION kedai.gate_webhook_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_webhook_key TO kedai_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
