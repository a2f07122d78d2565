//! The socket itself, and its timers.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::{Rc, Weak},
};

use chrono::{DateTime, Utc};
use contract::{
    devices::{Connection, ListenerId, Live, LiveUpdate},
    live::{ClientMessage, ServerMessage, Topic},
    made_for::FIELD,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MessageEvent, WebSocket};

use super::{
    backoff, polling,
    protocol::{Outcome, Protocol},
    watch::{DEAD_MS, Watch},
};
use crate::{
    PageDocument,
    browser::clock,
    listeners::{Listeners, next_id},
};

/// How often the connection is looked at.
const LOOK_MS: i32 = 1_000;

/// How long after opening a socket that was refused something another one is tried.
const RETRY_MS: f64 = 30_000.0;

/// The live socket of this tab; opens when somebody first follows a topic or the connection.
pub struct LiveSocket(Rc<Shared>);

type Follower = Rc<dyn Fn(LiveUpdate)>;

struct Shared {
    /// An instant on the clock that is gone by until the server tells its time, and when it was told.
    clock: (DateTime<Utc>, f64),
    protocol: RefCell<Protocol>,
    watch: RefCell<Watch>,
    socket: RefCell<Option<OpenSocket>>,
    followers: RefCell<HashMap<ListenerId, Follower>>,
    connection: RefCell<Connection>,
    connection_listeners: Listeners<dyn Fn(Connection)>,
    attempts: Cell<u32>,
    /// When the socket was last asked for: a new one gets its time before it counts as dead.
    asked_at: Cell<f64>,
    has_begun: Cell<bool>,
    /// For whom the page was made, see [`contract::made_for`].
    made_for: Option<String>,
    /// Which bundle the page was made with.
    bundle: Option<String>,
    is_outdated: Cell<bool>,
    outdated_listeners: Listeners<dyn Fn()>,
}

/// A socket and the closures it calls, which must live as long.
struct OpenSocket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut()>,
}

impl OpenSocket {
    fn send(&self, message: &ClientMessage) {
        if self.socket.ready_state() != WebSocket::OPEN {
            return;
        }
        if let Ok(text) = serde_json::to_string(message) {
            // A socket that breaks here closes, and everything is asked for again.
            let _ = self.socket.send_with_str(&text);
        }
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Closing what is closed is no error.
        let _ = self.socket.close();
    }
}

impl LiveSocket {
    /// A socket that isn't open yet, of this page.
    pub fn new(document: PageDocument) -> Self {
        let PageDocument { made_for, bundle, served_at } = document;
        let now = clock::forward_ms();
        // What the page says comes before what this device's clock says.
        let clock = served_at.zip(clock::page_answered_ms()).unwrap_or_else(|| (clock::now(), now));
        Self(Rc::new(Shared {
            protocol: RefCell::default(),
            clock,
            watch: RefCell::new(Watch::new(clock, now)),
            socket: RefCell::default(),
            followers: RefCell::default(),
            connection: RefCell::new(Connection::Connecting),
            connection_listeners: Listeners::default(),
            attempts: Cell::new(0),
            asked_at: Cell::new(0.0),
            has_begun: Cell::new(false),
            made_for,
            bundle,
            is_outdated: Cell::new(false),
            outdated_listeners: Listeners::default(),
        }))
    }
}

