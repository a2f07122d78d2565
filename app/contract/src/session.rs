//! Who is calling, and how they signed in.

use std::collections::BTreeMap;

use domain::{
    id::{StaffId, StoreId, TenantId},
    money::Currency,
    role::Role,
    wall_clock::WallClock,
};
use serde::{Deserialize, Serialize};

/// Credentials.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The e-mail address of the account; case doesn't matter.
    pub email: String,
    /// The password.
    pub password: String,
}

// A password must never reach a log through a derived Debug.
impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn { .. }")
    }
}

/// A store, as those who may see it do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoreView {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: StoreId,
    /// Its short name in addresses and topics.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Lines of its postal address, as receipts print them.
    pub address: Vec<String>,
    /// What its receipts end with; lines are split by line breaks.
    pub receipt_footer: String,
    /// What it charges in.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// How far its clocks are from UTC now, in seconds, east positive.
    pub utc_offset_seconds: i32,
}

/// The clocks of stores, by the name of their time zone, for pages: a browser has no tables of zones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clocks(BTreeMap<String, WallClock>);

impl Clocks {
    /// Those clocks, each beside its zone.
    pub fn new(clocks: impl IntoIterator<Item = (String, WallClock)>) -> Self {
        Self(clocks.into_iter().collect())
    }

    /// The clock on the wall of a store.
    pub fn of(&self, store: &StoreView) -> WallClock {
        let known = self.0.get(&store.time_zone).cloned();
        // Whoever gives stores gives the clocks of their zones; today's offset is the next best.
        known.unwrap_or_else(|| WallClock::fixed(store.utc_offset_seconds))
    }
}

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Their id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// What they may do.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub role: Role,
    /// Slug of the business.
    pub tenant: String,
    /// Name of the business.
    pub tenant_name: String,
    /// Where they work.
    pub stores: Vec<StoreView>,
}

/// What a program gets for credentials or a refresh token.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenGrant {
    /// To be sent as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Good for one new grant.
    pub refresh_token: String,
    /// Whose they are.
    pub user: Me,
}

/// Asks for a new grant.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefreshGrant {
    /// The refresh token of the last grant.
    pub refresh_token: String,
}

/// Who calls a use case: a member of staff, resolved from a session or token by the entrance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose business.
    pub tenant_id: TenantId,
    /// Who.
    pub staff_id: StaffId,
    /// Their name, for what they record.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Which stores they work at.
    pub stores: StoreScope,
    /// The address they call from, for the audit trail.
    pub address: String,
}

/// Which stores of a tenant somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreScope {
    /// All, also those opened tomorrow.
    All,
    /// These.
    Only(Vec<StoreId>),
}
