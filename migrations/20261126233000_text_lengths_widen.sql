-- Lengths that people are told count characters as they see them, of which a flag takes two code points and
-- a family four or more: the columns take four for each. Rows of before fit, so nothing is read again.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

ALTER TABLE orders DROP CONSTRAINT orders_discount_reason_check,
    ADD CONSTRAINT orders_discount_reason_check CHECK (length(discount_reason) <= 480) NOT VALID;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_name_check,
    ADD CONSTRAINT order_lines_name_check CHECK (length(name) BETWEEN 1 AND 480) NOT VALID;
ALTER TABLE products DROP CONSTRAINT products_name_check,
    ADD CONSTRAINT products_name_check CHECK (length(name) BETWEEN 1 AND 480) NOT VALID,
    DROP CONSTRAINT products_description_check,
    ADD CONSTRAINT products_description_check CHECK (length(description) <= 2000) NOT VALID;
ALTER TABLE categories DROP CONSTRAINT categories_name_check,
    ADD CONSTRAINT categories_name_check CHECK (length(name) BETWEEN 1 AND 240) NOT VALID;

RESET ROLE;
