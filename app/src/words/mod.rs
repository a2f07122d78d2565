//! What pages say: one struct of sentences, once in English and once in Indonesian, so that a
//! missing translation can't compile. Areas with many words of their own keep them in their folder
//! and choose by [`Language::pick`].

mod en;
mod id;

use domain::{
    money::{Currency, Money, MoneyStyle},
    order::{Channel, Lifecycle, PaymentState},
    payment::PaymentMethod,
    payment_terms::InstalmentStatus,
    role::Role,
};
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};

use crate::context::Preferences;

/// A language that Kedai speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Bahasa Indonesia.
    Indonesian,
}

impl Language {
    /// All of them, as the menu offers them.
    pub const ALL: [Self; 2] = [Self::English, Self::Indonesian];

    /// The BCP 47 tag: in the `lang` attribute and in the cookie.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Indonesian => "id",
        }
    }

    /// What its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Indonesian => "Bahasa Indonesia",
        }
    }

    /// The language that a tag names exactly.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The first language of an `Accept-Language` header that Kedai speaks. Weights are not read:
    /// browsers list languages by falling weight.
    pub fn preferred(accept_language: &str) -> Option<Self> {
        accept_language.split(',').find_map(|range| {
            let tag = range.split(';').next()?.trim();
            Self::from_code(&tag.split('-').next()?.to_ascii_lowercase())
        })
    }

    /// How it writes amounts.
    pub const fn money_style(self) -> MoneyStyle {
        match self {
            Self::English => MoneyStyle::English,
            Self::Indonesian => MoneyStyle::Indonesian,
        }
    }

    /// An amount of smallest units as people read it: `Rp 96.800`. What no amount can be is shown as
    /// the bare number.
    pub fn money(self, amount: i64, currency: Currency) -> String {
        Money::new(amount, currency)
            .map_or_else(|_| amount.to_string(), |money| money.written(self.money_style()))
    }

    /// The one of two that speaks this language.
    pub const fn pick<T: ?Sized>(self, english: &'static T, indonesian: &'static T) -> &'static T {
        match self {
            Self::English => english,
            Self::Indonesian => indonesian,
        }
    }
}

/// The language of this page.
pub fn use_language() -> Language {
    use_context::<Preferences>().unwrap_or_default().language
}

/// The words of this page.
pub fn use_words() -> &'static Words {
    of(use_language())
}

/// The words of a language.
pub fn of(language: Language) -> &'static Words {
    language.pick(&en::WORDS, &id::WORDS)
}

/// A sentence with `{}` where a value belongs, made whole.
pub fn fill(sentence: &str, value: &str) -> String {
    sentence.replacen("{}", value, 1)
}

