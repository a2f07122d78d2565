-- Sums of the ledger leave out the entries of deleted orders. There are few of them, and an index of
-- those alone finds them without a look at all others; no order that stays pays for it.
SET LOCAL ROLE kedai_owner;
CREATE INDEX orders_deleted_of_store ON kedai.orders (store_id, id) WHERE deleted_at IS NOT NULL;
RESET ROLE;
