//! Opening and ending a browser's session.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use leptos::prelude::*;

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::{
    address::{local_path, with_query},
    request::{
        answer, backend, client_address, device_secret, drop_session, keep_device, keep_session,
        require_caller, session_secret, with_problem,
    },
};

/// Opens a session and goes on to `next`, or back to the form with the code of what is wrong.
#[server(prefix = "/api/page", endpoint = "sign-in")]
pub async fn sign_in(email: String, password: String, next: String) -> Result<(), Refused> {
    let (backend, address) = (backend()?, client_address());
    let credentials = contract::session::SignIn { email, password };
    match backend.sessions.sign_in(credentials, &address, device_secret().as_ref()).await {
        Ok(opened) => {
            // The browser forgets the session that it had; what is still open with it is to hear of that.
            if let Some(replaced) = session_secret() {
                answer(backend.sessions.sign_out(&replaced).await)?;
            }
            keep_session(&opened.session.0);
            keep_device(&opened.device.0);
            leptos_axum::redirect(local_path(&next));
        }
        Err(problem) => {
            // The e-mail address stays out of the address: addresses are logged.
            let form = with_query("/login", [("next", next.as_str())]);
            leptos_axum::redirect(&with_problem(&form, &Refused(problem)));
        }
    }
    Ok(())
}

/// Ends this browser's session.
#[server(prefix = "/api/page", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), Refused> {
    let backend = backend()?;
    if let Some(secret) = session_secret() {
        answer(backend.sessions.sign_out(&secret).await)?;
    }
    drop_session();
    leptos_axum::redirect("/login");
    Ok(())
}

/// Ends every session and token of the person.
#[server(prefix = "/api/page", endpoint = "sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.sessions.sign_out_everywhere(&caller).await)?;
    drop_session();
    leptos_axum::redirect("/login");
    Ok(())
}
