//! Both sides of an order that somebody else changed meanwhile, field by field. Pure.

use super::form::{EditForm, LineValues, Values};

/// Whose value a field gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Mine,
    Theirs,
}

impl Side {
    /// The word in a form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Theirs => "theirs",
        }
    }

    /// The side that a word names.
    #[cfg(feature = "ssr")]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Mine, Self::Theirs].into_iter().find(|side| side.code() == code)
    }
}

/// What a difference is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    Name,
    Phone,
    Email,
    Discount,
    Note,
    /// A line, by its name.
    Line(String),
}

/// A field that both sides have differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Its name in the form.
    pub field: String,
    pub about: About,
    /// Empty if there is nothing on that side.
    pub mine: String,
    pub theirs: String,
    /// Mine if I changed it, else theirs.
    pub likely: Side,
}

/// Every field that differs between what was typed and how the order stands.
pub(super) fn differences(form: &EditForm, theirs: &Values) -> Vec<Difference> {
    let (base, mine) = (&form.base, &form.mine);
    let discount =
        |values: &Values| format!("{} {}", values.discount, values.discount_reason).trim().to_owned();
    let plain = [
        ("name", About::Name, base.name.clone(), mine.name.clone(), theirs.name.clone()),
        ("phone", About::Phone, base.phone.clone(), mine.phone.clone(), theirs.phone.clone()),
        ("email", About::Email, base.email.clone(), mine.email.clone(), theirs.email.clone()),
        ("discount", About::Discount, discount(base), discount(mine), discount(theirs)),
        ("note", About::Note, base.note.clone(), mine.note.clone(), theirs.note.clone()),
    ];
    let mut differences: Vec<Difference> = plain
        .into_iter()
        .filter(|(_, _, _, mine, theirs)| mine != theirs)
        .map(|(field, about, base, mine, theirs)| Difference {
            field: field.to_owned(),
            about,
            likely: likely(base == mine),
            mine,
            theirs,
        })
        .collect();
    for line in lines(form, theirs) {
        let (base, mine) = (said(find(&base.lines, &line.id)), said(find(&mine.lines, &line.id)));
        let now = said(find(&theirs.lines, &line.id));
        // What only I have, I added: that collides with nothing.
        if mine != now && !line.is_new {
            differences.push(Difference {
                field: format!("line.{}", line.id),
                about: About::Line(line.name.clone()),
                likely: likely(base == mine),
                mine,
                theirs: now,
            });
        }
    }
    differences
}

const fn likely(is_untouched: bool) -> Side {
    if is_untouched { Side::Theirs } else { Side::Mine }
}

/// Every line of either side, theirs first.
fn lines<'a>(form: &'a EditForm, theirs: &'a Values) -> impl Iterator<Item = &'a LineValues> {
    let only_mine = form.mine.lines.iter().filter(|line| find(&theirs.lines, &line.id).is_none());
    theirs.lines.iter().chain(only_mine)
}

fn find<'a>(lines: &'a [LineValues], id: &str) -> Option<&'a LineValues> {
    lines.iter().find(|line| line.id == id && !line.removed)
}

fn said(line: Option<&LineValues>) -> String {
    let said = line.map(|line| format!("{} × {} {}", line.quantity.trim(), line.name, line.note));
    said.map(|words| words.trim().to_owned()).unwrap_or_default()
}

/// The edit on top of how the order stands, each field from the side that was chosen for it.
pub(super) fn settle(
    form: &mut EditForm,
    theirs: Values,
    version: i32,
    choose: impl Fn(&Difference) -> Side,
) {
    let differences = differences(form, &theirs);
    let chosen: Vec<&Difference> = differences.iter().filter(|one| choose(one) == Side::Mine).collect();
    let keeps_mine = |field: &str| chosen.iter().any(|one| one.field == field);
    let mut settled = theirs.clone();
    let mine = form.mine.clone();
    if keeps_mine("name") {
        settled.name.clone_from(&mine.name);
    }
    if keeps_mine("phone") {
        settled.phone.clone_from(&mine.phone);
    }
    if keeps_mine("email") {
        settled.email.clone_from(&mine.email);
    }
    if keeps_mine("discount") {
        settled.discount.clone_from(&mine.discount);
        settled.discount_reason.clone_from(&mine.discount_reason);
    }
    if keeps_mine("note") {
        settled.note.clone_from(&mine.note);
    }
    for line in &mut settled.lines {
        if !keeps_mine(&format!("line.{}", line.id)) {
            continue;
        }
        match mine.lines.iter().find(|known| known.id == line.id) {
            Some(known) => *line = known.clone(),
            None => line.removed = true,
        }
    }
    for line in mine.lines.iter().filter(|line| !line.removed) {
        if line.is_new {
            settled.lines.push(line.clone());
        } else if find(&theirs.lines, &line.id).is_none() && keeps_mine(&format!("line.{}", line.id)) {
            let again = form.anew(line);
            settled.lines.push(again);
        }
    }
    form.base = theirs;
    form.mine = settled;
    form.version = version;
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
