//! How many connections there are, and who is turned away.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use contract::{Problem, problem::Code};
use services::network::Network;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Semaphore,
};

use super::Limits;
use crate::http::client_address::AddressSettings;

/// How many are told at once why they are turned away; those beyond are just closed.
const TOLD_AT_ONCE: usize = 64;
/// How long telling somebody may take.
const TELLING: Duration = Duration::from_secs(1);

/// Who is in.
#[derive(Debug)]
pub(crate) struct Doors {
    most: usize,
    most_of_one: usize,
    addresses: Arc<AddressSettings>,
    inside: Mutex<Inside>,
    refused: AtomicU64,
    telling: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Inside {
    all: usize,
    by_network: HashMap<Network, usize>,
}

impl Doors {
    pub(crate) fn new(limits: Limits, addresses: Arc<AddressSettings>) -> Arc<Self> {
        Arc::new(Self {
            most: limits.connections,
            most_of_one: limits.connections_per_address,
            addresses,
            inside: Mutex::default(),
            refused: AtomicU64::new(0),
            telling: Arc::new(Semaphore::new(TOLD_AT_ONCE)),
        })
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more connection, unless there are too many: in all, or from there. A trusted proxy
    /// speaks for many, and so does whatever stands before us on this machine.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let peer = peer.to_canonical();
        let network = Network::of(peer);
        let is_one = !peer.is_loopback() && !self.addresses.is_trusted(peer);
        let mut inside = self.inside();
        let from_there = inside.by_network.get(&network).copied().unwrap_or(0);
        if inside.all >= self.most || (is_one && from_there >= self.most_of_one) {
            drop(inside);
            self.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        inside.all += 1;
        inside.by_network.insert(network, from_there + 1);
        drop(inside);
        Some(Seat { doors: Arc::clone(self), network })
    }

    /// How many connections there are.
    pub(crate) fn open(&self) -> usize {
        self.inside().all
    }

    /// How many were turned away since the start.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

/// A place that one connection takes until this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    doors: Arc<Doors>,
    network: Network,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = self.doors.inside();
        inside.all = inside.all.saturating_sub(1);
        let left = inside.by_network.get(&self.network).copied().unwrap_or(0).saturating_sub(1);
        if left == 0 {
            inside.by_network.remove(&self.network);
        } else {
            inside.by_network.insert(self.network, left);
        }
    }
}

/// Says on a connection that there are too many, and ends it.
pub(super) fn turn_away(doors: &Doors, mut stream: TcpStream) {
    let Ok(telling) = Arc::clone(&doors.telling).try_acquire_owned() else { return };
    tokio::spawn(async move {
        let told = tokio::time::timeout(TELLING, async {
            stream.write_all(refusal().as_bytes()).await?;
            stream.shutdown().await?;
            // A socket closed with something unread in it takes back what was said.
            let mut unread = [0; 1024];
            while stream.read(&mut unread).await? > 0 {}
            Ok::<_, std::io::Error>(())
        });
        // Whoever doesn't listen is closed all the same.
        let _ = told.await;
        drop(telling);
    });
}

fn refusal() -> String {
    let detail = "There are too many connections. Close some, or try again in 5 seconds.";
    let problem = Problem::new(Code::Overloaded, detail).with("retry_after", 5);
    let body = serde_json::to_string(&problem).unwrap_or_default();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\nretry-after: 5\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doors(connections: usize, connections_per_address: usize) -> Arc<Doors> {
        let limits = Limits { connections, connections_per_address, ..Limits::default() };
        let trusted = "198.51.100.0/24".parse().unwrap();
        Doors::new(limits, Arc::new(AddressSettings { trusted, ..AddressSettings::default() }))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_so_many_connections_and_all_have_so_many() {
        let doors = doors(5, 2);
        let mut seats =
            vec![doors.enter(ip("203.0.113.1")).unwrap(), doors.enter(ip("203.0.113.1")).unwrap()];
        assert!(doors.enter(ip("203.0.113.1")).is_none());
        // The same address in the form in which a socket of both kinds tells it.
        assert!(doors.enter(ip("::ffff:203.0.113.1")).is_none());
        // Who has one address of IPv6 has a whole network of them.
        seats.extend(["2001:db8::1", "2001:db8::2"].map(|one| doors.enter(ip(one)).unwrap()));
        assert!(doors.enter(ip("2001:db8::3")).is_none());
        seats.push(doors.enter(ip("2001:db8:0:1::1")).unwrap());
        assert_eq!((doors.open(), doors.refused()), (5, 3));
        assert!(doors.enter(ip("203.0.113.9")).is_none(), "in all there are too many");
        seats.clear();
        assert_eq!(doors.open(), 0);
        assert!(doors.inside().by_network.is_empty());
        assert!(doors.enter(ip("203.0.113.1")).is_some());
    }

    #[test]
    fn a_trusted_proxy_speaks_for_many() {
        let doors = doors(10, 2);
        let seats: Vec<_> = (0..4).filter_map(|_| doors.enter(ip("198.51.100.7"))).collect();
        assert_eq!(seats.len(), 4);
        assert!((0..4).filter_map(|_| doors.enter(ip("127.0.0.1"))).count() > 2);
    }
}
