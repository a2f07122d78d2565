-- Orders, their ledger and their events. A store's order writes all lock its row in
-- store_sequences first: that is what keeps its event numbers without a gap and its stock exact.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

CREATE TABLE store_sequences (
    store_id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT 0 CHECK (sequence >= 0),
    last_hash bytea NOT NULL DEFAULT '\x' CHECK (length(last_hash) IN (0, 32)),
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id)
);
SELECT kedai.protect_store_table('store_sequences');
GRANT SELECT, INSERT, UPDATE ON store_sequences TO kedai_app;

CREATE TABLE orders (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    reference text NOT NULL CHECK (reference ~ '^GO-[0-9A-HJKMNP-TV-Z]{6}$'),
    channel text NOT NULL CHECK (channel IN ('till', 'phone', 'app', 'web')),
    lifecycle text NOT NULL
        CHECK (lifecycle IN ('draft', 'pending', 'processing', 'ready', 'completed', 'cancelled')),
    customer_id uuid,
    -- Seals the order's notes and its stored answer: the customer's key, or one of the order's own.
    data_key_id uuid REFERENCES data_keys,
    sealed_note bytea,
    currency text NOT NULL,
    item_count bigint NOT NULL CHECK (item_count > 0),
    subtotal bigint NOT NULL CHECK (subtotal >= 0),
    discount bigint NOT NULL CHECK (discount BETWEEN 0 AND subtotal),
    discount_reason text CHECK (length(discount_reason) <= 120),
    tax_mode text NOT NULL CHECK (tax_mode IN ('exclusive', 'inclusive')),
    tax_lines jsonb NOT NULL,
    tax bigint NOT NULL CHECK (tax >= 0),
    total bigint NOT NULL CHECK (total BETWEEN 0 AND 9007199254740991),
    received bigint NOT NULL CHECK (received >= 0),
    refunded bigint NOT NULL CHECK (refunded BETWEEN 0 AND received),
    change bigint NOT NULL CHECK (change >= 0),
    tracking_hash bytea NOT NULL UNIQUE CHECK (length(tracking_hash) = 32),
    recorded_by uuid NOT NULL,
    last_modified_by uuid,
    business_day date NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (reference, tenant_id),
    UNIQUE (tenant_id, id),
    CONSTRAINT orders_total_adds_up
        CHECK (total = subtotal - discount + CASE tax_mode WHEN 'exclusive' THEN tax ELSE 0 END),
    CONSTRAINT orders_never_overpaid CHECK (received - refunded <= total),
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX orders_newest_of_tenant ON orders (tenant_id, created_at DESC, id DESC);
CREATE INDEX orders_newest_of_store ON orders (store_id, created_at DESC, id DESC);
CREATE INDEX orders_newest_by_lifecycle ON orders (tenant_id, lifecycle, created_at DESC, id DESC);
CREATE INDEX orders_open ON orders (store_id, created_at, id) WHERE lifecycle IN ('pending', 'processing', 'ready');
CREATE INDEX orders_of_day ON orders (store_id, business_day);
CREATE INDEX orders_of_customer ON orders (customer_id, created_at DESC) WHERE customer_id IS NOT NULL;
SELECT kedai.protect_store_table('orders');
GRANT SELECT, INSERT, UPDATE ON orders TO kedai_app;

CREATE TABLE order_lines (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    position integer NOT NULL,
    product_id uuid,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    unit_price bigint NOT NULL CHECK (unit_price >= 0),
    quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
    line_total bigint NOT NULL,
    tax_class text NOT NULL,
    sealed_note bytea,
    UNIQUE (order_id, position),
    CONSTRAINT order_lines_total_adds_up CHECK (line_total = unit_price * quantity),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id)
);
SELECT kedai.protect_store_table('order_lines');
GRANT SELECT, INSERT ON order_lines TO kedai_app;

