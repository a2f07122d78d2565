//! When silence counts as lost, and what the server's clock says.
//!
//! Times here are milliseconds of a clock that only runs forward, so that a device whose clock is set
//! while the shop is open neither loses the connection nor keeps a lost one.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{devices::Connection, live::DELAYED_SECONDS};

/// Silence after which what is on the screen may be stale.
pub const SILENT_MS: f64 = 1_000.0 * DELAYED_SECONDS as f64;
/// Silence after which an open socket is given up: it hangs half-open.
pub const DEAD_MS: f64 = 2.0 * SILENT_MS;
/// How long a page is without a socket before it asks over HTTP: longer than opening one takes.
const WITHOUT_MS: f64 = 2_000.0;
/// How often it asks then.
const ASK_EVERY_MS: f64 = 4_000.0;

/// What is known of the connection in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watch {
    began: f64,
    heard: Option<f64>,
    is_open: bool,
    /// Since when there is no open socket.
    without_since: f64,
    /// When the server was last asked over HTTP, and when it last answered so.
    asked: Option<f64>,
    answered: Option<f64>,
    /// An instant on the server's clock, and when it was told.
    server: (DateTime<Utc>, f64),
}

impl Watch {
    /// A watch that begins now. Until the server tells its time, `clock` is gone by: an instant on it, and when
    /// it was told.
    pub const fn new(clock: (DateTime<Utc>, f64), now: f64) -> Self {
        Self {
            began: now,
            heard: None,
            is_open: false,
            without_since: now,
            asked: None,
            answered: None,
            server: clock,
        }
    }

    /// The socket opened: the server answered.
    pub const fn opened(&mut self, now: f64) {
        self.is_open = true;
        self.heard = Some(now);
    }

    /// The server said something.
    pub const fn heard(&mut self, now: f64) {
        self.heard = Some(now);
    }

    /// The server told its time.
    pub const fn told_time(&mut self, server_time: DateTime<Utc>, now: f64) {
        self.server = (server_time, now);
    }

    /// The socket closed.
    pub const fn closed(&mut self, now: f64) {
        if self.is_open {
            self.without_since = now;
        }
        self.is_open = false;
    }

    /// Whether it is time to ask over HTTP what a socket would have brought: sockets are blocked on some
    /// networks, or the server is away. If so, it counts as asked.
    pub fn asks(&mut self, now: f64) -> bool {
        let is_due = !self.is_open
            && now - self.without_since >= WITHOUT_MS
            && self.asked.is_none_or(|asked| now - asked >= ASK_EVERY_MS);
        if is_due {
            self.asked = Some(now);
        }
        is_due
    }

    /// The server answered over HTTP; false if a socket is open meanwhile, which tells everything itself.
    pub const fn answered(&mut self, server_time: DateTime<Utc>, now: f64) -> bool {
        if self.is_open {
            return false;
        }
        self.heard(now);
        self.answered = Some(now);
        self.told_time(server_time, now);
        true
    }

    /// Whether what the server says arrives, by a socket or by asking for it.
    fn is_served(&self, now: f64) -> bool {
        let lately = |answered: f64| answered >= self.without_since && now - answered < SILENT_MS;
        self.is_open || self.answered.is_some_and(lately)
    }

    /// How long the server has been silent.
    pub fn silence(&self, now: f64) -> f64 {
        now - self.heard.unwrap_or(self.began)
    }

    /// How the connection stands.
    pub fn connection(&self, now: f64) -> Connection {
        match self.heard {
            Some(heard) if !self.is_served(now) || self.silence(now) >= SILENT_MS => {
                Connection::Lost { since: self.server_time(heard) }
            }
            Some(_) => Connection::Live,
            None if self.silence(now) >= SILENT_MS => {
                Connection::Lost { since: self.server_time(self.began) }
            }
            None => Connection::Connecting,
        }
    }

    /// What the server's clock says.
    pub fn server_time(&self, now: f64) -> DateTime<Utc> {
        let (told, at) = self.server;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since a page was opened")]
        let passed = TimeDelta::milliseconds((now - at) as i64);
        told.checked_add_signed(passed).unwrap_or(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn ten_seconds_of_silence_are_lost_even_with_an_open_socket() {
        let mut watch = Watch::new((clock(0), 0.0), 0.0);
        watch.opened(100.0);
        watch.told_time(clock(3_600), 1_000.0);
        watch.heard(1_000.0);
        assert_eq!(watch.connection(10_999.0), Connection::Live);
        assert_eq!(watch.connection(11_000.0), Connection::Lost { since: clock(3_600) });
        watch.heard(12_000.0);
        assert_eq!(watch.connection(12_000.0), Connection::Live);
    }

    #[test]
    fn a_broken_socket_is_lost_at_once() {
        let mut watch = Watch::new((clock(0), 0.0), 0.0);
        watch.opened(1_000.0);
        watch.closed(1_000.0);
        assert_eq!(watch.connection(1_001.0), Connection::Lost { since: clock(1) });
    }

    #[test]
    fn without_a_socket_the_server_is_asked_and_its_answers_count() {
        let mut watch = Watch::new((clock(0), 0.0), 0.0);
        assert!(!watch.asks(1_999.0));
        assert!(watch.asks(2_000.0));
        assert!(!watch.asks(5_999.0) && watch.asks(6_000.0), "every four seconds");
        assert!(watch.answered(clock(3_600), 6_100.0));
        assert_eq!(watch.connection(6_100.0), Connection::Live);
        assert_eq!(watch.connection(16_100.0), Connection::Lost { since: clock(3_600) });
        // A socket that opens takes over; what was asked before is old news.
        watch.opened(17_000.0);
        assert!(!watch.asks(20_000.0) && !watch.answered(clock(3_700), 20_000.0));
        assert_eq!(watch.connection(20_000.0), Connection::Live);
        watch.closed(21_000.0);
        assert!(matches!(watch.connection(21_000.0), Connection::Lost { .. }), "a break shows at once");
        assert!(!watch.asks(22_999.0) && watch.asks(23_000.0));
    }

    #[test]
    fn a_server_that_never_answers_is_lost_after_ten_seconds() {
        let watch = Watch::new((clock(0), 5_000.0), 5_000.0);
        assert_eq!(watch.connection(14_999.0), Connection::Connecting);
        assert_eq!(watch.connection(15_000.0), Connection::Lost { since: clock(0) });
    }

    #[test]
    fn a_server_that_never_answers_is_lost_by_its_own_clock() {
        let watch = Watch::new((clock(50), 1_000.0), 3_000.0);
        assert_eq!(watch.connection(13_000.0), Connection::Lost { since: clock(52) });
        assert_eq!(watch.server_time(13_000.0), clock(62));
    }

    #[test]
    fn the_servers_clock_wins_over_the_devices() {
        let mut watch = Watch::new((clock(-90_000), 0.0), 0.0);
        watch.told_time(clock(50), 2_000.0);
        assert_eq!(watch.server_time(9_000.0), clock(57));
    }
}
