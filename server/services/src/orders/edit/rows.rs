//! Writing an edit: rows, event and audit in one transaction.

use contract::{orders::TaxLineView, session::Caller};
use domain::{
    basket::{Item, Totals},
    id::{CustomerId, LineId, OrderId},
    order::{EditedOrder, OrderEvent, PlacedLine},
    subject::Subject,
};
use store::{
    Bytes, Sealed, TenantTx, customers,
    events::EventRow,
    orders::{
        LineRow, LockedStore, MovementRow, NoteRow, OrderChange, OrderChanges, reseal_payment_notes_in_tx,
        write_in_tx,
    },
};
use uuid::Uuid;

use super::{
    Outcome,
    customer::{Whose, whose_in_tx},
    decide::{Decided, DecidedLine},
    facts::Facts,
    history,
};
use crate::{
    Services,
    events::log::{About, EventLog},
    orders::{
        person::People,
        sealed::{open_note, seal_note},
        terms::{TermsOf, agreed_terms, terms_rows},
    },
    protection::TenantKeys,
};

impl Services {
    pub(super) async fn write_edit_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        store: &LockedStore,
        keys: &TenantKeys,
        facts: &Facts,
        decided: Decided,
    ) -> Outcome<()> {
        let at = facts.now;
        let order = &facts.order;
        let tenant_id = caller.tenant_id.uuid();
        let people = People { keys, random: &self.random, tenant_id, region: facts.region, now: at };
        let whose = whose_in_tx(tx, &people, facts, &decided).await?;
        // Lines get their ids before they are written: the event names them.
        let ids: Vec<Uuid> = decided.lines.iter().map(|line| self.line_id(facts, line)).collect();
        let mut changes = OrderChanges {
            changed: vec![self.change(caller, facts, &decided, &whose)?],
            removed_lines: removed(facts, &decided),
            movements: self.movements(facts, &decided),
            events: vec![self.edited_event(caller, store, facts, &decided, &whose, &ids)?],
            audit: history::entries(keys, &self.random, caller, at, facts, &decided, &whose)?,
            ..OrderChanges::default()
        };
        if decided.changed.contains(&"items") || whose.is_rekeyed(facts) {
            let lines = (0..).zip(&decided.lines).zip(&ids);
            let rows = lines.map(|((position, line), id)| self.line_row(facts, &whose, position, line, *id));
            changes.lines = rows.collect::<Outcome<_>>()?;
        }
        if let Some((terms, version)) = &decided.terms
            && facts.terms.as_ref().is_none_or(|(_, before)| before != version)
        {
            let of = TermsOf { tenant_id, store_id: order.store_id, order_id: order.id, version: *version };
            let (row, instalments) = terms_rows(&of, terms, caller.staff_id.uuid(), at);
            (changes.terms, changes.instalments) = (vec![row], instalments);
        }
        if let Some(row) = whose.corrected.clone() {
            customers::upsert_in_tx(tx, &[], &[row]).await?;
        }
        if whose.is_rekeyed(facts) {
            let notes = self.payment_notes(facts, &whose)?;
            reseal_payment_notes_in_tx(tx, OrderId::from_uuid(order.id), &notes).await?;
        }
        (changes.data_keys, changes.customers) = (whose.data_keys, whose.customers);
        Ok(write_in_tx(tx, store.id(), &changes).await?)
    }

    fn line_id(&self, facts: &Facts, line: &DecidedLine) -> Uuid {
        let known = line.kept.and_then(|place| facts.lines.get(place)).map(|known| known.id);
        known.unwrap_or_else(|| self.random.id(facts.now))
    }

    fn change(
        &self,
        caller: &Caller,
        facts: &Facts,
        decided: &Decided,
        whose: &Whose,
    ) -> Outcome<OrderChange> {
        let mut change = OrderChange::of(&facts.order, caller.staff_id, facts.now);
        change.customer_id = whose.customer_id;
        change.data_key_id = whose.data_key_id;
        if decided.changed.contains(&"note") || whose.is_rekeyed(facts) {
            change.sealed_note = self.sealed(whose, facts.order.id, decided.note.as_deref())?;
        }
        change.item_count = decided.lines.iter().map(|line| line.line.quantity).sum();
        change.discount = decided.discount.as_ref().map_or(0, |discount| discount.amount.amount());
        change.discount_reason = decided.discount.as_ref().map(|discount| discount.reason.clone());
        if let Some(totals) = &decided.totals {
            change.subtotal = totals.subtotal.amount();
            change.tax_lines = serde_json::to_value(tax_lines(totals))?;
            change.tax = totals.tax.amount();
            change.total = totals.total.amount();
        }
        let held = facts.held()?;
        change.next_due_date = decided.terms.as_ref().and_then(|(terms, _)| terms.next_due(held));
        Ok(change)
    }

    fn sealed(&self, whose: &Whose, row: Uuid, note: Option<&str>) -> Outcome<Option<Bytes>> {
        let (Some((_, key)), Some(note)) = (&whose.key, note) else { return Ok(None) };
        Ok(Some(Bytes(seal_note(key, row, note, &self.random)?)))
    }

    fn line_row(
        &self,
        facts: &Facts,
        whose: &Whose,
        position: i32,
        line: &DecidedLine,
        id: Uuid,
    ) -> Outcome<LineRow> {
        // A note whose key was destroyed can't be sealed anew; it stays as unreadable as it is.
        let known = line.kept.and_then(|place| facts.lines.get(place));
        let unreadable =
            known.filter(|_| line.note.is_none() && facts.key.is_none() && !whose.is_rekeyed(facts));
        let kept_note = unreadable.and_then(|known| known.sealed_note.clone()).map(Bytes);
        Ok(LineRow {
            id,
            tenant_id: facts.order.tenant_id,
            store_id: facts.order.store_id,
            order_id: facts.order.id,
            position,
            product_id: match line.line.item {
                Item::Product(id) => Some(id.uuid()),
                Item::Custom => None,
            },
            name: line.line.name.clone(),
            unit_price: line.line.unit_price.amount(),
            quantity: line.line.quantity,
            line_total: line.line.total()?.amount(),
            tax_class: line.line.tax_class.clone(),
            sealed_note: match self.sealed(whose, id, line.note.as_deref())? {
                Some(sealed) => Some(sealed),
                None => kept_note,
            },
        })
    }

    /// The ledger's notes under the order's new key.
    fn payment_notes(&self, facts: &Facts, whose: &Whose) -> Outcome<Vec<NoteRow>> {
        let noted = facts.payments.iter().filter(|entry| entry.sealed_note.is_some());
        let rows = noted.map(|entry| {
            let note = open_note(facts.key.as_ref(), entry.id, entry.sealed_note.as_deref())?;
            Ok(NoteRow { id: entry.id, sealed_note: self.sealed(whose, entry.id, note.as_deref())? })
        });
        rows.collect()
    }

    fn movements(&self, facts: &Facts, decided: &Decided) -> Vec<MovementRow> {
        let at = facts.now;
        let rows = decided.stock.iter().map(|product| MovementRow {
            id: self.random.id(at),
            tenant_id: facts.order.tenant_id,
            store_id: facts.order.store_id,
            product_id: product.product_id.uuid(),
            order_id: Some(facts.order.id),
            reason: "edit",
            quantity: -product.taken,
            moved_at: at,
        });
        rows.collect()
    }

    fn edited_event(
        &self,
        caller: &Caller,
        store: &LockedStore,
        facts: &Facts,
        decided: &Decided,
        whose: &Whose,
        ids: &[Uuid],
    ) -> Outcome<Sealed<EventRow>> {
        let at = facts.now;
        let lines = decided.lines.iter().zip(ids).map(|(line, id)| {
            Ok(PlacedLine {
                line_id: LineId::from_uuid(*id),
                item: line.line.item.clone(),
                name: line.line.name.clone(),
                unit_price: line.line.unit_price.amount(),
                quantity: line.line.quantity,
                line_total: line.line.total()?.amount(),
            })
        });
        let order = &facts.order;
        let (subtotal, tax) = decided
            .totals
            .as_ref()
            .map_or((order.subtotal, order.tax), |totals| (totals.subtotal.amount(), totals.tax.amount()));
        let event = OrderEvent::Edited(Box::new(EditedOrder {
            changed: decided.changed.iter().map(|field| (*field).to_owned()).collect(),
            customer_id: whose.customer_id.map(CustomerId::from_uuid),
            lines: lines.collect::<Outcome<_>>()?,
            discount: decided.discount.clone(),
            subtotal,
            tax,
            total: decided.total,
            terms: decided.terms.as_ref().map(|(terms, version)| agreed_terms(terms, *version)),
        }));
        let about = About {
            event_id: self.random.id(at),
            subject: Subject::Order(OrderId::from_uuid(order.id)),
            version: order.version + 1,
            actor: caller.staff_id,
            at,
        };
        EventLog::of_store(caller.tenant_id, store).append(about, &event)
    }
}

fn tax_lines(totals: &Totals) -> Vec<TaxLineView> {
    let lines = totals.tax_lines.iter().map(|tax| TaxLineView {
        label: tax.label.clone(),
        basis_points: tax.basis_points,
        base: tax.base.amount(),
        amount: tax.amount.amount(),
    });
    lines.collect()
}

fn removed(facts: &Facts, decided: &Decided) -> Vec<Uuid> {
    let lines = facts.lines.iter().enumerate();
    let gone = lines.filter(|(place, _)| !decided.lines.iter().any(|line| line.kept == Some(*place)));
    gone.map(|(_, line)| line.id).collect()
}
