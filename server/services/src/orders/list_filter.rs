//! What a list of orders was asked for, from the words of an address to what the store looks for.

use contract::{Problem, orders::OrderFilter, problem::FieldCode};
use domain::{
    fold::spellings,
    money::MAX_AMOUNT,
    order::{Channel, Lifecycle, OrderType, PaymentState, Reference},
};
use sha2::{Digest as _, Sha256};
use store::orders::{Facet, ListBy, ListFilter, ListSearch, TypedSearch};

use crate::{
    days,
    protection::{Region, TenantKeys},
    text::{Line, searched},
};

/// A list of orders, without who may see what.
#[derive(Debug)]
pub(super) struct Asked {
    /// All but stores, search and where to begin.
    pub(super) stored: ListFilter,
    /// Only what is due before today.
    pub(super) is_overdue: bool,
    /// Tells this list's cursors from others'.
    pub(super) fingerprint: String,
}

/// A filter left empty in a form is no filter.
pub(super) fn present(word: Option<&String>) -> Option<&str> {
    word.map(|word| word.trim()).filter(|word| !word.is_empty())
}

/// Reads what is asked, whoever asks.
pub(super) fn asked(filter: &OrderFilter) -> Result<Asked, Problem> {
    let status = present(filter.status.as_ref()).map(status).transpose()?;
    let payment = payment(filter)?;
    let is_overdue = matches!(payment, Some(Payment::Overdue));
    let channels = channels(filter)?;
    let fits = |facet: Facet| {
        status.is_none_or(|status| status.fits(facet))
            && payment.is_none_or(|payment| payment.fits(facet))
            && channels.contains(&facet.channel)
    };
    let day =
        |field, word: &Option<String>| present(word.as_ref()).map(|word| days::day(field, word)).transpose();
    let amount =
        |field, word: &Option<String>| present(word.as_ref()).map(|word| amount(field, word)).transpose();
    let (min_total, max_total) =
        (amount("min_total", &filter.min_total)?, amount("max_total", &filter.max_total)?);
    let (by, is_ascending) = sort(filter, min_total.is_some() || max_total.is_some(), is_overdue)?;
    let stored = ListFilter {
        facets: Facet::numbers(filter.deleted.unwrap_or(false), fits),
        from: day("from", &filter.from)?,
        to: day("to", &filter.to)?,
        min_total,
        max_total,
        by,
        is_ascending,
        ..ListFilter::default()
    };
    Ok(Asked { stored, is_overdue, fingerprint: fingerprint(filter) })
}

/// The same for the same list, however its words were spaced.
fn fingerprint(filter: &OrderFilter) -> String {
    let words = [
        &filter.status,
        &filter.payment,
        &filter.order_type,
        &filter.channel,
        &filter.store,
        &filter.from,
        &filter.to,
        &filter.search,
        &filter.customer_name,
        &filter.min_total,
        &filter.max_total,
        &filter.sort,
    ];
    let mut hash = Sha256::new();
    hash.update([u8::from(filter.deleted.unwrap_or(false))]);
    for word in words {
        hash.update(present(word.as_ref()).unwrap_or_default());
        hash.update([0]);
    }
    hex::encode(hash.finalize().get(..8).unwrap_or_default())
}

/// How far an order must be.
#[derive(Debug, Clone, Copy)]
enum Status {
    Lifecycle(Lifecycle),
    BalanceDue,
    PaidAndOpen,
    PaidAndCompleted,
}

impl Status {
    fn fits(self, facet: Facet) -> bool {
        match self {
            Self::Lifecycle(lifecycle) => facet.lifecycle == lifecycle,
            Self::BalanceDue => facet.lifecycle != Lifecycle::Cancelled && facet.is_short,
            Self::PaidAndOpen => {
                !matches!(facet.lifecycle, Lifecycle::Completed | Lifecycle::Cancelled) && !facet.is_short
            }
            Self::PaidAndCompleted => facet.lifecycle == Lifecycle::Completed && !facet.is_short,
        }
    }
}

