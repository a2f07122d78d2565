//! Passwords: argon2id with the parameters of OWASP's password storage cheat sheet (19 MiB, two
//! passes, one lane), a few at a time.
//!
//! Each takes 19 MiB and a core for tens of milliseconds. So as many are worked at as there are cores,
//! and no more than [`MOST_AT_ONCE`]; each in memory that was used before; and only so many wait for their
//! turn. Whoever comes then is told to come back, and who serves customers goes on meanwhile.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use contract::{Problem, problem::Code};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Failure, random::Random};

/// More at once would take more memory than it is worth: three check a hundred passwords a second.
const MOST_AT_ONCE: usize = 3;
/// The most that wait or are worked at: a few seconds' work.
const ROOM: usize = 256;
/// When to come back if there is no room, in seconds.
const COME_BACK: u32 = 5;

fn params() -> Result<Params, Failure> {
    Params::new(19 * 1024, 2, 1, None).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Password(error.to_string())
}

/// Where passwords are worked at.
#[derive(Debug)]
pub(crate) struct Passwords {
    room: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// Memory that nobody works in.
    free: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with(cores.min(MOST_AT_ONCE), ROOM)
    }

    fn with(at_once: usize, room: usize) -> Self {
        let (room, turns) = (Arc::new(Semaphore::new(room)), Arc::new(Semaphore::new(at_once)));
        Self { room, turns, free: Arc::default() }
    }

    /// A place to wait in for a turn, if there is one.
    pub(super) fn enter(&self) -> Result<Place, Problem> {
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(|_| {
            let detail = format!(
                "Too many people sign in at once. Nothing was done; wait {COME_BACK} seconds, then try again."
            );
            Problem::new(Code::Overloaded, detail).with("retry_after", COME_BACK)
        })?;
        Ok(Place { room })
    }

    /// A turn, once those before have had theirs.
    pub(super) async fn turn(&self, place: Place) -> Result<Turn, Failure> {
        self.next(Some(place)).await
    }

    async fn next(&self, place: Option<Place>) -> Result<Turn, Failure> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| Failure::Gone("the queue of passwords"))?;
        let memory = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        Ok(Turn { memory, free: Arc::clone(&self.free), _place: place, _turn: turn })
    }

    /// Hashes a password, in PHC form.
    pub(crate) async fn hash(&self, password: String, random: &Random) -> Result<String, Failure> {
        let salt = random.bytes::<16>();
        let mut turn = self.next(None).await?;
        let hashed = tokio::task::spawn_blocking(move || {
            let params = params()?;
            let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
            turn.work(Algorithm::Argon2id, Version::V0x13, &params, password.as_bytes(), &salt, &mut output)?;
            let hash = PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(&params).map_err(failed)?,
                salt: Some(Salt::new(&salt).map_err(failed)?),
                hash: Some(Output::new(&output).map_err(failed)?),
            };
            Ok(hash.to_string())
        });
        hashed.await.map_err(|_| Failure::Gone("the password thread"))?
    }
}

/// A place in the queue.
#[derive(Debug)]
pub(super) struct Place {
    #[expect(dead_code, reason = "held until the turn is over")]
    room: OwnedSemaphorePermit,
}

/// The right to work at a password, with memory to do it in.
pub(super) struct Turn {
    memory: Vec<Block>,
    free: Arc<Mutex<Vec<Vec<Block>>>>,
    _place: Option<Place>,
    _turn: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Before the turn is another's: there is never more memory than turns.
        let memory = std::mem::take(&mut self.memory);
        if !memory.is_empty() {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        }
    }
}

