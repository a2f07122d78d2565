//! What the webhooks' pages say.

use crate::words::{Language, area_words};

area_words! {
    /// What the webhooks' pages say.
    WebhookWords {
        title, lead, back, none_title, none, add, url, url_hint, types, types_hint, all_types, secret_title,
        secret_once, secret, key, to_endpoint, wrong_url, wrong_not_secure, wrong_private, wrong_exists,
        wrong_too_many, wrong_disabled, enabled, disabled, failing, given_up, pending_count, dead_count,
        alert_given_up, alert_disabled, alert_failing, alert_waiting, alert_retry, facts, state, since,
        deeds, test, disable, enable, replay_dead, change_types, save, delete, delete_question,
        delete_consequence, delete_now, deliveries, deliveries_none, refresh, all, pending, delivered, dead,
        older, newest, to_order, next_attempt, replay, no_attempt, attempts, number, time, outcome, took,
        taken, refused, redirected, timed_out, unreachable, cut_off, not_allowed, unknown, placed,
        status_changed, edited, deleted, restored, received, voided, erased, tested,
    }
}

/// The words in a language.
pub(crate) fn of(language: Language) -> &'static WebhookWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

impl WebhookWords {
    /// What happened, by its type.
    pub(crate) fn event<'a>(&self, name: &'a str) -> &'a str {
        match name {
            "order.placed" => self.placed,
            "order.status_changed" => self.status_changed,
            "order.edited" => self.edited,
            "order.deleted" => self.deleted,
            "order.restored" => self.restored,
            "payment.received" => self.received,
            "payment.voided" => self.voided,
            "customer.erased" => self.erased,
            "webhook.test" => self.tested,
            other => other,
        }
    }

    /// What came of an attempt.
    pub(super) fn outcome(&self, outcome: Option<&str>) -> &'static str {
        outcome.and_then(|outcome| self.known_outcome(outcome)).unwrap_or(self.unknown)
    }

    /// What came of an attempt, if it is one at a message.
    pub(crate) fn known_outcome(&self, outcome: &str) -> Option<&'static str> {
        Some(match outcome {
            "delivered" => self.taken,
            "refused" => self.refused,
            "redirected" => self.redirected,
            "timed_out" => self.timed_out,
            "unreachable" => self.unreachable,
            "cut_off" => self.cut_off,
            "not_allowed" => self.not_allowed,
            _ => return None,
        })
    }
}

const ENGLISH: WebhookWords = WebhookWords {
    title: "Webhooks",
    lead: "Programs of yours that are told what happens to orders. Each message is signed; no message names a customer.",
    back: "All endpoints",
    none_title: "Nothing is told to anybody yet",
    none: "Add the address of a program, and it is told of every order from then on.",
    add: "Add endpoint",
    url: "Address",
    url_hint: "Where messages are posted to. It begins with https:// and is reached from the internet.",
    types: "Events",
    types_hint: "Choose none to be told everything.",
    all_types: "all events",
    secret_title: "The endpoint was added",
    secret_once: "Copy the secret into your program now: it isn't shown again. Every message is signed with it.",
    secret: "Secret",
    key: "Key",
    to_endpoint: "Go to the endpoint",
    wrong_url: "Write a whole address such as https://example.com/kedai, without a password.",
    wrong_not_secure: "Write an address that begins with https://.",
    wrong_private: "This address is of a private network. Write one that the internet reaches.",
    wrong_exists: "There is an endpoint with this address already.",
    wrong_too_many: "There are 20 endpoints, and no more may be. Delete one first.",
    wrong_disabled: "This endpoint is disabled. Enable it before you try it out.",
    enabled: "Working",
    disabled: "Disabled",
    failing: "Failing",
    given_up: "Disabled: it failed for 5 days",
    pending_count: "{} waiting",
    dead_count: "{} dead",
    alert_given_up: "Every message failed for five days, so this endpoint was disabled on",
    alert_disabled: "Somebody disabled this endpoint on",
    alert_failing: "Every message has failed since",
    alert_waiting: "What happens waits for up to 30 days, and is sent when the endpoint is enabled.",
    alert_retry: "Messages are sent again for most of a day. After five days without a success the endpoint is disabled.",
    facts: "Endpoint",
    state: "Status",
    since: "Added",
    deeds: "What you can do",
    test: "Send test",
    disable: "Disable",
    enable: "Enable",
    replay_dead: "Send all dead letters again",
    change_types: "Change events",
    save: "Save events",
    delete: "Delete endpoint",
    delete_question: "Delete {}?",
    delete_consequence: "What waits for it and what is known of its messages goes with it. Nobody can undo this.",
    delete_now: "Delete for good",
    deliveries: "Messages",
    deliveries_none: "No messages here.",
    refresh: "Refresh",
    all: "All",
    pending: "Waiting",
    delivered: "Delivered",
    dead: "Dead",
    older: "Older messages",
    newest: "Newest messages",
    to_order: "Open order {}",
    next_attempt: "Next attempt:",
    replay: "Send again",
    no_attempt: "It hasn't been sent yet.",
    attempts: "Attempts",
    number: "Attempt",
    time: "Time",
    outcome: "What came of it",
    took: "Took",
    taken: "delivered",
    refused: "refused",
    redirected: "sent elsewhere",
    timed_out: "no answer in time",
    unreachable: "not reachable",
    cut_off: "the answer broke off",
    not_allowed: "leads to a private network",
    unknown: "no answer noted",
    placed: "Order recorded",
    status_changed: "Status changed",
    edited: "Order edited",
    deleted: "Order deleted",
    restored: "Order restored",
    received: "Payment received",
    voided: "Payment voided",
    erased: "Customer erased",
    tested: "Test",
};

