//! Checking credentials and opening a browser session.

use chrono::TimeDelta;
use contract::{
    Problem,
    backend::SessionSecret,
    session::{Caller, Me, SignIn},
};
use domain::id::{StaffId, TenantId};
use store::{
    Scope,
    credentials::{self, NewCredential},
    tenants,
};

use super::{
    password::password_fits,
    throttle::{Limit, refuse_when_spent},
};
use crate::{Failure, Services, access::scope, failure::OrProblem, protection::sha256};

/// How long a browser session lasts without being used: a long shift and a nap.
pub(super) const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long it lasts in any case.
const ABSOLUTE: TimeDelta = TimeDelta::days(7);

/// Failures that an account may have in a minute, from anywhere.
const BY_ACCOUNT: Limit = Limit { name: "sign-in account", free: 5, window_seconds: 60 };
/// Failures that an address may cause in a minute: a shop's tablets share one.
const BY_ADDRESS: Limit = Limit { name: "sign-in address", free: 30, window_seconds: 60 };

fn invalid_credentials() -> Problem {
    Problem::new(401, "invalid_credentials", "E-mail address or password is wrong. Check both and try again.")
}

impl Services {
    /// Who these credentials belong to. An unknown account is refused in the same words and time
    /// as a wrong password, and both count against the same limits.
    pub(super) async fn authenticate(
        &self,
        sign_in: &SignIn,
        address: &str,
    ) -> Result<(TenantId, StaffId), Problem> {
        let email = sign_in.email.trim().to_lowercase();
        if email.is_empty() {
            return Err(Problem::invalid("email", "missing", "Enter your e-mail address."));
        }
        if sign_in.password.is_empty() {
            return Err(Problem::invalid("password", "missing", "Enter your password."));
        }
        if email.len() > 254 || sign_in.password.len() > 1_024 {
            return Err(invalid_credentials());
        }
        refuse_when_spent(self, BY_ACCOUNT, &email).await?;
        refuse_when_spent(self, BY_ADDRESS, address).await?;
        let found = self.database.staff_by_email(&email).await.or_problem()?;
        let found = found.filter(|_| self.demo_accounts || !crate::demo::is_account(&email));
        let hash = found.as_ref().map(|staff| staff.password_hash.clone());
        let fits = password_fits(sign_in.password.clone(), hash).await.or_problem()?;
        match found {
            Some(staff) if fits => Ok((staff.tenant_id(), staff.staff_id())),
            _ => {
                self.count_try(BY_ACCOUNT, &email).await?;
                self.count_try(BY_ADDRESS, address).await?;
                Err(invalid_credentials())
            }
        }
    }

    /// Opens a browser session and gives its secret away, once.
    pub(super) async fn open_session(
        &self,
        tenant_id: TenantId,
        staff_id: StaffId,
    ) -> Result<SessionSecret, Failure> {
        let now = self.clock.now();
        let secret = self.random.secret();
        let id = self.random.id(now);
        let session = NewCredential {
            id,
            family: id,
            staff_id,
            kind: "browser",
            secret_hash: sha256(secret.as_bytes()).to_vec(),
            created_at: now,
            idle_expires_at: now + IDLE,
            expires_at: now + ABSOLUTE,
        };
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        credentials::insert_in_tx(&mut tx, &session).await?;
        tx.commit().await?;
        Ok(SessionSecret(secret))
    }

    /// Who the caller is, in words.
    pub(super) async fn describe(&self, caller: &Caller) -> Result<Me, Failure> {
        let mut tx = self.database.begin(&scope(caller)).await?;
        let tenant = tenants::tenant_in_tx(&mut tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let stores = tenants::stores_in_tx(&mut tx).await?;
        tx.commit().await?;
        let now = self.clock.now();
        let stores = stores.iter().map(|store| crate::tenants::store_view(store, &tenant, now));
        Ok(Me {
            id: caller.staff_id,
            name: caller.name.clone(),
            role: caller.role,
            stores: stores.collect::<Result<_, _>>()?,
            tenant: tenant.slug,
            tenant_name: tenant.name,
        })
    }
}
