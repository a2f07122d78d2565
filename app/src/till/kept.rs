//! Where a sale in the making is kept on the device: each tab has its own, so that two tabs make two
//! sales. One whose tab is gone, after a crash or a power cut, is taken over by the next till opened.

use contract::devices::Browser;

use super::sale::Sale;

/// A tab with a sale says so often that this silence means it is gone. Browsers let tabs in the
/// background speak once a minute only.
const GONE_MS: i64 = 90_000;
/// How often a tab says that it is there, in seconds.
pub(super) const SIGN_OF_LIFE_SECONDS: u32 = 5;

/// The places of a store's tabs.
pub(super) struct Kept<'a> {
    browser: &'a dyn Browser,
    store: String,
}

impl<'a> Kept<'a> {
    /// The places of this store's tabs on this device.
    pub(super) fn at(browser: &'a dyn Browser, store: &str) -> Self {
        Self { browser, store: store.to_owned() }
    }

    /// The sale that this tab was making, or one whose tab is gone.
    pub(super) fn recall(&self) -> Option<Sale> {
        let own = self.browser.tab();
        self.sale_of(&own).or_else(|| self.take_over())
    }

    /// Keeps this tab's sale; one of nothing is forgotten. A browser that keeps nothing still sells.
    pub(super) fn keep(&self, sale: &Sale) {
        let own = self.browser.tab();
        if sale.lines.is_empty() {
            self.forget(&own);
            return;
        }
        if let Ok(kept) = serde_json::to_string(sale) {
            self.browser.remember(&self.sale_place(&own), &kept);
            self.give_sign_of_life();
            let mut tabs = self.tabs();
            if !tabs.contains(&own) {
                tabs.push(own);
                self.write_tabs(&tabs);
            }
        }
    }

    /// Says that this tab is there.
    pub(super) fn give_sign_of_life(&self) {
        let now = self.browser.now().timestamp_millis();
        self.browser.remember(&self.life_place(&self.browser.tab()), &now.to_string());
    }

    fn take_over(&self) -> Option<Sale> {
        let gone = self.tabs().into_iter().find(|tab| self.is_gone(tab) && self.sale_of(tab).is_some())?;
        let sale = self.sale_of(&gone)?;
        self.forget(&gone);
        self.keep(&sale);
        Some(sale)
    }

    fn is_gone(&self, tab: &str) -> bool {
        let seen = self.browser.recall(&self.life_place(tab)).and_then(|seen| seen.parse::<i64>().ok());
        seen.is_none_or(|seen| self.browser.now().timestamp_millis() - seen > GONE_MS)
    }

    fn sale_of(&self, tab: &str) -> Option<Sale> {
        serde_json::from_slice(self.browser.recall(&self.sale_place(tab))?.as_bytes()).ok()
    }

    fn forget(&self, tab: &str) {
        self.browser.forget(&self.sale_place(tab));
        self.browser.forget(&self.life_place(tab));
        let mut tabs = self.tabs();
        let before = tabs.len();
        tabs.retain(|known| known != tab);
        if tabs.len() < before {
            self.write_tabs(&tabs);
        }
    }

    fn tabs(&self) -> Vec<String> {
        let kept = self.browser.recall(&self.tabs_place()).unwrap_or_default();
        kept.lines().map(str::to_owned).collect()
    }

    fn write_tabs(&self, tabs: &[String]) {
        self.browser.remember(&self.tabs_place(), &tabs.join("\n"));
    }

    fn tabs_place(&self) -> String {
        format!("kedai.tabs.{}", self.store)
    }

    fn sale_place(&self, tab: &str) -> String {
        format!("kedai.sale.{}.{tab}", self.store)
    }

    fn life_place(&self, tab: &str) -> String {
        format!("kedai.alive.{}.{tab}", self.store)
    }
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod tests;
