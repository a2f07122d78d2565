//! A manager's figures.

mod actions;
mod breakdown;
mod chart;
mod figures;
mod filter;
mod filter_bar;
mod page;
mod refresh;
mod scale;
mod terms;
mod words;

pub use actions::{BestProducts, PeriodFigures};
pub use page::DashboardPage;
