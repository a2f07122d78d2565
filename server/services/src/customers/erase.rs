//! Forgetting a person.
//!
//! What is owed must be claimable, so nobody is forgotten who still owes (GDPR article 17 (3) (e);
//! UU PDP article 15). Everything else that names the person goes with the person's key.

use contract::{Problem, customers::EraseCustomer, problem::Code, session::Caller};
use domain::{
    audit::AuditAction,
    customer::{CustomerEvent, CustomerState},
    subject::{Stream, Subject},
};
use store::{
    audit,
    customers::{customer_in_tx, erase_in_tx, lock_in_tx, sums_in_tx},
};

use super::find::customer_id;
use crate::{
    Services,
    access::scope,
    audit::{Deed, FieldChange, audit_row},
    events::Fact,
    failure::OrProblem,
    orders::reason_of,
};

impl Services {
    pub(super) async fn erase_customer(
        &self,
        caller: &Caller,
        id: &str,
        command: &EraseCustomer,
    ) -> Result<(), Problem> {
        let id = customer_id(id)?;
        let reason = reason_of(&command.reason)?.into_string();
        let now = self.clock.now();
        // The whole business forgets, also at stores where the caller doesn't work.
        let everywhere = store::Scope { stores: store::VisibleStores::All, ..scope(caller) };
        let mut tx = self.database.begin(&everywhere).await.or_problem()?;
        // Whoever asks for it a second time at once waits here, and finds it done.
        lock_in_tx(&mut tx, id.uuid()).await.or_problem()?;
        let customer = customer_in_tx(&mut tx, id).await.or_problem()?.ok_or_else(Problem::not_found)?;
        if customer.destroyed_at.is_some() {
            return Ok(());
        }
        let due = sums_in_tx(&mut tx, id).await.or_problem()?.balance_due;
        if due > 0 {
            let detail = "This customer still owes money, so they can't be erased yet. Take the payment, or \
                          cancel or delete the order first.";
            return Err(Problem::new(Code::BalanceDue, detail).with("balance_due", due));
        }
        erase_in_tx(&mut tx, id, now).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let deed = Deed {
            action: AuditAction::Delete,
            subject: "customer",
            store_id: None,
            order_id: None,
            subject_id: None,
            customer_ids: vec![id.uuid()],
            changes: vec![FieldChange::open("erased", false, true)],
            key: None,
            reason: Some(reason),
        };
        let row = audit_row(&keys, &self.random, caller, now, deed).or_problem()?;
        audit::insert_in_tx(&mut tx, &[row]).await.or_problem()?;
        // What live feeds remember names people.
        store::notices::tell_forgotten_in_tx(&mut tx).await.or_problem()?;
        let erased = Fact {
            subject: Subject::Customer(id),
            actor: caller.staff_id,
            at: now,
            event: &CustomerEvent::Erased,
        };
        let stream = Stream::Tenant(caller.tenant_id);
        self.append_in_tx::<CustomerState>(&mut tx, stream, erased).await.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(())
    }
}
