//! The state of an open edit page, and what can be done at it.

use contract::{
    Problem,
    orders::{EditPreview, EditSheet, OrderEdit},
    problem::Code,
};
use domain::money::MoneyStyle;
use leptos::{prelude::*, task::spawn_local};

use super::{
    Stale, Submitted,
    actions::{preview_edit, save_edit},
    form::{EditForm, Values},
    settle::{Difference, Side, differences, settle},
};
use crate::{context::BrowserDevices, live::on_signed_in_again, refused::Refused, release::hold_page};

/// Milliseconds of rest after typing before the server is asked what it comes to.
const REST_MS: u32 = 350;

/// An edit page.
#[derive(Clone, Copy)]
pub(super) struct EditDesk {
    /// What is edited, and what can be added.
    pub sheet: StoredValue<EditSheet>,
    /// The edit in the making.
    pub form: RwSignal<EditForm>,
    /// What it would come to.
    pub preview: RwSignal<Option<EditPreview>>,
    /// Why it can't be saved.
    pub problem: RwSignal<Option<Problem>>,
    /// How the order stands, if somebody else changed it.
    pub stale: RwSignal<Option<Stale>>,
    /// What was chosen for fields that both sides have differently.
    pub choices: RwSignal<Vec<(String, Side)>>,
    /// Whether it is on its way to the server.
    pub is_saving: RwSignal<bool>,
    /// Whether it is saved.
    pub is_saved: RwSignal<bool>,
    style: MoneyStyle,
    devices: StoredValue<Option<BrowserDevices>>,
}

impl EditDesk {
    /// A page for this order, going on from a plain form if one led here.
    pub fn new(sheet: EditSheet, submitted: Option<Submitted>, style: MoneyStyle) -> Self {
        let fresh = || Submitted {
            form: EditForm::of(&sheet.order, sheet.key.clone(), style),
            preview: None,
            problem: None,
            stale: None,
        };
        let Submitted { form, preview, problem, stale } = submitted.unwrap_or_else(fresh);
        let desk = Self {
            sheet: StoredValue::new(sheet),
            form: RwSignal::new(form),
            preview: RwSignal::new(preview),
            problem: RwSignal::new(problem),
            stale: RwSignal::new(stale),
            choices: RwSignal::new(Vec::new()),
            is_saving: RwSignal::new(false),
            is_saved: RwSignal::new(false),
            style,
            devices: StoredValue::new(use_context::<BrowserDevices>()),
        };
        hold_page(|| true);
        on_signed_in_again(move || {
            if desk.problem.with_untracked(|problem| {
                problem.as_ref().and_then(Problem::kind).is_some_and(Code::is_of_session)
            }) {
                desk.foresee();
            }
        });
        Effect::watch(move || desk.form.get(), move |form, _, _| desk.foresee_soon(form), false);
        desk
    }

    /// The order's reference.
    pub fn reference(self) -> String {
        self.sheet.with_value(|sheet| sheet.order.reference.to_string())
    }

    /// Asks what it comes to once nothing more is typed for a moment.
    fn foresee_soon(self, form: &EditForm) {
        let Some(devices) = self.devices.try_get_value().flatten() else { return };
        let typed = form.clone();
        devices.0.browser.after(
            REST_MS,
            Box::new(move || {
                let is_latest = self.form.try_with_untracked(|now| *now == typed) == Some(true);
                if is_latest && self.is_saving.try_get_untracked() == Some(false) {
                    self.foresee();
                }
            }),
        );
    }

    /// Asks what it comes to.
    pub fn foresee(self) {
        let form = self.form.get_untracked();
        if !form.is_changed() {
            self.preview.set(None);
            self.problem.set(None);
            return;
        }
        let change = match form.command() {
            Ok(change) => change,
            Err(problem) => return self.problem.set(Some(problem)),
        };
        let reference = self.reference();
        spawn_local(async move {
            let foreseen = preview_edit(reference, form.version, change).await;
            // An answer to what is no longer there says nothing.
            if self.form.try_with_untracked(|now| *now == form) != Some(true) {
                return;
            }
            match foreseen {
                Ok(preview) => {
                    self.problem.set(None);
                    self.tell(preview.problems.first().cloned());
                    self.preview.set(Some(preview));
                }
                Err(Refused(problem)) => self.problem.set(Some(problem)),
            }
        });
    }

    fn tell(self, problem: Option<Problem>) {
        let Some(problem) = problem else { return self.stale.set(None) };
        match Stale::of(&problem) {
            // The same news again must not throw away what was chosen.
            Some(stale) if self.stale.with_untracked(|now| now.as_ref() != Some(&stale)) => {
                self.stale.set(Some(stale));
            }
            Some(_) => {}
            None => self.problem.set(Some(problem)),
        }
    }

    /// Adds what stands in the fields for it.
    pub fn add(self) {
        let menu = self.sheet.with_value(|sheet| sheet.menu.clone());
        let added = self.form.try_update(|form| form.take_in(&menu));
        self.problem.set(added.and_then(Result::err));
    }

    /// Saves it; then the order's page shows it.
    pub fn save(self) {
        if self.is_saving.get_untracked() {
            return;
        }
        self.add();
        if self.problem.with_untracked(|problem| problem.as_ref().is_some_and(is_local)) {
            return;
        }
        let form = self.form.get_untracked();
        let change = match form.command() {
            Ok(change) => change,
            Err(problem) => return self.problem.set(Some(problem)),
        };
        self.is_saving.set(true);
        let edit = OrderEdit { id: self.reference(), version: form.version, or_versions: Vec::new(), change };
        spawn_local(async move {
            match save_edit(form.key, edit).await {
                Ok(_) => {
                    self.is_saved.try_set(true);
                }
                Err(Refused(problem)) => {
                    self.is_saving.try_set(false);
                    let was_stale = self.stale.try_with_untracked(Option::is_some) == Some(true);
                    self.tell(Some(problem.clone()));
                    // Both sides are shown already: what still has to be chosen is said above as well.
                    if was_stale && self.stale.try_with_untracked(Option::is_some) == Some(true) {
                        self.problem.try_set(Some(problem));
                    }
                }
            }
        });
    }

    /// Fields that both sides have differently.
    pub fn differences(self) -> Vec<Difference> {
        self.stale.with(|stale| {
            let Some(stale) = stale else { return Vec::new() };
            let theirs = Values::of(&stale.order, self.style);
            self.form.with(|form| differences(form, &theirs))
        })
    }

    /// What is chosen for a field.
    pub fn choice(self, one: &Difference) -> Side {
        let choices = self.choices.get();
        choices.iter().find(|(field, _)| *field == one.field).map_or(one.likely, |(_, side)| *side)
    }

    /// Chooses a side for a field.
    pub fn choose(self, field: &str, side: Side) {
        self.choices.update(|choices| {
            choices.retain(|(known, _)| known != field);
            choices.push((field.to_owned(), side));
        });
    }

    /// Goes on from how the order stands, with the sides that were chosen.
    pub fn settle(self) {
        let Some(stale) = self.stale.get_untracked() else { return };
        let theirs = Values::of(&stale.order, self.style);
        self.form.update(|form| {
            settle(form, theirs, stale.order.version, |one| untrack(|| self.choice(one)));
        });
        self.stale.set(None);
        self.problem.set(None);
        self.choices.set(Vec::new());
    }
}

/// Whether the fields for something new can't be understood.
fn is_local(problem: &Problem) -> bool {
    problem.errors.iter().any(|wrong| wrong.field.starts_with("add."))
}
