//! The facts about who buys, and the state they fold to. None names the person.

use serde::{Deserialize, Serialize};

use crate::{
    event::{Event, State},
    subject::Subject,
};

/// A fact about a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CustomerEvent {
    /// Everything that names them was destroyed: whoever was told of them has to forget them as well.
    #[serde(rename = "customer.erased")]
    Erased,
}

impl Event for CustomerEvent {
    const NAMES: &'static [&'static str] = &["customer.erased"];

    fn name(&self) -> &'static str {
        match self {
            Self::Erased => "customer.erased",
        }
    }
}

/// What a customer's events say of them. A customer without any has never been erased, or was before that was
/// an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerState {
    /// How many events there are.
    pub version: i32,
    /// Whether they were erased.
    pub erased: bool,
}

/// Events that can't be a customer's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomerFoldError {
    /// Nobody is erased twice.
    #[error("event {version} erases somebody who was erased before")]
    ErasedTwice {
        /// Which, from 1.
        version: i32,
    },
}

impl State for CustomerState {
    type Event = CustomerEvent;
    type Error = CustomerFoldError;

    const SUBJECT: &'static str = Subject::CUSTOMER;

    fn after(before: Option<Self>, event: &CustomerEvent) -> Result<Self, CustomerFoldError> {
        let version = before.as_ref().map_or(0, |state| state.version) + 1;
        match event {
            CustomerEvent::Erased if before.is_some_and(|state| state.erased) => {
                Err(CustomerFoldError::ErasedTwice { version })
            }
            CustomerEvent::Erased => Ok(Self { version, erased: true }),
        }
    }

    fn version(&self) -> i32 {
        self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_erased_twice() {
        let erased = CustomerState::after(None, &CustomerEvent::Erased).unwrap();
        assert_eq!(erased, CustomerState { version: 1, erased: true });
        let again = CustomerState::after(Some(erased), &CustomerEvent::Erased);
        assert_eq!(again, Err(CustomerFoldError::ErasedTwice { version: 2 }));
    }

    #[test]
    fn every_event_is_stored_as_it_is_documented() {
        crate::event::assert_documented(&[CustomerEvent::Erased]);
    }
}
