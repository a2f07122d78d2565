//! What one command comes to, given what was loaded for all of its batch.

use std::collections::HashMap;

use chrono::NaiveDate;
use contract::{
    Problem,
    orders::Answered,
    problem::{Code, FieldCode},
};
use domain::{
    basket::{Basket, BasketError, Discount, Item, Line, Totals},
    money::Money,
    payment::{PaymentError, PaymentPart, PaymentPlan, Settlement},
    payment_terms::{DownPayment, PaymentTerms, Schedule, TermsError},
    tax::STANDARD_CLASS,
};
use uuid::Uuid;

use super::{
    prepare::{DownShare, Sale, SaleDown, SalePayment, SaleSchedule},
    rows,
};
use crate::{
    Failure,
    failure::sentence,
    orders::{
        checked::What,
        writer::{Desk, Outcome, Waiting},
    },
    text,
};

/// A command that will be carried out.
pub(super) struct Decided {
    pub(super) lines: Vec<Line>,
    pub(super) discount: Option<Discount>,
    pub(super) totals: Totals,
    /// What is paid at once.
    pub(super) settlement: Settlement,
    /// How the rest will be paid, if all isn't.
    pub(super) terms: Option<PaymentTerms>,
}

impl Desk<'_> {
    /// Decides a new order and adds its rows, or refuses it and adds nothing.
    pub(in crate::orders) fn place(&mut self, waiting: &Waiting, sale: &Sale) -> Result<Outcome, Failure> {
        let decided = match self.decide(sale) {
            Ok(decided) => decided,
            Err(problem) => return Ok(Err(problem)),
        };
        self.take_stock(sale);
        let answer = rows::add(self, waiting, sale, decided)?;
        Ok(Ok(Answered { answer, replayed: false }))
    }

    fn decide(&self, sale: &Sale) -> Result<Decided, Problem> {
        let lines = self.lines(sale)?;
        self.check_stock(sale)?;
        let discount = match &sale.discount {
            Some(rebate) => {
                let reason = rebate.reason.clone().map(text::Line::into_string).unwrap_or_default();
                Some(Discount { amount: self.money(rebate.amount)?, reason })
            }
            None => None,
        };
        let basket = Basket {
            currency: self.currency,
            lines: &lines,
            discount: discount.as_ref(),
            tax_rules: self.tax_rules,
        };
        let totals = basket.totals().map_err(basket_problem)?;
        let computed = totals.total.amount();
        if let Some(sent) = sale.total.filter(|sent| *sent != computed) {
            let detail = format!(
                "The total is {computed}, not {sent}: a price or tax changed. Look at the order again."
            );
            return Err(Problem::new(Code::TotalMismatch, detail)
                .at("total", FieldCode::TotalMismatch, "Send the total that was computed.")
                .with("total", computed)
                .with("sent_total", sent));
        }
        let (settlement, terms) = self.settle(&sale.payment, totals.total)?;
        Ok(Decided { lines, discount, totals, settlement, terms })
    }

    fn lines(&self, sale: &Sale) -> Result<Vec<Line>, Problem> {
        let lines = sale.items.iter().enumerate().map(|(place, item)| {
            let line = match &item.what {
                What::Custom { name, unit_price } => Line {
                    item: Item::Custom,
                    name: name.as_str().to_owned(),
                    unit_price: self.money(*unit_price)?,
                    quantity: item.quantity,
                    tax_class: STANDARD_CLASS.to_owned(),
                },
                What::Product(id) => {
                    let field = format!("items[{place}].product_id");
                    let product = self.products.get(&id.uuid()).ok_or_else(|| {
                        Problem::invalid(field.clone(), FieldCode::Unknown, "There is no such product.")
                    })?;
                    if !product.active {
                        let message = format!("{} is not on sale any more. Remove it.", product.name);
                        return Err(Problem::new(Code::NotForSale, message.clone()).at(
                            field,
                            FieldCode::NotForSale,
                            message,
                        ));
                    }
                    Line {
                        item: Item::Product(*id),
                        name: product.name.clone(),
                        unit_price: self.money(product.price)?,
                        quantity: item.quantity,
                        tax_class: product.tax_class.clone(),
                    }
                }
            };
            Ok(line)
        });
        lines.collect()
    }

    /// A product may stand on several lines: they all draw on what is left.
    fn check_stock(&self, sale: &Sale) -> Result<(), Problem> {
        let mut wanted: HashMap<Uuid, i64> = HashMap::new();
        for (place, item) in sale.items.iter().enumerate() {
            let What::Product(id) = &item.what else { continue };
            let Some(product) = self.products.get(&id.uuid()) else { continue };
            let Some(left) = product.on_hand else { continue };
            let sum = wanted.entry(id.uuid()).or_insert(0);
            *sum = sum.saturating_add(item.quantity);
            if *sum > left {
                let message =
                    format!("Only {left} of {} left. Lower the quantity or remove it.", product.name);
                let field = format!("items[{place}].quantity");
                return Err(Problem::new(Code::OutOfStock, message.clone())
                    .at(field, FieldCode::OutOfStock, message)
                    .with("stock", left));
            }
        }
        Ok(())
    }

    fn take_stock(&mut self, sale: &Sale) {
        for item in &sale.items {
            let What::Product(id) = &item.what else { continue };
            if let Some(left) = self.products.get_mut(&id.uuid()).and_then(|product| product.on_hand.as_mut())
            {
                *left -= item.quantity;
            }
        }
    }

    /// What is paid at once, and the terms for the rest.
    fn settle(
        &self,
        payment: &SalePayment,
        total: Money,
    ) -> Result<(Settlement, Option<PaymentTerms>), Problem> {
        let optional = |amount: Option<i64>| amount.map(|amount| self.money(amount)).transpose();
        let nothing = || Settlement { parts: Vec::new(), change: Money::zero(self.currency) };
        let plan = match payment {
            SalePayment::None => return Ok((nothing(), None)),
            SalePayment::Full { method, tendered } => {
                PaymentPlan::Full { method: *method, tendered: optional(*tendered)? }
            }
            SalePayment::Split(parts) => {
                let parts = parts.iter().map(|(method, amount, tendered)| {
                    let amount = self.money(*amount)?;
                    Ok(PaymentPart { method: *method, amount, tendered: optional(*tendered)? })
                });
                PaymentPlan::Split(parts.collect::<Result<_, Problem>>()?)
            }
            SalePayment::Terms { down, schedule } => {
                let terms = self.terms(down.as_ref(), schedule, total)?;
                let settlement = match down {
                    Some(down) => {
                        let plan =
                            PaymentPlan::Full { method: down.method, tendered: optional(down.tendered)? };
                        plan.settle(terms.down_payment()).map_err(down_payment_problem)?
                    }
                    None => nothing(),
                };
                return Ok((settlement, Some(terms)));
            }
        };
        Ok((plan.settle(total).map_err(payment_problem)?, None))
    }

    fn terms(
        &self,
        down: Option<&SaleDown>,
        schedule: &SaleSchedule,
        total: Money,
    ) -> Result<PaymentTerms, Problem> {
        let down = match down.map(|down| down.share) {
            None => DownPayment::Amount(Money::zero(self.currency)),
            Some(DownShare::Amount(amount)) => DownPayment::Amount(self.money(amount)?),
            Some(DownShare::Percent(hundredths)) => DownPayment::Share(hundredths),
        };
        let is_later = matches!(schedule, SaleSchedule::Later(_));
        let schedule = match schedule {
            SaleSchedule::Regular { count, interval, first_due } => {
                let first_due = first_due.or_else(|| interval.after(self.today, 1)).unwrap_or(NaiveDate::MAX);
                Schedule::Regular { count: *count, interval: *interval, first_due }
            }
            SaleSchedule::Agreed(parts) => {
                let parts = parts.iter().map(|(day, amount)| Ok((*day, self.money(*amount)?)));
                Schedule::Agreed(parts.collect::<Result<_, Problem>>()?)
            }
            SaleSchedule::Later(due_date) => Schedule::Agreed(vec![(*due_date, total)]),
        };
        PaymentTerms::agree(total, down, &schedule, self.today)
            .map_err(|error| terms_problem(error, &schedule, is_later))
    }

    fn money(&self, amount: i64) -> Result<Money, Problem> {
        Money::new(amount, self.currency).map_err(|error| {
            Problem::new(Code::AmountTooLarge, format!("{} Enter a smaller one.", sentence(&error)))
        })
    }
}

