//! The printer of this device: choosing it, finding it again without asking, printing.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use async_trait::async_trait;
use contract::devices::{ListenerId, PrintJob, Printer, PrinterFault, PrinterState, Transport};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::{
    chosen::Chosen,
    link::{self, Link},
    serial::{self, SerialLink},
    usb::{self, UsbLink},
    usb_api::UsbDevice,
};
use crate::{
    listeners::Listeners,
    wait::{property, sleep},
};

/// How long a printer has to answer a question. Many clones never do.
const ANSWER_MS: u32 = 1_000;
/// How long more of an answer may take, once it has begun.
const MORE_MS: u32 = 150;
/// The most of an answer that anybody wants.
const MOST_ANSWER_BYTES: usize = 256;
/// How often, and how long each time, an attempt to open is waited for: five seconds in all.
const OPENING_STEPS: u32 = 100;
const OPENING_STEP_MS: u32 = 50;

/// The receipt printer of this device.
pub struct BrowserPrinter(Rc<Shared>);

struct Shared {
    link: RefCell<Option<Rc<dyn Link>>>,
    state: RefCell<PrinterState>,
    listeners: Listeners<dyn Fn(PrinterState)>,
    is_busy: Cell<bool>,
    /// Whether an attempt to find the chosen printer again is under way: a device is opened once at a time.
    is_opening: Cell<bool>,
}

/// Frees the printer when a job ends, however it ends.
struct Occupied(Rc<Shared>);

impl Drop for Occupied {
    fn drop(&mut self) {
        self.0.is_busy.set(false);
    }
}

impl Default for BrowserPrinter {
    fn default() -> Self {
        Self::new()
    }
}

impl BrowserPrinter {
    /// Looks for the printer that was chosen earlier, and keeps an eye on what is plugged in and out.
    pub fn new() -> Self {
        let shared = Rc::new(Shared {
            link: RefCell::default(),
            state: RefCell::new(PrinterState::Absent),
            listeners: Listeners::default(),
            is_busy: Cell::new(false),
            is_opening: Cell::new(false),
        });
        shared.settle_state();
        if let Some(usb) = usb::api() {
            Shared::watch(&shared, &usb);
        }
        if let Some(serial) = serial::api() {
            Shared::watch(&shared, &serial);
        }
        Shared::reconnect_soon(&shared);
        Self(shared)
    }

    fn occupy(&self) -> Result<Occupied, PrinterFault> {
        if self.0.is_busy.replace(true) {
            return Err(PrinterFault::Busy);
        }
        Ok(Occupied(Rc::clone(&self.0)))
    }
}

impl Shared {
    fn current(&self) -> Option<Rc<dyn Link>> {
        self.link.borrow().clone()
    }

    fn enter(&self, state: PrinterState) {
        if *self.state.borrow() == state {
            return;
        }
        *self.state.borrow_mut() = state.clone();
        for listener in self.listeners.all() {
            listener(state.clone());
        }
    }

    /// The state that follows from what is open and what was chosen, when no job is on its way.
    fn settle_state(&self) {
        let state = match (self.current(), Chosen::recall()) {
            (Some(link), _) => PrinterState::Connected { transport: link.transport(), name: link.name() },
            (None, Some(chosen)) => PrinterState::Away { transport: chosen.transport, name: chosen.name },
            (None, None) => PrinterState::Absent,
        };
        self.enter(state);
    }

