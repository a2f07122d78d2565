//! WebUSB, as far as it is used. Own bindings, since web-sys has these only behind a compiler flag.
//! Source: wicg.github.io/webusb.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `navigator.usb`.
    #[derive(Clone)]
    pub(super) type Usb;

    #[wasm_bindgen(method, catch, js_name = requestDevice)]
    pub(super) fn request_device(this: &Usb, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getDevices)]
    pub(super) fn get_devices(this: &Usb) -> Result<Promise, JsValue>;

    /// A device.
    #[derive(Clone)]
    pub(super) type UsbDevice;

    #[wasm_bindgen(method, getter)]
    pub(super) fn opened(this: &UsbDevice) -> bool;
    #[wasm_bindgen(method, getter, js_name = vendorId)]
    pub(super) fn vendor_id(this: &UsbDevice) -> u16;
    #[wasm_bindgen(method, getter, js_name = productId)]
    pub(super) fn product_id(this: &UsbDevice) -> u16;
    #[wasm_bindgen(method, getter, js_name = productName)]
    pub(super) fn product_name(this: &UsbDevice) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = manufacturerName)]
    pub(super) fn manufacturer_name(this: &UsbDevice) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = serialNumber)]
    pub(super) fn serial_number(this: &UsbDevice) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn configuration(this: &UsbDevice) -> Option<UsbConfiguration>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn open(this: &UsbDevice) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn close(this: &UsbDevice) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn forget(this: &UsbDevice) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = selectConfiguration)]
    pub(super) fn select_configuration(this: &UsbDevice, value: u8) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = claimInterface)]
    pub(super) fn claim_interface(this: &UsbDevice, number: u8) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = selectAlternateInterface)]
    pub(super) fn select_alternate_interface(
        this: &UsbDevice,
        interface: u8,
        alternate: u8,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = transferOut)]
    pub(super) fn transfer_out(
        this: &UsbDevice,
        endpoint: u8,
        bytes: &js_sys::Uint8Array,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = transferIn)]
    pub(super) fn transfer_in(this: &UsbDevice, endpoint: u8, length: u32) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = clearHalt)]
    pub(super) fn clear_halt(this: &UsbDevice, direction: &str, endpoint: u8) -> Result<Promise, JsValue>;

    /// A configuration of a device.
    pub(super) type UsbConfiguration;

    #[wasm_bindgen(method, getter)]
    pub(super) fn interfaces(this: &UsbConfiguration) -> Array;

    /// An interface.
    pub(super) type UsbInterface;

    #[wasm_bindgen(method, getter, js_name = interfaceNumber)]
    pub(super) fn number(this: &UsbInterface) -> u8;
    #[wasm_bindgen(method, getter)]
    pub(super) fn alternates(this: &UsbInterface) -> Array;

    /// A setting of an interface.
    pub(super) type UsbAlternate;

    #[wasm_bindgen(method, getter, js_name = alternateSetting)]
    pub(super) fn setting(this: &UsbAlternate) -> u8;
    #[wasm_bindgen(method, getter, js_name = interfaceClass)]
    pub(super) fn class(this: &UsbAlternate) -> u8;
    #[wasm_bindgen(method, getter)]
    pub(super) fn endpoints(this: &UsbAlternate) -> Array;

    /// An endpoint.
    pub(super) type UsbEndpoint;

    #[wasm_bindgen(method, getter, js_name = endpointNumber)]
    pub(super) fn endpoint_number(this: &UsbEndpoint) -> u8;
    #[wasm_bindgen(method, getter)]
    pub(super) fn direction(this: &UsbEndpoint) -> String;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(super) fn kind(this: &UsbEndpoint) -> String;

    /// How a transfer ended.
    pub(super) type UsbTransferResult;

    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &UsbTransferResult) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = bytesWritten)]
    pub(super) fn bytes_written(this: &UsbTransferResult) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn data(this: &UsbTransferResult) -> Option<js_sys::DataView>;
}
