//! Enqueueing, claiming and settling jobs, and looking at them.

use chrono::TimeDelta;
use domain::{id::JobId, job::JobState, subject::Subject};
use store::{
    TenantTx,
    jobs::{
        JobSearch, KeyRoom, NewJob, Place, Room, SettledJob, add_up_in_tx, again_in_tx, arm_recurring_in_tx,
        attempts_of_job_in_tx, begin_recurring_in_tx, cancel_held_in_tx, cancel_in_tx, claim_jobs_in_tx,
        enqueue_in_tx, forget_beyond_in_tx, forget_in_tx, ids_in_tx, job_in_tx, jobs_in_tx, oldest_due_in_tx,
        release_held_in_tx, release_lost_in_tx, settle_job_in_tx, states_of_subject_in_tx, tallies_in_tx,
    },
};
use uuid::Uuid;

use super::{Ids, now};

const KIND: &str = "webhook.send";

pub(super) async fn work(tx: &mut TenantTx, ids: &Ids) {
    let (line, key) = (ids.order.uuid(), Uuid::from_u128(4));
    let new = NewJob {
        id: JobId::from_uuid(Uuid::from_u128(10)),
        store_id: Some(ids.store),
        subject: Some(Subject::Order(ids.order)),
        key,
        place: Some(Place { line, place: 1 }),
        payload: "{}".to_owned(),
    };
    enqueue_in_tx(tx, KIND, std::slice::from_ref(&new), now()).await.unwrap();
    let recurring = JobId::from_uuid(Uuid::from_u128(11));
    begin_recurring_in_tx(tx, recurring, "housekeeping", now()).await.unwrap();
    arm_recurring_in_tx(tx, recurring, "housekeeping", now()).await.unwrap();
    assert!(release_lost_in_tx(tx, KIND, 8, now()).await.unwrap().is_empty());
    let of_keys = [KeyRoom { key, jobs: 1 }];
    let room = Room { jobs: 4, of_a_key: 3, of_keys: &of_keys };
    let until = now() + TimeDelta::minutes(1);
    let claimed = claim_jobs_in_tx(tx, KIND, &room, now(), until).await.unwrap();
    assert_eq!(claimed.iter().filter(|job| job.key == key).count(), 1, "of the one that has room for one");
    assert_eq!(claimed.len(), 4, "and three of the other");
    let full = [of_keys[0], KeyRoom { key: claimed[0].key, jobs: 0 }];
    let room = Room { of_keys: &full, ..room };
    assert!(claim_jobs_in_tx(tx, KIND, &room, now(), until).await.unwrap().is_empty(), "both are full");
    let settled = SettledJob {
        state: JobState::Done,
        outcome: "delivered",
        is_well: Some(true),
        begins_anew: false,
        next_at: None,
        duration_ms: 7,
    };
    assert!(settle_job_in_tx(tx, KIND, &claimed[0], &settled, now()).await.unwrap());
    assert!(!settle_job_in_tx(tx, KIND, &claimed[0], &settled, now()).await.unwrap(), "once");
    let done = claimed[0].id();
    assert_eq!(again_in_tx(tx, &[done.uuid(), claimed[1].id().uuid()], now()).await.unwrap(), [done.uuid()]);
    assert_eq!(cancel_in_tx(tx, &[claimed[1].id().uuid()], now()).await.unwrap().len(), 1);
    release_held_in_tx(tx, KIND, key, now(), 10).await.unwrap();
    look(tx, ids, done).await;
    let later = now() + TimeDelta::days(3_650);
    assert_eq!(forget_in_tx(tx, JobState::Done, later, 3).await.unwrap(), 3);
    assert_eq!(forget_beyond_in_tx(tx, JobState::Done, 10, 3).await.unwrap(), 3);
    cancel_held_in_tx(tx, now(), now(), 10).await.unwrap();
    assert!(add_up_in_tx(tx, now(), 1_000).await.unwrap() > 0);
}

async fn look(tx: &mut TenantTx, ids: &Ids, id: JobId) {
    let all = JobSearch { kinds: &[KIND, "housekeeping"], limit: 11, ..JobSearch::default() };
    let newest = jobs_in_tx(tx, &all).await.unwrap();
    let last = newest.last().unwrap();
    for search in [
        JobSearch { kinds: &[KIND], state: Some("dead"), ..all.clone() },
        JobSearch { state: Some("pending"), ..all.clone() },
        JobSearch { subject_id: Some(ids.order.uuid()), ..all.clone() },
        JobSearch { before: Some((last.created_at, last.id)), ..all.clone() },
    ] {
        assert!(!jobs_in_tx(tx, &search).await.unwrap().is_empty(), "{search:?}");
    }
    let bulk = JobSearch {
        kinds: &[KIND],
        state: Some("pending"),
        is_oldest_first: true,
        is_cancellable: true,
        ..all
    };
    assert!(!ids_in_tx(tx, &bulk).await.unwrap().is_empty());
    assert!(job_in_tx(tx, id).await.unwrap().is_some());
    assert!(!attempts_of_job_in_tx(tx, id).await.unwrap().is_empty());
    assert!(oldest_due_in_tx(tx, KIND, now()).await.unwrap().is_some());
    assert!(!states_of_subject_in_tx(tx, ids.order.uuid(), &[KIND]).await.unwrap().is_empty());
    assert!(!tallies_in_tx(tx, now() - TimeDelta::hours(24)).await.unwrap().is_empty());
}
