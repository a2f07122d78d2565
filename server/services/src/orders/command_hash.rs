//! The forms in which a command is hashed, to tell whether what comes again under a key is the same.
//!
//! Several versions of the program serve one database, and a till may send again, a day later and to
//! another version, what it sent before. So a command has the same hash in each version, by two rules:
//! the hash is over what was said and not over how, and a field that a later version adds is left out of a
//! command that doesn't use it (`skip_serializing_if`). Commands of every version, and their hashes, are kept
//! as files, which a test reads.

use serde::Serialize;

use crate::protection::sha256;

/// What begins the bytes that the second form hashes.
const SECOND: &[u8] = b"kedai command 2\n";

/// A command's hash in each form that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CommandHash {
    /// Over JSON with fields in the order in which their type declares them.
    first: [u8; 32],
    /// Over canonical JSON (RFC 8785), which no type's declaration changes.
    second: [u8; 32],
}

impl CommandHash {
    /// The hash of everything that a command says.
    pub(crate) fn of(command: &impl Serialize) -> Result<Self, serde_json::Error> {
        let canonical = serde_json_canonicalizer::to_vec(command)?;
        Ok(Self {
            first: sha256(&serde_json::to_vec(command)?),
            second: sha256(&[SECOND, &canonical].concat()),
        })
    }

    /// The form that is kept: the newest that every version beside this one knows. Those of before the second
    /// form know only the first; once none of them runs, the second is kept.
    pub(crate) const fn kept(&self) -> &[u8; 32] {
        &self.first
    }

    /// Whether a kept hash is this command's, whichever version kept it.
    pub(crate) fn is(&self, kept: &[u8]) -> bool {
        kept == self.first || kept == self.second
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_command_is_known_in_every_form_and_another_in_none() {
        let command = json!({"store": "senopati", "items": [{"quantity": 1}]});
        let hash = CommandHash::of(&command).unwrap();
        assert!(hash.is(hash.kept()) && hash.is(&hash.first) && hash.is(&hash.second));
        let other = CommandHash::of(&json!({"store": "senopati", "items": [{"quantity": 2}]})).unwrap();
        assert!(!hash.is(&other.first) && !hash.is(&other.second) && !hash.is(&[]));
    }

    #[test]
    fn the_order_in_which_a_type_declares_its_fields_is_not_in_the_second_form() {
        #[derive(Serialize)]
        struct One {
            a: i64,
            b: Option<i64>,
        }
        #[derive(Serialize)]
        struct Other {
            b: Option<i64>,
            a: i64,
        }
        let one = CommandHash::of(&One { a: 1, b: None }).unwrap();
        let other = CommandHash::of(&Other { b: None, a: 1 }).unwrap();
        assert_eq!(one.second, other.second);
        assert_ne!(one.first, other.first);
    }
}
