//! The form for a new order while its page is open.

use std::collections::HashSet;

use contract::{
    catalogue::{MenuView, ProductView},
    customers::CustomerSummary,
    problem::Code,
};
use leptos::{html::Form, prelude::*, task::spawn_local, wasm_bindgen::JsCast as _, web_sys};
use leptos_router::NavigateOptions;

use super::{
    actions::{OrderForm, SentForm},
    entry::{OrderEntry, names},
    outlook::{Outlook, look},
    words::of,
    wrong::{What, of_problem},
};
use crate::{
    form::{Fields, field_id},
    live::on_signed_in_again,
    refused::Refused,
    release::hold_page,
    till::{by_name_or_code, load_menu, record_sale},
    words::use_language,
};

/// Empty rows that a form offers first: without JavaScript there are no others.
pub(super) const FIRST_LINES: u32 = 4;
const FIRST_PARTS: u32 = 3;
const FIRST_INSTALMENTS: u32 = 4;

/// Something that stands above the form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Notice {
    /// Something is wrong at the fields.
    Wrong,
    /// No answer came, so nobody knows.
    OutcomeUnknown,
    /// The menu has other prices meanwhile.
    PricesChanged,
    /// The server refused for a reason that is no field's.
    Refused(Refused),
}

/// The rows of the form's lists, by their numbers.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub(super) lines: RwSignal<Vec<u32>>,
    pub(super) parts: RwSignal<Vec<u32>>,
    pub(super) instalments: RwSignal<Vec<u32>>,
}

/// The form.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) menu: RwSignal<MenuView>,
    pub(super) fields: RwSignal<Fields>,
    pub(super) outlook: Memo<Outlook>,
    pub(super) rows: Rows,
    pub(super) notice: RwSignal<Option<Notice>>,
    pub(super) is_sending: RwSignal<bool>,
    /// Whether the page lives in a browser: until then, plain buttons do what it does later.
    pub(super) is_alive: RwSignal<bool>,
    pub(super) place: NodeRef<Form>,
    /// Fields that were left after something was typed: only of those is told what is wrong.
    touched: RwSignal<HashSet<String>>,
    /// After the form was sent, of all.
    shows_all: RwSignal<bool>,
    refused: RwSignal<Option<Refused>>,
    key: StoredValue<String>,
}

/// What a form holds before anything is typed.
fn first_fields(store: &str, customer: Option<&CustomerSummary>) -> Fields {
    let mut fields = Fields::default();
    if let Some(customer) = customer {
        fields.set(names::NAME, &customer.name);
        fields.set(names::PHONE, customer.phone.as_deref().unwrap_or_default());
        fields.set(names::EMAIL, customer.email.as_deref().unwrap_or_default());
    }
    for (name, value) in [
        (names::STORE, store),
        (names::CHANNEL, "phone"),
        (names::WAY, "full"),
        (names::DOWN_AS, "percent"),
        (names::COUNT, "2"),
        (names::INTERVAL, "month"),
        (names::SCHEDULE, "regular"),
    ] {
        fields.set(name, value);
    }
    fields
}

/// The rows that a list shows: those that were sent, and more if they were asked for.
fn first_rows(fields: &Fields, list: &str, first: u32, more: &str) -> RwSignal<Vec<u32>> {
    let mut rows = fields.rows(list);
    if rows.is_empty() || fields.get("do") == Some(more) {
        let next = rows.iter().max().map_or(0, |key| key.saturating_add(1));
        rows.extend(next..next.saturating_add(first));
    }
    RwSignal::new(rows)
}

