//! Whether a migration leaves room for the program before it, which goes on selling beside the new one: asked
//! of PostgreSQL itself, which runs each migration and is then compared with what it was.

use std::{fs, path::Path};

use super::support::cluster;

/// The last migration from before this was asked.
const BEFORE: &str = "20261126233300";

/// What a migration begins with that takes away what no running program uses any more.
const CONTRACT: &str = "-- Contract: ";
/// What a migration begins with whose new rules were kept by every program before it.
const KEPT: &str = "-- Kept before: ";
/// What a migration begins with that holds several tables at once.
const SEVERAL: &str = "-- Locks several: ";
/// What a migration begins with that PostgreSQL runs outside a transaction.
const CONCURRENT: &str = "-- no-transaction";

const SNAPSHOT: &str = "
    CREATE TEMP TABLE was_table AS SELECT oid, relname, relfilenode FROM pg_class
        WHERE relnamespace = 'kedai'::regnamespace AND relkind IN ('r', 'p', 'v', 'S');
    CREATE TEMP TABLE was_column AS
        SELECT attrelid, attnum, attname, atttypid, atttypmod, attgenerated, attnotnull FROM was_table t JOIN pg_attribute a ON a.attrelid = t.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped;
    CREATE TEMP TABLE was_function AS SELECT oid,
            proname || '(' || pg_get_function_identity_arguments(oid) || ')' AS name,
            pg_get_function_result(oid) AS result
        FROM pg_proc WHERE pronamespace = 'kedai'::regnamespace;
    CREATE TEMP TABLE was_rule AS SELECT conrelid AS relation, conname AS name FROM pg_constraint
        UNION ALL SELECT tgrelid, tgname FROM pg_trigger
        UNION ALL SELECT indrelid, relname FROM pg_index JOIN pg_class c ON c.oid = indexrelid;";

/// Every way in which the program before would fail or wait, one a line behind `fault: `.
const FAULTS: &str = "
    WITH is_column AS (
        SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attgenerated, a.attnotnull, a.atthasdef,
            a.attidentity, t.relname FROM was_table t JOIN pg_attribute a ON a.attrelid = t.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped
    ), held AS (
        SELECT DISTINCT l.relation FROM pg_locks l
        WHERE l.pid = pg_backend_pid() AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
    ), is_rule AS (
        SELECT conrelid AS relation, conname AS name FROM pg_constraint
            WHERE contype IN ('c', 'f', 'u', 'p', 'x', 't')
        UNION ALL SELECT tgrelid, tgname FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT indrelid, relname FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indisunique
    )
    SELECT 'fault: gone: table ' || t.relname FROM was_table t
        LEFT JOIN pg_class c ON c.oid = t.oid AND c.relname = t.relname WHERE c.oid IS NULL
    UNION ALL
    SELECT 'fault: gone: column ' || t.relname || '.' || a.attname FROM was_column a
        JOIN was_table t ON t.oid = a.attrelid JOIN pg_class c ON c.oid = t.oid
        LEFT JOIN is_column i ON i.attrelid = a.attrelid AND i.attnum = a.attnum AND i.attname = a.attname
        WHERE i.attrelid IS NULL
    UNION ALL
    SELECT 'fault: gone: function ' || f.name FROM was_function f
        LEFT JOIN pg_proc p ON p.oid = f.oid AND p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' = f.name
            AND pg_get_function_result(p.oid) = f.result
        WHERE p.oid IS NULL
    UNION ALL
    SELECT 'fault: type: ' || i.relname || '.' || i.attname FROM was_column a
        JOIN is_column i ON i.attrelid = a.attrelid AND i.attnum = a.attnum
        WHERE (i.atttypid, i.atttypmod, i.attgenerated) <> (a.atttypid, a.atttypmod, a.attgenerated)
    UNION ALL
    SELECT 'fault: not null: ' || i.relname || '.' || i.attname FROM is_column i
        LEFT JOIN was_column a ON a.attrelid = i.attrelid AND a.attnum = i.attnum
        WHERE i.attnotnull AND NOT coalesce(a.attnotnull, i.atthasdef OR i.attidentity <> '')
    UNION ALL
    SELECT 'fault: written anew: ' || t.relname FROM was_table t JOIN pg_class c ON c.oid = t.oid
        WHERE c.relfilenode <> t.relfilenode
    UNION ALL
    SELECT 'fault: read whole while it is locked: ' || t.relname FROM was_table t
        JOIN held ON held.relation = t.oid
        JOIN pg_stat_xact_all_tables s ON s.relid = t.oid WHERE s.seq_scan > 0
    UNION ALL
    SELECT 'fault: locks several: ' || string_agg(relname, ', ' ORDER BY relname) FROM (
        SELECT DISTINCT t.relname FROM was_table t JOIN pg_locks l ON l.relation = t.oid
        WHERE l.pid = pg_backend_pid() AND l.mode = 'AccessExclusiveLock') several
    HAVING count(*) > 1
    UNION ALL
    SELECT 'fault: rule: ' || t.relname || ' has ' || r.name FROM is_rule r
        JOIN was_table t ON t.oid = r.relation
        LEFT JOIN was_rule w ON w.relation = r.relation AND w.name = r.name
        WHERE w.name IS NULL;";

