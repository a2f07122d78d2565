-- An order's folded state after every hundred of its events, so that replaying it may begin there.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

CREATE TABLE order_snapshots (
    order_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0 AND version % 100 = 0),
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    state json NOT NULL,
    PRIMARY KEY (order_id, version),
    FOREIGN KEY (order_id, version) REFERENCES events (order_id, version),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
SELECT kedai.protect_store_table('order_snapshots');
GRANT SELECT, INSERT ON order_snapshots TO kedai_app;
RESET ROLE;
