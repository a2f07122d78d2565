//! What can be checked of a command without a database, field by field.

use chrono::NaiveDate;
use contract::{
    Problem,
    orders::{
        CustomerDraft, DiscountDraft, DownPaymentDraft, ItemDraft, PartDraft, PaymentDraft, PlaceOrder,
        ScheduleDraft,
    },
};
use domain::{
    basket::{MAX_LINES, MAX_NAME, MAX_NOTE, MAX_QUANTITY},
    id::ProductId,
    money::MAX_AMOUNT,
    order::{Channel, OrderType},
    payment::{MAX_PARTS, PaymentMethod},
    payment_terms::{Interval, MAX_INSTALMENTS},
};

use crate::protection::{Profile, normal_email};

/// A command whose fields are each right; amounts have no currency yet.
#[derive(Debug, Clone)]
pub(super) struct Sale {
    pub(super) channel: Channel,
    pub(super) customer: Option<Profile>,
    pub(super) items: Vec<SaleItem>,
    pub(super) discount: Option<DiscountDraft>,
    pub(super) note: Option<String>,
    pub(super) payment: SalePayment,
    pub(super) hand_over: bool,
    pub(super) total: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct SaleItem {
    pub(super) what: What,
    pub(super) quantity: i64,
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Product(ProductId),
    Custom { name: String, unit_price: i64 },
}

#[derive(Debug, Clone)]
pub(super) enum SalePayment {
    Full {
        method: PaymentMethod,
        tendered: Option<i64>,
    },
    Split(Vec<(PaymentMethod, i64, Option<i64>)>),
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

/// Gathers everything that is wrong, so that a form can show it all at once.
struct Wrong(Problem);

impl Wrong {
    fn note(&mut self, field: impl Into<String>, code: &str, message: impl Into<String>) {
        let message = message.into();
        if self.0.errors.is_empty() {
            self.0.detail.clone_from(&message);
        }
        // Two hundred lines could be wrong in six hundred ways; nobody reads past a few.
        if self.0.errors.len() < 20 {
            let problem = std::mem::replace(&mut self.0, Problem::new(422, "invalid_request", ""));
            self.0 = problem.at(field, code, message);
        }
    }
}

/// Checks a command, or says which fields are wrong.
pub(super) fn prepare(order: PlaceOrder) -> Result<Sale, Problem> {
    let mut wrong = Wrong(Problem::new(422, "invalid_request", ""));
    let channel = channel(&order.channel, &mut wrong);
    let customer = order.customer.and_then(|draft| customer(draft, &mut wrong));
    let later = matches!(order.payment, PaymentDraft::Installments { .. } | PaymentDraft::Later { .. });
    if later && customer.as_ref().is_none_or(|who| who.phone.is_none()) {
        let field = if customer.is_none() { "customer.name" } else { "customer.phone" };
        wrong.note(field, "missing", "Whoever pays later leaves a name and a phone number.");
    } else if channel == Channel::Phone && customer.as_ref().is_none_or(|who| who.phone.is_none()) {
        wrong.note("customer.phone", "missing", "An order by phone needs the customer's name and number.");
    }
    let items = items(order.items, &mut wrong);
    let note = text("note", order.note, MAX_NOTE, &mut wrong);
    let payment = payment(order.payment, &mut wrong);
    if let Some(discount) = &order.discount {
        amount("discount.amount", discount.amount, &mut wrong);
        storable("discount.reason", &discount.reason, &mut wrong);
    }
    if !wrong.0.errors.is_empty() {
        return Err(wrong.0);
    }
    let discount = order.discount.filter(|discount| discount.amount > 0);
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
            wrong.note("channel", "unknown", "An order that staff record comes by till or phone.");
            Channel::Till
        }
    }
}

fn customer(draft: CustomerDraft, wrong: &mut Wrong) -> Option<Profile> {
    let name = draft.name.trim().to_owned();
    let present = |word: Option<String>| word.map(|w| w.trim().to_owned()).filter(|w| !w.is_empty());
    let (phone, email) = (present(draft.phone), present(draft.email));
    if name.is_empty() && phone.is_none() && email.is_none() {
        return None;
    }
    if name.is_empty() || name.chars().count() > MAX_NAME {
        wrong.note("customer.name", "length", format!("Enter a name of 1 to {MAX_NAME} characters."));
    }
    let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).count();
    if phone.as_deref().is_some_and(|phone| phone.len() > 40 || !(5..=20).contains(&digits(phone))) {
        wrong.note("customer.phone", "invalid", "Enter a phone number of 5 to 20 digits.");
    }
    if email.as_deref().is_some_and(|email| normal_email(email).is_none()) {
        wrong.note("customer.email", "invalid", "Enter an e-mail address like name@example.com.");
    }
    Some(Profile { name, phone, email, ..Profile::default() })
}

