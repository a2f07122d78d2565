-- Which windows are forgotten is known before any is: each is then found by its key, whatever the
-- planner believes of a table that was small when it last looked.
GRANT CREATE ON SCHEMA kedai TO kedai_gate;
SET LOCAL ROLE kedai_gate;
SET LOCAL search_path = kedai, public;
CREATE OR REPLACE FUNCTION kedai.gate_sweep_some(at timestamptz, most integer)
RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = kedai
AS $$ WITH gone AS (
          DELETE FROM throttles WHERE key = ANY (ARRAY(
              SELECT t.key FROM throttles t WHERE t.window_ends_at <= at
              ORDER BY t.window_ends_at LIMIT most FOR UPDATE SKIP LOCKED)) RETURNING 1)
      SELECT count(*) FROM gone $$;
RESET ROLE;
REVOKE CREATE ON SCHEMA kedai FROM kedai_gate;
