//! The document in parts: text, examples, and the list of endpoints.

const BLOCK: &str = "```http\n";
const BLOCK_END: &str = "\n```\n";
const TABLE: &str = "<!-- All endpoints, written by a test from the OpenAPI document. -->\n";
const TABLE_END: &str = "\n<!-- The end of all endpoints. -->\n";

/// A part of the document.
pub(super) enum Part {
    /// As somebody wrote it.
    Text(String),
    /// A request and its answer.
    Example(Box<Example>),
    /// The list of endpoints.
    Endpoints(String),
}

/// A request and its answer.
pub(super) struct Example {
    pub(super) request: Message,
    /// What stands between the two.
    pub(super) between: String,
    pub(super) answer: Message,
}

/// A request or an answer.
pub(super) struct Message {
    /// `GET /path`, or `HTTP/1.1 200 OK`.
    pub(super) first: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Message {
    fn parse(block: &str) -> Self {
        let (head, body) = block.split_once("\n\n").unwrap_or((block, ""));
        let mut lines = head.lines();
        let first = lines.next().unwrap().to_owned();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line} is no header"));
            (name.to_owned(), value.to_owned())
        });
        Self { first, headers: headers.collect(), body: body.to_owned() }
    }

    fn written(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("\n{name}: {value}")).collect();
        let body = if self.body.is_empty() { String::new() } else { format!("\n\n{}", self.body) };
        format!("{BLOCK}{}{headers}{body}{BLOCK_END}", self.first)
    }
}

/// Takes the document apart.
pub(super) fn parts(document: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = document;
    while let Some((text, block, after)) = next(rest, BLOCK, BLOCK_END) {
        push_text(&mut parts, text);
        let (between, answer, after) =
            next(after, BLOCK, BLOCK_END).expect("a request is followed by its answer");
        assert!(answer.starts_with("HTTP/1.1 "), "{answer} answers {block}");
        parts.push(Part::Example(Box::new(Example {
            request: Message::parse(block),
            between: between.to_owned(),
            answer: Message::parse(answer),
        })));
        rest = after;
    }
    push_text(&mut parts, rest);
    parts
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match next(text, TABLE, TABLE_END) {
        Some((before, table, after)) => {
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Endpoints(format!("{table}\n")));
            parts.push(Part::Text(after.to_owned()));
        }
        None => parts.push(Part::Text(text.to_owned())),
    }
}

/// What is before a mark, between it and its end, and behind both.
fn next<'a>(text: &'a str, begin: &str, end: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, behind) = text.split_once(begin)?;
    let (inside, after) = behind.split_once(end).unwrap_or_else(|| panic!("{begin} has no end"));
    Some((before, inside, after))
}

/// Puts the document together again.
pub(super) fn written(parts: &[Part]) -> String {
    let written = parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Example(example) => {
            format!("{}{}{}", example.request.written(), example.between, example.answer.written())
        }
        Part::Endpoints(table) => format!("{TABLE}{}{TABLE_END}", table.trim_end_matches('\n')),
    });
    written.collect()
}
