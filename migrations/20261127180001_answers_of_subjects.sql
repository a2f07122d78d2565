-- An answer is about a subject of any kind, as events are.
-- Kept before: programs before this answer only of orders, each with its id.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE command_answers
    ALTER COLUMN order_id DROP NOT NULL,
    ADD COLUMN subject_kind text,
    ADD COLUMN subject_id uuid,
    ADD CONSTRAINT command_answers_have_one_subject CHECK (
        (order_id IS NULL) = (subject_id IS NOT NULL) AND (subject_id IS NULL) = (subject_kind IS NULL)
        AND subject_kind <> 'order' AND length(subject_kind) BETWEEN 1 AND 40) NOT VALID;
RESET ROLE;
