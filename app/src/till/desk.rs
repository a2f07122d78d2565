//! The state of a till while its page is open, and what can be done at it.

use std::{cell::Cell, rc::Rc};

use contract::{
    catalogue::{MenuView, ProductView},
    devices::Devices,
    orders::{OrderView, PlaceOrder},
    problem::Code,
};
use domain::basket::Totals;
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;

use super::{
    actions::{load_menu, record_sale},
    kept::{Kept, SIGN_OF_LIFE_SECONDS},
    menu::{MenuFilter, by_code, can_sell},
    notice::Notice,
    sale::{Sale, SaleError},
};
use crate::{context::BrowserDevices, refused::Refused, release::hold_page, scanner::Scan};

/// How far a sale is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Things are added.
    Ordering,
    /// It is being paid.
    Paying,
    /// It is on its way to the server.
    Sending,
    /// It is recorded.
    Done,
}

/// A till.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// What is for sale.
    pub menu: RwSignal<MenuView>,
    /// Which part of it is shown.
    pub filter: RwSignal<MenuFilter>,
    /// The sale in the making.
    pub sale: RwSignal<Sale>,
    /// How far it is.
    pub step: RwSignal<Step>,
    /// How many of the next thing, if somebody typed a number.
    pub quantity: RwSignal<Option<i64>>,
    /// What the cashier should know.
    pub notice: RwSignal<Option<Notice>>,
    /// What came of the last key, tap or scan, if it wasn't what was meant. Beside the notice, which it must
    /// not take away.
    pub answer: RwSignal<Option<Notice>>,
    /// The order that was recorded, while it is shown.
    pub done: RwSignal<Option<OrderView>>,
    /// Reference of the order recorded before the sale in the making.
    pub last: RwSignal<Option<String>>,
    /// Whether selling is possible yet: only once the page lives in a browser.
    pub is_ready: RwSignal<bool>,
    /// Whether the payment was opened by keyboard, which then goes on there.
    pub by_keyboard: RwSignal<bool>,
    totals: Memo<Result<Totals, SaleError>>,
    devices: StoredValue<Option<BrowserDevices>>,
}

/// The most of one thing that is typed before Enter: three digits.
const MOST_TYPED: i64 = 999;

impl Desk {
    /// A till that sells this.
    pub(super) fn new(menu: MenuView) -> Self {
        let menu = RwSignal::new(menu);
        let sale = RwSignal::new(Sale::new(String::new()));
        let desk = Self {
            menu,
            filter: RwSignal::new(MenuFilter::default()),
            sale,
            step: RwSignal::new(Step::Ordering),
            quantity: RwSignal::new(None),
            notice: RwSignal::new(None),
            answer: RwSignal::new(None),
            done: RwSignal::new(None),
            last: RwSignal::new(None),
            is_ready: RwSignal::new(false),
            by_keyboard: RwSignal::new(false),
            totals: Memo::new(move |_| menu.with(|menu| sale.with(|sale| sale.totals(menu)))),
            devices: StoredValue::new(use_context::<BrowserDevices>()),
        };
        hold_page(move || match desk.step.get() {
            Step::Ordering => desk.sale.with(|sale| sale.count() > 0),
            Step::Paying | Step::Sending => true,
            Step::Done => false,
        });
        Effect::new(move |_| desk.begin());
        Effect::new(move |_| desk.give_signs_of_life());
        Effect::watch(move || sale.get(), move |sale, _, _| desk.keep(sale), false);
        desk
    }

    /// The devices of this browser; none on the server.
    pub(super) fn devices(self) -> Option<Devices> {
        self.devices.try_get_value().flatten().map(|devices| (*devices.0).clone())
    }

    /// What the sale comes to.
    pub(super) fn totals(self) -> Result<Totals, SaleError> {
        self.totals.get()
    }

    /// Goes on with the sale that this tab was making, or begins one.
    fn begin(self) {
        let Some(devices) = self.devices() else { return };
        let store = self.store();
        let kept = Kept::at(devices.browser.as_ref(), &store).recall();
        let mut sale = kept.unwrap_or_else(|| Sale::new(devices.browser.new_id().to_string()));
        if sale.sent.is_some() {
            self.step.set(Step::Paying);
            self.notice.set(Some(Notice::OutcomeUnknown));
        } else if self.menu.with_untracked(|menu| sale.reprice(menu)) {
            self.notice.set(Some(Notice::PricesChanged));
        }
        self.sale.set(sale);
        self.is_ready.set(true);
    }

    fn store(self) -> String {
        self.menu.with_untracked(|menu| menu.store.slug.clone())
    }

