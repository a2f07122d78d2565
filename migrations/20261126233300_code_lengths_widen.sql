-- Codes are counted as people see them, like names.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE products DROP CONSTRAINT products_sku_check,
    ADD CONSTRAINT products_sku_check CHECK (length(sku) BETWEEN 1 AND 240) NOT VALID,
    DROP CONSTRAINT products_barcode_check,
    ADD CONSTRAINT products_barcode_check CHECK (length(barcode) BETWEEN 1 AND 240) NOT VALID;
ALTER TABLE customers DROP CONSTRAINT customers_code_check,
    ADD CONSTRAINT customers_code_check CHECK (length(code) BETWEEN 1 AND 240) NOT VALID;
ALTER TABLE imported_orders DROP CONSTRAINT imported_orders_number_check,
    ADD CONSTRAINT imported_orders_number_check CHECK (length(number) BETWEEN 1 AND 240) NOT VALID;

RESET ROLE;
