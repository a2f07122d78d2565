//! Nobody sees or touches what is another tenant's, whatever statement is sent. Tables come from
//! the catalogue: one that is added without protection, or without a row in `rows.sql` to prove it
//! by, fails here.

use super::support::{Desk, Who, cluster, database};

/// PostgreSQL's code for "not yours": a missing grant, or a policy.
const DENIED: &str = "42501";
/// Holds no tenant's rows, only counts under hashes, and only the gate's functions reach it.
const OF_NO_TENANT: &[&str] = &["throttles"];
/// Written once.
const APPEND_ONLY: &[&str] = &[
    "audit_entries",
    "audit_links",
    "events",
    "instalments",
    "payment_terms",
    "payments",
    "receipt_prints",
    "stock_movements",
];

/// A table, the column that names its tenant, and the one that names its store, if it has one.
struct Table {
    name: String,
    tenant: &'static str,
    store: Option<&'static str>,
}

impl Table {
    fn of_tenant(&self, tenant: u32) -> String {
        format!("kedai.{} WHERE {} = id('tenant', {tenant})", self.name, self.tenant)
    }
}

async fn columns(desk: &mut Desk, table: &str) -> Vec<String> {
    let query = format!(
        "SELECT attname::text FROM pg_attribute
         WHERE attrelid = 'kedai.{table}'::regclass AND attnum > 0 AND NOT attisdropped"
    );
    desk.texts(&query).await
}

/// Every table that holds tenants' rows.
async fn tables(desk: &mut Desk) -> Vec<Table> {
    let names = desk
        .texts(
            "SELECT relname::text FROM pg_class
             WHERE relnamespace = 'kedai'::regnamespace AND relkind IN ('r', 'p', 'f', 'm') ORDER BY 1",
        )
        .await;
    let mut tables = Vec::new();
    for name in names.into_iter().filter(|name| !OF_NO_TENANT.contains(&name.as_str())) {
        let columns = columns(desk, &name).await;
        let has = |column: &str| columns.iter().any(|known| known == column);
        let (tenant, store) = match name.as_str() {
            "tenants" => ("id", None),
            "stores" => ("tenant_id", Some("id")),
            // Where somebody works is the tenant's business, not the store's.
            "staff_stores" => ("tenant_id", None),
            _ => ("tenant_id", has("store_id").then_some("store_id")),
        };
        assert!(has(tenant), "table {name} names no tenant");
        tables.push(Table { name, tenant, store });
    }
    assert!(tables.len() >= 19, "the catalogue was not read");
    tables
}

#[tokio::test]
async fn every_table_is_protected_also_from_its_owner() {
    let database = database(2, 2);
    let mut desk = Desk::open(&database).await;
    let open = desk
        .texts(
            "SELECT c.relname::text FROM pg_class c
             WHERE c.relnamespace = 'kedai'::regnamespace AND c.relkind IN ('r', 'p')
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                        AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid
                                    AND p.polroles = ARRAY['kedai_app'::regrole::oid] AND p.polcmd = '*'))
             ORDER BY 1",
        )
        .await;
    assert_eq!(open, OF_NO_TENANT);
    // A policy for everybody is for kedai_gate alone, and lets it read only.
    let others = desk
        .texts(
            "SELECT DISTINCT polcmd::text || array_to_string(polroles::regrole[], ',') FROM pg_policy
             WHERE pg_get_expr(polqual, polrelid) = 'true'",
        )
        .await;
    assert_eq!(others, ["rkedai_gate"]);
    for table in OF_NO_TENANT {
        for verb in ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"] {
            let query = format!("SELECT has_table_privilege('kedai_app', 'kedai.{table}', '{verb}')::text");
            assert_eq!(desk.texts(&query).await, ["false"], "{verb} {table}");
        }
    }
    // A view would run with its owner's rights.
    let views =
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'kedai'::regnamespace AND relkind = 'v'";
    assert_eq!(desk.texts(views).await, Vec::<String>::new());
}

