//! The document that answers a form of a browser without JavaScript when no page can.

use leptos::prelude::*;

use crate::{context::Preferences, layout::sentence, refused::Refused, words};

/// Says what was refused, and leads back to where the form was. It needs no script and loads nothing.
pub fn refusal_page(refused: &Refused, preferences: &Preferences, back: &str) -> String {
    let words = words::of(preferences.language);
    view! {
        <!DOCTYPE html>
        <html lang=preferences.language.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{words.problems.title}</title>
            </head>
            <body>
                <main id="main">
                    <h1>{words.problems.title}</h1>
                    <p role="alert">{sentence(refused, words)}</p>
                    <p><a href=back.to_owned()>{words.problems.back}</a></p>
                </main>
            </body>
        </html>
    }
    .to_html()
}

#[cfg(test)]
mod tests {
    use contract::problem::Code;

    use super::*;
    use crate::words::Language;
    use contract::Problem;

    #[test]
    fn it_speaks_the_readers_language_and_quotes_what_others_wrote() {
        let refused = Refused(Problem::new(Code::MalformedRequest, "The request can't be read."));
        let preferences = Preferences { language: Language::Indonesian, ..Preferences::default() };
        let page = refusal_page(&refused, &preferences, r#"/orders?search="><script>"#);
        assert!(page.contains(r#"lang="id""#), "{page}");
        assert!(page.contains("Formulirnya tidak terbaca"), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }
}
