//! The receipt printer of this device: connecting it, saying which model it is, checking it.

use std::{future::Future, pin::Pin};

use contract::devices::{Devices, PrinterFault, PrinterState, Transport};
use leptos::{prelude::*, task::spawn_local};
use receipt::{
    PrinterProfile,
    escpos::{PrinterStatus, drawer_kick, status_request, test_slip},
    profile,
};

use super::{menu::SettingsMenu, status, words::of};
use crate::{
    context::Session,
    layout::said,
    printing::{Station, remedy, use_station},
    words::{Language, fill, use_language},
};

/// Speeds that receipt printers use, the usual first.
const BAUD_RATES: [u32; 5] = [9_600, 115_200, 19_200, 38_400, 57_600];

/// The page's view of the printer and of what is being done with it.
#[derive(Clone, Copy)]
struct Bench {
    station: Station,
    is_busy: RwSignal<bool>,
    /// What came of the last thing that was done.
    outcome: RwSignal<Option<Outcome>>,
    baud_rate: RwSignal<u32>,
    language: Language,
}

#[derive(Clone)]
enum Outcome {
    Done(String),
    Failed(PrinterFault),
}

type Deed = Pin<Box<dyn Future<Output = Result<String, PrinterFault>>>>;

impl Bench {
    /// Does one thing at a time with the devices, and tells what came of it.
    fn run(self, deed: impl FnOnce(Devices) -> Deed + 'static) {
        let Some(devices) = self.station.devices().filter(|_| !self.is_busy.get_untracked()) else { return };
        self.is_busy.set(true);
        self.outcome.set(None);
        spawn_local(async move {
            let outcome = deed(devices).await;
            if self.outcome.is_disposed() {
                return;
            }
            self.is_busy.set(false);
            self.outcome.set(Some(match outcome {
                Ok(words) => Outcome::Done(words),
                Err(fault) => Outcome::Failed(fault),
            }));
        });
    }

    fn connect(self, transport: Transport) {
        let baud_rate = self.baud_rate.get_untracked();
        self.run(move |devices| {
            Box::pin(async move {
                devices.printer.choose(transport, baud_rate).await?;
                Ok(String::new())
            })
        });
    }

    fn send(self, bytes: fn(&PrinterProfile) -> Vec<u8>) {
        let (station, words) = (self.station, of(self.language));
        self.run(move |_| {
            Box::pin(async move {
                station.send(bytes(station.profile.get_untracked())).await?;
                Ok(words.sent.to_owned())
            })
        });
    }

    fn ask_status(self) {
        let words = of(self.language);
        self.run(move |devices| {
            Box::pin(async move {
                let answer = devices.printer.ask(status_request().to_vec()).await?;
                Ok(status::told(PrinterStatus::from_bytes(&answer), words))
            })
        });
    }

    fn reconnect(self) {
        self.run(|devices| {
            Box::pin(async move {
                devices.printer.reconnect().await?;
                Ok(String::new())
            })
        });
    }

    fn forget(self) {
        self.run(|devices| {
            Box::pin(async move {
                devices.printer.forget().await?;
                Ok(String::new())
            })
        });
    }
}

/// The receipt printer of this device.
#[component]
pub fn PrintersPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let words = of(use_language());
    let bench = Bench {
        station: use_station(),
        is_busy: RwSignal::new(false),
        outcome: RwSignal::new(None),
        baud_rate: RwSignal::new(BAUD_RATES[0]),
        language: use_language(),
    };
    view! {
        <div class="page printers">
            <SettingsMenu role=session.me.role here="/settings/printers"/>
            <h1>{words.title}" · "{said(session.store.name)}</h1>
            <p class="quiet">{words.lead}</p>
            <State bench/>
            <OutcomeView bench/>
            <Connect bench/>
            <Profile bench/>
            <Check bench/>
        </div>
    }
    .into_any()
}

#[component]
fn State(bench: Bench) -> impl IntoView {
    let words = of(bench.language);
    let over = move |transport| match transport {
        Transport::Usb => words.over_usb,
        Transport::Serial => words.over_serial,
    };
    let state = move || match bench.station.state.get() {
        PrinterState::Absent => words.absent.to_owned(),
        PrinterState::Away { transport, name } => {
            format!("{} ({})", fill(words.away, &name), over(transport))
        }
        PrinterState::Connected { transport, name } => {
            format!("{} ({})", fill(words.connected, &name), over(transport))
        }
        PrinterState::Printing { name } => fill(words.printing, &name),
    };
    let is_away = move || matches!(bench.station.state.get(), PrinterState::Away { .. });
    let again = move || {
        is_away().then(|| {
            view! {
                <button type="button" class="button" disabled=bench.is_busy on:click=move |_| bench.reconnect()>
                    {words.reconnect}
                </button>
            }
        })
    };
    view! {
        <section aria-label=words.state class="printers-state">
            <p role="status">{state}</p>
            {again}
        </section>
    }
}

