//! What pages, server functions and REST handlers ask of the server: one trait per area, object
//! safe, implemented by the use cases in crate `services`.
//!
//! Whoever calls has resolved *who* is calling; whether they *may* is decided behind these traits,
//! so that no entrance can forget it.

use std::sync::Arc;

use async_trait::async_trait;
use domain::id::PaymentId;

use crate::{
    Problem,
    analytics::{FiguresFilter, FiguresView, ProductFigure},
    audit::{AuditCsv, AuditEntryView, AuditFilter, AuditView},
    catalogue::{MenuView, Page, ProductFilter, ProductView},
    customers::{
        CustomerExport, CustomerFilter, CustomerHistory, CustomerSummary, EraseCustomer, HistoryFilter,
    },
    jobs::{BulkJobs, BulkJobsView, JobDetail, JobFilter, JobView, JobsOfOrder, QueueView},
    live::BoardView,
    orders::{
        Answered, BulkOrders, BulkView, DeleteOrder, EditOrder, EditPreview, EditSheet, MoveOrder,
        OrderDetail, OrderEdit, OrderFilter, OrderSummary, OrderView, PlaceOrder, RecordPayment, VoidPayment,
    },
    session::{Caller, Clocks, Me, RefreshGrant, SignIn, TokenGrant},
    tracking::{LookUp, TrackingView},
    webhooks::{
        AddedWebhookEndpoint, ChangeWebhookEndpoint, NewWebhookEndpoint, ReplayedWebhooks,
        WebhookDeliveryFilter, WebhookDeliveryView, WebhookEndpointView,
    },
};

/// Everything a page can ask for; a Leptos context on the server.
#[derive(Clone)]
pub struct Backend {
    /// Signing in and out.
    pub sessions: Arc<dyn SessionsApi>,
    /// What is for sale.
    pub catalogue: Arc<dyn CatalogueApi>,
    /// Orders.
    pub orders: Arc<dyn OrdersApi>,
    /// Customers.
    pub customers: Arc<dyn CustomersApi>,
    /// Customers following an order.
    pub tracking: Arc<dyn TrackingApi>,
    /// Figures.
    pub dashboard: Arc<dyn DashboardApi>,
    /// Who did or saw what.
    pub audit: Arc<dyn AuditApi>,
    /// Programs that are told what happens.
    pub webhooks: Arc<dyn WebhooksApi>,
    /// What Kedai does by itself.
    pub jobs: Arc<dyn JobsApi>,
}

/// A secret that a browser keeps in its session cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionSecret(pub String);

/// A secret by which a browser is known again after its session ended.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceSecret(pub String);

/// A browser session that was opened.
pub struct OpenedSession {
    /// The session's secret.
    pub session: SessionSecret,
    /// The browser's own, the one that it sent or a new one.
    pub device: DeviceSecret,
}

/// Signing in and out.
#[async_trait]
pub trait SessionsApi: Send + Sync {
    /// Opens a browser session. `address` is where the caller comes from and `device` what their browser
    /// is known by: others' failures are not counted against whoever signed in there before.
    async fn sign_in(
        &self,
        sign_in: SignIn,
        address: &str,
        device: Option<&DeviceSecret>,
    ) -> Result<OpenedSession, Problem>;
    /// Ends a browser session; ending one that isn't there is no error.
    async fn sign_out(&self, secret: &SessionSecret) -> Result<(), Problem>;
    /// Ends every session and token of the caller.
    async fn sign_out_everywhere(&self, caller: &Caller) -> Result<(), Problem>;
    /// Whose session this is, if it is still good.
    async fn by_session(&self, secret: &SessionSecret) -> Result<Option<Caller>, Problem>;
    /// Whose access token this is, if it is still good.
    async fn by_access_token(&self, token: &str) -> Result<Option<Caller>, Problem>;
    /// Opens a session for a program.
    async fn grant(&self, sign_in: SignIn, address: &str) -> Result<TokenGrant, Problem>;
    /// Rotates a program's tokens; a refresh token used twice ends the whole family.
    async fn refresh(&self, refresh: RefreshGrant) -> Result<TokenGrant, Problem>;
    /// Ends a program's tokens by its access token.
    async fn revoke(&self, access_token: &str) -> Result<(), Problem>;
    /// Who the caller is.
    async fn me(&self, caller: &Caller) -> Result<Me, Problem>;
    /// What the clocks of somebody's stores show.
    fn clocks(&self, me: &Me) -> Result<Clocks, Problem>;
}

