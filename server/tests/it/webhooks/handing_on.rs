//! Subscribers: everything, in order, also after a crash at any point and with two processes.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use domain::{
    id::{StoreId, TenantId},
    subject::Stream,
};
use services::{
    Failure, Services,
    outbox::{HandedOn, Subscriber},
};
use store::{TenantTx, events::EventRecord};

use crate::support::{Person, Shop, sales::plain_sale};

/// Remembers what it took; breaks off where it is told to.
#[derive(Default)]
struct Rememberer {
    taken: Mutex<Vec<i64>>,
    breaks: AtomicUsize,
    hangs: AtomicUsize,
}

#[async_trait]
impl Subscriber for Rememberer {
    fn name(&self) -> &'static str {
        "rememberer"
    }

    async fn wants_in_tx(&self, _: &Services, _: &mut TenantTx) -> Result<bool, Failure> {
        Ok(true)
    }

    async fn take_in_tx(
        &self,
        _: &Services,
        tx: &mut TenantTx,
        stream: Stream,
        events: &[EventRecord],
    ) -> Result<(), Failure> {
        // Something that stands in the database if, and only if, the cursor moves.
        for event in events {
            store::cursors::begin_cursor_in_tx(tx, stream, &format!("did {}", event.sequence), event.at)
                .await?;
        }
        if self.breaks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
        {
            return Err(Failure::Gone("the subscriber"));
        }
        if self.hangs.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
            std::future::pending::<()>().await;
        }
        self.taken.lock().unwrap().extend(events.iter().map(|event| event.sequence));
        Ok(())
    }
}

struct Sales {
    shop: Shop,
    cashier: Person,
    tenant_id: TenantId,
    store_id: StoreId,
}

impl Sales {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let cashier = shop.cashier().await;
        let ids = shop.psql("SELECT tenant_id, id FROM kedai.stores WHERE slug = 'senopati'");
        let (tenant, store) = ids.split_once('|').unwrap();
        let (tenant_id, store_id) =
            (TenantId::from_uuid(tenant.parse().unwrap()), StoreId::from_uuid(store.parse().unwrap()));
        Self { shop, cashier, tenant_id, store_id }
    }

    async fn sell(&self, times: usize) {
        for _ in 0..times {
            self.cashier.place(&plain_sale()).await.json(201);
        }
    }

    async fn hand_on(&self, shop: &Shop, to: &Rememberer) -> Result<HandedOn, Failure> {
        shop.services.hand_on(to, self.tenant_id, Stream::Store(self.store_id)).await
    }

    fn done(&self) -> i64 {
        self.shop.count("SELECT count(*) FROM kedai.subscriber_cursors WHERE subscriber LIKE 'did %'")
    }

    fn cursor(&self) -> String {
        self.shop.psql("SELECT sequence FROM kedai.subscriber_cursors WHERE subscriber = 'rememberer'")
    }
}

#[tokio::test]
async fn what_breaks_off_is_undone_and_done_again() {
    let sales = Sales::open().await;
    sales.sell(3).await;
    let rememberer = Rememberer { breaks: AtomicUsize::new(1), ..Rememberer::default() };
    assert!(sales.hand_on(&sales.shop, &rememberer).await.is_err());
    assert_eq!((sales.done(), sales.cursor().as_str()), (0, "0"), "nothing half done is left");
    // Undoing ends a moment after the answer.
    let again = loop {
        let outcome = sales.hand_on(&sales.shop, &rememberer).await.unwrap();
        if outcome != HandedOn::Busy {
            break outcome;
        }
    };
    assert_eq!(again, HandedOn::All(3));
    assert_eq!((sales.done(), sales.cursor().as_str()), (3, "3"));
    assert_eq!(sales.hand_on(&sales.shop, &rememberer).await.unwrap(), HandedOn::All(0));
    assert_eq!(*rememberer.taken.lock().unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn a_process_that_ends_half_way_leaves_everything_to_another() {
    let sales = Sales::open().await;
    sales.sell(2).await;
    let beside = sales.shop.beside().await;
    let rememberer = Rememberer { hangs: AtomicUsize::new(1), ..Rememberer::default() };
    let handing_on = sales.hand_on(&sales.shop, &rememberer);
    let other = async {
        // The first has the cursor: the other neither waits nor takes anything.
        loop {
            let outcome = sales.hand_on(&beside, &Rememberer::default()).await.unwrap();
            if outcome == HandedOn::Busy {
                break;
            }
        }
    };
    // Polled first, so that it is the one that has the cursor.
    tokio::select! {
        biased;
        handed_on = handing_on => panic!("{handed_on:?}"),
        () = async { while rememberer.hangs.load(Ordering::Relaxed) > 0 { tokio::task::yield_now().await; } other.await } => {}
    }
    // It was dropped there, as by a crash.
    let later = Rememberer::default();
    while sales.hand_on(&beside, &later).await.unwrap() == HandedOn::Busy {}
    assert_eq!(*later.taken.lock().unwrap(), [1, 2]);
    assert_eq!((sales.done(), sales.cursor().as_str()), (2, "2"));
}

#[tokio::test]
async fn two_processes_hand_every_event_on_once_and_in_order() {
    let sales = Sales::open().await;
    let beside = sales.shop.beside().await;
    let rememberer = Rememberer::default();
    let selling = async {
        sales.sell(30).await;
    };
    let handing_on = async |shop: &Shop| {
        while sales.cursor() != "30" {
            sales.hand_on(shop, &rememberer).await.unwrap();
        }
    };
    tokio::join!(selling, handing_on(&sales.shop), handing_on(&beside));
    assert_eq!(*rememberer.taken.lock().unwrap(), (1..=30).collect::<Vec<i64>>());
    assert_eq!(sales.done(), 30);
}