fn status(word: &str) -> Result<Status, Problem> {
    match word {
        "PENDING" => Ok(Status::BalanceDue),
        "PAID" => Ok(Status::PaidAndOpen),
        "COMPLETED" => Ok(Status::PaidAndCompleted),
        "CANCELLED" => Ok(Status::Lifecycle(Lifecycle::Cancelled)),
        word => word.parse().map(Status::Lifecycle).map_err(|_| {
            Problem::invalid(
                "status",
                FieldCode::Unknown,
                "Status is PENDING, PAID, COMPLETED, CANCELLED, draft, pending, processing, ready, completed or cancelled.",
            )
        }),
    }
}

/// How an order must be paid.
#[derive(Debug, Clone, Copy)]
enum Payment {
    State(PaymentState),
    Due,
    Overdue,
}

impl Payment {
    fn fits(self, facet: Facet) -> bool {
        match self {
            Self::State(state) => facet.payment == state,
            // What the figures call outstanding.
            Self::Due => {
                facet.is_short && !matches!(facet.lifecycle, Lifecycle::Draft | Lifecycle::Cancelled)
            }
            Self::Overdue => facet.is_short && facet.lifecycle != Lifecycle::Cancelled,
        }
    }
}

fn payment(filter: &OrderFilter) -> Result<Option<Payment>, Problem> {
    Ok(Some(match present(filter.payment.as_ref()) {
        None => return Ok(None),
        Some("due") => Payment::Due,
        Some("overdue") => Payment::Overdue,
        Some("unpaid") => Payment::State(PaymentState::Unpaid),
        Some("partially_paid") => Payment::State(PaymentState::PartiallyPaid),
        Some("paid") => Payment::State(PaymentState::Paid),
        Some("partially_refunded") => Payment::State(PaymentState::PartiallyRefunded),
        Some("refunded") => Payment::State(PaymentState::Refunded),
        Some(_) => {
            let message =
                "Payment is unpaid, partially_paid, paid, partially_refunded, refunded, due or overdue.";
            return Err(Problem::invalid("payment", FieldCode::Unknown, message));
        }
    }))
}

/// Channels that fit both what is said of the channel and of the type.
fn channels(filter: &OrderFilter) -> Result<Vec<Channel>, Problem> {
    let channel = present(filter.channel.as_ref()).map(str::parse::<Channel>).transpose();
    let channel = channel.map_err(|_| {
        Problem::invalid("channel", FieldCode::Unknown, "Channel is till, phone, app or web.")
    })?;
    let order_type = match present(filter.order_type.as_ref()) {
        None => None,
        Some("offline") => Some(OrderType::Offline),
        Some("online") => Some(OrderType::Online),
        Some(_) => return Err(Problem::invalid("type", FieldCode::Unknown, "Type is offline or online.")),
    };
    let fits = |known: &Channel| {
        channel.is_none_or(|channel| channel == *known)
            && order_type.is_none_or(|wanted| known.order_type() == wanted)
    };
    Ok(Channel::ALL.into_iter().filter(fits).collect())
}

fn amount(field: &str, word: &str) -> Result<i64, Problem> {
    let amount = word.parse().ok().filter(|amount| (0..=MAX_AMOUNT).contains(amount));
    amount.ok_or_else(|| {
        Problem::invalid(
            field,
            FieldCode::InvalidAmount,
            "Write the amount in the smallest unit charged, in digits alone.",
        )
    })
}

/// What the list is sorted by, and whether upwards.
fn sort(filter: &OrderFilter, has_amounts: bool, is_overdue: bool) -> Result<(ListBy, bool), Problem> {
    let sort = match present(filter.sort.as_ref()) {
        None if has_amounts => (ListBy::Total, false),
        None | Some("-time") => (ListBy::Time, false),
        Some("time") => (ListBy::Time, true),
        Some("total") => (ListBy::Total, true),
        Some("-total") => (ListBy::Total, false),
        Some("due") => (ListBy::Due, true),
        Some("-due") => (ListBy::Due, false),
        Some(_) => {
            let message = "Sort by time, total or due, with a - before it from the latest or largest down.";
            return Err(Problem::invalid("sort", FieldCode::Unknown, message));
        }
    };
    if has_amounts && sort.0 == ListBy::Time && present(filter.sort.as_ref()).is_some() && !is_overdue {
        let message =
            "Orders between two amounts are sorted by total: leave sort out, or say total or -total.";
        return Err(Problem::invalid("sort", FieldCode::NotOffered, message));
    }
    Ok(sort)
}

