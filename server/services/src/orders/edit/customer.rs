//! Whose order it is after an edit: the same person, perhaps with details put right, or another one.

use contract::{
    Problem,
    orders::{CustomerChange, CustomerDraft},
    problem::FieldCode,
};
use store::{
    TenantTx,
    customers::{self, CustomerRow},
    keys::DataKeyRow,
};
use uuid::Uuid;

use super::{Outcome, decide::Decided, facts::Facts, wanted::Wanted};
use crate::{
    orders::{
        checked::{Wrong, customer},
        person::People,
    },
    protection::{Profile, SecretKey},
};

/// The details that the order's customer is to have; none if nobody is to be known.
pub(super) fn wanted_customer(facts: &Facts, wanted: &Wanted) -> Result<Option<Profile>, Problem> {
    let Some(change) = &wanted.customer else { return Ok(facts.customer.clone()) };
    let mut wrong = Wrong::none();
    let merged = match change {
        None => None,
        Some(change) => customer(merged(facts.customer.as_ref(), change), &mut wrong),
    };
    if merged.as_ref().is_none_or(|who| who.phone.is_none()) {
        let field = if merged.is_none() { "customer.name" } else { "customer.phone" };
        if facts.terms.is_some() {
            wrong.note(field, FieldCode::Missing, "Whoever pays later leaves a name and a phone number.");
        } else if facts.order.channel == "phone" {
            wrong.note(field, FieldCode::Missing, "An order by phone needs the customer's name and number.");
        }
    }
    wrong.checked()?;
    // What the shop knows of somebody beside name, number and address for mail stays with them.
    let known = facts.customer.clone().unwrap_or_default();
    let who = merged.map(|new| Profile { name: new.name, phone: new.phone, email: new.email, ..known });
    Ok(who)
}

fn merged(known: Option<&Profile>, change: &CustomerChange) -> CustomerDraft {
    let kept = |field: fn(&Profile) -> Option<String>| known.and_then(field);
    CustomerDraft {
        name: change.name.clone().or_else(|| kept(|who| Some(who.name.clone()))).unwrap_or_default(),
        phone: change.phone.clone().unwrap_or_else(|| kept(|who| who.phone.clone())),
        email: change.email.clone().unwrap_or_else(|| kept(|who| who.email.clone())),
    }
}

/// Whose an order is, and what seals its notes.
pub(super) struct Whose {
    pub(super) customer_id: Option<Uuid>,
    /// None if it has nothing to seal, or if its key was destroyed and it seals nothing new.
    pub(super) key: Option<(Uuid, SecretKey)>,
    /// The key's id as the order's row has it.
    pub(super) data_key_id: Option<Uuid>,
    /// Rows of somebody new, or of a key that only this order has.
    pub(super) data_keys: Vec<DataKeyRow>,
    pub(super) customers: Vec<CustomerRow>,
    /// The row of a known customer whose details are put right.
    pub(super) corrected: Option<CustomerRow>,
}

impl Whose {
    /// Whether the order's notes have to be sealed anew.
    pub(super) fn is_rekeyed(&self, facts: &Facts) -> bool {
        self.data_key_id != facts.order.data_key_id
    }

    fn of_person(id: Uuid, key: (Uuid, SecretKey)) -> Self {
        let data_key_id = Some(key.0);
        let (data_keys, customers) = (Vec::new(), Vec::new());
        Self { customer_id: Some(id), key: Some(key), data_key_id, data_keys, customers, corrected: None }
    }
}

/// Finds out whose the order is. A phone number or a name that stayed makes them the same person, whose
/// details are put right everywhere; a number and name that somebody else is known by makes it theirs;
/// another number and another name is another person.
pub(super) async fn whose_in_tx(
    tx: &mut TenantTx,
    people: &People<'_>,
    facts: &Facts,
    decided: &Decided,
) -> Outcome<Whose> {
    let present = facts.order.data_key_id.zip(facts.key.clone());
    let Some(profile) = &decided.customer else { return nobody(people, facts, decided) };
    if let (Some(known), Some(id), Some(key)) = (&facts.customer, facts.order.customer_id, present)
        && known == profile
    {
        return Ok(Whose::of_person(id, key));
    }
    let phone_index = people.phone_index(profile);
    let found = customers::by_phone_in_tx(tx, &people.phone_indexes(profile)).await?;
    // Whose order it is already comes first: two entries of one person don't take it from each other.
    if let (Some(known), Some(id)) = (&facts.customer, facts.order.customer_id) {
        let same_phone = phone_index.is_some() && phone_index == people.phone_index(known);
        let same_name = People::is_same_name(known, profile);
        let others: Vec<_> = found.iter().filter(|other| other.id != id).cloned().collect();
        let other = if same_phone && same_name { None } else { people.known(&others, profile)? };
        if let (None, true, Some((key_id, key))) =
            (&other, same_phone || same_name, facts.order.data_key_id.zip(facts.key.clone()))
        {
            let corrected = people.row(id, (key_id, &key), None, profile)?;
            return Ok(Whose { corrected: Some(corrected), ..Whose::of_person(id, (key_id, key)) });
        }
    }
    // Somebody else: what was known of the one before isn't theirs.
    let plain = Profile {
        name: profile.name.clone(),
        phone: profile.phone.clone(),
        email: profile.email.clone(),
        ..Profile::default()
    };
    let others: Vec<_> = found
        .into_iter()
        .filter(|other| facts.customer.is_none() || Some(other.id) != facts.order.customer_id)
        .collect();
    if let Some(known) = people.known(&others, &plain)?
        && let (Some(id), Some(key)) = (known.customer_id, known.key)
    {
        return Ok(Whose::of_person(id, key));
    }
    let (person, key_row, row) = people.new_person(&plain)?;
    let data_key_id = Some(key_row.id);
    Ok(Whose {
        customer_id: person.customer_id,
        key: person.key,
        data_key_id,
        data_keys: vec![key_row],
        customers: vec![row],
        corrected: None,
    })
}

/// Nobody is known. The order keeps a key of its own, gets one if there is something to seal, and leaves
/// that of a customer who is taken off it.
fn nobody(people: &People<'_>, facts: &Facts, decided: &Decided) -> Outcome<Whose> {
    let none = Whose {
        customer_id: None,
        key: None,
        data_key_id: None,
        data_keys: Vec::new(),
        customers: Vec::new(),
        corrected: None,
    };
    let has_notes = decided.note.is_some() || decided.lines.iter().any(|line| line.note.is_some());
    let was_customers = facts.customer.is_some();
    match (facts.order.data_key_id, &facts.key) {
        (Some(id), Some(key)) if !was_customers => {
            Ok(Whose { key: Some((id, key.clone())), data_key_id: Some(id), ..none })
        }
        // The person was erased; the order stays theirs until something new is to be sealed.
        (Some(id), None) if !has_notes => {
            Ok(Whose { customer_id: facts.order.customer_id, data_key_id: Some(id), ..none })
        }
        _ => {
            let in_ledger =
                facts.key.is_some() && facts.payments.iter().any(|entry| entry.sealed_note.is_some());
            if !has_notes && !in_ledger {
                return Ok(none);
            }
            let (key, row) = people.new_key()?;
            Ok(Whose { key: Some((row.id, key)), data_key_id: Some(row.id), data_keys: vec![row], ..none })
        }
    }
}
