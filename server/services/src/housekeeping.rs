//! Forgetting what is no longer needed, so that no table grows for ever.

use std::time::Duration;

use chrono::TimeDelta;
use store::{Scope, command_answers, credentials, ingestion, webhooks};

use crate::{Failure, Services};

/// How long a command is recognised when it comes again.
const ANSWERS_KEPT: TimeDelta = TimeDelta::days(30);
/// How long an ended session is kept, so that a stolen refresh token still ends its family.
const CREDENTIALS_KEPT: TimeDelta = TimeDelta::days(7);
/// How long it is known what became of an app's messages.
const ATTEMPTS_KEPT: TimeDelta = TimeDelta::days(90);
/// How long it is known what endpoints were told, and how long it waits for one that is disabled.
const DELIVERIES_KEPT: TimeDelta = TimeDelta::days(30);
/// The most deliveries of a tenant that one sweep forgets.
const SWEPT: i64 = 10_000;
const EVERY: Duration = Duration::from_secs(600);

impl Services {
    /// Sweeps now and every ten minutes; ends when the task is dropped.
    pub async fn run_housekeeping(self) {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            tick.tick().await;
            if let Err(failure) = self.sweep().await {
                let problem = contract::Problem::from(failure);
                tracing::warn!(code = problem.code, "housekeeping will try again");
            }
        }
    }

    /// Sweeps every tenant once.
    pub async fn sweep(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        self.database.sweep_throttles(now, 10_000).await?;
        for (tenant_id, _) in self.database.tenants().await? {
            let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
            command_answers::sweep_in_tx(&mut tx, now - ANSWERS_KEPT).await?;
            credentials::sweep_in_tx(&mut tx, now - CREDENTIALS_KEPT).await?;
            ingestion::sweep_attempts_in_tx(&mut tx, now - ATTEMPTS_KEPT).await?;
            webhooks::sweep_in_tx(&mut tx, now - DELIVERIES_KEPT, SWEPT).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
