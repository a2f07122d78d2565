//! Looking entries up. Who looks is noted as well.

use chrono::{Days, NaiveDate, NaiveTime};
use contract::{
    Problem,
    audit::{AuditActor, AuditEntryView, AuditFilter, AuditView, AuditedOrder, ChainState, FieldChangeView},
    catalogue::Page,
    problem::FieldCode,
    session::Caller,
};
use domain::{
    audit::AuditAction,
    id::{CustomerId, OrderId, StaffId, WebhookEndpointId},
    subject::Subject,
};
use store::{
    TenantTx,
    audit::{AuditSearch, ListedEntry, NamedStaff, head_in_tx, search_in_tx, staff_in_tx, waiting_in_tx},
    customers::ids_by_name_or_phone_in_tx,
    tenants::{stores_in_tx, tenant_in_tx},
};
use uuid::Uuid;

use super::{
    Seen,
    entry::{FieldChange, open_changes},
    seen::Noting,
};
use crate::{
    Failure, Services,
    access::scope,
    clock::local_time,
    days::day,
    failure::OrProblem,
    orders::{cursor, find_in_tx, person_key},
    protection::TenantKeys,
    tenants::{parse_currency, regions},
    text::searched,
};

/// The most kinds that one search names: all of them.
const MAX_KINDS: usize = AuditAction::ALL.len();
/// The most people that one search means; more are refused.
const MAX_PEOPLE: i64 = 100;

/// Entries of one page, and where the next begins.
pub(super) struct Found {
    pub(super) entries: Vec<AuditEntryView>,
    pub(super) next_cursor: Option<String>,
    /// Nothing is shown before it is noted.
    pub(super) noting: Noting,
}

impl Services {
    pub(super) async fn search_audit(
        &self,
        caller: &Caller,
        filter: AuditFilter,
    ) -> Result<Page<AuditEntryView>, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let found = self.find_audit_in_tx(&mut tx, caller, filter).await?;
        tx.commit().await.or_problem()?;
        found.noting.noted().await?;
        Ok(Page { items: found.entries, next_cursor: found.next_cursor })
    }

    pub(super) async fn audit_of_order(
        &self,
        caller: &Caller,
        id: &str,
        filter: AuditFilter,
    ) -> Result<Page<AuditEntryView>, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        // An order that isn't there is told as such, not as a wrong filter.
        find_in_tx(&mut tx, id).await?;
        let filter = AuditFilter { order: Some(id.to_owned()), ..filter };
        let found = self.find_audit_in_tx(&mut tx, caller, filter).await?;
        tx.commit().await.or_problem()?;
        found.noting.noted().await?;
        Ok(Page { items: found.entries, next_cursor: found.next_cursor })
    }

    pub(super) async fn audit_overview(
        &self,
        caller: &Caller,
        filter: AuditFilter,
    ) -> Result<AuditView, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let staff = staff_in_tx(&mut tx).await.or_problem()?;
        let head = head_in_tx(&mut tx).await.or_problem()?;
        // Without this look itself.
        let waiting = waiting_in_tx(&mut tx).await.or_problem()?;
        let found = self.find_audit_in_tx(&mut tx, caller, filter).await?;
        tx.commit().await.or_problem()?;
        let staff = staff.into_iter().map(actor).collect();
        let chain = ChainState {
            sequence: head.as_ref().map_or(0, |head| head.sequence),
            head: head.map_or_else(String::new, |head| hex::encode(&head.hash)),
            waiting,
        };
        found.noting.noted().await?;
        let page = Page { items: found.entries, next_cursor: found.next_cursor };
        Ok(AuditView { page, staff, chain })
    }

    /// Entries that fit, in clear as far as their people were not erased; that they were seen is noted.
    pub(super) async fn find_audit_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        filter: AuditFilter,
    ) -> Result<Found, Problem> {
        let limit = cursor::limit(filter.limit)?;
        let keys = self.keyring.tenant_keys_in_tx(tx).await.or_problem()?;
        let mut search = self.audit_search_in_tx(tx, &keys, &filter).await?;
        search.limit = limit + 1;
        let mut rows = search_in_tx(tx, &search).await.or_problem()?;
        let next_cursor =
            cursor::cut(&mut rows, limit, |row: &ListedEntry| (row.entry.at, row.entry.id)).or_problem()?;
        let shown = rows.len();
        let mut people = Vec::new();
        let entries = rows.into_iter().map(|row| entry_view(&keys, row, &mut people));
        let entries = entries.collect::<Result<Vec<_>, _>>().or_problem()?;
        let seen = Seen {
            action: AuditAction::Access,
            subject: "audit",
            store_id: None,
            order_id: search.order_id,
            people,
            rows: Some(shown),
        };
        let noting = self.note_seen(caller, &keys, seen)?;
        Ok(Found { entries, next_cursor, noting })
    }

    async fn audit_search_in_tx(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        filter: &AuditFilter,
    ) -> Result<AuditSearch, Problem> {
        let kind = |word: &str| AuditAction::from_code(word.trim()).ok_or_else(unknown_action);
        let words = present(&filter.action).into_iter().flat_map(|words| words.split(','));
        let actions = words.take(MAX_KINDS).map(kind).collect::<Result<Vec<_>, _>>()?;
        let actor_id = match present(&filter.actor) {
            None => None,
            Some(word) => {
                let id: Result<StaffId, _> = word.parse();
                let message = "Send the id of a member of staff, like stf_0190….";
                Some(id.map_err(|_| Problem::invalid("actor", FieldCode::Invalid, message))?.uuid())
            }
        };
        let order_id = match present(&filter.order) {
            None => None,
            Some(word) => Some(find_in_tx(tx, word).await.map_err(unknown_order)?.id),
        };
        let customers = match present(&filter.customer) {
            None => None,
            Some(word) => Some(self.people_in_tx(tx, keys, word).await?),
        };
        // A tenant's stores in several zones share the first one's day, as on the dashboard.
        let stores = stores_in_tx(tx).await.or_problem()?;
        let zone = stores.first().map_or("UTC", |store| store.time_zone.as_str());
        let begins = |day: NaiveDate| local_time(zone, day.and_time(NaiveTime::MIN)).or_problem();
        let day = |field, word| present(word).map(|word| day(field, word)).transpose();
        let from = day("from", &filter.from)?.map(begins).transpose()?;
        let until = day("to", &filter.to)?.and_then(|day| day.checked_add_days(Days::new(1)));
        Ok(AuditSearch {
            actions,
            actor_id,
            order_id,
            customers,
            from,
            until: until.map(begins).transpose()?,
            before: present(&filter.cursor).map(cursor::read_place).transpose()?,
            limit: 0,
        })
    }

    /// Whom an id, the beginning of a name, or a phone number means.
    async fn people_in_tx(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        typed: &str,
    ) -> Result<Vec<Uuid>, Problem> {
        let Some(typed) = searched("customer", Some(typed))? else { return Ok(Vec::new()) };
        let typed = typed.as_str();
        if let Ok(id) = typed.parse::<CustomerId>() {
            return Ok(vec![id.uuid()]);
        }
        let tenant = tenant_in_tx(tx).await.or_problem()?.ok_or_else(Problem::not_found)?;
        let currency = parse_currency(&tenant.currency).or_problem()?;
        let regions = regions(&stores_in_tx(tx).await.or_problem()?, currency);
        let phones = keys.phone_indexes(&regions, typed);
        let names = keys.name_query(typed);
        let people = ids_by_name_or_phone_in_tx(tx, &names, &phones, MAX_PEOPLE + 1).await.or_problem()?;
        if i64::try_from(people.len()).unwrap_or(i64::MAX) > MAX_PEOPLE {
            return Err(too_many_people());
        }
        Ok(people)
    }
}

