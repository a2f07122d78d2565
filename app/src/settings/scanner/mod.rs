//! The barcode scanner of this device: trying it, and saying what it adds to codes.

mod listening;
mod result;
mod words;

use leptos::prelude::*;

use super::menu::SettingsMenu;
use crate::{
    context::{BrowserDevices, Session},
    layout::said,
    scanner::{MOST_LETTERS, ScannerSettings, affix},
    words::{fill, use_language},
};
use listening::Tried;
use words::of;

/// The page's view of the scanner.
#[derive(Clone, Copy)]
struct Bench {
    /// What this device remembers.
    settings: RwSignal<ScannerSettings>,
    /// What stands in the fields.
    prefix: RwSignal<String>,
    suffix: RwSignal<String>,
    /// What came of the last scan.
    tried: RwSignal<Option<Tried>>,
    /// What came of the last thing that was done.
    outcome: RwSignal<Option<Outcome>>,
    /// Whether the page lives in a browser.
    is_ready: RwSignal<bool>,
    devices: StoredValue<Option<BrowserDevices>>,
}

/// What came of a thing that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Kept,
    NotKept,
    WasReset,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            settings: RwSignal::new(ScannerSettings::default()),
            prefix: RwSignal::new(String::new()),
            suffix: RwSignal::new(String::new()),
            tried: RwSignal::new(None),
            outcome: RwSignal::new(None),
            is_ready: RwSignal::new(false),
            devices: StoredValue::new(use_context::<BrowserDevices>()),
        };
        Effect::new(move |_| {
            if let Some(devices) = bench.devices.get_value() {
                bench.show(ScannerSettings::recall(devices.0.browser.as_ref()));
                bench.is_ready.set(true);
            }
        });
        bench
    }

    fn show(self, settings: ScannerSettings) {
        self.prefix.set(settings.prefix.clone());
        self.suffix.set(settings.suffix.clone());
        self.settings.set(settings);
    }

    /// Remembers what the scanner adds, and how fast it typed if that is known.
    fn keep(self, prefix: &str, suffix: &str, key_ms: f64) {
        let Some(devices) = self.devices.get_value() else { return };
        // The till may have learnt something meanwhile, in another tab.
        let browser = devices.0.browser.as_ref();
        let settings = ScannerSettings {
            prefix: affix(prefix),
            suffix: affix(suffix),
            ..ScannerSettings::recall(browser)
        };
        let settings = settings.with_speed(key_ms);
        let is_kept = settings.keep(browser);
        self.show(settings);
        self.outcome.set(Some(if is_kept { Outcome::Kept } else { Outcome::NotKept }));
    }

    fn reset(self) {
        let Some(devices) = self.devices.get_value() else { return };
        ScannerSettings::reset(devices.0.browser.as_ref());
        self.show(ScannerSettings::default());
        self.tried.set(None);
        self.outcome.set(Some(Outcome::WasReset));
    }
}

/// The barcode scanner of this device.
#[component]
pub fn ScannerPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let words = of(use_language());
    let bench = Bench::new();
    listening::listen(bench);
    let needs_app =
        move || (!bench.is_ready.get()).then(|| view! { <p class="form-problem">{words.needs_app}</p> });
    view! {
        <div class="page scanner">
            <SettingsMenu role=session.me.role here="/settings/scanner"/>
            <h1>{words.title}" · "{said(session.store.name)}</h1>
            <p class="quiet">{words.lead}</p>
            {needs_app}
            <Try bench/>
            <Adds bench/>
        </div>
    }
    .into_any()
}

#[component]
fn Try(bench: Bench) -> impl IntoView {
    let words = of(use_language());
    view! {
        <section class="scanner-section">
            <h2>{words.try_it}</h2>
            <div class="scanner-box">
                <p class="scanner-prompt">{words.prompt}</p>
                <p class="quiet">{words.prompt_hint}</p>
                <div role="status">{move || result::told(bench)}</div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Adds(bench: Bench) -> impl IntoView {
    let words = of(use_language());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (prefix, suffix) = (bench.prefix.get_untracked(), bench.suffix.get_untracked());
        bench.keep(&prefix, &suffix, 0.0);
    };
    let field = |name: &'static str, label: &'static str, typed: RwSignal<String>| {
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type="text" name=name maxlength=MOST_LETTERS.to_string() autocomplete="off"
                    autocapitalize="off" spellcheck="false" aria-describedby="scanner-adds-hint"
                    disabled=move || !bench.is_ready.get()
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
        }
    };
    let slowest = move || match bench.settings.with(|settings| settings.slowest_ms) {
        0.0 => words.not_learnt.to_owned(),
        slowest => fill(words.slowest_ms, &format!("{slowest:.0}")),
    };
    let outcome = move || {
        bench.outcome.get().map(|outcome| match outcome {
            Outcome::Kept => view! { <p class="printers-done">{words.kept}</p> }.into_any(),
            Outcome::WasReset => view! { <p class="printers-done">{words.was_reset}</p> }.into_any(),
            Outcome::NotKept => view! { <p class="form-problem">{words.not_kept}</p> }.into_any(),
        })
    };
    view! {
        <section class="scanner-section">
            <h2>{words.adds}</h2>
            <p class="quiet" id="scanner-adds-hint">{words.adds_hint}</p>
            <form class="form" on:submit=save>
                <div class="scanner-fields">
                    {field("prefix", words.prefix, bench.prefix)}
                    {field("suffix", words.suffix, bench.suffix)}
                </div>
                <dl class="scanner-facts"><div><dt>{words.slowest}</dt><dd>{slowest}</dd></div></dl>
                <div class="scanner-actions">
                    <button class="button button-primary" disabled=move || !bench.is_ready.get()>
                        {words.save}
                    </button>
                    <button
                        type="button" class="button" disabled=move || !bench.is_ready.get()
                        on:click=move |_| bench.reset()
                    >{words.reset}</button>
                </div>
            </form>
            <div role="status">{outcome}</div>
        </section>
    }
    .into_any()
}
