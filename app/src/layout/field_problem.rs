//! What is wrong with a field, in the reader's language.

use contract::problem::{FieldCode, FieldError};

use crate::words::{Language, Words, area_words};

area_words! {
    /// What is said where nothing more is known than the kind.
    FieldWords {
        missing, unknown, invalid, invalid_amount, out_of_range, length, too_short, too_long,
        count, too_many, too_many_lines, too_many_orders, too_broad, only_cash_gives_change,
        nothing_to_pay, not_ascending, repeated, kept_line, one_of, not_needed, not_offered,
        deleted, erased, of_another_list, not_secure, private_address, ambiguous, unfinished,
    }
}

/// What is wrong with a field. To whom reads English the server's own words say more; nobody else is told in
/// them.
pub(crate) fn field_sentence(error: &FieldError, words: &Words) -> String {
    let is_read = words.language == Language::English && !error.message.is_empty();
    match error.kind() {
        Some(kind) if kind.is_about_text() || !is_read => field_words(kind, words).to_owned(),
        None if !is_read => words.problems.invalid.to_owned(),
        _ => error.message.clone(),
    }
}

/// Every kind has a sentence in every language.
pub(crate) const fn field_words(kind: FieldCode, words: &Words) -> &'static str {
    let (own, known) = (words.language.pick(&ENGLISH, &INDONESIAN), &words.problems);
    match kind {
        FieldCode::Missing => own.missing,
        FieldCode::Unknown => own.unknown,
        FieldCode::Invalid => own.invalid,
        FieldCode::InvalidAmount => own.invalid_amount,
        FieldCode::InvalidDate => known.bad_day,
        FieldCode::OutOfRange => own.out_of_range,
        FieldCode::Length => own.length,
        FieldCode::TooShort => own.too_short,
        FieldCode::TooLong => own.too_long,
        FieldCode::Count => own.count,
        FieldCode::TooMany => own.too_many,
        FieldCode::TooManyLines => own.too_many_lines,
        FieldCode::TooManyOrders => own.too_many_orders,
        FieldCode::TooBroad => own.too_broad,
        FieldCode::TooLarge => known.amount_too_large,
        FieldCode::TooLittle => known.tendered_too_little,
        FieldCode::OnlyCashGivesChange => own.only_cash_gives_change,
        FieldCode::NothingToPay => own.nothing_to_pay,
        FieldCode::NotAscending => own.not_ascending,
        FieldCode::Repeated => own.repeated,
        FieldCode::KeptLine => own.kept_line,
        FieldCode::OneOf => own.one_of,
        FieldCode::NotNeeded => own.not_needed,
        FieldCode::NotOffered => own.not_offered,
        FieldCode::Deleted => own.deleted,
        FieldCode::Erased => own.erased,
        FieldCode::OfAnotherList => own.of_another_list,
        FieldCode::NotSecure => own.not_secure,
        FieldCode::PrivateAddress => own.private_address,
        FieldCode::Ambiguous => own.ambiguous,
        FieldCode::Unfinished => own.unfinished,
        FieldCode::NotForSale => known.not_for_sale,
        FieldCode::OutOfStock => known.out_of_stock,
        FieldCode::TotalMismatch => known.total_mismatch,
        FieldCode::TotalBelowPaid => known.total_below_paid,
        FieldCode::SplitMismatch => known.split_mismatch,
        FieldCode::ScheduleMismatch => known.schedule_mismatch,
        FieldCode::ExceedsBalance => known.exceeds_balance,
        FieldCode::ControlCharacter => known.text_control,
        FieldCode::LineBreak => known.text_line_break,
        FieldCode::DirectionCharacter => known.text_direction,
        FieldCode::InvisibleCharacter => known.text_invisible,
        FieldCode::UnassignedCharacter => known.text_unassigned,
        FieldCode::DamagedText => known.text_damaged,
        FieldCode::NothingVisible => known.text_nothing,
        FieldCode::TooManyMarks => known.text_marks,
        FieldCode::TooManyParts => known.text_parts,
    }
}

