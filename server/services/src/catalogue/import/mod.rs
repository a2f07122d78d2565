//! Catalogue and customers from CSV files: looked at whole before anything is written, then
//! written whole or not at all. What is there already, by the shop's own code, is brought to the
//! file's values, so the same file twice changes nothing; what the file doesn't speak of stays.

pub(crate) mod change;
mod customers;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod products;
mod sheet;
pub(crate) mod table;

pub use change::{Changes, ValueChange};

pub use crate::orders::past::{ImportOrders, OrdersReport};

use contract::{
    Problem,
    problem::{Code, FieldCode},
};
use domain::id::TenantId;
use serde::Serialize;
use store::{Scope, imports};

use crate::{Failure, Services};

/// The most rows of one file.
pub const MAX_ROWS: usize = 100_000;
/// The most wrong cells that are told of one file.
const MAX_TOLD: usize = 50;

/// What to import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// `sku, name, category, unit_price`, and what else is known of a product.
    Products,
    /// `customer_id, contact_name`, and what else is known of a customer.
    Customers,
}

/// A cell that can't be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongCell {
    /// The row as a spreadsheet numbers it: the heading is 1.
    pub row: usize,
    /// The column's heading.
    pub column: String,
    /// What to do.
    pub message: String,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// What is new, and what becomes of what is known.
    pub changes: Changes,
    /// The first rows in words, for a look before it counts.
    pub preview: Vec<String>,
    /// Columns of the file that Kedai has no place for.
    pub ignored_columns: Vec<String>,
    /// Whether it was written.
    pub written: bool,
}

/// Why an import didn't happen.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// No such tenant.
    #[error("there is no tenant {0:?}")]
    UnknownTenant(String),
    /// No such store of the tenant.
    #[error("there is no store {0:?} of this tenant")]
    UnknownStore(String),
    /// The file is in no encoding that can be read.
    #[error("the file isn't UTF-8 text; save it as “CSV UTF-8”")]
    Encoding,
    /// The file is no CSV.
    #[error("the file can't be read as CSV")]
    Csv(#[from] csv::Error),
    /// More rows than one file may have.
    #[error("the file has more than {MAX_ROWS} rows; split it")]
    TooManyRows,
    /// More orders than one file may have.
    #[error("the file has more than {} orders; split it", crate::orders::past::MAX_ORDERS)]
    TooManyOrders,
    /// Cells that can't be taken; nothing was written.
    #[error("nothing was imported: cells that can't be taken: {}", .0.len())]
    Wrong(Vec<WrongCell>),
    /// Kedai or its database is at fault.
    #[error("the import failed; nothing was imported")]
    Failure(#[from] Failure),
}

impl From<store::StoreError> for ImportError {
    fn from(error: store::StoreError) -> Self {
        Self::Failure(error.into())
    }
}

/// An import to be done.
#[derive(Debug, Clone)]
pub struct Import<'a> {
    /// What.
    pub kind: ImportKind,
    /// Slug of the tenant.
    pub tenant: &'a str,
    /// Slug of the store whose stock is counted; the tenant's first if absent.
    pub store: Option<&'a str>,
    /// The file, in UTF-8, or in UTF-16 behind its byte order mark.
    pub csv: &'a [u8],
    /// Whether to look only.
    pub dry_run: bool,
}

impl Services {
    /// Imports a file, or tells what that would do.
    pub async fn import(&self, import: Import<'_>) -> Result<ImportReport, ImportError> {
        let tenant_id = self.tenant(import.tenant).await?;
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        // Two files at once would each be merged with what was there before the other.
        imports::begin_in_tx(&mut tx).await?;
        let now = self.clock.now();
        let mut report = match import.kind {
            ImportKind::Products => self.import_products_in_tx(&mut tx, &import, now).await?,
            ImportKind::Customers => self.import_customers_in_tx(&mut tx, &import, now).await?,
        };
        // A dry run does everything but the last step: what the database would refuse, it refuses.
        if import.dry_run {
            tx.rollback().await?;
        } else {
            tx.commit().await?;
            report.written = true;
        }
        Ok(report)
    }

    /// The tenant of a short name.
    pub(crate) async fn tenant(&self, slug: &str) -> Result<TenantId, ImportError> {
        let found = self.database.tenant_by_slug(slug).await?;
        found.ok_or_else(|| ImportError::UnknownTenant(slug.to_owned()))
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let detail = error.to_string();
        match error {
            ImportError::Failure(failure) => failure.into(),
            ImportError::UnknownTenant(_) | ImportError::UnknownStore(_) => Self::new(Code::NotFound, detail),
            ImportError::Encoding
            | ImportError::Csv(_)
            | ImportError::TooManyRows
            | ImportError::TooManyOrders => Self::new(Code::InvalidFile, detail),
            ImportError::Wrong(cells) => {
                cells.into_iter().fold(Self::new(Code::InvalidRows, detail), |problem, cell| {
                    problem.at(format!("row {}, {}", cell.row, cell.column), FieldCode::Invalid, cell.message)
                })
            }
        }
    }
}
