//! From a secret to the person who holds it, and ending sessions.

use chrono::{DateTime, TimeDelta, Utc};
use contract::session::{Caller, StoreScope};
use domain::role::Role;
use store::{Scope, credentials, gate::Credential, known_devices};

use super::sign_in::IDLE;
use crate::{Failure, Services, protection::sha256};

/// How often a session in use is written down as used: often enough for its idle end, seldom
/// enough not to write for every tap.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(5);

/// A secret that is good.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Who holds it.
    pub caller: Caller,
    /// When it ends if nobody ends it before.
    pub until: DateTime<Utc>,
}

impl Services {
    /// Who holds this secret, if it is of that kind and still good.
    pub(super) async fn resolve(&self, secret: &str, kind: &'static str) -> Result<Option<Held>, Failure> {
        let now = self.clock.now();
        let hash = sha256(secret.as_bytes());
        if let Some(held) = self.sessions.get(&(hash, kind), now).filter(|held| now < held.until) {
            return Ok(Some(held));
        }
        let Some(credential) = self.database.credential(&hash).await? else { return Ok(None) };
        let ended = credential.revoked_at.is_some()
            || credential.idle_expires_at <= now
            || credential.expires_at <= now;
        if credential.kind != kind || ended {
            return Ok(None);
        }
        let caller = caller_of(&credential)?;
        if kind == "browser" && now - credential.last_used_at > TOUCH_EVERY {
            let mut tx = self.database.begin(&Scope::system(caller.tenant_id)).await?;
            credentials::touch_in_tx(&mut tx, credential.credential_id, now, now + IDLE).await?;
            tx.commit().await?;
        }
        let held = Held { caller, until: credential.expires_at };
        self.sessions.insert((hash, kind), held.clone(), now);
        Ok(Some(held))
    }

    /// Ends the session that a secret belongs to, with all that grew from the same sign-in.
    pub(super) async fn end_family(&self, secret: &str) -> Result<(), Failure> {
        let hash = sha256(secret.as_bytes());
        let Some(credential) = self.database.credential(&hash).await? else { return Ok(()) };
        let mut tx = self.database.begin(&Scope::system(credential.tenant_id())).await?;
        let ended = credentials::revoke_family_in_tx(&mut tx, credential.family, self.clock.now()).await?;
        tx.commit().await?;
        self.forget_sessions(&ended);
        Ok(())
    }

    /// Ends every session and token of a person, and forgets where they signed in.
    pub(super) async fn end_everything_of(&self, caller: &Caller) -> Result<(), Failure> {
        let mut tx = self.database.begin(&Scope::system(caller.tenant_id)).await?;
        let ended = credentials::revoke_staff_in_tx(&mut tx, caller.staff_id, self.clock.now()).await?;
        known_devices::forget_in_tx(&mut tx, caller.staff_id).await?;
        tx.commit().await?;
        self.forget_sessions(&ended);
        Ok(())
    }
}

impl Services {
    /// Believes no longer what was ended.
    pub(super) fn forget_sessions(&self, hashes: &[Vec<u8>]) {
        for hash in hashes.iter().filter_map(|hash| <[u8; 32]>::try_from(hash.as_slice()).ok()) {
            for kind in ["browser", "access"] {
                self.sessions.forget(&(hash, kind));
            }
        }
    }
}

/// The person behind a credential.
pub(super) fn caller_of(credential: &Credential) -> Result<Caller, Failure> {
    let stores =
        if credential.all_stores { StoreScope::All } else { StoreScope::Only(credential.store_ids()) };
    Ok(Caller {
        address: String::new(),
        tenant_id: credential.tenant_id(),
        staff_id: credential.staff_id(),
        name: credential.name.clone(),
        role: Role::from_code(&credential.role).ok_or(Failure::UnknownWord("staff.role"))?,
        stores,
    })
}
