//! How much of a kind runs at once, how long, and how often it is tried.

use chrono::TimeDelta;

/// The rules of a kind of jobs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// The most that this process runs at once.
    pub(crate) most: usize,
    /// Of one tenant.
    pub(crate) most_of_tenant: usize,
    /// With one key.
    pub(crate) most_of_key: usize,
    /// How long one may take.
    pub(crate) time_out: TimeDelta,
    /// How often one is tried that is lost with its process, or fails for a fault of ours.
    pub(crate) most_tries: i32,
    /// If it recurs, how long after a turn the next one is.
    pub(crate) every: Option<TimeDelta>,
    /// Whether it keeps the house in order and is no business of managers.
    pub(crate) is_of_house: bool,
}

/// For how long a job is its process's alone: its time-out, and what it takes to note how it ended. What isn't settled by
/// then was lost with its process.
pub(crate) const fn lease(time_out: TimeDelta) -> TimeDelta {
    TimeDelta::seconds(time_out.num_seconds() + 15)
}

/// After the first fault of ours it is tried again so soon; each time four times later, up to an hour.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);
/// A job that recurs waits no longer than that: there is nobody to let it run again.
const LONGEST_OF_RECURRING: TimeDelta = TimeDelta::minutes(5);

impl Rules {
    /// How long to wait after so many tries that failed for a fault of ours; none if that was the last.
    pub(crate) fn pause_after(&self, tries: i32) -> Option<TimeDelta> {
        if self.every.is_none() && tries >= self.most_tries {
            return None;
        }
        let longest = if self.every.is_some() { LONGEST_OF_RECURRING } else { LONGEST_PAUSE };
        let times = u32::try_from(tries.saturating_sub(1).clamp(0, 10)).unwrap_or(0);
        Some((FIRST_PAUSE * 4_i32.pow(times)).min(longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_tried_again_later_each_time_and_at_last_given_up() {
        let rules = Rules {
            most: 1,
            most_of_tenant: 1,
            most_of_key: 1,
            time_out: TimeDelta::seconds(30),
            most_tries: 8,
            every: None,
            is_of_house: false,
        };
        let pauses = |rules: &Rules| -> Vec<i64> {
            (1..=9).map(|tries| rules.pause_after(tries).map_or(-1, |pause| pause.num_seconds())).collect()
        };
        assert_eq!(pauses(&rules), [5, 20, 80, 320, 1_280, 3_600, 3_600, -1, -1]);
        let recurring = Rules { every: Some(TimeDelta::minutes(10)), ..rules };
        assert_eq!(pauses(&recurring), [5, 20, 80, 300, 300, 300, 300, 300, 300]);
        assert_eq!(recurring.pause_after(i32::MAX), Some(LONGEST_OF_RECURRING));
        assert_eq!(lease(rules.time_out), TimeDelta::seconds(45));
    }
}
