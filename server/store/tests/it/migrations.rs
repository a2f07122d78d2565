//! Bringing a database up to date.

use store::{Database, DatabaseSettings, StoreError};

use super::support::{cluster, open};

#[tokio::test]
async fn a_database_that_is_up_to_date_stays_as_it_is() {
    let name = cluster().copy("migrated");
    let schema = || cluster().run("pg_dump", &["--schema-only", "-d", &name]);
    let without_salt = |dump: String| -> Vec<String> {
        dump.lines().filter(|line| !line.starts_with("\\")).map(str::to_owned).collect()
    };
    let before = without_salt(schema());
    for _ in 0..2 {
        let database = open(&name).await;
        database.migrate().await.unwrap();
        database.close().await;
    }
    assert_eq!(without_salt(schema()), before);
}

#[tokio::test]
async fn several_processes_may_migrate_at_once() {
    let name = cluster().copy("template1");
    let (first, second) = (open(&name).await, open(&name).await);
    let (first, second) = tokio::join!(first.migrate(), second.migrate());
    first.unwrap();
    second.unwrap();
    assert_eq!(cluster().psql(&name, "SELECT count(*) FROM kedai.orders"), "0");
}

#[tokio::test]
async fn an_index_whose_building_broke_off_is_built_anew() {
    let name = cluster().copy("migrated");
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'kedai.events_of_subject'::regclass";
    cluster().psql(
        &name,
        "DELETE FROM public._sqlx_migrations WHERE version = 20261127180100;
         UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'kedai.events_of_subject'::regclass",
    );
    assert_eq!(cluster().psql(&name, valid), "f");
    let (first, second) = (open(&name).await, open(&name).await);
    let (one, other) = tokio::join!(first.migrate(), second.migrate());
    one.unwrap();
    other.unwrap();
    assert_eq!(cluster().psql(&name, valid), "t");
}

/// A report or a backup, longer than a step waits for a table.
#[tokio::test]
async fn an_index_is_built_while_somebody_reads_for_long_and_may_be_there_already() {
    let name = cluster().copy("migrated");
    let forget = "DELETE FROM public._sqlx_migrations WHERE version = 20261127180100";
    cluster().psql(&name, &format!("{forget}; DROP INDEX kedai.events_of_subject"));
    let database = open(&name).await;
    let reading = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM kedai.events; SELECT pg_sleep(3); COMMIT";
    let (read, migrated) = tokio::join!(
        tokio::task::spawn_blocking({
            let name = name.clone();
            move || cluster().psql(&name, reading)
        }),
        async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            database.migrate().await
        }
    );
    read.unwrap();
    migrated.unwrap();
    // Its process ended before it noted that it was done.
    cluster().psql(&name, forget);
    database.migrate().await.unwrap();
    database.check_schema().await.unwrap();
}

#[tokio::test]
async fn a_migration_steps_back_while_its_table_is_in_use() {
    let name = cluster().copy("migrated");
    // A step that can be taken again, upon a table that a sale holds for longer than a step waits.
    let step = 20_261_126_233_300_i64;
    cluster().psql(&name, &format!("DELETE FROM public._sqlx_migrations WHERE version = {step}"));
    let selling = open(&name).await;
    let holding = "BEGIN; LOCK TABLE kedai.products IN ROW EXCLUSIVE MODE; SELECT pg_sleep(4); COMMIT";
    let (held, migrated, waited) = tokio::join!(
        tokio::task::spawn_blocking({
            let name = name.clone();
            move || cluster().psql(&name, holding)
        }),
        async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            selling.migrate().await
        },
        async {
            tokio::time::sleep(std::time::Duration::from_millis(600)).await;
            let name = name.clone();
            let asked = std::time::Instant::now();
            // Behind a migration that waits without an end, this would wait as long as the sale takes.
            let look = move || cluster().psql(&name, "SELECT count(*) FROM kedai.products");
            tokio::task::spawn_blocking(look).await.unwrap();
            asked.elapsed()
        }
    );
    held.unwrap();
    migrated.unwrap();
    assert!(waited < std::time::Duration::from_millis(3_000), "{waited:?}");
    selling.check_schema().await.unwrap();
}

#[tokio::test]
async fn a_schema_that_is_older_or_newer_is_told_from_the_one_we_know() {
    let empty = cluster().copy("template1");
    assert!(matches!(open(&empty).await.check_schema().await, Err(StoreError::SchemaOlder)));
    let name = cluster().copy("migrated");
    let database = open(&name).await;
    database.check_schema().await.unwrap();
    let newest = "SELECT max(version) FROM public._sqlx_migrations";
    let taken =
        cluster().psql(&name, &format!("DELETE FROM public._sqlx_migrations WHERE version = ({newest})"));
    assert!(matches!(database.check_schema().await, Err(StoreError::SchemaOlder)), "{taken}");
    // Newer in one step and older in another is newer: only a newer program knows both.
    cluster().psql(
        &name,
        "INSERT INTO public._sqlx_migrations VALUES (99990101000000, 'later', now(), true, '', 0)",
    );
    assert!(matches!(database.check_schema().await, Err(StoreError::SchemaNewer)));
    assert!(matches!(database.migrate().await, Err(StoreError::SchemaNewer)));
}

#[tokio::test]
async fn whoever_only_looks_can_change_nothing() {
    let name = cluster().copy("migrated");
    let settings = DatabaseSettings { url: cluster().url(&name), max_connections: 2 };
    let database = Database::connect_to_look(&settings).await.unwrap();
    database.check_schema().await.unwrap();
    assert!(database.tenants().await.unwrap().is_empty());
    assert!(database.hit(&[1; 32], chrono::DateTime::UNIX_EPOCH, 60).await.is_err());
}
