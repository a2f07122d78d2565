//! Editing an order: a form that says before saving what would change, and works the same without
//! JavaScript.
//!
//! | module | holds |
//! |---|---|
//! | `form`, `settle` | the edit as it was typed, and both sides of a stale one: pure, tested natively |
//! | `desk` | the state of the open page, and what can be done at it |
//! | `submit` | the same for a plain form that was posted, on the server |
//! | `page`, `fields`, `lines`, `foreseen`, `both_sides`, `link` | the views, which only show the desk |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod both_sides;
mod desk;
mod fields;
mod foreseen;
mod form;
mod lines;
mod link;
mod page;
mod settle;
#[cfg(feature = "ssr")]
mod submit;
mod words;

use contract::{
    Problem,
    orders::{EditPreview, OrderView, StaleChange},
    problem::Code,
};
use serde::{Deserialize, Serialize};

pub use actions::{OpenEdit, PreviewEdit, SaveEdit};
pub(super) use link::EditLink;
pub use page::EditPage;

/// An edit as a plain form left it, for the page that answers the form.
#[derive(Clone, Serialize, Deserialize)]
struct Submitted {
    form: form::EditForm,
    preview: Option<EditPreview>,
    problem: Option<Problem>,
    stale: Option<Stale>,
}

/// How the order stands that somebody else changed meanwhile, and what they changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stale {
    order: Box<OrderView>,
    changes: Vec<StaleChange>,
}

impl Stale {
    /// What a refusal of a stale edit tells.
    fn of(problem: &Problem) -> Option<Self> {
        // Through bytes, like everything else that is read: see `resource::Json`.
        let part = |name: &str| serde_json::to_vec(problem.extensions.get(name)?).ok();
        let order = serde_json::from_slice(&part("order")?).ok()?;
        let changes = serde_json::from_slice(&part("changes")?).unwrap_or_default();
        problem.is(Code::StaleVersion).then_some(Self { order, changes })
    }
}

/// The command of a form; nothing if its state can't be read.
#[cfg(feature = "fuzzing")]
pub(super) fn command(
    fields: &crate::form::Fields,
    menu: &contract::catalogue::MenuView,
) -> Option<Result<contract::orders::EditOrder, Problem>> {
    let mut form = submit::read(fields)?;
    Some(form.take_in(menu).and_then(|()| form.command()))
}
