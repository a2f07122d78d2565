//! Ids, references and secrets are others in every run. The document has some of its own for them, which
//! are learnt where an answer shows them first.

/// Which word of the document stands for which real one.
#[derive(Default)]
pub(super) struct Names(Vec<(String, String)>);

impl Names {
    /// From now on `shown` stands for `real`.
    pub(super) fn know(&mut self, shown: &str, real: &str) {
        self.0.push((shown.to_owned(), real.to_owned()));
    }

    /// Learns what stands for what from a text as it is shown and as it came, if they are alike.
    pub(super) fn learn(&mut self, shown: &str, real: &str) {
        let (shown, real) = (pieces(shown), pieces(real));
        if shown.len() != real.len() {
            return;
        }
        for (shown, real) in shown.into_iter().zip(real) {
            let (Some(kind), Some(real_kind)) = (kind(shown), kind(real)) else { continue };
            let is_new = !self.0.iter().any(|(known, known_real)| known == shown || known_real == real);
            if kind == real_kind && is_new {
                self.know(shown, real);
            }
        }
    }

    /// A text with the real words in place of the document's.
    pub(super) fn real(&self, text: &str) -> String {
        let word = |word: &str| self.0.iter().find(|(shown, _)| shown == word).map(|(_, real)| real.clone());
        pieces(text).into_iter().map(|piece| word(piece).unwrap_or_else(|| piece.to_owned())).collect()
    }

    /// A text with the document's words in place of the real ones.
    pub(super) fn shown(&self, text: &str) -> String {
        let word = |word: &str| self.0.iter().find(|(_, real)| real == word).map(|(shown, _)| shown.clone());
        pieces(text).into_iter().map(|piece| word(piece).unwrap_or_else(|| piece.to_owned())).collect()
    }
}

/// Words and what is between them, in order.
fn pieces(text: &str) -> Vec<&str> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '$');
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter| is_word(letter) != is_word(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// What kind of word differs from run to run: an id by its prefix, a reference, a secret by its length.
fn kind(word: &str) -> Option<(&str, usize)> {
    let is_hex = |text: &str| text.len() >= 32 && text.chars().all(|letter| letter.is_ascii_hexdigit());
    match word.split_once('_') {
        Some((prefix, id)) if prefix.len() == 3 && is_hex(id) => return Some((prefix, id.len())),
        _ => {}
    }
    if let Some(code) = word.strip_prefix("GO-") {
        return (code.len() == 6).then_some(("GO", 6));
    }
    if word.len() == 36 && word.matches('-').count() == 4 && is_hex(&word.replace('-', "")) {
        return Some(("-", 36));
    }
    // Cursors hold ids, and aren't all of one length.
    is_hex(word).then_some(("", word.len().min(65)))
}
