//! What went wrong, as the outside is told: `application/problem+json` (RFC 9457) with a stable
//! `code`, and for wrong input the field that is to be changed.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

/// Declares kinds, each with the word by which programs know it.
macro_rules! kinds {
    ($(#[$doc_of_all:meta])* $name:ident { $($(#[$doc:meta])* $kind:ident = $word:literal;)+ }) => {
        $(#[$doc_of_all])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* $kind,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The word, as programs read it.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)+
                }
            }

            /// The kind of that word.
            pub fn of(word: &str) -> Option<Self> {
                Some(match word {
                    $($word => Self::$kind,)+
                    _ => return None,
                })
            }
        }
    };
}

mod code;
mod field_code;

pub use code::Code;
pub use field_code::FieldCode;

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where, as a path into the request: `items[0].quantity`.
    pub field: String,
    /// What kind of wrong, for programs.
    pub code: String,
    /// What to do, for people.
    pub message: String,
}

/// A refusal, with what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI for the kind of problem: `/problems/<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This occurrence in a sentence that says what to do.
    pub detail: String,
    /// The kind, for programs.
    pub code: String,
    /// Which fields are wrong, if fields are.
    pub errors: Vec<FieldError>,
    /// What else this kind of problem tells, such as the allowed next states.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(additional_properties))]
    pub extensions: BTreeMap<String, Value>,
}

impl Problem {
    /// A problem of a kind. `title` is derived from the code, so that they can't disagree.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let (status, code) = (code.status(), code.word());
        let mut title = code.replace('_', " ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self {
            kind: format!("/problems/{code}"),
            title,
            status,
            detail: detail.into(),
            code: code.to_owned(),
            errors: Vec::new(),
            extensions: BTreeMap::new(),
        }
    }

    /// Its kind; none if only another version of Kedai knows it.
    pub fn kind(&self) -> Option<Code> {
        Code::of(&self.code)
    }

    /// Whether it is of a kind.
    pub fn is(&self, kind: Code) -> bool {
        self.kind() == Some(kind)
    }

    /// The same, naming a field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        let (field, code, message) = (field.into(), code.word().to_owned(), message.into());
        self.errors.push(FieldError { field, code, message });
        self
    }

    /// The same, telling one thing more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.extensions.insert(name.to_owned(), value.into());
        self
    }

    /// 422: one field is wrong.
    pub fn invalid(field: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(Code::InvalidRequest, message.clone()).at(field, code, message)
    }

    /// 404: there is no such thing, or not for this caller; which of the two is not told.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is nothing here for you. Check the address or the reference.")
    }

    /// 401: nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, "Sign in first.")
    }

    /// 409: a page was made for somebody else than is signed in now.
    pub fn signed_in_as_other() -> Self {
        let detail = "Somebody else is signed in in this browser now. Nothing was done. Load the page again.";
        Self::new(Code::SignedInAsOther, detail)
    }

    /// 403: somebody is signed in, whose role may not.
    pub fn forbidden() -> Self {
        Self::new(Code::Forbidden, "Your role may not do this. Ask a manager or the owner.")
    }

    /// 500: Kedai is at fault; the cause is in its log and not in the answer.
    pub fn internal() -> Self {
        Self::new(Code::InternalError, "Something went wrong here. Nothing was half-saved; try again.")
    }

    /// 503: too much is going on; nothing was done.
    pub fn overloaded() -> Self {
        let detail = "Too many requests at once. Nothing was done; try again in a second.";
        Self::new(Code::Overloaded, detail).with("retry_after", 1)
    }
}

/// By hand: derived, a flattened map would bring browsers a second deserialiser for everything in it.
impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut said = BTreeMap::<String, Value>::deserialize(deserializer)?;
        let status = said.remove("status").as_ref().and_then(Value::as_u64);
        let errors = match said.remove("errors") {
            Some(Value::Array(errors)) => errors.iter().filter_map(FieldError::read).collect(),
            _ => Vec::new(),
        };
        let mut text = |name| match said.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(D::Error::missing_field(name)),
        };
        let (kind, title, detail, code) = (text("type")?, text("title")?, text("detail")?, text("code")?);
        let status = status.and_then(|status| u16::try_from(status).ok());
        let status = status.ok_or_else(|| D::Error::missing_field("status"))?;
        Ok(Self { kind, title, status, detail, code, errors, extensions: said })
    }
}

impl FieldError {
    /// What is wrong; none if only another version of Kedai knows it.
    pub fn kind(&self) -> Option<FieldCode> {
        FieldCode::of(&self.code)
    }

    fn read(value: &Value) -> Option<Self> {
        let text = |name| Some(value.get(name)?.as_str()?.to_owned());
        Some(Self { field: text("field")?, code: text("code")?, message: text("message")? })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_written_as_rfc_9457_says() {
        let problem = Problem::new(Code::TotalMismatch, "The total is 96800.").with("total", 96_800);
        let json = serde_json::to_value(&problem).unwrap();
        assert_eq!(json["type"], "/problems/total_mismatch");
        assert_eq!(json["title"], "Total mismatch");
        assert_eq!(json["total"], 96_800);
        assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
    }
}
