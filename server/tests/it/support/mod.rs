//! A shop of its own for each test, and how to talk to it.

pub(crate) mod app;
pub(crate) mod browser;
#[path = "../../../store/tests/it/cluster.rs"]
mod cluster;
pub(crate) mod http;
pub(crate) mod listener;
pub(crate) mod sales;
mod shop;
pub(crate) mod socket;

pub(crate) use self::http::{Answer, Request};
pub(crate) use browser::browser;
pub(crate) use shop::{Person, Shop, ShopSettings, cluster};
