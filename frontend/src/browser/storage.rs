//! Words kept on this device. A browser may refuse (private window, full, forbidden), and then
//! nothing is kept: no page may depend on it.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Keeps a word under a name; tells whether that worked.
pub(crate) fn remember(name: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(name, value).is_ok())
}

/// What was kept under a name.
pub(crate) fn recall(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Forgets it.
pub(crate) fn forget(name: &str) {
    if let Some(storage) = storage() {
        // What can't be removed couldn't be kept either.
        let _ = storage.remove_item(name);
    }
}
