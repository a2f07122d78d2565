//! What an edit comes to: a pure function of the order and of what is asked.

use contract::{
    Problem,
    orders::EditedItem,
    problem::{Code, FieldCode},
};
use domain::{
    basket::{Basket, Discount, Item, Line, Totals},
    fold,
    id::{LineId, ProductId},
    money::Money,
    order::taken_by_edit,
    payment_terms::PaymentTerms,
    tax::STANDARD_CLASS,
};

use super::{
    customer::wanted_customer,
    facts::Facts,
    wanted::{Wanted, WantedItem},
};
use crate::{
    failure::{OrProblem, sentence},
    orders::{checked::What, place::basket_problem},
    protection::Profile,
    text::{self, Note},
};

/// A line as the edit leaves it.
pub(super) struct DecidedLine {
    /// Which line of the order it was, by place; none for a new one.
    pub(super) kept: Option<usize>,
    pub(super) line: Line,
    pub(super) note: Option<String>,
}

/// What happens to the stock of a product.
pub(super) struct StockMove {
    pub(super) product_id: ProductId,
    pub(super) name: String,
    /// Above zero taken, below zero put back.
    pub(super) taken: i64,
    /// How many are left then.
    pub(super) left: i64,
}

/// What an edit comes to.
pub(super) struct Decided {
    /// Which fields change, as the API calls them.
    pub(super) changed: Vec<&'static str>,
    pub(super) customer: Option<Profile>,
    pub(super) lines: Vec<DecidedLine>,
    pub(super) discount: Option<Discount>,
    pub(super) note: Option<String>,
    /// Computed anew if lines or discount change; what isn't touched keeps the taxes of then.
    pub(super) totals: Option<Totals>,
    pub(super) total: i64,
    /// How the rest will be paid, if there are terms; anew if the total changes.
    pub(super) terms: Terms,
    pub(super) stock: Vec<StockMove>,
    /// Why it can't be saved although it can be computed.
    pub(super) refusals: Vec<Problem>,
}

/// Decides an edit, or says which field makes it impossible to compute.
pub(super) fn decide(facts: &Facts, wanted: &Wanted) -> Result<Decided, Problem> {
    let customer = wanted_customer(facts, wanted)?;
    let lines = lines(facts, wanted)?;
    let discount = discount(facts, wanted)?;
    let wanted_note = wanted.note.clone().map(|note| note.map(Note::into_string));
    let note = wanted_note.unwrap_or_else(|| facts.note.clone());
    let items_change = !lines.iter().enumerate().all(|(place, line)| is_same(facts, place, line))
        || lines.len() != facts.lines.len();
    let discount_changes = discount != before(facts)?;
    let mut changed = Vec::new();
    for (field, changes) in [
        ("customer", customer != facts.customer),
        ("items", items_change),
        ("discount", discount_changes),
        ("note", note != facts.note),
    ] {
        changed.extend(changes.then_some(field));
    }
    let totals = if items_change || discount_changes {
        let plain: Vec<Line> = lines.iter().map(|line| line.line.clone()).collect();
        let basket = Basket {
            currency: facts.currency,
            lines: &plain,
            discount: discount.as_ref(),
            tax_rules: &facts.tax_rules,
        };
        Some(basket.totals().map_err(basket_problem)?)
    } else {
        None
    };
    let total = totals.as_ref().map_or(facts.order.total, |totals| totals.total.amount());
    let (stock, mut refusals) = if items_change { stock(facts, &lines) } else { (Vec::new(), Vec::new()) };
    let terms = match terms(facts, total)? {
        Ok(terms) => terms,
        Err(problem) => {
            refusals.insert(0, problem);
            None
        }
    };
    Ok(Decided { changed, customer, lines, discount, note, totals, total, terms, stock, refusals })
}

fn is_same(facts: &Facts, place: usize, line: &DecidedLine) -> bool {
    let known = facts.lines.get(place).zip(facts.line_notes.get(place));
    line.kept == Some(place)
        && known.is_some_and(|(known, note)| line.line.quantity == known.quantity && line.note == *note)
}

fn money(facts: &Facts, amount: i64) -> Result<Money, Problem> {
    Money::new(amount, facts.currency).map_err(|error| {
        Problem::new(Code::AmountTooLarge, format!("{} Enter a smaller one.", sentence(&error)))
    })
}

