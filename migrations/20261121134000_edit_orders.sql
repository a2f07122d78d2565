-- Editing orders. An order that gets another customer gets another key, and its notes are sealed with
-- that one, those in its ledger too: nothing else of an entry ever changes.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;
GRANT UPDATE (sealed_note) ON payments TO kedai_app;
RESET ROLE;
