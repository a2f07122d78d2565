//! A printer over Web Serial, which is also how Bluetooth printers and virtual COM ports are reached.

use async_trait::async_trait;
use contract::devices::{PrinterFault, Transport};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    chosen::Chosen,
    fault,
    link::{Link, WriteFault},
    serial_api::{BytesReader, BytesWriter, Serial, SerialPort},
};
use crate::wait::{property, settle, taken_for, within};

/// The longest the printer may hold a piece back, beyond the time the line itself needs.
const PATIENCE_MS: u32 = 8_000;
/// How long what waits in a port may take to be thrown away.
const ABORT_MS: u32 = 1_000;
/// Bits on the line for one byte: start, eight of data, stop.
const BITS_PER_BYTE: u64 = 10;

/// `navigator.serial`, where there is one.
pub(super) fn api() -> Option<Serial> {
    taken_for(web_sys::window()?.navigator().as_ref(), "serial")
}

/// Lets the user choose a port.
pub(super) async fn choose(serial: &Serial) -> Result<SerialPort, PrinterFault> {
    let port = settle(serial.request_port()).await.map_err(|refusal| fault::choosing(&refusal))?;
    Ok(port.unchecked_into())
}

/// The port that may be used without asking. Ports may have no ids at all (Bluetooth, built-in), so there
/// is only ever one: see [`keep_only`].
pub(super) async fn granted(serial: &Serial) -> Vec<SerialPort> {
    let ports = settle(serial.get_ports()).await.map(|ports| Array::from(&ports)).unwrap_or_default();
    ports.iter().map(JsCast::unchecked_into).collect()
}

/// Gives back the permission for every port but one.
pub(super) async fn keep_only(serial: &Serial, chosen: &SerialPort) {
    let is_other = |port: &&SerialPort| !Object::is(port.as_ref(), chosen.as_ref());
    for other in granted(serial).await.iter().filter(is_other) {
        // An older browser can't give a permission back; then the first port is tried.
        let _ = settle(other.forget()).await;
    }
}

/// What to remember of a port.
pub(super) fn describe(baud_rate: u32) -> Chosen {
    let (serial_number, name) = (String::new(), name());
    Chosen { transport: Transport::Serial, baud_rate, model: (0, 0), serial_number, name }
}

fn name() -> String {
    "Serial printer".to_owned()
}

/// A serial printer that is open.
pub(super) struct SerialLink {
    port: SerialPort,
    baud_rate: u32,
}

impl SerialLink {
    /// Opens a port.
    pub(super) async fn open(port: SerialPort, baud_rate: u32) -> Result<Self, PrinterFault> {
        if port.writable().is_none() {
            let options = options(baud_rate).map_err(|refusal| fault::opening(&refusal))?;
            settle(port.open(&options)).await.map_err(|refusal| fault::opening(&refusal))?;
        }
        Ok(Self { port, baud_rate })
    }

    fn writer(&self) -> Result<BytesWriter, WriteFault> {
        let writable = self.port.writable().ok_or(WriteFault::Gone)?;
        writable.get_writer().map_err(|refusal| fault::writing(&refusal))
    }

    fn reader(&self) -> Option<BytesReader> {
        self.port.readable()?.get_reader().ok()
    }
}

fn options(baud_rate: u32) -> Result<Object, JsValue> {
    let options = Object::new();
    let values: [(&str, JsValue); 6] = [
        ("baudRate", baud_rate.into()),
        ("dataBits", 8.into()),
        ("stopBits", 1.into()),
        ("parity", "none".into()),
        ("bufferSize", 255.into()),
        ("flowControl", "none".into()),
    ];
    for (name, value) in values {
        Reflect::set(&options, &name.into(), &value)?;
    }
    Ok(options)
}

/// How long a piece may take: the time it needs on the line, and the printer's patience.
fn most_ms(bytes: usize, baud_rate: u32) -> u32 {
    let bits = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(BITS_PER_BYTE);
    let on_the_line = bits.saturating_mul(1_000) / u64::from(baud_rate.max(1));
    u32::try_from(on_the_line).unwrap_or(u32::MAX).saturating_add(PATIENCE_MS)
}

#[async_trait(?Send)]
impl Link for SerialLink {
    fn transport(&self) -> Transport {
        Transport::Serial
    }

    fn name(&self) -> String {
        name()
    }

    fn is_device(&self, device: &JsValue) -> bool {
        Object::is(self.port.as_ref(), device)
    }

    async fn write(&self, piece: &[u8]) -> Result<usize, WriteFault> {
        let writer = self.writer()?;
        let writing = settle(writer.write(&Uint8Array::from(piece)));
        let outcome = match within(writing, most_ms(piece.len(), self.baud_rate)).await {
            Some(Ok(_)) => Ok(piece.len()),
            Some(Err(refusal)) => Err(fault::writing(&refusal)),
            None => {
                // Throws away what waits; else the port couldn't be closed. A driver that hangs may keep
                // even this unanswered.
                let _ = within(settle(writer.abort()), ABORT_MS).await;
                Err(WriteFault::TimedOut)
            }
        };
        // A stream that broke has no lock to release.
        let _ = writer.release_writer();
        outcome
    }

    async fn read(&self, wait_ms: u32) -> Result<Vec<u8>, PrinterFault> {
        let Some(reader) = self.reader() else { return Ok(Vec::new()) };
        let answer = within(settle(reader.read()), wait_ms).await;
        if answer.is_none() {
            // Ends the read that nothing answered; the port makes a new stream.
            let _ = settle(reader.cancel()).await;
        }
        let _ = reader.release();
        match answer {
            None => Ok(Vec::new()),
            Some(Err(_)) => Err(PrinterFault::Unplugged { written: 0 }),
            Some(Ok(chunk)) => {
                let bytes = property(&chunk, "value");
                Ok(if bytes.is_undefined() { Vec::new() } else { Uint8Array::new(&bytes).to_vec() })
            }
        }
    }

    async fn close(&self) {
        // A port that is gone is closed already.
        let _ = settle(self.port.close()).await;
    }

    async fn forget(&self) {
        self.close().await;
        // An older browser can't give a permission back; it is forgotten here all the same.
        let _ = settle(self.port.forget()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_line_gets_more_time() {
        assert_eq!(most_ms(4_096, 9_600), 4_266 + PATIENCE_MS);
        assert_eq!(most_ms(4_096, 115_200), 355 + PATIENCE_MS);
        assert_eq!(most_ms(usize::MAX, 0), u32::MAX);
    }
}
