//! Checking credentials and opening a browser session.

use chrono::TimeDelta;
use contract::{
    Problem,
    backend::{OpenedSession, SessionSecret},
    problem::{Code, FieldCode},
    session::{Caller, Me, SignIn},
};
use domain::id::{StaffId, TenantId};
use store::{
    Scope,
    credentials::{self, NewCredential},
    gate::StaffSignIn,
    tenants,
};

use super::{
    known::{Known, Origin, Seen},
    password::Turn,
    throttle::{Limit, Tried},
};
use crate::{
    Failure, Services,
    access::scope,
    failure::OrProblem,
    protection::sha256,
    text::{Line, TextFault},
};

/// How long a browser session lasts without being used: a long shift and a nap.
pub(super) const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long it lasts in any case.
const ABSOLUTE: TimeDelta = TimeDelta::days(7);

/// Failures that an account may have in a minute, from one network.
const BY_PAIR: Limit =
    Limit { name: "sign-in account here", free: 5, window_seconds: 60, longest_seconds: 900 };
/// The same in a browser in which it signed in before: these are all that count there.
const BY_BROWSER: Limit =
    Limit { name: "sign-in browser", free: 5, window_seconds: 60, longest_seconds: 900 };
/// Failures that a network may cause in a minute: a shop's tablets share one.
const BY_NETWORK: Limit =
    Limit { name: "sign-in network", free: 30, window_seconds: 60, longest_seconds: 900 };
/// Failures that an account may have in a minute from everywhere, before those wait who come from where it
/// never signed in: many networks may guess together.
const BY_ACCOUNT: Limit =
    Limit { name: "sign-in account", free: 20, window_seconds: 60, longest_seconds: 900 };

/// The longest e-mail address (RFC 5321).
const MAX_EMAIL: usize = 254;

fn invalid_credentials() -> Problem {
    Problem::new(Code::InvalidCredentials, "E-mail address or password is wrong. Check both and try again.")
}

/// Whose credentials were right, and where they were shown.
#[derive(Debug)]
pub(super) struct Authenticated {
    pub(super) tenant_id: TenantId,
    pub(super) staff_id: StaffId,
    pub(super) origin: Origin,
    pub(super) seen: Seen,
}

/// What a failure counts against.
fn tried(email: &str, origin: &Origin, known: Known) -> Vec<Tried> {
    let pair = (BY_PAIR, format!("{email}\0{}", origin.network));
    let network = (BY_NETWORK, origin.network.clone());
    match known {
        Known::Browser(device_id) => vec![(BY_BROWSER, device_id.to_string())],
        Known::Network => vec![pair, network],
        Known::No => vec![pair, network, (BY_ACCOUNT, email.to_owned())],
    }
}

impl Services {
    /// Who these credentials belong to. An unknown account is refused in the same words and time
    /// as a wrong password, and both count against the same limits.
    pub(super) async fn authenticate(
        &self,
        sign_in: SignIn,
        origin: Origin,
    ) -> Result<Authenticated, Problem> {
        let email = match Line::read(&sign_in.email, MAX_EMAIL) {
            Ok(email) => email.map(|email| email.as_str().to_lowercase()).unwrap_or_default(),
            Err(TextFault::TooLong { .. }) => return Err(invalid_credentials()),
            Err(fault) => return Err(fault.at("email")),
        };
        if email.is_empty() {
            return Err(Problem::invalid("email", FieldCode::Missing, "Enter your e-mail address."));
        }
        if sign_in.password.is_empty() {
            return Err(Problem::invalid("password", FieldCode::Missing, "Enter your password."));
        }
        if email.len() > MAX_EMAIL || sign_in.password.len() > 1_024 {
            return Err(invalid_credentials());
        }
        let place = self.passwords.enter()?;
        let found = self.database.staff_by_email(&email).await.or_problem()?;
        let found = found.filter(|_| self.demo_accounts || !crate::demo::is_account(&email));
        let account = found.as_ref().map(StaffSignIn::staff_id);
        let seen = self.seen(&origin, account).await.or_problem()?;
        let tried = tried(&email, &origin, seen.known);
        // Asked before waiting, so that who must wait anyway takes nobody's place for long.
        self.refuse_when_spent(&tried).await?;
        let turn = self.passwords.turn(place).await.or_problem()?;
        // A guess that is being checked is counted, also if whoever guessed doesn't wait for the answer.
        let checking = tokio::spawn(self.clone().check(turn, sign_in.password, found, tried));
        let (tenant_id, staff_id) =
            checking.await.map_err(|_| Failure::Gone("the sign-in")).or_problem()??;
        Ok(Authenticated { tenant_id, staff_id, origin, seen })
    }

    /// Checks a password and counts a failure, before the next one's turn: so that of guesses that come
    /// at once no more are checked than are free.
    async fn check(
        self,
        turn: Turn,
        password: String,
        found: Option<StaffSignIn>,
        tried: Vec<Tried>,
    ) -> Result<(TenantId, StaffId), Problem> {
        self.refuse_when_spent(&tried).await?;
        let hash = found.as_ref().map(|staff| staff.password_hash.clone());
        let (turn, fits) = turn.fits(password, hash).await.or_problem()?;
        let checked = match found {
            Some(staff) if fits => Ok((staff.tenant_id(), staff.staff_id())),
            _ => self.count_failure(&tried).await.and(Err(invalid_credentials())),
        };
        drop(turn);
        checked
    }

    /// Opens a browser session and gives its secret away, once.
    pub(super) async fn open_session(&self, by: &Authenticated) -> Result<OpenedSession, Failure> {
        let now = self.clock.now();
        let secret = self.random.secret();
        let id = self.random.id(now);
        let session = NewCredential {
            id,
            family: id,
            staff_id: by.staff_id,
            kind: "browser",
            secret_hash: sha256(secret.as_bytes()).to_vec(),
            created_at: now,
            idle_expires_at: now + IDLE,
            expires_at: now + ABSOLUTE,
        };
        let mut tx = self.database.begin(&Scope::system(by.tenant_id)).await?;
        credentials::insert_in_tx(&mut tx, &session).await?;
        self.remember_network_in_tx(&mut tx, by.staff_id, &by.origin, &by.seen).await?;
        let device = self.remember_browser_in_tx(&mut tx, by.staff_id, &by.origin, &by.seen).await?;
        tx.commit().await?;
        Ok(OpenedSession { session: SessionSecret(secret), device })
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
