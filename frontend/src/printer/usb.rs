//! A printer over WebUSB.

use std::cell::RefCell;

use async_trait::async_trait;
use contract::devices::{PrinterFault, Transport};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{
    chosen::Chosen,
    fault,
    interface::{Endpoint, PRINTER_CLASS, PrintingInterface, Setting, printing_interface},
    link::{Link, WriteFault},
    usb_api::{Usb, UsbAlternate, UsbConfiguration, UsbDevice, UsbEndpoint, UsbInterface, UsbTransferResult},
};
use crate::wait::{settle, taken_for, within};

/// The longest a piece may take: a printer that waits for paper takes nothing at all.
const TRANSFER_MS: u32 = 8_000;
/// The longest answer asked for at once; statuses have one to four bytes.
const ANSWER_BYTES: u32 = 64;

/// `navigator.usb`, where there is one.
pub(super) fn api() -> Option<Usb> {
    taken_for(web_sys::window()?.navigator().as_ref(), "usb")
}

/// Lets the user choose a device of the printer class; any make, since lists leave clones out.
pub(super) async fn choose(usb: &Usb) -> Result<UsbDevice, PrinterFault> {
    let (filter, options) = (Object::new(), Object::new());
    let named = Reflect::set(&filter, &"classCode".into(), &PRINTER_CLASS.into())
        .and_then(|_| Reflect::set(&options, &"filters".into(), &Array::of1(&filter)));
    named.map_err(|refusal| fault::choosing(&refusal))?;
    let device = settle(usb.request_device(&options)).await.map_err(|refusal| fault::choosing(&refusal))?;
    Ok(device.unchecked_into())
}

/// Devices that may be used without asking.
pub(super) async fn granted(usb: &Usb) -> Vec<UsbDevice> {
    let devices = settle(usb.get_devices()).await.map(|devices| Array::from(&devices)).unwrap_or_default();
    devices.iter().map(JsCast::unchecked_into).collect()
}

/// Gives back the permission for every device but one, so that what is found again is what was chosen,
/// also among equal printers without a serial number.
pub(super) async fn keep_only(usb: &Usb, chosen: &UsbDevice) {
    for other in granted(usb).await.iter().filter(|device| !is_same(device, chosen)) {
        // An older browser can't give a permission back; then the serial number decides.
        let _ = settle(other.forget()).await;
    }
}

/// What to remember of a device.
pub(super) fn describe(device: &UsbDevice, baud_rate: u32) -> Chosen {
    Chosen {
        transport: Transport::Usb,
        baud_rate,
        model: (device.vendor_id(), device.product_id()),
        serial_number: device.serial_number().unwrap_or_default(),
        name: name(device),
    }
}

/// The device that was chosen, among those granted: of equal ones that with its serial number.
pub(super) fn find(devices: Vec<UsbDevice>, chosen: &Chosen) -> Option<UsbDevice> {
    let same_model = |device: &UsbDevice| (device.vendor_id(), device.product_id()) == chosen.model;
    let same_number = |device: &UsbDevice| {
        chosen.serial_number.is_empty() || device.serial_number().unwrap_or_default() == chosen.serial_number
    };
    devices.into_iter().find(|device| same_model(device) && same_number(device))
}

fn name(device: &UsbDevice) -> String {
    let words = [device.manufacturer_name(), device.product_name()];
    let words: Vec<String> = words.into_iter().flatten().filter(|word| !word.trim().is_empty()).collect();
    if words.is_empty() {
        format!("USB {:04x}:{:04x}", device.vendor_id(), device.product_id())
    } else {
        words.join(" ")
    }
}

fn is_same(one: &UsbDevice, other: &UsbDevice) -> bool {
    Object::is(one.as_ref(), other.as_ref())
}

/// A USB printer that is open and ours.
pub(super) struct UsbLink {
    device: UsbDevice,
    place: PrintingInterface,
    /// A read that nothing answered yet. It can't be cancelled, and would take the next answer away.
    unanswered: RefCell<Option<Promise>>,
}

impl UsbLink {
    /// Opens a device and claims its printing interface.
    pub(super) async fn open(device: UsbDevice) -> Result<Self, PrinterFault> {
        match Self::claim(&device).await {
            Ok(place) => Ok(Self { device, place, unanswered: RefCell::default() }),
            Err(fault) => {
                if device.opened() {
                    // What can't be used is left for others; that it can't be closed changes nothing.
                    let _ = settle(device.close()).await;
                }
                Err(fault)
            }
        }
    }

