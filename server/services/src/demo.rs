//! A business to try Kedai with: a café with two shops and a menu, and an empty trading company to
//! import into. Made once; what somebody changed since stays. Under a name of its own it is made once
//! more, for whoever wants to be alone in it.

use std::str::FromStr;

use chrono::TimeDelta;
use domain::{
    id::{StaffId, StoreId, TenantId},
    role::Role,
};
use store::{
    Scope, TenantTx,
    tenants::{self, NewStaff, NewStore, TaxRateRecord, TenantRecord},
};

use crate::{
    Failure, Services,
    catalogue::import::{Import, ImportError, ImportKind},
};

/// The password of every demo account.
pub const PASSWORD: &str = "kedai-demo";

/// The longest name of a demo business: with it a tenant's slug still has its length.
const MAX_NAME: usize = 32;

/// The name of a demo business that is made beside the first. The slugs of its tenants begin with it, and
/// its people's addresses have it: `w7-kopi-kita`, `owner@w7.kopikita.test`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessName(String);

/// Something that names no business.
#[derive(Debug, thiserror::Error)]
#[error("a business is named with 1 to {MAX_NAME} letters a to z and digits, and hyphens between them")]
pub struct NoBusinessName;

impl FromStr for BusinessName {
    type Err = NoBusinessName;

    fn from_str(name: &str) -> Result<Self, NoBusinessName> {
        let is_label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_name = (1..=MAX_NAME).contains(&name.len())
            && name.bytes().all(is_label)
            && !name.starts_with('-')
            && !name.ends_with('-');
        if is_name { Ok(Self(name.to_owned())) } else { Err(NoBusinessName) }
    }
}

