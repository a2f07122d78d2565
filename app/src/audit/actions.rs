//! What the audit pages ask of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::{
    audit::{AuditEntryView, AuditFilter, AuditView},
    catalogue::Page,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, require_caller};

/// A page of entries, the people who can be searched by, and how the chain stands.
#[server(prefix = "/api/page", endpoint = "audit", input = Json)]
pub async fn load_audit(filter: AuditFilter) -> Result<AuditView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.audit.overview(&caller, filter).await)
}

/// The newest entries about an order.
#[server(prefix = "/api/page", endpoint = "order-history", input = Json)]
pub async fn load_history(reference: String, filter: AuditFilter) -> Result<Page<AuditEntryView>, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.audit.of_order(&caller, &reference, filter).await)
}
