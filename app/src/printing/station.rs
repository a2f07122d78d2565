//! This device's printer and its profile, as pages see them.

use contract::devices::{Browser, Devices, PrintJob, PrinterFault, PrinterState};
use leptos::prelude::*;
use receipt::{Bitmap, PrinterProfile, TextRaster, bitmap::Dots, profile};
use send_wrapper::SendWrapper;

use crate::context::BrowserDevices;

/// Where the chosen profile is kept on this device.
const PROFILE: &str = "kedai.printer-profile";

/// A page's view of the printer.
#[derive(Clone, Copy)]
pub(crate) struct Station {
    /// How it stands.
    pub state: RwSignal<PrinterState>,
    /// What it can do, as somebody chose.
    pub profile: RwSignal<&'static PrinterProfile>,
    devices: StoredValue<Option<BrowserDevices>>,
}

/// The profile of a device on which none was chosen: narrow enough for every paper.
#[expect(clippy::indexing_slicing, reason = "a list without a first profile doesn't compile")]
static FIRST_PROFILE: &PrinterProfile = &profile::ALL[0];

/// Follows the printer for as long as the component lives. On the server there is none.
pub(crate) fn use_station() -> Station {
    let station = Station {
        state: RwSignal::new(PrinterState::Absent),
        profile: RwSignal::new(FIRST_PROFILE),
        devices: StoredValue::new(use_context::<BrowserDevices>()),
    };
    Effect::new(move |_| {
        let Some(devices) = station.devices() else { return };
        station.state.set(devices.printer.state());
        let chosen = devices.browser.recall(PROFILE).and_then(|id| profile::by_id(&id));
        station.profile.set(chosen.unwrap_or(FIRST_PROFILE));
        let id = devices.printer.on_change(std::rc::Rc::new(move |state| {
            // A listener may be told once more while its page is being left.
            station.state.try_set(state);
        }));
        let printer = SendWrapper::new(devices.printer);
        on_cleanup(move || printer.off_change(id));
    });
    station
}

impl Station {
    /// The devices of this browser; none on the server.
    pub(crate) fn devices(self) -> Option<Devices> {
        self.devices.try_get_value().flatten().map(|devices| (*devices.0).clone())
    }

    /// Chooses a profile, and keeps the choice on this device.
    pub(crate) fn choose_profile(self, id: &str) {
        if let (Some(chosen), Some(devices)) = (profile::by_id(id), self.devices()) {
            devices.browser.remember(PROFILE, id);
            self.profile.set(chosen);
        }
    }

    /// Sends bytes at the profile's pace.
    pub(crate) async fn send(self, bytes: Vec<u8>) -> Result<(), PrinterFault> {
        let devices = self.devices().ok_or(PrinterFault::Unsupported)?;
        let profile = self.profile.get_untracked();
        let (chunk_bytes, pause_ms) = (profile.chunk_bytes, profile.chunk_pause_ms);
        devices.printer.print(PrintJob { bytes, chunk_bytes, pause_ms }).await
    }
}

/// Draws with the browser's canvas what a printer's code pages can't say.
pub(super) struct CanvasRaster<'a>(pub &'a dyn Browser);

impl TextRaster for CanvasRaster<'_> {
    fn draw(&self, text: &str, height: Dots, max_width: Dots) -> Option<Bitmap> {
        let drawn = self.0.draw_text(text, usize::from(height), usize::from(max_width))?;
        let (width, height) = (Dots::try_from(drawn.width).ok()?, Dots::try_from(drawn.height).ok()?);
        Some(unpacked(width, height, &drawn.rows))
    }
}

/// A picture of rows with one bit a dot, padded to whole bytes, high bit left.
fn unpacked(width: Dots, height: Dots, rows: &[u8]) -> Bitmap {
    let mut picture = Bitmap::new(width, height);
    let row_bytes = usize::from(width.div_ceil(8)).max(1);
    for (y, row) in (0..height).zip(rows.chunks(row_bytes)) {
        for x in 0..width {
            let byte = row.get(usize::from(x / 8)).copied().unwrap_or(0);
            if byte & (0x80 >> (x % 8)) != 0 {
                picture.blacken(x, y);
            }
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_become_dots() {
        let picture = unpacked(10, 2, &[0b1000_0001, 0b0100_0000, 0, 0b1000_0000]);
        let black: Vec<(Dots, Dots)> = (0..2)
            .flat_map(|y| (0..10).map(move |x| (x, y)))
            .filter(|(x, y)| picture.is_black(*x, *y))
            .collect();
        assert_eq!(black, [(0, 0), (7, 0), (9, 0), (8, 1)]);
    }

    #[test]
    fn missing_rows_stay_white() {
        let picture = unpacked(8, 2, &[0xff]);
        assert!(picture.is_black(0, 0) && !picture.is_black(0, 1));
    }
}