impl Shared {
    fn begin(shared: &Rc<Self>) {
        if shared.has_begun.replace(true) {
            return;
        }
        *shared.watch.borrow_mut() = Watch::new(shared.clock, clock::forward_ms());
        Self::open(shared);
        let looking = Rc::downgrade(shared);
        let look = Closure::<dyn FnMut()>::new(move || {
            looking.upgrade().iter().for_each(Self::look);
        });
        // A device that wakes up or comes back into reach shouldn't wait out a long pause.
        let returning = Rc::downgrade(shared);
        let returned = Closure::<dyn FnMut()>::new(move || {
            returning.upgrade().iter().for_each(Self::open_if_closed);
        });
        if let Some(window) = web_sys::window() {
            let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(
                look.as_ref().unchecked_ref(),
                LOOK_MS,
            );
            let _ = window.add_event_listener_with_callback("online", returned.as_ref().unchecked_ref());
        }
        // Whoever comes back to this tab may have signed in again in another.
        let seen = Rc::downgrade(shared);
        let focused = Closure::<dyn FnMut()>::new(move || {
            seen.upgrade().iter().for_each(Self::try_again_if_refused);
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("focus", focused.as_ref().unchecked_ref());
        }
        look.forget();
        returned.forget();
        focused.forget();
    }

    /// Opens the socket anew if something was refused on it.
    fn try_again_if_refused(shared: &Rc<Self>) {
        let is_refused = shared.protocol.borrow().refusal().is_some();
        if is_refused && shared.socket.borrow().is_some() {
            shared.attempts.set(0);
            Self::closed(shared);
        }
    }

    /// Looks at how long the server has been silent.
    fn look(shared: &Rc<Self>) {
        let now = clock::forward_ms();
        let is_dead = shared.watch.borrow().silence(now).min(now - shared.asked_at.get()) >= DEAD_MS;
        if is_dead && shared.socket.borrow().is_some() {
            Self::closed(shared);
        }
        if now - shared.asked_at.get() >= RETRY_MS {
            Self::try_again_if_refused(shared);
        }
        if shared.watch.borrow_mut().asks(now) {
            wasm_bindgen_futures::spawn_local(Self::ask(Rc::clone(shared)));
        }
        shared.tell_connection();
    }

    /// Asks over HTTP for what a socket would have brought.
    async fn ask(shared: Rc<Self>) {
        let wanted = shared.protocol.borrow_mut().opened();
        for subscription in wanted {
            let ClientMessage::Subscribe { topic, after } = subscription else { continue };
            let feed = match polling::ask(&topic, after).await {
                Some(polling::Answer::Feed(feed)) => feed,
                Some(polling::Answer::Newer) => {
                    shared.outdated();
                    continue;
                }
                Some(polling::Answer::Refused(code)) => {
                    shared.hear(ServerMessage::Error { code, topic: Some(topic.to_string()) });
                    continue;
                }
                None => continue,
            };
            shared.told_bundle(feed.bundle.as_deref());
            if !shared.watch.borrow_mut().answered(feed.server_time, clock::forward_ms()) {
                return;
            }
            for message in feed.messages {
                // Over HTTP nothing is replied.
                shared.hear(message);
            }
        }
        shared.tell_connection();
    }

    /// Tells followers what follows from a message; gives what to reply.
    fn hear(&self, message: ServerMessage) -> Vec<ClientMessage> {
        let Outcome { deliveries, replies } = self.protocol.borrow_mut().heard(message);
        for delivery in deliveries {
            let listener = self.followers.borrow().get(&delivery.to).map(Rc::clone);
            if let Some(listener) = listener {
                listener(delivery.update);
            }
        }
        replies
    }

    fn tell_connection(&self) {
        let refusal = self.protocol.borrow().refusal().map(str::to_owned);
        let connection = match refusal {
            Some(code) => Connection::Refused { code },
            None => self.watch.borrow().connection(clock::forward_ms()),
        };
        if *self.connection.borrow() == connection {
            return;
        }
        *self.connection.borrow_mut() = connection.clone();
        for listener in self.connection_listeners.all() {
            listener(connection.clone());
        }
    }

    fn open_if_closed(shared: &Rc<Self>) {
        if shared.socket.borrow().is_none() {
            Self::open(shared);
        }
    }

    fn open(shared: &Rc<Self>) {
        shared.asked_at.set(clock::forward_ms());
        let Some(socket) =
            address(shared.made_for.as_deref()).and_then(|address| WebSocket::new(&address).ok())
        else {
            return Self::open_later(shared);
        };
        let (opening, hearing, closing) =
            (Rc::downgrade(shared), Rc::downgrade(shared), Rc::downgrade(shared));
        let opened = Closure::<dyn FnMut()>::new(move || {
            opening.upgrade().iter().for_each(|shared| shared.opened());
        });
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            Self::message(&hearing, &event);
        });
        let closed = Closure::<dyn FnMut()>::new(move || {
            closing.upgrade().iter().for_each(Self::closed);
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        let open = OpenSocket { socket, _opened: opened, _message: message, _closed: closed };
        *shared.socket.borrow_mut() = Some(open);
    }

    fn opened(&self) {
        self.watch.borrow_mut().opened(clock::forward_ms());
        let asking = self.protocol.borrow_mut().opened();
        self.send(&asking);
        self.tell_connection();
    }

    fn message(hearing: &Weak<Self>, event: &MessageEvent) {
        let Some(shared) = hearing.upgrade() else { return };
        let now = clock::forward_ms();
        shared.watch.borrow_mut().heard(now);
        // Heard from means in service: the next break begins with short waits again.
        shared.attempts.set(0);
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_slice::<ServerMessage>(text.as_bytes()) {
            Ok(message) => {
                if let ServerMessage::Ping { server_time, bundle, .. } = &message {
                    shared.watch.borrow_mut().told_time(*server_time, now);
                    shared.told_bundle(bundle.as_deref());
                }
                let replies = shared.hear(message);
                shared.send(&replies);
            }
            // A newer server says things that this page doesn't know.
            Err(_) => shared.outdated(),
        }
        shared.tell_connection();
    }

    /// The server said which bundle it hands out.
    fn told_bundle(&self, bundle: Option<&str>) {
        if bundle.is_some() && self.bundle.is_some() && bundle != self.bundle.as_deref() {
            self.outdated();
        }
    }

    fn outdated(&self) {
        if !self.is_outdated.replace(true) {
            self.outdated_listeners.all().iter().for_each(|listener| listener());
        }
    }

    fn closed(shared: &Rc<Self>) {
        // The closures of the socket are freed later: one of them may be what is running.
        let gone = shared.socket.borrow_mut().take();
        wasm_bindgen_futures::spawn_local(async move { drop(gone) });
        shared.watch.borrow_mut().closed(clock::forward_ms());
        shared.tell_connection();
        Self::open_later(shared);
    }

    fn open_later(shared: &Rc<Self>) {
        let attempt = shared.attempts.get();
        shared.attempts.set(attempt.saturating_add(1));
        let wait = backoff::wait_ms(attempt, js_sys::Math::random());
        let reopening = Rc::downgrade(shared);
        wasm_bindgen_futures::spawn_local(async move {
            crate::wait::sleep(wait).await;
            reopening.upgrade().iter().for_each(Self::open_if_closed);
        });
    }

    fn send(&self, messages: &[ClientMessage]) {
        if let Some(open) = self.socket.borrow().as_ref() {
            messages.iter().for_each(|message| open.send(message));
        }
    }
}

/// Where the live socket of this page's server is, for a page that was made for somebody.
fn address(made_for: Option<&str>) -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    let query = made_for.map(|mark| format!("?{FIELD}={mark}")).unwrap_or_default();
    Some(format!("{scheme}://{}/live{query}", location.host().ok()?))
}

