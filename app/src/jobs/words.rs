//! What the pages of jobs say.

use contract::jobs::JobView;
use domain::job::JobState;

use crate::{
    webhooks::WebhookWords,
    words::{Language, area_words},
};

/// The kinds that have words, in the order in which they are told.
pub(super) const KINDS: [&str; 3] = ["webhook.send", "audit.link", "housekeeping"];

area_words! {
    /// What the pages of jobs say.
    JobWords {
        title, lead, back, kinds, none_yet, none_found, oldest, succeeded, failed, retry_all, cancel_all, changed,
        leave, nothing_to_change, ask_retry, ask_retry_then, ask_cancel, ask_cancel_then, runs, refresh, older, newest,
        kind_label, state_label, subject_label, any, show, clear, no_such_subject, job, id, about_order, about_customer,
        to_order, to_customer, created_at, next_at, settled_at, deeds, retry, cancel, cancel_now, cancel_consequence,
        attempts, no_attempt, number, time, outcome, took, under_way, of_order_dead, of_order_open, of_order_done,
        pending, running, held, done, dead, cancelled, send, send_about, link, link_about, keep, keep_about, disabled, gone,
        elsewhere, fault, lost, more, foreign, linked, kept,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static JobWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

impl JobWords {
    /// What a kind is called.
    pub(super) fn kind<'a>(&self, kind: &'a str) -> &'a str {
        match kind {
            "webhook.send" => self.send,
            "audit.link" => self.link,
            "housekeeping" => self.keep,
            other => other,
        }
    }

    /// What a kind does.
    pub(super) fn about(&self, kind: &str) -> &'static str {
        match kind {
            "webhook.send" => self.send_about,
            "audit.link" => self.link_about,
            "housekeeping" => self.keep_about,
            _ => "",
        }
    }

    /// What a job is called: of the event that it tells of, or of its kind.
    pub(super) fn named(&self, job: &JobView, webhooks: &WebhookWords) -> String {
        let kind = self.kind(&job.kind);
        let event = job.event_type.as_deref().map(|name| webhooks.event(name));
        event.map_or_else(|| kind.to_owned(), |event| format!("{kind}: {event}"))
    }

    /// Where a job stands.
    pub(super) const fn state(&self, state: JobState) -> &'static str {
        match state {
            JobState::Pending => self.pending,
            JobState::Running => self.running,
            JobState::Held => self.held,
            JobState::Done => self.done,
            JobState::Dead => self.dead,
            JobState::Cancelled => self.cancelled,
        }
    }

    /// What came of an attempt.
    pub(super) fn outcome<'a>(&self, outcome: &'a str, webhooks: &WebhookWords) -> &'a str {
        match outcome {
            "disabled" => self.disabled,
            "gone" => self.gone,
            "elsewhere" => self.elsewhere,
            "fault" => self.fault,
            "lost" => self.lost,
            "more" => self.more,
            "foreign" => self.foreign,
            "linked" => self.linked,
            "done" => self.kept,
            other => webhooks.known_outcome(other).unwrap_or(other),
        }
    }
}

const ENGLISH: JobWords = JobWords {
    title: "Background jobs",
    lead: "What Kedai does by itself: what waits, what is being done, and what somebody has to look at.",
    back: "All jobs",
    kinds: "Kinds of jobs",
    none_yet: "No jobs yet.",
    none_found: "No job fits. Show all of them with Clear.",
    oldest: "Due since",
    succeeded: "{} went well in 24 hours",
    failed: "{} failed",
    retry_all: "Retry all dead ones",
    cancel_all: "Cancel all that wait",
    changed: "{} jobs were changed.",
    leave: "Leave them",
    nothing_to_change: "There is nothing to change any more.",
    ask_retry: "Let {} dead jobs run again?",
    ask_retry_then: "They run now, and by their schedule from the beginning.",
    ask_cancel: "Cancel {} jobs that wait?",
    ask_cancel_then: "What they were to do isn't done. Each can be retried later.",
    runs: "Jobs",
    refresh: "Refresh",
    older: "Older jobs",
    newest: "Newest jobs",
    kind_label: "Kind",
    state_label: "Status",
    subject_label: "Order",
    any: "All",
    show: "Show",
    clear: "Clear",
    no_such_subject: "There is no such order. Write its reference, such as GO-7K3M9Q.",
    job: "Job",
    id: "Id",
    about_order: "Order",
    about_customer: "Customer",
    to_order: "Open order {}",
    to_customer: "Open customer",
    created_at: "Enqueued",
    next_at: "Next attempt",
    settled_at: "Settled",
    deeds: "What you can do",
    retry: "Run now",
    cancel: "Cancel job",
    cancel_now: "Cancel it",
    cancel_consequence: "What it was to do isn't done. It can be run later.",
    attempts: "Attempts",
    no_attempt: "It hasn't been begun yet.",
    number: "Attempt",
    time: "Time",
    outcome: "What came of it",
    took: "Took",
    under_way: "under way",
    of_order_dead: "{} dead",
    of_order_open: "{} waiting",
    of_order_done: "{} done",
    pending: "Waiting",
    running: "Running",
    held: "On hold",
    done: "Done",
    dead: "Dead",
    cancelled: "Cancelled",
    send: "Webhook",
    send_about: "Tells your programs what happened.",
    link: "Audit trail",
    link_about: "Links each entry to the one before, so that none can be changed unnoticed.",
    keep: "Housekeeping",
    keep_about: "Forgets what is no longer needed, every ten minutes.",
    disabled: "the endpoint is disabled",
    gone: "the endpoint is gone",
    elsewhere: "done by another program",
    fault: "a fault of Kedai's",
    lost: "the server ended meanwhile",
    more: "there is more to do",
    foreign: "found entries that Kedai didn't write",
    linked: "linked",
    kept: "done",
};