/// What is wrong with a migration, run upon a database and undone unless it is to stay.
fn faults(database: &str, migration: &str, end: &str) -> Vec<String> {
    if migration.starts_with(CONCURRENT) {
        return not_concurrent(migration);
    }
    let script = format!(
        "BEGIN; {SNAPSHOT} SET LOCAL search_path = kedai, public; {migration}\n; RESET ROLE; {FAULTS} {end};"
    );
    let told = cluster().psql(database, &script);
    let begins = |word: &str| migration.lines().any(|line| line.strip_prefix(word).is_some_and(is_reason));
    let (is_contract, is_kept, is_several) = (begins(CONTRACT), begins(KEPT), begins(SEVERAL));
    let faults = told.lines().filter_map(|line| line.strip_prefix("fault: "));
    let faults = faults.filter(|fault| {
        !(is_contract && fault.starts_with("gone: ")
            || is_kept && fault.starts_with("rule: ")
            || is_several && fault.starts_with("locks several: "))
    });
    faults.map(str::to_owned).collect()
}

fn is_reason(text: &str) -> bool {
    text.split_whitespace().count() >= 4
}

/// Outside a transaction nothing is undone, so that there only indexes come and go.
fn not_concurrent(migration: &str) -> Vec<String> {
    let statements: Vec<&str> = migration.lines().filter(|line| !line.starts_with("--")).collect();
    let statements = statements.join("\n");
    let statements = statements.split(';').map(str::trim).filter(|statement| !statement.is_empty());
    let count = statements.clone().count();
    let others = statements.filter(|statement| {
        let allowed = [
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS",
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS",
            "DROP INDEX CONCURRENTLY IF EXISTS",
        ];
        !allowed.iter().any(|allowed| statement.starts_with(allowed))
    });
    let mut faults: Vec<String> = others.map(|other| format!("outside a transaction: {other}")).collect();
    let is_kept = migration.lines().any(|line| line.strip_prefix(KEPT).is_some_and(is_reason));
    if migration.contains("CREATE UNIQUE") && !is_kept {
        faults.push("rule: a unique index".to_owned());
    }
    if count > 1 {
        faults.push("outside a transaction: more than one statement".to_owned());
    }
    faults
}