/// A filter left empty in a form is no filter.
fn present(word: &Option<String>) -> Option<&str> {
    word.as_deref().map(str::trim).filter(|word| !word.is_empty())
}

fn unknown_action() -> Problem {
    let message = "Kind is CREATE, READ, UPDATE, DELETE, ACCESS or PAYMENT.";
    Problem::invalid("action", FieldCode::Unknown, message)
}

/// Entries of some of them would look like the entries of all.
fn too_many_people() -> Problem {
    let message = "More than 100 people fit. Type more of the name, or the phone number.";
    Problem::invalid("customer", FieldCode::TooMany, message)
}

/// An order that isn't there is a filter that is wrong.
fn unknown_order(problem: Problem) -> Problem {
    if problem.status != 404 {
        return problem;
    }
    Problem::invalid("order", FieldCode::Unknown, "There is no such order. Check its reference.")
}

fn entry_view(
    keys: &TenantKeys,
    row: ListedEntry,
    people: &mut Vec<Uuid>,
) -> Result<AuditEntryView, Failure> {
    let ListedEntry { entry, sequence, actor_name, reference, store, wrapped_key } = row;
    let mut changes: Vec<FieldChange> = serde_json::from_str(&entry.changes)?;
    let key = person_key(keys, entry.data_key_id, wrapped_key.as_deref())?;
    let opened = open_changes(key.as_ref(), entry.id, entry.sealed_changes.as_deref())?;
    if !opened.is_empty() {
        people.extend(&entry.customer_ids);
    }
    for clear in opened {
        if let Some(hashed) = changes.iter_mut().find(|change| change.field == clear.field) {
            *hashed = clear;
        }
    }
    let reference = reference.map(|reference| reference.parse());
    let reference = reference.transpose().map_err(|_| Failure::UnknownWord("orders.reference"))?;
    let order = entry.order_id.map(OrderId::from_uuid).zip(reference);
    let who = entry.actor_id.zip(actor_name);
    let role = entry.actor_role;
    Ok(AuditEntryView {
        id: entry.id.to_string(),
        sequence,
        at: entry.at,
        action: entry.action,
        subject_id: entry.subject_id.map(|id| shown_id(&entry.subject, id)),
        subject: entry.subject,
        actor: who.map(|(id, name)| actor(NamedStaff { id, name, role })),
        origin: entry.origin,
        store,
        order: order.map(|(id, reference)| AuditedOrder { id, reference }),
        customers: entry.customer_ids.into_iter().map(|id| CustomerId::from_uuid(id).to_string()).collect(),
        changes: changes.into_iter().map(change_view).collect(),
        reason: entry.reason,
    })
}

/// Ids of these kinds are shown as everywhere else, others as they are stored.
fn shown_id(kind: &str, id: Uuid) -> String {
    match kind {
        "webhook_endpoint" => WebhookEndpointId::from_uuid(id).to_string(),
        kind => Subject::of(kind, id).shown_id(),
    }
}

fn change_view(change: FieldChange) -> FieldChangeView {
    FieldChangeView { field: change.field, old: change.old, new: change.new }
}

fn actor(staff: NamedStaff) -> AuditActor {
    AuditActor { id: StaffId::from_uuid(staff.id), name: staff.name, role: staff.role }
}