/// The discount that the order has.
pub(super) fn before(facts: &Facts) -> Result<Option<Discount>, Problem> {
    if facts.order.discount == 0 {
        return Ok(None);
    }
    let reason = facts.order.discount_reason.clone().unwrap_or_default();
    Ok(Some(Discount { amount: money(facts, facts.order.discount)?, reason }))
}

fn discount(facts: &Facts, wanted: &Wanted) -> Result<Option<Discount>, Problem> {
    match &wanted.discount {
        None => before(facts),
        Some(None) => Ok(None),
        Some(Some(rebate)) => {
            let reason = rebate.reason.clone().map(text::Line::into_string).unwrap_or_default();
            Ok(Some(Discount { amount: money(facts, rebate.amount)?, reason }))
        }
    }
}

fn lines(facts: &Facts, wanted: &Wanted) -> Result<Vec<DecidedLine>, Problem> {
    let Some(items) = &wanted.items else {
        return (0..facts.lines.len()).map(|place| kept(facts, place, None, None)).collect();
    };
    let lines = items.iter().enumerate().map(|(at, item)| match item {
        WantedItem::New { what, quantity, note } => new_line(facts, at, what, *quantity, note.clone()),
        WantedItem::Kept { line, says, note } => {
            let place = facts.lines.iter().position(|known| LineId::from_uuid(known.id) == *line);
            let place = place.ok_or_else(|| {
                let field = format!("items[{at}].line_id");
                Problem::invalid(field, FieldCode::Unknown, "The order has no such line.")
            })?;
            check_same(facts, at, place, says)?;
            let line = kept(facts, place, says.quantity, note.clone())?;
            check_on_sale(facts, at, place, &line)?;
            Ok(line)
        }
    });
    lines.collect()
}

fn kept(
    facts: &Facts,
    place: usize,
    quantity: Option<i64>,
    note: Option<Option<Note>>,
) -> Result<DecidedLine, Problem> {
    let known = facts.lines.get(place).ok_or_else(Problem::internal)?;
    let line = Line {
        item: known.product_id.map_or(Item::Custom, |id| Item::Product(ProductId::from_uuid(id))),
        name: known.name.clone(),
        unit_price: Money::new(known.unit_price, facts.currency).or_problem()?,
        quantity: quantity.unwrap_or(known.quantity),
        tax_class: known.tax_class.clone(),
    };
    let note = note.map(|note| note.map(Note::into_string));
    let note = note.unwrap_or_else(|| facts.line_notes.get(place).cloned().flatten());
    Ok(DecidedLine { kept: Some(place), line, note })
}

/// A kept line keeps its product, name and price; who sends others means another line.
fn check_same(facts: &Facts, at: usize, place: usize, says: &EditedItem) -> Result<(), Problem> {
    let Some(known) = facts.lines.get(place) else { return Ok(()) };
    let product_id = known.product_id.map(|id| ProductId::from_uuid(id).to_string());
    let wrong = [
        ("product_id", says.product_id.is_some() && says.product_id != product_id),
        ("name", says.name.as_ref().is_some_and(|name| !fold::is_same(name, &known.name))),
        ("unit_price", says.unit_price.is_some_and(|price| price != known.unit_price)),
    ];
    match wrong.into_iter().find(|(_, is_wrong)| *is_wrong) {
        None => Ok(()),
        Some((field, _)) => Err(Problem::invalid(
            format!("items[{at}].{field}"),
            FieldCode::KeptLine,
            "A kept line keeps its product, name and price. Leave line_id out to sell something else.",
        )),
    }
}

fn check_on_sale(facts: &Facts, at: usize, place: usize, line: &DecidedLine) -> Result<(), Problem> {
    let (Some(known), Item::Product(id)) = (facts.lines.get(place), &line.line.item) else { return Ok(()) };
    let is_sold = facts.products.get(&id.uuid()).is_none_or(|product| product.active);
    if is_sold || line.line.quantity <= known.quantity {
        return Ok(());
    }
    Err(not_for_sale(format!("items[{at}].quantity"), &known.name, "Sell no more of it."))
}

