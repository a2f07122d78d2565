//! What a scan came to, in words.

use contract::devices::KeyPress;
use domain::code::readable;
use leptos::prelude::*;

use super::{Bench, listening::Tried, words::of};
use crate::{
    layout::said,
    scanner::{End, Reading, Scan},
    words::{fill, use_language},
};

/// What the last scan came to; nothing before the first.
pub(super) fn told(bench: Bench) -> Option<AnyView> {
    let words = of(use_language());
    Some(match bench.tried.get()? {
        Tried::TooFew(letters) => {
            view! { <p class="form-problem">{fill(words.too_few, &letters.to_string())}</p> }.into_any()
        }
        Tried::Read { scan, reading, presses } => read(bench, &scan, reading, &presses),
    })
}

fn read(bench: Bench, scan: &Scan, reading: Reading, presses: &[KeyPress]) -> AnyView {
    let words = of(use_language());
    let shown = |text: &str| match readable_or_nothing(text) {
        Some(text) => said(text),
        None => view! { {words.nothing} }.into_any(),
    };
    let end = match scan.end {
        End::Enter => words.by_enter,
        End::Tab => words.by_tab,
        End::Silence => words.by_silence,
    };
    let facts = [
        (words.code, shown(&readable(&reading.code))),
        (words.kind, view! { {reading.symbology.unwrap_or(words.unknown_kind)} }.into_any()),
        (words.speed, view! { {fill(words.key_ms, &format!("{:.0}", scan.key_ms))} }.into_any()),
        (words.added_before, shown(&reading.prefix)),
        (words.added_after, shown(&reading.suffix)),
        (words.ended_by, view! { {end} }.into_any()),
    ];
    let facts = facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    let other_layout = scan.is_foreign().then(|| view! { <p>{words.other_layout}</p> });
    let key_ms = scan.key_ms;
    let keep = move |_| bench.keep(&reading.prefix, &reading.suffix, key_ms);
    view! {
        <h3>{words.read}</h3>
        <dl class="scanner-facts">{facts.into_iter().collect_view()}</dl>
        {other_layout}
        <button type="button" class="button button-primary" on:click=keep>{words.keep}</button>
        {keys(presses)}
    }
    .into_any()
}

/// What was added is shown letter by letter: a space is one, too.
fn readable_or_nothing(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.replace(' ', "␣"))
}

/// The keys as the browser told them, for whoever has to find out what a scanner does.
fn keys(presses: &[KeyPress]) -> AnyView {
    let words = of(use_language());
    let befores = std::iter::once(None).chain(presses.iter().map(|press| Some(press.at_ms)));
    let rows = presses.iter().zip(befores).map(|(press, before)| {
        let held = [(press.ctrl, "Ctrl+"), (press.alt, "Alt+"), (press.shift, "Shift+")];
        let is_itself = matches!(press.key.as_str(), "Shift" | "Control" | "Alt");
        let held: String =
            held.iter().filter(|(is_held, _)| *is_held && !is_itself).map(|(_, name)| *name).collect();
        let key = if press.key == " " { "␣" } else { press.key.as_str() };
        let after = before.map(|before| format!("{:.0}", press.at_ms - before));
        view! {
            <tr><td>{held}{said(key)}</td><td>{press.code.clone()}</td><td class="number">{after}</td></tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="scanner-keys">
            <summary>{words.keys}</summary>
            <table>
                <thead><tr>
                    <th scope="col">{words.key}</th>
                    <th scope="col">{words.place}</th>
                    <th scope="col" class="number">{words.after_ms}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}
