//! Following what happens while a page is open, and saying so when that is not possible.
//!
//! [`follow`] subscribes for as long as a component lives, [`use_connection`] and [`use_server_clock`]
//! tell how the connection stands and what time it is, [`on_signed_in_again`] when a page goes on. The socket itself is the browser's; see
//! [`contract::devices::Live`].

mod delay;
mod views;
mod words;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use contract::{
    devices::{Connection, LiveUpdate},
    live::Topic,
    problem::Code,
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::context::use_devices;

pub use delay::is_delayed;
pub use views::{ConnectionBand, ConnectionState, DelayedBadge, RefusedBand};

/// Follows a topic from after `after` for as long as the component lives. On the server, where
/// nothing is followed, this does nothing.
pub fn follow(topic: Topic, after: Option<i64>, listener: impl Fn(LiveUpdate) + 'static) {
    let listener: Rc<dyn Fn(LiveUpdate)> = Rc::new(listener);
    Effect::new(move |_| {
        let Some(devices) = use_devices() else { return };
        let id = devices.live.subscribe(topic.clone(), after, Rc::clone(&listener));
        let live = SendWrapper::new(devices.live);
        on_cleanup(move || live.unsubscribe(id));
    });
}

/// How the live connection stands; connecting until the page lives in a browser.
pub fn use_connection() -> ReadSignal<Connection> {
    let (connection, set_connection) = signal(Connection::Connecting);
    Effect::new(move |_| {
        let Some(devices) = use_devices() else { return };
        set_connection.set(devices.live.connection());
        let id = devices.live.on_connection(Rc::new(move |now| {
            // It may change once more while the page is being left.
            set_connection.try_set(now);
        }));
        let live = SendWrapper::new(devices.live);
        on_cleanup(move || live.unsubscribe(id));
    });
    connection
}

/// Whether a page stands still because of who is signed in.
fn stands_still(connection: &Connection) -> bool {
    matches!(connection, Connection::Refused { code } if Code::of(code).is_some_and(Code::is_of_session))
}

/// Does something each time that a page goes on which stood still because of who is signed in: what it was
/// refused meanwhile is true no longer.
pub(crate) fn on_signed_in_again(go_on: impl Fn() + 'static) {
    let connection = use_connection();
    Effect::new(move |stood_still: Option<bool>| {
        let stands_still = connection.with(stands_still);
        if stood_still == Some(true) && !stands_still {
            untrack(&go_on);
        }
        stands_still
    });
}

/// What the server's clock says, every second; `rendered_at` until the page lives in a browser, so
/// that both render the same.
pub fn use_server_clock(rendered_at: DateTime<Utc>) -> ReadSignal<DateTime<Utc>> {
    let (now, set_now) = signal(rendered_at);
    Effect::new(move |_| {
        let Some(devices) = use_devices() else { return };
        let live = devices.live;
        let id = devices.browser.every_second(Rc::new(move || {
            set_now.try_set(live.server_now());
        }));
        let browser = SendWrapper::new(devices.browser);
        on_cleanup(move || browser.stop(id));
    });
    now
}