struct DemoTenant {
    slug: &'static str,
    name: &'static str,
    currency: &'static str,
    footer: &'static str,
    tax: Option<(&'static str, i64)>,
    domain: &'static str,
    /// Slug, name, address, zone; the first is where cashier and staff work.
    stores: &'static [(&'static str, &'static str, &'static [&'static str], &'static str, &'static str)],
    /// Whether cashier and staff work at the first store only.
    bound: bool,
    /// What it sells, as the import takes it.
    menu: Option<&'static str>,
    names: [(&'static str, Role, &'static str); 4],
}

impl DemoTenant {
    fn slug(&self, business: Option<&BusinessName>) -> String {
        business.map_or_else(|| self.slug.to_owned(), |BusinessName(name)| format!("{name}-{}", self.slug))
    }

    fn domain(&self, business: Option<&BusinessName>) -> String {
        business
            .map_or_else(|| self.domain.to_owned(), |BusinessName(name)| format!("{name}.{}", self.domain))
    }

    /// Whether a domain is this tenant's, or that of the same tenant in another business.
    fn has_domain(&self, domain: &str) -> bool {
        let before = domain.strip_suffix(self.domain);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

const TENANTS: [DemoTenant; 2] = [
    DemoTenant {
        slug: "kopi-kita",
        name: "Kopi Kita",
        currency: "IDR",
        footer: "Terima kasih, sampai jumpa!",
        tax: Some(("PB1 10 %", 1_000)),
        domain: "kopikita.test",
        stores: &[
            ("senopati", "Senopati", &["Jl. Senopati No. 41", "Jakarta Selatan 12190"], "Asia/Jakarta", "ID"),
            ("kemang", "Kemang", &["Jl. Kemang Raya No. 8", "Jakarta Selatan 12730"], "Asia/Jakarta", "ID"),
        ],
        bound: true,
        menu: Some(include_str!("demo_menu.csv")),
        names: [
            ("owner", Role::Owner, "Ratna"),
            ("manager", Role::Manager, "Dimas"),
            ("cashier", Role::Cashier, "Ayu"),
            ("staff", Role::Staff, "Bayu"),
        ],
    },
    DemoTenant {
        slug: "northwind",
        name: "Northwind Traders",
        currency: "USD",
        footer: "Thank you for your business.",
        tax: None,
        domain: "northwind.test",
        stores: &[("main", "Main Warehouse", &["Seattle, WA 98104"], "America/Los_Angeles", "US")],
        bound: false,
        menu: None,
        names: [
            ("owner", Role::Owner, "Andrew"),
            ("manager", Role::Manager, "Steven"),
            ("cashier", Role::Cashier, "Nancy"),
            ("staff", Role::Staff, "Janet"),
        ],
    },
];

/// The e-mail addresses of all accounts of a demo business; without a name, of the first.
pub fn accounts(business: Option<&BusinessName>) -> impl Iterator<Item = String> {
    TENANTS.iter().flat_map(move |tenant| {
        let domain = tenant.domain(business);
        tenant.names.iter().map(move |(account, _, _)| format!("{account}@{domain}"))
    })
}

/// Whether an e-mail address is a demo account's, of whichever business: their domains, and all below
/// them, are reserved and nobody else's.
pub(crate) fn is_account(email: &str) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain);
    domain.is_some_and(|domain| TENANTS.iter().any(|tenant| tenant.has_domain(domain)))
}

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A tenant.
    #[error("a demo tenant could not be made")]
    Tenant(#[from] Failure),
    /// Its menu.
    #[error("the demo menu could not be imported")]
    Menu(#[from] ImportError),
}

impl From<store::StoreError> for DemoError {
    fn from(error: store::StoreError) -> Self {
        Self::Tenant(error.into())
    }
}

impl Services {
    /// Makes the tenants of a demo business that aren't there, those of the first if none is named; tells
    /// whether any was made.
    pub async fn make_demo(&self, business: Option<&BusinessName>) -> Result<bool, DemoError> {
        let mut made = false;
        for demo in &TENANTS {
            let slug = demo.slug(business);
            if self.database.tenant_by_slug(&slug).await?.is_some() {
                continue;
            }
            made = true;
            self.make_demo_tenant(demo, business).await?;
            let Some(menu) = demo.menu else { continue };
            for (store, _, _, _, _) in demo.stores {
                self.import(Import {
                    kind: ImportKind::Products,
                    tenant: &slug,
                    store: Some(store),
                    csv: menu.as_bytes(),
                    dry_run: false,
                })
                .await?;
            }
        }
        Ok(made)
    }

    async fn make_demo_tenant(
        &self,
        demo: &DemoTenant,
        business: Option<&BusinessName>,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let tenant_id = TenantId::from_uuid(self.random.id(now));
        // Slow, and the same for all four: hashed once, outside the transaction.
        let password_hash = self.passwords.hash(PASSWORD.to_owned(), &self.random).await?;
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let tenant = TenantRecord {
            slug: demo.slug(business),
            name: demo.name.to_owned(),
            currency: demo.currency.to_owned(),
            tax_mode: "exclusive".to_owned(),
            receipt_footer: demo.footer.to_owned(),
        };
        tenants::insert_tenant_in_tx(&mut tx, &tenant, now).await?;
        self.keyring.make_tenant_key_in_tx(&mut tx).await?;
        if let Some((label, basis_points)) = demo.tax {
            let rate = TaxRateRecord { class: "standard".to_owned(), label: label.to_owned(), basis_points };
            tenants::insert_tax_rate_in_tx(&mut tx, 0, &rate).await?;
        }
        let stores = self.demo_stores_in_tx(&mut tx, demo).await?;
        for (account, role, name) in &demo.names {
            let bound = demo.bound && *role <= Role::Cashier;
            let staff = NewStaff {
                id: StaffId::from_uuid(self.random.id(now)),
                email: format!("{account}@{}", demo.domain(business)),
                name: (*name).to_owned(),
                role: role.code(),
                password_hash: password_hash.clone(),
                stores: bound.then(|| stores.iter().take(1).copied().collect()),
            };
            tenants::insert_staff_in_tx(&mut tx, &staff).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn demo_stores_in_tx(&self, tx: &mut TenantTx, demo: &DemoTenant) -> Result<Vec<StoreId>, Failure> {
        let now = self.clock.now();
        let mut ids = Vec::new();
        for ((slug, name, address, time_zone, country), place) in demo.stores.iter().zip(0..) {
            let store = NewStore {
                id: StoreId::from_uuid(self.random.id(now)),
                slug: (*slug).to_owned(),
                name: (*name).to_owned(),
                address: address.iter().map(|line| (*line).to_owned()).collect(),
                time_zone: (*time_zone).to_owned(),
                country: Some((*country).to_owned()),
                // Stores are shown in the order in which they opened.
                created_at: now + TimeDelta::milliseconds(place),
            };
            tenants::insert_store_in_tx(tx, &store).await?;
            ids.push(store.id);
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_of_every_business_is_a_demo_account_and_nobody_else() {
        let w7: BusinessName = "w7".parse().unwrap();
        for business in [None, Some(&w7)] {
            for account in accounts(business) {
                assert!(is_account(&account), "{account}");
            }
        }
        assert!(accounts(Some(&w7)).any(|account| account == "cashier@w7.kopikita.test"));
        for other in
            ["owner@kedai.example", "owner@mykopikita.test", "kopikita.test", "owner@kopikita.test.example"]
        {
            assert!(!is_account(other), "{other}");
        }
    }

    #[test]
    fn a_business_is_named_like_a_part_of_a_domain() {
        for name in ["7", "w7", "till-spec-1", &"a".repeat(MAX_NAME)] {
            assert!(name.parse::<BusinessName>().is_ok(), "{name}");
        }
        for name in ["", "-a", "a-", "A", "a.b", "a b", "a@b", "é", &"a".repeat(MAX_NAME + 1)] {
            assert!(name.parse::<BusinessName>().is_err(), "{name}");
        }
    }
}
