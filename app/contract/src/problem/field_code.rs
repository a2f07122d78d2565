//! In what ways a field can be wrong.

kinds! {
    /// What is wrong with a field. What a newer version says of one may be none of these.
    FieldCode {
        /// Nothing stands there.
        Missing = "missing";
        /// There is no such thing.
        Unknown = "unknown";
        /// It can't be read.
        Invalid = "invalid";
        /// No amount.
        InvalidAmount = "invalid_amount";
        /// No day, or one beyond the years that are taken.
        InvalidDate = "invalid_date";
        /// Too small or too large, too early or too late.
        OutOfRange = "out_of_range";
        /// Too few or too many letters.
        Length = "length";
        /// Too few letters.
        TooShort = "too_short";
        /// Too many letters.
        TooLong = "too_long";
        /// Too few or too many of them.
        Count = "count";
        /// Too many of them.
        TooMany = "too_many";
        /// More lines than an order has.
        TooManyLines = "too_many_lines";
        /// More orders than are told at once.
        TooManyOrders = "too_many_orders";
        /// A search that finds too much.
        TooBroad = "too_broad";
        /// More than can be counted.
        TooLarge = "too_large";
        /// Less cash than it pays.
        TooLittle = "too_little";
        /// Cash was counted where none is paid.
        OnlyCashGivesChange = "only_cash_gives_change";
        /// It comes to nothing.
        NothingToPay = "nothing_to_pay";
        /// A day before the one above it.
        NotAscending = "not_ascending";
        /// It stands there twice.
        Repeated = "repeated";
        /// A line that is kept would change into another.
        KeptLine = "kept_line";
        /// One of two ways, not both.
        OneOf = "one_of";
        /// It says what is clear without.
        NotNeeded = "not_needed";
        /// It can't be had here.
        NotOffered = "not_offered";
        /// Deleted orders are among them.
        Deleted = "deleted";
        /// The person was erased.
        Erased = "erased";
        /// A page of another list.
        OfAnotherList = "of_another_list";
        /// An address without https.
        NotSecure = "not_secure";
        /// An address of a private network.
        PrivateAddress = "private_address";
        /// Several have that name.
        Ambiguous = "ambiguous";
        /// It is typed in part.
        Unfinished = "unfinished";
        /// A product was taken off the menu.
        NotForSale = "not_for_sale";
        /// There isn't as much left.
        OutOfStock = "out_of_stock";
        /// The sender computed another total.
        TotalMismatch = "total_mismatch";
        /// Less than was paid.
        TotalBelowPaid = "total_below_paid";
        /// The parts don't add up.
        SplitMismatch = "split_mismatch";
        /// Instalments don't add up.
        ScheduleMismatch = "schedule_mismatch";
        /// More than is due.
        ExceedsBalance = "exceeds_balance";
        /// A character that steers devices.
        ControlCharacter = "control_character";
        /// More than one line where one is meant.
        LineBreak = "line_break";
        /// A character that turns the direction of writing round.
        DirectionCharacter = "direction_character";
        /// A character that nobody sees.
        InvisibleCharacter = "invisible_character";
        /// A character that Unicode doesn't know.
        UnassignedCharacter = "unassigned_character";
        /// A part of it was lost on the way.
        DamagedText = "damaged_text";
        /// Nothing of it can be seen.
        NothingVisible = "nothing_visible";
        /// Too many marks on a letter.
        TooManyMarks = "too_many_marks";
        /// Made of too many parts.
        TooManyParts = "too_many_parts";
    }
}

impl FieldCode {
    /// Whether the gate for text refuses what stands there.
    pub const fn is_about_text(self) -> bool {
        matches!(
            self,
            Self::ControlCharacter
                | Self::LineBreak
                | Self::DirectionCharacter
                | Self::InvisibleCharacter
                | Self::UnassignedCharacter
                | Self::DamagedText
                | Self::NothingVisible
                | Self::TooManyMarks
                | Self::TooManyParts
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own_that_is_documented() {
        let documented = include_str!("../../../../docs/API.md");
        for code in FieldCode::ALL {
            assert_eq!(FieldCode::of(code.word()), Some(*code));
            let row = format!("| `{}` | ", code.word());
            assert!(documented.lines().any(|line| line.starts_with(&row)), "docs/API.md has no row {row}");
        }
    }
}
