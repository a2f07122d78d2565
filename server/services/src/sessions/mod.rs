//! Signing in and out: browser sessions, and tokens for programs. One kind of credential under
//! both: a random secret, kept as a hash, that ends when idle, when old, or when ended.

mod known;
mod password;
mod resolve;
mod sign_in;
mod throttle;
mod tokens;

pub(crate) use known::KEPT as DEVICES_KEPT;
pub(crate) use password::Passwords;
pub use resolve::Held;
pub(crate) use throttle::Limit;

use async_trait::async_trait;
use contract::{
    Problem,
    backend::{DeviceSecret, OpenedSession, SessionSecret, SessionsApi},
    session::{Caller, Clocks, Me, RefreshGrant, SignIn, StoreView, TokenGrant},
};
use domain::id::StaffId;
use tokio::sync::broadcast;

use self::known::Origin;
use crate::{Failure, Services, clock::wall_clock, failure::OrProblem, short_memory::ShortMemory};

/// Who holds which session, by the hash and the kind of its secret.
pub(crate) type SessionMemory = ShortMemory<([u8; 32], &'static str), Held>;

/// Word to what was opened with a session, that sessions of a person ended.
pub(crate) type SessionsEnded = broadcast::Sender<StaffId>;

#[async_trait]
impl SessionsApi for Services {
    async fn sign_in(
        &self,
        sign_in: SignIn,
        address: &str,
        device: Option<&DeviceSecret>,
    ) -> Result<OpenedSession, Problem> {
        let authenticated = self.authenticate(sign_in, Origin::new(address, device)).await?;
        self.open_session(&authenticated).await.or_problem()
    }

    async fn sign_out(&self, secret: &SessionSecret) -> Result<(), Problem> {
        self.end_family(&secret.0).await.or_problem()
    }

    async fn sign_out_everywhere(&self, caller: &Caller) -> Result<(), Problem> {
        self.end_everything_of(caller).await.or_problem()
    }

    async fn by_session(&self, secret: &SessionSecret) -> Result<Option<Caller>, Problem> {
        Ok(self.held_by_session(secret).await?.map(|held| held.caller))
    }

    async fn by_access_token(&self, token: &str) -> Result<Option<Caller>, Problem> {
        Ok(self.held_by_token(token).await?.map(|held| held.caller))
    }

    async fn grant(&self, sign_in: SignIn, address: &str) -> Result<TokenGrant, Problem> {
        let authenticated = self.authenticate(sign_in, Origin::new(address, None)).await?;
        self.open_grant(&authenticated).await
    }

    async fn refresh(&self, refresh: RefreshGrant) -> Result<TokenGrant, Problem> {
        self.rotate(&refresh.refresh_token).await
    }

    async fn revoke(&self, access_token: &str) -> Result<(), Problem> {
        self.end_family(access_token).await.or_problem()
    }

    async fn me(&self, caller: &Caller) -> Result<Me, Problem> {
        self.describe(caller).await.or_problem()
    }

    fn clocks(&self, me: &Me) -> Result<Clocks, Problem> {
        let now = self.clock.now();
        let clock = |store: &StoreView| Ok((store.time_zone.clone(), wall_clock(&store.time_zone, now)?));
        let clocks: Result<Vec<_>, Failure> = me.stores.iter().map(clock).collect();
        clocks.or_problem().map(Clocks::new)
    }
}

impl Services {
    /// Who holds this session, and until when at most.
    pub async fn held_by_session(&self, secret: &SessionSecret) -> Result<Option<Held>, Problem> {
        self.resolve(&secret.0, "browser").await.or_problem()
    }

    /// Who holds this access token, and until when.
    pub async fn held_by_token(&self, token: &str) -> Result<Option<Held>, Problem> {
        self.resolve(token, "access").await.or_problem()
    }

    /// Hears whose sessions end, from now on and in every process.
    pub fn follow_sessions_ended(&self) -> broadcast::Receiver<StaffId> {
        self.sessions_ended.subscribe()
    }

    /// Sessions of a person ended in some process: none of theirs is believed unasked, and what was opened
    /// with them is told.
    pub(crate) fn hear_sessions_ended(&self, staff_id: StaffId) {
        self.sessions.forget_all(|held| held.caller.staff_id == staff_id);
        // Nobody listening is no failure.
        let _ = self.sessions_ended.send(staff_id);
    }
}
