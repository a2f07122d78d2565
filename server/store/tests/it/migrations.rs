//! Bringing a database up to date.

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