const INDONESIAN: JobWords = JobWords {
    title: "Pekerjaan latar",
    lead: "Yang dikerjakan Kedai sendiri: apa yang menunggu, apa yang sedang berjalan, dan apa yang perlu dilihat seseorang.",
    back: "Semua pekerjaan",
    kinds: "Jenis pekerjaan",
    none_yet: "Belum ada pekerjaan.",
    none_found: "Tidak ada pekerjaan yang cocok. Tampilkan semuanya dengan Hapus saringan.",
    oldest: "Menunggu sejak",
    succeeded: "{} berhasil dalam 24 jam",
    failed: "{} gagal",
    retry_all: "Ulangi semua yang mati",
    cancel_all: "Batalkan semua yang menunggu",
    changed: "{} pekerjaan diubah.",
    leave: "Biarkan saja",
    nothing_to_change: "Tidak ada lagi yang perlu diubah.",
    ask_retry: "Jalankan lagi {} pekerjaan yang mati?",
    ask_retry_then: "Dijalankan sekarang, dan jadwalnya mulai dari awal.",
    ask_cancel: "Batalkan {} pekerjaan yang menunggu?",
    ask_cancel_then: "Yang seharusnya dikerjakan tidak dikerjakan. Masing-masing bisa diulangi nanti.",
    runs: "Pekerjaan",
    refresh: "Muat ulang",
    older: "Lebih lama",
    newest: "Terbaru",
    kind_label: "Jenis",
    state_label: "Keadaan",
    subject_label: "Pesanan",
    any: "Semua",
    show: "Tampilkan",
    clear: "Hapus saringan",
    no_such_subject: "Tidak ada pesanan itu. Tulis nomornya, misalnya GO-7K3M9Q.",
    job: "Pekerjaan",
    id: "Id",
    about_order: "Pesanan",
    about_customer: "Pelanggan",
    to_order: "Buka pesanan {}",
    to_customer: "Buka pelanggan",
    created_at: "Masuk antrean",
    next_at: "Percobaan berikutnya",
    settled_at: "Selesai",
    deeds: "Yang bisa dilakukan",
    retry: "Jalankan sekarang",
    cancel: "Batalkan pekerjaan",
    cancel_now: "Batalkan",
    cancel_consequence: "Yang seharusnya dikerjakan tidak dikerjakan. Bisa dijalankan nanti.",
    attempts: "Percobaan",
    no_attempt: "Belum pernah dimulai.",
    number: "Percobaan",
    time: "Waktu",
    outcome: "Hasilnya",
    took: "Lama",
    under_way: "sedang berjalan",
    of_order_dead: "{} mati",
    of_order_open: "{} menunggu",
    of_order_done: "{} selesai",
    pending: "Menunggu",
    running: "Berjalan",
    held: "Ditahan",
    done: "Selesai",
    dead: "Mati",
    cancelled: "Dibatalkan",
    send: "Webhook",
    send_about: "Memberi tahu program Anda apa yang terjadi.",
    link: "Jejak audit",
    link_about: "Merangkai setiap catatan dengan yang sebelumnya, agar tak satu pun diubah diam-diam.",
    keep: "Beres-beres",
    keep_about: "Melupakan yang tak diperlukan lagi, setiap sepuluh menit.",
    disabled: "alamatnya dimatikan",
    gone: "alamatnya sudah dihapus",
    elsewhere: "dikerjakan program lain",
    fault: "kesalahan pada Kedai",
    lost: "server berhenti di tengah jalan",
    more: "masih ada yang perlu dikerjakan",
    foreign: "menemukan catatan yang bukan tulisan Kedai",
    linked: "dirangkai",
    kept: "selesai",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in [
                words.succeeded,
                words.failed,
                words.changed,
                words.ask_retry,
                words.ask_cancel,
                words.to_order,
                words.of_order_dead,
                words.of_order_open,
                words.of_order_done,
            ] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }

    #[test]
    fn every_kind_has_words() {
        for words in [&ENGLISH, &INDONESIAN] {
            assert!(KINDS.into_iter().all(|kind| words.kind(kind) != kind && !words.about(kind).is_empty()));
        }
    }
}
