-- no-transaction
-- A subject's events in order, each number once.
-- Kept before: programs before this write of no subjects but orders.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS events_of_subject ON kedai.events (tenant_id, subject_kind, subject_id, version)
    WHERE subject_id IS NOT NULL;
