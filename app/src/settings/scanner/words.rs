//! What the scanner's page says.

use crate::words::{Language, area_words};

area_words! {
    /// What the scanner's page says.
    ScannerWords {
        title, lead, needs_app, try_it, prompt, prompt_hint, too_few, read, code, kind, unknown_kind, speed, key_ms, added_before,
        added_after, nothing, ended_by, by_enter, by_tab, by_silence, other_layout, keys, key, place, after_ms, keep,
        adds, adds_hint, prefix, suffix, save, kept, not_kept, slowest, slowest_ms, not_learnt, reset, was_reset,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static ScannerWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: ScannerWords = ScannerWords {
    title: "Scanner",
    lead: "How the barcode scanner of this device types. Most work as they are; what is set here is remembered on this device.",
    needs_app: "Setting it up needs the app, which is still loading or could not load.",
    try_it: "Try it",
    prompt: "Scan a code now.",
    prompt_hint: "Any code will do. Nothing is sold by it.",
    too_few: "Keys that came at once: {}, too few for a code. Scan a longer code; if it was long, let the scanner type faster: at most 100 ms a key.",
    read: "What was read",
    code: "Code",
    kind: "Kind",
    unknown_kind: "not told",
    speed: "Speed",
    key_ms: "{} ms a key",
    added_before: "Added before",
    added_after: "Added after",
    nothing: "nothing",
    ended_by: "Ended by",
    by_enter: "Enter",
    by_tab: "Tab",
    by_silence: "nothing, which is fine",
    other_layout: "The scanner is set to another keyboard than this device. Codes are read by where the keys are.",
    keys: "The keys that came",
    key: "Key",
    place: "Place",
    after_ms: "After (ms)",
    keep: "Keep this",
    adds: "What it adds",
    adds_hint: "Some scanners type something before or after every code. What stands here is taken off, and marks even a short code as scanned.",
    prefix: "Before the code",
    suffix: "After the code",
    save: "Save",
    kept: "Remembered on this device. The till takes it up with the next scan.",
    not_kept: "This browser does not remember anything, perhaps because it is a private window. The till works without.",
    slowest: "Slowest so far",
    slowest_ms: "{} ms a key",
    not_learnt: "nothing learnt yet",
    reset: "Forget all of this",
    was_reset: "Forgotten. The till learns the speed anew.",
};

const INDONESIAN: ScannerWords = ScannerWords {
    title: "Pemindai",
    lead: "Cara pemindai kode batang perangkat ini mengetik. Umumnya langsung bisa dipakai; pengaturan di sini diingat di perangkat ini.",
    needs_app: "Untuk mengaturnya perlu aplikasi, yang masih atau gagal dimuat.",
    try_it: "Coba",
    prompt: "Pindai satu kode sekarang.",
    prompt_hint: "Kode apa pun boleh. Tidak ada yang terjual karenanya.",
    too_few: "Tombol yang datang sekaligus: {}, terlalu sedikit untuk sebuah kode. Pindai kode yang lebih panjang; jika memang panjang, percepat ketikan pemindai: paling lama 100 ms per tombol.",
    read: "Yang terbaca",
    code: "Kode",
    kind: "Jenis",
    unknown_kind: "tidak disebut",
    speed: "Kecepatan",
    key_ms: "{} ms per tombol",
    added_before: "Tambahan di depan",
    added_after: "Tambahan di belakang",
    nothing: "tidak ada",
    ended_by: "Diakhiri oleh",
    by_enter: "Enter",
    by_tab: "Tab",
    by_silence: "tidak ada, dan itu boleh",
    other_layout: "Pemindai memakai papan tombol yang lain dari perangkat ini. Kode dibaca dari letak tombolnya.",
    keys: "Tombol yang datang",
    key: "Tombol",
    place: "Letak",
    after_ms: "Setelah (ms)",
    keep: "Simpan ini",
    adds: "Yang ditambahkannya",
    adds_hint: "Ada pemindai yang mengetik sesuatu sebelum atau sesudah setiap kode. Isian di sini dibuang dari kode, dan menandai kode pendek pun sebagai hasil pindai.",
    prefix: "Sebelum kode",
    suffix: "Sesudah kode",
    save: "Simpan",
    kept: "Diingat di perangkat ini. Kasir memakainya mulai pindai berikutnya.",
    not_kept: "Peramban ini tidak mengingat apa pun, mungkin karena jendela pribadi. Kasir tetap bisa dipakai.",
    slowest: "Paling lambat sejauh ini",
    slowest_ms: "{} ms per tombol",
    not_learnt: "belum diketahui",
    reset: "Lupakan semua ini",
    was_reset: "Dilupakan. Kasir mengenali kecepatannya dari awal.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it_in_both_languages() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in [words.too_few, words.key_ms, words.slowest_ms] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }
}
