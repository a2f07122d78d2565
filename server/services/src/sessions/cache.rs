//! A short memory of who holds which session, so that a busy till doesn't ask the database for
//! every tap. What is ended in this process is forgotten at once; what is ended in another is
//! believed for at most [`LIFETIME`].

use chrono::{DateTime, TimeDelta, Utc};
use contract::session::Caller;
use quick_cache::sync::Cache;

/// How long an answer is believed.
const LIFETIME: TimeDelta = TimeDelta::seconds(5);
const CAPACITY: usize = 10_000;

pub(crate) struct SessionCache(Cache<[u8; 32], (DateTime<Utc>, &'static str, Caller)>);

impl SessionCache {
    pub(crate) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    pub(super) fn get(&self, hash: &[u8; 32], kind: &str, now: DateTime<Utc>) -> Option<Caller> {
        let (since, known_kind, caller) = self.0.get(hash)?;
        (known_kind == kind && now - since < LIFETIME).then_some(caller)
    }

    pub(super) fn insert(&self, hash: [u8; 32], kind: &'static str, caller: Caller, now: DateTime<Utc>) {
        self.0.insert(hash, (now, kind, caller));
    }

    pub(super) fn forget(&self, hashes: &[Vec<u8>]) {
        for hash in hashes {
            if let Ok(hash) = <[u8; 32]>::try_from(hash.as_slice()) {
                self.0.remove(&hash);
            }
        }
    }
}
