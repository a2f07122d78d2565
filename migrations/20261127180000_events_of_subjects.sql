-- An event is about a subject of any kind, not of an order alone. What is about an order has its `order_id`, as
-- before; what is about anything else has a kind and an id. Beside each store's stream of events there is the
-- tenant's: where a column is called `store_id` and rows have numbers of a stream, the tenant's own id stands there.
-- Kept before: programs before this write only of orders, each with its id.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE events
    ALTER COLUMN order_id DROP NOT NULL,
    ADD COLUMN subject_kind text,
    ADD COLUMN subject_id uuid,
    ADD CONSTRAINT events_have_one_subject CHECK (
        (order_id IS NULL) = (subject_id IS NOT NULL) AND (subject_id IS NULL) = (subject_kind IS NULL)
        AND subject_kind <> 'order' AND length(subject_kind) BETWEEN 1 AND 40) NOT VALID;
RESET ROLE;