    /// Follows what is plugged in and out. The listeners live as long as the tab.
    fn watch(shared: &Rc<Self>, events: &JsValue) {
        let target: &web_sys::EventTarget = events.unchecked_ref();
        let told = Rc::downgrade(shared);
        let plugged_in = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| {
            told.upgrade().iter().for_each(Self::reconnect_soon);
        });
        let told = Rc::downgrade(shared);
        let plugged_out = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            Self::plugged_out(&told, &event);
        });
        for (name, closure) in [("connect", plugged_in), ("disconnect", plugged_out)] {
            // Without these events a printer is still found at the next job.
            let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
            closure.forget();
        }
    }

    fn plugged_out(told: &Weak<Self>, event: &web_sys::Event) {
        let Some(shared) = told.upgrade() else { return };
        // A USB event names the device; a serial one comes from the port itself.
        let device = property(event, "device");
        let device = if device.is_undefined() { property(event, "target") } else { device };
        if shared.current().is_some_and(|link| link.is_device(&device)) {
            shared.lose();
        }
    }

    fn lose(&self) {
        *self.link.borrow_mut() = None;
        self.settle_state();
    }

    fn reconnect_soon(shared: &Rc<Self>) {
        let shared = Rc::clone(shared);
        wasm_bindgen_futures::spawn_local(async move {
            // A printer that isn't there now shows as away; the next job says why, if it matters.
            let _ = shared.reconnect().await;
        });
    }

    async fn reconnect(&self) -> Result<(), PrinterFault> {
        self.opening_ended().await;
        if self.current().is_some() {
            return Ok(());
        }
        let chosen = Chosen::recall().ok_or(PrinterFault::NotConnected)?;
        self.is_opening.set(true);
        let opened = open_again(&chosen).await;
        self.is_opening.set(false);
        let link = opened?;
        // Meanwhile it may have been forgotten, or another one chosen.
        if self.current().is_none() && Chosen::recall().as_ref() == Some(&chosen) {
            *self.link.borrow_mut() = Some(link);
            self.settle_state();
        }
        Ok(())
    }

    /// Waits until no attempt to open is under way, but not for ever: a system may hang over one.
    async fn opening_ended(&self) {
        for _ in 0..OPENING_STEPS {
            if !self.is_opening.get() {
                return;
            }
            sleep(OPENING_STEP_MS).await;
        }
    }

    /// Lets go of whatever was open. Called with a chosen device in hand, never before the picker: one that
    /// is closed without a choice changes nothing, and breaks no attempt under way.
    async fn let_go(&self) {
        self.opening_ended().await;
        let before = self.link.borrow_mut().take();
        if let Some(before) = before {
            before.close().await;
        }
    }

    async fn printing(&self) -> Result<Rc<dyn Link>, PrinterFault> {
        if self.current().is_none() {
            self.reconnect().await?;
        }
        self.current().ok_or(PrinterFault::NotConnected)
    }

    /// After a fault the link is closed, and opened anew for the next job: a transfer that was given up
    /// can't be cancelled otherwise.
    async fn after_job(&self, link: &Rc<dyn Link>, outcome: &Result<(), PrinterFault>) {
        let is_broken = matches!(
            outcome,
            Err(PrinterFault::Unplugged { .. } | PrinterFault::TimedOut { .. } | PrinterFault::Other(_))
        );
        if is_broken {
            crate::wait::within(link.close(), ANSWER_MS).await;
            *self.link.borrow_mut() = None;
        }
        self.settle_state();
    }
}

async fn open_again(chosen: &Chosen) -> Result<Rc<dyn Link>, PrinterFault> {
    match chosen.transport {
        Transport::Usb => {
            let usb = usb::api().ok_or(PrinterFault::Unsupported)?;
            let device = usb::find(usb::granted(&usb).await, chosen).ok_or(PrinterFault::NotConnected)?;
            Ok(Rc::new(UsbLink::open(device).await?))
        }
        Transport::Serial => {
            let serial = serial::api().ok_or(PrinterFault::Unsupported)?;
            let ports = serial::granted(&serial).await;
            let port = ports.into_iter().next().ok_or(PrinterFault::NotConnected)?;
            Ok(Rc::new(SerialLink::open(port, chosen.baud_rate).await?))
        }
    }
}

