-- Payment terms, corrections of the ledger, edits and deletion of orders, and who did or saw what.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE orders
    -- When the oldest instalment that isn't settled is due. Written with the ledger and the terms it
    -- follows from, so that what is overdue is found by an index.
    ADD COLUMN next_due_date date,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN deleted_by uuid,
    ADD COLUMN delete_reason text CHECK (length(delete_reason) BETWEEN 5 AND 500),
    ADD CONSTRAINT orders_deletion_is_whole
        CHECK (num_nonnulls(deleted_at, deleted_by, delete_reason) IN (0, 3)),
    ADD FOREIGN KEY (tenant_id, deleted_by) REFERENCES staff (tenant_id, id);
CREATE INDEX orders_due ON orders (store_id, next_due_date) WHERE next_due_date IS NOT NULL;
-- An edit may give a line the place of one that it takes away, in one statement.
ALTER TABLE order_lines DROP CONSTRAINT order_lines_order_id_position_key;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_have_places UNIQUE (order_id, position) DEFERRABLE INITIALLY IMMEDIATE;
GRANT UPDATE, DELETE ON order_lines TO kedai_app;

-- How an order that wasn't paid at once will be paid. An edit makes terms anew under the next
-- version; the earlier ones stay.
CREATE TABLE payment_terms (
    order_id uuid NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    total bigint NOT NULL CHECK (total > 0),
    down_payment bigint NOT NULL CHECK (down_payment BETWEEN 0 AND total),
    agreed_at timestamptz NOT NULL,
    agreed_by uuid NOT NULL,
    PRIMARY KEY (order_id, version),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT kedai.protect_store_table('payment_terms');
GRANT SELECT, INSERT ON payment_terms TO kedai_app;

CREATE TABLE instalments (
    order_id uuid NOT NULL,
    version integer NOT NULL,
    number integer NOT NULL CHECK (number BETWEEN 1 AND 60),
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    due_date date NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (order_id, version, number),
    FOREIGN KEY (order_id, version) REFERENCES payment_terms
);
SELECT kedai.protect_store_table('instalments');
GRANT SELECT, INSERT ON instalments TO kedai_app;

-- A wrong entry is put right by one that reverses it, once and entirely.
ALTER TABLE payments
    -- The version of the order that the entry made, which is the order of entry.
    ADD COLUMN order_version integer NOT NULL DEFAULT 1 CHECK (order_version >= 1),
    ADD COLUMN reverses uuid CONSTRAINT payments_reversed_once UNIQUE REFERENCES payments,
    ADD CONSTRAINT payments_reversal_is_negative CHECK (reverses IS NULL OR amount < 0);

ALTER TABLE payments ALTER COLUMN order_version DROP DEFAULT;

ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_reason_check;
ALTER TABLE stock_movements ADD CONSTRAINT stock_movements_reason_check
    CHECK (reason IN ('import', 'sale', 'cancellation', 'edit', 'deletion', 'restoration'));

-- What an order says it received and gave back is what its ledger sums to, whoever writes. What was
-- reversed was never received.
CREATE OR REPLACE FUNCTION kedai.check_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
    wrong uuid;
BEGIN
    IF TG_TABLE_NAME = 'orders' THEN
        SELECT array_agg(id) INTO ids FROM touched;
    ELSE
        SELECT array_agg(DISTINCT order_id) INTO ids FROM touched;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT o.id INTO wrong
    FROM kedai.orders o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount) FILTER (WHERE p.amount > 0 OR p.reverses IS NOT NULL), 0) AS received,
               coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0 AND p.reverses IS NULL), 0) AS refunded
        FROM kedai.payments p WHERE p.order_id = o.id
    ) ledger
    WHERE o.id = ANY (ids) AND (o.received, o.refunded) IS DISTINCT FROM (ledger.received, ledger.refunded)
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'order % differs from its ledger', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_agree_with_ledger';
    END IF;
    IF TG_TABLE_NAME = 'payments' THEN
        PERFORM FROM touched t JOIN kedai.payments p ON p.id = t.reverses
        WHERE t.order_id <> p.order_id OR t.amount <> -p.amount OR t.method <> p.method;
        IF FOUND THEN
            RAISE EXCEPTION 'a reversal differs from what it reverses'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_reverse_exactly';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Lines add up to their order's subtotal, also when an edit takes some away.
CREATE FUNCTION kedai.check_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
    wrong uuid;
BEGIN
    IF TG_TABLE_NAME = 'orders' THEN
        SELECT array_agg(id) INTO ids FROM touched;
    ELSE
        SELECT array_agg(DISTINCT order_id) INTO ids FROM touched;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT o.id INTO wrong
    FROM kedai.orders o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(l.line_total), 0) AS subtotal FROM kedai.order_lines l WHERE l.order_id = o.id
    ) lines
    WHERE o.id = ANY (ids) AND o.subtotal <> lines.subtotal
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'order % differs from its lines', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_agree_with_lines';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lines_agree_when_made AFTER INSERT ON order_lines
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_lines();
CREATE TRIGGER lines_agree_when_changed AFTER UPDATE ON order_lines
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_lines();
CREATE TRIGGER lines_agree_when_removed AFTER DELETE ON order_lines
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_lines();
CREATE TRIGGER orders_agree_with_lines_when_made AFTER INSERT ON orders
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_lines();
CREATE TRIGGER orders_agree_with_lines_when_changed AFTER UPDATE ON orders
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_lines();

