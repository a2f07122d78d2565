//! `kedai import`: a file or two, and a report in words.

use std::path::Path;

use domain::money::{Money, MoneyStyle};
use services::{
    Services,
    catalogue::import::{
        Changes, Import, ImportError, ImportKind, ImportOrders, ImportReport, OrdersReport, ValueChange,
    },
};

use crate::cli::{ImportSettings, Kind};

/// Larger files are no catalogue.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportCommandError {
    /// The file.
    #[error("{path} can't be read")]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is too large.
    #[error("{path} is larger than {MAX_BYTES} bytes; split it")]
    TooLarge {
        /// Which.
        path: std::path::PathBuf,
    },
    /// Orders without their lines.
    #[error("name the file of the orders' lines with --lines")]
    NoLines,
    /// Its content.
    #[error("{error}{}", told(.error))]
    Import {
        /// In the use case's words.
        error: ImportError,
    },
}

fn told(error: &ImportError) -> String {
    let ImportError::Wrong(cells) = error else { return String::new() };
    let cells = cells.iter().map(|cell| format!("\n  row {}, {}: {}", cell.row, cell.column, cell.message));
    cells.collect()
}

/// Imports the files that the settings name.
#[expect(clippy::print_stdout, reason = "the report is what the command is run for")]
pub(crate) async fn run(services: &Services, settings: &ImportSettings) -> Result<(), ImportCommandError> {
    let file = read(&settings.file)?;
    let kind = match settings.kind {
        Kind::Products => ImportKind::Products,
        Kind::Customers => ImportKind::Customers,
        Kind::Orders => {
            let lines = settings.lines.as_deref().ok_or(ImportCommandError::NoLines)?;
            let import = ImportOrders {
                tenant: &settings.tenant,
                store: settings.store.as_deref(),
                orders: &file,
                lines: &read(lines)?,
                dry_run: settings.dry_run,
            };
            let report = services.import_orders(import).await.map_err(failed)?;
            print!("{}", orders_in_words(&report));
            return Ok(());
        }
    };
    let import = Import {
        kind,
        tenant: &settings.tenant,
        store: settings.store.as_deref(),
        csv: &file,
        dry_run: settings.dry_run,
    };
    let report = services.import(import).await.map_err(failed)?;
    print!("{}", in_words(&report));
    Ok(())
}

const fn failed(error: ImportError) -> ImportCommandError {
    ImportCommandError::Import { error }
}

fn read(path: &Path) -> Result<Vec<u8>, ImportCommandError> {
    let fail = |source| ImportCommandError::File { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(fail)?.len() > MAX_BYTES {
        return Err(ImportCommandError::TooLarge { path: path.to_owned() });
    }
    std::fs::read(path).map_err(fail)
}

fn orders_in_words(report: &OrdersReport) -> String {
    let OrdersReport { added, known, lines, .. } = report;
    let money = |amount: Money| amount.written(MoneyStyle::English);
    let mut words = match report.written {
        true => format!("Imported: {added} new orders with {lines} lines; {known} already there.\n"),
        false => format!(
            "This would add {added} orders with {lines} lines; {known} already there. Nothing was written.\n"
        ),
    };
    if let Some((first, last)) = report.days {
        words.push_str(&format!("  from {first} to {last}\n"));
    }
    words.push_str(&format!("  gross {}\n", money(report.gross)));
    words.push_str(&format!("  line discounts {}\n", money(report.discounts)));
    words.push_str(&format!("  net {}\n", money(report.net)));
    words.push_str(&format!("  freight, in no total {}\n", money(report.freight)));
    push_rows(&mut words, &report.preview, *added, &report.ignored_columns);
    words
}

fn in_words(report: &ImportReport) -> String {
    let Changes { added, updated, unchanged, lost, replaced, first_replaced } = &report.changes;
    let already = match unchanged {
        0 => String::new(),
        unchanged => format!(", {unchanged} of them so already"),
    };
    let mut words = match report.written {
        true => format!("Imported: {added} new, {updated} brought up to date{already}.\n"),
        false => {
            format!("This would add {added} and bring {updated} up to date{already}. Nothing was written.\n")
        }
    };
    push_rows(&mut words, &report.preview, added + updated, &report.ignored_columns);
    // What was in the database is shown to who looks before, and kept out of the records of who imports.
    if report.written {
        words.push_str(&format!("Values taken away: {}, replaced: {replaced}.\n", lost.len()));
        return words;
    }
    push_changes(&mut words, "would be lost", lost, lost.len());
    push_changes(&mut words, "would be replaced", first_replaced, *replaced);
    words
}

fn push_changes(words: &mut String, what: &str, changes: &[ValueChange], count: usize) {
    if count > 0 {
        words.push_str(&format!("Values that {what}: {count}\n"));
    }
    for ValueChange { row, code, column, before, after } in changes {
        let by = after.as_ref().map(|after| format!(" → {after}")).unwrap_or_default();
        words.push_str(&format!("  row {row}, {column} of {code}: {before}{by}\n"));
    }
    if count > changes.len() {
        words.push_str(&format!("  … and {} more\n", count - changes.len()));
    }
}

fn push_rows(words: &mut String, preview: &[String], rows: usize, ignored: &[String]) {
    for row in preview {
        words.push_str(&format!("  {row}\n"));
    }
    if rows > preview.len() {
        words.push_str(&format!("  … and {} more\n", rows - preview.len()));
    }
    if !ignored.is_empty() {
        words.push_str(&format!("Columns without a place here: {}.\n", ignored.join(", ")));
    }
}