    fn keep(self, sale: &Sale) {
        if let Some(devices) = self.devices() {
            Kept::at(devices.browser.as_ref(), &self.store()).keep(sale);
        }
    }

    /// Says every few seconds that this tab and its sale are there.
    fn give_signs_of_life(self) {
        let Some(devices) = self.devices() else { return };
        let (browser, seconds, store) = (Rc::clone(&devices.browser), Cell::new(0), self.store());
        let id = devices.browser.every_second(Rc::new(move || {
            seconds.set((seconds.get() + 1) % SIGN_OF_LIFE_SECONDS);
            let has_sale = self.sale.try_with_untracked(|sale| !sale.lines.is_empty()) == Some(true);
            if seconds.get() == 0 && has_sale {
                Kept::at(browser.as_ref(), &store).give_sign_of_life();
            }
        }));
        let browser = SendWrapper::new(devices.browser);
        on_cleanup(move || browser.stop(id));
    }

    /// Makes way for something that is put in: after a sale that was recorded begins the next one, and while
    /// a sale may not change, why is said.
    fn make_way(self) -> bool {
        self.answer.set(None);
        let is_sent = self.sale.with_untracked(|sale| sale.sent.is_some());
        match (self.step.get_untracked(), is_sent) {
            (Step::Ordering | Step::Paying, false) => true,
            (Step::Done, _) => {
                self.new_sale();
                true
            }
            (Step::Sending, _) => {
                self.answer.set(Some(Notice::StillSending));
                false
            }
            (Step::Ordering | Step::Paying, true) => {
                self.answer.set(Some(Notice::WaitsForOutcome));
                false
            }
        }
    }

    /// Changes the sale, or says why it can't be changed now.
    pub(super) fn change(self, change: impl FnOnce(&mut Sale)) {
        if self.make_way() {
            self.sale.update(change);
        }
    }

    /// Adds a product, as many as were typed before.
    pub(super) fn add(self, product: &ProductView) {
        if !self.make_way() {
            return;
        }
        if !can_sell(product) {
            return self.fail(Notice::OutOfStock(product.name.clone()));
        }
        let quantity = self.quantity.get_untracked().unwrap_or(1);
        self.quantity.set(None);
        self.notice.set(None);
        if self.sale.try_update(|sale| sale.add_product(product, quantity)) == Some(false) {
            self.answer.set(Some(Notice::Full(product.name.clone())));
        }
    }

    /// Adds something named and priced by hand; tells whether it was.
    pub(super) fn add_custom(self, name: &str, unit_price: i64) -> bool {
        let is_added =
            self.make_way() && self.sale.try_update(|sale| sale.add_custom(name, unit_price)) == Some(true);
        if !is_added && self.answer.with_untracked(Option::is_none) {
            self.answer.set(Some(Notice::Full(name.to_owned())));
        }
        is_added
    }

    /// Adds what a scanner read.
    pub(super) fn scan(self, scan: &Scan) {
        let product = self.menu.with_untracked(|menu| {
            by_code(menu, &scan.code).or_else(|| by_code(menu, &scan.by_position)).cloned()
        });
        if let Some(product) = product {
            return self.add(&product);
        }
        let is_empty = self.menu.with_untracked(|menu| menu.products.is_empty());
        let why = if is_empty { Notice::NothingOnMenu } else { Notice::UnknownCode };
        self.fail(why(scan.shown()));
    }

    /// Says why nothing was added. How many was typed for this, so that it isn't for the next thing.
    fn fail(self, why: Notice) {
        let dropped = self.quantity.get_untracked();
        self.quantity.set(None);
        self.answer.set(Some(match dropped {
            Some(number) => Notice::Dropped { number, why: Box::new(why) },
            None => why,
        }));
    }

    /// A digit for how many of the next thing; no number begins with zero.
    pub(super) fn digit(self, digit: i64) {
        if self.step.get_untracked() == Step::Paying && self.sale.with_untracked(|sale| sale.sent.is_none()) {
            self.answer.set(Some(Notice::NumberWhilePaying));
            return;
        }
        if !self.make_way() {
            return;
        }
        let typed = self.quantity.get_untracked().unwrap_or(0).saturating_mul(10).saturating_add(digit);
        if (1..=MOST_TYPED).contains(&typed) {
            self.quantity.set(Some(typed));
        } else {
            self.answer.set(Some(Notice::BadQuantity));
        }
    }

    /// One more or less of a line.
    pub(super) fn change_quantity(self, key: u32, by: i64) {
        if !self.make_way() {
            return;
        }
        let name = self.sale.try_update(|sale| {
            let is_whole = sale.change_quantity(key, by);
            let line = sale.lines.iter().find(|line| line.key == key).filter(|_| !is_whole);
            line.map(|line| line.name.clone())
        });
        self.answer.set(name.flatten().map(Notice::Full));
    }

