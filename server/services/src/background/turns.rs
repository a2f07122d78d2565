//! A turn for each: whose work fails, hangs or panics waits longer and longer, and nobody waits for them.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use store::StoreError;
use uuid::Uuid;

use super::Task;
use crate::{Failure, Services};

/// How long one's turn may take. What it did in transactions of its own stays done.
const TURN: Duration = Duration::from_secs(10);
/// For how long trouble is remembered of who has nothing to be done any more.
const REMEMBERED: TimeDelta = TimeDelta::minutes(15);

/// That somebody's turn came to nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trouble {
    failures: u32,
    noted_at: DateTime<Utc>,
    again_at: DateTime<Utc>,
}

impl Trouble {
    /// Trouble once more: the first time the next round tries again, then after a pause that doubles.
    fn after(before: Option<Self>, now: DateTime<Utc>, longest: TimeDelta) -> Self {
        let failures = before.map_or(0, |trouble| trouble.failures).saturating_add(1);
        let doublings = failures.checked_sub(2);
        let seconds = doublings.map_or(0, |times| 1_i64.checked_shl(times.min(30)).unwrap_or(i64::MAX));
        Self { failures, noted_at: now, again_at: now + TimeDelta::seconds(seconds).min(longest) }
    }

    /// Whether the next turn is still to be waited for. A clock that was set back keeps nobody waiting.
    fn waits(self, now: DateTime<Utc>) -> bool {
        now >= self.noted_at && now < self.again_at
    }

    pub(super) fn is_forgotten(self, now: DateTime<Utc>) -> bool {
        (now - self.noted_at).abs() > REMEMBERED
    }
}

impl Services {
    /// Does one's work, for a tenant or a part of one, whose id is `whose`. Nothing comes of it if it fails,
    /// panics or takes too long, or waits because it did before: then it is the next one's turn. Only that
    /// the database is away is everybody's trouble, and ends the round.
    pub(crate) async fn in_turn<T>(
        &self,
        task: Task,
        whose: Uuid,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<Option<T>, Failure> {
        let now = self.clock.now();
        let before = self.tasks.with(task, |state| state.troubles.get(&whose).copied());
        if before.is_some_and(|trouble| trouble.waits(now)) {
            return Ok(None);
        }
        let failure = match bounded(work, TURN).await {
            Ok(done) => {
                self.trouble_ended(task, whose);
                return Ok(Some(done));
            }
            Err(away @ Failure::Store(StoreError::Unavailable(_))) => return Err(away),
            Err(failure) => failure,
        };
        self.trouble_began(task, whose, failure);
        Ok(None)
    }

    /// Notes that one's work went well.
    pub(crate) fn trouble_ended(&self, task: Task, whose: Uuid) {
        self.tasks.with(task, |state| state.troubles.remove(&whose));
    }

    /// Notes that one's work came to nothing.
    pub(crate) fn trouble_began(&self, task: Task, whose: Uuid, failure: Failure) {
        let now = self.clock.now();
        let trouble = self.tasks.with(task, |state| {
            let before = state.troubles.get(&whose).copied();
            let trouble = Trouble::after(before, now, task.longest_pause());
            state.last_failure = Some(now);
            state.troubles.insert(whose, trouble);
            trouble
        });
        let problem = contract::Problem::from(failure);
        let pause = (trouble.again_at - now).num_seconds();
        tracing::warn!(
            task = task.name(), %whose, failures = trouble.failures, pause, code = problem.code,
            "one's work came to nothing; the others' goes on"
        );
    }
}

/// Work that ends in its time, and whose panic is a failure like any other.
pub(crate) async fn bounded<T>(
    work: impl Future<Output = Result<T, Failure>>,
    time: Duration,
) -> Result<T, Failure> {
    let mut work = pin!(work);
    let caught = std::future::poll_fn(|context| {
        // Dropped at once after a panic: what it was amid is rolled back with its transaction.
        catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)))
            .unwrap_or(Poll::Ready(Err(Failure::Turn("ended in a panic"))))
    });
    tokio::time::timeout(time, caught).await.unwrap_or(Err(Failure::Turn("took too long")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_ends_well_or_as_a_failure_but_it_ends() {
        let soon = Duration::from_millis(20);
        assert_eq!(bounded(async { Ok(7) }, soon).await.unwrap(), 7);
        let failed = bounded(async { Err::<(), _>(Failure::Gone("it")) }, soon).await;
        assert!(matches!(failed, Err(Failure::Gone("it"))));
        let panicked = bounded(async { panic!("a row that nobody thought of") }, soon).await;
        assert!(matches!(panicked as Result<(), _>, Err(Failure::Turn("ended in a panic"))));
        let hung = bounded(std::future::pending::<Result<(), _>>(), soon).await;
        assert!(matches!(hung, Err(Failure::Turn("took too long"))));
    }

    #[test]
    fn trouble_waits_longer_each_time_up_to_a_bound() {
        let mut now: DateTime<Utc> = "2026-11-26T10:00:00Z".parse().unwrap();
        let (mut trouble, mut pauses) = (None, Vec::new());
        for _ in 0..12 {
            let next = Trouble::after(trouble, now, TimeDelta::minutes(5));
            pauses.push((next.again_at - now).num_seconds());
            assert!(!next.waits(now - TimeDelta::days(1)) && !next.waits(next.again_at));
            now = next.again_at;
            trouble = Some(next);
        }
        assert_eq!(pauses, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    }
}
