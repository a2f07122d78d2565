//! What is for sale.

pub mod import;
mod menu;

use async_trait::async_trait;
use contract::{
    Problem,
    backend::CatalogueApi,
    catalogue::{MenuView, Page, ProductFilter, ProductView},
    session::Caller,
};
use domain::role::Permission;

use crate::{Services, access::require, failure::OrProblem};

#[async_trait]
impl CatalogueApi for Services {
    async fn menu(&self, caller: &Caller, store: &str) -> Result<MenuView, Problem> {
        require(caller, Permission::WorkOrders)?;
        let store_id = self.store_id(caller, store).await?;
        self.read_menu(caller, store_id).await.or_problem()
    }

    async fn products(&self, caller: &Caller, filter: ProductFilter) -> Result<Page<ProductView>, Problem> {
        require(caller, Permission::WorkOrders)?;
        self.search_products(caller, filter).await
    }
}
