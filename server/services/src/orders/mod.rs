//! Orders: recording, listing, showing and moving them.

mod answers;
#[cfg(test)]
mod before_tests;
mod board;
mod bulk;
mod checked;
mod command_hash;
pub(crate) mod cursor;
mod delete;
mod directory;
mod edit;
mod export;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod list;
mod list_filter;
mod move_order;
pub(crate) mod past;
mod pay;
mod person;
mod place;
mod read;
mod reason;
mod sealed;
mod terms;
pub(crate) mod tickets;
mod view;
pub(crate) mod writer;

pub(crate) use board::{BoardLooks, board_seen};
pub(crate) use directory::OrderDirectory;
pub(crate) use read::{after, find_in_tx};
pub(crate) use reason::reason_of;
pub(crate) use sealed::person_key;
pub(crate) use view::{balance_due, parse_channel, parse_lifecycle, parse_method, tracking_url};

use async_trait::async_trait;
use contract::{
    Problem,
    backend::{OrdersApi, OrdersExport},
    catalogue::Page,
    live::BoardView,
    orders::{
        Answered, BulkOrders, BulkView, DeleteOrder, EditOrder, EditPreview, EditSheet, MoveOrder,
        OrderDetail, OrderEdit, OrderFilter, OrderSummary, OrderView, PlaceOrder, RecordPayment, VoidPayment,
    },
    session::Caller,
};
use domain::{id::PaymentId, role::Permission};

use crate::{Services, access::require};

#[async_trait]
impl OrdersApi for Services {
    fn new_command_key(&self) -> String {
        self.random.id(self.clock.now()).to_string()
    }

    async fn place(
        &self,
        caller: &Caller,
        key: Option<String>,
        order: PlaceOrder,
    ) -> Result<Answered<OrderView>, Problem> {
        require(caller, Permission::RecordOrders)?;
        self.place_order(caller, key, order).await
    }

    async fn order(&self, caller: &Caller, id: &str) -> Result<OrderDetail, Problem> {
        require(caller, Permission::WorkOrders)?;
        self.read_order(caller, id).await
    }

    async fn orders(&self, caller: &Caller, filter: OrderFilter) -> Result<Page<OrderSummary>, Problem> {
        require(caller, Permission::WorkOrders)?;
        self.list_orders(caller, filter).await
    }

    async fn export(&self, caller: &Caller, filter: OrderFilter) -> Result<Box<dyn OrdersExport>, Problem> {
        require(caller, Permission::SeeFigures)?;
        self.export_orders(caller, filter).await
    }

    async fn change_many(&self, caller: &Caller, command: BulkOrders) -> Result<BulkView, Problem> {
        require(caller, Permission::WorkOrders)?;
        self.move_many(caller, command).await
    }

    async fn move_to(&self, caller: &Caller, id: &str, to: MoveOrder) -> Result<OrderView, Problem> {
        require(caller, Permission::WorkOrders)?;
        self.move_order(caller, id, to).await
    }

    async fn pay(
        &self,
        caller: &Caller,
        key: Option<String>,
        id: &str,
        payment: RecordPayment,
    ) -> Result<Answered<OrderView>, Problem> {
        require(caller, Permission::RecordOrders)?;
        self.record_payment(caller, key, id, payment).await
    }

    async fn void_payment(
        &self,
        caller: &Caller,
        id: &str,
        payment: &str,
        command: VoidPayment,
    ) -> Result<OrderView, Problem> {
        require(caller, Permission::CorrectOrders)?;
        self.reverse_payment(caller, id, payment, command).await
    }

    async fn open_edit(&self, caller: &Caller, id: &str) -> Result<EditSheet, Problem> {
        require(caller, Permission::RecordOrders)?;
        self.edit_sheet(caller, id).await
    }

    async fn edit(
        &self,
        caller: &Caller,
        key: Option<String>,
        edit: OrderEdit,
    ) -> Result<Answered<OrderView>, Problem> {
        require(caller, Permission::RecordOrders)?;
        self.edit_order(caller, key, edit).await
    }

    async fn preview_edit(
        &self,
        caller: &Caller,
        id: &str,
        versions: Vec<i32>,
        change: EditOrder,
    ) -> Result<EditPreview, Problem> {
        require(caller, Permission::RecordOrders)?;
        self.preview_order_edit(caller, id, &versions, change).await
    }

    async fn delete(&self, caller: &Caller, id: &str, command: DeleteOrder) -> Result<(), Problem> {
        require(caller, Permission::CorrectOrders)?;
        self.delete_order(caller, id, command).await
    }

    async fn restore(&self, caller: &Caller, id: &str) -> Result<OrderView, Problem> {
        require(caller, Permission::CorrectOrders)?;
        self.restore_order(caller, id).await
    }

    async fn board(&self, caller: &Caller, store: &str) -> Result<BoardView, Problem> {
        require(caller, Permission::WorkOrders)?;
        self.read_board(caller, store).await
    }

    async fn receipt_printed(
        &self,
        caller: &Caller,
        id: &str,
        payment: Option<PaymentId>,
    ) -> Result<i64, Problem> {
        require(caller, Permission::WorkOrders)?;
        self.record_print(caller, id, payment).await
    }
}
