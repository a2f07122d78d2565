//! Passwords: argon2id with the parameters of OWASP's password storage cheat sheet (19 MiB, two
//! passes, one lane).

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::{Failure, random::Random};

fn argon2() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| Failure::Password(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password, in PHC form. Slow by design: tens of milliseconds on a thread of its own.
pub(crate) async fn hash_password(password: String, random: &Random) -> Result<String, Failure> {
    let salt = random.bytes::<16>();
    let hashed = tokio::task::spawn_blocking(move || {
        let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| Failure::Password(error.to_string()))
    });
    hashed.await.map_err(|_| Failure::Gone("the password thread"))?
}

/// A hash that no password fits, for accounts that don't exist: an unknown address must take as
/// long to refuse as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$a2VkYWkgbm9ib2R5IHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a password fits a hash; always the same work, also where there is no hash.
pub(super) async fn password_fits(password: String, hash: Option<String>) -> Result<bool, Failure> {
    let checked = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let hash = PasswordHash::new(&hash).map_err(|error| Failure::Password(error.to_string()))?;
        let fits = argon2()?.verify_password(password.as_bytes(), &hash).is_ok();
        Ok(fits && known)
    });
    checked.await.map_err(|_| Failure::Gone("the password thread"))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_fits() {
        let random = Random::from_seed([3; 32]);
        let hash = hash_password("kedai-demo".into(), &random).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(password_fits("kedai-demo".into(), Some(hash.clone())).await.unwrap());
        assert!(!password_fits("kedai-demo ".into(), Some(hash)).await.unwrap());
        assert!(!password_fits("kedai-demo".into(), None).await.unwrap());
    }
}
