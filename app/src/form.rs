//! Forms that are sent to their own page's address: the page answers them, so that whatever was typed
//! is still there when something is wrong. In the browser the same fields are read as they are typed,
//! by the same code, for previews.

use std::sync::Arc;

use leptos::{prelude::*, web_sys};
use leptos_router::location::Url;
use serde::{Deserialize, Serialize};

use crate::context::use_devices;

/// The most fields that a form may have: far more than any of ours.
pub const MAX_FIELDS: usize = 2_000;

/// What a form holds, field by field, in the form's order.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields(Vec<(String, String)>);

/// A form that was sent to the page being rendered; from the server, for that request only.
#[derive(Clone)]
pub struct PostedForm(pub Arc<Fields>);

// What people type into forms must never reach a log through a derived Debug.
impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fields {{ {} .. }}", self.0.len())
    }
}

impl Fields {
    /// Fields by name as somebody sent them; none if they are more than [`MAX_FIELDS`].
    pub fn new(pairs: Vec<(String, String)>) -> Option<Self> {
        (pairs.len() <= MAX_FIELDS).then_some(Self(pairs))
    }

    /// The first field of a name, as it was typed.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// All fields, in the form's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first of a name; empty if there is none.
    pub fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The numbers of a list's rows, `3` of `items[3].name`, in the form's order.
    pub fn rows(&self, list: &str) -> Vec<u32> {
        let mut keys = Vec::new();
        for (name, _) in &self.0 {
            let place = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('['));
            let Some((digits, _)) = place.and_then(|rest| rest.split_once("].")) else { continue };
            // A number that is written otherwise, `007`, is of no row: its fields would not be found.
            let key = digits.parse().ok().filter(|key: &u32| key.to_string() == digits);
            if let Some(key) = key.filter(|key| !keys.contains(key)) {
                keys.push(key);
            }
        }
        keys
    }

    /// Writes a field, as somebody who types.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(field, _)| field == name) {
            Some((_, typed)) => value.clone_into(typed),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Takes a row out of a list.
    pub fn remove_row(&mut self, list: &str, key: u32) {
        let row = format!("{list}[{key}].");
        self.0.retain(|(name, _)| !name.starts_with(&row));
    }

    /// Fields for a test.
    #[cfg(test)]
    pub(crate) fn of_pairs(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// What is in a form of this document now.
    pub fn of(form: &web_sys::HtmlFormElement) -> Option<Self> {
        let fields = web_sys::FormData::new_with_form(form).ok()?;
        let encoded = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
        Some(Self::decoded(&String::from(encoded.to_string())))
    }

    /// Fields as `application/x-www-form-urlencoded` writes them.
    pub fn decoded(encoded: &str) -> Self {
        let decode = |part: &str| Url::unescape(&part.replace('+', " "));
        let pairs = encoded.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Self(pairs.collect())
    }
}

/// The form that was sent to this page, if one was.
pub fn posted() -> Option<Arc<Fields>> {
    use_context::<PostedForm>().map(|posted| posted.0)
}

/// A key for a form that records something: sent along, it makes sending the form twice one command.
pub fn new_key() -> String {
    #[cfg(feature = "ssr")]
    if let Ok(backend) = crate::request::backend() {
        return backend.orders.new_command_key();
    }
    use_devices().map(|devices| devices.browser.new_id().to_string()).unwrap_or_default()
}

/// What is wrong with a field, under it; its id is that of the field with `-problem` behind.
pub fn problem_under(field: &str, problem: Option<String>) -> AnyView {
    let id = problem_id(field);
    problem.map(|text| view! { <small class="field-problem" id=id>{text}</small> }).into_any()
}

/// The id of what is wrong with a field.
pub fn problem_id(field: &str) -> String {
    format!("{}-problem", field_id(field))
}

/// The id of a field, by its name: `items[0].name` → `items-0-name`.
pub fn field_id(name: &str) -> String {
    name.replace("].", "-").replace(['[', '.'], "-").replace(']', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let fields = Fields::decoded("items%5B0%5D.name=Kopi+susu&note=a%26b%3D%C3%A9&empty=&bare");
        assert_eq!(fields.get("items[0].name"), Some("Kopi susu"));
        assert_eq!((fields.get("note"), fields.get("empty")), (Some("a&b=é"), Some("")));
        assert_eq!((fields.get("bare"), fields.get("none")), (Some(""), None));
    }

    #[test]
    fn a_row_is_named_in_one_way() {
        let names = ["items[3].name", "items[007].name", "items[+8].name", "items[ 9].name", "items[3].note"];
        let fields = Fields::of_pairs(&names.map(|name| (name, "x")));
        assert_eq!(fields.rows("items"), [3]);
    }

    #[test]
    fn what_was_typed_is_not_shown_to_programmers() {
        let fields = Fields::new(vec![("customer.name".into(), "Budi".into())]).unwrap();
        assert_eq!(format!("{fields:?}"), "Fields { 1 .. }");
    }

    #[test]
    fn a_form_of_too_many_fields_is_none() {
        let fields = |count| Fields::new(vec![("a".into(), "b".into()); count]);
        assert!(fields(MAX_FIELDS).is_some() && fields(MAX_FIELDS + 1).is_none());
    }

    #[test]
    fn ids_have_no_signs_that_selectors_read() {
        assert_eq!(field_id("items[0].unit_price"), "items-0-unit_price");
        assert_eq!(field_id("payment.installments[2].due_date"), "payment-installments-2-due_date");
        assert_eq!(problem_id("amount"), "amount-problem");
    }
}
