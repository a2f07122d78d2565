//! What a newer release says.

use crate::words::{Language, area_words};

area_words! {
    /// What a newer release says.
    ReleaseWords { newer, later, load_now }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static ReleaseWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: ReleaseWords = ReleaseWords {
    newer: "There is a newer version of Kedai.",
    later: "It is loaded when you have finished here.",
    load_now: "Load it now",
};

const INDONESIAN: ReleaseWords = ReleaseWords {
    newer: "Ada versi Kedai yang lebih baru.",
    later: "Versi itu dimuat setelah Anda selesai di sini.",
    load_now: "Muat sekarang",
};
