//! The keyboard and the barcode scanner, wherever on the page the focus is.

use std::{cell::RefCell, rc::Rc};

use contract::devices::{Devices, KeyPress};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use send_wrapper::SendWrapper;

use super::{
    before::Befores,
    desk::{Desk, Step},
    menu::{by_code, can_sell},
    products::{PRODUCT_CLASS, SEARCH_ID},
    words::of,
};
use crate::{
    focus::{focused, press_focused},
    scanner::{End, Heard, Scan, Scanner, ScannerSettings},
    words::use_language,
};

/// Id of the list of keys.
const KEYS_ID: &str = "till-keys";

/// Listens for as long as the till is open.
pub(super) fn listen(desk: Desk) {
    Effect::new(move |_| {
        let Some(devices) = desk.devices() else { return };
        let scanner = Rc::new(RefCell::new(Scanner::default()));
        let befores = Rc::new(Befores::default());
        let browser = Rc::clone(&devices.browser);
        let (typing, left) = (Rc::clone(&scanner), Rc::clone(&befores));
        // A number typed just before a tap is for what is tapped.
        let tapped = window_event_listener(leptos::ev::pointerdown, move |_| {
            let presses = typing.borrow().presses();
            let heard = typing.borrow_mut().settle_after(presses, |code| is_known(desk, code));
            carry_out(desk, &left, heard, None);
        });
        let listener = move |press: KeyPress| hear(desk, &devices, &scanner, &befores, press);
        let id = browser.on_key(Rc::new(listener));
        let browser = SendWrapper::new(browser);
        on_cleanup(move || {
            browser.stop(id);
            tapped.remove();
        });
    });
}

/// Hears a key; tells whether nobody else may act on it.
fn hear(
    desk: Desk,
    devices: &Devices,
    scanner: &Rc<RefCell<Scanner>>,
    befores: &Rc<Befores>,
    press: KeyPress,
) -> bool {
    let begins = scanner.borrow().is_between(press.at_ms);
    if begins {
        // Another tab may have changed them, and each scan may teach.
        scanner.borrow_mut().set(ScannerSettings::recall(devices.browser.as_ref()));
    }
    if press.in_field && writes(&press) {
        // Whoever goes on typing has read what the till answered.
        desk.answer.set(None);
    }
    let pressed_now = press.clone();
    let heard = scanner.borrow_mut().press(press, |code| is_known(desk, code));
    let is_held = heard.is_held;
    let acted_now = carry_out(desk, befores, heard, Some(&pressed_now));
    if begins {
        let opens_search = pressed_now.key == "/" && !pressed_now.in_field;
        befores.note(desk, scanner.borrow().is_going_on(), opens_search);
    }
    if scanner.borrow().is_waiting() {
        settle_soon(desk, devices, scanner, befores);
    }
    is_held || acted_now
}

/// Whether a key changes what is in a field.
fn writes(press: &KeyPress) -> bool {
    let is_letter = press.key.chars().count() == 1 && !press.modified;
    is_letter || matches!(press.key.as_str(), "Backspace" | "Delete")
}

fn is_known(desk: Desk, code: &str) -> bool {
    desk.menu.try_with_untracked(|menu| by_code(menu, code).is_some()).unwrap_or(false)
}

/// Does what was scanned and typed; tells whether the key pressed now did anything.
fn carry_out(desk: Desk, befores: &Befores, heard: Heard, pressed_now: Option<&KeyPress>) -> bool {
    if let Some(scan) = heard.scanned {
        if let Some(devices) = desk.devices().filter(|_| scan.is_certain) {
            ScannerSettings::learn(devices.browser.as_ref(), scan.key_ms);
        }
        if !(searches(desk, &scan) && add_first(desk)) {
            befores.put_back(desk, &scan);
            desk.scan(&scan);
        }
    }
    let mut acted_now = false;
    for press in heard.keys {
        let acted = act(desk, &press);
        acted_now |= acted && Some(&press) == pressed_now;
    }
    acted_now
}

/// Whether these are words that a program typed into the search: if they find something, they are no code.
fn searches(desk: Desk, scan: &Scan) -> bool {
    let is_words = |query: &str| query.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
    let is_search = scan.in_field && scan.end == End::Enter && !scan.is_known && is_focused(SEARCH_ID);
    is_search && desk.filter.with_untracked(|filter| is_words(&filter.query))
}

/// Gives back the keys held, once it is clear that no scanner is typing.
fn settle_soon(desk: Desk, devices: &Devices, scanner: &Rc<RefCell<Scanner>>, befores: &Rc<Befores>) {
    let (scanner, befores) = (Rc::clone(scanner), Rc::clone(befores));
    let (presses, hold_ms) = (scanner.borrow().presses(), scanner.borrow().hold_ms());
    let settle = move || {
        if !desk.step.is_disposed() {
            let heard = scanner.borrow_mut().settle_after(presses, |code| is_known(desk, code));
            carry_out(desk, &befores, heard, None);
        }
    };
    devices.browser.after(hold_ms, Box::new(settle));
}

