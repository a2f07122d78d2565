//! How a new order is paid, as far as it is typed: now, or on terms. Pure.

use chrono::NaiveDate;
use contract::{
    catalogue::MenuView,
    orders::{AgreedInstalmentDraft, DownPaymentDraft, PaymentDraft, Percent, ScheduleDraft},
};
use domain::{
    calendar::CalendarDay,
    money::{Money, read_amount},
    payment::{MAX_PARTS, PaymentMethod, PaymentPlan, Settlement},
    payment_terms::{DownPayment, Interval, MAX_INSTALMENTS, PaymentTerms, Schedule},
};

use super::{
    entry::{DownEntry, OrderEntry, Way, names},
    outlook::Outlook,
    wrong::{What, Wrong, of_payment, of_terms},
};
use crate::till::{Sale, Tender, TenderError, TenderPart, parse_percent};

/// All of it now, one way or several. Without a total only what is typed is looked at.
pub(super) fn at_once(
    entry: &OrderEntry,
    total: Option<Money>,
    sale: &mut Sale,
    outlook: &mut Outlook,
) -> Option<PaymentDraft> {
    let total = total?;
    let (parts, rows) = match entry.way {
        Way::Split => split(entry, total, outlook)?,
        _ => (Vec::new(), Vec::new()),
    };
    sale.tender = Tender { method: entry.method, received: entry.tendered.clone(), parts };
    match sale.tender.settle(total) {
        Ok(settlement) => {
            outlook.settlement = Some(settlement);
            Some(sale.tender.draft(total))
        }
        Err(TenderError::Plan(error)) => {
            outlook.wrongs.push(of_payment(&error, &rows));
            None
        }
        Err(TenderError::Unfinished) => {
            outlook.note(names::TENDERED, What::Unfinished);
            None
        }
        Err(TenderError::Typed | TenderError::Missing) => {
            outlook.note(names::TENDERED, What::Tendered);
            None
        }
    }
}

/// The parts into which something was typed, and behind them the first empty one if something is left
/// to pay.
fn split(entry: &OrderEntry, total: Money, outlook: &mut Outlook) -> Option<(Vec<TenderPart>, Vec<u32>)> {
    let (mut parts, mut rows) = (Vec::new(), Vec::new());
    let mut left = total;
    let before = outlook.wrongs.len();
    for row in entry.parts.iter().filter(|row| !row.typed.typed.trim().is_empty()) {
        match read_amount(&row.typed.typed, total.currency()) {
            Ok(amount) => left = left.minus(amount).unwrap_or(left),
            Err(error) => outlook.note(names::row(names::PARTS, row.key, "amount"), error.into()),
        }
        parts.push(row.typed.clone());
        rows.push(row.key);
    }
    let empty = entry.parts.iter().find(|row| row.typed.typed.trim().is_empty());
    if let Some(row) = empty.filter(|_| left.amount() > 0 && parts.len() < MAX_PARTS) {
        parts.push(row.typed.clone());
        rows.push(row.key);
    }
    if parts.is_empty() {
        outlook.note(names::PARTS, What::SumDiffers);
    }
    (outlook.wrongs.len() == before).then_some((parts, rows))
}

/// Something now, if anything, and the rest later.
pub(super) fn on_terms(
    entry: &OrderEntry,
    total: Option<Money>,
    menu: &MenuView,
    outlook: &mut Outlook,
) -> Option<PaymentDraft> {
    let is_later = entry.way == Way::Later;
    let total = total.unwrap_or(Money::zero(menu.store.currency));
    let down = if is_later { Some(None) } else { down_payment(&entry.down, total, outlook) };
    let share = match &down {
        Some(Some((share, _))) => *share,
        _ => DownPayment::Amount(Money::zero(total.currency())),
    };
    let rest = share.of(total).ok().and_then(|down| total.minus(down).ok());
    let schedule = match (is_later, entry.is_agreed) {
        (true, _) => later(entry, total, outlook),
        (false, true) => agreed(entry, rest, total, outlook),
        (false, false) => regular(entry, menu.today, outlook),
    };
    let (down, schedule) = (down?, schedule?);
    if total.amount() == 0 {
        return None;
    }
    let terms = match PaymentTerms::agree(total, share, &schedule, menu.today) {
        Ok(terms) => terms,
        Err(error) => {
            let rows = entry.is_agreed.then_some(outlook.instalment_rows.as_slice());
            let wrong = of_terms(&error, rows, is_later);
            outlook.wrongs.push(wrong);
            return None;
        }
    };
    let settlement = match &down {
        Some((_, draft)) => paid_down(draft, terms.down_payment(), outlook)?,
        None => Settlement { parts: Vec::new(), change: Money::zero(total.currency()) },
    };
    outlook.settlement = Some(settlement);
    outlook.terms = Some(terms);
    Some(if is_later {
        PaymentDraft::Later { due_date: entry.due.trim().to_owned() }
    } else {
        PaymentDraft::Installments {
            down_payment: down.map(|(_, draft)| draft),
            installments: schedule_draft(&schedule, entry),
        }
    })
}

