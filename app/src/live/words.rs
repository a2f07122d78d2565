//! What the connection's state says.

use crate::words::{Language, area_words};

area_words! {
    /// What the connection's state says.
    LiveWords { live, connecting, not_live, trying_again, delayed }
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
};

const INDONESIAN: LiveWords = LiveWords {
    live: "langsung",
    connecting: "menyambung",
    not_live: "Tidak langsung sejak {}",
    trying_again: "mencoba lagi",
    delayed: "TERTUNDA",
};
