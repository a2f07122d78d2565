-- A delivery's `order_id` is the subject's id, whatever its kind; without a kind it is an order's.
-- Kept before: programs before this write no kind of subject.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE webhook_deliveries
    ADD COLUMN subject_kind text,
    ADD CONSTRAINT webhook_deliveries_kind_of_subject CHECK (
        subject_kind IS NULL OR order_id IS NOT NULL AND subject_kind <> 'order') NOT VALID;
RESET ROLE;