/// Who and what is searched for; nothing if nothing is.
pub(super) fn search(
    keys: &TenantKeys,
    filter: &OrderFilter,
    regions: &[Region],
) -> Result<Option<ListSearch>, Problem> {
    let typed = searched("search", filter.search.as_deref())?;
    let name = searched("customer_name", filter.customer_name.as_deref())?;
    let (typed, name) = (typed.as_ref().map(Line::as_str), name.as_ref().map(Line::as_str));
    let typed = typed.map(|typed| TypedSearch {
        reference: typed.parse().ok().map(|reference: Reference| reference.to_string()),
        numbers: spellings(typed),
        name_index: keys.name_query(typed),
        phone_index: keys.phone_indexes(regions, typed),
    });
    let name_index = name.map(|name| keys.name_query(name));
    Ok((typed.is_some() || name_index.is_some()).then_some(ListSearch { typed, name_index }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(words: &[(&str, &str)]) -> OrderFilter {
        let pairs = words.iter().map(|(name, word)| ((*name).to_owned(), serde_json::Value::from(*word)));
        serde_json::from_value(pairs.collect::<serde_json::Map<_, _>>().into()).unwrap()
    }

    #[test]
    fn amounts_are_sorted_by_total_unless_few_are_due() {
        let by = |words: &[(&str, &str)]| {
            asked(&filter(words)).map(|asked| (asked.stored.by, asked.stored.is_ascending))
        };
        assert_eq!(by(&[]).unwrap(), (ListBy::Time, false));
        assert_eq!(by(&[("min_total", "5")]).unwrap(), (ListBy::Total, false));
        assert_eq!(by(&[("max_total", "5"), ("sort", "total")]).unwrap(), (ListBy::Total, true));
        assert_eq!(by(&[("max_total", "5"), ("sort", "time")]).unwrap_err().errors[0].code, "not_offered");
        assert_eq!(
            by(&[("max_total", "5"), ("sort", "time"), ("payment", "overdue")]).unwrap(),
            (ListBy::Time, true)
        );
    }

    #[test]
    fn a_list_is_known_by_its_words_and_not_by_its_page() {
        let fingerprint = |words: &[(&str, &str)]| fingerprint(&filter(words));
        assert_eq!(
            fingerprint(&[("status", " ready ")]),
            fingerprint(&[("status", "ready"), ("cursor", "7b")])
        );
        assert_ne!(fingerprint(&[("from", "2026-11-21")]), fingerprint(&[("to", "2026-11-21")]));
        assert_ne!(fingerprint(&[("sort", "total")]), fingerprint(&[("sort", "-total")]));
    }

    #[test]
    fn what_is_owed_is_neither_a_draft_nor_cancelled() {
        let facets = |words: &[(&str, &str)]| asked(&filter(words)).unwrap().stored.facets.len();
        assert_eq!(facets(&[("payment", "due")]), 4 * 4 * 5);
        assert_eq!(facets(&[("payment", "due"), ("status", "CANCELLED")]), 0);
    }

    #[test]
    fn what_excludes_itself_fits_nothing() {
        let facets = |words: &[(&str, &str)]| asked(&filter(words)).unwrap().stored.facets.len();
        assert_eq!(facets(&[]), 240);
        assert_eq!(facets(&[("type", "online"), ("channel", "till")]), 0);
        assert_eq!(facets(&[("status", "PENDING"), ("payment", "unpaid"), ("channel", "till")]), 5);
    }
}
