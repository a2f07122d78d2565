//! What the board says.

use crate::words::{Language, area_words};

area_words! {
    /// What the board says.
    BoardWords { nothing, minutes, late, very_late, new_orders, cut }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static BoardWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: BoardWords = BoardWords {
    nothing: "Nothing here.",
    minutes: "{} min",
    late: "late",
    very_late: "very late",
    new_orders: "New orders: {}",
    cut: "Only the {} oldest open orders are shown. Hand over or cancel what is done; the order list has them all.",
};

const INDONESIAN: BoardWords = BoardWords {
    nothing: "Kosong.",
    minutes: "{} mnt",
    late: "terlambat",
    very_late: "sangat terlambat",
    new_orders: "Pesanan baru: {}",
    cut: "Hanya {} pesanan terbuka terlama yang tampil. Serahkan atau batalkan yang sudah beres; daftar pesanan memuat semuanya.",
};
