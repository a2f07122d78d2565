//! Tokens for programs: a short-lived access token and a refresh token that is good for one
//! exchange. A refresh token shown twice was stolen or lost; either way its family ends.

use chrono::TimeDelta;
use contract::{Problem, problem::Code, session::TokenGrant};
use domain::id::StaffId;
use store::{
    Scope, TenantTx,
    credentials::{self, NewCredential},
};
use uuid::Uuid;

use super::{resolve::caller_of, sign_in::Authenticated};
use crate::{Failure, Services, failure::OrProblem, protection::sha256};

const ACCESS: TimeDelta = TimeDelta::minutes(15);
const REFRESH: TimeDelta = TimeDelta::days(30);

fn invalid_refresh_token() -> Problem {
    Problem::new(Code::InvalidRefreshToken, "This refresh token is not good any more. Sign in again.")
}

struct Pair {
    access: String,
    refresh: String,
}

impl Services {
    pub(super) async fn open_grant(&self, by: &Authenticated) -> Result<TokenGrant, Problem> {
        let mut tx = self.database.begin(&Scope::system(by.tenant_id)).await.or_problem()?;
        let family = self.random.id(self.clock.now());
        let pair = self.insert_pair_in_tx(&mut tx, by.staff_id, family).await.or_problem()?;
        self.remember_network_in_tx(&mut tx, by.staff_id, &by.origin, &by.seen).await.or_problem()?;
        tx.commit().await.or_problem()?;
        self.grant_of(pair).await
    }

    pub(super) async fn rotate(&self, refresh_token: &str) -> Result<TokenGrant, Problem> {
        let now = self.clock.now();
        let found = self.database.credential(&sha256(refresh_token.as_bytes())).await.or_problem()?;
        let credential =
            found.filter(|credential| credential.kind == "refresh").ok_or_else(invalid_refresh_token)?;
        if credential.revoked_at.is_some() || credential.expires_at <= now {
            return Err(invalid_refresh_token());
        }
        let scope = Scope::system(credential.tenant_id());
        let mut tx = self.database.begin(&scope).await.or_problem()?;
        // Of two who show it at once, one uses it up; the other finds it used, like a thief would.
        if !credentials::use_up_in_tx(&mut tx, credential.credential_id, now).await.or_problem()? {
            // Whoever waited for the winner has the row locked though nothing was changed, and those who
            // end a family must lock it in one order: begin anew, with nothing locked.
            tx.rollback().await.or_problem()?;
            let mut tx = self.database.begin(&scope).await.or_problem()?;
            let ended =
                credentials::revoke_family_in_tx(&mut tx, credential.family, now).await.or_problem()?;
            tx.commit().await.or_problem()?;
            self.forget_sessions(&ended);
            return Err(invalid_refresh_token());
        }
        let pair = self.insert_pair_in_tx(&mut tx, credential.staff_id(), credential.family).await;
        let pair = pair.or_problem()?;
        tx.commit().await.or_problem()?;
        self.grant_of(pair).await
    }

    async fn insert_pair_in_tx(
        &self,
        tx: &mut TenantTx,
        staff_id: StaffId,
        family: Uuid,
    ) -> Result<Pair, Failure> {
        let now = self.clock.now();
        let pair = Pair { access: self.random.secret(), refresh: self.random.secret() };
        for (kind, secret, life) in [("access", &pair.access, ACCESS), ("refresh", &pair.refresh, REFRESH)] {
            let credential = NewCredential {
                id: self.random.id(now),
                family,
                staff_id,
                kind,
                secret_hash: sha256(secret.as_bytes()).to_vec(),
                created_at: now,
                idle_expires_at: now + life,
                expires_at: now + life,
            };
            credentials::insert_in_tx(tx, &credential).await?;
        }
        Ok(pair)
    }

    async fn grant_of(&self, pair: Pair) -> Result<TokenGrant, Problem> {
        let found = self.database.credential(&sha256(pair.access.as_bytes())).await.or_problem()?;
        let caller = caller_of(&found.ok_or_else(invalid_refresh_token)?).or_problem()?;
        Ok(TokenGrant {
            user: self.describe(&caller).await.or_problem()?,
            access_token: pair.access,
            token_type: "Bearer".to_owned(),
            expires_in: ACCESS.num_seconds(),
            refresh_token: pair.refresh,
        })
    }
}