const ENGLISH: FieldWords = FieldWords {
    missing: "Fill this in.",
    unknown: "There is no such thing. Choose one that there is.",
    invalid: "This can't be read. Write it another way.",
    invalid_amount: "Write an amount in digits.",
    out_of_range: "This is too little or too much, or too early or too late.",
    length: "This has too few or too many letters.",
    too_short: "Write a little more.",
    too_long: "Write less.",
    count: "There are too few or too many of these.",
    too_many: "There are too many of these. Take some out.",
    too_many_lines: "There are too many lines. Take one off first.",
    too_many_orders: "These are too many orders at once. Ask for fewer days.",
    too_broad: "This finds too much. Search for more of it.",
    only_cash_gives_change: "Only cash gives change. Leave what was given empty.",
    nothing_to_pay: "It comes to nothing. Change a price or the discount.",
    not_ascending: "Put the days in order.",
    repeated: "This stands there twice. Name it once.",
    kept_line: "A line that stays keeps its name and price. Add a new one instead.",
    one_of: "Choose one way of the two.",
    not_needed: "Leave this out.",
    not_offered: "This can't be chosen here.",
    deleted: "Deleted orders can't be changed. Leave them out.",
    erased: "This person's details were erased, so nothing more is written of them.",
    of_another_list: "Start from the first page again.",
    not_secure: "Use an address with https://.",
    private_address: "This address leads into a private network. Use a public one.",
    ambiguous: "Several have that in their name. Type more of it.",
    unfinished: "Finish typing this.",
};

const INDONESIAN: FieldWords = FieldWords {
    missing: "Isi bagian ini.",
    unknown: "Tidak ada yang seperti itu. Pilih yang ada.",
    invalid: "Ini tidak bisa dibaca. Tulis dengan cara lain.",
    invalid_amount: "Tulis jumlah uang dengan angka.",
    out_of_range: "Nilainya terlalu kecil atau terlalu besar, terlalu awal atau terlalu akhir.",
    length: "Hurufnya kurang atau terlalu banyak.",
    too_short: "Tulis sedikit lebih panjang.",
    too_long: "Tulis lebih singkat.",
    count: "Jumlah barisnya kurang atau terlalu banyak.",
    too_many: "Terlalu banyak. Kurangi sebagian.",
    too_many_lines: "Barisnya terlalu banyak. Hapus satu dulu.",
    too_many_orders: "Pesanannya terlalu banyak sekaligus. Persempit harinya.",
    too_broad: "Hasilnya terlalu banyak. Ketik lebih lengkap.",
    only_cash_gives_change: "Hanya uang tunai yang ada kembaliannya. Kosongkan uang yang diterima.",
    nothing_to_pay: "Totalnya nol. Ubah harga atau diskonnya.",
    not_ascending: "Urutkan tanggalnya.",
    repeated: "Ini tercantum dua kali. Sebutkan satu kali.",
    kept_line: "Baris yang tetap ada tidak berganti nama dan harga. Tambahkan baris baru.",
    one_of: "Pilih salah satu dari dua cara.",
    not_needed: "Kosongkan bagian ini.",
    not_offered: "Ini tidak bisa dipilih di sini.",
    deleted: "Pesanan yang dihapus tidak bisa diubah. Keluarkan dari pilihan.",
    erased: "Data orang ini sudah dihapus, jadi tidak ada lagi yang ditulis tentangnya.",
    of_another_list: "Mulai lagi dari halaman pertama.",
    not_secure: "Gunakan alamat dengan https://.",
    private_address: "Alamat ini menuju jaringan pribadi. Gunakan alamat publik.",
    ambiguous: "Ada beberapa dengan nama itu. Ketik lebih lengkap.",
    unfinished: "Selesaikan ketikan ini.",
};

#[cfg(test)]
mod tests {
    use contract::Problem;

    use super::*;
    use crate::words::of;

    #[test]
    fn nobody_is_told_in_a_language_they_did_not_choose() {
        let [english, indonesian] = [of(Language::English), of(Language::Indonesian)];
        for kind in FieldCode::ALL {
            assert_eq!(FieldCode::of(kind.word()), Some(*kind));
            assert_ne!(field_words(*kind, english), field_words(*kind, indonesian), "{kind:?}");
            let told = Problem::invalid("name", *kind, "Here is what to do.").errors.remove(0);
            assert_eq!(field_sentence(&told, indonesian), field_words(*kind, indonesian));
            if !kind.is_about_text() {
                assert_eq!(field_sentence(&told, english), told.message);
            }
        }
    }

    #[test]
    fn what_only_a_newer_version_knows_is_said_to_be_wrong() {
        let told =
            FieldError { field: "name".into(), code: "haunted".into(), message: "Call a priest.".into() };
        assert_eq!(field_sentence(&told, of(Language::English)), told.message);
        let indonesian = of(Language::Indonesian);
        assert_eq!(field_sentence(&told, indonesian), indonesian.problems.invalid);
    }
}
