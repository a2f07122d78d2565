-- What a customer is found by is made from their details in a form that changes with Kedai. `search_of` is the
-- hash of the form's number and the sealed details that it was made from. Whatever has another one, or none, as
-- rows of an older process do, is made anew by housekeeping.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE customers ADD COLUMN search_of bytea CHECK (length(search_of) = 32);
CREATE INDEX customers_search_outdated ON customers (tenant_id, id)
    WHERE sealed_profile <> '' AND search_of IS DISTINCT FROM sha256('\x02'::bytea || sealed_profile);

RESET ROLE;
