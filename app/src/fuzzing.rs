//! What fuzz targets reach of what this crate keeps to itself: readers of forms, of keys, and of what was kept
//! in the browser. Only with feature `fuzzing`, which nothing that is shipped has.

pub use crate::{
    orders::fuzzing::{edit, new_order, payment},
    scanner::{Heard, Scanner, ScannerSettings},
    till::fuzzing::{kept_sale, percent},
};
