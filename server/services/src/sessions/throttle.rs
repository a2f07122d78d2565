//! Counting tries, so that nobody tries for ever. Counted in the database, so that several
//! processes count together; keyed by a hash, so that the table names nobody.

use contract::Problem;

use crate::{Services, failure::OrProblem, protection::sha256};

/// A kind of try, and how many are free.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// What is tried.
    pub(crate) name: &'static str,
    /// How many are free in a window.
    pub(crate) free: i32,
    /// How long a window lasts.
    pub(crate) window_seconds: i32,
}

fn key(limit: Limit, subject: &str) -> [u8; 32] {
    sha256(format!("{}\0{subject}", limit.name).as_bytes())
}

fn spent(limit: Limit, hits: store::gate::Hits, now: chrono::DateTime<chrono::Utc>) -> Problem {
    let wait = (hits.window_ends_at - now).num_seconds().max(1);
    Problem::new(429, "rate_limited", format!("Too many tries. Wait {wait} seconds, then try again."))
        .with("retry_after", wait)
        .with("limit", limit.free)
}

impl Services {
    /// Counts a try; refuses it if the free ones are spent.
    pub(crate) async fn count_try(&self, limit: Limit, subject: &str) -> Result<(), Problem> {
        let now = self.clock.now();
        let hits = self.database.hit(&key(limit, subject), now, limit.window_seconds).await.or_problem()?;
        if hits.hits > limit.free { Err(spent(limit, hits, now)) } else { Ok(()) }
    }
}

/// Refuses if the free tries are spent, without counting one.
pub(crate) async fn refuse_when_spent(
    services: &Services,
    limit: Limit,
    subject: &str,
) -> Result<(), Problem> {
    let now = services.clock.now();
    match services.database.hits(&key(limit, subject), now).await.or_problem()? {
        Some(hits) if hits.hits >= limit.free => Err(spent(limit, hits, now)),
        _ => Ok(()),
    }
}
