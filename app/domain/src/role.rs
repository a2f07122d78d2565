//! Who may do what. Services ask this at the head of every use case, whatever the entrance.

use serde::{Deserialize, Serialize};

/// A role in a tenant, in rising order: a member of staff's, or that of an app which sends orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A program that sends signed orders; nobody signs in as it.
    App,
    /// Kitchen and floor.
    Staff,
    /// Takes money.
    Cashier,
    /// Corrects, refunds, sees figures.
    Manager,
    /// Settles how the business runs.
    Owner,
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See the board and orders, move an order along, print.
    WorkOrders,
    /// Record orders and payments.
    RecordOrders,
    /// Void, refund, cancel what is paid, correct a status, delete an order and bring it back.
    CorrectOrders,
    /// See who did or saw what, and orders that were deleted.
    SeeAudit,
    /// Dashboards and exports.
    SeeFigures,
    /// Look customers up, see what they bought.
    SeeCustomers,
    /// Export or erase what is known of a customer.
    KeepCustomers,
    /// Settle which programs are told what happens, and see what they were told.
    KeepWebhooks,
    /// See what Kedai does by itself for the business, let it do something again, or cancel it.
    KeepJobs,
    /// The same of what keeps the house in order: linking the audit trail, forgetting what is old.
    KeepHouse,
    /// Choose printers and their profiles on this device.
    UsePrinters,
}

impl Role {
    /// Those that people have, lowest first.
    pub const ALL: [Self; 4] = [Self::Staff, Self::Cashier, Self::Manager, Self::Owner];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Staff => "staff",
            Self::Cashier => "cashier",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }

    /// The role that a word names.
    pub fn from_code(code: &str) -> Option<Self> {
        std::iter::once(Self::App).chain(Self::ALL).find(|role| role.code() == code)
    }

    /// Whether this role may.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::WorkOrders
            | Permission::RecordOrders
            | Permission::SeeCustomers
            | Permission::UsePrinters => self >= Self::Staff,
            Permission::CorrectOrders
            | Permission::SeeAudit
            | Permission::SeeFigures
            | Permission::KeepWebhooks
            | Permission::KeepJobs
            | Permission::KeepCustomers => self >= Self::Manager,
            Permission::KeepHouse => self >= Self::Owner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_managers_and_owners_correct_and_count() {
        for role in Role::ALL {
            assert!(role.may(Permission::WorkOrders) && role.may(Permission::RecordOrders));
            let senior = matches!(role, Role::Manager | Role::Owner);
            for permission in [
                Permission::CorrectOrders,
                Permission::SeeAudit,
                Permission::SeeFigures,
                Permission::KeepCustomers,
                Permission::KeepWebhooks,
                Permission::KeepJobs,
            ] {
                assert_eq!(role.may(permission), senior);
            }
            assert_eq!(role.may(Permission::KeepHouse), role == Role::Owner);
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert!(!Role::App.may(Permission::WorkOrders) && !Role::App.may(Permission::SeeCustomers));
        }
    }
}
