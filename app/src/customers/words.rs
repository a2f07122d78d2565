//! What the customers' pages say.

use crate::words::{Language, area_words};

area_words! {
    /// What the customers' pages say.
    CustomerWords {
        title, lead, search, search_hint, show, clear, caption, name, phone, email, company, since, older, newest,
        none_title, none, none_found_title, none_found, back, details, job, address, code, orders, total, due,
        sums, nothing_due, history, history_none, reference, time, state, payment, amount, due_by,
        order_older, order_newest, new_order, erased_title, erased_on, erased, data, data_hint, as_json, as_csv,
        who_saw, erase, erase_question, erase_goes, erase_stays, erase_final, owes, reason, reason_hint, no_contact,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static CustomerWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: CustomerWords = CustomerWords {
    title: "Customers",
    lead: "Whoever gave a name at the till or by phone. That you looked is noted in the audit.",
    search: "Search",
    search_hint: "Name, phone or e-mail",
    show: "Show",
    clear: "Clear search",
    caption: "Customers, newest first",
    name: "Name",
    phone: "Phone",
    email: "E-mail",
    company: "Company",
    since: "Known since",
    older: "Older customers",
    newest: "Newest customers",
    none_title: "No customers yet",
    none: "Take a name at the till or with a phone order, and the person appears here.",
    none_found_title: "Nobody matches",
    none_found: "Type the beginning of a name, or the whole phone number or e-mail address.",
    back: "All customers",
    details: "Details",
    job: "Position",
    address: "Address",
    code: "Customer number",
    orders: "Orders",
    total: "Bought",
    due: "Still due",
    sums: "In all",
    nothing_due: "nothing",
    history: "What they bought",
    history_none: "No order yet.",
    reference: "Reference",
    time: "Time",
    state: "Status",
    payment: "Payment",
    amount: "Total",
    due_by: "by {}",
    order_older: "Older orders",
    order_newest: "Newest orders",
    new_order: "New phone order",
    erased_title: "This person was erased",
    erased_on: "on",
    erased: "Name, contact details and notes are gone for good. What was bought stays, and names nobody.",
    data: "Their data",
    data_hint: "Everything that is known of this person, to hand out when they ask for it.",
    as_json: "Download JSON",
    as_csv: "Download CSV",
    who_saw: "Who saw this person's data",
    erase: "Erase this person",
    erase_question: "Erase {}?",
    erase_goes: "Gone for good: name, phone, e-mail, address, every note on their orders, and all that they are found by.",
    erase_stays: "Stays: their orders, with amounts, payments and times, as your books need them. They name nobody.",
    erase_final: "Nobody can undo this.",
    owes: "This person still owes {}, so they can't be erased yet. Take the payment, or cancel or delete the order first.",
    reason: "Reason for erasing",
    reason_hint: "At least 5 characters, without a name. It stays in the audit.",
    no_contact: "No phone number or e-mail address was taken.",
};

const INDONESIAN: CustomerWords = CustomerWords {
    title: "Pelanggan",
    lead: "Siapa pun yang memberi nama di kasir atau lewat telepon. Kunjungan Anda dicatat di audit.",
    search: "Cari",
    search_hint: "Nama, telepon, atau email",
    show: "Tampilkan",
    clear: "Hapus pencarian",
    caption: "Pelanggan, terbaru dulu",
    name: "Nama",
    phone: "Telepon",
    email: "Email",
    company: "Perusahaan",
    since: "Dikenal sejak",
    older: "Pelanggan lebih lama",
    newest: "Pelanggan terbaru",
    none_title: "Belum ada pelanggan",
    none: "Catat nama di kasir atau pada pesanan telepon, dan orangnya muncul di sini.",
    none_found_title: "Tak ada yang cocok",
    none_found: "Ketik awal nama, atau nomor telepon atau alamat email lengkap.",
    back: "Semua pelanggan",
    details: "Data diri",
    job: "Jabatan",
    address: "Alamat",
    code: "Nomor pelanggan",
    orders: "Pesanan",
    total: "Belanja",
    due: "Belum dibayar",
    sums: "Keseluruhan",
    nothing_due: "tidak ada",
    history: "Yang pernah dibeli",
    history_none: "Belum ada pesanan.",
    reference: "Referensi",
    time: "Waktu",
    state: "Keadaan",
    payment: "Pembayaran",
    amount: "Jumlah",
    due_by: "sebelum {}",
    order_older: "Pesanan lebih lama",
    order_newest: "Pesanan terbaru",
    new_order: "Pesanan telepon baru",
    erased_title: "Orang ini sudah dihapus",
    erased_on: "pada",
    erased: "Nama, kontak, dan catatannya hilang untuk selamanya. Yang dibeli tetap ada, tanpa nama.",
    data: "Data orang ini",
    data_hint: "Semua yang diketahui tentang orang ini, untuk diserahkan bila diminta.",
    as_json: "Unduh JSON",
    as_csv: "Unduh CSV",
    who_saw: "Siapa yang melihat data orang ini",
    erase: "Hapus orang ini",
    erase_question: "Hapus {}?",
    erase_goes: "Hilang untuk selamanya: nama, telepon, email, alamat, semua catatan pada pesanannya, dan semua yang dipakai mencarinya.",
    erase_stays: "Tetap ada: pesanannya dengan jumlah, pembayaran, dan waktu, untuk pembukuan Anda. Tanpa nama.",
    erase_final: "Tak seorang pun bisa membatalkannya.",
    owes: "Orang ini masih berutang {}, jadi belum bisa dihapus. Terima pembayarannya, atau batalkan atau hapus pesanannya dulu.",
    reason: "Alasan menghapus",
    reason_hint: "Sedikitnya 5 huruf, tanpa nama. Tersimpan di audit.",
    no_contact: "Nomor telepon dan alamat email tidak dicatat.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in [words.erase_question, words.owes, words.due_by] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }
}