/// What pages say, by area.
pub struct Words {
    /// Whose.
    pub language: Language,
    /// Around every page.
    pub layout: LayoutWords,
    /// What went wrong.
    pub problems: ProblemWords,
    /// Signing in.
    pub sign_in: SignInWords,
    /// States, methods, channels and roles.
    pub states: StateWords,
    /// The order list.
    pub orders: OrdersWords,
    /// One order.
    pub order: OrderWords,
    /// A customer following an order.
    pub tracking: TrackingWords,
    /// Names of the months, short, January first.
    pub months: [&'static str; 12],
}

/// Declares a struct of words: every field is a piece of text.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[expect(missing_docs, reason = "each field is named after the words it holds")]
        pub struct $name { $(pub $field: &'static str),+ }
    };
}

/// Declares the words of one area, which only its folder reads.
macro_rules! area_words {
    ($(#[$doc:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$doc])*
        pub(crate) struct $name { $(pub(super) $field: &'static str),+ }
    };
}
pub(crate) use area_words;

words! {
    /// Around every page.
    LayoutWords {
        skip, main_menu, till, board, orders, customers, dashboard, audit, printers, your_menu, language, theme,
        theme_auto, theme_light, theme_dark, store, sign_out, sign_out_everywhere, not_found_title,
        not_found, to_start, forbidden_title, forbidden, no_store_title, no_store, redirecting,
        follow_order, loading, stray_scan,
    }
}

words! {
    /// What went wrong, and what to do.
    ProblemWords {
        title, unauthenticated, signed_in_as_other, sign_in_again, forbidden, not_found, internal, overloaded,
        unreachable, rate_limited, rate_limited_seconds, invalid_credentials, stale, not_allowed,
        reason_missing, deleted, out_of_stock, still_owes, malformed, too_large, timed_out, back, bad_day,
        order_paid, order_closed, not_for_sale, nothing_due, not_reversible, already_refunded, exceeds_balance,
        total_below_paid, total_mismatch, amount_too_large, tendered_too_little, split_mismatch, schedule_mismatch,
        sent_before, endpoint_exists, endpoint_disabled, job_not_changeable, too_many_endpoints, unsigned, invalid,
        text_control, text_line_break, text_direction, text_invisible, text_unassigned, text_damaged, text_nothing, text_marks,
        text_parts,
    }
}

words! {
    /// Signing in.
    SignInWords { title, email, password, submit, lead }
}

words! {
    /// States, methods, channels and roles.
    StateWords {
        draft, pending, processing, ready, completed, cancelled, unpaid, partially_paid, paid,
        partially_refunded, refunded, open, overdue, cash, card, bank_transfer, check, other, till, phone, app, web,
        staff, cashier, manager, owner,
    }
}

words! {
    /// The order list.
    OrdersWords {
        title, search, search_hint, status, any_status, store, any_store, from, to, apply, clear,
        reference, time, customer, items, total, state, payment, older, newest, none_title, none,
        none_filtered_title, none_filtered, walk_in, caption, due, due_by, new_order,
    }
}

words! {
    /// One order.
    OrderWords {
        back, lines, item, quantity, price, amount, subtotal, discount, tax_included, total, paid,
        balance_due, change, customer, walk_in, note, payments, no_payments, received, given_back,
        tendered, receipts, tracking_link, start, mark_ready, hand_over, accept,
        put_back, cancel_order, cancel_unpaid, cancel_paid, reason, reason_hint, timeline,
        placed, changed_to, paid_some, voided, edited, deleted, restored, by, recorded_by,
    }
}

words! {
    /// A customer following an order.
    TrackingWords {
        title, order, step_received, step_making, step_ready, step_collected, step_done, step_current,
        step_to_come, cancelled, cancelled_hint, expected, ready_now, collected, what_ordered, total,
        due, next_due, overdue, paid, pick_up_code, pick_up_hint, unknown_title, unknown, look_up_title, look_up_lead,
        reference, phone, look_up, wrong, find_order,
    }
}

impl Words {
    /// Where an order stands.
    pub const fn lifecycle(&self, lifecycle: Lifecycle) -> &'static str {
        match lifecycle {
            Lifecycle::Draft => self.states.draft,
            Lifecycle::Pending => self.states.pending,
            Lifecycle::Processing => self.states.processing,
            Lifecycle::Ready => self.states.ready,
            Lifecycle::Completed => self.states.completed,
            Lifecycle::Cancelled => self.states.cancelled,
        }
    }

    /// How far an order is paid.
    pub const fn payment_state(&self, state: PaymentState) -> &'static str {
        match state {
            PaymentState::Unpaid => self.states.unpaid,
            PaymentState::PartiallyPaid => self.states.partially_paid,
            PaymentState::Paid => self.states.paid,
            PaymentState::PartiallyRefunded => self.states.partially_refunded,
            PaymentState::Refunded => self.states.refunded,
        }
    }

    /// How far an instalment is.
    pub const fn instalment(&self, status: InstalmentStatus) -> &'static str {
        match status {
            InstalmentStatus::Open => self.states.open,
            InstalmentStatus::Paid => self.states.paid,
            InstalmentStatus::Overdue => self.states.overdue,
        }
    }

    /// What money came as.
    pub const fn method(&self, method: PaymentMethod) -> &'static str {
        match method {
            PaymentMethod::Cash => self.states.cash,
            PaymentMethod::Card => self.states.card,
            PaymentMethod::BankTransfer => self.states.bank_transfer,
            PaymentMethod::Check => self.states.check,
            PaymentMethod::Other => self.states.other,
        }
    }

    /// Which way an order came.
    pub const fn channel(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Till => self.states.till,
            Channel::Phone => self.states.phone,
            Channel::App => self.states.app,
            Channel::Web => self.states.web,
        }
    }

    /// A field of an order, by the name that the API gives it.
    pub fn field<'a>(&self, name: &'a str) -> &'a str {
        match name {
            "customer" => self.order.customer,
            "items" => self.order.lines,
            "discount" => self.order.discount,
            "note" => self.order.note,
            other => other,
        }
    }

    /// What somebody may do.
    pub const fn role(&self, role: Role) -> &'static str {
        match role {
            Role::App => self.states.app,
            Role::Staff => self.states.staff,
            Role::Cashier => self.states.cashier,
            Role::Manager => self.states.manager,
            Role::Owner => self.states.owner,
        }
    }

    /// What somebody may do, by its code; one that a newer version of Kedai wrote is told as it is written.
    pub fn role_of(&self, code: &str) -> String {
        Role::from_code(code).map_or_else(|| code.to_owned(), |role| self.role(role).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_kedai_speaks_is_taken() {
        assert_eq!(Language::preferred("de-DE, id;q=0.8, en;q=0.5"), Some(Language::Indonesian));
        assert_eq!(Language::preferred("EN-gb"), Some(Language::English));
        assert_eq!(Language::preferred(""), None);
        assert_eq!(Language::preferred("*"), None);
    }

    #[test]
    fn amounts_follow_the_language() {
        assert_eq!(Language::English.money(96_800, Currency::Idr), "IDR\u{a0}96,800");
        assert_eq!(Language::Indonesian.money(96_800, Currency::Idr), "Rp\u{a0}96.800");
        assert_eq!(Language::English.money(i64::MAX, Currency::Idr), i64::MAX.to_string());
    }

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it_in_both_languages() {
        for words in [&en::WORDS, &id::WORDS] {
            for sentence in [
                words.problems.rate_limited_seconds,
                words.orders.due,
                words.orders.due_by,
                words.order.cancel_paid,
                words.order.put_back,
                words.order.changed_to,
                words.tracking.expected,
                words.tracking.next_due,
            ] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }
}