const INDONESIAN: WebhookWords = WebhookWords {
    title: "Webhook",
    lead: "Program Anda yang diberi tahu tentang pesanan. Setiap pesan ditandatangani; tak satu pun menyebut nama pelanggan.",
    back: "Semua alamat",
    none_title: "Belum ada yang diberi tahu",
    none: "Tambahkan alamat sebuah program, dan program itu diberi tahu setiap pesanan sejak saat itu.",
    add: "Tambah alamat",
    url: "Alamat",
    url_hint: "Ke sini pesan dikirim. Diawali https:// dan bisa dijangkau dari internet.",
    types: "Kejadian",
    types_hint: "Jangan pilih apa pun untuk diberi tahu semuanya.",
    all_types: "semua kejadian",
    secret_title: "Alamat sudah ditambahkan",
    secret_once: "Salin rahasia ini ke program Anda sekarang: tidak akan ditampilkan lagi. Setiap pesan ditandatangani dengannya.",
    secret: "Rahasia",
    key: "Kunci",
    to_endpoint: "Ke alamat ini",
    wrong_url: "Tulis alamat lengkap seperti https://example.com/kedai, tanpa kata sandi.",
    wrong_not_secure: "Tulis alamat yang diawali https://.",
    wrong_private: "Alamat ini milik jaringan pribadi. Tulis yang bisa dijangkau dari internet.",
    wrong_exists: "Alamat ini sudah ada.",
    wrong_too_many: "Sudah ada 20 alamat, dan tak boleh lebih. Hapus satu dulu.",
    wrong_disabled: "Alamat ini dimatikan. Nyalakan dulu sebelum mencobanya.",
    enabled: "Berjalan",
    disabled: "Dimatikan",
    failing: "Gagal",
    given_up: "Dimatikan: gagal selama 5 hari",
    pending_count: "{} menunggu",
    dead_count: "{} mati",
    alert_given_up: "Semua pesan gagal selama lima hari, jadi alamat ini dimatikan pada",
    alert_disabled: "Seseorang mematikan alamat ini pada",
    alert_failing: "Semua pesan gagal sejak",
    alert_waiting: "Yang terjadi menunggu sampai 30 hari, dan dikirim setelah alamat dinyalakan.",
    alert_retry: "Pesan dikirim lagi hampir sehari penuh. Setelah lima hari tanpa keberhasilan alamat dimatikan.",
    facts: "Alamat",
    state: "Keadaan",
    since: "Ditambahkan",
    deeds: "Yang bisa dilakukan",
    test: "Kirim uji coba",
    disable: "Matikan",
    enable: "Nyalakan",
    replay_dead: "Kirim lagi semua pesan mati",
    change_types: "Ubah kejadian",
    save: "Simpan kejadian",
    delete: "Hapus alamat",
    delete_question: "Hapus {}?",
    delete_consequence: "Yang menunggu untuknya dan catatan pesannya ikut hilang. Tak seorang pun bisa membatalkannya.",
    delete_now: "Hapus selamanya",
    deliveries: "Pesan",
    deliveries_none: "Tidak ada pesan di sini.",
    refresh: "Muat ulang",
    all: "Semua",
    pending: "Menunggu",
    delivered: "Terkirim",
    dead: "Mati",
    older: "Pesan lebih lama",
    newest: "Pesan terbaru",
    to_order: "Buka pesanan {}",
    next_attempt: "Percobaan berikutnya:",
    replay: "Kirim lagi",
    no_attempt: "Belum pernah dikirim.",
    attempts: "Percobaan",
    number: "Percobaan",
    time: "Waktu",
    outcome: "Hasilnya",
    took: "Lama",
    taken: "diterima",
    refused: "ditolak",
    redirected: "dialihkan",
    timed_out: "tak dijawab pada waktunya",
    unreachable: "tak terjangkau",
    cut_off: "jawaban terputus",
    not_allowed: "menuju jaringan pribadi",
    unknown: "tak ada jawaban tercatat",
    placed: "Pesanan dicatat",
    status_changed: "Keadaan berubah",
    edited: "Pesanan diubah",
    deleted: "Pesanan dihapus",
    restored: "Pesanan dipulihkan",
    received: "Pembayaran diterima",
    voided: "Pembayaran dibatalkan",
    erased: "Data pelanggan dihapus",
    tested: "Uji coba",
};

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in [words.pending_count, words.dead_count, words.delete_question, words.to_order] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }

    #[test]
    fn every_event_has_a_name() {
        for words in [&ENGLISH, &INDONESIAN] {
            assert!(domain::event::names().all(|name| words.event(name) != name));
        }
    }
}
