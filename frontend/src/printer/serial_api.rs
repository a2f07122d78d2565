//! Web Serial, as far as it is used. Own bindings, since web-sys has these only behind a compiler flag.
//! Source: wicg.github.io/serial.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `navigator.serial`.
    #[derive(Clone)]
    pub(super) type Serial;

    #[wasm_bindgen(method, catch, js_name = requestPort)]
    pub(super) fn request_port(this: &Serial) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getPorts)]
    pub(super) fn get_ports(this: &Serial) -> Result<Promise, JsValue>;

    /// A port.
    #[derive(Clone)]
    pub(super) type SerialPort;

    #[wasm_bindgen(method, catch)]
    pub(super) fn open(this: &SerialPort, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn close(this: &SerialPort) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn forget(this: &SerialPort) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn readable(this: &SerialPort) -> Option<ReadableBytes>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn writable(this: &SerialPort) -> Option<WritableBytes>;

    /// What a port says.
    pub(super) type ReadableBytes;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    pub(super) fn get_reader(this: &ReadableBytes) -> Result<BytesReader, JsValue>;

    /// The only one who reads a port.
    pub(super) type BytesReader;

    #[wasm_bindgen(method, catch)]
    pub(super) fn read(this: &BytesReader) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn cancel(this: &BytesReader) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    pub(super) fn release(this: &BytesReader) -> Result<(), JsValue>;

    /// What a port takes.
    pub(super) type WritableBytes;

    #[wasm_bindgen(method, catch, js_name = getWriter)]
    pub(super) fn get_writer(this: &WritableBytes) -> Result<BytesWriter, JsValue>;

    /// The only one who writes to a port.
    pub(super) type BytesWriter;

    #[wasm_bindgen(method, catch)]
    pub(super) fn write(this: &BytesWriter, bytes: &Uint8Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn abort(this: &BytesWriter) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    pub(super) fn release_writer(this: &BytesWriter) -> Result<(), JsValue>;
}
