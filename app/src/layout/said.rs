//! Text that people wrote, where it stands among words of ours: isolated, so that a name written from right
//! to left reorders nothing around it.

use leptos::prelude::*;

/// A name, a number, a reason: one line that somebody wrote.
pub(crate) fn said(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <bdi>{text}</bdi> }.into_any()
}

/// A note that somebody wrote, line by line.
pub(crate) fn noted(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <bdi class="noted">{text}</bdi> }.into_any()
}

/// The same within a sentence or where no element can stand: between the characters that isolate.
pub(crate) fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stands_apart() {
        Owner::new().with(|| {
            assert_eq!(said("\u{202e}evil").to_html().replace("<!>", ""), "<bdi>\u{202e}evil</bdi>");
            assert_eq!(noted("a\nb").to_html().replace("<!>", ""), "<bdi class=\"noted\">a\nb</bdi>");
        });
        assert_eq!(isolated("שם"), "\u{2068}שם\u{2069}");
    }

    /// Every page's view of people's text goes through this module: a field that people fill in never stands
    /// bare in a view.
    #[test]
    fn no_view_shows_people_s_text_bare() {
        let fields = ["name", "note", "reason", "company", "phone", "email", "detail.title", "shop", "url"];
        let mut bare = Vec::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let lines = text.lines().filter(|line| line.contains('>') && line.contains('<'));
                    bare.extend(
                        lines
                            .filter(|line| shows_bare(line, &fields))
                            .map(|line| format!("{}: {line}", path.display())),
                    );
                }
            }
        }
        assert!(bare.is_empty(), "{bare:#?}");
    }

    /// Whether an element of this line has one of these fields as it is for its content.
    fn shows_bare(line: &str, fields: &[&str]) -> bool {
        line.split(['>', '"', ' ']).any(|part| {
            let content = part.split_once('{').filter(|(before, _)| before.is_empty()).map(|(_, rest)| rest);
            let content = content.and_then(|rest| rest.split_once('}')).map(|(content, _)| content);
            let Some(content) = content.map(|content| content.trim_end_matches(".clone()")) else {
                return false;
            };
            let ours = ["words.", "own.", "order.note", "all."].iter().any(|ours| content.starts_with(ours));
            !ours && fields.iter().any(|field| content.ends_with(&format!(".{field}")))
        })
    }
}
