-- Who may touch what. Tables belong to kedai_owner, requests run as kedai_app, which owns nothing,
-- and row-level security is forced on every table that holds a tenant's rows. kedai_gate owns the
-- few functions that must look before a tenant is known (signing in, opening a tracking link).
DO $$
DECLARE role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['kedai_owner', 'kedai_app', 'kedai_gate'] LOOP
        -- Roles belong to the cluster: its administrator, another database of it, or a migration
        -- beside this one may have made them.
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL;
            END;
        END IF;
        -- Since PostgreSQL 16 whoever makes a role is its member without the right to become it, until
        -- it is granted; a login that was granted it by somebody else may not grant it again.
        BEGIN
            EXECUTE format('GRANT %I TO %I', role_name, current_user);
        EXCEPTION
            WHEN insufficient_privilege THEN NULL;
        END;
    END LOOP;
END $$;

CREATE SCHEMA kedai AUTHORIZATION kedai_owner;
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;
GRANT USAGE ON SCHEMA kedai TO kedai_app, kedai_gate;

-- The tenant, stores and person on whose behalf the transaction runs. Nothing set: nothing seen.
CREATE FUNCTION kedai.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('kedai.tenant', true), '')::uuid;
CREATE FUNCTION kedai.all_stores() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('kedai.stores', true) = '*', false);
CREATE FUNCTION kedai.some_stores() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE
        WHEN coalesce(current_setting('kedai.stores', true), '') IN ('', '*') THEN '{}'::uuid[]
        ELSE string_to_array(current_setting('kedai.stores', true), ',')::uuid[]
    END;

-- One call a table, so that no table is protected by hand and a little differently. The settings
-- are read in sub-selects: once a query instead of once a row.
CREATE FUNCTION kedai.protect_tenant_table(target regclass, tenant_column text DEFAULT 'tenant_id')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY own_tenant ON %s TO kedai_app USING (%I = (SELECT kedai.tenant()))',
        target, tenant_column);
END $$;
CREATE FUNCTION kedai.protect_store_table(target regclass, store_column text DEFAULT 'store_id')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY own_store ON %s TO kedai_app USING (
            tenant_id = (SELECT kedai.tenant())
            AND ((SELECT kedai.all_stores()) OR %I = ANY ((SELECT kedai.some_stores())::uuid[])))',
        target, store_column);
END $$;

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    tax_mode text NOT NULL CHECK (tax_mode IN ('exclusive', 'inclusive')),
    receipt_footer text NOT NULL DEFAULT '' CHECK (length(receipt_footer) <= 500),
    created_at timestamptz NOT NULL
);
SELECT kedai.protect_tenant_table('tenants', 'id');
GRANT SELECT, INSERT, UPDATE ON tenants TO kedai_app;

CREATE TABLE tax_rates (
    tenant_id uuid NOT NULL REFERENCES tenants,
    class text NOT NULL CHECK (length(class) BETWEEN 1 AND 40),
    label text NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
    basis_points bigint NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
    position integer NOT NULL,
    PRIMARY KEY (tenant_id, class)
);
SELECT kedai.protect_tenant_table('tax_rates');
GRANT SELECT, INSERT, UPDATE, DELETE ON tax_rates TO kedai_app;

-- The tenant's key, sealed with the master key that `master_key` names. Everything else that is
-- sealed hangs from it, so a new master key means one new row here per tenant and nothing more.
CREATE TABLE tenant_keys (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    master_key text NOT NULL,
    wrapped bytea NOT NULL
);
SELECT kedai.protect_tenant_table('tenant_keys');
GRANT SELECT, INSERT, UPDATE ON tenant_keys TO kedai_app;

-- A person's key, sealed with the tenant's. To destroy it is to forget the person.
CREATE TABLE data_keys (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    wrapped bytea,
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
SELECT kedai.protect_tenant_table('data_keys');
GRANT SELECT, INSERT, UPDATE ON data_keys TO kedai_app;

CREATE TABLE stores (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    address text[] NOT NULL DEFAULT '{}' CHECK (cardinality(address) <= 4),
    time_zone text NOT NULL,
    day_cutoff_minutes smallint NOT NULL DEFAULT 0 CHECK (day_cutoff_minutes BETWEEN 0 AND 720),
    preparation_minutes smallint NOT NULL DEFAULT 10 CHECK (preparation_minutes BETWEEN 1 AND 600),
    created_at timestamptz NOT NULL,
    UNIQUE (tenant_id, slug),
    UNIQUE (tenant_id, id)
);
SELECT kedai.protect_store_table('stores', 'id');
GRANT SELECT, INSERT, UPDATE ON stores TO kedai_app;

CREATE TABLE staff (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    role text NOT NULL CHECK (role IN ('staff', 'cashier', 'manager', 'owner')),
    password_hash text NOT NULL,
    all_stores boolean NOT NULL,
    disabled_at timestamptz,
    UNIQUE (tenant_id, id)
);
SELECT kedai.protect_tenant_table('staff');
GRANT SELECT, INSERT, UPDATE ON staff TO kedai_app;

CREATE TABLE staff_stores (
    tenant_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    store_id uuid NOT NULL,
    PRIMARY KEY (staff_id, store_id),
    FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id)
);
SELECT kedai.protect_tenant_table('staff_stores');
GRANT SELECT, INSERT, DELETE ON staff_stores TO kedai_app;

