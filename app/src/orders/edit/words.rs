//! What the edit page says.

use crate::words::{Language, area_words};

area_words! {
    /// What the edit page says.
    EditWords {
        edit, title, paid, cancelled, deleted, online, customer, name, phone, email, customer_hint, lines,
        quantity, line_note, remove, remove_line, removed, put_back, put_back_line, new, add_title, add_product, suggestions_cut, not_found, ambiguous, too_many, no_name, no_price,
        add_name, add_price, add, discount_and_note, discount, reason, note, preview, save, cancel, foreseen,
        nothing_changes, changes, tax, amount, now, then, schedule, due, stock, taken, returned, left, both_sides,
        both_sides_hint, keep_mine, take_theirs, nothing, settle, status, below_paid, sent_before,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static EditWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: EditWords = EditWords {
    edit: "Edit",
    title: "Edit {}",
    paid: "This order is paid in full, so it can't be edited. Record another order for what is added, or reverse a payment first.",
    cancelled: "This order is cancelled, so it can't be edited. Record a new one.",
    deleted: "This order is deleted, so it can't be edited.",
    online: "The customer placed this order; it can't be edited here.",
    customer: "Customer",
    name: "Name",
    phone: "Phone number",
    email: "E-mail",
    customer_hint: "The same name or the same number: the same person, whose details change on all their orders.",
    lines: "Items",
    quantity: "Quantity",
    line_note: "Note for the kitchen",
    remove: "Remove",
    remove_line: "Remove {}",
    removed: "taken off",
    put_back: "Put back",
    put_back_line: "Put {} back",
    new: "new",
    add_title: "Add an item",
    add_product: "From the menu",
    suggestions_cut: "The first {} products are suggested; all are found by name, SKU or barcode.",
    not_found: "Nothing on the menu is called that. Choose from the list.",
    ambiguous: "Several products have that in their name. Type more of it, or the SKU.",
    too_many: "An order has at most 200 lines. Take one off first.",
    no_name: "Enter what it is called.",
    no_price: "Enter the price of one, in digits.",
    add_name: "Or something else",
    add_price: "Its price",
    add: "Add",
    discount_and_note: "Discount and note",
    discount: "Discount",
    reason: "Reason",
    note: "Note on the order",
    preview: "Preview",
    save: "Save",
    cancel: "Leave without saving",
    foreseen: "What changes",
    nothing_changes: "Nothing yet.",
    changes: "Changes",
    tax: "Tax",
    amount: "Amount",
    now: "Now",
    then: "After",
    schedule: "Payment schedule",
    due: "Due",
    stock: "Stock",
    taken: "{} × {} taken,",
    returned: "{} × {} put back,",
    left: "{} left",
    both_sides: "Somebody else changed this order",
    both_sides_hint: "What you typed is kept. Choose for each difference, then look at it again and save.",
    keep_mine: "Keep mine",
    take_theirs: "Take theirs",
    nothing: "nothing",
    settle: "Use these and go on",
    status: "Status",
    below_paid: "{} of this order is paid already; it can't come to less. Take less off, or give money back first.",
    sent_before: "This form was saved before with other values. Open the order again to see how it stands.",
};

const INDONESIAN: EditWords = EditWords {
    edit: "Ubah",
    title: "Ubah {}",
    paid: "Pesanan ini sudah lunas, jadi tidak bisa diubah. Catat pesanan baru untuk tambahannya, atau batalkan pembayaran dulu.",
    cancelled: "Pesanan ini dibatalkan, jadi tidak bisa diubah. Catat pesanan baru.",
    deleted: "Pesanan ini dihapus, jadi tidak bisa diubah.",
    online: "Pesanan ini dibuat pelanggan; tidak bisa diubah di sini.",
    customer: "Pelanggan",
    name: "Nama",
    phone: "Nomor telepon",
    email: "Surel",
    customer_hint: "Nama atau nomor yang sama: orang yang sama, datanya berubah di semua pesanannya.",
    lines: "Barang",
    quantity: "Banyaknya",
    line_note: "Catatan untuk dapur",
    remove: "Hapus",
    remove_line: "Hapus {}",
    removed: "dikeluarkan",
    put_back: "Kembalikan",
    put_back_line: "Kembalikan {}",
    new: "baru",
    add_title: "Tambah barang",
    add_product: "Dari menu",
    suggestions_cut: "{} produk pertama disarankan; semuanya ditemukan dengan nama, SKU, atau kode batang.",
    not_found: "Tidak ada di menu dengan nama itu. Pilih dari daftar.",
    ambiguous: "Beberapa produk memuat kata itu. Ketik lebih lengkap, atau SKU-nya.",
    too_many: "Satu pesanan paling banyak 200 baris. Hapus satu dulu.",
    no_name: "Isi namanya.",
    no_price: "Isi harga satuannya, dengan angka.",
    add_name: "Atau yang lain",
    add_price: "Harganya",
    add: "Tambah",
    discount_and_note: "Diskon dan catatan",
    discount: "Diskon",
    reason: "Alasan",
    note: "Catatan pesanan",
    preview: "Pratinjau",
    save: "Simpan",
    cancel: "Keluar tanpa menyimpan",
    foreseen: "Yang berubah",
    nothing_changes: "Belum ada.",
    changes: "Perubahan",
    tax: "Pajak",
    amount: "Nilai",
    now: "Sekarang",
    then: "Nanti",
    schedule: "Jadwal pembayaran",
    due: "Jatuh tempo",
    stock: "Stok",
    taken: "{} × {} diambil,",
    returned: "{} × {} dikembalikan,",
    left: "sisa {}",
    both_sides: "Orang lain mengubah pesanan ini",
    both_sides_hint: "Yang Anda ketik tetap ada. Pilih untuk tiap perbedaan, lalu periksa lagi dan simpan.",
    keep_mine: "Pakai punya saya",
    take_theirs: "Pakai punya mereka",
    nothing: "kosong",
    settle: "Pakai ini dan lanjutkan",
    status: "Keadaan",
    below_paid: "{} dari pesanan ini sudah dibayar; totalnya tidak bisa kurang. Kurangi potongannya, atau kembalikan uang dulu.",
    sent_before: "Formulir ini sudah disimpan dengan isi lain. Buka lagi pesanannya untuk melihat keadaannya.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_values_have_places_for_them_in_both_languages() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in
                [words.title, words.remove_line, words.put_back_line, words.left, words.below_paid]
            {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
            for sentence in [words.taken, words.returned] {
                assert_eq!(sentence.matches("{}").count(), 2, "{sentence}");
            }
        }
    }
}
