//! The trail as CSV, a piece at a time, so that any length of it takes little memory.

use contract::{
    Problem,
    audit::{AuditCsv, AuditEntryView, AuditFilter, FieldChangeView},
    session::Caller,
};
use serde_json::Value;

use super::search::Found;
use crate::{
    Services,
    access::scope,
    csv_row::{head, row},
    failure::OrProblem,
};

/// Rows of one piece.
const PIECE: i64 = 200;

const HEADINGS: [&str; 13] = [
    "sequence",
    "at",
    "action",
    "subject",
    "order",
    "store",
    "actor",
    "role",
    "origin",
    "customers",
    "changes",
    "reason",
    "id",
];

impl Services {
    pub(super) async fn export_audit(
        &self,
        caller: &Caller,
        filter: AuditFilter,
    ) -> Result<AuditCsv, Problem> {
        let is_first = filter.cursor.is_none();
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let filter = AuditFilter { limit: Some(PIECE), ..filter };
        let Found { entries, next_cursor, noting } = self.find_audit_in_tx(&mut tx, caller, filter).await?;
        tx.commit().await.or_problem()?;
        noting.noted().await?;
        Ok(AuditCsv { rows: rows(is_first, &entries), next_cursor })
    }
}

fn rows(with_headings: bool, entries: &[AuditEntryView]) -> Vec<u8> {
    let mut text = if with_headings { head(&HEADINGS) } else { String::new() };
    for entry in entries {
        let changes: Vec<String> = entry.changes.iter().map(change).collect();
        let cells = [
            entry.sequence.map_or_else(String::new, |sequence| sequence.to_string()),
            entry.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            entry.action.clone(),
            entry.subject.clone(),
            entry.order.as_ref().map_or_else(String::new, |order| order.reference.to_string()),
            entry.store.clone().unwrap_or_default(),
            entry.actor.as_ref().map_or_else(String::new, |actor| actor.name.clone()),
            entry.actor.as_ref().map_or_else(String::new, |actor| actor.role.clone()),
            entry.origin.clone(),
            entry.customers.join(" "),
            changes.join("; "),
            entry.reason.clone().unwrap_or_default(),
            entry.id.clone(),
        ];
        text.push_str(&row(&cells));
    }
    text.into_bytes()
}

/// `total: 10000 → 20000`.
fn change(change: &FieldChangeView) -> String {
    format!("{}: {} → {}", change.field, value(&change.old), value(&change.new))
}

fn value(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(self::value).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_calculate_are_text() {
        let entry = AuditEntryView {
            id: "1".into(),
            sequence: Some(7),
            at: "2026-11-21T03:00:00Z".parse().unwrap(),
            action: "UPDATE".into(),
            subject: "order".into(),
            subject_id: None,
            actor: None,
            origin: "127.0.0.1".into(),
            store: None,
            order: None,
            customers: vec![],
            changes: vec![FieldChangeView { field: "total".into(), old: Value::Null, new: 5.into() }],
            reason: Some("=HYPERLINK(\"x\")".into()),
        };
        let written = String::from_utf8(rows(true, &[entry])).unwrap();
        assert!(written.starts_with("\u{feff}sequence,at,action,"), "{written}");
        assert!(written.contains("total: – → 5,\"'=HYPERLINK(\"\"x\"\")\",1\r\n"), "{written}");
    }
}
