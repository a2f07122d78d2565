//! Orders, as the HTTP API shows and takes them.

mod bulk;
mod change;
mod draft;
mod edit;
mod list;
mod view;

pub use bulk::{BulkOrders, BulkOutcome, BulkView};
pub use change::{Answered, DeleteOrder, MoveOrder, PaymentsView, RecordPayment, VoidPayment};
pub use draft::{
    AgreedInstalmentDraft, CustomerDraft, DiscountDraft, DownPaymentDraft, ItemDraft, PartDraft,
    PaymentDraft, Percent, PlaceOrder, ScheduleDraft,
};
pub use edit::{
    CustomerChange, EditOrder, EditPreview, EditSheet, EditSide, EditedItem, OrderEdit, StaleChange,
    StockChange,
};
pub use list::{OrderFilter, OrderSummary};
pub use view::{
    CustomerView, DeletionView, InstalmentView, OrderDetail, OrderLineView, OrderStatus, OrderView,
    PaymentTermsView, PaymentView, StaffName, TaxLineView, TimelineEntry,
};
