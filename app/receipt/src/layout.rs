//! Document → rows of exact columns. Printers, screens and messages all show these rows.

use domain::money::{Money, MoneyStyle};

use crate::{
    document::{Copy, ReceiptDocument, ReceiptLine, Shop, Standing},
    lettering::Lettering,
    profile::PrinterProfile,
    qr::QrCode,
    words::Words,
    wrap::{columns_of, wrap},
};

/// What comes next on the paper, from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A row of letters, each of which the printer can say; spaces already put it in its place.
    Text(TextRow),
    /// Text with letters that the printer lacks, to be drawn as a picture one row high.
    Image(ImageRow),
    /// A line across the paper.
    Rule,
    /// A QR code in the middle.
    Qr(QrCode),
    /// So many empty rows.
    Feed(u8),
    /// The end: feed and cut, as the printer does it.
    Cut,
}

/// A row of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// At most the paper's columns, or half as many in [`Size::Double`]; no space at the end.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// A row to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRow {
    /// The text, without spaces around it.
    pub text: String,
    /// Where it stands.
    pub align: Align,
    /// How it looks.
    pub style: Style,
}

/// How letters look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Emphasised.
    pub bold: bool,
    /// How large.
    pub size: Size,
}

/// How large letters are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// One column wide, one row high.
    #[default]
    Normal,
    /// One column wide, two rows high.
    Tall,
    /// Two columns wide, two rows high.
    Double,
}

impl Size {
    /// Columns that a letter takes.
    pub const fn columns(self) -> usize {
        match self {
            Self::Normal | Self::Tall => 1,
            Self::Double => 2,
        }
    }
}

/// Where a picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

pub(crate) const PLAIN: Style = Style { bold: false, size: Size::Normal };
pub(crate) const BOLD: Style = Style { bold: true, size: Size::Normal };
const LARGE: Style = Style { bold: true, size: Size::Double };
pub(crate) const TALL: Style = Style { bold: true, size: Size::Tall };

/// The fewest columns worth sharing a row with an amount; below, the amount gets its own row.
const LEAST_NAME_COLUMNS: usize = 8;

/// Something that goes on paper: it says what stands on it, and this module where.
pub trait Document {
    /// Puts all of it on a sheet.
    fn put_on(&self, sheet: &mut Sheet);
}

/// The rows of a document on this printer.
pub fn layout(document: &dyn Document, profile: &PrinterProfile) -> Vec<Row> {
    let mut sheet = Sheet::for_printer(profile);
    document.put_on(&mut sheet);
    sheet.rows
}

impl Document for ReceiptDocument {
    fn put_on(&self, sheet: &mut Sheet) {
        Head {
            copy: self.copy,
            shop: &self.shop,
            title: None,
            reference: &self.reference,
            at: &self.placed_at,
            cashier: &self.cashier,
            customer: self.customer.as_deref(),
        }
        .put_on(sheet, &self.words);
        sheet.rule();
        for line in &self.lines {
            sold(sheet, line, self.money_style);
        }
        sheet.rule();
        sums(sheet, self);
        foot(sheet, &self.shop, self.tracking_url.as_deref(), &self.words);
    }
}

/// The head that all documents share.
pub(crate) struct Head<'a> {
    pub(crate) copy: Copy,
    pub(crate) shop: &'a Shop,
    /// What it is, if it isn't the receipt of a sale.
    pub(crate) title: Option<&'a str>,
    pub(crate) reference: &'a str,
    pub(crate) at: &'a str,
    pub(crate) cashier: &'a str,
    pub(crate) customer: Option<&'a str>,
}

impl Head<'_> {
    pub(crate) fn put_on(&self, sheet: &mut Sheet, words: &Words) {
        if self.copy == Copy::Reprint {
            sheet.centered(&format!("* {} *", words.reprint), LARGE);
        }
        sheet.centered(&self.shop.name, LARGE);
        for row in &self.shop.address {
            sheet.centered(row, PLAIN);
        }
        if let Some(tax_id) = &self.shop.tax_id {
            sheet.centered(&format!("{} {tax_id}", words.tax_id), PLAIN);
        }
        sheet.rule();
        if let Some(title) = self.title {
            sheet.centered(title, TALL);
        }
        sheet.pair("", self.reference, self.at, PLAIN);
        sheet.pair("", &words.cashier, self.cashier, PLAIN);
        if let Some(customer) = self.customer {
            sheet.pair("", &words.customer, customer, PLAIN);
        }
    }
}

