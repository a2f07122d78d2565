//! A short memory of what the database said, so that a busy till doesn't ask it for every tap. What ends is
//! forgotten as soon as this process hears of it; what it can't hear of is believed for at most [`LIFETIME`].

use std::hash::Hash;

use chrono::{DateTime, TimeDelta, Utc};
use quick_cache::sync::Cache;

/// How long an answer is believed.
const LIFETIME: TimeDelta = TimeDelta::seconds(5);
const CAPACITY: usize = 10_000;

/// Answers by what was asked.
pub(crate) struct ShortMemory<K, V>(Cache<K, (DateTime<Utc>, V)>);

impl<K: Hash + Eq, V: Clone> ShortMemory<K, V> {
    pub(crate) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    pub(crate) fn get(&self, key: &K, now: DateTime<Utc>) -> Option<V> {
        let (since, value) = self.0.get(key)?;
        (now - since < LIFETIME).then_some(value)
    }

    pub(crate) fn insert(&self, key: K, value: V, now: DateTime<Utc>) {
        self.0.insert(key, (now, value));
    }

    /// Forgets what is so.
    pub(crate) fn forget_all(&self, is_forgotten: impl Fn(&V) -> bool) {
        self.0.retain(|_, (_, value)| !is_forgotten(value));
    }

    pub(crate) fn forget(&self, key: &K) {
        self.0.remove(key);
    }
}
