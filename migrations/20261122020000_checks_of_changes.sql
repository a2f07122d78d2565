-- What an update leaves as it was needs no look at what it must agree with: that was checked when either
-- was written. Most updates of an order move it or add to its ledger, and leave its lines and terms alone.
SET LOCAL ROLE kedai_owner;
SET LOCAL search_path = kedai, public;

CREATE OR REPLACE FUNCTION kedai.check_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
    wrong uuid;
BEGIN
    IF TG_TABLE_NAME = 'payments' THEN
        SELECT array_agg(DISTINCT order_id) INTO ids FROM touched;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(t.id) INTO ids FROM touched t LEFT JOIN before b ON b.id = t.id
        WHERE (t.received, t.refunded) IS DISTINCT FROM (b.received, b.refunded);
    ELSE
        SELECT array_agg(id) INTO ids FROM touched;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT o.id INTO wrong
    FROM kedai.orders o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount) FILTER (WHERE p.amount > 0 OR p.reverses IS NOT NULL), 0) AS received,
               coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0 AND p.reverses IS NULL), 0) AS refunded
        FROM kedai.payments p WHERE p.order_id = o.id
    ) ledger
    WHERE o.id = ANY (ids) AND (o.received, o.refunded) IS DISTINCT FROM (ledger.received, ledger.refunded)
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'order % differs from its ledger', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_agree_with_ledger';
    END IF;
    IF TG_TABLE_NAME = 'payments' THEN
        PERFORM FROM touched t JOIN kedai.payments p ON p.id = t.reverses
        WHERE t.order_id <> p.order_id OR t.amount <> -p.amount OR t.method <> p.method;
        IF FOUND THEN
            RAISE EXCEPTION 'a reversal differs from what it reverses'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_reverse_exactly';
        END IF;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER orders_agree_when_changed ON orders;
CREATE TRIGGER orders_agree_when_changed AFTER UPDATE ON orders
    REFERENCING NEW TABLE AS touched OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_ledger();

CREATE OR REPLACE FUNCTION kedai.check_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
    wrong uuid;
BEGIN
    IF TG_TABLE_NAME <> 'orders' THEN
        SELECT array_agg(DISTINCT order_id) INTO ids FROM touched;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(t.id) INTO ids FROM touched t LEFT JOIN before b ON b.id = t.id
        WHERE t.subtotal IS DISTINCT FROM b.subtotal;
    ELSE
        SELECT array_agg(id) INTO ids FROM touched;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT o.id INTO wrong
    FROM kedai.orders o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(l.line_total), 0) AS subtotal FROM kedai.order_lines l WHERE l.order_id = o.id
    ) lines
    WHERE o.id = ANY (ids) AND o.subtotal <> lines.subtotal
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'order % differs from its lines', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_agree_with_lines';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER orders_agree_with_lines_when_changed ON orders;
CREATE TRIGGER orders_agree_with_lines_when_changed AFTER UPDATE ON orders
    REFERENCING NEW TABLE AS touched OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_lines();

CREATE OR REPLACE FUNCTION kedai.check_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids uuid[];
    wrong uuid;
BEGIN
    IF TG_TABLE_NAME = 'orders' THEN
        SELECT array_agg(t.id) INTO ids FROM touched t LEFT JOIN before b ON b.id = t.id
        WHERE t.total IS DISTINCT FROM b.total;
    ELSE
        SELECT array_agg(DISTINCT order_id) INTO ids FROM touched;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT t.order_id INTO wrong
    FROM kedai.payment_terms t
    JOIN kedai.orders o ON o.id = t.order_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(i.amount), 0) AS later FROM kedai.instalments i
        WHERE i.order_id = t.order_id AND i.version = t.version
    ) parts
    WHERE t.order_id = ANY (ids)
      AND (t.total <> t.down_payment + parts.later
           OR (t.total <> o.total
               AND t.version = (SELECT max(n.version) FROM kedai.payment_terms n WHERE n.order_id = t.order_id)))
    LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'terms of order % do not add up', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_terms_add_up';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER orders_agree_with_terms ON orders;
CREATE TRIGGER orders_agree_with_terms AFTER UPDATE ON orders
    REFERENCING NEW TABLE AS touched OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION kedai.check_terms();

RESET ROLE;