/// What is for sale.
#[async_trait]
pub trait CatalogueApi: Send + Sync {
    /// All that a till of a store needs.
    async fn menu(&self, caller: &Caller, store: &str) -> Result<MenuView, Problem>;
    /// Products of a store, by name.
    async fn products(&self, caller: &Caller, filter: ProductFilter) -> Result<Page<ProductView>, Problem>;
}

/// Orders.
#[async_trait]
pub trait OrdersApi: Send + Sync {
    /// A key for a form that records something: sent along, it makes sending the form twice one command.
    fn new_command_key(&self) -> String;
    /// Records an order. With a key, the same command again gets the first answer again.
    async fn place(
        &self,
        caller: &Caller,
        key: Option<String>,
        order: PlaceOrder,
    ) -> Result<Answered<OrderView>, Problem>;
    /// One order, by id or reference.
    async fn order(&self, caller: &Caller, id: &str) -> Result<OrderDetail, Problem>;
    /// Orders, newest first if not asked otherwise.
    async fn orders(&self, caller: &Caller, filter: OrderFilter) -> Result<Page<OrderSummary>, Problem>;
    /// All orders that fit, as CSV.
    async fn export(&self, caller: &Caller, filter: OrderFilter) -> Result<Box<dyn OrdersExport>, Problem>;
    /// Changes many orders, each as if it were changed alone; or tells what that would do.
    async fn change_many(&self, caller: &Caller, command: BulkOrders) -> Result<BulkView, Problem>;
    /// Moves an order; the same move twice is one.
    async fn move_to(&self, caller: &Caller, id: &str, to: MoveOrder) -> Result<OrderView, Problem>;
    /// Enters a payment of an order that wasn't paid at once. With a key, the same command again gets
    /// the first answer again.
    async fn pay(
        &self,
        caller: &Caller,
        key: Option<String>,
        id: &str,
        payment: RecordPayment,
    ) -> Result<Answered<OrderView>, Problem>;
    /// Reverses a payment that was entered by mistake; one that is reversed already stays so.
    async fn void_payment(
        &self,
        caller: &Caller,
        id: &str,
        payment: &str,
        command: VoidPayment,
    ) -> Result<OrderView, Problem>;
    /// An order and all that a page needs to edit it.
    async fn open_edit(&self, caller: &Caller, id: &str) -> Result<EditSheet, Problem>;
    /// Edits an order that isn't paid yet. With a key, the same edit again gets the first answer again.
    async fn edit(
        &self,
        caller: &Caller,
        key: Option<String>,
        edit: OrderEdit,
    ) -> Result<Answered<OrderView>, Problem>;
    /// What an edit would come to, and why it would be refused; nothing is saved. With versions, also
    /// whether the order has changed since all of them.
    async fn preview_edit(
        &self,
        caller: &Caller,
        id: &str,
        versions: Vec<i32>,
        change: EditOrder,
    ) -> Result<EditPreview, Problem>;
    /// Takes an order out of lists and totals; one that is deleted already stays so.
    async fn delete(&self, caller: &Caller, id: &str, command: DeleteOrder) -> Result<(), Problem>;
    /// Puts a deleted order back; one that isn't deleted stays as it is.
    async fn restore(&self, caller: &Caller, id: &str) -> Result<OrderView, Problem>;
    /// Open orders of a store.
    async fn board(&self, caller: &Caller, store: &str) -> Result<BoardView, Problem>;
    /// Notes that the receipt of an order, or of one of its payments, left the printer; tells how often it
    /// now has.
    async fn receipt_printed(
        &self,
        caller: &Caller,
        id: &str,
        payment: Option<PaymentId>,
    ) -> Result<i64, Problem>;
}

/// Customers, as staff know them.
#[async_trait]
pub trait CustomersApi: Send + Sync {
    /// Customers, newest first, or those who fit a search.
    async fn customers(
        &self,
        caller: &Caller,
        filter: CustomerFilter,
    ) -> Result<Page<CustomerSummary>, Problem>;
    /// One customer, and what they bought.
    async fn customer(
        &self,
        caller: &Caller,
        id: &str,
        filter: HistoryFilter,
    ) -> Result<CustomerHistory, Problem>;
    /// Everything that is known of a person.
    async fn export(&self, caller: &Caller, id: &str) -> Result<CustomerExport, Problem>;
    /// Forgets a person; every amount stays. Who is forgotten already stays so.
    async fn erase(&self, caller: &Caller, id: &str, command: EraseCustomer) -> Result<(), Problem>;
}

/// A file of orders, told in parts.
#[async_trait]
pub trait OrdersExport: Send {
    /// The next part; none at the end.
    async fn next(&mut self) -> Result<Option<String>, Problem>;
}

