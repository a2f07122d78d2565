//! What an order says it received is what its ledger sums to, whoever writes: the superuser is used
//! here, whom no policy stops.

use super::support::{Desk, Who, database};

const SUPERUSER: Who = Who { role: "postgres", tenant: None, stores: None };
/// PostgreSQL's code for a row that breaks a check.
const CHECK: &str = "23514";

/// All of an order but its facet, which follows from the others.
const COLUMNS: &str = "id, tenant_id, store_id, reference, channel, lifecycle, customer_id, data_key_id, sealed_note, \
    currency, item_count, subtotal, discount, discount_reason, tax_mode, tax_lines, tax, total, \
    received, refunded, change, tracking_hash, recorded_by, last_modified_by, business_day, \
    version, created_at, updated_at, next_due_date, deleted_at, deleted_by, delete_reason";

/// An order like the first, with these columns changed.
fn order_with(changes: &str) -> String {
    format!(
        "INSERT INTO kedai.orders ({COLUMNS}) SELECT {COLUMNS} FROM (
             SELECT (json_populate_record(o, json_build_object(
                 'id', gen_random_uuid(), 'reference', 'GO-ZZZZZZ', 'tracking_hash', sha256('new'), {changes}))).*
             FROM kedai.orders o WHERE id = id('order', 1100001)) n"
    )
}

async fn outcome(desk: &mut Desk, statement: &str) -> Result<u64, String> {
    desk.attempt(SUPERUSER, statement).await
}

#[tokio::test]
async fn a_row_that_the_ledger_does_not_bear_out_is_refused() {
    let database = database(1, 2);
    let mut desk = Desk::open(&database).await;
    let refused = Err(CHECK.to_owned());
    let unpaid = "'received', 0, 'refunded', 0, 'subtotal', 0, 'tax', 0, 'total', 0";
    assert_eq!(outcome(&mut desk, &order_with(unpaid)).await, Ok(1), "an unpaid order needs no entry");
    assert_eq!(outcome(&mut desk, &order_with("'received', 0")).await, refused, "it has no lines");
    assert_eq!(outcome(&mut desk, &order_with("'received', 1100")).await, refused);
    assert_eq!(outcome(&mut desk, &order_with("'received', 1")).await, refused);
    for change in [
        "UPDATE kedai.orders SET received = received - 1 WHERE id = id('order', 1100001)",
        "UPDATE kedai.orders SET refunded = received",
        "INSERT INTO kedai.payments SELECT (json_populate_record(p, json_build_object('id', gen_random_uuid()))).*
         FROM kedai.payments p WHERE order_id = id('order', 1100001)",
        "INSERT INTO kedai.payments
         SELECT (json_populate_record(p, json_build_object('id', gen_random_uuid(), 'amount', -1100))).*
         FROM kedai.payments p WHERE order_id = id('order', 1100001)",
    ] {
        assert_eq!(outcome(&mut desk, change).await, refused, "{change}");
    }
    // Both together, in one statement, are fine: a refund.
    let refund = "WITH entry AS (
            INSERT INTO kedai.payments
            SELECT (json_populate_record(p, json_build_object('id', gen_random_uuid(), 'amount', -1100))).*
            FROM kedai.payments p WHERE order_id = id('order', 1100001)
        )
        UPDATE kedai.orders SET refunded = 1100 WHERE id = id('order', 1100001)";
    assert_eq!(outcome(&mut desk, refund).await, Ok(1));
}

#[tokio::test]
async fn amounts_that_do_not_add_up_are_refused() {
    let database = database(1, 2);
    let mut desk = Desk::open(&database).await;
    for changes in [
        "'received', 0, 'total', 1101",
        "'received', 0, 'discount', 1001",
        "'received', 0, 'tax', -100, 'total', 900",
        "'received', 0, 'item_count', 0",
        "'received', 0, 'refunded', 1",
        "'received', 0, 'reference', 'GO-OOOOOO'",
        "'received', 0, 'lifecycle', 'lost'",
        "'received', 0, 'version', 0",
    ] {
        assert_eq!(outcome(&mut desk, &order_with(changes)).await, Err(CHECK.to_owned()), "{changes}");
    }
    for statement in [
        "UPDATE kedai.stock SET on_hand = -1",
        "UPDATE kedai.order_lines SET line_total = line_total + 1",
        "UPDATE kedai.order_lines SET quantity = 0, line_total = 0",
        "UPDATE kedai.payments SET amount = 0",
        "UPDATE kedai.data_keys SET wrapped = NULL",
        "UPDATE kedai.store_sequences SET sequence = -1",
        "UPDATE kedai.events SET hash = ''",
    ] {
        assert_eq!(outcome(&mut desk, statement).await, Err(CHECK.to_owned()), "{statement}");
    }
}

