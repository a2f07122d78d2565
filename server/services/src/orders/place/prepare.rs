//! What can be checked of a command without a database, field by field.

use chrono::NaiveDate;
use contract::{
    Problem,
    orders::{DownPaymentDraft, ItemDraft, PartDraft, PaymentDraft, PlaceOrder, ScheduleDraft},
    problem::FieldCode,
};
use domain::{
    basket::{MAX_LINES, MAX_QUANTITY},
    order::{Channel, OrderType},
    payment::{MAX_PARTS, PaymentMethod},
    payment_terms::{Interval, MAX_INSTALMENTS},
};

use crate::{
    days,
    orders::checked::{Rebate, What, Wrong, amount, customer, note, rebate, what},
    protection::Profile,
    text::Note,
};

/// A command whose fields are each right; amounts have no currency yet.
#[derive(Debug, Clone)]
pub(in crate::orders) struct Sale {
    pub(super) channel: Channel,
    pub(in crate::orders) customer: Option<Profile>,
    pub(in crate::orders) items: Vec<SaleItem>,
    pub(super) discount: Option<Rebate>,
    pub(super) note: Option<Note>,
    pub(super) payment: SalePayment,
    pub(super) hand_over: bool,
    pub(super) total: Option<i64>,
}

#[derive(Debug, Clone)]
pub(in crate::orders) struct SaleItem {
    pub(in crate::orders) what: What,
    pub(super) quantity: i64,
    pub(super) note: Option<Note>,
}

#[derive(Debug, Clone)]
pub(super) enum SalePayment {
    Full {
        method: PaymentMethod,
        tendered: Option<i64>,
    },
    Split(Vec<(PaymentMethod, i64, Option<i64>)>),
    /// Nothing yet: whoever fetches it pays.
    None,
    /// Something now, if anything, and the rest later.
    Terms {
        down: Option<SaleDown>,
        schedule: SaleSchedule,
    },
}

