//! How many requests a member of staff may send in a minute, so that a program gone wild takes
//! nothing from those who serve customers. Counted in this process: several count each for itself.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use contract::{Problem, problem::Code};
use domain::id::{StaffId, TenantId};
use http::{HeaderMap, HeaderName};
use quick_cache::sync::Cache;

use super::{
    App,
    caller::{Resolved, address, resolve},
    problem::ApiProblem,
};

/// How long requests are counted together.
const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Of how many callers counts are kept. Callers are staff, so nobody makes up more of them; beyond
/// that, who was least active is counted anew.
const CAPACITY: usize = 10_000;
/// What is limited: recording orders, and all that is done with them.
const LIMITED: &str = "/offline-orders";

/// Counts of all callers.
pub(crate) struct RateLimit {
    per_window: u32,
    counts: Cache<(TenantId, StaffId), Arc<Mutex<Count>>>,
}

#[derive(Clone, Copy)]
struct Count {
    begun: DateTime<Utc>,
    requests: u32,
}

/// What is left of a caller's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Allowance {
    /// How many there are in a window.
    limit: u32,
    /// How many are left; none if this one was one too many.
    remaining: Option<u32>,
    /// When all are there again, in whole seconds.
    reset_seconds: i64,
}

impl RateLimit {
    pub(crate) fn new(per_window: u32) -> Self {
        Self { per_window, counts: Cache::new(CAPACITY) }
    }

    /// Counts a request.
    fn count(&self, tenant: TenantId, staff: StaffId, now: DateTime<Utc>) -> Allowance {
        let fresh = Count { begun: now, requests: 0 };
        let made = self.counts.get_or_insert_with(&(tenant, staff), || {
            Ok::<_, std::convert::Infallible>(Arc::new(Mutex::new(fresh)))
        });
        let Ok(count) = made;
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back must not lock anybody out.
        if now < count.begun || now >= count.begun + WINDOW {
            *count = fresh;
        }
        let remaining = self.per_window.checked_sub(count.requests.saturating_add(1));
        if remaining.is_some() {
            count.requests += 1;
        }
        let left = count.begun + WINDOW - now;
        Allowance {
            limit: self.per_window,
            remaining,
            reset_seconds: (left + TimeDelta::milliseconds(999)).num_seconds(),
        }
    }
}

impl Allowance {
    fn refusal(self) -> Problem {
        let wait = self.reset_seconds;
        let detail =
            format!("{} requests a minute are allowed. Wait {wait} seconds, then go on.", self.limit);
        Problem::new(Code::RateLimited, detail).with("retry_after", wait).with("limit", self.limit)
    }

    fn tell(self, headers: &mut HeaderMap) {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), self.limit.into());
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), self.remaining.unwrap_or(0).into());
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), self.reset_seconds.into());
    }
}

/// Lets a request to a limited endpoint through if its sender has any left, and tells how many.
/// Whoever isn't signed in gets nothing there, and is refused by the endpoint itself.
pub(crate) async fn limit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(LIMITED) {
        return next.run(request).await;
    }
    let caller = match resolve(&app, request.headers(), &address(request.extensions())).await {
        Ok(Some(caller)) => caller,
        Ok(None) => return next.run(request).await,
        Err(problem) => return ApiProblem(problem).into_response(),
    };
    let allowance = app.rate_limit.count(caller.tenant_id, caller.staff_id, app.services.clock().now());
    if allowance.remaining.is_none() {
        return ApiProblem(allowance.refusal()).into_response();
    }
    request.extensions_mut().insert(Resolved(caller));
    let mut response = next.run(request).await;
    allowance.tell(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_begins_with_the_first_request_and_ends_whole() {
        let limit = RateLimit::new(2);
        let (tenant, staff) =
            (TenantId::from_uuid(Uuid::from_u128(1)), StaffId::from_uuid(Uuid::from_u128(2)));
        let count = |now: &str| {
            let allowance = limit.count(tenant, staff, at(now));
            (allowance.remaining, allowance.reset_seconds)
        };
        assert_eq!(count("2026-11-21T10:00:30.5Z"), (Some(1), 60));
        assert_eq!(count("2026-11-21T10:00:40Z"), (Some(0), 51));
        assert_eq!(count("2026-11-21T10:01:30.4Z"), (None, 1));
        assert_eq!(count("2026-11-21T10:01:30.5Z"), (Some(1), 60));
        // The clock was wrong, and is put right.
        assert_eq!(count("2026-11-21T09:00:00Z"), (Some(1), 60));
        let other = limit.count(tenant, StaffId::from_uuid(Uuid::from_u128(3)), at("2026-11-21T09:00:00Z"));
        assert_eq!(other.remaining, Some(1));
    }

    #[test]
    fn counts_take_a_bounded_room() {
        let limit = RateLimit::new(5);
        let tenant = TenantId::from_uuid(Uuid::from_u128(1));
        for number in 0..30_000 {
            limit.count(tenant, StaffId::from_uuid(Uuid::from_u128(number)), at("2026-11-21T10:00:00Z"));
        }
        assert!(limit.counts.len() <= CAPACITY, "{}", limit.counts.len());
    }
}
