//! What printing says.

use crate::words::{Language, area_words};

area_words! {
    /// What printing says.
    PrintingWords {
        print, print_again, print_payment, print_payment_again, print_instalments, printed, preview, printing, printed_once, printed_often, reprint_hint, send_again, settings,
        no_printer, away, unsaid, unsupported, nothing_chosen, not_connected, not_a_printer, claimed, denied,
        unplugged, stalled, short_write, timed_out, busy, other, bytes_sent, qr,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static PrintingWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: PrintingWords = PrintingWords {
    print: "Print receipt",
    print_again: "Print receipt again",
    print_payment: "Print payment receipt",
    print_payment_again: "Print payment receipt again",
    print_instalments: "Print instalment slip",
    printed: "Printed.",
    preview: "Preview",
    printing: "Printing…",
    printed_once: "Printed once.",
    printed_often: "Printed {} times.",
    reprint_hint: "The next copy says REPRINT.",
    send_again: "Send again",
    settings: "Printer settings",
    no_printer: "No printer is connected to this device.",
    away: "{} is not connected. Switch it on and check its cable.",
    unsaid: "Some letters could not be printed; they appear as ?.",
    unsupported: "This browser can't reach printers. Use Chrome or Edge on a computer, or Chrome on Android.",
    nothing_chosen: "No printer was chosen. Nothing changed.",
    not_connected: "The printer is not connected. Switch it on, check its cable, then send again.",
    not_a_printer: "This device does not print. Choose another one.",
    claimed: "Another program or the system holds the printer. Close it, or remove the printer from the system's \
              own list; on Windows connect it as a serial printer instead. Then send again.",
    denied: "The browser or its owner forbids access to the printer. Allow it in the browser's site settings.",
    unplugged: "The printer went away while it printed. Check its cable and switch, throw the torn receipt away, \
                then send again.",
    stalled: "The printer stopped taking data. Look for paper and an open cover, then send again.",
    short_write: "The printer took only part of the receipt. Throw it away, then send again.",
    timed_out: "The printer does not go on. Look for paper and an open cover, then send again.",
    busy: "Another receipt is printing. Wait for it, then send again.",
    other: "The printer did not print. Switch it off and on, then send again.",
    bytes_sent: "It had taken {} bytes.",
    qr: "QR code",
};

const INDONESIAN: PrintingWords = PrintingWords {
    print: "Cetak struk",
    print_again: "Cetak struk lagi",
    print_payment: "Cetak bukti pembayaran",
    print_payment_again: "Cetak bukti pembayaran lagi",
    print_instalments: "Cetak kartu angsuran",
    printed: "Sudah dicetak.",
    preview: "Pratinjau",
    printing: "Mencetak…",
    printed_once: "Sudah dicetak sekali.",
    printed_often: "Sudah dicetak {} kali.",
    reprint_hint: "Salinan berikutnya bertuliskan CETAK ULANG.",
    send_again: "Kirim lagi",
    settings: "Pengaturan printer",
    no_printer: "Tidak ada printer yang tersambung ke perangkat ini.",
    away: "{} tidak tersambung. Nyalakan dan periksa kabelnya.",
    unsaid: "Beberapa huruf tidak bisa dicetak dan muncul sebagai ?.",
    unsupported: "Peramban ini tidak bisa memakai printer. Pakai Chrome atau Edge di komputer, atau Chrome di Android.",
    nothing_chosen: "Tidak ada printer yang dipilih. Tidak ada yang berubah.",
    not_connected: "Printer tidak tersambung. Nyalakan, periksa kabelnya, lalu kirim lagi.",
    not_a_printer: "Perangkat ini tidak bisa mencetak. Pilih yang lain.",
    claimed: "Program lain atau sistem sedang memakai printer. Tutup program itu, atau hapus printer dari daftar \
              sistem; di Windows sambungkan sebagai printer serial. Lalu kirim lagi.",
    denied: "Peramban atau pemiliknya melarang akses ke printer. Izinkan di pengaturan situs peramban.",
    unplugged: "Printer terputus saat mencetak. Periksa kabel dan sakelarnya, buang struk yang terpotong, lalu \
                kirim lagi.",
    stalled: "Printer berhenti menerima. Periksa kertas dan tutupnya, lalu kirim lagi.",
    short_write: "Printer hanya menerima sebagian struk. Buang, lalu kirim lagi.",
    timed_out: "Printer tidak melanjutkan. Periksa kertas dan tutupnya, lalu kirim lagi.",
    busy: "Struk lain sedang dicetak. Tunggu, lalu kirim lagi.",
    other: "Printer tidak mencetak. Matikan dan nyalakan, lalu kirim lagi.",
    bytes_sent: "{} bita sudah diterima.",
    qr: "Kode QR",
};
