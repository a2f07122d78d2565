//! Who did or saw what.
//!
//! Every change of an order or a person, and every look at a person's data, leaves an entry in the
//! transaction that did it. Entries are linked into a chain per tenant a moment later, so that no sale
//! waits for another's entry; [`verify`] walks the chain.

mod chain;
mod entry;
mod export;
pub mod link;
mod search;
mod seen;
pub mod verify;

pub(crate) use entry::{Actor, Deed, FieldChange, audit_row};
pub(crate) use seen::{Looks, Seen, looks};

use async_trait::async_trait;
use contract::{
    Problem,
    audit::{AuditCsv, AuditEntryView, AuditFilter, AuditView},
    backend::AuditApi,
    catalogue::Page,
    session::Caller,
};
use domain::role::Permission;

use crate::{Services, access::require};

#[async_trait]
impl AuditApi for Services {
    async fn of_order(
        &self,
        caller: &Caller,
        id: &str,
        filter: AuditFilter,
    ) -> Result<Page<AuditEntryView>, Problem> {
        require(caller, Permission::SeeAudit)?;
        self.audit_of_order(caller, id, filter).await
    }

    async fn search(&self, caller: &Caller, filter: AuditFilter) -> Result<Page<AuditEntryView>, Problem> {
        require(caller, Permission::SeeAudit)?;
        self.search_audit(caller, filter).await
    }

    async fn export(&self, caller: &Caller, filter: AuditFilter) -> Result<AuditCsv, Problem> {
        require(caller, Permission::SeeAudit)?;
        self.export_audit(caller, filter).await
    }

    async fn overview(&self, caller: &Caller, filter: AuditFilter) -> Result<AuditView, Problem> {
        require(caller, Permission::SeeAudit)?;
        self.audit_overview(caller, filter).await
    }
}
