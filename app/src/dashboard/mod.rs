//! A manager's figures.

mod actions;
mod breakdown;
mod chart;
mod figures;
mod page;
mod refresh;
mod scale;

pub use actions::TodayFigures;
pub use page::DashboardPage;
