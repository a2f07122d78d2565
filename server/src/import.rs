//! `kedai import`: a file, and a report in words.

use services::{
    Services,
    catalogue::import::{Import, ImportError, ImportKind, ImportReport},
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

/// Imports the file that the settings name.
#[expect(clippy::print_stdout, reason = "the report is what the command is run for")]
pub(crate) async fn run(services: &Services, settings: &ImportSettings) -> Result<(), ImportCommandError> {
    let path = &settings.file;
    let fail = |source| ImportCommandError::File { path: path.clone(), source };
    if std::fs::metadata(path).map_err(fail)?.len() > MAX_BYTES {
        return Err(ImportCommandError::TooLarge { path: path.clone() });
    }
    let csv = std::fs::read(path).map_err(fail)?;
    let import = Import {
        kind: match settings.kind {
            Kind::Products => ImportKind::Products,
            Kind::Customers => ImportKind::Customers,
        },
        tenant: &settings.tenant,
        store: settings.store.as_deref(),
        csv: &csv,
        dry_run: settings.dry_run,
    };
    let report = services.import(import).await.map_err(|error| ImportCommandError::Import { error })?;
    print!("{}", in_words(&report));
    Ok(())
}

fn in_words(report: &ImportReport) -> String {
    let ImportReport { added, updated, .. } = report;
    let mut words = match report.written {
        true => format!("Imported: {added} new, {updated} brought up to date.\n"),
        false => format!("This would add {added} and bring {updated} up to date. Nothing was written.\n"),
    };
    for row in &report.preview {
        words.push_str(&format!("  {row}\n"));
    }
    let rows = added + updated;
    if rows > report.preview.len() {
        words.push_str(&format!("  … and {} more\n", rows - report.preview.len()));
    }
    if !report.ignored_columns.is_empty() {
        words.push_str(&format!("Columns without a place here: {}.\n", report.ignored_columns.join(", ")));
    }
    words
}