#[component]
fn OutcomeView(bench: Bench) -> impl IntoView {
    let done = move || match bench.outcome.get() {
        Some(Outcome::Done(words)) if !words.is_empty() => {
            Some(view! { <p class="printers-done">{words}</p> })
        }
        _ => None,
    };
    let failed = move || match bench.outcome.get() {
        Some(Outcome::Failed(fault)) => {
            Some(view! { <p class="form-problem">{remedy(&fault, bench.language)}</p> })
        }
        _ => None,
    };
    view! {
        <div role="status">{done}</div>
        <div role="alert">{failed}</div>
    }
}

#[component]
fn Connect(bench: Bench) -> impl IntoView {
    let words = of(bench.language);
    // Unknown until the page lives in a browser: then it is told what this one can't do.
    let transports = RwSignal::new(None);
    Effect::new(move |_| {
        transports.set(bench.station.devices().map(|devices| devices.printer.transports()));
    });
    let lacks = move |transport| {
        transports.with(|known| known.as_ref().is_some_and(|known| !known.contains(&transport)))
    };
    let lacking = move || match (lacks(Transport::Usb), lacks(Transport::Serial)) {
        (true, true) => Some(words.unsupported),
        (true, false) => Some(words.usb_unsupported),
        (false, true) => Some(words.serial_unsupported),
        (false, false) => None,
    };
    let is_off = move |transport| bench.is_busy.get() || transports.with(Option::is_none) || lacks(transport);
    let rates = BAUD_RATES.map(|rate| view! { <option value=rate.to_string()>{rate.to_string()}</option> });
    let choose_rate = move |event| {
        if let Ok(rate) = event_target_value(&event).parse() {
            bench.baud_rate.set(rate);
        }
    };
    view! {
        <section class="printers-section">
            <h2>{words.connect}</h2>
            {move || lacking().map(|lacking| view! { <p class="form-problem">{lacking}</p> })}
            <button
                type="button" class="button button-primary" disabled=move || is_off(Transport::Usb)
                on:click=move |_| bench.connect(Transport::Usb)
            >{words.connect_usb}</button>
            <div class="printers-serial">
                <button
                    type="button" class="button" disabled=move || is_off(Transport::Serial)
                    on:click=move |_| bench.connect(Transport::Serial)
                >{words.connect_serial}</button>
                <label class="field">
                    <span>{words.baud_rate}</span>
                    <select aria-describedby="baud-hint" on:change=choose_rate>
                        {rates.into_iter().collect_view()}
                    </select>
                </label>
                <p class="quiet" id="baud-hint">{words.baud_hint}</p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Profile(bench: Bench) -> impl IntoView {
    let words = of(bench.language);
    let chosen = move || bench.station.profile.with(|profile| profile.id);
    let choice = |profile: &'static PrinterProfile| {
        let columns = fill(words.columns, &profile.columns.to_string());
        // It is kept as soon as it is chosen, so it is no entry that a newer version would have to wait for.
        let selected = move || chosen() == profile.id;
        view! { <option value=profile.id selected=selected>{format!("{} · {columns}", profile.name)}</option> }
    };
    view! {
        <section class="printers-section">
            <label class="field">
                <span>{words.profile}</span>
                <select
                    aria-describedby="profile-hint"
                    prop:value=chosen
                    on:change=move |event| bench.station.choose_profile(&event_target_value(&event))
                >
                    {profile::ALL.iter().map(choice).collect_view()}
                </select>
            </label>
            <p class="quiet" id="profile-hint">{words.profile_hint}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Check(bench: Bench) -> impl IntoView {
    let words = of(bench.language);
    let is_absent = move || bench.station.state.with(|state| *state == PrinterState::Absent);
    let is_off = move || bench.is_busy.get() || is_absent();
    view! {
        <section class="printers-section">
            <h2>{words.check}</h2>
            <div class="printers-actions">
                <button type="button" class="button" disabled=is_off on:click=move |_| bench.send(test_slip)>
                    {words.test_slip}
                </button>
                <button type="button" class="button" disabled=is_off on:click=move |_| bench.send(drawer_kick)>
                    {words.drawer}
                </button>
                <button type="button" class="button" disabled=is_off on:click=move |_| bench.ask_status()>
                    {words.ask_status}
                </button>
                <button type="button" class="button" disabled=is_off on:click=move |_| bench.forget()>
                    {words.forget}
                </button>
            </div>
        </section>
    }
    .into_any()
}
