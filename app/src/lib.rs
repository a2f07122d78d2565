//! Kedai's pages, for the server and for the browser.