fn not_for_sale(field: String, name: &str, remedy: &str) -> Problem {
    let message = format!("{name} is not on sale any more. {remedy}");
    Problem::new(Code::NotForSale, message.clone()).at(field, FieldCode::NotForSale, message)
}

fn new_line(
    facts: &Facts,
    at: usize,
    what: &What,
    quantity: i64,
    note: Option<Note>,
) -> Result<DecidedLine, Problem> {
    let line = match what {
        What::Custom { name, unit_price } => Line {
            item: Item::Custom,
            name: name.as_str().to_owned(),
            unit_price: money(facts, *unit_price)?,
            quantity,
            tax_class: STANDARD_CLASS.to_owned(),
        },
        What::Product(id) => {
            let field = format!("items[{at}].product_id");
            let Some(product) = facts.products.get(&id.uuid()) else {
                return Err(Problem::invalid(field, FieldCode::Unknown, "There is no such product."));
            };
            if !product.active {
                return Err(not_for_sale(field, &product.name, "Remove it."));
            }
            Line {
                item: Item::Product(*id),
                name: product.name.clone(),
                unit_price: money(facts, product.price)?,
                quantity,
                tax_class: product.tax_class.clone(),
            }
        }
    };
    Ok(DecidedLine { kept: None, line, note: note.map(Note::into_string) })
}

/// What moves in counted stock, and which products there aren't enough of. Only what the order takes
/// more than before is asked for.
fn stock(facts: &Facts, lines: &[DecidedLine]) -> (Vec<StockMove>, Vec<Problem>) {
    let after = |id: ProductId| -> i64 {
        lines.iter().filter(|line| line.line.item == Item::Product(id)).map(|line| line.line.quantity).sum()
    };
    let before = |id: ProductId| -> i64 {
        let same = facts.lines.iter().filter(|line| line.product_id == Some(id.uuid()));
        same.map(|line| line.quantity).sum()
    };
    let mut products: Vec<_> = facts.products.values().collect();
    products.sort_by_key(|product| product.id());
    let (mut moves, mut refusals) = (Vec::new(), Vec::new());
    for product in products {
        let (id, Some(on_hand)) = (product.id(), product.on_hand) else { continue };
        let from_stock = facts.taken.get(&id.uuid()).copied().unwrap_or(0);
        let taken = taken_by_edit(before(id), after(id), from_stock);
        if taken == 0 {
            continue;
        }
        let left = on_hand - taken;
        if left < 0 {
            let at = lines.iter().rposition(|line| line.line.item == Item::Product(id)).unwrap_or(0);
            let message =
                format!("Only {on_hand} more of {} left. Lower the quantity or remove it.", product.name);
            refusals.push(
                Problem::new(Code::OutOfStock, message.clone())
                    .at(format!("items[{at}].quantity"), FieldCode::OutOfStock, message)
                    .with("stock", on_hand),
            );
        }
        moves.push(StockMove { product_id: id, name: product.name.clone(), taken, left });
    }
    (moves, refusals)
}

/// Terms and their version, if an order has any.
type Terms = Option<(PaymentTerms, i32)>;

/// The terms that the order has then, or why it can't have that total.
fn terms(facts: &Facts, total: i64) -> Result<Result<Terms, Problem>, Problem> {
    let held = facts.held().or_problem()?;
    if total < held.amount() {
        let paid = held.amount();
        let detail = format!(
            "The order would come to {total}, and {paid} of it is paid already. Take less off, or give money back first."
        );
        let problem = Problem::new(Code::TotalBelowPaid, detail.clone())
            .at("items", FieldCode::TotalBelowPaid, detail)
            .with("total", total)
            .with("amount_paid", paid);
        return Ok(Err(problem));
    }
    let Some((terms, version)) = &facts.terms else { return Ok(Ok(None)) };
    if total == facts.order.total {
        return Ok(Ok(Some((terms.clone(), *version))));
    }
    if total == 0 {
        let message = "An order that is paid later costs more than 0. Cancel it instead.";
        return Ok(Err(Problem::invalid("items", FieldCode::NothingToPay, message)));
    }
    let remade = terms.remade(money(facts, total)?, held);
    remade
        .map(|remade| Ok(Some((remade, version + 1))))
        .map_err(|error| Problem::new(Code::ScheduleMismatch, sentence(&error)))
}
