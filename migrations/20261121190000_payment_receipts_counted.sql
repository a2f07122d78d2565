-- Receipts of payments are counted as those of orders are, so that a second copy says so on every device.
SET LOCAL ROLE kedai_owner;
-- The payment whose receipt it was; none for the receipt of the sale.
ALTER TABLE kedai.receipt_prints ADD COLUMN payment_id uuid REFERENCES kedai.payments;
RESET ROLE;
