//! Forgetting what is no longer needed, so that no table grows for ever.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::TenantId;
use store::{
    Scope,
    jobs::ClaimedJob,
    sweeps::{Swept, sweep_in_tx},
};
use tokio::time::Instant;

use crate::{
    Failure, Services,
    background::Task,
    jobs::{Ended, JobKind, Rules},
    sessions::DEVICES_KEPT,
};

/// For how long a row of each kind is kept.
const fn kept(swept: Swept) -> TimeDelta {
    match swept {
        // How long a command is recognised when it comes again.
        Swept::CommandAnswers => TimeDelta::days(30),
        // An ended session, so that a stolen refresh token still ends its family.
        Swept::Credentials => TimeDelta::days(7),
        // Where somebody signed in before.
        Swept::KnownDevices => DEVICES_KEPT,
        // What became of an app's messages.
        Swept::WebhookAttempts => TimeDelta::days(90),
        // What endpoints were told, and how long it waits for one that is disabled.
        Swept::WebhookDeliveries => TimeDelta::days(30),
    }
}

/// The most rows forgotten in one transaction.
const PIECE: i32 = 1_000;
/// The most pieces of one kind and tenant in one round: whoever has much to forget keeps nobody waiting.
const PIECES: usize = 20;
/// After how long a tenant's turn ends between two pieces, however much is left.
const LONG: Duration = Duration::from_secs(3);
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// The pause before the next turn if there is more to be forgotten.
const SOON: TimeDelta = TimeDelta::seconds(1);

/// Forgets what a tenant no longer needs, every ten minutes, or at once again while there is more.
pub(crate) struct Housekeeping;

#[async_trait]
impl JobKind for Housekeeping {
    fn name(&self) -> &'static str {
        "housekeeping"
    }

    fn rules(&self) -> Rules {
        Rules {
            most: 2,
            most_of_tenant: 1,
            most_of_key: 1,
            time_out: TimeDelta::seconds(60),
            most_tries: 8,
            every: Some(EVERY),
            is_of_house: true,
        }
    }

    async fn run(&self, services: &Services, tenant_id: TenantId, _: &ClaimedJob) -> Result<Ended, Failure> {
        let now = services.clock.now();
        let is_more = services.sweep_tenant(tenant_id, now).await?;
        Ok(if is_more { Ended::Again("more", now + SOON) } else { Ended::Done("done") })
    }
}

impl Services {
    /// Forgets everything that is no longer needed, without waiting for the jobs that do.
    pub async fn sweep(&self) -> Result<(), Failure> {
        while self.sweep_some().await? {}
        Ok(())
    }

    /// Forgets some of it, of every tenant; tells whether there is more.
    pub async fn sweep_some(&self) -> Result<bool, Failure> {
        self.sweep_throttles().await?;
        let now = self.clock.now();
        let mut is_more = false;
        for (tenant_id, _) in self.database.tenants().await? {
            let sweep = self.sweep_tenant(tenant_id, now);
            is_more |= self.in_turn(Task::Jobs, tenant_id.uuid(), sweep).await?.unwrap_or(false);
        }
        Ok(is_more)
    }

    /// Forgets some of the tries that were counted long ago, which are no tenant's.
    pub(crate) async fn sweep_throttles(&self) -> Result<(), Failure> {
        for _ in 0..PIECES {
            if self.database.sweep_throttles(self.clock.now(), PIECE).await? < i64::from(PIECE) {
                break;
            }
        }
        Ok(())
    }

    async fn sweep_tenant(&self, tenant_id: TenantId, now: DateTime<Utc>) -> Result<bool, Failure> {
        let began = Instant::now();
        let mut is_more = self.renew_searches(tenant_id).await?;
        is_more |= self.sweep_jobs(tenant_id, now).await?;
        for swept in Swept::ALL {
            for piece in 1..=PIECES {
                // The plan for a small table reads all of one that has grown since.
                let mut tx = self.database.begin_by_key(&Scope::system(tenant_id)).await?;
                let rows = sweep_in_tx(&mut tx, swept, now - kept(swept), PIECE).await?;
                tx.commit().await?;
                if rows < u64::from(PIECE.unsigned_abs()) {
                    break;
                }
                is_more |= piece == PIECES;
                if began.elapsed() > LONG {
                    return Ok(true);
                }
            }
        }
        Ok(is_more)
    }
}
