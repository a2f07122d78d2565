//! What the printer's page says.

use crate::words::{Language, area_words};

area_words! {
    /// What the printer's page says.
    PrinterWords {
        title, lead, state, absent, away, connected, printing, over_usb, over_serial, connect, connect_usb,
        connect_serial, baud_rate, baud_hint, unsupported, usb_unsupported, serial_unsupported,
        profile, profile_hint, columns, check, test_slip, drawer, ask_status, forget, sent, status_unknown,
        status_ready, status_offline, cover_open, paper_out, paper_low, paper_enough, error_unrecoverable,
        error_cutter, error_recoverable, error_passing, reconnect,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static PrinterWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: PrinterWords = PrinterWords {
    title: "Printers",
    lead: "The receipt printer of this device. It is remembered here, and found again by itself.",
    state: "Printer",
    absent: "No printer is connected.",
    away: "{} is switched off or not plugged in.",
    connected: "{} is connected.",
    printing: "{} is printing.",
    over_usb: "USB",
    over_serial: "Serial or Bluetooth",
    connect: "Connect a printer",
    connect_usb: "Connect USB printer",
    connect_serial: "Connect serial printer",
    baud_rate: "Speed (baud)",
    baud_hint: "On the printer's self-test slip; mostly 9600 or 115200.",
    unsupported: "This browser can't reach printers. Use Chrome or Edge on a computer, or Chrome on Android.",
    usb_unsupported: "This browser can't reach USB printers.",
    serial_unsupported: "This browser can't reach serial printers.",
    profile: "Model",
    profile_hint: "If yours is not listed, choose its paper width.",
    columns: "{} columns",
    check: "Check it",
    test_slip: "Print test slip",
    drawer: "Open cash drawer",
    ask_status: "Ask status",
    forget: "Forget printer",
    sent: "Sent.",
    status_unknown: "Status unknown: this printer does not answer. It may print well all the same.",
    status_ready: "Ready.",
    status_offline: "Offline.",
    cover_open: "The cover is open: close it.",
    paper_out: "Out of paper: put in a new roll.",
    paper_low: "Paper is running low.",
    paper_enough: "Enough paper.",
    error_unrecoverable: "It has to be repaired.",
    error_cutter: "The cutter is stuck: switch it off and free the paper.",
    error_recoverable: "It needs help: switch it off and on.",
    error_passing: "It is cooling down, and goes on by itself.",
    reconnect: "Connect again",
};

const INDONESIAN: PrinterWords = PrinterWords {
    title: "Printer",
    lead: "Printer struk perangkat ini. Pilihannya diingat di sini, dan ditemukan lagi sendiri.",
    state: "Printer",
    absent: "Tidak ada printer yang tersambung.",
    away: "{} mati atau tidak tercolok.",
    connected: "{} tersambung.",
    printing: "{} sedang mencetak.",
    over_usb: "USB",
    over_serial: "Serial atau Bluetooth",
    connect: "Sambungkan printer",
    connect_usb: "Sambungkan printer USB",
    connect_serial: "Sambungkan printer serial",
    baud_rate: "Kecepatan (baud)",
    baud_hint: "Ada di slip uji printer; biasanya 9600 atau 115200.",
    unsupported: "Peramban ini tidak bisa memakai printer. Pakai Chrome atau Edge di komputer, atau Chrome di Android.",
    usb_unsupported: "Peramban ini tidak bisa memakai printer USB.",
    serial_unsupported: "Peramban ini tidak bisa memakai printer serial.",
    profile: "Model",
    profile_hint: "Jika tidak ada di daftar, pilih lebar kertasnya.",
    columns: "{} kolom",
    check: "Periksa",
    test_slip: "Cetak slip uji",
    drawer: "Buka laci uang",
    ask_status: "Tanya keadaan",
    forget: "Lupakan printer",
    sent: "Terkirim.",
    status_unknown: "Keadaan tidak diketahui: printer ini tidak menjawab. Mungkin tetap bisa mencetak.",
    status_ready: "Siap.",
    status_offline: "Tidak siap.",
    cover_open: "Tutupnya terbuka: tutup dulu.",
    paper_out: "Kertas habis: pasang gulungan baru.",
    paper_low: "Kertas hampir habis.",
    paper_enough: "Kertas cukup.",
    error_unrecoverable: "Harus diperbaiki.",
    error_cutter: "Pemotong macet: matikan dan bebaskan kertasnya.",
    error_recoverable: "Perlu bantuan: matikan dan nyalakan.",
    error_passing: "Sedang mendingin, dan akan lanjut sendiri.",
    reconnect: "Sambungkan lagi",
};
