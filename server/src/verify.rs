//! `kedai verify`: whether what was recorded is as it was written, in words.

use domain::id::TenantId;
use services::{
    Failure, Services,
    audit::verify::{Fault, Verdict},
    events,
};
use store::StoreError;

use crate::cli::{Verified, VerifySettings};

/// Why not all is well.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VerifyError {
    /// The tenant.
    #[error("there is no tenant {0:?}")]
    UnknownTenant(String),
    /// The list of tenants can't be read.
    #[error("the tenants can't be read")]
    Tenants(#[source] StoreError),
    /// Something can't be read.
    #[error("what was recorded of these tenants can't be read: {}", .0.join(", "))]
    Read(Vec<String>),
    /// Something was changed.
    #[error("{0} faults: somebody else than Kedai wrote to the database")]
    Faults(u64),
}

/// Verifies, and tells on standard output what it finds.
pub(crate) async fn run(services: &Services, settings: &VerifySettings) -> Result<(), VerifyError> {
    let mut tenants = services.database().tenants().await.map_err(VerifyError::Tenants)?;
    if let Some(wanted) = &settings.tenant {
        tenants.retain(|(_, slug)| slug == wanted);
        if tenants.is_empty() {
            return Err(VerifyError::UnknownTenant(wanted.clone()));
        }
    }
    let (mut faults, mut unread) = (0, Vec::new());
    for (tenant_id, tenant) in tenants {
        let verified = match settings.kind {
            Verified::Audit => audit(services, tenant_id, &tenant).await,
            Verified::Events => orders(services, tenant_id, &tenant).await,
        };
        match verified {
            Ok(found) => faults += found,
            // The others are looked at all the same.
            Err(failure) => {
                tell_unread(&tenant, failure);
                unread.push(tenant);
            }
        }
    }
    match (faults, unread.is_empty()) {
        (0, true) => Ok(()),
        (0, false) => Err(VerifyError::Read(unread)),
        (faults, _) => Err(VerifyError::Faults(faults)),
    }
}

#[expect(clippy::print_stdout, reason = "the verdict is what the command is for")]
fn tell_unread(tenant: &str, failure: Failure) {
    // Its causes are in the log.
    let problem = contract::Problem::from(failure);
    println!("{tenant}: UNREAD   what was recorded can't be read ({})", problem.code);
}

#[expect(clippy::print_stdout, reason = "the verdict is what the command is for")]
async fn audit(services: &Services, tenant_id: TenantId, tenant: &str) -> Result<u64, Failure> {
    let tell = |fault: &Fault| println!("{tenant}: {}", told(fault));
    let verdict = services.verify_audit(tenant_id, tell).await?;
    println!("{tenant}: {}", summary(&verdict));
    Ok(verdict.faults)
}

#[expect(clippy::print_stdout, reason = "the verdict is what the command is for")]
async fn orders(services: &Services, tenant_id: TenantId, tenant: &str) -> Result<u64, Failure> {
    let tell = |fault: &events::Fault| println!("{tenant}: {}", told_of_events(fault));
    let verdict = services.verify_events(tenant_id, tell).await?;
    let events::Verdict { events, orders, others, snapshots, newer, faults } = verdict;
    println!(
        "{tenant}: {events} events, {orders} orders and {others} other subjects replayed, {snapshots} snapshots, \
         {faults} faults"
    );
    if newer > 0 {
        println!("{tenant}: {newer} subjects have events of a newer version of Kedai: verify them with it");
    }
    Ok(faults)
}

fn told_of_events(fault: &events::Fault) -> String {
    let stream = |store: &Option<String>| store.clone().unwrap_or_else(|| "the business".to_owned());
    match fault {
        events::Fault::Missing { store, from, to } if from == to => {
            format!("MISSING  {}: event {from}", stream(store))
        }
        events::Fault::Missing { store, from, to } => {
            format!("MISSING  {}: events {from} to {to}", stream(store))
        }
        events::Fault::Changed { store, sequence } => format!("CHANGED  {}: event {sequence}", stream(store)),
        events::Fault::End { store } => {
            format!("CHANGED  {}: the chain doesn't end where Kedai left it", stream(store))
        }
        events::Fault::Differs { reference, what } => {
            format!("DIFFERS  {reference}: its {what} isn't what its events say")
        }
        events::Fault::Unreplayable { reference, why } => format!("BROKEN   {reference}: {why}"),
        events::Fault::Snapshot { reference, version } => {
            format!("DIFFERS  {reference}: its snapshot after event {version} isn't what the events say")
        }
    }
}

fn summary(verdict: &Verdict) -> String {
    let state = match verdict.faults {
        0 => "chain whole".to_owned(),
        1 => "1 fault".to_owned(),
        faults => format!("{faults} faults"),
    };
    let waiting = match verdict.waiting {
        0 => String::new(),
        waiting => format!(", {waiting} waiting to be linked"),
    };
    let head = if verdict.head.is_empty() {
        "no links yet".to_owned()
    } else {
        format!("{} links, head {}", verdict.sequence, hex::encode(&verdict.head))
    };
    format!("{} entries, {state}, {head}{waiting}", verdict.entries)
}

fn told(fault: &Fault) -> String {
    let time = |at: &chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    match fault {
        Fault::Changed { sequence, id, at, action } => {
            format!("CHANGED  link {sequence}: entry {id}, {action} at {}", time(at))
        }
        Fault::Removed { sequence, id, at } => {
            let at = at.as_ref().map_or_else(String::new, |at| format!(", written at {}", time(at)));
            format!("REMOVED  link {sequence}: entry {id}{at}")
        }
        Fault::LinksRemoved { from, to } if from == to => {
            format!("REMOVED  link {from}, and with it what it linked")
        }
        Fault::LinksRemoved { from, to } => {
            format!("REMOVED  links {from} to {to}, and with them what they linked")
        }
        Fault::Unproved { sequence, id } => {
            format!("UNPROVED link {sequence}: entry {id} follows a link that is gone")
        }
        Fault::Inserted { id, at, action } => format!("INSERTED entry {id}, {action} at {}", time(at)),
        Fault::Head => "CHANGED  the end of the chain is not where Kedai left it".to_owned(),
    }
}