    /// Says that nothing of what was found can be added.
    pub(super) fn tell_out_of_stock(self, product: &ProductView) {
        if self.make_way() {
            self.fail(Notice::OutOfStock(product.name.clone()));
        }
    }

    /// Opens the payment, or says why there is nothing to pay.
    pub(super) fn charge(self, by_keyboard: bool) {
        if !self.make_way() {
            return;
        }
        match self.totals.get_untracked() {
            Ok(_) => {
                self.by_keyboard.set(by_keyboard);
                self.notice.set(None);
                self.step.set(Step::Paying);
            }
            Err(error) => self.answer.set(Some(Notice::CannotCharge(error))),
        }
    }

    /// Back to adding things, unless the sale was sent, which is said; after a sale to the next one.
    pub(super) fn back(self) {
        if self.make_way() {
            self.step.set(Step::Ordering);
        }
    }

    /// Records the sale: the first time what was typed, again exactly what was sent before.
    pub(super) fn complete(self) {
        if self.step.get_untracked() != Step::Paying {
            return;
        }
        let command = match untrack(|| self.command()) {
            Ok(command) => command,
            Err(why) => return self.answer.set(Some(why)),
        };
        self.step.set(Step::Sending);
        self.notice.set(None);
        self.answer.set(None);
        self.sale.update(|sale| sale.sent = Some(command.clone()));
        let key = self.sale.with_untracked(|sale| sale.id.clone());
        spawn_local(async move {
            let answer = record_sale(key, command).await;
            if self.step.is_disposed() {
                // The page was left. The sale is kept as sent, and asked about when it is opened again.
                return;
            }
            match answer {
                Ok(order) => self.recorded(order),
                Err(refused) => self.refused(refused),
            }
        });
    }

    fn command(self) -> Result<PlaceOrder, Notice> {
        let totals = self.totals.get();
        self.sale.with(|sale| {
            if let Some(sent) = &sale.sent {
                return Ok(sent.clone());
            }
            let totals = totals.map_err(Notice::CannotCharge)?;
            sale.tender.settle(totals.total).map_err(Notice::CannotPay)?;
            Ok(sale.command(&self.store(), &totals))
        })
    }

    fn recorded(self, order: OrderView) {
        self.last.set(Some(order.reference.to_string()));
        self.done.set(Some(order));
        self.answer.set(None);
        self.step.set(Step::Done);
        let id = self.devices().map(|devices| devices.browser.new_id().to_string());
        self.sale.set(Sale::new(id.unwrap_or_default()));
        self.refresh_menu();
    }

    fn refused(self, refused: Refused) {
        self.step.set(Step::Paying);
        if refused.leaves_unknown() {
            self.notice.set(Some(Notice::OutcomeUnknown));
            return;
        }
        self.sale.update(|sale| sale.sent = None);
        let is_about_menu =
            matches!(refused.0.kind(), Some(Code::TotalMismatch | Code::OutOfStock | Code::NotForSale));
        self.notice.set(Some(match refused.0.kind() {
            Some(Code::TotalMismatch) => Notice::PricesChanged,
            _ => Notice::Refused(refused),
        }));
        if is_about_menu {
            self.refresh_menu();
        }
    }

    /// Begins the next sale.
    pub(super) fn new_sale(self) {
        if self.step.get_untracked() == Step::Done {
            self.done.set(None);
            self.answer.set(None);
            self.notice.set(None);
            self.quantity.set(None);
            self.filter.set(MenuFilter::default());
            self.step.set(Step::Ordering);
        }
    }

    /// Takes everything out of the sale.
    pub(super) fn clear(self) {
        let id = self.devices().map(|devices| devices.browser.new_id().to_string()).unwrap_or_default();
        self.change(|sale| *sale = Sale::new(id));
        self.back();
    }

    /// Loads the menu again, and takes its prices over.
    pub(super) fn refresh_menu(self) {
        if self.menu.is_disposed() {
            return;
        }
        let store = self.store();
        spawn_local(async move {
            // Without an answer the menu stays as it was; the server checks every price anyway.
            let Ok(menu) = load_menu(store).await else { return };
            if self.menu.is_disposed() {
                return;
            }
            if self.sale.with_untracked(|sale| sale.sent.is_none())
                && self.sale.try_update(|sale| sale.reprice(&menu)) == Some(true)
            {
                self.notice.set(Some(Notice::PricesChanged));
            }
            self.menu.set(menu);
        });
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
