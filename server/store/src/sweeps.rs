//! Forgetting rows that are too old, some at a time.

use chrono::{DateTime, Utc};

use crate::{StoreError, TenantTx};

/// Rows that are kept for a while only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swept {
    /// Answers to commands, by when they were given.
    CommandAnswers,
    /// Sessions and tokens, by their end.
    Credentials,
    /// Where somebody signed in before, by the last time.
    KnownDevices,
    /// What became of apps' messages.
    WebhookAttempts,
    /// What was told to endpoints, with the attempts.
    WebhookDeliveries,
}

impl Swept {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::CommandAnswers,
        Self::Credentials,
        Self::KnownDevices,
        Self::WebhookAttempts,
        Self::WebhookDeliveries,
    ];

    /// Deletes rows of tenant `$1` of before `$2`, at most `$3`. Which ones is known before any is deleted,
    /// so that each is found by its key, whatever the planner believes of the table.
    const fn statement(self) -> &'static str {
        match self {
            Self::CommandAnswers => {
                "DELETE FROM command_answers WHERE tenant_id = $1 AND key = ANY (ARRAY(
                     SELECT key FROM command_answers WHERE tenant_id = $1 AND answered_at < $2
                     ORDER BY answered_at LIMIT $3))"
            }
            Self::Credentials => {
                "DELETE FROM credentials WHERE id = ANY (ARRAY(
                     SELECT id FROM credentials WHERE tenant_id = $1 AND expires_at < $2
                     ORDER BY expires_at LIMIT $3))"
            }
            Self::KnownDevices => {
                "DELETE FROM known_devices WHERE id = ANY (ARRAY(
                     SELECT id FROM known_devices WHERE tenant_id = $1 AND last_used_at < $2
                     ORDER BY last_used_at LIMIT $3))"
            }
            Self::WebhookAttempts => {
                "DELETE FROM webhook_attempts WHERE id = ANY (ARRAY(
                     SELECT id FROM webhook_attempts WHERE tenant_id = $1 AND at < $2 ORDER BY at LIMIT $3))"
            }
            Self::WebhookDeliveries => {
                "DELETE FROM webhook_deliveries WHERE id = ANY (ARRAY(
                     SELECT id FROM webhook_deliveries WHERE tenant_id = $1 AND created_at < $2
                     ORDER BY created_at LIMIT $3))"
            }
        }
    }
}

/// Forgets rows of before a time, oldest first and at most so many; tells how many.
pub async fn sweep_in_tx(
    tx: &mut TenantTx,
    swept: Swept,
    before: DateTime<Utc>,
    most: i32,
) -> Result<u64, StoreError> {
    let query = sqlx::query(swept.statement()).bind(tx.tenant_id().uuid()).bind(before).bind(most);
    Ok(query.execute(tx.connection()).await?.rows_affected())
}
