-- Events handed on: to subscribers in the process by cursors, and to programs of the tenant's by webhooks.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

-- Up to which of a store's events a subscriber has done what it does. Moved only in the transaction that
-- did it; a store without a row is at its beginning.
CREATE TABLE subscriber_cursors (
    store_id uuid NOT NULL,
    subscriber text NOT NULL CHECK (length(subscriber) BETWEEN 1 AND 60),
    tenant_id uuid NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    moved_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, subscriber),
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id)
);
SELECT kedai.protect_store_table('subscriber_cursors');
GRANT SELECT, INSERT, UPDATE ON subscriber_cursors TO kedai_app;

-- Where a tenant wants to be told. The secret has to be known in clear to sign with, so it is sealed.
-- No event types are all of them.
CREATE TABLE webhook_endpoints (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    url text NOT NULL CHECK (length(url) BETWEEN 8 AND 2000),
    event_types text[] NOT NULL CHECK (cardinality(event_types) <= 50),
    sealed_secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- Since when every attempt has failed.
    failing_since timestamptz,
    disabled_at timestamptz,
    disabled_by text CHECK (disabled_by IN ('staff', 'failures')),
    CHECK ((disabled_at IS NULL) = (disabled_by IS NULL)),
    UNIQUE (tenant_id, id)
);
SELECT kedai.protect_tenant_table('webhook_endpoints');
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoints TO kedai_app;

-- One event for one endpoint. A test event is of no store and no order. What is said is read from the
-- event when it is sent: it never changes.
CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL CHECK (length(event_type) BETWEEN 1 AND 60),
    store_id uuid,
    sequence bigint,
    order_id uuid,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead')),
    -- How often it was sent in all, and how often since it last began anew.
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    tries integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND attempts),
    next_attempt_at timestamptz NOT NULL,
    -- While a process sends it, no other does; one that died loses it then.
    sending_until timestamptz,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    CHECK ((state = 'pending') = (settled_at IS NULL)),
    CHECK ((store_id IS NULL) = (sequence IS NULL) AND (store_id IS NULL) = (order_id IS NULL)),
    UNIQUE (endpoint_id, event_id),
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id)
);
-- What is due; what of an order comes first; the page's lists; what is forgotten.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_of_order ON webhook_deliveries (endpoint_id, order_id, sequence) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (endpoint_id, state, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (endpoint_id, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant_id, created_at);
SELECT kedai.protect_store_table('webhook_deliveries');
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO kedai_app;

-- Each time it was sent. Without an outcome: it is being sent, or nobody noted how it ended.
CREATE TABLE webhook_delivery_attempts (
    delivery_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    tenant_id uuid NOT NULL,
    at timestamptz NOT NULL,
    outcome text CHECK (length(outcome) BETWEEN 1 AND 40),
    status smallint,
    duration_ms integer CHECK (duration_ms >= 0),
    PRIMARY KEY (delivery_id, number),
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES webhook_deliveries (tenant_id, id) ON DELETE CASCADE
);
SELECT kedai.protect_tenant_table('webhook_delivery_attempts');
GRANT SELECT, INSERT, UPDATE ON webhook_delivery_attempts TO kedai_app;

-- What waits, for work that Kedai does by itself.
CREATE POLICY gate ON store_sequences FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (tenant_id, store_id, sequence) ON store_sequences TO kedai_gate;
CREATE POLICY gate ON subscriber_cursors FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (store_id, subscriber, sequence) ON subscriber_cursors TO kedai_gate;
CREATE POLICY gate ON webhook_endpoints FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (id, tenant_id, disabled_at) ON webhook_endpoints TO kedai_gate;
CREATE POLICY gate ON webhook_deliveries FOR SELECT TO kedai_gate USING (true);
GRANT SELECT (endpoint_id, state, next_attempt_at, sending_until) ON webhook_deliveries TO kedai_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
SET LOCAL search_path = kedai, public;
CREATE FUNCTION kedai.gate_events_waiting(wanted_subscriber text)
RETURNS TABLE (tenant_id uuid, store_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT q.tenant_id, q.store_id
      FROM store_sequences q
      LEFT JOIN subscriber_cursors c ON c.store_id = q.store_id AND c.subscriber = wanted_subscriber
      WHERE q.sequence > coalesce(c.sequence, 0)
      ORDER BY q.tenant_id, q.store_id LIMIT 10000 $$;
CREATE FUNCTION kedai.gate_webhooks_due(at timestamptz)
RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT DISTINCT e.tenant_id FROM webhook_endpoints e
      WHERE e.disabled_at IS NULL AND EXISTS (
          SELECT FROM webhook_deliveries d
          WHERE d.endpoint_id = e.id AND d.state = 'pending' AND d.next_attempt_at <= at
            AND (d.sending_until IS NULL OR d.sending_until <= at))
      ORDER BY e.tenant_id LIMIT 10000 $$;
REVOKE EXECUTE ON FUNCTION kedai.gate_events_waiting, kedai.gate_webhooks_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_events_waiting, kedai.gate_webhooks_due TO kedai_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
