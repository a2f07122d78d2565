//! For whom this page was made, see [`contract::made_for`]. The server writes a mark into the document's head;
//! every form says it in a field, and the browser's program with each of its requests.

use contract::made_for::FIELD;
use leptos::prelude::*;

/// The name of the document's `<meta>` that holds the mark.
pub const META: &str = "kedai-made-for";

/// The mark of whom a page is made for; from the server, none for pages of customers and strangers.
#[derive(Debug, Clone)]
pub struct MadeFor(pub Option<String>);

/// The mark of whom this page was made for.
#[cfg(feature = "ssr")]
pub fn made_for() -> Option<String> {
    use_context::<MadeFor>().and_then(|made_for| made_for.0)
}

/// The mark of whom this page was made for.
#[cfg(not(feature = "ssr"))]
pub fn made_for() -> Option<String> {
    let meta = document().query_selector(&format!("meta[name='{META}']")).ok()??;
    meta.get_attribute("content")
}

/// Says in a form for whom its page was made. Each form that is sent to the server has it, but for those that
/// are nobody's: signing in, and what customers look up.
#[component]
pub(crate) fn MadeForField() -> impl IntoView {
    made_for().map(|mark| view! { <input type="hidden" name=FIELD value=mark/> })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Files whose forms are nobody's.
    const OPEN_TO_ALL: [&str; 2] = ["sign_in/page.rs", "tracking/look_up.rs"];

    fn forms_without(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                forms_without(&path, found);
                continue;
            }
            let is_open =
                OPEN_TO_ALL.iter().any(|open| path.ends_with(open)) || path.ends_with("made_for.rs");
            let code = fs::read_to_string(&path).unwrap();
            let forms = code.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap());
            // Several forms of one page share a closure of hidden fields, the mark first.
            let says_so = |form: &str| form.contains("<MadeForField/>") || form.contains("{hidden()}");
            let forgotten = |form: &&str| form.contains("method=\"post\"") && !says_so(form);
            if !is_open {
                found.extend(forms.filter(forgotten).map(|form| format!("{}: {form:.120}", path.display())));
            }
        }
    }

    #[test]
    fn every_form_says_for_whom_its_page_was_made() {
        let mut found = Vec::new();
        forms_without(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
        assert_eq!(found, Vec::<String>::new());
    }
}