async fn open_usb(shared: &Shared, baud_rate: u32) -> Result<(Rc<dyn Link>, Chosen), PrinterFault> {
    let usb = usb::api().ok_or(PrinterFault::Unsupported)?;
    let device: UsbDevice = usb::choose(&usb).await?;
    shared.let_go().await;
    usb::keep_only(&usb, &device).await;
    let chosen = usb::describe(&device, baud_rate);
    Ok((Rc::new(UsbLink::open(device).await?), chosen))
}

async fn open_serial(shared: &Shared, baud_rate: u32) -> Result<(Rc<dyn Link>, Chosen), PrinterFault> {
    let serial = serial::api().ok_or(PrinterFault::Unsupported)?;
    let port = serial::choose(&serial).await?;
    shared.let_go().await;
    serial::keep_only(&serial, &port).await;
    let chosen = serial::describe(baud_rate);
    Ok((Rc::new(SerialLink::open(port, baud_rate).await?), chosen))
}

#[async_trait(?Send)]
impl Printer for BrowserPrinter {
    fn transports(&self) -> Vec<Transport> {
        let usb = usb::api().map(|_| Transport::Usb);
        usb.into_iter().chain(serial::api().map(|_| Transport::Serial)).collect()
    }

    fn state(&self) -> PrinterState {
        self.0.state.borrow().clone()
    }

    fn on_change(&self, listener: Rc<dyn Fn(PrinterState)>) -> ListenerId {
        self.0.listeners.add(listener)
    }

    fn off_change(&self, listener: ListenerId) {
        self.0.listeners.remove(listener);
    }

    async fn choose(&self, transport: Transport, baud_rate: u32) -> Result<(), PrinterFault> {
        let _occupied = self.occupy()?;
        let opened = match transport {
            Transport::Usb => open_usb(&self.0, baud_rate).await,
            Transport::Serial => open_serial(&self.0, baud_rate).await,
        };
        if let Ok((link, chosen)) = &opened {
            chosen.remember();
            *self.0.link.borrow_mut() = Some(Rc::clone(link));
        }
        self.0.settle_state();
        opened.map(|_| ())
    }

    async fn reconnect(&self) -> Result<(), PrinterFault> {
        self.0.reconnect().await
    }

    async fn print(&self, job: PrintJob) -> Result<(), PrinterFault> {
        let _occupied = self.occupy()?;
        let link = self.0.printing().await?;
        self.0.enter(PrinterState::Printing { name: link.name() });
        let outcome = link::send(link.as_ref(), &job, sleep).await;
        self.0.after_job(&link, &outcome).await;
        outcome
    }

    async fn ask(&self, question: Vec<u8>) -> Result<Vec<u8>, PrinterFault> {
        let _occupied = self.occupy()?;
        let link = self.0.printing().await?;
        let job = PrintJob { chunk_bytes: question.len(), bytes: question, pause_ms: 0 };
        let asked = link::send(link.as_ref(), &job, sleep).await;
        self.0.after_job(&link, &asked).await;
        asked?;
        let mut answer = link.read(ANSWER_MS).await?;
        let mut has_more = !answer.is_empty();
        // An answer may come byte by byte. A printer that talks without end is not waited for.
        while has_more && answer.len() < MOST_ANSWER_BYTES {
            let more = link.read(MORE_MS).await?;
            has_more = !more.is_empty();
            answer.extend(more);
        }
        Ok(answer)
    }

    async fn forget(&self) -> Result<(), PrinterFault> {
        let _occupied = self.occupy()?;
        self.0.opening_ended().await;
        // Away or not, its permission is given back if the browser still knows it.
        let link = match self.0.current() {
            Some(link) => Some(link),
            None => match Chosen::recall() {
                Some(chosen) => open_again(&chosen).await.ok(),
                None => None,
            },
        };
        *self.0.link.borrow_mut() = None;
        Chosen::forget();
        if let Some(link) = link {
            link.forget().await;
        }
        self.0.settle_state();
        Ok(())
    }
}
