//! What is printed of an order: its receipt, that of a payment, or the slip with its instalments; with
//! its preview, and for the receipt how often it was printed.

use std::collections::HashMap;

use contract::{
    devices::{PrinterFault, PrinterState},
    orders::OrderView,
};
use domain::id::PaymentId;
use leptos::{prelude::*, task::spawn_local};
use receipt::Document;

use super::{
    actions::note_printed,
    document::{Place, receipt_of},
    fault::remedy,
    preview::ReceiptPreview,
    station::{CanvasRaster, Station, use_station},
    terms::{payment_receipt_of, slip_of},
    words::{PrintingWords, of},
};
use crate::{
    context::Visitor,
    words::{Language, fill, use_language},
};

/// What of an order goes on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The receipt of the sale.
    Receipt,
    /// The receipt of one payment.
    Payment(PaymentId),
    /// What is due when.
    Instalments,
}

impl Paper {
    const fn print(self, words: &PrintingWords) -> &'static str {
        match self {
            Self::Receipt => words.print,
            Self::Payment(_) => words.print_payment,
            Self::Instalments => words.print_instalments,
        }
    }

    const fn print_again(self, words: &PrintingWords) -> &'static str {
        match self {
            Self::Receipt => words.print_again,
            Self::Payment(_) => words.print_payment_again,
            // Due dates are true whenever they are printed: such a slip is no copy.
            Self::Instalments => words.print_instalments,
        }
    }
}

/// What the panel keeps track of.
#[derive(Clone, Copy)]
struct Printing {
    paper: Paper,
    station: Station,
    printed: RwSignal<i64>,
    is_under_way: RwSignal<bool>,
    fault: RwSignal<Option<PrinterFault>>,
    has_unsaid: RwSignal<bool>,
    order: StoredValue<OrderView>,
    visitor: StoredValue<Option<Visitor>>,
    language: Language,
}

impl Printing {
    /// The paper as it would be printed now.
    fn document(self) -> Option<Box<dyn Document>> {
        let Some(Visitor::Staff(session)) = self.visitor.get_value() else { return None };
        // The order may be of another store than the one worked at now.
        let order = self.order.get_value();
        let store = session.me.stores.iter().find(|store| store.slug == order.store);
        let store = store.unwrap_or(&session.store);
        let wall_clock = session.clocks.of(store);
        let place = Place { business: &session.me.tenant_name, store, wall_clock: &wall_clock };
        let printed = self.printed.get();
        Some(match self.paper {
            Paper::Receipt => Box::new(receipt_of(&order, place, printed, self.language)),
            Paper::Payment(id) => Box::new(payment_receipt_of(&order, id, place, printed, self.language)?),
            Paper::Instalments => Box::new(slip_of(&order, place, self.language)?),
        })
    }

    fn print(self) {
        let (Some(devices), Some(document)) = (self.station.devices(), untrack(|| self.document())) else {
            return;
        };
        if self.is_under_way.get_untracked() {
            return;
        }
        let profile = self.station.profile.get_untracked();
        let rendered = receipt::render(document.as_ref(), profile, &CanvasRaster(devices.browser.as_ref()));
        self.is_under_way.set(true);
        self.fault.set(None);
        self.has_unsaid.set(!rendered.unsaid.is_empty());
        spawn_local(async move {
            let outcome = self.station.send(rendered.bytes).await;
            if self.printed.is_disposed() {
                return;
            }
            self.is_under_way.set(false);
            match outcome {
                Ok(()) => self.note().await,
                Err(fault) => self.fault.set(Some(fault)),
            }
        });
    }

    /// Tells the server. If it can't be told, the paper is out all the same, and the next copy a reprint.
    async fn note(self) {
        self.printed.update(|printed| *printed += 1);
        let payment = match self.paper {
            Paper::Receipt => None,
            Paper::Payment(id) => Some(id),
            Paper::Instalments => return,
        };
        let id = self.order.with_value(|order| order.id.to_string());
        if let Ok(printed) = note_printed(id, payment).await {
            self.printed.try_set(printed);
        }
    }
}

