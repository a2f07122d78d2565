//! Which printer was chosen, kept on this device.

use contract::devices::Transport;

use crate::browser::storage;

const NAME: &str = "kedai.printer";

/// What is known of the chosen printer while it is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// How it is reached.
    pub transport: Transport,
    /// Bits per second, for a serial one.
    pub baud_rate: u32,
    /// USB's numbers for its make and model; zeros for a serial one, which is found without.
    pub model: (u16, u16),
    /// Its serial number; empty if it has none.
    pub serial_number: String,
    /// What it calls itself.
    pub name: String,
}

impl Chosen {
    /// The one chosen last, if it wasn't forgotten.
    pub(super) fn recall() -> Option<Self> {
        Self::read(&storage::recall(NAME)?)
    }

    /// Keeps it. A browser that refuses only has to be asked again after a reload.
    pub(super) fn remember(&self) {
        storage::remember(NAME, &self.written());
    }

    /// Forgets it.
    pub(super) fn forget() {
        storage::forget(NAME);
    }

    fn written(&self) -> String {
        let transport = match self.transport {
            Transport::Usb => "usb",
            Transport::Serial => "serial",
        };
        let (vendor, product) = self.model;
        // Rows part the values, so no value may contain one.
        let in_a_row = |words: &str| words.replace('\n', " ");
        let (serial_number, name) = (in_a_row(&self.serial_number), in_a_row(&self.name));
        format!("{transport}\n{}\n{vendor}\n{product}\n{serial_number}\n{name}", self.baud_rate)
    }

    fn read(written: &str) -> Option<Self> {
        let mut rows = written.splitn(6, '\n');
        let transport = match rows.next()? {
            "usb" => Transport::Usb,
            "serial" => Transport::Serial,
            _ => return None,
        };
        let baud_rate = rows.next()?.parse().ok()?;
        let model = (rows.next()?.parse().ok()?, rows.next()?.parse().ok()?);
        let (serial_number, name) = (rows.next()?.to_owned(), rows.next()?.to_owned());
        Some(Self { transport, baud_rate, model, serial_number, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_back() {
        let (name, serial_number) = ("EPSON TM-T20II".to_owned(), String::new());
        let model = (0x04b8, 0x0e15);
        let usb = Chosen { transport: Transport::Usb, baud_rate: 9_600, model, serial_number, name };
        assert_eq!(Chosen::read(&usb.written()), Some(usb));
    }

    #[test]
    fn a_damaged_choice_is_none() {
        for damaged in ["", "usb", "parallel\n1\n1\n1\n\nx", "usb\nfast\n1\n1\n\nx", "usb\n1\n70000\n1\n\nx"]
        {
            assert_eq!(Chosen::read(damaged), None, "{damaged:?}");
        }
    }
}