-- Every version of terms adds up to its total, and the newest to what the order now comes to.
CREATE FUNCTION kedai.check_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
    wrong uuid;
BEGIN
    IF TG_TABLE_NAME = 'orders' THEN
        SELECT array_agg(id) INTO ids FROM touched;
    ELSE
        SELECT array_agg(DISTINCT order_id) INTO ids FROM touched;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT t.order_id INTO wrong
    FROM kedai.payment_terms t
    JOIN kedai.orders o ON o.id = t.order_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(i.amount), 0) AS later FROM kedai.instalments i
        WHERE i.order_id = t.order_id AND i.version = t.version
    ) parts
    WHERE t.order_id = ANY (ids)
      AND (t.total <> t.down_payment + parts.later
           OR (t.total <> o.total
               AND t.version = (SELECT max(n.version) FROM kedai.payment_terms n WHERE n.order_id = t.order_id)))
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'terms of order % do not add up', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_terms_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER terms_add_up AFTER INSERT ON payment_terms
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_terms();
CREATE TRIGGER instalments_add_up AFTER INSERT ON instalments
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_terms();
CREATE TRIGGER orders_agree_with_terms AFTER UPDATE ON orders
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_terms();

-- Who did or saw what, appended to and never changed. Protected values are here as keyed hashes; the
-- values themselves are sealed with the person's key, so that they are forgotten with the person.
CREATE TABLE audit_entries (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    store_id uuid,
    at timestamptz NOT NULL,
    action text NOT NULL CHECK (action IN ('CREATE', 'READ', 'UPDATE', 'DELETE', 'ACCESS', 'PAYMENT')),
    -- Null when Kedai itself acted, as an import does.
    actor_id uuid,
    actor_role text NOT NULL,
    -- Where the actor called from: a network address, or the name of a command.
    origin text NOT NULL CHECK (length(origin) <= 100),
    -- What it is about: 'order', 'orders', 'customer', 'customers', 'audit'.
    subject text NOT NULL CHECK (length(subject) <= 40),
    order_id uuid,
    -- The customers whose data was changed or seen.
    customer_ids uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(customer_ids) <= 500),
    -- [{"field", "old", "new"}], as it was written, which is what is hashed.
    changes json NOT NULL,
    data_key_id uuid REFERENCES data_keys,
    sealed_changes bytea,
    reason text CHECK (length(reason) <= 500),
    CHECK ((data_key_id IS NULL) = (sealed_changes IS NULL)),
    FOREIGN KEY (tenant_id, actor_id) REFERENCES staff (tenant_id, id)
);
CREATE INDEX audit_entries_newest ON audit_entries (tenant_id, at DESC, id DESC);
CREATE INDEX audit_entries_of_order ON audit_entries (order_id, at DESC) WHERE order_id IS NOT NULL;
CREATE INDEX audit_entries_of_customer ON audit_entries USING gin (customer_ids);
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY own_store ON audit_entries TO kedai_app USING (
    tenant_id = (SELECT kedai.tenant())
    AND (store_id IS NULL OR (SELECT kedai.all_stores())
         OR store_id = ANY ((SELECT kedai.some_stores())::uuid[])));
GRANT SELECT, INSERT ON audit_entries TO kedai_app;

-- Entries that wait to be linked into their tenant's chain. They are linked after they were
-- committed, one tenant's by one process at a time, so that no sale waits for another's.
CREATE TABLE audit_unlinked (
    entry_id uuid PRIMARY KEY REFERENCES audit_entries,
    tenant_id uuid NOT NULL REFERENCES tenants
);
CREATE INDEX audit_unlinked_of_tenant ON audit_unlinked (tenant_id, entry_id);
SELECT kedai.protect_tenant_table('audit_unlinked');
GRANT SELECT, INSERT, DELETE ON audit_unlinked TO kedai_app;

-- A chain per tenant: each link holds a keyed hash over its entry and the link before.
CREATE TABLE audit_links (
    tenant_id uuid NOT NULL REFERENCES tenants,
    sequence bigint NOT NULL CHECK (sequence > 0),
    -- No reference: a removed entry must leave its link to tell of it.
    entry_id uuid NOT NULL UNIQUE,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, sequence)
);
SELECT kedai.protect_tenant_table('audit_links');
GRANT SELECT, INSERT ON audit_links TO kedai_app;

-- Where a tenant's chain ends; its row is the lock of whoever links.
CREATE TABLE audit_heads (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    hash bytea NOT NULL CHECK (length(hash) IN (0, 32))
);
SELECT kedai.protect_tenant_table('audit_heads');
GRANT SELECT, INSERT, UPDATE ON audit_heads TO kedai_app;

RESET ROLE;