    async fn claim(device: &UsbDevice) -> Result<PrintingInterface, PrinterFault> {
        let refused = |refusal: JsValue| fault::opening(&refusal);
        if !device.opened() {
            settle(device.open()).await.map_err(refused)?;
        }
        if device.configuration().is_none() {
            settle(device.select_configuration(1)).await.map_err(refused)?;
        }
        let configuration = device.configuration().ok_or(PrinterFault::NotAPrinter)?;
        let place = printing_interface(&settings(&configuration)).ok_or(PrinterFault::NotAPrinter)?;
        settle(device.claim_interface(place.interface)).await.map_err(refused)?;
        if place.alternate != 0 {
            let selected = device.select_alternate_interface(place.interface, place.alternate);
            settle(selected).await.map_err(refused)?;
        }
        Ok(place)
    }

    async fn read_once(&self, wait_ms: u32) -> Result<Vec<u8>, JsValue> {
        let Some(endpoint) = self.place.answers else { return Ok(Vec::new()) };
        let earlier = self.unanswered.borrow_mut().take();
        let reading = match earlier {
            Some(reading) => reading,
            None => self.device.transfer_in(endpoint, ANSWER_BYTES)?,
        };
        match within(JsFuture::from(reading.clone()), wait_ms).await {
            None => {
                *self.unanswered.borrow_mut() = Some(reading);
                Ok(Vec::new())
            }
            Some(Err(refusal)) => Err(refusal),
            Some(Ok(result)) => Ok(bytes_of(&result.unchecked_into())),
        }
    }
}

fn bytes_of(result: &UsbTransferResult) -> Vec<u8> {
    let Some(view) = result.data() else { return Vec::new() };
    let (offset, length) = (u32::try_from(view.byte_offset()), u32::try_from(view.byte_length()));
    match (offset, length) {
        (Ok(offset), Ok(length)) => {
            Uint8Array::new_with_byte_offset_and_length(&view.buffer(), offset, length).to_vec()
        }
        _ => Vec::new(),
    }
}

fn settings(configuration: &UsbConfiguration) -> Vec<Setting> {
    let mut settings = Vec::new();
    for interface in configuration.interfaces().iter() {
        let interface: UsbInterface = interface.unchecked_into();
        for alternate in interface.alternates().iter() {
            let alternate: UsbAlternate = alternate.unchecked_into();
            settings.push(Setting {
                interface: interface.number(),
                alternate: alternate.setting(),
                class: alternate.class(),
                endpoints: alternate.endpoints().iter().map(endpoint).collect(),
            });
        }
    }
    settings
}

fn endpoint(described: JsValue) -> Endpoint {
    let described: UsbEndpoint = described.unchecked_into();
    let (is_out, is_bulk) = (described.direction() == "out", described.kind() == "bulk");
    Endpoint { number: described.endpoint_number(), is_out, is_bulk }
}

#[async_trait(?Send)]
impl Link for UsbLink {
    fn transport(&self) -> Transport {
        Transport::Usb
    }

    fn name(&self) -> String {
        name(&self.device)
    }

    fn is_device(&self, device: &JsValue) -> bool {
        Object::is(self.device.as_ref(), device)
    }

    async fn write(&self, piece: &[u8]) -> Result<usize, WriteFault> {
        let transfer = settle(self.device.transfer_out(self.place.out, &Uint8Array::from(piece)));
        let result: UsbTransferResult = match within(transfer, TRANSFER_MS).await {
            None => return Err(WriteFault::TimedOut),
            Some(Err(refusal)) => return Err(fault::writing(&refusal)),
            Some(Ok(result)) => result.unchecked_into(),
        };
        let written = usize::try_from(result.bytes_written().unwrap_or(0)).unwrap_or(0);
        match result.status().unwrap_or_default().as_str() {
            "ok" => Ok(written),
            "stall" => {
                // The endpoint takes nothing until its halt is cleared. What of this piece was printed is
                // for a person to see, so it isn't sent again here.
                let _ = settle(self.device.clear_halt("out", self.place.out)).await;
                Err(WriteFault::Stalled(written))
            }
            status => Err(WriteFault::Other(format!("transfer status {status:?}"))),
        }
    }

    async fn read(&self, wait_ms: u32) -> Result<Vec<u8>, PrinterFault> {
        self.read_once(wait_ms).await.map_err(|_| PrinterFault::Unplugged { written: 0 })
    }

    async fn close(&self) {
        // A device that is gone is closed already.
        let _ = settle(self.device.close()).await;
    }

    async fn forget(&self) {
        self.close().await;
        // An older browser can't give a permission back; it is forgotten here all the same.
        let _ = settle(self.device.forget()).await;
    }
}
