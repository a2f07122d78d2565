//! What the payments of an order say.

use crate::words::{Language, area_words};

area_words! {
    /// What the payments of an order say.
    PaymentWords {
        schedule, number, due, amount, paid, state, down_payment, overdue_since, next_due, nothing_due,
        cancelled, record, record_lead, amount_label, method, tendered, tendered_hint, paid_on, paid_on_hint,
        note, note_hint, submit, change, recorded, still_due, all_paid, tools, instalment, voided, reversal,
        reverses, void, void_consequence, void_keeps, void_reason, void_reason_hint, wrong_amount,
        wrong_balance, wrong_tendered, wrong_method, wrong_date, wrong_note, wrong_reason, nothing_due_now,
        not_reversible, refunded, other_form, unfinished,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static PaymentWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: PaymentWords = PaymentWords {
    schedule: "Payment schedule",
    number: "No.",
    due: "Due",
    amount: "Amount",
    paid: "Paid",
    state: "State",
    down_payment: "Down payment",
    overdue_since: "Overdue since {}",
    next_due: "Next due on {}",
    nothing_due: "Everything is paid.",
    cancelled: "The order was cancelled: nothing is due.",
    record: "Record payment",
    record_lead: "{} is still due.",
    amount_label: "Amount paid",
    method: "Method",
    tendered: "Cash received",
    tendered_hint: "If more than the amount; the change is worked out.",
    paid_on: "Received on",
    paid_on_hint: "Leave empty for today.",
    note: "Note on the payment",
    note_hint: "For the shop only.",
    submit: "Record payment",
    change: "Change to give back: {}",
    recorded: "Payment of {} recorded.",
    still_due: "{} is still due.",
    all_paid: "Nothing is due any more.",
    tools: "Print or void",
    instalment: "instalment {}",
    voided: "Voided",
    reversal: "Reversal",
    reverses: "takes back the payment of {}",
    void: "Void payment",
    void_consequence: "{} count as not received, and are due again.",
    void_keeps: "The entry stays in the ledger, struck through, with a reversing entry and your name.",
    void_reason: "Why is it wrong?",
    void_reason_hint: "5 to 120 characters. It stays in the order's history.",
    wrong_amount: "Enter an amount above 0, in digits.",
    wrong_balance: "Only {} is still due. Enter that or less.",
    wrong_tendered: "Enter the cash received: at least the amount paid, or leave it empty.",
    wrong_method: "Choose how it was paid.",
    wrong_date: "Enter a day that is not in the future, and not more than a year ago.",
    wrong_note: "Write at most 500 characters.",
    wrong_reason: "Say why in 5 to 120 characters.",
    nothing_due_now: "Nothing is due any more: no payment was entered. Look at the payments below.",
    not_reversible: "Only what was received can be voided. Enter a new payment instead.",
    refunded: "Money of this order was given back already: its payments stay as they are.",
    other_form: "This form recorded another payment before. Check the payments below, then enter this one again.",
    unfinished: "Go on typing: thousands have three digits.",
};

const INDONESIAN: PaymentWords = PaymentWords {
    schedule: "Jadwal pembayaran",
    number: "No.",
    due: "Jatuh tempo",
    amount: "Jumlah",
    paid: "Dibayar",
    state: "Status",
    down_payment: "Uang muka",
    overdue_since: "Terlambat sejak {}",
    next_due: "Jatuh tempo berikutnya {}",
    nothing_due: "Semua sudah dibayar.",
    cancelled: "Pesanan dibatalkan: tidak ada yang harus dibayar.",
    record: "Catat pembayaran",
    record_lead: "Masih {} yang harus dibayar.",
    amount_label: "Jumlah dibayar",
    method: "Cara bayar",
    tendered: "Uang tunai diterima",
    tendered_hint: "Jika lebih dari jumlahnya; kembalian dihitung.",
    paid_on: "Diterima tanggal",
    paid_on_hint: "Kosongkan untuk hari ini.",
    note: "Catatan pembayaran",
    note_hint: "Hanya untuk toko.",
    submit: "Catat pembayaran",
    change: "Kembalian: {}",
    recorded: "Pembayaran {} tercatat.",
    still_due: "Masih {} yang harus dibayar.",
    all_paid: "Tidak ada lagi yang harus dibayar.",
    tools: "Cetak atau batalkan",
    instalment: "angsuran {}",
    voided: "Dibatalkan",
    reversal: "Pembalikan",
    reverses: "menarik kembali pembayaran {}",
    void: "Batalkan pembayaran",
    void_consequence: "{} dianggap tidak diterima, dan harus dibayar lagi.",
    void_keeps: "Catatannya tetap ada, dicoret, dengan catatan pembalik dan nama Anda.",
    void_reason: "Mengapa salah?",
    void_reason_hint: "5 sampai 120 huruf. Tercatat di riwayat pesanan.",
    wrong_amount: "Isi jumlah di atas 0, dengan angka.",
    wrong_balance: "Hanya {} yang masih harus dibayar. Isi sebanyak itu atau kurang.",
    wrong_tendered: "Isi uang yang diterima: sedikitnya jumlah yang dibayar, atau kosongkan.",
    wrong_method: "Pilih cara bayarnya.",
    wrong_date: "Isi tanggal yang tidak di masa depan, dan tidak lebih dari setahun lalu.",
    wrong_note: "Tulis paling banyak 500 huruf.",
    wrong_reason: "Tulis alasannya dalam 5 sampai 120 huruf.",
    nothing_due_now: "Tidak ada lagi yang harus dibayar: tidak ada yang dicatat. Lihat pembayaran di bawah.",
    not_reversible: "Hanya yang diterima bisa dibatalkan. Catat pembayaran baru saja.",
    refunded: "Uang pesanan ini sudah dikembalikan: pembayarannya tetap seperti adanya.",
    other_form: "Formulir ini sudah mencatat pembayaran lain. Periksa pembayaran di bawah, lalu isi lagi.",
    unfinished: "Teruskan: ribuan terdiri dari tiga angka.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it_in_both_languages() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in [
                words.overdue_since,
                words.next_due,
                words.record_lead,
                words.change,
                words.recorded,
                words.still_due,
                words.instalment,
                words.reverses,
                words.void_consequence,
                words.wrong_balance,
            ] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }
}
