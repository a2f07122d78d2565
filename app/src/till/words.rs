//! What the till says.

use crate::words::{Language, area_words};

area_words! {
    /// What the till says.
    TillWords {
        products, search, search_hint, all, out_of_stock, left, nothing_found, nothing_found_hint, needs_app,
        next_quantity, current_order, show_order, hide_order, empty, empty_hint, one_less, one_more, remove,
        add_note, note, note_done, custom_line, custom_name, custom_price, add, discount,
        discount_amount, discount_percent, discount_kind, discount_value, discount_reason, customer, customer_name,
        customer_phone, order_note, hand_over, subtotal, total, charge, clear, payment, method, amount_received,
        exact, change, split, part, part_rest, remove_part, add_part, complete, sending, back,
        try_again, unknown_code, no_stock, prices_changed, outcome_unknown, look_in_orders, no_lines,
        bad_discount, no_reason, too_large, bad_line, bad_amount, too_little, sum_differs, empty_part, part_missing,
        done, tracking, tracking_hint, new_sale, view_order, keys, key_search, key_digits,
        key_enter, key_arrows, key_charge, key_back, key_help, key_scan,
    }
}

/// The till's words in a language.
pub(super) fn of(language: Language) -> &'static TillWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: TillWords = TillWords {
    products: "Products",
    search: "Search",
    search_hint: "Search or scan",
    all: "All",
    out_of_stock: "Out of stock",
    left: "{} left",
    nothing_found: "Nothing on the menu matches",
    nothing_found_hint: "Change the search, or add a custom line to the order.",
    needs_app: "This is the menu. Selling needs the app, which is still loading or could not load.",
    next_quantity: "{} × the next product",
    current_order: "Current order",
    show_order: "Show order",
    hide_order: "Back to products",
    empty: "Nothing in it yet",
    empty_hint: "Tap a product, scan one, or press / to search.",
    one_less: "One less",
    one_more: "One more",
    remove: "Remove",
    add_note: "Note",
    note: "Note for the kitchen",
    note_done: "Done",
    custom_line: "Custom line",
    custom_name: "Name",
    custom_price: "Price",
    add: "Add",
    discount: "Discount",
    discount_amount: "Amount",
    discount_percent: "Percent",
    discount_kind: "Discount as",
    discount_value: "How much off",
    discount_reason: "Reason",
    customer: "Customer and notes",
    customer_name: "Customer name",
    customer_phone: "Phone number",
    order_note: "Note on the order",
    hand_over: "Hand over now",
    subtotal: "Subtotal",
    total: "Total",
    charge: "Charge",
    clear: "Clear order",
    payment: "Payment",
    method: "Method",
    amount_received: "Amount received",
    exact: "Exact",
    change: "Change",
    split: "Split payment",
    part: "Amount {}",
    part_rest: "the rest",
    remove_part: "Remove part",
    add_part: "Add part",
    complete: "Complete sale",
    sending: "Recording…",
    back: "Back to order",
    try_again: "Try again",
    unknown_code: "No product has the code {}.",
    no_stock: "{} is out of stock.",
    prices_changed: "Prices have changed. The order shows the new ones; tell the customer before you charge.",
    outcome_unknown: "It is not known whether the sale was recorded. Try again: it will not be doubled.",
    look_in_orders: "Look in orders",
    no_lines: "Add something first.",
    bad_discount: "The discount can't be read, or is more than the order.",
    no_reason: "Say why there is a discount.",
    too_large: "The total is too large.",
    bad_line: "A line has no name, price or quantity that can be sold.",
    bad_amount: "An amount can't be read. Use digits only.",
    too_little: "This is less than the total.",
    sum_differs: "The parts must add up to the total.",
    empty_part: "Each part pays more than zero.",
    part_missing: "Say what each part pays; the last one may stay empty.",
    done: "Sale {} recorded",
    tracking: "For the customer",
    tracking_hint: "Scan to follow the order.",
    new_sale: "New sale",
    view_order: "View order",
    keys: "Keys",
    key_search: "Search",
    key_digits: "How many of the next product",
    key_enter: "Add the first match; confirm",
    key_arrows: "Move between products",
    key_charge: "Charge",
    key_back: "Back",
    key_help: "Show these keys",
    key_scan: "A scanner adds what it reads, anywhere on this page",
};

