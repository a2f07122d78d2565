//! Which version an edit was made from, however `If-Match` says it (RFC 9110, 8.8.3 and 13.1.1).

use serde_json::{Value, json};

use super::{edit, open_order, path};
use crate::support::{Answer, Person, Request, Shop};

/// A request with these lines of `If-Match`.
fn with_lines(request: Request, lines: &[&str]) -> Request {
    lines.iter().fold(request, |request, line| request.and_header("if-match", *line))
}

async fn edit_by(person: &Person, order: &Value, lines: &[&str], note: &str) -> Answer {
    with_lines(person.ask("PATCH", &path(order)), lines).json(&json!({"note": note})).send().await
}

/// The refusals that a preview foresees.
async fn foreseen(person: &Person, order: &Value, lines: &[&str]) -> Answer {
    let preview = person.ask("POST", &format!("{}/preview", path(order)));
    with_lines(preview, lines).json(&json!({"note": "foreseen"})).send().await
}

#[tokio::test]
async fn any_version_of_a_list_may_be_the_one() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    let mut version = 1;
    for (place, form) in [
        &["\"{}\", \"7777\""][..],
        &["\"7777\", \"{}\""],
        &["\"7777\",\"{}\",\"8888\""],
        &[",, \"{}\" ,"],
        &["\"of, another\", \"{}\""],
        &["\"\", \"x\\\", \"{}\""],
        &["\"7777\"", "\"{}\""],
        &["\"{}\"", "\"7777\"", "\"8888\""],
    ]
    .into_iter()
    .enumerate()
    {
        let lines: Vec<String> = form.iter().map(|line| line.replace("{}", &version.to_string())).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let preview = foreseen(&cashier, &order, &lines).await.json(200);
        assert_eq!(preview["problems"], json!([]), "{lines:?}");
        let edited = edit_by(&cashier, &order, &lines, &format!("note {place}")).await;
        assert_eq!(edited.status, 200, "{lines:?}: {}", edited.text());
        version += 1;
        assert_eq!(edited.header("etag"), format!("\"{version}\""), "{lines:?}");
    }
}

#[tokio::test]
async fn a_list_without_the_version_is_stale() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    edit(&cashier, &order, json!({"note": "by the window"})).await.json(200);
    for lines in [
        &["\"1\""][..],
        &["\"1\", \"3\""],
        &["\"12\", \"22\""],
        &["\"1\"", "\"3\""],
        &["\"02\""],
        &["\"+2\""],
        &["\"2 \""],
        &["\"another's, own\""],
    ] {
        let stale = edit_by(&cashier, &order, lines, "at the door").await.problem(412, "stale_version");
        assert_eq!(stale["version"], 2, "{lines:?}");
        let preview = foreseen(&cashier, &order, lines).await.json(200);
        assert_eq!(preview["problems"][0]["code"], "stale_version", "{lines:?}");
    }
}

#[tokio::test]
async fn a_weak_tag_is_refused_by_its_name_and_garbage_for_what_it_is() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    for lines in [&["W/\"1\""][..], &["\"1\", W/\"1\""], &["W/\"1\",\"1\""], &["\"1\"", "W/\"1\""]] {
        for answer in
            [edit_by(&cashier, &order, lines, "at the door").await, foreseen(&cashier, &order, lines).await]
        {
            let refused = answer.problem(400, "invalid_if_match");
            assert!(refused["detail"].as_str().unwrap().contains("A weak tag (W/)"), "{lines:?}: {refused}");
        }
    }
    let many = vec!["\"1\""; 17].join(", ");
    for lines in [
        &["w/\"1\""][..],
        &["\"1"],
        &["1\""],
        &["'1'"],
        &["\"1\" \"1\""],
        &["\"1\"; \"1\""],
        &["version 1"],
        &["-1"],
        &["1"],
        &["1, \"1\""],
        &[""],
        &[" , ,"],
        &["\"\u{e9}\""],
        &["\"1\"", "one"],
        &[&*many],
    ] {
        for answer in
            [edit_by(&cashier, &order, lines, "at the door").await, foreseen(&cashier, &order, lines).await]
        {
            answer.problem(400, "invalid_if_match");
        }
    }
    for lines in [&["*"][..], &["\"1\", *"], &["\"1\"", "*"]] {
        edit_by(&cashier, &order, lines, "at the door").await.problem(428, "precondition_required");
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 1, "no refusal leaves anything");
}
