//! What the dashboard says.

use contract::analytics::NamedPeriod;
use domain::order::OrderType;

use crate::words::{Language, area_words};

area_words! {
    /// What the dashboard says.
    DashboardWords {
        title, period, today, yesterday, last_7_days, last_30_days, this_month, from, to, store, all_stores,
        order_type, every_type, online, offline, show, as_of, counting,
        revenue, orders, average, items_sold, before, same_as_before, more, less, nothing_before,
        by_hour, by_day, by_month, hour, day, month, as_table, chart_label, average_each, unit_hour, unit_day, unit_month,
        types, channel, by_method, method, amount, count, best_products, product, quantity, products_hint,
        no_sales_title, no_sales,
        terms, terms_hint, outstanding, overdue, due_in_7_days, due_in_30_days, of_orders, of_one_order, completion, completion_of,
        completion_none, overdue_orders, order, due_since, late, late_one, balance, all_overdue, none_overdue,
    }
}

impl DashboardWords {
    /// A period's name.
    pub(super) const fn period(&self, period: NamedPeriod) -> &'static str {
        match period {
            NamedPeriod::Today => self.today,
            NamedPeriod::Yesterday => self.yesterday,
            NamedPeriod::Last7Days => self.last_7_days,
            NamedPeriod::Last30Days => self.last_30_days,
            NamedPeriod::ThisMonth => self.this_month,
        }
    }

    /// Which way orders came.
    pub(super) const fn order_type(&self, order_type: OrderType) -> &'static str {
        match order_type {
            OrderType::Online => self.online,
            OrderType::Offline => self.offline,
        }
    }
}

/// The dashboard's words in a language.
pub(super) fn of(language: Language) -> &'static DashboardWords {
    language.pick(&ENGLISH, &INDONESIAN)
}

const ENGLISH: DashboardWords = DashboardWords {
    title: "Dashboard",
    period: "Period",
    today: "Today",
    yesterday: "Yesterday",
    last_7_days: "7 days",
    last_30_days: "30 days",
    this_month: "This month",
    from: "From",
    to: "To",
    store: "Store",
    all_stores: "All my stores",
    order_type: "Type",
    every_type: "Both",
    online: "Online",
    offline: "Offline",
    show: "Show",
    as_of: "as of {}",
    counting: "Counting",
    revenue: "Revenue",
    orders: "Orders",
    average: "Average order",
    items_sold: "Items sold",
    before: "{} in the period before",
    same_as_before: "same",
    more: "more",
    less: "less",
    nothing_before: "Nothing in the period before",
    by_hour: "Revenue by hour",
    by_day: "Revenue by day",
    by_month: "Revenue by month",
    hour: "Hour",
    day: "Day",
    month: "Month",
    as_table: "As a table",
    chart_label: "Bars: revenue of the period. Line: the period before.",
    average_each: "Average",
    unit_hour: "hour",
    unit_day: "day",
    unit_month: "month",
    types: "Online against offline",
    channel: "Channel",
    by_method: "How it was paid",
    method: "Method",
    amount: "Amount",
    count: "Entries",
    best_products: "Best products",
    product: "Product",
    quantity: "Quantity",
    products_hint: "Before discounts on whole orders and before tax that is added.",
    no_sales_title: "Nothing sold in this period",
    no_sales: "Choose another period, or wait: the next sale appears here by itself.",
    terms: "Paid over time",
    terms_hint: "As it is now, whatever the period.",
    outstanding: "Outstanding",
    overdue: "Overdue",
    due_in_7_days: "Due within 7 days",
    due_in_30_days: "Due within 30 days",
    of_orders: "{} orders",
    of_one_order: "1 order",
    completion: "Paid in full",
    completion_of: "{} of the period's orders on terms",
    completion_none: "No order on terms in the period",
    overdue_orders: "Overdue orders",
    order: "Order",
    due_since: "Was due",
    late: "{} days late",
    late_one: "1 day late",
    balance: "Still to pay",
    all_overdue: "All overdue orders",
    none_overdue: "Nothing is overdue.",
};

const INDONESIAN: DashboardWords = DashboardWords {
    title: "Ringkasan",
    period: "Periode",
    today: "Hari ini",
    yesterday: "Kemarin",
    last_7_days: "7 hari",
    last_30_days: "30 hari",
    this_month: "Bulan ini",
    from: "Dari",
    to: "Sampai",
    store: "Toko",
    all_stores: "Semua toko saya",
    order_type: "Jenis",
    every_type: "Keduanya",
    online: "Online",
    offline: "Offline",
    show: "Tampilkan",
    as_of: "per {}",
    counting: "Menghitung",
    revenue: "Pendapatan",
    orders: "Pesanan",
    average: "Rata-rata pesanan",
    items_sold: "Barang terjual",
    before: "{} pada periode sebelumnya",
    same_as_before: "sama",
    more: "lebih",
    less: "kurang",
    nothing_before: "Tidak ada pada periode sebelumnya",
    by_hour: "Pendapatan per jam",
    by_day: "Pendapatan per hari",
    by_month: "Pendapatan per bulan",
    hour: "Jam",
    day: "Hari",
    month: "Bulan",
    as_table: "Sebagai tabel",
    chart_label: "Batang: pendapatan periode ini. Garis: periode sebelumnya.",
    average_each: "Rata-rata",
    unit_hour: "jam",
    unit_day: "hari",
    unit_month: "bulan",
    types: "Online dan offline",
    channel: "Jalur",
    by_method: "Cara pembayaran",
    method: "Cara",
    amount: "Nilai",
    count: "Catatan",
    best_products: "Produk terlaris",
    product: "Produk",
    quantity: "Jumlah",
    products_hint: "Sebelum diskon pesanan dan sebelum pajak yang ditambahkan.",
    no_sales_title: "Tidak ada penjualan pada periode ini",
    no_sales: "Pilih periode lain, atau tunggu: penjualan berikutnya muncul di sini dengan sendirinya.",
    terms: "Dibayar bertahap",
    terms_hint: "Keadaan sekarang, apa pun periodenya.",
    outstanding: "Belum dibayar",
    overdue: "Lewat jatuh tempo",
    due_in_7_days: "Jatuh tempo dalam 7 hari",
    due_in_30_days: "Jatuh tempo dalam 30 hari",
    of_orders: "{} pesanan",
    of_one_order: "1 pesanan",
    completion: "Lunas",
    completion_of: "{} dari pesanan bertahap periode ini",
    completion_none: "Tidak ada pesanan bertahap pada periode ini",
    overdue_orders: "Pesanan yang lewat jatuh tempo",
    order: "Pesanan",
    due_since: "Jatuh tempo",
    late: "terlambat {} hari",
    late_one: "terlambat 1 hari",
    balance: "Sisa tagihan",
    all_overdue: "Semua yang lewat jatuh tempo",
    none_overdue: "Tidak ada yang lewat jatuh tempo.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_take_a_value_have_a_place_for_it_in_both_languages() {
        for words in [&ENGLISH, &INDONESIAN] {
            for sentence in [words.as_of, words.before, words.of_orders, words.completion_of, words.late] {
                assert_eq!(sentence.matches("{}").count(), 1, "{sentence}");
            }
        }
    }
}
