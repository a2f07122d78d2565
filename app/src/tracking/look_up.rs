//! Finding an order without its link.

use contract::problem::Code;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::actions::LookUpOrder;
use crate::{
    layout::sentence,
    refused::Refused,
    words::{Words, use_words},
};

/// `/track`: asks for reference and phone number.
#[component]
pub fn LookUpPage() -> impl IntoView {
    let words = use_words();
    let query = use_query_map().get_untracked();
    let message = query.get("problem").map(|code| {
        let refused = Refused::told(&code, query.get("wait").as_deref());
        let text = told(&refused, words);
        view! { <p class="form-problem" id="look-up-problem" role="alert">{text}</p> }
    });
    let problem_id = message.is_some().then_some("look-up-problem");
    view! {
        <Title text=words.tracking.look_up_title/>
        <main id="main" class="page tracking">
            <h1>{words.tracking.look_up_title}</h1>
            <p class="quiet">{words.tracking.look_up_lead}</p>
            <form class="form" method="post" action=LookUpOrder::url()>
                {message}
                <label class="field">
                    <span>{words.tracking.reference}</span>
                    <input
                        name="reference" required maxlength="20" autocomplete="off" autocapitalize="characters"
                        spellcheck="false" placeholder="GO-7K3M9Q" aria-describedby=problem_id
                    />
                </label>
                <label class="field">
                    <span>{words.tracking.phone}</span>
                    <input
                        type="tel" name="phone" required maxlength="30" autocomplete="tel"
                        aria-describedby=problem_id
                    />
                </label>
                <button class="button button-primary button-wide">{words.tracking.look_up}</button>
            </form>
        </main>
    }
    .into_any()
}

/// Whether the look-up itself was wrong, in whatever way: which way is nobody's business.
fn is_wrong(refused: &Refused) -> bool {
    refused.0.status < 500 && !refused.0.is(Code::RateLimited)
}

fn told(refused: &Refused, words: &Words) -> String {
    if is_wrong(refused) { words.tracking.wrong.to_owned() } else { sentence(refused, words) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, of};

    #[test]
    fn a_wrong_look_up_always_says_the_same() {
        let english = of(Language::English);
        for code in ["order_not_found", "not_found", "invalid_request", "forbidden"] {
            assert_eq!(told(&Refused::told(code, None), english), english.tracking.wrong, "{code}");
        }
    }

    #[test]
    fn too_many_look_ups_and_our_own_faults_are_told_as_what_they_are() {
        let english = of(Language::English);
        assert!(told(&Refused::told("rate_limited", Some("30")), english).contains("30 seconds"));
        assert_eq!(told(&Refused::told("overloaded", None), english), english.problems.overloaded);
    }
}