const INDONESIAN: TillWords = TillWords {
    products: "Produk",
    search: "Cari",
    search_hint: "Cari atau pindai",
    all: "Semua",
    out_of_stock: "Habis",
    left: "Sisa {}",
    nothing_found: "Tidak ada di menu",
    nothing_found_hint: "Ubah pencarian, atau tambah baris bebas ke pesanan.",
    needs_app: "Ini menunya. Untuk menjual perlu aplikasi, yang masih atau gagal dimuat.",
    next_quantity: "{} × produk berikutnya",
    current_order: "Pesanan ini",
    show_order: "Lihat pesanan",
    hide_order: "Kembali ke produk",
    empty: "Belum ada isinya",
    empty_hint: "Ketuk produk, pindai, atau tekan / untuk mencari.",
    one_less: "Kurangi satu",
    one_more: "Tambah satu",
    remove: "Hapus",
    add_note: "Catatan",
    note: "Catatan untuk dapur",
    note_done: "Selesai",
    custom_line: "Baris bebas",
    custom_name: "Nama",
    custom_price: "Harga",
    add: "Tambah",
    discount: "Diskon",
    discount_amount: "Jumlah",
    discount_percent: "Persen",
    discount_kind: "Diskon dalam",
    discount_value: "Besar potongan",
    discount_reason: "Alasan",
    customer: "Pelanggan dan catatan",
    customer_name: "Nama pelanggan",
    customer_phone: "Nomor telepon",
    order_note: "Catatan pesanan",
    hand_over: "Serahkan sekarang",
    subtotal: "Subtotal",
    total: "Total",
    charge: "Bayar",
    clear: "Kosongkan pesanan",
    payment: "Pembayaran",
    method: "Cara bayar",
    amount_received: "Uang diterima",
    exact: "Uang pas",
    change: "Kembalian",
    split: "Bagi pembayaran",
    part: "Jumlah {}",
    part_rest: "sisanya",
    remove_part: "Hapus bagian",
    add_part: "Tambah bagian",
    complete: "Selesaikan penjualan",
    sending: "Mencatat…",
    back: "Kembali ke pesanan",
    try_again: "Coba lagi",
    unknown_code: "Tidak ada produk dengan kode {}.",
    no_stock: "{} habis.",
    prices_changed: "Harga berubah. Pesanan memakai harga baru; beri tahu pelanggan sebelum menagih.",
    outcome_unknown: "Belum diketahui apakah penjualan tercatat. Coba lagi: tidak akan tercatat dua kali.",
    look_in_orders: "Lihat daftar pesanan",
    no_lines: "Tambahkan sesuatu dulu.",
    bad_discount: "Diskon tidak terbaca, atau lebih besar dari pesanan.",
    no_reason: "Tulis alasan diskon.",
    too_large: "Totalnya terlalu besar.",
    bad_line: "Ada baris tanpa nama, harga, atau jumlah yang bisa dijual.",
    bad_amount: "Ada jumlah yang tidak terbaca. Pakai angka saja.",
    too_little: "Ini kurang dari total.",
    sum_differs: "Jumlah semua bagian harus sama dengan total.",
    empty_part: "Setiap bagian harus lebih dari nol.",
    part_missing: "Isi jumlah tiap bagian; yang terakhir boleh kosong.",
    done: "Penjualan {} tercatat",
    tracking: "Untuk pelanggan",
    tracking_hint: "Pindai untuk mengikuti pesanan.",
    new_sale: "Penjualan baru",
    view_order: "Lihat pesanan",
    keys: "Tombol",
    key_search: "Cari",
    key_digits: "Berapa banyak produk berikutnya",
    key_enter: "Tambah hasil pertama; setuju",
    key_arrows: "Pindah antarproduk",
    key_charge: "Bayar",
    key_back: "Kembali",
    key_help: "Tampilkan tombol-tombol ini",
    key_scan: "Pemindai menambah yang dibacanya, di mana pun di halaman ini",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it_in_both_languages() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in
                [words.left, words.next_quantity, words.part, words.unknown_code, words.no_stock, words.done]
            {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }

    #[test]
    fn the_names_that_others_rely_on_stay() {
        let expected = ["Current order", "Charge", "Amount received", "Complete sale"];
        let named = [ENGLISH.current_order, ENGLISH.charge, ENGLISH.amount_received, ENGLISH.complete];
        assert_eq!(named, expected);
    }
}