#[tokio::test]
async fn no_statement_reaches_another_tenants_rows() {
    let database = database(2, 2);
    let mut desk = Desk::open(&database).await;
    let superuser = Who { role: "postgres", ..Who::of(2) };
    for table in tables(&mut desk).await {
        let (name, theirs) = (&table.name, table.of_tenant(1));
        // There is something to be seen, and its own tenant sees it.
        assert!(
            desk.attempt(superuser, &format!("SELECT 1 FROM {theirs}")).await > Ok(0),
            "no row in {name}"
        );
        assert!(desk.attempt(Who::of(1), &format!("SELECT 1 FROM {theirs}")).await > Ok(0), "{name}");
        assert!(desk.attempt(Who::of(2), &format!("SELECT 1 FROM kedai.{name}")).await > Ok(0), "{name}");

        assert_eq!(desk.attempt(Who::of(2), &format!("SELECT 1 FROM {theirs}")).await, Ok(0), "{name}");
        let column = table.tenant;
        let update = theirs.replacen(" WHERE", &format!(" SET {column} = {column} WHERE"), 1);
        for statement in [format!("UPDATE {update}"), format!("DELETE FROM {theirs}")] {
            let outcome = desk.attempt(Who::of(2), &statement).await;
            assert!(
                matches!(&outcome, Ok(0)) || outcome == Err(DENIED.to_owned()),
                "{statement}: {outcome:?}"
            );
        }
        // A row of one's own can't be pushed over to another tenant.
        let own = table.of_tenant(2);
        let push = own.replacen(" WHERE", &format!(" SET {column} = id('tenant', 1) WHERE"), 1);
        assert_eq!(
            desk.attempt(Who::of(2), &format!("UPDATE {push}")).await,
            Err(DENIED.to_owned()),
            "{name}"
        );
        // Nor can one be made for another; its own tenant is refused for another reason, or not at all.
        let row = format!(
            "SELECT row_to_json(r)::text FROM kedai.{name} r WHERE {column} = id('tenant', 1) LIMIT 1"
        );
        let row = desk.texts(&row).await.remove(0);
        // What follows from other columns isn't written.
        let columns = format!(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = 'kedai.{name}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        );
        let columns = desk.texts(&columns).await.remove(0);
        let insert = format!(
            "INSERT INTO kedai.{name} ({columns})
             SELECT {columns} FROM json_populate_record(NULL::kedai.{name}, $row${row}$row$)"
        );
        assert_eq!(desk.attempt(Who::of(2), &insert).await, Err(DENIED.to_owned()), "{insert}");
        assert_eq!(desk.attempt(Who::of(1), &insert).await, Err("23505".to_owned()), "{insert}");
        assert_eq!(desk.attempt(Who::of(2), &format!("TRUNCATE kedai.{name}")).await, Err(DENIED.to_owned()));
    }
}

#[tokio::test]
async fn without_a_tenant_nothing_is_there() {
    let database = database(2, 2);
    let mut desk = Desk::open(&database).await;
    let nobody = Who { tenant: None, ..Who::of(1) };
    let nowhere = Who { stores: Some(&[]), ..Who::of(1) };
    for table in tables(&mut desk).await {
        let all = format!("SELECT 1 FROM kedai.{}", table.name);
        assert_eq!(desk.attempt(nobody, &all).await, Ok(0), "{}", table.name);
        // The tables' owner is nobody as well.
        assert_eq!(
            desk.attempt(Who { role: "kedai_owner", ..Who::of(1) }, &all).await,
            Ok(0),
            "{}",
            table.name
        );
        if table.store.is_some() {
            assert_eq!(desk.attempt(nowhere, &all).await, Ok(0), "{}", table.name);
        }
    }
}

#[tokio::test]
async fn who_works_at_one_store_sees_that_store() {
    let database = database(2, 2);
    let mut desk = Desk::open(&database).await;
    let at_first = Who { stores: Some(&[11]), ..Who::of(1) };
    // Another tenant's store in the list opens nothing.
    let at_foreign = Who { stores: Some(&[21]), ..Who::of(1) };
    let mut found = 0;
    for table in tables(&mut desk).await {
        let Some(store) = table.store else { continue };
        found += 1;
        let name = &table.name;
        let rows = |number: u32| format!("SELECT 1 FROM kedai.{name} WHERE {store} = id('store', {number})");
        assert!(desk.attempt(at_first, &rows(11)).await > Ok(0), "{name}");
        assert_eq!(desk.attempt(at_first, &rows(12)).await, Ok(0), "{name}");
        assert!(desk.attempt(Who::of(1), &rows(12)).await > Ok(0), "{name}");
        assert_eq!(desk.attempt(at_foreign, &rows(21)).await, Ok(0), "{name}");
        let move_away =
            format!("UPDATE kedai.{name} SET {store} = id('store', 12) WHERE {store} = id('store', 11)");
        assert_eq!(desk.attempt(at_first, &move_away).await, Err(DENIED.to_owned()), "{name}");
    }
    assert!(found >= 9, "{found} tables of stores");
}

#[tokio::test]
async fn what_was_written_down_stays() {
    let database = database(1, 2);
    let mut desk = Desk::open(&database).await;
    for table in APPEND_ONLY {
        for statement in [
            format!("UPDATE kedai.{table} SET tenant_id = tenant_id"),
            format!("DELETE FROM kedai.{table}"),
            format!("TRUNCATE kedai.{table}"),
        ] {
            assert_eq!(desk.attempt(Who::of(1), &statement).await, Err(DENIED.to_owned()), "{statement}");
        }
    }
    // An order is never taken away, nor a customer, nor a key; nor is a given answer changed.
    for table in ["orders", "customers", "data_keys", "stock", "store_sequences", "products", "tenants"] {
        let statement = format!("DELETE FROM kedai.{table}");
        assert_eq!(desk.attempt(Who::of(1), &statement).await, Err(DENIED.to_owned()), "{statement}");
    }
    let statement = "UPDATE kedai.command_answers SET sealed_answer = ''";
    assert_eq!(desk.attempt(Who::of(1), statement).await, Err(DENIED.to_owned()));
}

#[tokio::test]
async fn requests_run_as_a_role_that_owns_nothing_and_becomes_nobody() {
    let database = database(1, 1);
    let mut desk = Desk::open(&database).await;
    let owned = "SELECT classid::regclass::text || objid FROM pg_shdepend
                 WHERE refobjid = 'kedai_app'::regrole AND deptype = 'o'";
    assert_eq!(desk.texts(owned).await, Vec::<String>::new());
    let powers = "SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'kedai\\_%'
                  AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolreplication)";
    assert_eq!(desk.texts(powers).await, Vec::<String>::new());
    let memberships = "SELECT rolname::text FROM pg_roles
                       WHERE rolname <> 'kedai_app' AND pg_has_role('kedai_app', oid, 'MEMBER')";
    assert_eq!(desk.texts(memberships).await, Vec::<String>::new());
    for role in ["kedai_owner", "kedai_gate", "postgres", "pg_read_all_data"] {
        let statements = format!("SET SESSION AUTHORIZATION kedai_app; SET ROLE {role}");
        let refused = cluster().try_psql(&database, &statements).unwrap_err();
        assert!(refused.contains("permission denied to set role"), "{role}: {refused}");
    }
    for statement in [
        "CREATE TABLE kedai.mine (id int)",
        "CREATE FUNCTION kedai.mine() RETURNS int LANGUAGE sql RETURN 1",
        "ALTER TABLE kedai.orders DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_store ON kedai.orders",
        "ALTER TABLE kedai.payments DISABLE TRIGGER ALL",
        "COPY kedai.orders TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT kedai.protect_tenant_table('kedai.orders')",
    ] {
        assert_eq!(desk.attempt(Who::of(1), statement).await, Err(DENIED.to_owned()), "{statement}");
    }
}
