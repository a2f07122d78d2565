//! Where an order may go from here, as forms that work without JavaScript. Which moves there are is
//! the server's word; here is only what they are called and what is asked first.

use contract::orders::OrderView;
use domain::order::Lifecycle;
use leptos::{prelude::*, server_fn::ServerFn};

use super::actions::MoveOrderForm;
use crate::{
    layout::ReasonField,
    made_for::MadeForField,
    words::{Words, fill, use_language, use_words},
};

/// What kind of move it is, which decides how it is asked; the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The next step: one press.
    Forward,
    /// A step back: with a reason.
    Back,
    /// The end: with its consequence in words.
    Cancel,
}

fn kind(from: Lifecycle, to: Lifecycle) -> Kind {
    if to == Lifecycle::Cancelled {
        Kind::Cancel
    } else if from.next() == Some(to) {
        Kind::Forward
    } else {
        Kind::Back
    }
}

/// What the button for the next step says.
fn forward_name(to: Lifecycle, words: &Words) -> &'static str {
    match to {
        Lifecycle::Processing => words.order.start,
        Lifecycle::Ready => words.order.mark_ready,
        Lifecycle::Completed => words.order.hand_over,
        Lifecycle::Draft | Lifecycle::Pending | Lifecycle::Cancelled => words.order.accept,
    }
}

/// The moves that this person may make with this order.
#[component]
pub(super) fn Moves(order: OrderView, allowed: Vec<Lifecycle>) -> impl IntoView {
    let words = use_words();
    let mut allowed = allowed;
    allowed.sort_by_key(|to| kind(order.lifecycle, *to));
    let moves = allowed.into_iter().map(|to| match kind(order.lifecycle, to) {
        Kind::Forward => {
            let name = forward_name(to, words);
            view! {
                <form method="post" action=MoveOrderForm::url()>
                    <MadeForField/>
                    {target(&order, to)}
                    <button class="button button-primary">{name}</button>
                </form>
            }
            .into_any()
        }
        Kind::Back => {
            let name = fill(words.order.put_back, words.lifecycle(to));
            asked_first(&order, to, name, None, true)
        }
        Kind::Cancel => {
            let is_paid = order.amount_paid > 0;
            let consequence = if is_paid {
                fill(words.order.cancel_paid, &use_language().money(order.amount_paid, order.currency))
            } else {
                words.order.cancel_unpaid.to_owned()
            };
            asked_first(&order, to, words.order.cancel_order.to_owned(), Some(consequence), is_paid)
        }
    });
    moves.collect_view().into_any()
}

/// A move behind a question: what it leads to, and why it is wanted.
fn asked_first(
    order: &OrderView,
    to: Lifecycle,
    name: String,
    consequence: Option<String>,
    needs_reason: bool,
) -> AnyView {
    let words = use_words();
    let class = if consequence.is_some() { "button button-danger" } else { "button" };
    view! {
        <details class="menu moves-asked">
            <summary class="button">{name.clone()}</summary>
            <form class="menu-panel form" method="post" action=MoveOrderForm::url()>
                <MadeForField/>
                {target(order, to)}
                {consequence.map(|text| view! { <p>{text}</p> })}
                <ReasonField
                    label=words.order.reason hint=needs_reason.then_some(words.order.reason_hint) required=needs_reason
                />
                <button class=class>{name}</button>
            </form>
        </details>
    }
    .into_any()
}

fn target(order: &OrderView, to: Lifecycle) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="reference" value=order.reference.to_string()/>
        <input type="hidden" name="status" value=to.code()/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, of};

    #[test]
    fn every_move_is_asked_in_its_own_way() {
        assert_eq!(kind(Lifecycle::Pending, Lifecycle::Processing), Kind::Forward);
        assert_eq!(kind(Lifecycle::Ready, Lifecycle::Processing), Kind::Back);
        assert_eq!(kind(Lifecycle::Completed, Lifecycle::Ready), Kind::Back);
        assert_eq!(kind(Lifecycle::Pending, Lifecycle::Cancelled), Kind::Cancel);
    }

    #[test]
    fn the_next_step_is_called_as_on_the_board() {
        let english = of(Language::English);
        let names = [Lifecycle::Processing, Lifecycle::Ready, Lifecycle::Completed]
            .map(|to| forward_name(to, english));
        assert_eq!(names, ["Start", "Ready", "Hand over"]);
    }
}