/// What is paid at once: none for nothing, and nothing at all if it can't be read.
fn down_payment(
    entry: &DownEntry,
    total: Money,
    outlook: &mut Outlook,
) -> Option<Option<(DownPayment, DownPaymentDraft)>> {
    let field = format!("{}.amount", names::DOWN);
    if entry.typed.trim().is_empty() {
        return Some(None);
    }
    let share = if entry.is_percent {
        parse_percent(&entry.typed).map(DownPayment::Share).ok_or(What::Down)
    } else {
        read_amount(&entry.typed, total.currency()).map(DownPayment::Amount).map_err(What::from)
    };
    let share = share.map_err(|what| outlook.note(field, what)).ok()?;
    let tendered = match entry.tendered.trim() {
        typed if !typed.is_empty() && entry.method == PaymentMethod::Cash => {
            let tendered = read_amount(typed, total.currency());
            Some(tendered.map_err(|error| outlook.note(names::DOWN_TENDERED, error.into())).ok()?.amount())
        }
        _ => None,
    };
    let (amount, percent) = match share {
        DownPayment::Amount(amount) => (Some(amount.amount()), None),
        DownPayment::Share(hundredths) => (None, Some(Percent(hundredths))),
    };
    // Nothing is no down payment: there is no entry of nothing in the ledger.
    if amount == Some(0) || percent == Some(Percent(0)) {
        return Some(None);
    }
    let method = entry.method.code().to_owned();
    Some(Some((share, DownPaymentDraft { amount, percent, method, tendered })))
}

fn paid_down(draft: &DownPaymentDraft, amount: Money, outlook: &mut Outlook) -> Option<Settlement> {
    let method = PaymentMethod::from_code(&draft.method)?;
    let tendered = draft.tendered.map(|tendered| Money::new(tendered, amount.currency())).transpose().ok()?;
    let settlement = PaymentPlan::Full { method, tendered }.settle(amount);
    settlement.map_err(|_| outlook.note(names::DOWN_TENDERED, What::Tendered)).ok()
}

fn day(typed: &str, field: String, outlook: &mut Outlook) -> Option<NaiveDate> {
    let day = typed.trim().parse().ok().map(CalendarDay::date);
    if day.is_none() {
        outlook.wrongs.push(Wrong { field, what: What::Date });
    }
    day
}

fn later(entry: &OrderEntry, total: Money, outlook: &mut Outlook) -> Option<Schedule> {
    let due = day(&entry.due, names::DUE_DATE.to_owned(), outlook)?;
    Some(Schedule::Agreed(vec![(due, total)]))
}

fn regular(entry: &OrderEntry, today: NaiveDate, outlook: &mut Outlook) -> Option<Schedule> {
    let count = entry.count.trim().parse().ok().filter(|count| (1..=MAX_INSTALMENTS).contains(count));
    if count.is_none() {
        outlook.note(names::COUNT, What::Count);
    }
    let interval = Interval::from_code(&entry.interval).unwrap_or(Interval::Month);
    let first_due = match entry.first_due.trim() {
        "" => interval.after(today, 1),
        typed => day(typed, names::FIRST_DUE.to_owned(), outlook),
    };
    Some(Schedule::Regular { count: count?, interval, first_due: first_due? })
}

/// Instalments by their own dates and amounts. The last one, left empty, is what the others leave.
fn agreed(entry: &OrderEntry, rest: Option<Money>, total: Money, outlook: &mut Outlook) -> Option<Schedule> {
    if entry.instalments.is_empty() || entry.instalments.len() > MAX_INSTALMENTS {
        outlook.note(names::INSTALMENTS, What::Count);
        return None;
    }
    let before = outlook.wrongs.len();
    let mut left = rest.unwrap_or(Money::zero(total.currency()));
    let mut parts = Vec::with_capacity(entry.instalments.len());
    for (place, row) in entry.instalments.iter().enumerate() {
        let field = |name: &str| names::row(names::INSTALMENTS, row.key, name);
        let due = day(&row.typed.due, field("due_date"), outlook);
        let is_rest = row.typed.amount.trim().is_empty() && place + 1 == entry.instalments.len();
        let amount = if is_rest { Ok(left) } else { read_amount(&row.typed.amount, total.currency()) };
        match amount {
            Ok(amount) => {
                left = left.minus(amount).unwrap_or(left);
                parts.extend(due.map(|due| (due, amount)));
            }
            Err(error) => outlook.note(field("amount"), error.into()),
        }
    }
    (outlook.wrongs.len() == before).then_some(Schedule::Agreed(parts))
}

/// The schedule as it is sent: with the dates and amounts that were shown, not those of a later day.
fn schedule_draft(schedule: &Schedule, entry: &OrderEntry) -> ScheduleDraft {
    match schedule {
        Schedule::Regular { count, first_due, .. } => ScheduleDraft::Regular {
            count: i64::try_from(*count).unwrap_or(i64::MAX),
            interval: Interval::from_code(&entry.interval).unwrap_or(Interval::Month).code().to_owned(),
            first_due: Some(first_due.to_string()),
        },
        Schedule::Agreed(parts) => {
            let draft = |(due, amount): &(NaiveDate, Money)| AgreedInstalmentDraft {
                due_date: due.to_string(),
                amount: amount.amount(),
            };
            ScheduleDraft::Agreed(parts.iter().map(draft).collect())
        }
    }
}
