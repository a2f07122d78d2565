//! What Kedai does by itself beside answering: its tasks, who keeps them running, and how they are.
//!
//! A task goes round after round over tenants. One tenant's trouble ends nobody else's turn ([`turns`]),
//! and a task that ends is begun again ([`supervisor`]). [`Services::task_health`] tells how all are.

mod supervisor;
mod turns;

pub use supervisor::Pauses;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;
use uuid::Uuid;

use self::turns::Trouble;
pub(crate) use self::turns::bounded;
use crate::{Failure, Services};

/// Kedai's own tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Fills the feeds of boards and tracking pages.
    Live,
    /// Hands events on to subscribers.
    Outbox,
    /// Runs jobs.
    Jobs,
    /// Keeps jobs themselves in order.
    JobUpkeep,
}

impl Task {
    /// What it is called, in logs and by `/health`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Outbox => "outbox",
            Self::Jobs => "jobs",
            Self::JobUpkeep => "job_upkeep",
        }
    }

    /// After how long without a finished round something is wrong.
    const fn silence(self) -> Duration {
        match self {
            Self::Live | Self::Outbox | Self::Jobs => Duration::from_secs(120),
            Self::JobUpkeep => Duration::from_secs(600),
        }
    }

    /// The longest that somebody's turn is put off after trouble. People look at boards.
    const fn longest_pause(self) -> TimeDelta {
        match self {
            Self::Live => TimeDelta::seconds(5),
            Self::Outbox | Self::Jobs | Self::JobUpkeep => TimeDelta::minutes(5),
        }
    }
}

/// How a task is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskHealth {
    /// Which.
    pub task: Task,
    /// Whether it runs, its last round went well, and nobody's turn came to nothing lately.
    pub is_well: bool,
    /// How often it had to be begun again.
    pub restarts: u64,
    /// When a round went well, last.
    pub last_success: Option<DateTime<Utc>>,
    /// When a round failed, somebody's turn came to nothing, or it ended, last.
    pub last_failure: Option<DateTime<Utc>>,
    /// How many, tenants or parts of them, it can't serve now.
    pub failing: usize,
}

/// How all tasks of this process are.
#[derive(Debug, Default)]
pub(crate) struct Tasks(Mutex<BTreeMap<Task, State>>);

#[derive(Debug)]
struct State {
    is_down: bool,
    round_failed: bool,
    restarts: u64,
    last_success: Option<DateTime<Utc>>,
    last_failure: Option<DateTime<Utc>>,
    /// When it was last heard of.
    heard: Instant,
    /// Whose turn came to nothing.
    troubles: HashMap<Uuid, Trouble>,
}

impl State {
    fn new() -> Self {
        Self {
            is_down: false,
            round_failed: false,
            restarts: 0,
            last_success: None,
            last_failure: None,
            heard: Instant::now(),
            troubles: HashMap::new(),
        }
    }
}

impl Tasks {
    fn states(&self) -> MutexGuard<'_, BTreeMap<Task, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, task: Task, change: impl FnOnce(&mut State) -> T) -> T {
        change(self.states().entry(task).or_insert_with(State::new))
    }
}

impl Services {
    /// How the tasks are that run in this process.
    pub fn task_health(&self) -> Vec<TaskHealth> {
        let health = |(task, state): (&Task, &State)| TaskHealth {
            task: *task,
            is_well: !state.is_down
                && !state.round_failed
                && state.troubles.is_empty()
                && state.heard.elapsed() < task.silence(),
            restarts: state.restarts,
            last_success: state.last_success,
            last_failure: state.last_failure,
            failing: state.troubles.len(),
        };
        self.tasks.states().iter().map(health).collect()
    }

    /// Notes how a round of a task went; says what went wrong when it begins to go wrong.
    pub(crate) fn round_ended<T>(&self, task: Task, round: Result<T, Failure>) {
        let now = self.clock.now();
        let failed = round.err();
        let began = self.tasks.with(task, |state| {
            state.heard = Instant::now();
            let began = failed.is_some() && !state.round_failed;
            state.round_failed = failed.is_some();
            *(if failed.is_some() { &mut state.last_failure } else { &mut state.last_success }) = Some(now);
            state.troubles.retain(|_, trouble| !trouble.is_forgotten(now));
            began
        });
        if let (true, Some(failure)) = (began, failed) {
            let problem = contract::Problem::from(failure);
            tracing::warn!(task = task.name(), code = problem.code, "a round of work waits to be done again");
        }
    }
}