/// How often receipts of payments were printed, by payment: a page may offer one in two places.
#[derive(Clone, Copy)]
pub(crate) struct Copies(StoredValue<HashMap<PaymentId, ArcRwSignal<i64>>>);

impl Copies {
    /// None known yet.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }
}

/// How often a paper was printed: the server's word, or this page's if that is newer. Of instalment
/// slips it is known for as long as the page is open.
fn copies(paper: Paper, order: &OrderView) -> RwSignal<i64> {
    let id = match paper {
        Paper::Receipt => return RwSignal::new(order.receipts_printed),
        Paper::Instalments => return RwSignal::new(0),
        Paper::Payment(id) => id,
    };
    let entry = order.payments.iter().find(|entry| entry.id == id);
    let told = entry.map(|entry| entry.receipts_printed).unwrap_or_default();
    let Some(Copies(known)) = use_context() else { return RwSignal::new(told) };
    let counted =
        known.try_update_value(|known| known.entry(id).or_insert_with(|| ArcRwSignal::new(told)).clone());
    let Some(counted) = counted else { return RwSignal::new(told) };
    if counted.get_untracked() < told {
        counted.set(told);
    }
    counted.into()
}

/// Something of an order to be printed: its receipt, unless said otherwise.
#[component]
pub fn ReceiptPanel(
    /// Which order.
    order: OrderView,
    /// What of it.
    #[prop(default = Paper::Receipt)]
    paper: Paper,
) -> impl IntoView {
    let language = use_language();
    let words = of(language);
    let printing = Printing {
        paper,
        station: use_station(),
        printed: copies(paper, &order),
        is_under_way: RwSignal::new(false),
        fault: RwSignal::new(None),
        has_unsaid: RwSignal::new(false),
        order: StoredValue::new(order),
        visitor: StoredValue::new(use_context::<Visitor>()),
        language,
    };
    let state = move || match printing.station.state.get() {
        PrinterState::Absent => Some(words.no_printer.to_owned()),
        PrinterState::Away { name, .. } => Some(fill(words.away, &name)),
        PrinterState::Connected { .. } | PrinterState::Printing { .. } => None,
    };
    let unconnected = move || {
        state().map(|state| {
            view! {
                <p class="receipt-state">
                    {state}" "<a href="/settings/printers">{words.settings}</a>
                </p>
            }
        })
    };
    let count = move || match printing.printed.get() {
        ..=0 => None,
        _ if paper == Paper::Instalments => Some(words.printed.to_owned()),
        1 => Some(format!("{} {}", words.printed_once, words.reprint_hint)),
        often => Some(format!("{} {}", fill(words.printed_often, &often.to_string()), words.reprint_hint)),
    };
    let told = move || {
        let fault = printing.fault.get().map(|fault| remedy(&fault, language));
        let unsaid = printing.has_unsaid.get().then(|| words.unsaid.to_owned());
        fault.or(unsaid).map(|told| view! { <p class="form-problem">{told}</p> })
    };
    let preview = move || {
        let profile = printing.station.profile.get();
        printing.document().map(|document| view! { <ReceiptPreview document profile/> })
    };
    view! {
        <div class="receipt-panel">
            <PrintButton printing/>
            <p class="quiet" role="status">{count}</p>
            <div role="alert">{told}</div>
            {unconnected}
            <details class="receipt-details">
                <summary>{words.preview}</summary>
                {preview}
            </details>
        </div>
    }
    .into_any()
}

#[component]
fn PrintButton(printing: Printing) -> impl IntoView {
    let words = of(printing.language);
    let is_printing = move || {
        printing.is_under_way.get() || matches!(printing.station.state.get(), PrinterState::Printing { .. })
    };
    let word = move || {
        if is_printing() {
            words.printing
        } else if printing.fault.with(Option::is_some) {
            words.send_again
        } else if printing.printed.get() > 0 {
            printing.paper.print_again(words)
        } else {
            printing.paper.print(words)
        }
    };
    view! {
        <button type="button" class="button" disabled=is_printing on:click=move |_| printing.print()>
            {word}
        </button>
    }
}
