//! What the connection's state says.

use crate::words::{Language, area_words};

area_words! {
    /// What the connection's state says.
    LiveWords { live, connecting, not_live, trying_again, delayed, stands_still, signed_out, as_other, not_sent, refused, load_again }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static LiveWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: LiveWords = LiveWords {
    live: "live",
    connecting: "connecting",
    not_live: "Not live since {}",
    trying_again: "trying again",
    delayed: "DELAYED",
    stands_still: "Not live",
    signed_out: "You were signed out, so this page stands still. Sign in again in a new tab, then go on here.",
    as_other: "Somebody else is signed in now, so this page stands still. What you typed stays here until you load it again.",
    not_sent: "Nothing was sent; what you typed is still here.",
    refused: "This page can't be kept up to date any more: what it shows may be old.",
    load_again: "Load it again",
};

const INDONESIAN: LiveWords = LiveWords {
    live: "langsung",
    connecting: "menyambung",
    not_live: "Tidak langsung sejak {}",
    trying_again: "mencoba lagi",
    delayed: "TERTUNDA",
    stands_still: "Tidak langsung",
    signed_out: "Anda sudah keluar, jadi halaman ini tidak diperbarui lagi. Masuk lagi di tab baru, lalu lanjutkan di sini.",
    as_other: "Sekarang orang lain yang masuk, jadi halaman ini tidak diperbarui lagi. Isian Anda tetap di sini sampai halaman dimuat ulang.",
    not_sent: "Tidak ada yang terkirim; isian Anda masih di sini.",
    refused: "Halaman ini tidak bisa diperbarui lagi: isinya mungkin sudah lama.",
    load_again: "Muat ulang",
};