/// Customers following an order.
#[async_trait]
pub trait TrackingApi: Send + Sync {
    /// The order of a link.
    async fn by_token(&self, token: &str) -> Result<TrackingView, Problem>;
    /// The link of an order, for who knows its reference and phone number. A wrong look-up tells
    /// nothing, and too many from one address are refused.
    async fn look_up(&self, look_up: LookUp, address: &str) -> Result<TrackingView, Problem>;
}

/// Figures.
#[async_trait]
pub trait DashboardApi: Send + Sync {
    /// Figures of a period at a store, or at all stores that the caller works at.
    async fn figures(&self, caller: &Caller, filter: FiguresFilter) -> Result<FiguresView, Problem>;
    /// The ten products that earned most in a period.
    async fn best_products(
        &self,
        caller: &Caller,
        filter: FiguresFilter,
    ) -> Result<Vec<ProductFigure>, Problem>;
}

/// Who did or saw what. Looking is noted as well.
#[async_trait]
pub trait AuditApi: Send + Sync {
    /// Entries about one order, newest first.
    async fn of_order(
        &self,
        caller: &Caller,
        id: &str,
        filter: AuditFilter,
    ) -> Result<Page<AuditEntryView>, Problem>;
    /// Entries, newest first.
    async fn search(&self, caller: &Caller, filter: AuditFilter) -> Result<Page<AuditEntryView>, Problem>;
    /// The same as CSV, piece by piece.
    async fn export(&self, caller: &Caller, filter: AuditFilter) -> Result<AuditCsv, Problem>;
    /// All that the audit page shows.
    async fn overview(&self, caller: &Caller, filter: AuditFilter) -> Result<AuditView, Problem>;
}

/// Programs that are told what happens. For those who work at every store: an endpoint is told of all.
#[async_trait]
pub trait WebhooksApi: Send + Sync {
    /// The tenant's endpoints, oldest first.
    async fn endpoints(&self, caller: &Caller) -> Result<Vec<WebhookEndpointView>, Problem>;
    /// One of them.
    async fn endpoint(&self, caller: &Caller, id: &str) -> Result<WebhookEndpointView, Problem>;
    /// Adds one; only this answer tells its secret.
    async fn add_endpoint(
        &self,
        caller: &Caller,
        endpoint: NewWebhookEndpoint,
    ) -> Result<AddedWebhookEndpoint, Problem>;
    /// Changes one.
    async fn change_endpoint(
        &self,
        caller: &Caller,
        id: &str,
        change: ChangeWebhookEndpoint,
    ) -> Result<WebhookEndpointView, Problem>;
    /// Takes one away, with all that waits for it.
    async fn delete_endpoint(&self, caller: &Caller, id: &str) -> Result<(), Problem>;
    /// Sends an event that says nothing, to try one out.
    async fn test_endpoint(&self, caller: &Caller, id: &str) -> Result<WebhookDeliveryView, Problem>;
    /// What was told to one, newest first.
    async fn deliveries(
        &self,
        caller: &Caller,
        id: &str,
        filter: WebhookDeliveryFilter,
    ) -> Result<Page<WebhookDeliveryView>, Problem>;
    /// Sends a delivery again.
    async fn replay(&self, caller: &Caller, id: &str, delivery: &str)
    -> Result<WebhookDeliveryView, Problem>;
    /// Sends everything again that failed too often.
    async fn replay_dead(&self, caller: &Caller, id: &str) -> Result<ReplayedWebhooks, Problem>;
}

/// What Kedai does by itself. Managers see what concerns the business, owners also what keeps the house in order;
/// whoever works at some stores only, what concerns these.
#[async_trait]
pub trait JobsApi: Send + Sync {
    /// How each kind of job is doing. For those who work at every store.
    async fn queues(&self, caller: &Caller) -> Result<Vec<QueueView>, Problem>;
    /// Jobs, newest first.
    async fn jobs(&self, caller: &Caller, filter: JobFilter) -> Result<Page<JobView>, Problem>;
    /// One job, and how each attempt at it went.
    async fn job(&self, caller: &Caller, id: &str) -> Result<JobDetail, Problem>;
    /// Lets a job run again now, from the beginning of its schedule, whatever became of it.
    async fn retry(&self, caller: &Caller, id: &str) -> Result<JobView, Problem>;
    /// Cancels a job that isn't settled.
    async fn cancel(&self, caller: &Caller, id: &str) -> Result<JobView, Problem>;
    /// Retries or cancels many; or tells how many that would be.
    async fn change_many(&self, caller: &Caller, command: BulkJobs) -> Result<BulkJobsView, Problem>;
    /// How jobs about an order stand.
    async fn of_order(&self, caller: &Caller, order: &str) -> Result<JobsOfOrder, Problem>;
}