impl Live for LiveSocket {
    fn subscribe(&self, topic: Topic, after: Option<i64>, listener: Rc<dyn Fn(LiveUpdate)>) -> ListenerId {
        let id = next_id();
        self.0.followers.borrow_mut().insert(id, listener);
        let asking = self.0.protocol.borrow_mut().follow(id, topic, after);
        self.0.send(&[asking]);
        Shared::begin(&self.0);
        id
    }

    fn connection(&self) -> Connection {
        self.0.connection.borrow().clone()
    }

    fn on_connection(&self, listener: Rc<dyn Fn(Connection)>) -> ListenerId {
        Shared::begin(&self.0);
        self.0.connection_listeners.add(listener)
    }

    fn is_outdated(&self) -> bool {
        self.0.is_outdated.get()
    }

    fn on_outdated(&self, listener: Rc<dyn Fn()>) -> ListenerId {
        Shared::begin(&self.0);
        self.0.outdated_listeners.add(listener)
    }

    fn unsubscribe(&self, listener: ListenerId) {
        self.0.connection_listeners.remove(listener);
        self.0.outdated_listeners.remove(listener);
        self.0.followers.borrow_mut().remove(&listener);
        let ending = self.0.protocol.borrow_mut().unfollow(listener);
        self.0.send(ending.as_slice());
    }

    fn server_now(&self) -> DateTime<Utc> {
        self.0.watch.borrow().server_time(clock::forward_ms())
    }
}