impl Desk {
    /// A form of a store, with what was sent of it before.
    pub(super) fn new(form: OrderForm, key: String) -> Self {
        let OrderForm { menu, sent, customer } = form;
        let is_sent = sent.as_ref().is_some_and(|sent| !is_more(sent));
        let (fields, refused) = match sent {
            Some(SentForm { fields, refused }) => (fields, refused),
            None => (first_fields(&menu.store.slug, customer.as_ref()), None),
        };
        let rows = Rows {
            lines: first_rows(&fields, names::ITEMS, FIRST_LINES, "more_lines"),
            parts: first_rows(&fields, names::PARTS, FIRST_PARTS, "more_parts"),
            instalments: first_rows(&fields, names::INSTALMENTS, FIRST_INSTALMENTS, "more_instalments"),
        };
        let (menu, fields) = (RwSignal::new(menu), RwSignal::new(fields));
        let outlook =
            Memo::new(move |_| menu.with(|menu| fields.with(|fields| look(&OrderEntry::read(fields), menu))));
        let desk = Self {
            menu,
            fields,
            outlook,
            rows,
            notice: RwSignal::new(None),
            is_sending: RwSignal::new(false),
            is_alive: RwSignal::new(false),
            place: NodeRef::new(),
            touched: RwSignal::new(HashSet::new()),
            shows_all: RwSignal::new(is_sent),
            refused: RwSignal::new(None),
            key: StoredValue::new(key),
        };
        match refused {
            Some(refused) => desk.show_refusal(refused),
            None if is_sent && outlook.with_untracked(|outlook| !outlook.wrongs.is_empty()) => {
                desk.notice.set(Some(Notice::Wrong));
            }
            None => {}
        }
        hold_page(|| true);
        Effect::new(move |_| desk.come_alive());
        on_signed_in_again(move || {
            let is_over = |notice: &Option<Notice>| matches!(notice, Some(Notice::Refused(refused)) if refused.is_of_session());
            if desk.notice.with_untracked(is_over) {
                desk.notice.set(None);
            }
        });
        desk
    }

    /// What was typed before the page came alive counts; empty lines go, since there is a search now.
    fn come_alive(self) {
        if self.place.get().is_none() || self.is_alive.get_untracked() {
            return;
        }
        self.read();
        self.is_alive.set(true);
        let typed: Vec<u32> = self.outlook.with_untracked(|outlook| outlook.line_rows.clone());
        for key in self.rows.lines.get_untracked().into_iter().filter(|key| !typed.contains(key)) {
            self.remove_line(key);
        }
    }

    /// Reads the form as it stands in the document.
    pub(super) fn read(self) {
        if let Some(fields) = self.place.get_untracked().as_ref().and_then(Fields::of) {
            self.fields.set(fields);
        }
    }

    /// Somebody typed into a field: what the server said of it is old.
    pub(super) fn typed_into(self, field: &str) {
        self.refused.update(|refused| {
            let Some(Refused(problem)) = refused else { return };
            problem.errors.retain(|error| error.field != field);
        });
        self.read();
    }

    /// Somebody left a field.
    pub(super) fn left(self, field: &str) {
        if self.fields.with_untracked(|fields| !fields.text(field).trim().is_empty()) {
            self.touched.update(|touched| {
                touched.insert(field.to_owned());
            });
        }
    }