pub(in crate::orders) fn basket_problem(error: BasketError) -> Problem {
    let message = sentence(&error);
    match error {
        BasketError::NoLines | BasketError::TooManyLines => {
            Problem::invalid("items", FieldCode::Count, message)
        }
        BasketError::Quantity { line } => {
            Problem::invalid(format!("items[{line}].quantity"), FieldCode::OutOfRange, message)
        }
        BasketError::Price { line } => {
            Problem::invalid(format!("items[{line}].unit_price"), FieldCode::OutOfRange, message)
        }
        BasketError::Name { line } => {
            Problem::invalid(format!("items[{line}].name"), FieldCode::Length, message)
        }
        BasketError::DiscountAmount => Problem::invalid("discount.amount", FieldCode::OutOfRange, message),
        BasketError::DiscountReason => Problem::invalid("discount.reason", FieldCode::Length, message),
        BasketError::Money(_) => Problem::invalid("items", FieldCode::TooLarge, message),
    }
}

/// Terms that can't be, told at the field that would have to change.
fn terms_problem(error: TermsError, schedule: &Schedule, is_later: bool) -> Problem {
    let message = sentence(&error);
    let regular = matches!(schedule, Schedule::Regular { .. });
    let part = |place: usize, field: &str| match (is_later, regular) {
        (true, _) => "payment.due_date".to_owned(),
        (false, true) => "payment.installments.first_due".to_owned(),
        (false, false) => format!("payment.installments[{place}].{field}"),
    };
    match error {
        TermsError::DownPayment => Problem::invalid("payment.down_payment", FieldCode::OutOfRange, message),
        TermsError::Count => Problem::invalid("payment.installments", FieldCode::OutOfRange, message),
        TermsError::Amount { .. } if regular => {
            Problem::invalid("payment.installments.count", FieldCode::OutOfRange, message)
        }
        TermsError::Amount { instalment } => {
            Problem::invalid(part(instalment, "amount"), FieldCode::OutOfRange, message)
        }
        TermsError::DueDate { instalment } => {
            Problem::invalid(part(instalment, "due_date"), FieldCode::OutOfRange, message)
        }
        TermsError::NotAscending { instalment } => {
            Problem::invalid(part(instalment, "due_date"), FieldCode::NotAscending, message)
        }
        TermsError::SumDiffers { sum, total } => Problem::new(Code::ScheduleMismatch, message.clone())
            .at("payment.installments", FieldCode::ScheduleMismatch, message)
            .with("sum", sum.amount())
            .with("total", total.amount()),
        TermsError::Money(_) => Problem::invalid("payment", FieldCode::TooLarge, message),
    }
}

