//! Forgetting what is no longer needed, so that no table grows for ever.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::TenantId;
use store::{
    Scope,
    sweeps::{Swept, sweep_in_tx},
};
use tokio::time::Instant;

use crate::{Failure, Services, background::Task, sessions::DEVICES_KEPT};

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
const EVERY: Duration = Duration::from_secs(600);
/// The pause before the next round if there is more to be forgotten.
const SOON: Duration = Duration::from_secs(1);

impl Services {
    /// Sweeps now and every ten minutes, or at once again while there is more; ends when the task is dropped.
    pub async fn run_housekeeping(self) {
        loop {
            let swept = self.sweep_some().await;
            let pause = if matches!(swept, Ok(true)) { SOON } else { EVERY };
            self.round_ended(Task::Housekeeping, swept);
            tokio::time::sleep(pause).await;
        }
    }

    /// Forgets everything that is no longer needed.
    pub async fn sweep(&self) -> Result<(), Failure> {
        while self.sweep_some().await? {}
        Ok(())
    }

    /// Forgets some of it, of every tenant; tells whether there is more.
    pub async fn sweep_some(&self) -> Result<bool, Failure> {
        let now = self.clock.now();
        let mut is_more = false;
        for piece in 1..=PIECES {
            if self.database.sweep_throttles(now, PIECE).await? < i64::from(PIECE) {
                break;
            }
            is_more |= piece == PIECES;
        }
        for (tenant_id, _) in self.database.tenants().await? {
            let sweep = self.sweep_tenant(tenant_id, now);
            is_more |= self.in_turn(Task::Housekeeping, tenant_id.uuid(), sweep).await?.unwrap_or(false);
        }
        Ok(is_more)
    }

    async fn sweep_tenant(&self, tenant_id: TenantId, now: DateTime<Utc>) -> Result<bool, Failure> {
        let began = Instant::now();
        let mut is_more = self.renew_searches(tenant_id).await?;
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
