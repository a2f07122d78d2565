//! Whatever is read from outside has a fuzz target. What has a mark in the source is found here: types that
//! are read from a word (`FromStr`, `from_code`), types with a reader of their own for JSON, and bodies and
//! queries of the API. Readers that are functions have targets as well, but nothing marks them.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Read by the framework alone: numbers and words.
const PLAIN: &[&str] = &["After", "Asked", "Token"];
/// Words of forms and cookies that their pages alone know, read in the targets `forms` and `browser`.
const OF_PAGES: &[&str] = &["Language", "Side", "Theme", "Way"];
/// What stands before the name of a type that is read.
const MARKS: &[&str] = &["FromStr for ", "Deserialize<'de> for ", "ApiJson<", ": Query<"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !["tests", "target", "node_modules"].iter().any(|name| path.ends_with(name)) {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The name that a text begins with.
fn name(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Types of a source that are read from outside.
fn read_types(source: &str) -> BTreeSet<String> {
    // What tests read is theirs.
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or(source);
    let mut found = BTreeSet::new();
    let mut of = "";
    for line in source.lines() {
        of = line.strip_prefix("impl ").map_or(of, name);
        if line.contains("pub fn from_code(") || line.contains(" fn from_code(") {
            found.insert(of.to_owned());
        }
        for mark in MARKS {
            found.extend(line.split(mark).skip(1).map(|rest| name(rest).to_owned()));
        }
    }
    found
}

#[test]
fn whatever_is_read_from_outside_has_a_fuzz_target() {
    let mut files = Vec::new();
    for folder in ["app", "server", "frontend"] {
        sources(&root().join(folder), &mut files);
    }
    let mut read = BTreeSet::new();
    for file in files {
        read.extend(read_types(&fs::read_to_string(file).unwrap()));
    }
    // A type parameter, and what a macro names.
    read.retain(|name| !matches!(name.as_str(), "" | "T"));
    assert!(read.len() > 35, "{read:?}");

    let mut targets = Vec::new();
    sources(&root().join("end2end/fuzz"), &mut targets);
    let targets: String = targets.iter().map(|target| fs::read_to_string(target).unwrap()).collect();
    let named: BTreeSet<&str> =
        targets.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let known = |name: &String| {
        named.contains(name.as_str()) || PLAIN.contains(&name.as_str()) || OF_PAGES.contains(&name.as_str())
    };
    let missing: Vec<&String> = read.iter().filter(|name| !known(name)).collect();
    assert!(missing.is_empty(), "no fuzz target reads {missing:?}");
}

#[test]
fn what_is_read_is_found() {
    let source = "impl FromStr for Day {\nimpl Colour {\n    pub fn from_code(code: &str)\n\
                  ApiJson(body): ApiJson<NewThing>,\n    Query(filter): Query<ThingFilter>,\n\
                  #[cfg(test)]\nmod tests {\n    impl FromStr for Other {}\n";
    let found: Vec<String> = read_types(source).into_iter().collect();
    assert_eq!(found, ["Colour", "Day", "NewThing", "ThingFilter"]);
}

#[test]
fn every_target_is_built() {
    let manifest = fs::read_to_string(root().join("end2end/fuzz/Cargo.toml")).unwrap();
    for entry in fs::read_dir(root().join("end2end/fuzz/targets")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        assert!(manifest.contains(&format!("path = \"targets/{file}\"")), "{file} is no target");
    }
}
