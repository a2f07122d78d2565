//! When what is on the screen may be stale. Pure.

use chrono::{DateTime, Utc};
use contract::{devices::Connection, live::DELAYED_SECONDS};

/// Whether nothing was heard for so long that the screen may show old news. A short break is none: what
/// was missed comes with the next connection.
pub fn is_delayed(connection: &Connection, server_now: DateTime<Utc>) -> bool {
    match connection {
        Connection::Lost { since } => (server_now - since).num_seconds() >= DELAYED_SECONDS,
        Connection::Refused { .. } => true,
        Connection::Connecting | Connection::Live => false,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn ten_seconds_without_news_are_a_delay() {
        let since: DateTime<Utc> = "2026-11-21T07:02:11Z".parse().unwrap();
        let lost = Connection::Lost { since };
        assert!(!is_delayed(&lost, since + TimeDelta::milliseconds(9_999)));
        assert!(is_delayed(&lost, since + TimeDelta::seconds(10)));
        assert!(is_delayed(&Connection::Refused { code: "unauthenticated".into() }, since));
        for well in [Connection::Live, Connection::Connecting] {
            assert!(!is_delayed(&well, since + TimeDelta::days(1)));
        }
    }
}
