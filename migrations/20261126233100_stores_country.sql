-- Where a store is, so that phone numbers without a country's code are those of its country. Without one it
-- is where its time zone is.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE stores ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$');

RESET ROLE;
