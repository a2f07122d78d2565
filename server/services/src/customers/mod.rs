//! Customers: finding them, showing what they bought, and what the law gives them: everything that
//! is known of them, and to be forgotten.

mod erase;
mod export;
mod find;
mod history;
mod renew;

use async_trait::async_trait;
use contract::{
    Problem,
    backend::CustomersApi,
    catalogue::Page,
    customers::{
        CustomerExport, CustomerFilter, CustomerHistory, CustomerSummary, EraseCustomer, HistoryFilter,
    },
    session::Caller,
};
use domain::role::Permission;

use crate::{Services, access::require};

#[async_trait]
impl CustomersApi for Services {
    async fn customers(
        &self,
        caller: &Caller,
        filter: CustomerFilter,
    ) -> Result<Page<CustomerSummary>, Problem> {
        require(caller, Permission::SeeCustomers)?;
        self.find_customers(caller, filter).await
    }

    async fn customer(
        &self,
        caller: &Caller,
        id: &str,
        filter: HistoryFilter,
    ) -> Result<CustomerHistory, Problem> {
        require(caller, Permission::SeeCustomers)?;
        self.read_customer(caller, id, filter).await
    }

    async fn export(&self, caller: &Caller, id: &str) -> Result<CustomerExport, Problem> {
        require(caller, Permission::KeepCustomers)?;
        self.export_customer(caller, id).await
    }

    async fn erase(&self, caller: &Caller, id: &str, command: EraseCustomer) -> Result<(), Problem> {
        require(caller, Permission::KeepCustomers)?;
        self.erase_customer(caller, id, &command).await
    }
}