#[tokio::test]
async fn rows_of_one_tenant_never_hang_from_those_of_another() {
    let database = database(2, 2);
    let mut desk = Desk::open(&database).await;
    for statement in [
        "UPDATE kedai.order_lines SET order_id = id('order', 2100001), position = 9 WHERE id = id('line', 1100001)",
        "UPDATE kedai.order_lines SET product_id = id('product', 2100001) WHERE id = id('line', 1100001)",
        "UPDATE kedai.orders SET customer_id = id('customer', 2100001) WHERE id = id('order', 1100001)",
        "UPDATE kedai.orders SET store_id = id('store', 21) WHERE id = id('order', 1100001)",
        "UPDATE kedai.products SET category_id = id('category', 2) WHERE id = id('product', 1100001)",
        "UPDATE kedai.staff_stores SET store_id = id('store', 21) WHERE store_id = id('store', 11)",
        "UPDATE kedai.credentials SET staff_id = id('staff', 2) WHERE id = id('credential', 1100001)",
        "UPDATE kedai.events SET order_id = id('order', 2100001), version = 2 WHERE id = id('event', 1100001)",
        "UPDATE kedai.command_answers SET order_id = id('order', 2100001) WHERE key = 'key-1100001'",
    ] {
        assert_eq!(outcome(&mut desk, statement).await, Err("23503".to_owned()), "{statement}");
    }
    // An event's place is taken once.
    let twice = "UPDATE kedai.events SET sequence = 2 WHERE id = id('event', 1100001)";
    assert_eq!(outcome(&mut desk, twice).await, Err("23505".to_owned()));
}

#[tokio::test]
async fn lines_terms_and_reversals_that_do_not_add_up_are_refused() {
    let database = database(1, 2);
    let mut desk = Desk::open(&database).await;
    let refused = Err(CHECK.to_owned());
    let entry = |changes: &str| {
        format!(
            "WITH entry AS (
                 INSERT INTO kedai.payments
                 SELECT (json_populate_record(p, json_build_object('id', gen_random_uuid(), {changes}))).*
                 FROM kedai.payments p WHERE id = id('payment', 1100001)
             )
             UPDATE kedai.orders SET received = 0 WHERE id = id('order', 1100001)"
        )
    };
    let reversal = "'reverses', id('payment', 1100001), 'amount'";
    for change in [
        "UPDATE kedai.order_lines SET quantity = 2, line_total = 2000 WHERE order_id = id('order', 1100001)",
        "DELETE FROM kedai.order_lines WHERE order_id = id('order', 1100001)",
        "INSERT INTO kedai.instalments
         SELECT (json_populate_record(i, json_build_object('number', 2))).* FROM kedai.instalments i
         WHERE order_id = id('order', 1100001)",
        "INSERT INTO kedai.payment_terms
         SELECT (json_populate_record(t, json_build_object('version', 2))).* FROM kedai.payment_terms t
         WHERE order_id = id('order', 1100001)",
        "UPDATE kedai.orders SET tax = 200, total = 1200 WHERE id = id('order', 1100001)",
        &entry(&format!("{reversal}, -1099")),
        &entry(&format!("{reversal}, -1100, 'method', 'card'")),
        &entry(&format!("{reversal}, 1100")),
    ] {
        assert_eq!(outcome(&mut desk, change).await, refused, "{change}");
    }
    assert_eq!(outcome(&mut desk, &entry(&format!("{reversal}, -1100"))).await, Ok(1));
}
