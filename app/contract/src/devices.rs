//! What pages ask of the browser they run in: printers, the live socket, sound and a little
//! storage. Implemented by crate `frontend`; absent on the server, where a page is only rendered.

use std::rc::Rc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::live::{LiveEvent, Ticket, Topic};

/// Everything a page can ask of its browser.
#[derive(Clone)]
pub struct Devices {
    /// The receipt printer of this device.
    pub printer: Rc<dyn Printer>,
    /// The live socket of this tab.
    pub live: Rc<dyn Live>,
    /// Clock, ids, sound, storage, drawing.
    pub browser: Rc<dyn Browser>,
}

/// How a printer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// WebUSB.
    Usb,
    /// Web Serial, also Bluetooth.
    Serial,
}

/// How the printer of this device stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterState {
    /// None was chosen, or it was forgotten.
    Absent,
    /// One was chosen before and isn't plugged in or switched on now.
    Away {
        /// How it is reached.
        transport: Transport,
        /// What it calls itself.
        name: String,
    },
    /// Ready for a job.
    Connected {
        /// How it is reached.
        transport: Transport,
        /// What it calls itself.
        name: String,
    },
    /// A job is on its way.
    Printing {
        /// What it calls itself.
        name: String,
    },
}

/// Why a printer didn't do what was asked; each has a remedy that the page names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrinterFault {
    /// This browser can't reach printers this way.
    #[error("this browser does not support it")]
    Unsupported,
    /// The picker was closed without a choice.
    #[error("no printer was chosen")]
    NothingChosen,
    /// No printer is connected.
    #[error("no printer is connected")]
    NotConnected,
    /// It has no interface or endpoint that prints.
    #[error("the device is not a printer")]
    NotAPrinter,
    /// The operating system or another program holds it.
    #[error("another program holds the printer")]
    Claimed,
    /// The browser or its owner forbids it.
    #[error("access to the printer was denied")]
    Denied,
    /// It was unplugged or switched off, after so many bytes of the job.
    #[error("the printer went away after {written} bytes")]
    Unplugged {
        /// Bytes that it took.
        written: usize,
    },
    /// It refused to take more, after so many bytes of the job.
    #[error("the printer stalled after {written} bytes")]
    Stalled {
        /// Bytes that it took.
        written: usize,
    },
    /// It took fewer bytes than were sent.
    #[error("the printer took {written} bytes only")]
    ShortWrite {
        /// Bytes that it took.
        written: usize,
    },
    /// It took longer than it may, after so many bytes of the job.
    #[error("the printer did not answer in time")]
    TimedOut {
        /// Bytes that it took.
        written: usize,
    },
    /// Another job is on its way.
    #[error("another job is printing")]
    Busy,
    /// Something else, in the browser's own words.
    #[error("{0}")]
    Other(String),
}

/// Bytes for the printer, and how fast it can take them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJob {
    /// What to print.
    pub bytes: Vec<u8>,
    /// At most so many at a time.
    pub chunk_bytes: usize,
    /// Milliseconds to wait between chunks.
    pub pause_ms: u32,
}

/// Tells a listener apart, so that it can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListenerId(pub u64);

/// The receipt printer of this device.
#[async_trait(?Send)]
pub trait Printer {
    /// How this browser can reach printers.
    fn transports(&self) -> Vec<Transport>;
    /// How it stands.
    fn state(&self) -> PrinterState;
    /// Calls back on every change of state.
    fn on_change(&self, listener: Rc<dyn Fn(PrinterState)>) -> ListenerId;
    /// Takes a listener back.
    fn off_change(&self, listener: ListenerId);
    /// Lets the user choose one; only within a click. `baud_rate` matters to serial ones.
    async fn choose(&self, transport: Transport, baud_rate: u32) -> Result<(), PrinterFault>;
    /// Connects to the one chosen earlier without asking, if it is there.
    async fn reconnect(&self) -> Result<(), PrinterFault>;
    /// Sends a job, whole or not at all as far as the printer lets that be known.
    async fn print(&self, job: PrintJob) -> Result<(), PrinterFault>;
    /// Sends a question and waits about a second for its answer; empty if there is none.
    async fn ask(&self, question: Vec<u8>) -> Result<Vec<u8>, PrinterFault>;
    /// Disconnects, and gives the browser's permission back.
    async fn forget(&self) -> Result<(), PrinterFault>;
}