fn sold(sheet: &mut Sheet, line: &ReceiptLine, style: MoneyStyle) {
    let quantity = format!("{} ", line.quantity);
    let indent = " ".repeat(quantity.len());
    sheet.pair(&quantity, &line.name, &line.total.digits(style), PLAIN);
    if line.quantity != 1 {
        sheet.left(&indent, &format!("@ {}", line.unit_price.digits(style)), PLAIN);
    }
    if let Some(note) = &line.note {
        sheet.left(&indent, note, PLAIN);
    }
}

fn sums(sheet: &mut Sheet, document: &ReceiptDocument) {
    let words = &document.words;
    let digits = |amount: Money| amount.digits(document.money_style);
    sheet.pair("", &words.subtotal, &digits(document.subtotal), PLAIN);
    if let Some(discount) = &document.discount {
        let label = format!("{}: {}", words.discount, discount.reason);
        sheet.pair("", &label, &format!("-{}", digits(discount.amount)), PLAIN);
    }
    for tax in document.taxes.iter().filter(|tax| !tax.contained) {
        sheet.pair("", &tax.label, &digits(tax.amount), PLAIN);
    }
    sheet.pair("", &words.total, &document.total.written(document.money_style), TALL);
    for tax in document.taxes.iter().filter(|tax| tax.contained) {
        sheet.pair("", &format!("{} {}", words.contained, tax.label), &digits(tax.amount), PLAIN);
    }
    for payment in &document.payments {
        sheet.pair("", &payment.label, &digits(payment.amount), PLAIN);
    }
    if let Some(cash) = &document.cash {
        sheet.pair("", &words.tendered, &digits(cash.tendered), PLAIN);
        sheet.pair("", &words.change, &digits(cash.change), PLAIN);
    }
    if let Some(standing) = &document.standing {
        sheet.rule();
        standing.put_on(sheet, words, document.money_style);
    }
}

impl Standing {
    /// What was paid, what is due and when: the last in large figures.
    pub(crate) fn put_on(&self, sheet: &mut Sheet, words: &Words, style: MoneyStyle) {
        sheet.pair("", &words.paid_so_far, &self.paid.digits(style), PLAIN);
        sheet.pair("", &words.balance, &self.balance.written(style), TALL);
        if let Some(next_due) = &self.next_due {
            sheet.pair("", &words.next_due, next_due, PLAIN);
        }
        if self.balance.amount() == 0 {
            sheet.centered(&words.paid_in_full, BOLD);
        }
    }
}

/// The way to the order's page, the shop's last words, and the end of the paper.
pub(crate) fn foot(sheet: &mut Sheet, shop: &Shop, tracking_url: Option<&str>, words: &Words) {
    if tracking_url.is_some() || shop.footer.is_some() {
        sheet.rule();
    }
    if let Some(address) = tracking_url {
        sheet.centered(&words.follow, PLAIN);
        sheet.qr(address);
    }
    for row in shop.footer.iter().flat_map(|footer| footer.lines()) {
        sheet.centered(row, PLAIN);
    }
    sheet.rows.push(Row::Cut);
}

/// Rows so far, and what they may hold.
pub struct Sheet {
    columns: usize,
    /// Width of the paper, where there is one; a message has none and shows no QR code.
    dots: Option<u16>,
    lettering: Lettering,
    pub(crate) rows: Vec<Row>,
}

impl Sheet {
    pub(crate) const fn for_printer(profile: &PrinterProfile) -> Self {
        let lettering = Lettering::Pages(profile.code_pages);
        Self { columns: profile.columns, dots: Some(profile.dots), lettering, rows: Vec::new() }
    }

    /// A sheet for reading, where any letter can be said.
    pub(crate) const fn for_message(columns: usize) -> Self {
        Self { columns, dots: None, lettering: Lettering::Unicode, rows: Vec::new() }
    }

