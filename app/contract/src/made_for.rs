//! For whom a page was made.
//!
//! A browser has one session, and pages stay open when somebody else signs in. So a page says with all that
//! it sends for whom it was made, by a mark that the server gave it; what was made for one person is refused
//! while another is signed in, before anything is done. What bears no mark is nobody's: a program's, or an
//! older page's.

/// The header that says it, with what a page's program sends.
pub const HEADER: &str = "kedai-made-for";

/// The field that says it in a form, and the parameter in the live socket's address.
pub const FIELD: &str = "made_for";
