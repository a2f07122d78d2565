-- Streams with events that wait to be handed on, and what then waits to be sent.
RESET ROLE;
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
SET LOCAL search_path = kedai, public;
-- What programs before this ask knows stores alone.
CREATE OR REPLACE FUNCTION kedai.gate_events_waiting(wanted_subscriber text)
RETURNS TABLE (tenant_id uuid, store_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT q.tenant_id, q.store_id
      FROM store_sequences q
      LEFT JOIN subscriber_cursors c ON c.store_id = q.store_id AND c.subscriber = wanted_subscriber
      WHERE q.sequence > coalesce(c.sequence, 0) AND q.store_id <> q.tenant_id
      ORDER BY q.tenant_id, q.store_id LIMIT 10000 $$;
CREATE FUNCTION kedai.gate_streams_waiting(wanted_subscriber text)
RETURNS TABLE (tenant_id uuid, stream_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT q.tenant_id, q.store_id
      FROM store_sequences q
      LEFT JOIN subscriber_cursors c ON c.store_id = q.store_id AND c.subscriber = wanted_subscriber
      WHERE q.sequence > coalesce(c.sequence, 0)
      ORDER BY q.tenant_id, q.store_id LIMIT 10000 $$;
-- A delivery about what is no order is hidden from programs before this, which would take it for an order's: as if
-- somebody were sending it for ever.
CREATE FUNCTION kedai.gate_deliveries_due(at timestamptz)
RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = kedai
AS $$ SELECT DISTINCT e.tenant_id FROM webhook_endpoints e
      WHERE e.disabled_at IS NULL AND EXISTS (
          SELECT FROM webhook_deliveries d
          WHERE d.endpoint_id = e.id AND d.state = 'pending' AND d.next_attempt_at <= at
            AND (d.sending_until IS NULL OR d.sending_until <= at OR d.sending_until = 'infinity'))
      ORDER BY e.tenant_id LIMIT 10000 $$;
REVOKE EXECUTE ON FUNCTION kedai.gate_streams_waiting, kedai.gate_deliveries_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kedai.gate_streams_waiting, kedai.gate_deliveries_due TO kedai_app;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
