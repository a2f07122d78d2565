//! Answers to commands, kept so that a command that comes again gets the same answer again.

use contract::{
    Problem,
    orders::{Answered, OrderView},
    problem::{Code, FieldCode},
};
use domain::subject::Subject;
use serde::Serialize;
use store::{Bytes, TenantTx, command_answers::AnswerRow, command_answers::StoredAnswer, orders::OrderKey};
use uuid::Uuid;

use super::{command_hash::CommandHash, sealed::person_key};
use crate::{
    Failure, Services,
    failure::OrProblem,
    protection::{SecretKey, TenantKeys, open, seal},
    random::Random,
};

/// What tells a command that comes again.
#[derive(Debug, Clone)]
pub(crate) struct CommandKey {
    pub(crate) key: String,
    pub(crate) hash: CommandHash,
}

/// The longest idempotency key, in bytes.
const MAX_KEY: usize = 200;

impl CommandKey {
    /// The key of a command, if it was sent with one. `command` is everything it says.
    pub(crate) fn of(key: Option<String>, command: &impl Serialize) -> Result<Option<Self>, Problem> {
        let Some(key) = key else { return Ok(None) };
        if key.is_empty() || key.len() > MAX_KEY || !key.is_ascii() {
            let message = format!("Send a key of 1 to {MAX_KEY} plain characters, or none.");
            return Err(Problem::invalid("Idempotency-Key", FieldCode::Invalid, message));
        }
        Ok(Some(Self { key, hash: CommandHash::of(command).or_problem()? }))
    }

    /// The row that keeps an answer: sealed with the person's key, so that it is forgotten with the
    /// person. No [`store::Sealed`]: nothing is hashed over the row, and the answer itself opens only as it
    /// was written, for its own order.
    pub(crate) fn answer_row(
        &self,
        tenant_id: Uuid,
        key: &SecretKey,
        answer: &OrderView,
        at: chrono::DateTime<chrono::Utc>,
        random: &Random,
    ) -> Result<AnswerRow, Failure> {
        let subject = Subject::Order(answer.id);
        let sealed = seal(key, &answer_context(&subject), &serde_json::to_vec(answer)?, random)?;
        Ok(AnswerRow {
            tenant_id,
            key: self.key.clone(),
            request_hash: Bytes(self.hash.kept().to_vec()),
            order_id: Some(answer.id.uuid()),
            subject_kind: None,
            subject_id: None,
            sealed_answer: Bytes(sealed),
            answered_at: at,
        })
    }
}

impl Services {
    /// The answer that was given before; if that can't be read any more, the order as it stands, unless
    /// it was deleted.
    pub(crate) async fn replay_in_tx(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        stored: &StoredAnswer,
        hash: &CommandHash,
    ) -> Result<Result<Answered<OrderView>, Problem>, Failure> {
        if !hash.is(&stored.request_hash) {
            return Ok(Err(key_reused()));
        }
        let answer = match readable(keys, stored)? {
            Some(answer) => Ok(answer),
            None => self.present_in_tx(tx, &stored.subject()).await?,
        };
        Ok(answer.map(|answer| Answered { answer, replayed: true }))
    }

    async fn present_in_tx(
        &self,
        tx: &mut TenantTx,
        subject: &Subject,
    ) -> Result<Result<OrderView, Problem>, Failure> {
        // A command for another kind of subject has another hash, and was refused before this.
        let key = OrderKey::Id(subject.order().ok_or(Failure::Gone("the order of an answer"))?);
        match store::orders::order_in_tx(tx, &key).await? {
            Some(record) => Ok(Ok(self.view_in_tx(tx, record).await?)),
            None => Ok(Err(recorded_and_deleted())),
        }
    }
}

/// The answer that was kept. There is none any more once its person was erased, once the order has another
/// customer and with that another key, once it was deleted and nobody here knows its key, and when another
/// version of the program wrote it in a form that this one can't read.
fn readable(keys: &TenantKeys, stored: &StoredAnswer) -> Result<Option<OrderView>, Failure> {
    if stored.data_key_id.is_some() && stored.wrapped_key.is_none() {
        return Ok(None);
    }
    let person = person_key(keys, stored.data_key_id, stored.wrapped_key.as_deref())?;
    let key = person.as_ref().unwrap_or(keys.answers());
    let plain = open(key, &answer_context(&stored.subject()), &stored.sealed_answer).ok();
    Ok(plain.and_then(|plain| serde_json::from_slice(&plain).ok()))
}

/// Where an answer stands. Of an order's the kind isn't said: what was sealed before there were others has to
/// open.
fn answer_context(subject: &Subject) -> Vec<u8> {
    let kind = if subject.order().is_some() { "" } else { subject.kind() };
    [b"command answer ".as_slice(), kind.as_bytes(), subject.uuid().as_bytes()].concat()
}

/// The order was there when its command was answered, and its rows are never taken away.
fn recorded_and_deleted() -> Problem {
    let detail = "What this key recorded was deleted since. A manager can restore it; to record it anew, use a \
                  new key.";
    Problem::new(Code::OrderDeleted, detail)
}

pub(crate) fn key_reused() -> Problem {
    Problem::new(
        Code::IdempotencyKeyReused,
        "This key was used for another command. Use a new key for each command.",
    )
}