    /// A line across the paper.
    pub(crate) fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    pub(crate) const fn lettering(&self) -> Lettering {
        self.lettering
    }

    /// Text at the left edge, each row behind the same indent.
    pub(crate) fn left(&mut self, indent: &str, text: &str, style: Style) {
        self.prefixed(indent, indent, &self.lettering.fold(text), style);
    }

    /// Text in the middle.
    pub(crate) fn centered(&mut self, text: &str, style: Style) {
        self.put_all(wrap(&self.lettering.fold(text), self.room(style)), Align::Center, style);
    }

    /// A name at the left and an amount at the right of its first row. A long name wraps beside the
    /// amount. Where the name must be drawn, leaves no room, or would be broken within a word that has room
    /// alone, the amount takes its own row.
    pub(crate) fn pair(&mut self, prefix: &str, name: &str, amount: &str, style: Style) {
        let room = self.room(style);
        let (name, amount) = (self.lettering.fold(name), self.lettering.fold(amount));
        let indent = " ".repeat(columns_of(prefix));
        let beside = room.saturating_sub(columns_of(&amount) + 1 + indent.len());
        let mut names = wrap(&name, beside).into_iter();
        let drawn = !self.lettering.says(&name) || !self.lettering.says(&amount);
        let needed = LEAST_NAME_COLUMNS.min(columns_of(&name));
        let longest = name.split(' ').map(columns_of).max().unwrap_or_default();
        let is_broken = (beside + 1..=room.saturating_sub(indent.len())).contains(&longest);
        if drawn || is_broken || beside < needed.max(2) {
            self.prefixed(prefix, &indent, &name, style);
            self.put_all(wrap(&amount, room), Align::Right, style);
            return;
        }
        let first = format!("{prefix}{}", names.next().unwrap_or_default());
        let gap = " ".repeat(room.saturating_sub(columns_of(&first) + columns_of(&amount)));
        self.put(format!("{first}{gap}{amount}"), Align::Left, style);
        self.put_all(names.map(|rest| format!("{indent}{rest}")).collect(), Align::Left, style);
    }

    /// A QR code. Where it would be too small to read its text is printed instead; in a message it
    /// is one unbroken row, since a broken address can't be tapped.
    pub(crate) fn qr(&mut self, text: &str) {
        let Some(dots) = self.dots else {
            self.rows.push(Row::Text(TextRow { text: self.lettering.fold(text), style: PLAIN }));
            return;
        };
        match QrCode::encode(text).filter(|code| code.module_dots(dots).is_some()) {
            Some(code) => self.rows.push(Row::Qr(code)),
            None => self.left("", text, PLAIN),
        }
    }

    /// Letters in a row. A message can't enlarge them.
    const fn room(&self, style: Style) -> usize {
        match self.dots {
            Some(_) => self.columns / style.size.columns(),
            None => self.columns,
        }
    }

    fn prefixed(&mut self, first: &str, rest: &str, text: &str, style: Style) {
        let room = self.room(style).saturating_sub(columns_of(first));
        let rows = wrap(text, room).into_iter().enumerate();
        let rows = rows.map(|(place, row)| format!("{}{row}", if place == 0 { first } else { rest }));
        self.put_all(rows.collect(), Align::Left, style);
    }

    fn put_all(&mut self, rows: Vec<String>, align: Align, style: Style) {
        for row in rows {
            self.put(row, align, style);
        }
    }

    /// One row no wider than the paper: text where the letters allow, else a picture.
    fn put(&mut self, text: String, align: Align, style: Style) {
        if !self.lettering.says(&text) {
            self.rows.push(Row::Image(ImageRow { text: text.trim().to_owned(), align, style }));
            return;
        }
        let free = self.room(style).saturating_sub(columns_of(&text));
        let before = match align {
            Align::Left => 0,
            Align::Center => free / 2,
            Align::Right => free,
        };
        let text = format!("{}{}", " ".repeat(before), text.trim_end());
        self.rows.push(Row::Text(TextRow { text, style }));
    }
}

#[cfg(test)]
pub(crate) mod tests;
