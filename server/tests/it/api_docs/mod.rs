//! `docs/API.md`: every example in it is sent to the real router, in the order of the document, and the
//! document is written anew from the answers. It must come out as it is.
//!
//! To add an example, write its request and `HTTP/1.1 200 OK` into blocks marked `http`, run this test,
//! and copy what it wrote. What a reader needn't see is left out by `"…": "…"` among the fields of an
//! object, by `"…"` as a value or at the end of a list, or by a last line `…` of a text.

mod document;
mod names;
mod shown;

use std::{collections::BTreeSet, fs, path::PathBuf};

use chrono::TimeDelta;
use serde_json::Value;

use self::{
    document::{Example, Message, Part},
    names::Names,
    shown::Shown,
};
use crate::support::{Answer, Request, Shop, app::App};

/// What the program allows if nobody says otherwise.
const PER_MINUTE: u32 = 60_000;

/// In whose name a request is sent: what stands for their token in the document.
const PEOPLE: [(&str, &str); 3] = [
    ("$CASHIER", "cashier@kopikita.test"),
    ("$MANAGER", "manager@kopikita.test"),
    ("$OWNER", "owner@kopikita.test"),
];

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/API.md")
}

#[tokio::test]
async fn every_example_is_answered_as_the_document_says() {
    let written = fs::read_to_string(path()).unwrap();
    let shop = Shop::open_limited(PER_MINUTE).await;
    let description = shop.get("/api/openapi.json").send().await.json(200);
    let mut names = Names::default();
    let app = App::of(&shop).await;
    names.know("$APP_KEY", &app.key.id.to_string());
    for (word, email) in PEOPLE {
        names.know(word, &shop.sign_in(email).await.token);
    }
    let mut parts = document::parts(&written);
    for part in &mut parts {
        match part {
            Part::Text(_) => {}
            Part::Endpoints(table) => *table = endpoints(&description),
            Part::Example(example) => {
                // Each at its own time, so that lists have one order.
                shop.advance(TimeDelta::seconds(1));
                let answer = send(&shop, &app, &names, &example.request).await;
                example.answer = told(&example.answer, &answer, &mut names);
            }
        }
    }
    let now = document::written(&parts);
    if now != written {
        let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("API.md");
        fs::write(&kept, &now).unwrap();
        let differing = written.lines().zip(now.lines()).enumerate().find(|(_, (old, new))| old != new);
        panic!("docs/API.md says something else than Kedai does, see {}: {differing:#?}", kept.display());
    }
}

#[tokio::test]
async fn every_operation_has_an_example_of_an_answer_that_is_described() {
    let written = fs::read_to_string(path()).unwrap();
    let shop = Shop::open().await;
    let description = shop.get("/api/openapi.json").send().await.json(200);
    let mut without: BTreeSet<String> =
        operations(&description).map(|(method, path, _)| format!("{method} {path}")).collect();
    for part in document::parts(&written) {
        let Part::Example(example) = part else { continue };
        let Example { request, answer, .. } = *example;
        let (method, path) = request.first.split_once(' ').unwrap();
        let status = answer.first.split(' ').nth(1).unwrap().to_owned();
        let (_, template, operation) = operations(&description)
            .filter(|(of, template, _)| of == method && fits(template, path))
            .min_by_key(|(_, template, _)| template.matches('{').count())
            .unwrap_or_else(|| panic!("{} is no operation", request.first));
        let statuses = operation["responses"].as_object().unwrap();
        assert!(statuses.contains_key(&status), "{method} {template} isn't described to answer {status}");
        if status.starts_with('2') {
            without.remove(&format!("{method} {template}"));
        }
    }
    assert!(without.is_empty(), "docs/API.md has no example of {without:#?}");
    let has_table = document::parts(&written).iter().any(|part| matches!(part, Part::Endpoints(_)));
    assert!(has_table, "docs/API.md lists the endpoints");
}

/// The operations of the OpenAPI document: method, path and description.
fn operations(description: &Value) -> impl Iterator<Item = (String, &str, &Value)> {
    description["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    })
}

fn fits(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len()
        && wanted.iter().zip(given).all(|(wanted, given)| wanted.starts_with('{') || *wanted == given)
}

/// The list of all endpoints, a line each with its first sentence.
fn endpoints(description: &Value) -> String {
    let lines = operations(description).map(|(method, path, operation)| {
        let summary = operation["summary"].as_str().unwrap_or_else(|| panic!("{path} has no summary"));
        let summary = summary.replace('\n', " ");
        let sentence = summary.split(". ").next().unwrap().trim_end_matches('.');
        format!("| `{method} {path}` | {sentence} |\n")
    });
    format!("| endpoint | what it does |\n|---|---|\n{}", lines.collect::<String>())
}

async fn send(shop: &Shop, app: &App, names: &Names, message: &Message) -> Answer {
    let (method, path) = message.first.split_once(' ').unwrap();
    let method = match method {
        "GET" => "GET",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        other => panic!("{other} is not used"),
    };
    let mut request = Request::new(shop.address, method, &names.real(path));
    let now = shop.now().timestamp();
    for (name, value) in &message.headers {
        let value = match value.as_str() {
            "$NOW" => now.to_string(),
            "sha256=$SIGNATURE" => app.signature(now, &names.real(&message.body)),
            value => names.real(value),
        };
        request = request.header(name, value);
    }
    if !message.body.is_empty() {
        request = request.body(names.real(&message.body)).header("content-type", "application/json");
    }
    request.send().await
}

/// An answer as the document shows it: what was shown before, with what is answered now.
fn told(before: &Message, answer: &Answer, names: &mut Names) -> Message {
    let headers = before.headers.iter().map(|(name, shown)| {
        let value = answer.header(name);
        names.learn(shown, value);
        (name.clone(), names.shown(value))
    });
    let headers: Vec<(String, String)> = headers.collect();
    let reason = http::StatusCode::from_u16(answer.status).unwrap();
    // Files for spreadsheets begin with a byte order mark, which a document can't show.
    let text = answer.text().trim_start_matches('\u{feff}').to_owned();
    let body = match serde_json::from_str::<Shown>(&text) {
        Ok(now) => {
            let shown = serde_json::from_str::<Shown>(&before.body).ok();
            now.like_before(shown.as_ref(), names).written()
        }
        Err(_) => lines_like_before(&before.body, &text, names),
    };
    Message { first: format!("HTTP/1.1 {reason}"), headers, body }
}

/// Lines of a text that is not JSON; those behind a line `…` are not shown.
fn lines_like_before(before: &str, now: &str, names: &mut Names) -> String {
    let shown: Vec<&str> = before.lines().collect();
    let is_cut = shown.last() == Some(&"…");
    let most = if is_cut { shown.len() - 1 } else { usize::MAX };
    let lines = now.lines().take(most).enumerate().map(|(place, line)| {
        names.learn(shown.get(place).unwrap_or(&""), line);
        names.shown(line)
    });
    let mut lines: Vec<String> = lines.collect();
    if is_cut {
        lines.push("…".to_owned());
    }
    lines.join("\n")
}
