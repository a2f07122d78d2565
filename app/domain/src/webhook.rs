//! Telling a tenant's programs what happened: when to try again, and when to give up.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The event that is sent on request, to try an endpoint out. It is about no order.
pub const TEST_EVENT: &str = "webhook.test";
/// The most endpoints that a tenant may have.
pub const MAX_ENDPOINTS: usize = 20;
/// The longest address of an endpoint, in characters.
pub const MAX_URL: usize = 2_000;

/// How long after each attempt that failed the next is made: 5 seconds, 5 and 30 minutes, 2, 5 and 10 hours.
const PAUSES: [TimeDelta; 6] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
];
/// At most so much of a pause is added by chance, in hundredths, so that what failed together doesn't
/// come back together.
const JITTER_PERCENT: i32 = 10;
/// An endpoint that failed for so long is disabled.
const PATIENCE: TimeDelta = TimeDelta::days(5);

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be sent, for the first time or again.
    Pending,
    /// The endpoint took it.
    Delivered,
    /// It failed too often; somebody has to send it again.
    Dead,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Dead];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// The state that a word names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Why an endpoint is told nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledBy {
    /// Somebody said so.
    Staff,
    /// It failed for days.
    Failures,
}

impl DisabledBy {
    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Failures => "failures",
        }
    }

    /// The reason that a word names.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Staff, Self::Failures].into_iter().find(|reason| reason.code() == code)
    }
}

/// How long to wait after so many tries, all of which failed; none if that was the last. `chance` is
/// drawn for each pause, and all of its range adds a tenth.
pub fn pause_after(tries: i32, chance: u8) -> Option<TimeDelta> {
    let place = usize::try_from(tries).ok()?.checked_sub(1)?;
    let pause = *PAUSES.get(place)?;
    Some(pause + pause * (i32::from(chance) * JITTER_PERCENT) / (i32::from(u8::MAX) * 100))
}

/// Whether an endpoint that has failed since then is to be disabled, after so many tries of one delivery.
/// A first try alone disables nothing: the endpoint may have been quiet for days, and well again.
pub fn is_given_up(failing_since: DateTime<Utc>, now: DateTime<Utc>, tries: i32) -> bool {
    tries > 1 && now - failing_since >= PATIENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<i64> =
            (1..=6).map(|tries| pause_after(tries, 0).map_or(-1, |pause| pause.num_seconds())).collect();
        assert_eq!(pauses, [5, 300, 1_800, 7_200, 18_000, 36_000]);
        assert_eq!(pause_after(7, 0), None);
        assert_eq!(pause_after(0, 0), None);
        assert_eq!(pause_after(-1, 0), None);
    }

    #[test]
    fn chance_adds_a_tenth_at_most() {
        for tries in 1..=6 {
            let (least, most) = (pause_after(tries, 0).unwrap(), pause_after(tries, 255).unwrap());
            assert_eq!(most, least + least / 10);
            let between = pause_after(tries, 100).unwrap();
            assert!(least < between && between < most);
        }
    }

    #[test]
    fn an_endpoint_is_given_up_after_five_days_and_not_at_a_first_try() {
        let since = DateTime::UNIX_EPOCH;
        let after = |hours| since + TimeDelta::hours(hours);
        assert!(!is_given_up(since, after(119), 7));
        assert!(is_given_up(since, after(120), 2));
        assert!(!is_given_up(since, after(500), 1));
    }

    #[test]
    fn words_read_back() {
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::from_code(state.code()), Some(state));
        }
        for reason in [DisabledBy::Staff, DisabledBy::Failures] {
            assert_eq!(DisabledBy::from_code(reason.code()), Some(reason));
        }
        assert_eq!(DeliveryState::from_code("gone"), None);
    }
}