/// What is paid at once.
#[derive(Debug, Clone)]
pub(super) struct SaleDown {
    pub(super) share: DownShare,
    pub(super) method: PaymentMethod,
    pub(super) tendered: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum DownShare {
    Amount(i64),
    /// Hundredths of a percent of the total.
    Percent(i64),
}

/// How the rest is paid.
#[derive(Debug, Clone)]
pub(super) enum SaleSchedule {
    Regular { count: usize, interval: Interval, first_due: Option<NaiveDate> },
    Agreed(Vec<(NaiveDate, i64)>),
    Later(NaiveDate),
}

/// Checks a command, or says which fields are wrong.
pub(in crate::orders) fn prepare(order: PlaceOrder) -> Result<Sale, Problem> {
    let mut wrong = Wrong::none();
    let channel = channel(&order.channel, &mut wrong);
    let customer = order.customer.and_then(|draft| customer(draft, &mut wrong));
    let later = matches!(order.payment, PaymentDraft::Installments { .. } | PaymentDraft::Later { .. });
    if later && customer.as_ref().is_none_or(|who| who.phone.is_none()) {
        let field = if customer.is_none() { "customer.name" } else { "customer.phone" };
        wrong.note(field, FieldCode::Missing, "Whoever pays later leaves a name and a phone number.");
    } else if channel == Channel::Phone && customer.as_ref().is_none_or(|who| who.phone.is_none()) {
        wrong.note(
            "customer.phone",
            FieldCode::Missing,
            "An order by phone needs the customer's name and number.",
        );
    }
    let items = items(order.items, &mut wrong);
    let note = note("note", order.note, &mut wrong);
    let payment = payment(order.payment, &mut wrong);
    let discount = order.discount.and_then(|draft| rebate(draft, &mut wrong));
    wrong.checked()?;
    Ok(Sale {
        channel,
        customer,
        items,
        discount,
        note,
        payment,
        hand_over: order.hand_over,
        total: order.total,
    })
}

fn channel(word: &str, wrong: &mut Wrong) -> Channel {
    let channel: Result<Channel, _> = word.parse();
    match channel {
        Ok(channel) if channel.order_type() == OrderType::Offline => channel,
        _ => {
            wrong.note("channel", FieldCode::Unknown, "An order that staff record comes by till or phone.");
            Channel::Till
        }
    }
}

fn items(drafts: Vec<ItemDraft>, wrong: &mut Wrong) -> Vec<SaleItem> {
    if drafts.is_empty() {
        wrong.note("items", FieldCode::Missing, "Add at least one item.");
    }
    if drafts.len() > MAX_LINES {
        wrong.note("items", FieldCode::TooMany, format!("Record at most {MAX_LINES} lines in one order."));
        return Vec::new();
    }
    let checked = drafts.into_iter().enumerate().filter_map(|(place, draft)| item(place, draft, wrong));
    checked.collect()
}

/// Checks one line.
pub(super) fn item(place: usize, draft: ItemDraft, wrong: &mut Wrong) -> Option<SaleItem> {
    if !(1..=MAX_QUANTITY).contains(&draft.quantity) {
        let field = format!("items[{place}].quantity");
        wrong.note(field, FieldCode::OutOfRange, format!("Enter a quantity of 1 to {MAX_QUANTITY}."));
    }
    let note = note(&format!("items[{place}].note"), draft.note, wrong);
    let place = format!("items[{place}]");
    let what = what(&place, draft.product_id.as_deref(), draft.name, draft.unit_price, wrong)?;
    Some(SaleItem { what, quantity: draft.quantity, note })
}

fn payment(draft: PaymentDraft, wrong: &mut Wrong) -> SalePayment {
    match draft {
        PaymentDraft::Full { method, tendered } => {
            let method = payment_method("payment.method", &method, wrong);
            if let Some(tendered) = tendered {
                amount("payment.tendered", tendered, wrong);
            }
            SalePayment::Full { method, tendered }
        }
        PaymentDraft::Split { parts } => {
            if parts.is_empty() || parts.len() > MAX_PARTS {
                let message = format!("Split a payment into 1 to {MAX_PARTS} parts.");
                wrong.note("payment.parts", FieldCode::Count, message);
                return SalePayment::Split(Vec::new());
            }
            let parts = parts.into_iter().enumerate().map(|(place, part)| split_part(place, &part, wrong));
            SalePayment::Split(parts.collect())
        }
        PaymentDraft::Installments { down_payment, installments } => SalePayment::Terms {
            down: down_payment.and_then(|down| down_payment_part(down, wrong)),
            schedule: schedule(installments, wrong),
        },
        PaymentDraft::Later { due_date } => SalePayment::Terms {
            down: None,
            schedule: SaleSchedule::Later(date("payment.due_date", &due_date, wrong)),
        },
    }
}

fn down_payment_part(draft: DownPaymentDraft, wrong: &mut Wrong) -> Option<SaleDown> {
    let method = payment_method("payment.down_payment.method", &draft.method, wrong);
    if let Some(tendered) = draft.tendered {
        amount("payment.down_payment.tendered", tendered, wrong);
    }
    let share = match (draft.amount, draft.percent) {
        (Some(sum), None) => {
            amount("payment.down_payment.amount", sum, wrong);
            DownShare::Amount(sum)
        }
        (None, Some(percent)) => DownShare::Percent(percent.0),
        _ => {
            let message = "Say what is paid now: an amount, or a percentage of the total.";
            wrong.note("payment.down_payment", FieldCode::Missing, message);
            return None;
        }
    };
    Some(SaleDown { share, method, tendered: draft.tendered })
}

fn schedule(draft: ScheduleDraft, wrong: &mut Wrong) -> SaleSchedule {
    let counted =
        |count: i64| usize::try_from(count).ok().filter(|count| (1..=MAX_INSTALMENTS).contains(count));
    match draft {
        ScheduleDraft::Regular { count, interval, first_due } => {
            let count = counted(count).unwrap_or_else(|| {
                let message = format!("Agree on 1 to {MAX_INSTALMENTS} instalments.");
                wrong.note("payment.installments.count", FieldCode::OutOfRange, message);
                1
            });
            let interval = Interval::from_code(&interval).unwrap_or_else(|| {
                wrong.note(
                    "payment.installments.interval",
                    FieldCode::Unknown,
                    "Choose week, two_weeks or month.",
                );
                Interval::Month
            });
            let first_due = first_due.map(|day| date("payment.installments.first_due", &day, wrong));
            SaleSchedule::Regular { count, interval, first_due }
        }
        ScheduleDraft::Agreed(parts) => {
            if counted(i64::try_from(parts.len()).unwrap_or(i64::MAX)).is_none() {
                let message = format!("Agree on 1 to {MAX_INSTALMENTS} instalments.");
                wrong.note("payment.installments", FieldCode::OutOfRange, message);
                return SaleSchedule::Agreed(Vec::new());
            }
            let parts = parts.into_iter().enumerate().map(|(place, part)| {
                amount(&format!("payment.installments[{place}].amount"), part.amount, wrong);
                (date(&format!("payment.installments[{place}].due_date"), &part.due_date, wrong), part.amount)
            });
            SaleSchedule::Agreed(parts.collect())
        }
    }
}

fn date(field: &str, word: &str, wrong: &mut Wrong) -> NaiveDate {
    let day = days::day(field, word);
    day.unwrap_or_else(|problem| {
        wrong.note(field, FieldCode::InvalidDate, problem.detail);
        NaiveDate::default()
    })
}

fn split_part(place: usize, part: &PartDraft, wrong: &mut Wrong) -> (PaymentMethod, i64, Option<i64>) {
    let method = payment_method(&format!("payment.parts[{place}].method"), &part.method, wrong);
    amount(&format!("payment.parts[{place}].amount"), part.amount, wrong);
    if let Some(tendered) = part.tendered {
        amount(&format!("payment.parts[{place}].tendered"), tendered, wrong);
    }
    (method, part.amount, part.tendered)
}

fn payment_method(field: &str, word: &str, wrong: &mut Wrong) -> PaymentMethod {
    PaymentMethod::from_code(word).unwrap_or_else(|| {
        wrong.note(field, FieldCode::Unknown, "Pay by cash, card, bank_transfer, check or other.");
        PaymentMethod::Other
    })
}

#[cfg(test)]
mod tests {
    use contract::orders::{CustomerDraft, DiscountDraft};

