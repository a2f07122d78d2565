//! Businesses and their stores.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    Problem,
    session::{Caller, StoreView},
};
use domain::{
    id::{StoreId, TenantId},
    money::Currency,
    tax::{TaxMode, TaxRate, TaxRules},
};
use quick_cache::sync::Cache;
use store::{
    Scope, TenantTx,
    tenants::{self, StoreRecord, TaxRateRecord, TenantRecord},
};

use crate::{
    Failure, Services,
    access::{scope, works_at},
    clock::utc_offset,
    failure::OrProblem,
    protection::Region,
};

/// A store as those who work there see it.
pub(crate) fn store_view(
    store: &StoreRecord,
    tenant: &TenantRecord,
    now: DateTime<Utc>,
) -> Result<StoreView, Failure> {
    Ok(StoreView {
        id: store.id(),
        slug: store.slug.clone(),
        name: store.name.clone(),
        address: store.address.clone(),
        receipt_footer: tenant.receipt_footer.clone(),
        currency: parse_currency(&tenant.currency)?,
        time_zone: store.time_zone.clone(),
        utc_offset_seconds: utc_offset(&store.time_zone, now)?.local_minus_utc(),
    })
}

pub(crate) fn parse_currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|_| Failure::UnknownWord("tenants.currency"))
}

/// Where a business's stores are, each region once: a number that somebody searches for is one of them.
pub(crate) fn regions(stores: &[StoreRecord], currency: Currency) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    for store in stores {
        let region = Region::of_store(store.country.as_deref(), &store.time_zone, currency);
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    regions
}

pub(crate) fn parse_tax_mode(word: &str) -> Result<TaxMode, Failure> {
    match word {
        "exclusive" => Ok(TaxMode::Exclusive),
        "inclusive" => Ok(TaxMode::Inclusive),
        _ => Err(Failure::UnknownWord("tenants.tax_mode")),
    }
}

/// How the tenant of a transaction taxes its sales.
pub(crate) async fn tax_rules_in_tx(tx: &mut TenantTx, tax_mode: &str) -> Result<TaxRules, Failure> {
    tax_rules(tax_mode, tenants::tax_rates_in_tx(tx).await?)
}

/// The taxes that stored rates mean.
pub(crate) fn tax_rules(tax_mode: &str, rates: Vec<TaxRateRecord>) -> Result<TaxRules, Failure> {
    let rates =
        rates.into_iter().map(|r| TaxRate { class: r.class, label: r.label, basis_points: r.basis_points });
    Ok(TaxRules { mode: parse_tax_mode(tax_mode)?, rates: rates.collect() })
}

/// A short memory of which store a short name means. Identities never change hands, so only a
/// renamed store is found by its old name for at most [`LIFETIME`].
pub(crate) struct StoreDirectory(Cache<(TenantId, String), (DateTime<Utc>, StoreId)>);

const LIFETIME: TimeDelta = TimeDelta::minutes(1);
const CAPACITY: usize = 10_000;

impl StoreDirectory {
    pub(crate) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

/// How many tenants' keys are tried at start: a wrong key file opens none of them.
const TRIED: usize = 10;

impl Services {
    /// Whether the master key opens what is in this database; a server that starts with another key
    /// file would answer nothing that concerns a person.
    pub async fn check_keys(&self) -> Result<(), Failure> {
        let (mut failed, mut opened) = (None, 0);
        for (tenant_id, _) in self.database.tenants().await?.into_iter().take(TRIED) {
            let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
            match self.keyring.tenant_keys_in_tx(&mut tx).await {
                Ok(_) => opened += 1,
                Err(failure) => failed = Some(failure),
            }
            tx.commit().await?;
        }
        match failed {
            // One that is damaged is that tenant's trouble; the others are served.
            Some(failure) if opened > 0 => {
                tracing::error!(%failure, "a tenant's key doesn't open");
                Ok(())
            }
            Some(failure) => Err(failure.into()),
            None => Ok(()),
        }
    }

    /// The store of a short name, if the caller works there; otherwise nothing is there.
    pub(crate) async fn store_id(&self, caller: &Caller, slug: &str) -> Result<StoreId, Problem> {
        let now = self.clock.now();
        let key = (caller.tenant_id, slug.to_owned());
        let known = self.stores.0.get(&key).filter(|(since, _)| now - *since < LIFETIME);
        let store_id = match known {
            Some((_, store_id)) => store_id,
            None => {
                let mut tx = self.database.begin(&Scope::system(caller.tenant_id)).await.or_problem()?;
                let found = tenants::store_by_slug_in_tx(&mut tx, slug).await.or_problem()?;
                tx.commit().await.or_problem()?;
                let store_id = found.ok_or_else(Problem::not_found)?.id();
                self.stores.0.insert(key, (now, store_id));
                store_id
            }
        };
        if works_at(caller, store_id) { Ok(store_id) } else { Err(Problem::not_found()) }
    }

    /// The stores that a caller works at, and their business.
    pub(crate) async fn stores_of(
        &self,
        caller: &Caller,
    ) -> Result<(TenantRecord, Vec<StoreRecord>), Failure> {
        let mut tx = self.database.begin(&scope(caller)).await?;
        let tenant = tenants::tenant_in_tx(&mut tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let stores = tenants::stores_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok((tenant, stores))
    }
}