/// Names and texts of all migrations, in order.
fn migrations() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "sql"));
    let mut files: Vec<(String, String)> = files
        .map(|file| {
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(file).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// A database as it was before the first migration that is asked, and those that are.
fn before() -> (String, Vec<(String, String)>) {
    let (older, newer): (Vec<_>, Vec<_>) =
        migrations().into_iter().partition(|(name, _)| name.as_str() < BEFORE || name.starts_with(BEFORE));
    let database = cluster().copy("template1");
    for (_, migration) in older {
        cluster().psql(&database, &format!("BEGIN; SET LOCAL search_path = public; {migration}\n; COMMIT;"));
    }
    (database, newer)
}

#[test]
fn every_migration_leaves_room_for_the_program_before_it() {
    let (database, newer) = before();
    for (name, migration) in newer {
        assert_eq!(faults(&database, &migration, "COMMIT"), Vec::<String>::new(), "{name}");
        if migration.starts_with(CONCURRENT) {
            cluster().psql(&database, &migration);
        }
    }
}

#[test]
fn what_leaves_none_is_told() {
    let (database, _) = before();
    for (migration, told) in [
        ("ALTER TABLE orders ADD COLUMN tip bigint NOT NULL", "not null: orders.tip"),
        ("ALTER TABLE orders DROP COLUMN discount_reason", "gone: column orders.discount_reason"),
        ("ALTER TABLE orders RENAME COLUMN total TO sum", "gone: column orders.total"),
        ("ALTER TABLE order_lines RENAME TO lines", "gone: table order_lines"),
        ("DROP TABLE known_devices CASCADE", "gone: table known_devices"),
        ("ALTER TABLE customers ALTER COLUMN phone_index SET NOT NULL", "not null: customers.phone_index"),
        ("ALTER TABLE products ALTER COLUMN position TYPE bigint", "type: products.position"),
        ("ALTER TABLE products ALTER COLUMN position TYPE bigint", "written anew: products"),
        ("DROP FUNCTION gate_tenants_after(uuid)", "gone: function gate_tenants_after(after_id uuid)"),
        ("CREATE INDEX late ON orders (total)", "read whole while it is locked: orders"),
        ("ALTER TABLE orders ADD CONSTRAINT low CHECK (total < 5)", "read whole while it is locked: orders"),
        ("ALTER TABLE orders ADD CONSTRAINT low CHECK (total < 5) NOT VALID", "rule: orders has low"),
        ("CREATE UNIQUE INDEX once ON customers (tenant_id, phone_index)", "rule: customers has once"),
        ("UPDATE orders SET version = version", "read whole while it is locked: orders"),
        ("LOCK TABLE orders; SELECT count(*) FROM orders", "read whole while it is locked: orders"),
        ("-- no-transaction\nALTER TABLE orders ADD COLUMN tip bigint", "outside a transaction: ALTER TABLE"),
        (
            "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS a; CREATE INDEX CONCURRENTLY IF NOT EXISTS b ON kedai.orders (total)",
            "outside a transaction: more than one statement",
        ),
        (
            "-- no-transaction\nCREATE INDEX CONCURRENTLY b ON kedai.orders (total)",
            "outside a transaction: CREATE INDEX",
        ),
        (
            "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS b ON kedai.orders (total)",
            "rule: a unique index",
        ),
        (
            "ALTER TABLE orders ADD COLUMN tip bigint; ALTER TABLE payments ADD COLUMN tip bigint",
            "locks several: orders, payments",
        ),
        ("-- Contract: why\nALTER TABLE orders DROP COLUMN discount_reason", "gone: column"),
        (
            "-- Contract: no program since 1.4 reads it\nALTER TABLE orders DROP COLUMN discount_reason,
             ADD COLUMN tip bigint NOT NULL",
            "not null: orders.tip",
        ),
    ] {
        let found = faults(&database, migration, "ROLLBACK");
        assert!(found.iter().any(|fault| fault.starts_with(told)), "{migration}: {found:?}");
    }
}

#[test]
fn what_only_adds_is_fine() {
    let (database, _) = before();
    for migration in [
        "ALTER TABLE orders ADD COLUMN tip bigint",
        "ALTER TABLE orders ADD COLUMN tip bigint NOT NULL DEFAULT 0",
        "CREATE TABLE shifts (id uuid PRIMARY KEY, store_id uuid NOT NULL REFERENCES stores)",
        "CREATE TABLE shifts (id uuid PRIMARY KEY); CREATE INDEX ON shifts (id); INSERT INTO shifts SELECT id FROM stores",
        "ALTER TABLE products DROP CONSTRAINT products_name_check,
             ADD CONSTRAINT products_name_check CHECK (length(name) BETWEEN 1 AND 900) NOT VALID",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql RETURN 1",
        "ALTER TABLE customers ALTER COLUMN code DROP NOT NULL",
    ] {
        assert_eq!(faults(&database, migration, "ROLLBACK"), Vec::<String>::new(), "{migration}");
    }
    let dropped =
        "-- Contract: no program since 1.4 reads it\nALTER TABLE orders DROP COLUMN discount_reason";
    assert_eq!(faults(&database, dropped, "ROLLBACK"), Vec::<String>::new());
    let kept = "-- Kept before: every program has checked it\n\
                ALTER TABLE orders ADD CONSTRAINT low CHECK (total > 5) NOT VALID";
    assert_eq!(faults(&database, kept, "ROLLBACK"), Vec::<String>::new());
    let index = "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS late ON kedai.orders (total);\n";
    assert_eq!(faults(&database, index, "ROLLBACK"), Vec::<String>::new());
}
