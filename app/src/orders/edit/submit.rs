//! An edit that came as a plain form, without JavaScript: the same steps, and the page again with
//! everything as it was typed.

use contract::{Problem, backend::Backend, orders::OrderEdit, problem::Code, session::Caller};
use domain::money::MoneyStyle;

use super::{
    Stale, Submitted,
    form::{EditForm, Values},
    settle::{Side, settle},
};
use crate::form::Fields;

/// Does what the button of a form says, with amounts typed in `style`: the page again, or nothing if the
/// order is saved.
pub(super) async fn submit(
    backend: &Backend,
    caller: &Caller,
    reference: &str,
    fields: &Fields,
    style: MoneyStyle,
) -> Result<Option<Submitted>, Problem> {
    let form = read(fields).ok_or_else(|| {
        Problem::new(Code::MalformedRequest, "The form can't be read. Load the page again.")
    })?;
    let button = fields.get("do").unwrap_or("preview");
    let mut shown = Submitted { form, preview: None, problem: None, stale: None };
    if let Some(id) = button.strip_prefix("remove.") {
        shown.form.remove(id);
    } else if let Some(id) = button.strip_prefix("restore.") {
        shown.form.restore(id);
    }
    let sheet = backend.orders.open_edit(caller, reference).await?;
    if button == "settle" {
        let theirs = Values::of(&sheet.order, style);
        let chosen = |field: &str| fields.get(&format!("choose.{field}")).and_then(Side::from_code);
        settle(&mut shown.form, theirs, sheet.order.version, |one| chosen(&one.field).unwrap_or(one.likely));
    }
    let taken_in = shown.form.take_in(&sheet.menu);
    let change = match taken_in.and_then(|()| shown.form.command()) {
        Ok(change) => change,
        Err(problem) => {
            shown.problem = Some(problem);
            return Ok(Some(shown));
        }
    };
    let version = shown.form.version;
    if button == "save" {
        let edit =
            OrderEdit { id: reference.to_owned(), version, or_versions: Vec::new(), change: change.clone() };
        match backend.orders.edit(caller, Some(shown.form.key.clone()), edit).await {
            Ok(_) => return Ok(None),
            Err(problem) => shown.tell(problem),
        }
    }
    let preview = backend.orders.preview_edit(caller, reference, vec![version], change).await?;
    if shown.problem.is_none()
        && shown.stale.is_none()
        && let Some(problem) = preview.problems.first()
    {
        shown.tell(problem.clone());
    }
    shown.preview = Some(preview);
    Ok(Some(shown))
}

/// The edit that was sent along, with what the fields say now.
pub(super) fn read(fields: &Fields) -> Option<EditForm> {
    let mut form: EditForm = serde_json::from_slice(fields.get("state")?.as_bytes()).ok()?;
    for (name, value) in fields.iter() {
        form.fill_in(name, value);
    }
    Some(form)
}

impl Submitted {
    fn tell(&mut self, problem: Problem) {
        match Stale::of(&problem) {
            Some(stale) => self.stale = Some(stale),
            None => self.problem = Some(problem),
        }
    }
}
