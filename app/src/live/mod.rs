//! Following what happens while a page is open.

use std::rc::Rc;

use contract::{
    devices::{Connection, LiveUpdate},
    live::Topic,
};
use leptos::prelude::*;

use crate::context::use_devices;

/// Follows a topic from after `after` for as long as the component lives. On the server, where
/// nothing is followed, this does nothing.
pub fn follow(topic: Topic, after: Option<i64>, listener: impl Fn(LiveUpdate) + 'static) {
    let listener: Rc<dyn Fn(LiveUpdate)> = Rc::new(listener);
    Effect::new(move |_| {
        let Some(devices) = use_devices() else { return };
        let id = devices.live.subscribe(topic.clone(), after, Rc::clone(&listener));
        let live = send_wrapper::SendWrapper::new(devices.live);
        on_cleanup(move || live.unsubscribe(id));
    });
}

/// How the live connection stands, in the header.
#[component]
pub fn ConnectionState() -> impl IntoView {
    let connection = RwSignal::new(None);
    Effect::new(move |_| {
        let Some(devices) = use_devices() else { return };
        connection.set(Some(devices.live.connection()));
        let id = devices.live.on_connection(Rc::new(move |now| connection.set(Some(now))));
        let live = send_wrapper::SendWrapper::new(devices.live);
        on_cleanup(move || live.unsubscribe(id));
    });
    let word = move || match connection.get() {
        None => "",
        Some(Connection::Connecting) => "…",
        Some(Connection::Live) => "● live",
        Some(Connection::Lost { .. }) => "○ not live",
    };
    view! { <span class="connection" role="status">{word}</span> }
}