/// What is wrong with the money of a down payment, at its own fields.
fn down_payment_problem(error: PaymentError) -> Problem {
    let problem = payment_problem(error);
    let errors = problem.errors.clone().into_iter().map(|mut wrong| {
        wrong.field = wrong.field.replacen("payment.", "payment.down_payment.", 1);
        wrong
    });
    Problem { errors: errors.collect(), ..problem }
}

pub(in crate::orders) fn payment_problem(error: PaymentError) -> Problem {
    let message = sentence(&error);
    match error {
        PaymentError::TenderedTooLittle { .. } => Problem::new(Code::TenderedTooLittle, message.clone()).at(
            "payment.tendered",
            FieldCode::TooLittle,
            message,
        ),
        PaymentError::TenderedWithoutCash { .. } => {
            Problem::invalid("payment.tendered", FieldCode::OnlyCashGivesChange, message)
        }
        PaymentError::PartAmount { part } => {
            Problem::invalid(format!("payment.parts[{part}].amount"), FieldCode::OutOfRange, message)
        }
        PaymentError::PartCount => Problem::invalid("payment.parts", FieldCode::Count, message),
        PaymentError::SumDiffers { sum, total } => Problem::new(Code::SplitMismatch, message.clone())
            .at("payment.parts", FieldCode::SplitMismatch, message)
            .with("sum", sum.amount())
            .with("total", total.amount()),
        PaymentError::Money(_) => Problem::invalid("payment", FieldCode::TooLarge, message),
    }
}