-- The ledger: appended to, never changed. A wrong entry is put right by one that reverses it.
CREATE TABLE payments (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    method text NOT NULL CHECK (method IN ('cash', 'card', 'bank_transfer', 'check', 'other')),
    amount bigint NOT NULL CHECK (amount <> 0),
    tendered bigint CHECK (tendered >= amount),
    business_day date NOT NULL,
    paid_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    sealed_note bytea,
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX payments_of_order ON payments (order_id, id);
CREATE INDEX payments_of_day ON payments (store_id, business_day);
SELECT kedai.protect_store_table('payments');
GRANT SELECT, INSERT ON payments TO kedai_app;

-- What an order says it received and gave back is what its ledger sums to, whoever writes.
CREATE FUNCTION kedai.check_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
    wrong uuid;
BEGIN
    IF TG_TABLE_NAME = 'orders' THEN
        SELECT array_agg(id) INTO ids FROM touched;
    ELSE
        SELECT array_agg(DISTINCT order_id) INTO ids FROM touched;
    END IF;
    SELECT o.id INTO wrong
    FROM kedai.orders o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS received,
               coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS refunded
        FROM kedai.payments p WHERE p.order_id = o.id
    ) ledger
    WHERE o.id = ANY (ids) AND (o.received, o.refunded) IS DISTINCT FROM (ledger.received, ledger.refunded)
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'order % differs from its ledger', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_agree_with_ledger';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_agree AFTER INSERT ON payments
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_ledger();
CREATE TRIGGER orders_agree_when_made AFTER INSERT ON orders
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_ledger();
CREATE TRIGGER orders_agree_when_changed AFTER UPDATE ON orders
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_ledger();

-- What happened: appended to, never changed, numbered without a gap per store, each holding the
-- hash of the one before. The payload is kept as it was written, because it is what was hashed.
CREATE TABLE events (
    store_id uuid NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0),
    id uuid NOT NULL UNIQUE,
    tenant_id uuid NOT NULL,
    order_id uuid NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    type text NOT NULL,
    actor_id uuid NOT NULL,
    at timestamptz NOT NULL,
    payload json NOT NULL,
    previous_hash bytea NOT NULL CHECK (length(previous_hash) IN (0, 32)),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (store_id, sequence),
    UNIQUE (order_id, version),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT kedai.protect_store_table('events');
GRANT SELECT, INSERT ON events TO kedai_app;

-- The answer to a command, written with what the command did, given again when it comes again.
CREATE TABLE command_answers (
    tenant_id uuid NOT NULL REFERENCES tenants,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    order_id uuid NOT NULL,
    sealed_answer bytea NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX command_answers_by_age ON command_answers (tenant_id, answered_at);
SELECT kedai.protect_tenant_table('command_answers');
GRANT SELECT, INSERT, DELETE ON command_answers TO kedai_app;

CREATE TABLE receipt_prints (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    order_id uuid NOT NULL,
    printed_at timestamptz NOT NULL,
    printed_by uuid NOT NULL,
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
CREATE INDEX receipt_prints_of_order ON receipt_prints (order_id);
SELECT kedai.protect_store_table('receipt_prints');
GRANT SELECT, INSERT ON receipt_prints TO kedai_app;

-- Opening a tracking link, or looking an order up, before a tenant is known.
CREATE POLICY gate ON orders FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (id, tenant_id, store_id, reference, tracking_hash) ON orders TO kedai_gate;
RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
CREATE FUNCTION kedai.gate_tracking(wanted_hash bytea)
RETURNS TABLE (tenant_id uuid, store_id uuid, order_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT o.tenant_id, o.store_id, o.id FROM orders o WHERE o.tracking_hash = wanted_hash $$;
CREATE FUNCTION kedai.gate_reference(wanted_reference text)
RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT o.tenant_id FROM orders o WHERE o.reference = wanted_reference LIMIT 100 $$;
REVOKE EXECUTE ON FUNCTION kedai.gate_tracking, kedai.gate_reference FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_tracking, kedai.gate_reference TO kedai_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
