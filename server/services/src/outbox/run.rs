//! The task that hands events on, as soon as a notice tells of them.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{id::TenantId, subject::Stream};
use store::notices::Notice;
use tokio::{sync::Notify, time::MissedTickBehavior};

use super::{HandedOn, SUBSCRIBERS};
use crate::{Failure, Services, background::Task};

/// How often to look without a notice: one that was lost with its connection costs at most this long.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// For how long notices are gathered before they are worked off together.
const GATHER: Duration = Duration::from_millis(20);
/// The most streams that are remembered; those beyond are found by looking.
const MOST: usize = 10_000;

/// What this process was told of.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    told: Mutex<Told>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Told {
    streams: BTreeSet<(TenantId, Stream)>,
    /// Tenants whose events nobody wants: their notices are not heeded until the next look.
    unwanted: BTreeSet<TenantId>,
}

impl Outbox {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells that a stream has new events.
    pub(crate) fn tell(&self, notice: &Notice) {
        self.tell_again(notice.tenant_id, notice.stream);
    }

    /// Tells that a stream has events, or still has.
    fn tell_again(&self, tenant_id: TenantId, stream: Stream) {
        let mut told = self.told();
        if told.streams.len() < MOST && !told.unwanted.contains(&tenant_id) {
            told.streams.insert((tenant_id, stream));
            drop(told);
            self.wake.notify_one();
        }
    }

    /// Heeds every tenant's notices from now on.
    pub(crate) fn heed_all(&self) {
        self.told().unwanted.clear();
    }

    fn take(&self) -> BTreeSet<(TenantId, Stream)> {
        std::mem::take(&mut self.told().streams)
    }

    fn forget(&self, tenant_id: TenantId) {
        self.told().unwanted.insert(tenant_id);
    }
}

impl Services {
    /// Hands events on to every subscriber until the task is dropped. Woken by [`Services::run_live`],
    /// which hears the notices.
    pub async fn run_outbox(self) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                _ = look.tick() => {
                    self.outbox.heed_all();
                    self.hand_on_events().await.map(|_| ())
                }
                () = self.outbox.wake.notified() => {
                    tokio::time::sleep(GATHER).await;
                    self.hand_on_told().await
                }
            };
            // If it failed, cursors stand where they stood, and the next look finds them.
            self.round_ended(Task::Outbox, done);
        }
    }

    async fn hand_on_told(&self) -> Result<(), Failure> {
        for (tenant_id, stream) in self.outbox.take() {
            let mut is_wanted = false;
            for subscriber in SUBSCRIBERS {
                let turn = self.hand_on_some(subscriber, tenant_id, stream);
                let handed_on = self.in_turn(Task::Outbox, stream.uuid(), turn).await?;
                is_wanted |= handed_on != Some(HandedOn::Unwanted);
                if matches!(handed_on, Some(HandedOn::Some(_))) {
                    self.outbox.tell_again(tenant_id, stream);
                }
            }
            if !is_wanted {
                self.outbox.forget(tenant_id);
            }
        }
        Ok(())
    }
}
