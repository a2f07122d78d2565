//! Who may depend on whom. A wrong arrow compiles just as well, and then WebAssembly sees the database, or an
//! edit of a query rebuilds every page. So the manifests are read, and any other arrow is refused.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

/// A crate and the crates of this workspace it may name. What lies below those may be named as well:
/// whoever uses `contract` handles `domain`'s types.
const ARROWS: &[(&str, &[&str])] = &[
    ("frontend", &["app"]),
    ("app", &["contract", "receipt"]),
    ("contract", &["domain"]),
    ("receipt", &["domain"]),
    ("domain", &[]),
    ("services", &["store", "contract", "receipt"]),
    ("store", &["domain"]),
    ("providers", &["services"]),
    ("server", &["app", "services", "providers", "store", "contract", "receipt", "domain"]),
];

/// Arrows that following the others would allow, yet no crate may have: a provider speaks to the outside
/// and gets at rows only through the ports that services declare.
const NEVER: &[(&str, &str)] = &[("providers", "store")];

/// Outside crates that only one crate may name.
const KEPT_BY: &[(&str, &str)] = &[("sqlx", "store"), ("sqlx-core", "store"), ("sqlx-postgres", "store")];

/// A crate of the workspace and all it names, in any section and for any target.
type Manifests = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_workspace_has_only_the_arrows_of_the_architecture() {
    let manifests = read_manifests();
    assert!(manifests.len() >= ARROWS.len(), "some manifests were not read: {:?}", manifests.keys());
    assert_eq!(wrong_arrows(&manifests), Vec::<String>::new());
}

#[test]
fn a_wrong_arrow_is_found() {
    for (from, to) in [
        ("app", "store"),
        ("app", "services"),
        ("frontend", "services"),
        ("frontend", "store"),
        ("domain", "contract"),
        ("store", "contract"),
        ("store", "services"),
        ("services", "providers"),
        ("providers", "store"),
        ("services", "app"),
        ("contract", "receipt"),
    ] {
        let found = wrong_arrows(&made_up(&[(from, &[to])]));
        assert_eq!(found, [format!("{from} → {to}")]);
    }
}

#[test]
fn the_arrows_of_the_architecture_are_fine() {
    let manifests = made_up(&[
        ("frontend", &["app", "contract", "domain", "leptos"]),
        ("app", &["contract", "receipt", "domain"]),
        ("services", &["store", "contract", "receipt", "domain"]),
        ("store", &["domain", "sqlx"]),
        ("providers", &["services", "contract", "domain"]),
        ("server", &["app", "services", "store", "providers", "contract", "receipt", "domain"]),
    ]);
    assert_eq!(wrong_arrows(&manifests), Vec::<String>::new());
}

#[test]
fn only_the_store_names_sqlx() {
    let manifests = made_up(&[("store", &["sqlx"]), ("server", &["sqlx"]), ("services", &["sqlx-core"])]);
    assert_eq!(wrong_arrows(&manifests), ["server → sqlx", "services → sqlx-core"]);
}

#[test]
fn a_crate_that_the_architecture_does_not_know_is_found() {
    assert_eq!(wrong_arrows(&made_up(&[("helpers", &[])])), ["helpers has no place in the architecture"]);
}

fn wrong_arrows(manifests: &Manifests) -> Vec<String> {
    let mut wrong = Vec::new();
    for (from, named) in manifests {
        let Some(allowed) = reachable(from) else {
            wrong.push(format!("{from} has no place in the architecture"));
            continue;
        };
        for to in named {
            let kept_by_another = KEPT_BY.iter().any(|(outside, keeper)| outside == to && keeper != from);
            let of_workspace = ARROWS.iter().any(|(name, _)| name == to) || manifests.contains_key(to);
            let never = NEVER.contains(&(from, to));
            if kept_by_another || never || (of_workspace && !allowed.contains(to.as_str())) {
                wrong.push(format!("{from} → {to}"));
            }
        }
    }
    wrong
}

/// Every crate of the workspace below `from`, or nothing if the architecture doesn't know it.
fn reachable(from: &str) -> Option<BTreeSet<&'static str>> {
    let (_, direct) = ARROWS.iter().find(|(name, _)| *name == from)?;
    let below = direct.iter().filter_map(|name| reachable(name)).flatten();
    Some(direct.iter().copied().chain(below).collect())
}

fn made_up(crates: &[(&str, &[&str])]) -> Manifests {
    let owned = |named: &&[&str]| named.iter().map(|name| (*name).to_owned()).collect();
    crates.iter().map(|(name, named)| ((*name).to_owned(), owned(named))).collect()
}

/// From Cargo itself, so that renamed, optional, dev, build and per-target dependencies all count.
fn read_manifests() -> Manifests {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(workspace)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let name = |value: &serde_json::Value| value["name"].as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            (name(package), package["dependencies"].as_array().unwrap().iter().map(name).collect())
        })
        .collect()
}
