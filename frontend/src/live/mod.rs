//! The live socket of this tab, and what stands in for it where sockets are blocked.
//!
//! | module | holds |
//! |---|---|
//! | [`protocol`] | who follows what up to which number; what to send and to tell. No I/O |
//! | [`backoff`] | how long to wait before opening again |
//! | [`polling`] | asking over HTTP for what a socket would have brought |
//! | [`watch`] | when silence counts as lost, and what the server's clock says |
//! | [`socket`] | the socket itself, and its timers |

pub mod backoff;
pub(crate) mod polling;
pub mod protocol;
pub mod socket;
pub mod watch;

pub use socket::LiveSocket;