/// How the live socket stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// Not yet open.
    Connecting,
    /// Open, and heard from in time.
    Live,
    /// Open or not, nothing was heard for ten seconds or more, or it broke: since then (server time).
    Lost {
        /// When the server was last heard.
        since: DateTime<Utc>,
    },
    /// Something that a page follows was refused: what it shows stands still, however well the server is
    /// heard. Most often because the person was signed out.
    Refused {
        /// Why, for programs.
        code: String,
    },
}

/// What a topic's follower is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveUpdate {
    /// How it stands; forget the rest.
    Snapshot {
        /// Up to which number.
        sequence: i64,
        /// The orders.
        orders: Vec<Ticket>,
    },
    /// One thing happened.
    Event {
        /// Its number.
        sequence: i64,
        /// What.
        event: LiveEvent,
    },
    /// The topic can't be followed: not allowed, or gone.
    Refused {
        /// Why, for programs.
        code: String,
    },
}

/// The live socket of this tab: one for all topics, opened with the first and reopened with
/// growing pauses, resuming each topic from the number last seen.
pub trait Live {
    /// Follows a topic from after `after`, or from a snapshot.
    fn subscribe(&self, topic: Topic, after: Option<i64>, listener: Rc<dyn Fn(LiveUpdate)>) -> ListenerId;
    /// How the connection stands.
    fn connection(&self) -> Connection;
    /// Calls back on every change of the connection.
    fn on_connection(&self, listener: Rc<dyn Fn(Connection)>) -> ListenerId;
    /// Whether the server hands out another bundle than this page was made with, or says what this page
    /// doesn't understand.
    fn is_outdated(&self) -> bool;
    /// Calls back once that is so.
    fn on_outdated(&self, listener: Rc<dyn Fn()>) -> ListenerId;
    /// Takes a listener of any kind back.
    fn unsubscribe(&self, listener: ListenerId);
    /// What the server's clock says, as far as it is known.
    fn server_now(&self) -> DateTime<Utc>;
}

/// A drawn piece of text: one bit a dot, rows padded to whole bytes, high bit left, 1 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnText {
    /// Dots across.
    pub width: usize,
    /// Dots down.
    pub height: usize,
    /// The rows.
    pub rows: Vec<u8>,
}

/// Clock, ids, sound, storage, drawing.
pub trait Browser {
    /// What this device's clock says.
    fn now(&self) -> DateTime<Utc>;
    /// A new UUIDv7.
    fn new_id(&self) -> Uuid;
    /// A word for this tab, which stays the same when the page is loaded again and which no other tab has.
    fn tab(&self) -> String;
    /// Calls back every second.
    fn every_second(&self, listener: Rc<dyn Fn()>) -> ListenerId;
    /// Calls back once after so many milliseconds.
    fn after(&self, ms: u32, listener: Box<dyn FnOnce()>);
    /// Takes an `every_second` listener back.
    fn stop(&self, listener: ListenerId);
    /// Calls back on every key pressed anywhere on the page, with the key's name; the listener
    /// says whether it took it, and then nobody else gets it.
    fn on_key(&self, listener: Rc<dyn Fn(KeyPress) -> bool>) -> ListenerId;
    /// Whether nobody has touched this page for so many milliseconds, counted from the first question on, and
    /// nothing on it waits for somebody: no open dialog, no field that was typed into.
    fn is_idle(&self, ms: u32) -> bool;
    /// Loads this page again.
    fn load_again(&self);
    /// Rings for a new order.
    fn ring(&self);
    /// Keeps a word on this device; tells whether that worked.
    fn remember(&self, name: &str, value: &str) -> bool;
    /// What was kept under a name.
    fn recall(&self, name: &str) -> Option<String>;
    /// Forgets it.
    fn forget(&self, name: &str);
    /// Draws a line of text that a printer's code pages can't say.
    fn draw_text(&self, text: &str, height: usize, max_width: usize) -> Option<DrawnText>;
}

/// A key, as it was pressed.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyPress {
    /// The key's name: `a`, `Enter`, `F2`, `Escape`.
    pub key: String,
    /// Where the key is, whatever the layout puts there: `KeyA`, `Numpad1`, `BracketRight`.
    pub code: String,
    /// Whether Ctrl, Alt or Meta was held, and not as the AltGr that makes letters.
    pub modified: bool,
    /// Whether it goes on being pressed.
    pub repeat: bool,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether Ctrl was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
    /// Whether the focus is in a field that takes text.
    pub in_field: bool,
    /// Whether the focus is on something that Enter or Space would press.
    pub on_control: bool,
    /// When, in milliseconds of a clock that only runs forward: scanners type faster than people.
    pub at_ms: f64,
}
