//! Counting tries, so that nobody tries for ever. Counted in the database, so that several
//! processes count together; keyed by a hash, so that the table names nobody.

use chrono::{DateTime, Utc};
use contract::{Problem, problem::Code};

use crate::{Services, failure::OrProblem, protection::sha256};

/// A kind of try, and how many are free.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// What is tried.
    pub(crate) name: &'static str,
    /// How many are free in a window.
    pub(crate) free: i32,
    /// How long a window lasts, and the first pause with it.
    pub(crate) window_seconds: i32,
    /// The longest pause. Each time that the free tries are spent within [`REMEMBERED`] the pause is twice
    /// as long, up to this.
    pub(crate) longest_seconds: i32,
}

/// How long it counts that the free tries were spent, in seconds.
const REMEMBERED: i32 = 3_600;

/// A kind of try, and who or what is tried.
pub(super) type Tried = (Limit, String);

fn key(limit: Limit, kind: &str, subject: &str) -> [u8; 32] {
    sha256(format!("{}{kind}\0{subject}", limit.name).as_bytes())
}

/// The tries themselves, as ever; how often they were spent; and the pause that came of it.
const TRIES: &str = "";
const SPENT: &str = " spent";
const PAUSE: &str = " pause";

fn spent(limit: Limit, until: DateTime<Utc>, now: DateTime<Utc>) -> Problem {
    let wait = (until - now).num_seconds().max(1);
    Problem::new(Code::RateLimited, format!("Too many tries. Wait {wait} seconds, then try again."))
        .with("retry_after", wait)
        .with("limit", limit.free)
}

impl Services {
    /// Counts a try; refuses it if the free ones are spent.
    pub(crate) async fn count_try(&self, limit: Limit, subject: &str) -> Result<(), Problem> {
        let now = self.clock.now();
        let hit =
            async |kind: &str, seconds| self.database.hit(&key(limit, kind, subject), now, seconds).await;
        let hits = hit(TRIES, limit.window_seconds).await.or_problem()?;
        if hits.hits == limit.free && limit.longest_seconds > limit.window_seconds {
            let times = hit(SPENT, REMEMBERED).await.or_problem()?.hits;
            let doubled = u32::try_from(times - 1).ok().and_then(|times| 1_i32.checked_shl(times.min(16)));
            let pause = doubled.and_then(|times| limit.window_seconds.checked_mul(times));
            let pause = pause.unwrap_or(i32::MAX).min(limit.longest_seconds);
            if pause > limit.window_seconds {
                hit(PAUSE, pause).await.or_problem()?;
            }
        }
        if hits.hits > limit.free { Err(spent(limit, hits.window_ends_at, now)) } else { Ok(()) }
    }

    /// Refuses if the free tries of any are spent, without counting one; tells the longest wait.
    pub(super) async fn refuse_when_spent(&self, tried: &[Tried]) -> Result<(), Problem> {
        let now = self.clock.now();
        let of = |kind| tried.iter().map(move |(limit, subject)| (key(*limit, kind, subject), *limit));
        let (tries, pauses): (Vec<_>, Vec<_>) = (of(TRIES).collect(), of(PAUSE).collect());
        let keys: Vec<[u8; 32]> = tries.iter().chain(&pauses).map(|(key, _)| *key).collect();
        let hits = self.database.hits_of(&keys, now).await.or_problem()?;
        let spent_now = hits.iter().filter_map(|(key, hits)| {
            let limit_in = |list: &[([u8; 32], Limit)]| {
                list.iter().find(|(known, _)| known.as_slice() == key.as_slice()).map(|(_, limit)| *limit)
            };
            let is_spent = limit_in(&tries).filter(|limit| hits.hits >= limit.free).or(limit_in(&pauses));
            is_spent.map(|limit| (hits.window_ends_at, limit))
        });
        match spent_now.max_by_key(|(until, _)| *until) {
            Some((until, limit)) => Err(spent(limit, until, now)),
            None => Ok(()),
        }
    }

    /// Counts a failure for each; refuses if the free ones of any were spent before.
    pub(super) async fn count_failure(&self, tried: &[Tried]) -> Result<(), Problem> {
        let mut refused = None;
        for (limit, subject) in tried {
            match self.count_try(*limit, subject).await {
                Err(problem) if problem.status == 429 => refused = Some(problem),
                counted => counted?,
            }
        }
        refused.map_or(Ok(()), Err)
    }
}
