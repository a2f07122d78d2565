-- What is for sale, how many are left, and who buys.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

CREATE TABLE categories (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    position integer NOT NULL,
    UNIQUE (tenant_id, name),
    UNIQUE (tenant_id, id)
);
SELECT kedai.protect_tenant_table('categories');
GRANT SELECT, INSERT, UPDATE ON categories TO kedai_app;

CREATE TABLE products (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    category_id uuid NOT NULL,
    sku text NOT NULL CHECK (length(sku) BETWEEN 1 AND 60),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    description text NOT NULL CHECK (length(description) <= 500),
    price bigint NOT NULL CHECK (price BETWEEN 0 AND 9007199254740991),
    tax_class text NOT NULL,
    barcode text CHECK (length(barcode) BETWEEN 1 AND 60),
    active boolean NOT NULL,
    position integer NOT NULL,
    UNIQUE (tenant_id, sku),
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, category_id) REFERENCES categories (tenant_id, id)
);
CREATE UNIQUE INDEX products_by_barcode ON products (tenant_id, barcode) WHERE barcode IS NOT NULL;
CREATE INDEX products_by_name ON products (tenant_id, lower(name), id);
SELECT kedai.protect_tenant_table('products');
GRANT SELECT, INSERT, UPDATE ON products TO kedai_app;

-- A product without a row here is made to order and never runs out.
CREATE TABLE stock (
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    reorder_level bigint NOT NULL CHECK (reorder_level >= 0),
    on_hand bigint NOT NULL CONSTRAINT stock_never_below_zero CHECK (on_hand >= 0),
    PRIMARY KEY (store_id, product_id),
    FOREIGN KEY (tenant_id, store_id) REFERENCES stores (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products (tenant_id, id)
);
SELECT kedai.protect_store_table('stock');
GRANT SELECT, INSERT, UPDATE ON stock TO kedai_app;

-- Why stock is what it is: appended to, never changed.
CREATE TABLE stock_movements (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    order_id uuid,
    reason text NOT NULL CHECK (reason IN ('import', 'sale', 'cancellation')),
    quantity bigint NOT NULL CHECK (quantity <> 0),
    moved_at timestamptz NOT NULL,
    FOREIGN KEY (store_id, product_id) REFERENCES stock (store_id, product_id)
);
CREATE INDEX stock_movements_by_product ON stock_movements (store_id, product_id, moved_at);
CREATE INDEX stock_movements_of_order ON stock_movements (order_id) WHERE order_id IS NOT NULL;
SELECT kedai.protect_store_table('stock_movements');
GRANT SELECT, INSERT ON stock_movements TO kedai_app;

-- Who buys. Everything that names a person is sealed with that person's key; the indexes hold
-- keyed hashes, of name beginnings and of the whole phone number and e-mail address.
CREATE TABLE customers (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    data_key_id uuid NOT NULL REFERENCES data_keys,
    code text CHECK (length(code) BETWEEN 1 AND 60),
    sealed_profile bytea NOT NULL,
    name_index bigint[] NOT NULL,
    phone_index bytea,
    email_index bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (tenant_id, code),
    UNIQUE (tenant_id, id)
);
CREATE INDEX customers_by_phone ON customers (tenant_id, phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX customers_by_email ON customers (tenant_id, email_index) WHERE email_index IS NOT NULL;
CREATE INDEX customers_by_name ON customers USING gin (name_index);
SELECT kedai.protect_tenant_table('customers');
GRANT SELECT, INSERT, UPDATE ON customers TO kedai_app;

RESET ROLE;