    use super::*;

    fn draft() -> PlaceOrder {
        PlaceOrder {
            store: "senopati".into(),
            channel: "till".into(),
            customer: None,
            items: vec![ItemDraft {
                name: Some("Birthday cake".into()),
                unit_price: Some(250_000),
                quantity: 1,
                ..ItemDraft::default()
            }],
            discount: None,
            note: None,
            payment: PaymentDraft::Full { method: "cash".into(), tendered: None },
            hand_over: false,
            total: None,
        }
    }

    fn fields(order: PlaceOrder) -> Vec<String> {
        prepare(order)
            .err()
            .map(|wrong| wrong.errors.into_iter().map(|e| e.field).collect())
            .unwrap_or_default()
    }

    #[test]
    fn a_plain_sale_is_right() {
        assert!(prepare(draft()).is_ok());
    }

    #[test]
    fn everything_wrong_is_told_at_once_at_its_field() {
        let order = PlaceOrder {
            channel: "web".into(),
            customer: Some(CustomerDraft {
                name: String::new(),
                phone: Some("12".into()),
                email: Some("x".into()),
            }),
            items: vec![
                ItemDraft { quantity: 0, ..ItemDraft::default() },
                ItemDraft { product_id: Some("ord_1".into()), quantity: 1, ..ItemDraft::default() },
            ],
            discount: Some(DiscountDraft { amount: -1, reason: String::new() }),
            note: Some("x".repeat(501)),
            payment: PaymentDraft::Split {
                parts: vec![PartDraft { method: "beads".into(), amount: -5, tendered: None }],
            },
            ..draft()
        };
        assert_eq!(
            fields(order),
            [
                "channel",
                "customer.name",
                "customer.phone",
                "customer.email",
                "items[0].quantity",
                "items[0].name",
                "items[0].unit_price",
                "items[1].product_id",
                "note",
                "payment.parts[0].method",
                "payment.parts[0].amount",
                "discount.amount",
            ]
        );
    }

    #[test]
    fn counts_are_limited() {
        assert_eq!(fields(PlaceOrder { items: vec![], ..draft() }), ["items"]);
        let item = draft().items.remove(0);
        assert_eq!(fields(PlaceOrder { items: vec![item; 201], ..draft() }), ["items"]);
        let payment = PaymentDraft::Split { parts: vec![] };
        assert_eq!(fields(PlaceOrder { payment, ..draft() }), ["payment.parts"]);
        assert_eq!(fields(PlaceOrder { channel: "phone".into(), ..draft() }), ["customer.phone"]);
    }

    #[test]
    fn an_empty_customer_is_no_customer() {
        let nobody = CustomerDraft { name: " ".into(), phone: Some(String::new()), email: None };
        let sale = prepare(PlaceOrder { customer: Some(nobody), ..draft() }).unwrap();
        assert!(sale.customer.is_none());
    }
}
