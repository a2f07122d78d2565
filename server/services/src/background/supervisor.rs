//! Begins a task again that ended, which none should.

use std::{future::Future, time::Duration};

use tokio::{task::JoinSet, time::Instant};

use super::Task;
use crate::Services;

/// How long to wait before a task is begun again: twice as long each time, until it ran for a while.
#[derive(Debug, Clone, Copy)]
pub struct Pauses {
    /// The first time.
    pub first: Duration,
    /// At most.
    pub longest: Duration,
    /// After running for so long it begins with the first pause again.
    pub well_after: Duration,
}

impl Default for Pauses {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(60),
            well_after: Duration::from_secs(300),
        }
    }
}

impl Services {
    /// Keeps all of Kedai's tasks running until this is dropped.
    pub async fn run_background(self) {
        let mut tasks = JoinSet::new();
        let pauses = Pauses::default();
        let [live, outbox, jobs, upkeep] = std::array::from_fn(|_| self.clone());
        tasks.spawn(self.clone().supervise(Task::Live, pauses, move || live.clone().run_live()));
        tasks.spawn(self.clone().supervise(Task::Outbox, pauses, move || outbox.clone().run_outbox()));
        tasks.spawn(self.clone().supervise(Task::Jobs, pauses, move || jobs.clone().run_jobs()));
        let keep = move || upkeep.clone().run_job_upkeep();
        tasks.spawn(self.clone().supervise(Task::JobUpkeep, pauses, keep));
        while tasks.join_next().await.is_some() {}
    }

    /// Keeps one running until this is dropped: whenever it ends or panics it is begun again after a pause.
    pub async fn supervise<F, R>(self, task: Task, pauses: Pauses, begin: F)
    where
        F: Fn() -> R + Send + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        let mut pause = pauses.first;
        loop {
            let mut running = JoinSet::new();
            running.spawn(begin());
            let began = Instant::now();
            self.tasks.with(task, |state| (state.is_down, state.heard) = (false, began));
            let panicked = matches!(running.join_next().await, Some(Err(error)) if error.is_panic());
            if began.elapsed() >= pauses.well_after {
                pause = pauses.first;
            }
            let now = self.clock.now();
            let restarts = self.tasks.with(task, |state| {
                state.is_down = true;
                state.last_failure = Some(now);
                state.restarts += 1;
                state.restarts
            });
            let task = task.name();
            tracing::error!(task, panicked, restarts, ?pause, "one of Kedai's tasks ended and begins again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(pauses.longest);
        }
    }
}
