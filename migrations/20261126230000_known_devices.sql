-- Where somebody signed in before: a browser by the secret in its cookie, a network by its hash. What
-- others fail at doesn't count against them there.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;
CREATE TABLE known_devices (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('browser', 'network')),
    secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    UNIQUE (staff_id, secret_hash),
    FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX known_devices_by_secret ON known_devices (secret_hash);
CREATE INDEX known_devices_by_age ON known_devices (tenant_id, last_used_at);
SELECT kedai.protect_tenant_table('known_devices');
GRANT SELECT, INSERT, UPDATE, DELETE ON known_devices TO kedai_app;
CREATE POLICY gate ON known_devices FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (id, staff_id, kind, secret_hash, last_used_at) ON known_devices TO kedai_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
SET LOCAL search_path = kedai, public;
CREATE FUNCTION kedai.gate_known_devices(wanted_hashes bytea[], since timestamptz)
RETURNS TABLE (device_id uuid, staff_id uuid, secret_hash bytea, last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT d.id, d.staff_id, d.secret_hash, d.last_used_at FROM known_devices d
      WHERE d.secret_hash = ANY (wanted_hashes) AND d.last_used_at > since
      ORDER BY d.last_used_at DESC LIMIT 100 $$;

-- Several counts at once, without counting a try.
CREATE FUNCTION kedai.gate_hits_of(wanted_keys bytea[], at timestamptz)
RETURNS TABLE (key bytea, hits integer, window_ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT t.key, t.hits, t.window_ends_at FROM throttles t
      WHERE t.key = ANY (wanted_keys) AND t.window_ends_at > at $$;

-- Some windows that ended.
CREATE FUNCTION kedai.gate_sweep_some(at timestamptz, most integer)
RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = kedai
AS $$ WITH gone AS (
          DELETE FROM throttles WHERE key IN (
              SELECT t.key FROM throttles t WHERE t.window_ends_at <= at
              ORDER BY t.window_ends_at LIMIT most FOR UPDATE SKIP LOCKED) RETURNING 1)
      SELECT count(*) FROM gone $$;

-- Tenants, a page at a time.
CREATE FUNCTION kedai.gate_tenants_after(after_id uuid)
RETURNS TABLE (tenant_id uuid, slug text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT id, tenants.slug FROM tenants WHERE id > after_id ORDER BY id LIMIT 1000 $$;

REVOKE EXECUTE ON FUNCTION kedai.gate_known_devices, kedai.gate_hits_of, kedai.gate_sweep_some,
    kedai.gate_tenants_after FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_known_devices, kedai.gate_hits_of, kedai.gate_sweep_some,
    kedai.gate_tenants_after TO kedai_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
