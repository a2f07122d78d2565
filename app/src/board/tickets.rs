//! Which tickets there are, what is news, and what was moved here before the server agreed. Pure.

use std::collections::{HashMap, HashSet};

use contract::live::Ticket;
use domain::{
    id::OrderId,
    order::{Lifecycle, MOST_ON_BOARD},
};

/// The open orders of a store, as this page knows them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tickets {
    known: HashMap<OrderId, Ticket>,
    /// Moves made here: the state to show until the server has answered.
    moved: HashMap<OrderId, Lifecycle>,
    /// New orders that nobody touched yet.
    fresh: HashSet<OrderId>,
}

impl Tickets {
    /// The board as it stands; nothing on it is new.
    pub(super) fn new(orders: Vec<Ticket>) -> Self {
        let known = orders.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        Self { known, ..Self::default() }
    }

    /// The tickets of a column, oldest first.
    pub(super) fn column(&self, state: Lifecycle) -> Vec<Ticket> {
        let shown = |ticket: &Ticket| self.moved.get(&ticket.id).copied().unwrap_or(ticket.status);
        let mut column: Vec<Ticket> =
            self.known.values().filter(|ticket| shown(ticket) == state).cloned().collect();
        column.sort_by_key(|ticket| (ticket.placed_at, ticket.id));
        column
    }

    /// Takes a whole new picture over. What this page hadn't seen is new; a move that is under way stays,
    /// and a ticket that is newer here than there, too. One of the same version may still say less: a
    /// person was erased, which changes none of their orders.
    pub(super) fn replace(&mut self, orders: Vec<Ticket>) {
        let listed: HashSet<OrderId> = orders.iter().map(|ticket| ticket.id).collect();
        self.known.retain(|id, _| listed.contains(id));
        self.fresh.retain(|id| listed.contains(id));
        for ticket in orders {
            match self.known.get_mut(&ticket.id) {
                Some(known) if known.version == ticket.version => *known = ticket,
                _ => self.upsert(ticket),
            }
        }
    }

    /// Takes news of one order over, unless it is older than what is shown.
    pub(super) fn upsert(&mut self, ticket: Ticket) {
        let known = self.known.get(&ticket.id);
        if known.is_some_and(|known| known.version >= ticket.version) {
            return;
        }
        let is_new = known.is_none() && ticket.status == Lifecycle::Pending;
        if !ticket.status.is_open() || ticket.deleted {
            self.fresh.remove(&ticket.id);
            self.known.remove(&ticket.id);
            return;
        }
        if is_new {
            self.fresh.insert(ticket.id);
        }
        self.known.insert(ticket.id, ticket);
    }

    /// Shows a move before the server has agreed. Whoever moves a ticket has seen it.
    pub(super) fn begin_move(&mut self, id: OrderId, to: Lifecycle) {
        self.touch(id);
        self.moved.insert(id, to);
    }

    /// The server agreed: the order is now in that state, at that version.
    pub(super) fn moved(&mut self, id: OrderId, to: Lifecycle, version: i32) {
        self.moved.remove(&id);
        if let Some(known) = self.known.get(&id) {
            self.upsert(Ticket { status: to, version, ..known.clone() });
        }
    }

    /// The server refused: the order is shown where it was.
    pub(super) fn roll_back(&mut self, id: OrderId) {
        self.moved.remove(&id);
    }

    /// Whether there are so many that some may be missing.
    pub(super) fn is_cut(&self) -> bool {
        self.known.len() >= MOST_ON_BOARD
    }

    /// Whether a move of this order is under way.
    pub(super) fn is_moving(&self, id: OrderId) -> bool {
        self.moved.contains_key(&id)
    }

    /// Somebody touched it: it is no news any more.
    pub(super) fn touch(&mut self, id: OrderId) {
        self.fresh.remove(&id);
    }

    /// Whether nobody touched it yet.
    pub(super) fn is_fresh(&self, id: OrderId) -> bool {
        self.fresh.contains(&id)
    }

