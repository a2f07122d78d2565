//! Moving many orders at once, each in a transaction of its own by the use case for one order: so
//! roles, events and the audit trail are the same. A dry run asks the same rule and changes nothing.

use contract::{
    Problem,
    orders::{BulkOrders, BulkOutcome, BulkView, MoveOrder, OrderFilter},
    problem::FieldCode,
    session::Caller,
};
use domain::order::{Lifecycle, Move};
use store::orders::OrderRecord;

use super::{
    delete::refuse_deleted,
    move_order::{transition_problem, unknown_status},
    read::find_in_tx,
    reason::reason_of_move,
    view::parse_lifecycle,
};
use crate::{Services, access::scope, failure::OrProblem, tenants::parse_currency, text::Line};

/// At most so many orders at once: what a person can still look over.
const MOST: usize = 500;

/// An order as it stood when it was chosen.
struct Chosen {
    order: String,
    lifecycle: Lifecycle,
    held: i64,
    /// Why it can't be changed at all.
    refusal: Option<Problem>,
}

impl Services {
    pub(super) async fn move_many(&self, caller: &Caller, command: BulkOrders) -> Result<BulkView, Problem> {
        let to = target(&command)?;
        let reason = reason_of_move(command.reason.as_deref())?;
        let chosen = match (&command.filter, command.ids.len()) {
            (Some(_), 1..) => return Err(both_or_none()),
            (None, 0) => return Err(both_or_none()),
            (None, count) if count > MOST => return Err(too_many("ids")),
            (None, _) => self.chosen_by_id(caller, &command.ids).await?,
            (Some(filter), _) => self.chosen_by_filter(caller, filter).await?,
        };
        let mut orders = Vec::with_capacity(chosen.len());
        for chosen in chosen {
            let moved = match chosen {
                Err(missing) => Err((missing, None, Problem::not_found())),
                Ok(chosen) => {
                    let lifecycle = Some(chosen.lifecycle);
                    let name = chosen.order.clone();
                    let moved = self
                        .move_one(caller, chosen, to, reason.as_ref().map(Line::as_str), command.dry_run)
                        .await;
                    moved.map_err(|problem| (name, lifecycle, problem))
                }
            };
            orders
                .push(moved.unwrap_or_else(|(order, lifecycle, problem)| refused(order, lifecycle, problem)));
        }
        let count = |outcome: &str| {
            i64::try_from(orders.iter().filter(|order| order.outcome == outcome).count()).unwrap_or(i64::MAX)
        };
        let (tenant, _) = self.stores_of(caller).await.or_problem()?;
        Ok(BulkView {
            dry_run: command.dry_run,
            status: to.code().to_owned(),
            changed: count("changed"),
            unchanged: count("unchanged"),
            refused: count("refused"),
            given_back: orders.iter().map(|order| order.given_back).sum(),
            currency: parse_currency(&tenant.currency).or_problem()?,
            orders,
        })
    }

