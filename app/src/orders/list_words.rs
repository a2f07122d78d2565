//! What the order list says about filters, order and changes of many orders.

use crate::words::{Language, area_words};

area_words! {
    /// What the list says.
    ListWords {
        more, owing, overdue, any_payment, order_type, any_type, offline, online, channel, any_channel, min, max, due,
        sort_by, sort, newest, oldest, largest, smallest, due_first, due_last, export, choose, choose_order, chosen, all_that_fit, cancel, move_to, next, bulk_title, back,
        would_cancel, would_cancel_one, would_move, would_move_one, gives_back, nothing_changes, are_so, cant, cant_one,
        already, needs_manager, gone, reason, reason_hint, do_cancel, do_move, done, done_given_back, not_done,
        none_chosen,
    }
}

/// The list's words in a language.
pub(super) fn of(language: Language) -> &'static ListWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: ListWords = ListWords {
    more: "More filters",
    owing: "Something is owed",
    overdue: "Overdue",
    any_payment: "Any payment",
    order_type: "Recorded by",
    any_type: "Anybody",
    offline: "Staff",
    online: "Online shop or app",
    channel: "Channel",
    any_channel: "Any channel",
    min: "Total from",
    max: "Total to",
    due: "Due",
    sort_by: "Sort by {}",
    sort: "Sorted",
    newest: "Newest first",
    oldest: "Oldest first",
    largest: "Largest total",
    smallest: "Smallest total",
    due_first: "Due soonest",
    due_last: "Due latest",
    export: "Download as CSV",
    choose: "Chosen",
    choose_order: "Choose {}",
    chosen: "Change the ticked orders",
    all_that_fit: "All orders that fit the filters",
    cancel: "Cancel them…",
    move_to: "Move to",
    next: "Move them…",
    bulk_title: "Change several orders",
    back: "Back to the orders",
    would_cancel: "This will cancel {} orders.",
    would_cancel_one: "This will cancel 1 order.",
    would_move: "This will change {} orders.",
    would_move_one: "This will change 1 order.",
    gives_back: "{} is given back.",
    nothing_changes: "No order would change.",
    are_so: "{} are so already.",
    cant: "{} can't be",
    cant_one: "1 can't be",
    already: "already {}",
    needs_manager: "a manager has to do it",
    gone: "not found",
    reason: "Reason",
    reason_hint: "Why, in 5 to 120 letters. Needed when money is given back or a step is taken back.",
    do_cancel: "Cancel these orders",
    do_move: "Change these orders",
    done: "{} orders were changed.",
    done_given_back: "{} was given back.",
    not_done: "{} could not be changed.",
    none_chosen: "Tick the orders that you want to change, or choose all that fit the filters.",
};

const INDONESIAN: ListWords = ListWords {
    more: "Saringan lain",
    owing: "Belum lunas",
    overdue: "Lewat jatuh tempo",
    any_payment: "Semua pembayaran",
    order_type: "Dicatat oleh",
    any_type: "Siapa saja",
    offline: "Staf",
    online: "Toko daring atau aplikasi",
    channel: "Saluran",
    any_channel: "Semua saluran",
    min: "Total dari",
    max: "Total sampai",
    due: "Jatuh tempo",
    sort_by: "Urutkan menurut {}",
    sort: "Urutan",
    newest: "Terbaru dulu",
    oldest: "Terlama dulu",
    largest: "Total terbesar",
    smallest: "Total terkecil",
    due_first: "Segera jatuh tempo",
    due_last: "Lama jatuh tempo",
    export: "Unduh sebagai CSV",
    choose: "Dipilih",
    choose_order: "Pilih {}",
    chosen: "Ubah pesanan yang dicentang",
    all_that_fit: "Semua pesanan yang sesuai saringan",
    cancel: "Batalkan…",
    move_to: "Pindahkan ke",
    next: "Pindahkan…",
    bulk_title: "Ubah beberapa pesanan",
    back: "Kembali ke pesanan",
    would_cancel: "Ini akan membatalkan {} pesanan.",
    would_cancel_one: "Ini akan membatalkan 1 pesanan.",
    would_move: "Ini akan mengubah {} pesanan.",
    would_move_one: "Ini akan mengubah 1 pesanan.",
    gives_back: "{} dikembalikan.",
    nothing_changes: "Tidak ada pesanan yang akan berubah.",
    are_so: "{} sudah begitu.",
    cant: "{} tidak bisa",
    cant_one: "1 tidak bisa",
    already: "sudah {}",
    needs_manager: "harus dilakukan manajer",
    gone: "tidak ditemukan",
    reason: "Alasan",
    reason_hint: "Mengapa, 5 sampai 120 huruf. Perlu bila uang dikembalikan atau langkah dimundurkan.",
    do_cancel: "Batalkan pesanan ini",
    do_move: "Ubah pesanan ini",
    done: "{} pesanan telah diubah.",
    done_given_back: "{} telah dikembalikan.",
    not_done: "{} tidak dapat diubah.",
    none_chosen: "Centang pesanan yang ingin diubah, atau pilih semua yang sesuai saringan.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it_in_both_languages() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in [
                words.sort_by,
                words.choose_order,
                words.would_cancel,
                words.would_move,
                words.gives_back,
                words.are_so,
                words.cant,
                words.already,
                words.done,
                words.done_given_back,
                words.not_done,
            ] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }
}