    /// How many new orders nobody touched yet.
    pub(super) fn fresh_count(&self) -> usize {
        self.fresh.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::samples::ticket;
    use Lifecycle::{Pending, Processing, Ready};

    fn references(tickets: &Tickets, state: Lifecycle) -> Vec<String> {
        tickets.column(state).iter().map(|ticket| ticket.reference.to_string()).collect()
    }

    fn id(number: u8) -> OrderId {
        ticket(number, "pending", 1).id
    }

    #[test]
    fn columns_are_oldest_first() {
        let orders = vec![ticket(3, "pending", 1), ticket(1, "pending", 1), ticket(2, "ready", 3)];
        let tickets = Tickets::new(orders);
        assert_eq!(references(&tickets, Pending), ["GO-000001", "GO-000003"]);
        assert_eq!(references(&tickets, Ready), ["GO-000002"]);
        assert_eq!(tickets.fresh_count(), 0, "what was there when the page opened is no news");
    }

    #[test]
    fn old_news_is_ignored() {
        let mut tickets = Tickets::new(vec![ticket(1, "ready", 3)]);
        tickets.upsert(ticket(1, "processing", 2));
        tickets.upsert(ticket(1, "pending", 3));
        assert_eq!(references(&tickets, Ready).len(), 1);
        tickets.upsert(ticket(1, "completed", 4));
        assert_eq!(references(&tickets, Ready).len(), 0);
    }

    #[test]
    fn a_new_order_is_fresh_until_touched_or_moved() {
        let mut tickets = Tickets::default();
        tickets.upsert(ticket(1, "pending", 1));
        tickets.upsert(ticket(2, "pending", 1));
        assert_eq!(tickets.fresh_count(), 2);
        tickets.touch(id(1));
        tickets.begin_move(id(2), Processing);
        assert_eq!(tickets.fresh_count(), 0);
        tickets.upsert(ticket(1, "pending", 2));
        assert_eq!(tickets.fresh_count(), 0, "a change makes it no new order");
    }

    #[test]
    fn a_move_shows_at_once_and_is_rolled_back_if_refused() {
        let mut tickets = Tickets::new(vec![ticket(1, "pending", 1)]);
        tickets.begin_move(id(1), Processing);
        assert_eq!((references(&tickets, Pending).len(), references(&tickets, Processing).len()), (0, 1));
        assert!(tickets.is_moving(id(1)));
        tickets.roll_back(id(1));
        assert_eq!((references(&tickets, Pending).len(), tickets.is_moving(id(1))), (1, false));
    }

    #[test]
    fn two_people_moving_the_same_order_end_where_the_server_is() {
        let mut tickets = Tickets::new(vec![ticket(1, "pending", 1)]);
        tickets.begin_move(id(1), Processing);
        tickets.upsert(ticket(1, "ready", 3));
        tickets.moved(id(1), Processing, 2);
        assert_eq!(references(&tickets, Ready), ["GO-000001"]);
    }

    #[test]
    fn a_snapshot_drops_what_is_gone_and_keeps_moves_under_way() {
        let mut tickets = Tickets::new(vec![ticket(1, "pending", 1), ticket(2, "pending", 1)]);
        tickets.begin_move(id(2), Processing);
        tickets.replace(vec![ticket(2, "pending", 1), ticket(3, "pending", 1)]);
        assert_eq!(references(&tickets, Pending), ["GO-000003"]);
        assert_eq!(references(&tickets, Processing), ["GO-000002"]);
        assert_eq!(tickets.fresh_count(), 1);
    }

    #[test]
    fn a_snapshot_forgets_who_was_erased() {
        let named = Ticket { customer_name: Some("Budi".into()), ..ticket(1, "pending", 1) };
        let mut tickets = Tickets::new(vec![named.clone()]);
        tickets.upsert(ticket(1, "pending", 1));
        assert_eq!(tickets, Tickets::new(vec![named]));
        tickets.replace(vec![ticket(1, "pending", 1)]);
        assert_eq!(tickets, Tickets::new(vec![ticket(1, "pending", 1)]));
    }

    #[test]
    fn what_is_deleted_leaves_at_once_and_comes_back_when_restored() {
        let mut tickets = Tickets::new(vec![ticket(1, "processing", 2)]);
        tickets.upsert(Ticket { deleted: true, ..ticket(1, "processing", 3) });
        assert_eq!(tickets, Tickets::default());
        tickets.upsert(ticket(1, "processing", 4));
        assert_eq!(references(&tickets, Processing), ["GO-000001"]);
    }

    #[test]
    fn handing_over_takes_a_ticket_off_the_board_also_before_the_server_agrees() {
        let mut tickets = Tickets::new(vec![ticket(1, "ready", 3)]);
        tickets.begin_move(id(1), Lifecycle::Completed);
        assert!(references(&tickets, Ready).is_empty());
        tickets.moved(id(1), Lifecycle::Completed, 4);
        assert_eq!(tickets, Tickets::default());
    }
}