    /// Orders by what was sent, each once; what names none stays as it was sent.
    async fn chosen_by_id(
        &self,
        caller: &Caller,
        ids: &[String],
    ) -> Result<Vec<Result<Chosen, String>>, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let mut chosen: Vec<Result<Chosen, String>> = Vec::with_capacity(ids.len());
        let mut seen = std::collections::HashSet::new();
        for id in ids {
            match find_in_tx(&mut tx, id.trim()).await {
                Ok(order) if !seen.insert(order.id) => {}
                Ok(order) => chosen.push(Ok(as_chosen(&order)?)),
                Err(problem) if problem.status == 404 => chosen.push(Err(id.clone())),
                Err(problem) => return Err(problem),
            }
        }
        tx.commit().await.or_problem()?;
        Ok(chosen)
    }

    async fn chosen_by_filter(
        &self,
        caller: &Caller,
        filter: &OrderFilter,
    ) -> Result<Vec<Result<Chosen, String>>, Problem> {
        if filter.deleted.unwrap_or(false) {
            let message = "Deleted orders can't be changed. Restore them first.";
            return Err(Problem::invalid("filter", FieldCode::Deleted, message));
        }
        let filter = OrderFilter { cursor: None, limit: None, ..filter.clone() };
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let mut list = self.order_list_in_tx(&mut tx, caller, &keys, &filter).await?;
        let (orders, next) = self.page_in_tx(&mut tx, &mut list, i64::try_from(MOST).unwrap_or(0)).await?;
        tx.commit().await.or_problem()?;
        if next.is_some() {
            return Err(too_many("filter"));
        }
        let chosen = orders.into_iter().map(|order| {
            Ok(Ok(Chosen {
                lifecycle: parse_lifecycle(&order.lifecycle).or_problem()?,
                held: order.received - order.refunded,
                order: order.reference,
                refusal: None,
            }))
        });
        chosen.collect()
    }

    async fn move_one(
        &self,
        caller: &Caller,
        chosen: Chosen,
        to: Lifecycle,
        reason: Option<&str>,
        dry_run: bool,
    ) -> Result<BulkOutcome, Problem> {
        if let Some(refusal) = chosen.refusal {
            return Err(refusal);
        }
        let planned = chosen.lifecycle.move_to(to, caller.role, chosen.held > 0, reason);
        let planned = planned.map_err(transition_problem)?;
        let mut given_back =
            if to == Lifecycle::Cancelled && planned == Move::Changed { chosen.held } else { 0 };
        let mut lifecycle = chosen.lifecycle;
        if !dry_run {
            let command = MoveOrder { status: to.code().to_owned(), reason: reason.map(str::to_owned) };
            let moved = self.move_order(caller, &chosen.order, command).await?;
            given_back = chosen.held - moved.amount_paid;
            lifecycle = moved.lifecycle;
        }
        let outcome = if planned == Move::Changed { "changed" } else { "unchanged" };
        Ok(BulkOutcome {
            order: chosen.order,
            outcome: outcome.to_owned(),
            code: None,
            message: None,
            lifecycle: Some(lifecycle.code().to_owned()),
            given_back,
        })
    }
}

fn as_chosen(order: &OrderRecord) -> Result<Chosen, Problem> {
    Ok(Chosen {
        order: order.reference.clone(),
        lifecycle: parse_lifecycle(&order.lifecycle).or_problem()?,
        held: order.received - order.refunded,
        refusal: refuse_deleted(order).err(),
    })
}

fn refused(order: String, lifecycle: Option<Lifecycle>, problem: Problem) -> BulkOutcome {
    BulkOutcome {
        order,
        outcome: "refused".to_owned(),
        code: Some(problem.code),
        message: Some(problem.detail),
        lifecycle: lifecycle.map(|lifecycle| lifecycle.code().to_owned()),
        given_back: 0,
    }
}

fn target(command: &BulkOrders) -> Result<Lifecycle, Problem> {
    match (command.action.as_str(), command.status.as_deref()) {
        ("cancel", None | Some("" | "cancelled")) => Ok(Lifecycle::Cancelled),
        ("cancel", Some(_)) => Err(Problem::invalid(
            "status",
            FieldCode::NotNeeded,
            "Leave status out: cancelled orders are cancelled.",
        )),
        ("move", status) => status.unwrap_or_default().parse().map_err(|_| unknown_status()),
        _ => Err(Problem::invalid("action", FieldCode::Unknown, "Action is cancel or move.")),
    }
}

fn both_or_none() -> Problem {
    Problem::invalid("ids", FieldCode::OneOf, "Choose orders either by ids or by a filter.")
}

fn too_many(field: &str) -> Problem {
    let message =
        format!("At most {MOST} orders can be changed at once. Choose fewer, or narrow the filter.");
    Problem::invalid(field, FieldCode::TooMany, message)
}
