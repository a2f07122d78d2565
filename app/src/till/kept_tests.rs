use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use chrono::{DateTime, TimeDelta, Utc};
use contract::devices::{DrawnText, KeyPress, ListenerId};
use uuid::Uuid;

use super::*;
use crate::till::samples::product;

/// One device whose tabs share what is kept.
#[derive(Default)]
struct Device {
    kept: RefCell<HashMap<String, String>>,
    tab: RefCell<String>,
    seconds: Cell<i64>,
}

impl Browser for Device {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(self.seconds.get())
    }
    fn new_id(&self) -> Uuid {
        Uuid::nil()
    }
    fn tab(&self) -> String {
        self.tab.borrow().clone()
    }
    fn every_second(&self, _: Rc<dyn Fn()>) -> ListenerId {
        ListenerId(0)
    }
    fn after(&self, _: u32, _: Box<dyn FnOnce()>) {}
    fn stop(&self, _: ListenerId) {}
    fn on_key(&self, _: Rc<dyn Fn(KeyPress) -> bool>) -> ListenerId {
        ListenerId(0)
    }
    fn is_idle(&self, _: u32) -> bool {
        false
    }
    fn load_again(&self) {}
    fn ring(&self) {}
    fn remember(&self, name: &str, value: &str) -> bool {
        self.kept.borrow_mut().insert(name.into(), value.into());
        true
    }
    fn recall(&self, name: &str) -> Option<String> {
        self.kept.borrow().get(name).cloned()
    }
    fn forget(&self, name: &str) {
        self.kept.borrow_mut().remove(name);
    }
    fn draw_text(&self, _: &str, _: usize, _: usize) -> Option<DrawnText> {
        None
    }
}

impl Device {
    fn in_tab(&self, tab: &str) -> Kept<'_> {
        *self.tab.borrow_mut() = tab.into();
        Kept::at(self, "senopati")
    }
}

fn sale(id: &str) -> Sale {
    let mut sale = Sale::new(id.into());
    sale.add_product(&product("Latte"), 1);
    sale
}

fn id(sale: Option<Sale>) -> Option<String> {
    sale.map(|sale| sale.id)
}

#[test]
fn each_tab_finds_its_own_sale_again() {
    let device = Device::default();
    device.in_tab("a").keep(&sale("first"));
    device.in_tab("b").keep(&sale("second"));
    assert_eq!(id(device.in_tab("a").recall()), Some("first".into()));
    assert_eq!(id(device.in_tab("b").recall()), Some("second".into()));
    *device.tab.borrow_mut() = "a".into();
    assert_eq!(id(Kept::at(&device, "kemang").recall()), None, "another store, another sale");
}

#[test]
fn a_living_tab_keeps_its_sale_and_a_gone_ones_is_taken_over_once() {
    let device = Device::default();
    device.in_tab("a").keep(&sale("first"));
    device.seconds.set(80);
    assert_eq!(id(device.in_tab("b").recall()), None);
    device.in_tab("a").give_sign_of_life();
    device.seconds.set(120);
    assert_eq!(id(device.in_tab("b").recall()), None, "seen 40 seconds ago");
    device.seconds.set(180);
    assert_eq!(id(device.in_tab("b").recall()), Some("first".into()));
    assert_eq!(id(device.in_tab("c").recall()), None, "it has a tab again");
    assert_eq!(id(device.in_tab("b").recall()), Some("first".into()));
}

#[test]
fn a_sale_of_nothing_leaves_nothing_behind() {
    let device = Device::default();
    device.in_tab("a").keep(&sale("first"));
    device.in_tab("a").keep(&Sale::new("next".into()));
    device.seconds.set(1_000);
    assert_eq!(id(device.in_tab("b").recall()), None);
    assert_eq!(device.kept.borrow().values().filter(|value| !value.is_empty()).count(), 0);
}

#[test]
fn what_can_not_be_read_is_no_sale() {
    let device = Device::default();
    device.in_tab("a").keep(&sale("first"));
    device.kept.borrow_mut().insert("kedai.sale.senopati.a".into(), "{".into());
    assert_eq!(id(device.in_tab("a").recall()), None);
}