    /// What is wrong with a field, if that is to be told yet.
    pub(super) fn problem(self, field: &str) -> Option<String> {
        let is_told = self.shows_all.get() || self.touched.with(|touched| touched.contains(field));
        let of_server = self.refused.with(|refused| {
            let Refused(problem) = refused.as_ref()?;
            let found = self
                .outlook
                .with(|outlook| of_problem(problem, &outlook.line_rows, &outlook.instalment_rows));
            found.into_iter().find(|wrong| wrong.field == field).map(|wrong| wrong.what)
        });
        let own = || {
            let wrong = |outlook: &Outlook| {
                outlook.wrongs.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.what)
            };
            is_told.then(|| self.outlook.with(wrong)).flatten()
        };
        own().or(of_server).map(|what| self.said(what))
    }

    fn said(self, what: What) -> String {
        let language = use_language();
        what.said(of(language), language, self.menu.with(|menu| menu.store.currency))
    }

    /// A new row of a list; the number is one that it hasn't got.
    fn next_key(rows: RwSignal<Vec<u32>>) -> u32 {
        rows.with_untracked(|rows| rows.iter().max().map_or(0, |key| key.saturating_add(1)))
    }

    /// Adds an empty row to a list.
    pub(super) fn add_row(rows: RwSignal<Vec<u32>>) {
        let key = Self::next_key(rows);
        rows.update(|rows| rows.push(key));
    }

    /// Adds a line to be named and priced by hand.
    pub(super) fn add_line(self) {
        let key = Self::next_key(self.rows.lines);
        self.fields.update(|fields| fields.set(&names::row(names::ITEMS, key, "quantity"), "1"));
        self.rows.lines.update(|rows| rows.push(key));
    }

    /// Adds a product: to its line if it has one without a note, else as a new line.
    pub(super) fn add(self, found: &ProductView) {
        let menu = self.menu.get_untracked();
        let has_it = |key: &u32, fields: &Fields| {
            let text = |field| fields.text(&names::row(names::ITEMS, *key, field));
            text("note").trim().is_empty()
                && by_name_or_code(&menu, &text("name")).is_some_and(|known| known.id == found.id)
        };
        let rows = self.rows.lines.get_untracked();
        let line = self.fields.with_untracked(|fields| rows.into_iter().find(|key| has_it(key, fields)));
        if let Some(key) = line {
            let field = names::row(names::ITEMS, key, "quantity");
            self.fields.update(|fields| {
                let quantity = fields.text(&field).trim().parse::<i64>().unwrap_or(1);
                fields.set(&field, &quantity.saturating_add(1).to_string());
            });
            return;
        }
        let key = Self::next_key(self.rows.lines);
        // Two products of one name are told apart by their SKU.
        let is_only = by_name_or_code(&menu, &found.name).is_some_and(|known| known.id == found.id);
        let name = if is_only { &found.name } else { &found.sku };
        self.fields.update(|fields| {
            fields.set(&names::row(names::ITEMS, key, "name"), name);
            fields.set(&names::row(names::ITEMS, key, "quantity"), "1");
        });
        self.rows.lines.update(|rows| rows.push(key));
    }

    /// Takes a line out.
    pub(super) fn remove_line(self, key: u32) {
        self.rows.lines.update(|rows| rows.retain(|row| *row != key));
        self.fields.update(|fields| fields.remove_row(names::ITEMS, key));
    }

    /// Another store has other things left.
    pub(super) fn choose_store(self, store: String) {
        spawn_local(async move {
            match load_menu(store).await {
                Ok(menu) => {
                    self.menu.try_set(menu);
                }
                // What is shown may be another store's; the server checks every line in any case.
                Err(refused) if self.notice.try_with_untracked(Option::is_none) == Some(true) => {
                    self.notice.try_set(Some(Notice::Refused(refused)));
                }
                Err(_) => {}
            }
        });
    }

    /// Records the order, and goes on to its page.
    pub(super) fn record(self, go: impl Fn(&str, NavigateOptions) + 'static) {
        if self.is_sending.get_untracked() {
            return;
        }
        self.read();
        self.shows_all.set(true);
        self.refused.set(None);
        let Some(command) = self.outlook.with_untracked(|outlook| outlook.command.clone()) else {
            self.notice.set(Some(Notice::Wrong));
            self.go_to_first_wrong();
            return;
        };
        self.notice.set(None);
        self.is_sending.set(true);
        let key = self.key.get_value();
        spawn_local(async move {
            let answer = record_sale(key, command).await;
            if self.is_sending.is_disposed() {
                return;
            }
            self.is_sending.set(false);
            match answer {
                Ok(order) => go(&format!("/orders/{}", order.reference), NavigateOptions::default()),
                Err(refused) if refused.leaves_unknown() => self.notice.set(Some(Notice::OutcomeUnknown)),
                Err(refused) => {
                    let is_about_menu = matches!(
                        refused.0.kind(),
                        Some(Code::TotalMismatch | Code::OutOfStock | Code::NotForSale)
                    );
                    self.show_refusal(refused);
                    if is_about_menu {
                        self.choose_store(self.menu.with_untracked(|menu| menu.store.slug.clone()));
                    }
                }
            }
        });
    }

    fn show_refusal(self, refused: Refused) {
        let is_of_fields = refused.0.errors.iter().any(|error| error.field != "total");
        self.notice.set(Some(match refused.0.kind() {
            Some(Code::TotalMismatch) => Notice::PricesChanged,
            _ if is_of_fields => Notice::Wrong,
            _ => Notice::Refused(refused.clone()),
        }));
        self.refused.set(Some(refused));
    }

    fn go_to_first_wrong(self) {
        let first = self.outlook.with_untracked(|outlook| outlook.wrongs.first().cloned());
        let Some(wrong) = first else { return };
        let field = document().get_element_by_id(&field_id(&wrong.field));
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            // A field that can't take the focus is still marked.
            let _ = field.focus();
        }
    }
}

/// Whether the form was sent for more rows only.
fn is_more(sent: &SentForm) -> bool {
    sent.fields.get("do").is_some_and(|wish| wish.starts_with("more"))
}
