//! Who sent a message: HMAC-SHA-256 over its timestamp and raw bytes, compared in constant time.

use std::sync::Arc;

use contract::{
    Problem,
    problem::Code,
    session::{Caller, StoreScope},
};
use domain::{id::WebhookKeyId, role::Role};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::gate::WebhookKey;

use super::{MessageKind, Sender, keys::sealed_context};
use crate::{
    Failure, Services,
    access::store_scope,
    failure::OrProblem,
    protection::{SecretKey, open, sha256},
    short_memory::ShortMemory,
};

/// How far a message's timestamp may be from the server's clock, in seconds, either way.
const WINDOW: i64 = 300;
/// How many refused messages of one key are noted in a minute; whoever guesses fills no table.
const NOTED_REFUSALS: i32 = 60;

/// A message as it came in.
#[derive(Clone, Copy)]
pub struct SignedMessage<'a> {
    /// The header `X-Kedai-Key`.
    pub key: &'a str,
    /// The header `X-Kedai-Timestamp`.
    pub timestamp: &'a str,
    /// The header `X-Kedai-Signature`.
    pub signature: &'a str,
    /// The body, byte by byte.
    pub body: &'a [u8],
    /// Where it came from.
    pub address: &'a str,
}

impl Services {
    /// Who sent a message; 401 for everybody whose signature isn't right now.
    pub async fn sender(&self, kind: MessageKind, message: SignedMessage<'_>) -> Result<Sender, Problem> {
        let Ok(key_id) = message.key.parse::<WebhookKeyId>() else {
            tracing::warn!(kind = kind.code(), "a message names no key");
            return Err(refused());
        };
        let Some(key) = self.known_key(key_id).await.or_problem()? else {
            tracing::warn!(kind = kind.code(), "a message names an unknown key");
            return Err(refused());
        };
        let sender = Sender { key_id, store_id: key.row.store_id(), caller: app(&key.row, message.address) };
        match check(&key, message, self.clock.now().timestamp()) {
            Ok(()) => Ok(sender),
            Err(problem) => {
                let counted = sha256(format!("refused message {key_id}").as_bytes());
                let hits = self.database.hit(&counted, self.clock.now(), 60).await.or_problem()?;
                if hits.hits <= NOTED_REFUSALS {
                    self.note_attempt(&sender, kind, Err(&problem)).await;
                }
                Err(problem)
            }
        }
    }

    async fn known_key(&self, id: WebhookKeyId) -> Result<Option<Arc<KnownKey>>, Failure> {
        let now = self.clock.now();
        if let Some(known) = self.webhook_keys.get(&id, now) {
            return Ok(Some(known));
        }
        let Some(row) = self.database.webhook_key(id).await? else { return Ok(None) };
        let mut tx = self.database.begin(&store_scope(row.tenant_id(), row.store_id())).await?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await?;
        tx.commit().await?;
        let plain = open(keys.webhooks(), &sealed_context(id), &row.sealed_secret)?;
        let secret = plain.try_into().map_err(|_| crate::protection::CipherError::DoesNotOpen)?;
        let known = Arc::new(KnownKey { row, secret: SecretKey(secret) });
        self.webhook_keys.insert(id, Arc::clone(&known), now);
        Ok(Some(known))
    }
}

/// A key with its secret opened.
pub(crate) struct KnownKey {
    row: WebhookKey,
    secret: SecretKey,
}

/// Keys that signed lately.
pub(crate) type KeyMemory = ShortMemory<WebhookKeyId, Arc<KnownKey>>;

/// Whether a message is signed with this key, and now.
fn check(key: &KnownKey, message: SignedMessage<'_>, now: i64) -> Result<(), Problem> {
    if key.row.revoked_at.is_some() || !is_signed(&key.secret, message) {
        return Err(refused());
    }
    let sent = message.timestamp.parse::<i64>().ok();
    if sent.is_none_or(|sent| now.abs_diff(sent) > WINDOW.unsigned_abs()) {
        let detail = format!(
            "The timestamp is more than {WINDOW} seconds from this server's clock. Set the clock, sign again."
        );
        return Err(Problem::new(Code::TimestampOutOfWindow, detail).with("server_time", now));
    }
    Ok(())
}

/// The same for an unknown key and a wrong signature: nobody learns which keys there are.
fn refused() -> Problem {
    let detail = "The signature isn't right. Sign timestamp, a dot and the raw body with the key's secret.";
    Problem::new(Code::InvalidSignature, detail)
}

/// The account that the app acts with.
fn app(key: &WebhookKey, address: &str) -> Caller {
    Caller {
        tenant_id: key.tenant_id(),
        staff_id: key.staff_id(),
        name: super::keys::ACCOUNT_NAME.to_owned(),
        role: Role::App,
        stores: StoreScope::Only(vec![key.store_id()]),
        address: address.to_owned(),
    }
}

/// Whether `sha256=<hex>` is the HMAC of `timestamp.body`. The comparison takes the same time wherever
/// the two differ.
pub(crate) fn is_signed(secret: &SecretKey, message: SignedMessage<'_>) -> bool {
    let Some(signature) =
        message.signature.strip_prefix("sha256=").and_then(|digits| hex::decode(digits).ok())
    else {
        return false;
    };
    mac(secret, message.timestamp, message.body).is_some_and(|mac| mac.verify_slice(&signature).is_ok())
}

/// Signs what Kedai sends, the same way: `sha256=<hex>`.
pub(crate) fn sign(secret: &SecretKey, timestamp: &str, body: &[u8]) -> String {
    let mac = mac(secret, timestamp, body).map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
    format!("sha256={}", hex::encode(mac))
}

/// The HMAC of `timestamp.body`. It takes keys of any length, which is the constructor's only failure.
fn mac(secret: &SecretKey, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(hex::encode(secret.0).as_bytes()).ok()?;
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signed by Python's hmac: `hmac.new(b"11"*32, b"1700000000.{}", "sha256").hexdigest()`.
    #[test]
    fn a_signature_is_what_other_programs_make() {
        let secret = SecretKey([0x11; 32]);
        let good = "sha256=596fffa3c848efdea2b966284f2eff71ece79022b53fe029fc4954a7d80b8ec6";
        let message =
            |timestamp, signature, body| SignedMessage { key: "", timestamp, signature, body, address: "" };
        assert!(is_signed(&secret, message("1700000000", good, b"{}")));
        assert_eq!(sign(&secret, "1700000000", b"{}"), good);
        let upper = good.to_uppercase().replace("SHA256=", "sha256=");
        assert!(is_signed(&secret, message("1700000000", &upper, b"{}")), "hexadecimal in capitals");
        assert!(!is_signed(&secret, message("1700000001", good, b"{}")), "another timestamp");
        assert!(!is_signed(&secret, message("1700000000", good, b"{ }")), "another body");
        assert!(!is_signed(&SecretKey([0x12; 32]), message("1700000000", good, b"{}")), "another secret");
        let signed = good.replace("0f", "+f").replace("02", "+2");
        for wrong in ["", "sha256=", "sha256=zz", &good[7..], &good[..70], "sha256=é", &signed] {
            assert!(!is_signed(&secret, message("1700000000", wrong, b"{}")), "{wrong}");
        }
    }
}
