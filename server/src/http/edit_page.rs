//! A plain form that edits an order: answered by the page it came from, so that everything typed stays
//! on it and none of it in an address.

use ::app::orders::edit::{Submission, submit};
use axum::{
    Form,
    extract::{FromRequest as _, Path, Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use contract::Problem;

use super::{
    App,
    pages::{Around, render_with},
    problem::ApiProblem,
};

/// `POST /orders/{reference}/edit`.
pub(super) async fn post_edit(
    State(app): State<App>,
    Path(reference): Path<String>,
    request: Request,
) -> Result<Response, ApiProblem> {
    let (parts, body) = request.into_parts();
    let around = Around::of(&app, &parts, true).await?;
    let page = format!("/orders/{reference}/edit");
    let Some(caller) = around.caller() else {
        let login = ::app::address::with_query("/login", [("next", ::app::address::local_path(&page))]);
        return Ok(Redirect::to(&login).into_response());
    };
    let form =
        Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let Ok(Form(pairs)) = form else {
        return Err(
            Problem::new(400, "malformed_request", "The form can't be read. Load the page again.").into()
        );
    };
    let style = around.language().money_style();
    match submit(&app.backend, caller, &reference, &pairs, style).await? {
        Submission::Saved => Ok(Redirect::to(&format!("/orders/{reference}")).into_response()),
        Submission::Shown(submitted) => Ok(render_with(around, parts, *submitted).await),
    }
}
