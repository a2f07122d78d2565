//! The four steps of an order, as its customer sees them.

use domain::order::Lifecycle;
use leptos::prelude::*;

use crate::words::use_words;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Behind us.
    Done,
    /// Where the order is.
    Current,
    /// Ahead.
    ToCome,
}

/// Received, being made, ready, collected; a cancelled order takes no more steps.
pub(super) fn steps(lifecycle: Lifecycle) -> Option<[Step; 4]> {
    use Step::{Current, Done, ToCome};
    match lifecycle {
        Lifecycle::Draft | Lifecycle::Pending => Some([Current, ToCome, ToCome, ToCome]),
        Lifecycle::Processing => Some([Done, Current, ToCome, ToCome]),
        Lifecycle::Ready => Some([Done, Done, Current, ToCome]),
        Lifecycle::Completed => Some([Done, Done, Done, Done]),
        Lifecycle::Cancelled => None,
    }
}

/// The steps as a line with the current one alive.
#[component]
pub(super) fn StepLine(steps: [Step; 4]) -> impl IntoView {
    let words = &use_words().tracking;
    let names = [words.step_received, words.step_making, words.step_ready, words.step_collected];
    let drawn = names.into_iter().zip(steps).map(|(name, step)| {
        let (class, current, word) = match step {
            Step::Done => ("step step-done", None, words.step_done),
            Step::Current => ("step step-current", Some("step"), words.step_current),
            Step::ToCome => ("step", None, words.step_to_come),
        };
        view! {
            <li class=class aria-current=current>
                {name}
                <span class="hidden">", "{word}</span>
            </li>
        }
    });
    view! { <ol class="steps">{drawn.collect_view()}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_is_alive_until_the_order_is_collected() {
        for state in [Lifecycle::Draft, Lifecycle::Pending, Lifecycle::Processing, Lifecycle::Ready] {
            let steps = steps(state).unwrap();
            assert_eq!(steps.iter().filter(|step| **step == Step::Current).count(), 1, "{state:?}");
        }
        assert_eq!(steps(Lifecycle::Completed), Some([Step::Done; 4]));
    }

    #[test]
    fn what_is_behind_is_done_and_what_is_ahead_is_not() {
        assert_eq!(steps(Lifecycle::Ready), Some([Step::Done, Step::Done, Step::Current, Step::ToCome]));
        assert_eq!(steps(Lifecycle::Cancelled), None);
    }
}
