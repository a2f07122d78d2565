//! What every page stands in: the frame of staff's pages with its header and guard, badges, problems
//! in words, and the pages for addresses that lead nowhere.

mod badges;
#[cfg(test)]
mod contrast;
mod field_problem;
mod frame;
mod header;
mod pages;
mod preferences;
mod problem;
mod reason;
mod said;
mod stray_scan;

pub use badges::{InstalmentBadge, LifecycleBadge, PaymentBadge};
pub(crate) use field_problem::{field_sentence, field_words};
pub(crate) use frame::with_search;
pub use frame::{Area, staff_page};
pub(crate) use header::LanguageChoice;
pub(crate) use pages::GoOn;
pub use pages::{HomePage, NotFoundPage, NotFoundPart};
pub use preferences::{ChooseLanguage, ChooseStore, ChooseTheme};
pub(crate) use problem::SignInAgain;
pub use problem::{ProblemView, sentence};
pub(crate) use reason::ReasonField;
pub(crate) use said::{isolated, noted, said};