/// A hash that no password fits, for accounts that don't exist: an unknown address must take as
/// long to refuse as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$a2VkYWkgbm9ib2R5IHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl Turn {
    /// Whether a password fits a hash; always the same work, also where there is no hash. Gives the turn
    /// back: whoever counts what came of it does so before the next one's turn.
    pub(super) async fn fits(
        mut self,
        password: String,
        hash: Option<String>,
    ) -> Result<(Self, bool), Failure> {
        let checked = tokio::task::spawn_blocking(move || {
            let fits = self.verify(password.as_bytes(), hash.as_deref().unwrap_or(NOBODY))?;
            Ok((self, fits && hash.is_some()))
        });
        checked.await.map_err(|_| Failure::Gone("the password thread"))?
    }

    fn verify(&mut self, password: &[u8], hash: &str) -> Result<bool, Failure> {
        let hash = PasswordHash::new(hash).map_err(failed)?;
        let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
            return Err(failed("a stored hash has no salt or no output"));
        };
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?;
        let version = hash.version.map_or(Ok(Version::default()), Version::try_from).map_err(failed)?;
        let params = Params::try_from(&hash).map_err(failed)?;
        let mut output = vec![0; expected.len()];
        self.work(algorithm, version, &params, password, salt, &mut output)?;
        // Compared in constant time.
        Ok(Output::new(&output).map_err(failed)? == *expected)
    }

    fn work(
        &mut self,
        algorithm: Algorithm,
        version: Version,
        params: &Params,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), Failure> {
        if self.memory.len() < params.block_count() {
            self.memory.resize(params.block_count(), Block::new());
        }
        let argon2 = Argon2::new(algorithm, version, params.clone());
        argon2.hash_password_into_with_memory(password, salt, output, &mut self.memory).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fits(passwords: &Passwords, password: &str, hash: Option<&str>) -> bool {
        let turn = passwords.turn(passwords.enter().unwrap()).await.unwrap();
        turn.fits(password.to_owned(), hash.map(str::to_owned)).await.unwrap().1
    }

    #[tokio::test]
    async fn only_the_password_fits() {
        let (passwords, random) = (Passwords::with(1, 4), Random::from_seed([3; 32]));
        let hash = passwords.hash("kedai-demo".into(), &random).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(fits(&passwords, "kedai-demo", Some(&hash)).await);
        assert!(!fits(&passwords, "kedai-demo ", Some(&hash)).await);
        assert!(!fits(&passwords, "kedai-demo", None).await);
        // As the crate that it is made with says, in memory of its own.
        argon2::PasswordVerifier::verify_password(&Argon2::default(), b"kedai-demo", hash.as_str()).unwrap();
    }

    #[tokio::test]
    async fn so_many_have_a_turn_so_many_wait_and_the_next_is_told_to_come_back() {
        let passwords = Passwords::with(2, 5);
        let mut turns = Vec::new();
        for _ in 0..2 {
            turns.push(passwords.turn(passwords.enter().unwrap()).await.unwrap());
        }
        let mut waiting: Vec<_> = (0..3).map(|_| passwords.enter().unwrap()).collect();
        let refused = passwords.enter().unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (503, "overloaded"));
        assert_eq!(refused.extensions["retry_after"], 5);
        let mut third = Box::pin(passwords.turn(waiting.remove(0)));
        let soon = std::time::Duration::from_millis(50);
        assert!(tokio::time::timeout(soon, &mut third).await.is_err(), "a third has no turn yet");
        turns.pop();
        assert!(tokio::time::timeout(soon * 100, &mut third).await.is_ok());
        // Who goes away leaves their place to others.
        drop(waiting);
        assert!(passwords.enter().is_ok());
    }

    #[tokio::test]
    async fn however_many_sign_in_the_memory_is_as_much_as_there_are_turns() {
        let passwords = Arc::new(Passwords::with(2, 64));
        let mut checks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let passwords = Arc::clone(&passwords);
            checks.spawn(async move { fits(&passwords, "wrong", None).await });
        }
        assert!(checks.join_all().await.iter().all(|fits| !fits));
        let free = passwords.free.lock().unwrap();
        let blocks: Vec<usize> = free.iter().map(Vec::len).collect();
        assert!(blocks.len() <= 2 && blocks.iter().all(|blocks| *blocks == 19 * 1024), "{blocks:?}");
    }
}
