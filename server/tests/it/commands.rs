//! The subcommands, as somebody types them.

use std::process::{Command, Output};

use crate::support::{Shop, cluster};

/// What every subcommand besides `serve` and `migrate` is like.
const OTHERS: [&[&str]; 4] = [
    &["demo"],
    &["verify", "audit"],
    &["import", "products", "no-such-file.csv", "--tenant", "kopi-kita"],
    &["renew-master-key"],
];

async fn kedai(database: &str, folder: &std::path::Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kedai"));
    command.args(words).env("KEDAI_DATA_DIR", folder).env("KEDAI_LOG", "text");
    match database {
        "" => command.env_remove("DATABASE_URL"),
        name => command.env("DATABASE_URL", cluster().url(name)),
    };
    command.env("KEDAI_MASTER_KEY_FILE", cluster().path("master.key"));
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn schema(database: &str) -> String {
    let dump = cluster().run("pg_dump", &["--inserts", "-d", database]);
    dump.lines().filter(|line| !line.starts_with('\\')).collect()
}

#[tokio::test]
async fn only_serving_and_migrating_change_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let empty = cluster().copy("template1");
    for words in OTHERS {
        let ended = kedai(&empty, folder.path(), words).await;
        assert!(!ended.status.success(), "{words:?}");
        assert!(said(&ended).contains("run kedai migrate"), "{words:?}: {}", said(&ended));
    }
    assert_eq!(cluster().psql(&empty, "SELECT count(*) FROM pg_namespace WHERE nspname = 'kedai'"), "0");
    let migrated = kedai(&empty, folder.path(), &["migrate"]).await;
    assert!(migrated.status.success(), "{}", said(&migrated));
    cluster().psql(
        &empty,
        "INSERT INTO public._sqlx_migrations VALUES (99990101000000, 'later', now(), true, '', 0)",
    );
    for words in OTHERS.into_iter().chain([&["migrate"][..]]) {
        let ended = kedai(&empty, folder.path(), words).await;
        assert!(said(&ended).contains("newer than this program"), "{words:?}: {}", said(&ended));
    }
    // Where no database is, none is made.
    let nowhere = folder.path().join("nowhere");
    let ended = kedai("", &nowhere, &["verify", "events"]).await;
    assert!(said(&ended).contains("there is no database in"), "{}", said(&ended));
    assert!(!nowhere.exists());
}

#[tokio::test]
async fn nothing_is_done_on_a_schema_that_was_made_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let altered = cluster().copy("template1");
    let migrated = kedai(&altered, folder.path(), &["migrate"]).await;
    assert!(migrated.status.success(), "{}", said(&migrated));
    cluster().psql(
        &altered,
        "UPDATE public._sqlx_migrations SET checksum = '\\x00' WHERE version = (SELECT min(version) FROM public._sqlx_migrations)",
    );
    let token: &[&str] = &["token", "webhook", "--store", "senopati"];
    let before = schema(&altered);
    for words in OTHERS.into_iter().chain([token, &["migrate"]]) {
        let ended = kedai(&altered, folder.path(), words).await;
        assert!(!ended.status.success(), "{words:?}");
        assert!(
            said(&ended).contains("isn't the one that this program knows"),
            "{words:?}: {}",
            said(&ended)
        );
    }
    assert_eq!(schema(&altered), before);
}

#[tokio::test]
async fn a_setting_that_makes_no_sense_is_refused_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value, named) in [
        ("KEDAI_DATABASE_CONNECTIONS", "0", "--database-connections"),
        ("KEDAI_DATABASE_CONNECTIONS", "1", "--database-connections"),
        ("KEDAI_DATABASE_CONNECTIONS", "4294967295", "--database-connections"),
        ("KEDAI_DATABASE_CONNECTIONS", "-1", "--database-connections"),
        ("KEDAI_CONNECTIONS", "0", "--connections"),
        ("KEDAI_CONNECTIONS_PER_ADDRESS", "0", "--connections-per-address"),
        ("KEDAI_OFFLINE_REQUESTS_PER_MINUTE", "0", "--offline-requests-per-minute"),
        ("KEDAI_PUBLIC_URL", "nope", "KEDAI_PUBLIC_URL"),
        ("KEDAI_PUBLIC_URL", "https://kedai.example/shop", "KEDAI_PUBLIC_URL"),
        ("KEDAI_DEMO", "yes", "--demo"),
        ("KEDAI_DEV", "true", "--dev"),
        ("KEDAI_WEBHOOK_ALLOW_PRIVATE", "on", "--webhook-allow-private"),
        ("KEDAI_ADDR", "localhost", "--addr"),
        ("KEDAI_LOG", "xml", "--log"),
        ("KEDAI_TRUSTED_PROXIES", "proxy", "--trusted-proxies"),
        ("DATABASE_URL", "nope", "DATABASE_URL"),
        ("DATABASE_URL", "http://kedai:secret@localhost/x", "DATABASE_URL"),
        ("DATABASE_URL", "postgres://kedai:secret@localhost:port/x", "DATABASE_URL"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kedai"));
        command.args(["serve", "--addr", "127.0.0.1:0"]).env_remove("DATABASE_URL");
        if name == "KEDAI_ADDR" {
            command = Command::new(env!("CARGO_BIN_EXE_kedai"));
            command.arg("serve").env_remove("DATABASE_URL");
        }
        command.env("KEDAI_DATA_DIR", folder.path().join("data")).env(name, value);
        let ended = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let told = said(&ended);
        assert!(!ended.status.success() && told.contains(named), "{name}={value}: {told}");
        assert!(!told.contains("panicked") && !told.contains("secret"), "{name}={value}: {told}");
    }
}

#[tokio::test]
async fn to_verify_writes_nothing_and_goes_on_after_a_tenant_that_cannot_be_read() {
    let shop = Shop::open().await;
    shop.tamper();
    let folder = tempfile::tempdir().unwrap();
    shop.cashier().await.place(&crate::support::sales::plain_sale()).await.json(201);
    let before = schema(&shop.database);
    for kind in ["audit", "events"] {
        let ended = kedai(&shop.database, folder.path(), &["verify", kind]).await;
        assert!(ended.status.success(), "{}", said(&ended));
    }
    assert_eq!(schema(&shop.database), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    shop.psql(
        "UPDATE kedai.tenant_keys SET wrapped = '\\x00'
         WHERE tenant_id = (SELECT id FROM kedai.tenants WHERE slug = 'kopi-kita')",
    );
    let ended = kedai(&shop.database, folder.path(), &["verify", "audit"]).await;
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(!ended.status.success() && said(&ended).contains("kopi-kita"), "{}", said(&ended));
    assert!(told.contains("kopi-kita: UNREAD") && told.contains("northwind: 0 entries"), "{told}");
}
