//! A shop's app, which signs what it sends.

use hmac::{Hmac, KeyInit, Mac};
use services::ingestion::NewKey;
use sha2::Sha256;

use super::{Request, Shop};

/// An app with a key of Senopati's.
pub(crate) struct App {
    pub(crate) key: NewKey,
}

impl App {
    pub(crate) async fn of(shop: &Shop) -> Self {
        Self { key: shop.services.make_webhook_key(None, "senopati").await.unwrap() }
    }

    /// What stands in `X-Kedai-Signature`.
    pub(crate) fn signature(&self, timestamp: i64, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.secret.as_bytes()).unwrap();
        mac.update(format!("{timestamp}.{body}").as_bytes());
        let hex = hex::encode(mac.finalize().into_bytes());
        format!("sha256={hex}")
    }

    pub(crate) fn request(&self, shop: &Shop, path: &str, timestamp: i64, body: &str) -> Request {
        Request::new(shop.address, "POST", path)
            .header("x-kedai-key", self.key.id.to_string())
            .header("x-kedai-timestamp", timestamp.to_string())
            .header("x-kedai-signature", self.signature(timestamp, body))
            .header("content-type", "application/json")
            .body(body)
    }
}
