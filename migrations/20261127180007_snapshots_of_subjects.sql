-- A subject's folded state after every hundred of its events, so that replaying it may begin there. Programs
-- before this keep those of orders in order_snapshots, and go on doing so.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

CREATE TABLE snapshots (
    subject_kind text NOT NULL CHECK (length(subject_kind) BETWEEN 1 AND 40),
    subject_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0 AND version % 100 = 0),
    event_id uuid NOT NULL REFERENCES events (id),
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    state json NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, version)
);
SELECT kedai.protect_store_table('snapshots');
GRANT SELECT, INSERT ON snapshots TO kedai_app;
RESET ROLE;
