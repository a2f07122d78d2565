//! An order's life: where it stands, what was paid, what it is called, and the facts it is made of.

mod channel;
mod edit;
mod event;
mod lifecycle;
mod payment_state;
mod reference;

pub use channel::{Channel, OrderType};
pub use edit::{NotEditable, check_editable, taken_by_edit};
pub use event::{
    AgreedInstalment, AgreedTerms, EditedOrder, FoldError, OrderEvent, OrderState, PaymentEntry, PlacedLine,
    PlacedOrder, Side,
};
pub use lifecycle::{
    Lifecycle, MAX_REASON, MIN_REASON, MOST_ON_BOARD, Move, Mover, Paid, TRANSITIONS, Transition,
    TransitionError, UnknownWord,
};
pub use payment_state::{LedgerSums, PaymentState};
pub use reference::{InvalidReference, Reference};
