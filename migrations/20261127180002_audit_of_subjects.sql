-- An audit entry tells which one it is about, also where that is neither an order nor a customer.
-- Kept before: programs before this write no such id.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE audit_entries
    ADD COLUMN subject_id uuid,
    ADD CONSTRAINT audit_entries_have_one_subject CHECK (subject_id IS NULL OR order_id IS NULL) NOT VALID;
RESET ROLE;
