//! One queue and one worker a key: what comes in while the worker is busy waits, and is done together.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use contract::Problem;
use tokio::sync::mpsc;

/// How long a worker without work stays.
const LINGER: Duration = Duration::from_secs(60);

/// The queues of the keys that had work lately.
pub(crate) struct Queues<K, T> {
    queues: Mutex<HashMap<K, mpsc::Sender<T>>>,
    /// The most that waits in one queue; whoever brings more is told to come back.
    most: usize,
}

impl<K: Copy + Eq + Hash, T> Queues<K, T> {
    pub(crate) fn new(most: usize) -> Self {
        Self { queues: Mutex::new(HashMap::new()), most }
    }

    /// Puts work into its key's queue; `start` puts a worker behind the queue if there is none.
    pub(crate) fn push(&self, key: K, work: T, start: impl FnOnce(mpsc::Receiver<T>)) -> Result<(), Problem> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let work = match queues.get(&key) {
            None => work,
            Some(queue) => match queue.try_send(work) {
                Ok(()) => return Ok(()),
                Err(mpsc::error::TrySendError::Full(_)) => return Err(Problem::overloaded()),
                // The worker left just now.
                Err(mpsc::error::TrySendError::Closed(work)) => work,
            },
        };
        let (queue, waiting) = mpsc::channel(self.most);
        if queue.try_send(work).is_err() {
            return Err(Problem::overloaded());
        }
        queues.insert(key, queue);
        drop(queues);
        start(waiting);
        Ok(())
    }

    /// The next work for a worker, or nothing if there was none for a while and it may go.
    pub(crate) async fn next(&self, key: K, waiting: &mut mpsc::Receiver<T>) -> Option<T> {
        loop {
            match tokio::time::timeout(LINGER, waiting.recv()).await {
                Ok(work) => return work,
                Err(_) if self.retire(key, waiting) => return None,
                Err(_) => {}
            }
        }
    }

    /// Takes a worker's queue away, unless something came in meanwhile.
    fn retire(&self, key: K, waiting: &mpsc::Receiver<T>) -> bool {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let is_idle = waiting.is_empty();
        if is_idle {
            queues.remove(&key);
        }
        is_idle
    }
}
