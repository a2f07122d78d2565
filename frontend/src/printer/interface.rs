//! Which interface and endpoints of a USB device print: an interface of the printer class that has
//! a bulk endpoint to write to. A fixed interface 0 would break devices that have several.

/// USB's number for the printer class.
pub(super) const PRINTER_CLASS: u8 = 7;

/// One setting of one interface, as the device describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// Number of the interface.
    pub interface: u8,
    /// Number of the setting.
    pub alternate: u8,
    /// Its class.
    pub class: u8,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
}

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// Its number.
    pub number: u8,
    /// Whether it takes what we send.
    pub is_out: bool,
    /// Whether it carries bulk transfers.
    pub is_bulk: bool,
}

/// Where to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PrintingInterface {
    /// Number of the interface to claim.
    pub interface: u8,
    /// Setting of it to select.
    pub alternate: u8,
    /// Endpoint to write to.
    pub out: u8,
    /// Endpoint to read from, if the printer answers at all.
    pub answers: Option<u8>,
}

/// The first setting that prints, preferring one that can answer as well.
pub(super) fn printing_interface(settings: &[Setting]) -> Option<PrintingInterface> {
    let mut found: Option<PrintingInterface> = None;
    for setting in settings.iter().filter(|setting| setting.class == PRINTER_CLASS) {
        let bulk = |is_out| {
            let mut endpoints = setting.endpoints.iter();
            endpoints.find(|endpoint| endpoint.is_bulk && endpoint.is_out == is_out).map(|one| one.number)
        };
        let Some(out) = bulk(true) else { continue };
        let (interface, alternate, answers) = (setting.interface, setting.alternate, bulk(false));
        if found.is_none_or(|found| found.answers.is_none() && answers.is_some()) {
            found = Some(PrintingInterface { interface, alternate, out, answers });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(number: u8, is_out: bool, is_bulk: bool) -> Endpoint {
        Endpoint { number, is_out, is_bulk }
    }

    fn setting(interface: u8, alternate: u8, class: u8, endpoints: &[Endpoint]) -> Setting {
        Setting { interface, alternate, class, endpoints: endpoints.to_vec() }
    }

    #[test]
    fn the_printing_interface_need_not_be_the_first() {
        let both = [endpoint(2, true, true), endpoint(1, false, true)];
        let settings = [
            setting(0, 0, 3, &[endpoint(1, false, false)]),
            setting(1, 0, PRINTER_CLASS, &[endpoint(3, true, false)]),
            setting(2, 0, PRINTER_CLASS, &both),
        ];
        let expected = PrintingInterface { interface: 2, alternate: 0, out: 2, answers: Some(1) };
        assert_eq!(printing_interface(&settings), Some(expected));
    }

    #[test]
    fn a_setting_that_answers_is_preferred() {
        let settings = [
            setting(0, 0, PRINTER_CLASS, &[endpoint(1, true, true)]),
            setting(0, 1, PRINTER_CLASS, &[endpoint(1, true, true), endpoint(2, false, true)]),
        ];
        let chosen = printing_interface(&settings).unwrap();
        assert_eq!((chosen.alternate, chosen.answers), (1, Some(2)));
        let mute = printing_interface(&settings[..1]).unwrap();
        assert_eq!((mute.alternate, mute.answers), (0, None));
    }

    #[test]
    fn a_device_that_cannot_print_is_none() {
        assert_eq!(printing_interface(&[]), None);
        let keyboard = [setting(0, 0, 3, &[endpoint(1, true, true)])];
        assert_eq!(printing_interface(&keyboard), None);
        let deaf = [setting(0, 0, PRINTER_CLASS, &[endpoint(1, false, true)])];
        assert_eq!(printing_interface(&deaf), None);
    }
}
