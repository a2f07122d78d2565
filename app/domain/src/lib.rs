//! What a shop's orders, money and taxes mean.
//!
//! Everything here is a pure function of its arguments: no async, no I/O, no clock and no ambient
//! randomness, so the same code decides in the browser while a cashier types and on the server
//! when the sale is recorded.
//!
//! | module | holds |
//! |---|---|
//! | [`id`] | one id type per entity, shown as `ord_…` at the edge |
//! | [`money`] | [`Money`](money::Money) and [`Currency`](money::Currency): exact integers |
//! | [`tax`] | tax classes and rates, inclusive or exclusive |
//! | [`basket`] | lines, discount and the totals they make |
//! | [`payment`] | methods, plans, change and quick cash amounts |
//! | [`payment_terms`] | down payment, instalments, and what a payment settles |
//! | [`subject`] | what events, answers and topics are about, and the streams they stand in |
//! | [`event`] | what the events of every kind of subject have in common |
//! | [`customer`] | the events of who buys |
//! | [`order`] | lifecycle, payment state, reference and the events of an order |
//! | [`code`] | what scanners read: when two codes name one thing |
//! | [`fold`] | the one form in which texts are searched and compared |
//! | [`role`] | who may do what |
//! | [`audit`] | kinds of deeds that the audit trail tells apart |
//! | [`webhook`] | when what a program didn't take is sent again, and when an endpoint is given up |
//! | [`job`] | where something stands that Kedai does by itself |
//! | [`business_day`] | which trading day an instant belongs to |
//! | [`wall_clock`] | what a place's clocks show at any instant |
//! | [`calendar`] | days and instants that somebody outside names, within bounds |
//!
//! To add a rule: write it as a function of values here, prove it in the module's own tests, and
//! let a service load what it needs, ask, and save what was decided.

pub mod audit;
pub mod basket;
pub mod business_day;
pub mod calendar;
pub mod code;
pub mod customer;
pub mod event;
pub mod fold;
pub mod id;
pub mod job;
pub mod money;
pub mod order;
pub mod payment;
pub mod payment_terms;
pub mod role;
pub mod subject;
pub mod tax;
pub mod wall_clock;
pub mod webhook;