fn items(drafts: Vec<ItemDraft>, wrong: &mut Wrong) -> Vec<SaleItem> {
    if drafts.is_empty() {
        wrong.note("items", "missing", "Add at least one item.");
    }
    if drafts.len() > MAX_LINES {
        wrong.note("items", "too_many", format!("Record at most {MAX_LINES} lines in one order."));
        return Vec::new();
    }
    let checked = drafts.into_iter().enumerate().filter_map(|(place, draft)| item(place, draft, wrong));
    checked.collect()
}

fn item(place: usize, draft: ItemDraft, wrong: &mut Wrong) -> Option<SaleItem> {
    if !(1..=MAX_QUANTITY).contains(&draft.quantity) {
        let field = format!("items[{place}].quantity");
        wrong.note(field, "out_of_range", format!("Enter a quantity of 1 to {MAX_QUANTITY}."));
    }
    let note = text(&format!("items[{place}].note"), draft.note, MAX_NOTE, wrong);
    let what = if let Some(id) = draft.product_id {
        let Ok(product_id) = id.parse() else {
            wrong.note(format!("items[{place}].product_id"), "unknown", "There is no such product.");
            return None;
        };
        What::Product(product_id)
    } else {
        let name = draft.name.unwrap_or_default().trim().to_owned();
        if name.is_empty() || name.chars().count() > MAX_NAME {
            let message = format!("Choose a product, or enter a name of 1 to {MAX_NAME} characters.");
            wrong.note(format!("items[{place}].name"), "length", message);
        }
        storable(&format!("items[{place}].name"), &name, wrong);
        let field = format!("items[{place}].unit_price");
        let Some(unit_price) = draft.unit_price else {
            wrong.note(field, "missing", "Enter the price of one.");
            return None;
        };
        amount(&field, unit_price, wrong);
        What::Custom { name, unit_price }
    };
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
                wrong.note("payment.parts", "count", message);
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
            wrong.note("payment.down_payment", "missing", message);
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
                wrong.note("payment.installments.count", "out_of_range", message);
                1
            });
            let interval = Interval::from_code(&interval).unwrap_or_else(|| {
                wrong.note("payment.installments.interval", "unknown", "Choose week, two_weeks or month.");
                Interval::Month
            });
            let first_due = first_due.map(|day| date("payment.installments.first_due", &day, wrong));
            SaleSchedule::Regular { count, interval, first_due }
        }
        ScheduleDraft::Agreed(parts) => {
            if counted(i64::try_from(parts.len()).unwrap_or(i64::MAX)).is_none() {
                let message = format!("Agree on 1 to {MAX_INSTALMENTS} instalments.");
                wrong.note("payment.installments", "out_of_range", message);
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
    word.trim().parse().unwrap_or_else(|_| {
        wrong.note(field, "invalid_date", "Write the date as YYYY-MM-DD, like 2026-12-21.");
        NaiveDate::MIN
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
        wrong.note(field, "unknown", "Pay by cash, card, bank_transfer, check or other.");
        PaymentMethod::Other
    })
}

fn amount(field: &str, amount: i64, wrong: &mut Wrong) {
    if !(0..=MAX_AMOUNT).contains(&amount) {
        wrong.note(field, "out_of_range", "Enter an amount of 0 or more.");
    }
}

/// PostgreSQL keeps U+0000 in no text.
fn storable(field: &str, words: &str, wrong: &mut Wrong) {
    if words.contains('\0') {
        wrong.note(field, "unreadable", "Type this again: it holds a character that can't be stored.");
    }
}

fn text(field: &str, words: Option<String>, longest: usize, wrong: &mut Wrong) -> Option<String> {
    let words = words?.trim().to_owned();
    if words.chars().count() > longest {
        wrong.note(field, "too_long", format!("Write at most {longest} characters."));
    }
    Some(words).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
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
