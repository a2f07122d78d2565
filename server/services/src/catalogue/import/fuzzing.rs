//! Files of imports as far as they are read without a database, for [`crate::fuzzing`].

use domain::money::Currency;

use super::{
    ImportError,
    change::Cell,
    customers,
    products::{self, KNOWN, NEEDED},
    table::{Table, Wrongs},
};

/// A row's number, and what the file has in the columns of a product.
pub type ProductRow = (usize, Vec<(&'static str, String)>);

/// The rows of a file of products, each of which is also read as a product's and a customer's.
pub fn product_rows(file: &[u8]) -> Result<Vec<ProductRow>, ImportError> {
    let table = Table::read(file, "sku", &NEEDED, &KNOWN)?;
    let mut wrongs = Wrongs::default();
    let rows = table.rows().map(|row| {
        let _ = (products::read(&row, Currency::Idr, &mut wrongs), customers::read(&row, &mut wrongs));
        let columns = NEEDED.into_iter().chain(KNOWN);
        let cells = columns.filter(|column| row.cell(column) != Cell::Absent);
        (row.number, cells.map(|column| (column, row.cell(column).text().to_owned())).collect())
    });
    Ok(rows.collect())
}
