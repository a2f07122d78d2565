//! What the audit pages say.

use domain::audit::AuditAction;

use crate::words::{Language, area_words};

area_words! {
    /// What the audit pages say.
    AuditWords {
        title, lead, action, any_action, create, read, update, delete, access, payment, actor, anybody, order,
        order_hint, customer, customer_hint, from, to, show, clear, file, none_title, none, none_filtered, newest,
        older, entries, kedai, people, person, waiting, chain_title, chain_link, chain_empty, chain_waiting,
        chain_whole, chain_how, history, history_none, all_of_order, nothing, reason, subject_order, subject_orders,
        subject_board, subject_customer, subject_customers, subject_audit, subject_export, subject_webhook, place, quantity,
        line_note, status, number, customer_name, customer_phone, customer_email, payment_method, payment_amount,
        payment_note, payment_reverses, payment_terms, deleted, erased, shown, yes, no, down_payment, by_day,
    }
}

/// The words in a language.
pub(super) fn of(language: Language) -> &'static AuditWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

impl AuditWords {
    /// What was done, by its code; one that a newer version of Kedai wrote is told as it is written.
    pub(super) fn kind_of(&self, code: &str) -> String {
        AuditAction::from_code(code).map_or_else(|| code.to_owned(), |action| self.kind(action).to_owned())
    }

    /// What was done.
    pub(super) const fn kind(&self, action: AuditAction) -> &'static str {
        match action {
            AuditAction::Create => self.create,
            AuditAction::Read => self.read,
            AuditAction::Update => self.update,
            AuditAction::Delete => self.delete,
            AuditAction::Access => self.access,
            AuditAction::Payment => self.payment,
        }
    }

    /// What it was done with.
    pub(super) fn subject(&self, subject: &str) -> String {
        match subject {
            "order" => self.subject_order.to_owned(),
            "orders" => self.subject_orders.to_owned(),
            "board" => self.subject_board.to_owned(),
            "customer" => self.subject_customer.to_owned(),
            "customers" => self.subject_customers.to_owned(),
            "audit" => self.subject_audit.to_owned(),
            "export" => self.subject_export.to_owned(),
            "webhook_endpoint" => self.subject_webhook.to_owned(),
            other => other.to_owned(),
        }
    }
}

const ENGLISH: AuditWords = AuditWords {
    title: "Audit",
    lead: "Who did what, and who saw whose data. Nothing here can be changed, and that you looked is noted as well.",
    action: "Kind",
    any_action: "Any kind",
    create: "Recorded",
    read: "Opened",
    update: "Changed",
    delete: "Deleted",
    access: "Looked through",
    payment: "Payment",
    actor: "Staff",
    anybody: "Anybody",
    order: "Order",
    order_hint: "GO-7K3M9Q",
    customer: "Customer",
    customer_hint: "Name or phone",
    from: "From",
    to: "To",
    show: "Show",
    clear: "Clear filters",
    file: "Download CSV",
    none_title: "Nothing yet",
    none: "What people do and open will be listed here.",
    none_filtered: "No entry fits. Widen the dates or clear the filters.",
    newest: "Newest",
    older: "Older",
    entries: "Entries",
    kedai: "Kedai itself",
    people: "{} customers",
    person: "1 customer",
    waiting: "being linked",
    chain_title: "The chain",
    chain_link: "Linked up to number {}",
    chain_empty: "No entry is linked yet.",
    chain_waiting: "Waiting to be linked: {}",
    chain_whole: "Last hash",
    chain_how: "Each entry is tied to the one before with a key that the database doesn't hold. “kedai verify audit” checks all of them and names what was changed, removed or added.",
    history: "Changes, field by field",
    history_none: "No changes yet.",
    all_of_order: "Everything about this order, also who opened it",
    nothing: "nothing",
    reason: "Reason",
    subject_order: "order",
    subject_orders: "order list",
    subject_board: "board",
    subject_customer: "customer",
    subject_customers: "customer list",
    subject_audit: "audit trail",
    subject_export: "a customer's data, to hand it out",
    subject_webhook: "webhook endpoint",
    place: "from",
    quantity: "quantity",
    line_note: "note",
    status: "Status",
    number: "Own number",
    customer_name: "Customer's name",
    customer_phone: "Customer's phone",
    customer_email: "Customer's e-mail",
    payment_method: "Paid by",
    payment_amount: "Amount",
    payment_note: "Note on the payment",
    payment_reverses: "Takes back entry",
    payment_terms: "Payment terms",
    deleted: "Deleted",
    erased: "Erased",
    shown: "Rows shown",
    yes: "yes",
    no: "no",
    down_payment: "{} at once",
    by_day: "by {}",
};

const INDONESIAN: AuditWords = AuditWords {
    title: "Audit",
    lead: "Siapa melakukan apa, dan siapa melihat data siapa. Catatan ini tak bisa diubah, dan kunjungan Anda juga dicatat.",
    action: "Jenis",
    any_action: "Semua jenis",
    create: "Mencatat",
    read: "Membuka",
    update: "Mengubah",
    delete: "Menghapus",
    access: "Melihat-lihat",
    payment: "Pembayaran",
    actor: "Staf",
    anybody: "Siapa saja",
    order: "Pesanan",
    order_hint: "GO-7K3M9Q",
    customer: "Pelanggan",
    customer_hint: "Nama atau telepon",
    from: "Dari",
    to: "Sampai",
    show: "Tampilkan",
    clear: "Hapus saringan",
    file: "Unduh CSV",
    none_title: "Belum ada",
    none: "Yang dilakukan dan dibuka orang akan tercatat di sini.",
    none_filtered: "Tak ada catatan yang cocok. Perluas tanggal atau hapus saringan.",
    newest: "Terbaru",
    older: "Lebih lama",
    entries: "Catatan",
    kedai: "Kedai sendiri",
    people: "{} pelanggan",
    person: "1 pelanggan",
    waiting: "sedang dirantai",
    chain_title: "Rantai",
    chain_link: "Terangkai sampai nomor {}",
    chain_empty: "Belum ada catatan yang terangkai.",
    chain_waiting: "Menunggu dirangkai: {}",
    chain_whole: "Hash terakhir",
    chain_how: "Tiap catatan diikat ke catatan sebelumnya dengan kunci yang tak disimpan di basis data. “kedai verify audit” memeriksa semuanya dan menyebut yang diubah, dihapus, atau ditambahkan.",
    history: "Perubahan per isian",
    history_none: "Belum ada perubahan.",
    all_of_order: "Semua tentang pesanan ini, juga siapa yang membukanya",
    nothing: "kosong",
    reason: "Alasan",
    subject_order: "pesanan",
    subject_orders: "daftar pesanan",
    subject_board: "papan",
    subject_customer: "pelanggan",
    subject_customers: "daftar pelanggan",
    subject_audit: "catatan audit",
    subject_export: "data pelanggan, untuk diserahkan",
    subject_webhook: "alamat webhook",
    place: "dari",
    quantity: "jumlah",
    line_note: "catatan",
    status: "Keadaan",
    number: "Nomor sendiri",
    customer_name: "Nama pelanggan",
    customer_phone: "Telepon pelanggan",
    customer_email: "Email pelanggan",
    payment_method: "Dibayar dengan",
    payment_amount: "Jumlah",
    payment_note: "Catatan pembayaran",
    payment_reverses: "Menarik kembali catatan",
    payment_terms: "Cara bayar",
    deleted: "Terhapus",
    erased: "Orangnya dihapus",
    shown: "Baris ditampilkan",
    yes: "ya",
    no: "tidak",
    down_payment: "{} langsung",
    by_day: "sebelum {}",
};