-- Browser sessions, and access and refresh tokens of programs: one secret each, kept as a hash.
-- `family` ties together all that grew from one sign-in, so that it ends together.
CREATE TABLE credentials (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    family uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('browser', 'access', 'refresh')),
    secret_hash bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    idle_expires_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX credentials_by_family ON credentials (family);
CREATE INDEX credentials_by_staff ON credentials (staff_id);
CREATE INDEX credentials_by_end ON credentials (expires_at);
SELECT kedai.protect_tenant_table('credentials');
GRANT SELECT, INSERT, UPDATE, DELETE ON credentials TO kedai_app;

-- How often something was tried in the current window. The key is a hash, of an account or an
-- address, so the table names nobody.
CREATE TABLE throttles (
    key bytea PRIMARY KEY CHECK (length(key) = 32),
    window_ends_at timestamptz NOT NULL,
    hits integer NOT NULL
);
CREATE INDEX throttles_by_end ON throttles (window_ends_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON throttles TO kedai_gate;

-- Before a tenant is known. Each function is owned by kedai_gate, which sees no more than the
-- columns granted here, and each answers for one secret or name at a time.
CREATE POLICY gate ON tenants FOR SELECT TO kedai_gate USING (true);
CREATE POLICY gate ON staff FOR SELECT TO kedai_gate USING (true);
CREATE POLICY gate ON staff_stores FOR SELECT TO kedai_gate USING (true);
CREATE POLICY gate ON credentials FOR SELECT TO kedai_gate USING (true);
GRANT SELECT ON tenants, staff, staff_stores, credentials TO kedai_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
SET LOCAL search_path = kedai, public;

CREATE FUNCTION kedai.gate_tenant(wanted_slug text)
RETURNS TABLE (tenant_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT id FROM tenants WHERE slug = wanted_slug $$;

CREATE FUNCTION kedai.gate_tenants()
RETURNS TABLE (tenant_id uuid, slug text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT id, tenants.slug FROM tenants ORDER BY id LIMIT 10000 $$;

CREATE FUNCTION kedai.gate_staff(wanted_email text)
RETURNS TABLE (tenant_id uuid, staff_id uuid, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT s.tenant_id, s.id, s.password_hash FROM staff s
      WHERE s.email = wanted_email AND s.disabled_at IS NULL $$;

CREATE FUNCTION kedai.gate_credential(wanted_hash bytea)
RETURNS TABLE (
    credential_id uuid, family uuid, kind text, last_used_at timestamptz, idle_expires_at timestamptz,
    expires_at timestamptz, used_at timestamptz, revoked_at timestamptz,
    tenant_id uuid, staff_id uuid, name text, role text, all_stores boolean, store_ids uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$
    SELECT c.id, c.family, c.kind, c.last_used_at, c.idle_expires_at, c.expires_at, c.used_at, c.revoked_at,
           c.tenant_id, s.id, s.name, s.role, s.all_stores,
           ARRAY(SELECT ss.store_id FROM staff_stores ss WHERE ss.staff_id = s.id ORDER BY ss.store_id)
    FROM credentials c JOIN staff s ON s.id = c.staff_id
    WHERE c.secret_hash = wanted_hash AND s.disabled_at IS NULL
$$;

-- Counts one try and tells how many there were in the window, this one included. Rows of past
-- windows are reused, and swept by the caller's housekeeping.
CREATE FUNCTION kedai.gate_hit(wanted_key bytea, at timestamptz, window_seconds integer)
RETURNS TABLE (hits integer, window_ends_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = kedai
AS $$
    INSERT INTO throttles AS t (key, window_ends_at, hits)
    VALUES (wanted_key, at + make_interval(secs => window_seconds), 1)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN t.window_ends_at <= at THEN 1 ELSE least(t.hits + 1, 1000000) END,
        window_ends_at = CASE WHEN t.window_ends_at <= at THEN excluded.window_ends_at ELSE t.window_ends_at END
    RETURNING t.hits, t.window_ends_at
$$;

CREATE FUNCTION kedai.gate_hits(wanted_key bytea, at timestamptz)
RETURNS TABLE (hits integer, window_ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT t.hits, t.window_ends_at FROM throttles t WHERE t.key = wanted_key AND t.window_ends_at > at $$;

CREATE FUNCTION kedai.gate_sweep(at timestamptz)
RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = kedai
AS $$ WITH gone AS (DELETE FROM throttles WHERE window_ends_at <= at RETURNING 1) SELECT count(*) FROM gone $$;

REVOKE EXECUTE ON FUNCTION kedai.gate_tenant, kedai.gate_tenants, kedai.gate_staff, kedai.gate_credential,
    kedai.gate_hit, kedai.gate_hits, kedai.gate_sweep FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_tenant, kedai.gate_tenants, kedai.gate_staff, kedai.gate_credential,
    kedai.gate_hit, kedai.gate_hits, kedai.gate_sweep TO kedai_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
