//! Where somebody signed in before, so that others' wrong guesses don't keep them out.
//!
//! A browser is known by a secret in a cookie that outlives its sessions, a network by its address. Both
//! are kept as hashes, for [`KEPT`] since the last sign-in there.

use chrono::{DateTime, TimeDelta, Utc};
use contract::backend::DeviceSecret;
use domain::id::StaffId;
use store::{
    TenantTx,
    known_devices::{KnownDevice, NewKnownDevice, remember_in_tx},
};
use uuid::Uuid;

use crate::{Failure, Services, network::network_of, protection::sha256};

/// How long a place is known after somebody signed in there.
pub(crate) const KEPT: TimeDelta = TimeDelta::days(180);
/// How old a note of the last sign-in may get before it is written anew.
const NOTED_EVERY: TimeDelta = TimeDelta::days(1);
/// The letters of a secret.
const SECRET_LENGTH: usize = 64;

/// Where a sign-in comes from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The address.
    pub(super) network: String,
    /// The secret of its browser, if it holds one that could be ours.
    device: Option<String>,
}

/// How well a sign-in's origin is known to its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// A browser in which this account signed in before.
    Browser(Uuid),
    /// A network from which it did.
    Network,
    /// Neither.
    No,
}

/// What is known of an origin.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) known: Known,
    /// Whether somebody, not only this account, signed in in this browser.
    is_device: bool,
    browser_at: Option<DateTime<Utc>>,
    network_at: Option<DateTime<Utc>>,
}

impl Origin {
    pub(super) fn new(address: &str, device: Option<&DeviceSecret>) -> Self {
        let is_ours = |secret: &&DeviceSecret| {
            secret.0.len() == SECRET_LENGTH && secret.0.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        Self { network: network_of(address), device: device.filter(is_ours).map(|secret| secret.0.clone()) }
    }

    fn device_hash(&self) -> Option<[u8; 32]> {
        self.device.as_ref().map(|secret| device_hash(secret))
    }

    fn network_hash(&self, staff_id: StaffId) -> [u8; 32] {
        sha256(format!("network\0{}\0{}", staff_id.uuid(), self.network).as_bytes())
    }
}

fn device_hash(secret: &str) -> [u8; 32] {
    sha256(format!("device\0{secret}").as_bytes())
}

impl Services {
    /// What is known of an origin to an account; the same questions where there is no such account.
    pub(super) async fn seen(&self, origin: &Origin, account: Option<StaffId>) -> Result<Seen, Failure> {
        let staff_id = account.unwrap_or(StaffId::from_uuid(Uuid::nil()));
        let (browser, network) = (origin.device_hash(), origin.network_hash(staff_id));
        let hashes: Vec<[u8; 32]> = browser.into_iter().chain([network]).collect();
        let found = self.database.known_devices(&hashes, self.clock.now() - KEPT).await?;
        let by = |hash: [u8; 32]| found.iter().filter(move |device| device.secret_hash == hash);
        let own = |device: &&KnownDevice| device.staff_id() == staff_id;
        let of_browser = browser.and_then(|hash| by(hash).find(own));
        let of_network = by(network).find(own);
        let known = match (of_browser, of_network) {
            (Some(device), _) => Known::Browser(device.device_id),
            (None, Some(_)) => Known::Network,
            (None, None) => Known::No,
        };
        Ok(Seen {
            known,
            is_device: browser.is_some_and(|hash| by(hash).next().is_some()),
            browser_at: of_browser.map(|device| device.last_used_at),
            network_at: of_network.map(|device| device.last_used_at),
        })
    }

    /// Remembers the network that somebody signed in from.
    pub(super) async fn remember_network_in_tx(
        &self,
        tx: &mut TenantTx,
        staff_id: StaffId,
        origin: &Origin,
        seen: &Seen,
    ) -> Result<(), Failure> {
        self.remember_place_in_tx(tx, staff_id, "network", origin.network_hash(staff_id), seen.network_at)
            .await
    }

    /// Remembers the browser that somebody signed in with; gives its secret back, a new one if it had none.
    /// One that nobody signed in with wasn't ours, whoever put it there.
    pub(super) async fn remember_browser_in_tx(
        &self,
        tx: &mut TenantTx,
        staff_id: StaffId,
        origin: &Origin,
        seen: &Seen,
    ) -> Result<DeviceSecret, Failure> {
        let held = origin.device.clone().filter(|_| seen.is_device);
        let secret = held.unwrap_or_else(|| self.random.secret());
        self.remember_place_in_tx(tx, staff_id, "browser", device_hash(&secret), seen.browser_at).await?;
        Ok(DeviceSecret(secret))
    }

    async fn remember_place_in_tx(
        &self,
        tx: &mut TenantTx,
        staff_id: StaffId,
        kind: &'static str,
        secret_hash: [u8; 32],
        noted_at: Option<DateTime<Utc>>,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        if noted_at.is_some_and(|at| now - at < NOTED_EVERY) {
            return Ok(());
        }
        let device = NewKnownDevice { id: self.random.id(now), staff_id, kind, secret_hash, at: now };
        Ok(remember_in_tx(tx, &device).await?)
    }
}