/// What a person's key does; tells whether it does anything.
fn act(desk: Desk, press: &KeyPress) -> bool {
    if press.modified || desk.step.is_disposed() {
        return false;
    }
    let in_search = is_focused(SEARCH_ID);
    if in_search && !press.in_field && press.key.chars().count() == 1 {
        // The key before it opened the search, both were held back, and this one is meant for it.
        desk.filter.update(|filter| filter.query.push_str(&press.key));
        return true;
    }
    match (press.key.as_str(), desk.step.get_untracked()) {
        ("F2", Step::Paying) => desk.complete(),
        ("F2", _) => desk.charge(true),
        ("Escape", Step::Ordering) => leave(desk),
        ("Escape", _) => desk.back(),
        ("Enter", Step::Done) if !press.on_control && !press.in_field => desk.new_sale(),
        ("Enter", Step::Ordering) if in_search => return add_first(desk),
        ("ArrowDown", Step::Ordering) if in_search => return move_focus(Direction::First),
        ("ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight", Step::Ordering) if !press.in_field => {
            return Direction::of(&press.key).is_some_and(move_focus);
        }
        (" ", _) if press.on_control => press_focused(),
        ("/", _) if !press.in_field => focus(SEARCH_ID),
        ("?", _) if !press.in_field => toggle_keys(),
        (key, _) if !press.in_field => return digit(desk, key),
        _ => return false,
    }
    true
}

fn digit(desk: Desk, key: &str) -> bool {
    let digit = key.parse::<i64>().ok().filter(|digit| (0..=9).contains(digit) && key.len() == 1);
    digit.map(|digit| desk.digit(digit)).is_some()
}

/// Escape while adding things: empties the search and the number, and leaves the field.
fn leave(desk: Desk) {
    desk.quantity.set(None);
    desk.notice.set(None);
    desk.filter.update(|filter| filter.query.clear());
    blur();
}

fn add_first(desk: Desk) -> bool {
    let shown = desk.menu.with_untracked(|menu| desk.filter.with_untracked(|filter| filter.shown(menu)));
    let is_searching = desk.filter.with_untracked(|filter| !filter.query.trim().is_empty());
    let first = shown.iter().find(|product| can_sell(product)).filter(|_| is_searching);
    if let (None, true, Some(product)) = (first, is_searching, shown.first()) {
        desk.tell_out_of_stock(product);
        return true;
    }
    if let Some(product) = first {
        desk.add(product);
        desk.filter.update(|filter| filter.query.clear());
        // The next digits mean how many of the next thing, and `/` searches again.
        blur();
    }
    first.is_some()
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    First,
    Left,
    Right,
    Up,
    Down,
}

impl Direction {
    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            _ => return None,
        })
    }

    /// Where to go from a place in a grid of so many columns.
    fn from(self, place: Option<usize>, columns: usize) -> usize {
        let Some(place) = place else { return 0 };
        match self {
            Self::First => 0,
            Self::Left => place.saturating_sub(1),
            Self::Right => place + 1,
            Self::Up => place.checked_sub(columns).unwrap_or(place),
            Self::Down => place + columns,
        }
    }
}

/// Moves the focus between the products' buttons.
fn move_focus(direction: Direction) -> bool {
    let found = document().get_elements_by_class_name(PRODUCT_CLASS);
    let buttons: Vec<HtmlElement> =
        (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect();
    let top = buttons.first().map(HtmlElement::offset_top);
    let columns = buttons.iter().take_while(|button| Some(button.offset_top()) == top).count();
    let here = focused().and_then(|focused| buttons.iter().position(|button| *button == focused));
    let there = buttons.get(direction.from(here, columns));
    there.is_some_and(|button| button.focus().is_ok())
}

pub(super) fn blur() {
    if let Some(field) = focused() {
        let _ = field.blur();
    }
}

fn is_focused(id: &str) -> bool {
    focused().is_some_and(|element| element.id() == id)
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        // What can't take the focus leaves it where it is.
        let _ = element.focus();
    }
}

fn toggle_keys() {
    if let Some(list) = document().get_element_by_id(KEYS_ID) {
        // Opens if it was closed, and the other way round; it can always.
        let _ = list.toggle_attribute("open");
    }
}

/// The keys, listed at the foot of the page; `?` opens the list.
#[component]
pub(super) fn KeyList(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let keys = [
        ("/", words.key_search),
        ("1 … 9", words.key_digits),
        ("Enter", words.key_enter),
        ("← ↑ ↓ →", words.key_arrows),
        ("F2", words.key_charge),
        ("Esc", words.key_back),
        ("?", words.key_help),
    ];
    let row = |(key, meaning): (&'static str, &'static str)| {
        view! { <div><dt><kbd>{key}</kbd></dt><dd>{meaning}</dd></div> }
    };
    view! {
        <details class="till-keys" id=KEYS_ID hidden=move || !desk.is_ready.get()>
            <summary>{words.keys}</summary>
            <dl>{keys.map(row).into_iter().collect_view()}</dl>
            <p class="quiet">{words.key_scan}" "<a href="/settings/scanner">{words.scanner_settings}</a></p>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_move_through_the_grid() {
        assert_eq!(Direction::Right.from(None, 4), 0);
        assert_eq!(Direction::Right.from(Some(3), 4), 4);
        assert_eq!(Direction::Left.from(Some(0), 4), 0);
        assert_eq!(Direction::Down.from(Some(1), 4), 5);
        assert_eq!(Direction::Up.from(Some(5), 4), 1);
        assert_eq!(Direction::Up.from(Some(2), 4), 2, "the first row has none above it");
    }
}
