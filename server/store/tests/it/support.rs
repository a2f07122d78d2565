//! Databases with rows in every table, and statements run in somebody's name.

use std::{str::FromStr as _, sync::OnceLock};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, postgres::PgConnectOptions};
use store::{Database, DatabaseSettings};

use super::cluster::Cluster;

const TEMPLATE: &str = "migrated";

/// The cluster of this run, with the schema made once.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let cluster = Cluster::start("store");
        cluster.psql("postgres", &format!("CREATE DATABASE {TEMPLATE}"));
        let url = cluster.url(TEMPLATE);
        // A runtime of its own: whichever test comes first must not lend its own to all others.
        std::thread::spawn(|| migrate(url)).join().unwrap();
        cluster
    })
}

#[tokio::main(flavor = "current_thread")]
async fn migrate(url: String) {
    let database = Database::connect(&DatabaseSettings { url, max_connections: 2 }).await.unwrap();
    database.migrate().await.unwrap();
    database.close().await;
}

/// A new database with so many tenants, each with two stores of so many orders; its name.
pub(crate) fn database(tenants: u32, orders: u32) -> String {
    let name = cluster().copy(TEMPLATE);
    let rows = include_str!("rows.sql");
    let rows = rows.replace("{tenants}", &tenants.to_string()).replace("{orders}", &orders.to_string());
    cluster().psql(&name, &rows);
    name
}

/// A database as the program opens it.
pub(crate) async fn open(name: &str) -> Database {
    let settings = DatabaseSettings { url: cluster().url(name), max_connections: 4 };
    Database::connect(&settings).await.unwrap()
}

/// In whose name a statement runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who {
    pub(crate) role: &'static str,
    /// Number of the tenant in `rows.sql`.
    pub(crate) tenant: Option<u32>,
    /// Numbers of the stores that are visible; all if absent.
    pub(crate) stores: Option<&'static [u32]>,
}

impl Who {
    /// A request of a tenant who sees all its stores.
    pub(crate) const fn of(tenant: u32) -> Self {
        Self { role: "kedai_app", tenant: Some(tenant), stores: None }
    }

    fn opening(self) -> String {
        let tenant = self.tenant.map_or("''".to_owned(), |tenant| format!("id('tenant', {tenant})::text"));
        let stores = match self.stores {
            None => "'*'".to_owned(),
            Some(stores) => {
                let ids: Vec<String> = stores.iter().map(|store| format!("id('store', {store})")).collect();
                format!("array_to_string(ARRAY[{}]::uuid[], ',')", ids.join(","))
            }
        };
        format!(
            "SELECT set_config('kedai.tenant', {tenant}, true), set_config('kedai.stores', {stores}, true);
             SET LOCAL ROLE {}",
            self.role
        )
    }
}

/// A connection that any role can be taken on.
pub(crate) struct Desk(PgConnection);

impl Desk {
    pub(crate) async fn open(database: &str) -> Self {
        let options = PgConnectOptions::from_str(&cluster().url(database)).unwrap();
        Self(PgConnection::connect_with(&options).await.unwrap())
    }

    /// Tries a statement and undoes it: how many rows it read or changed, or the code of the error.
    pub(crate) async fn attempt(&mut self, who: Who, statement: &str) -> Result<u64, String> {
        let mut transaction = self.0.begin().await.unwrap();
        let opening = sqlx::raw_sql(AssertSqlSafe(who.opening()));
        opening.execute(&mut *transaction).await.unwrap();
        let query = sqlx::query(AssertSqlSafe(statement.to_owned()));
        let done = query.execute(&mut *transaction).await;
        transaction.rollback().await.unwrap();
        done.map(|done| done.rows_affected())
            .map_err(|error| error.as_database_error().unwrap().code().unwrap().into_owned())
    }

    /// What a query of one text column gives the superuser.
    pub(crate) async fn texts(&mut self, query: &str) -> Vec<String> {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_all(&mut self.0).await.unwrap()
    }
}
