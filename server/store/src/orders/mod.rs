//! Orders: what a store's writers lock and write together, and what its readers see.

mod change;
mod change_sql;
mod desk;
mod facet;
mod list;
mod list_found;
mod list_search_sql;
mod list_sql;
mod lock;
mod notes;
mod past;
mod read;
mod stock;
mod tickets;

pub use change::{
    InstalmentRow, LineRow, MovementRow, NewOrderRow, OrderChange, OrderChanges, PaymentRow, TermsRow,
    write_in_tx,
};
pub use desk::{StoreDesk, desk_in_tx};
pub use facet::Facet;
pub use list::{
    ListBy, ListFilter, ListKey, ListSearch, ListedOrder, TooMany, TypedSearch, count_in_tx, list_in_tx,
};
pub use lock::{LockedStore, lock_store_in_tx, lock_store_of_in_tx};
pub use notes::{NoteRow, reseal_payment_notes_in_tx};
pub use past::{
    ImportedOrderRow, KnownProduct, first_owner_in_tx, imported_numbers_in_tx, insert_imported_in_tx,
    known_products_in_tx, products_by_sku_in_tx, taken_references_in_tx,
};
pub use read::{
    OrderKey, OrderLine, OrderPayment, OrderRecord, TermsRecord, lines_in_tx, order_in_tx, orders_in_tx,
    store_of_order_in_tx,
};
pub use stock::{SellableProduct, sellable_products_in_tx, stock_put_back_in_tx, stock_taken_in_tx};
pub use tickets::{TicketRecord, open_tickets_in_tx, tickets_in_tx};
