//! What is said about deleting orders.

use crate::words::{Language, area_words};

area_words! {
    /// What is said about deleting orders.
    DeletionWords {
        delete, question, paid_in, unpaid, consequence, reason, reason_hint, deleted_title, deleted_by, hidden,
        restore, all_deleted, back_to_all, showing_deleted,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static DeletionWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: DeletionWords = DeletionWords {
    delete: "Delete order",
    question: "Delete {}",
    paid_in: "paid in {}",
    unpaid: "not paid",
    consequence: "It leaves lists, boards and totals, its goods go back to stock, and its customer's link stops working. The money is not given back: cancel an order for that. A manager or owner can restore it.",
    reason: "Reason for deleting",
    reason_hint: "At least 5 characters. It stays in the audit.",
    deleted_title: "This order was deleted",
    deleted_by: "by",
    hidden: "It counts nowhere, and only managers and owners see it.",
    restore: "Restore order",
    all_deleted: "Deleted orders",
    back_to_all: "All other orders",
    showing_deleted: "These orders were deleted. They count nowhere; open one to restore it.",
};

const INDONESIAN: DeletionWords = DeletionWords {
    delete: "Hapus pesanan",
    question: "Hapus {}",
    paid_in: "dibayar dengan {}",
    unpaid: "belum dibayar",
    consequence: "Pesanan hilang dari daftar, papan, dan jumlah; barangnya kembali ke stok, dan tautan pelanggannya berhenti. Uang tidak dikembalikan: untuk itu batalkan pesanan. Manajer atau pemilik bisa memulihkannya.",
    reason: "Alasan menghapus",
    reason_hint: "Sedikitnya 5 huruf. Tersimpan di audit.",
    deleted_title: "Pesanan ini dihapus",
    deleted_by: "oleh",
    hidden: "Pesanan ini tak dihitung di mana pun, dan hanya manajer dan pemilik melihatnya.",
    restore: "Pulihkan pesanan",
    all_deleted: "Pesanan yang dihapus",
    back_to_all: "Semua pesanan lain",
    showing_deleted: "Pesanan-pesanan ini dihapus dan tak dihitung. Buka satu untuk memulihkannya.",
};
