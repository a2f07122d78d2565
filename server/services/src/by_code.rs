//! What is stored, found by whatever form of its code a file or an app sends.

use std::collections::HashMap;

use domain::fold::fold;

/// Stored things by a code of the shop's own: `kk-001` and `ＫＫ‐001` are `KK-001`.
pub(crate) struct ByCode<T> {
    rows: Vec<T>,
    places: HashMap<String, usize>,
}

impl<T> ByCode<T> {
    /// Rows by a code of theirs; those without one are found by none.
    pub(crate) fn of(rows: Vec<T>, code: impl Fn(&T) -> Option<&str>) -> Self {
        let coded = || rows.iter().zip(0..).filter_map(|(row, place)| Some((code(row)?, place)));
        let mut places = HashMap::new();
        for (code, place) in coded() {
            places.entry(fold(code)).or_insert(place);
        }
        // Two that differ in their form alone were possible once: each is found as it is written.
        places.extend(coded().map(|(code, place)| (code.to_owned(), place)));
        Self { rows, places }
    }

    /// What has a code.
    pub(crate) fn get(&self, code: &str) -> Option<&T> {
        let place = self.places.get(code).or_else(|| self.places.get(&fold(code)))?;
        self.rows.get(*place)
    }

    /// All of them.
    pub(crate) fn rows(&self) -> &[T] {
        &self.rows
    }
}

impl ByCode<String> {
    /// Of the codes that a file names, those that are stored, as they are stored.
    pub(crate) fn stored<'a>(&self, named: impl Iterator<Item = &'a str>) -> Vec<String> {
        let stored: std::collections::BTreeSet<&String> = named.filter_map(|code| self.get(code)).collect();
        stored.into_iter().cloned().collect()
    }
}

impl From<Vec<String>> for ByCode<String> {
    fn from(codes: Vec<String>) -> Self {
        Self::of(codes, |code| Some(code))
    }
}
