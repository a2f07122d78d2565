//! Problems as HTTP answers, and requests that can't be read.

use axum::{
    Json,
    body::Body,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use contract::{
    Problem,
    problem::{Code, FieldCode},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;

use super::MAX_BODY;

/// A problem on its way out.
#[derive(Debug)]
pub(crate) struct ApiProblem(pub(crate) Problem);

impl From<Problem> for ApiProblem {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let number = |name: &str| self.0.extensions.get(name).and_then(serde_json::Value::as_i64);
        let (retry_after, limit) = (number("retry_after"), number("limit"));
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
            if status == StatusCode::TOO_MANY_REQUESTS {
                headers.insert(HeaderName::from_static("x-ratelimit-reset"), seconds.into());
                headers.insert(HeaderName::from_static("x-ratelimit-remaining"), 0.into());
            }
        }
        if let Some(limit) = limit {
            headers.insert(HeaderName::from_static("x-ratelimit-limit"), limit.into());
        }
        response
    }
}

/// A JSON body. What isn't JSON is 400, what is and doesn't fit is 422 at its field, what is too
/// large is 413, which whoever lets the body through says.
pub(crate) struct ApiJson<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiProblem> {
        let bytes = read(request.into_body()).await?;
        parse(&bytes).map(Self)
    }
}

pub(crate) async fn read(body: Body) -> Result<axum::body::Bytes, ApiProblem> {
    axum::body::to_bytes(body, MAX_BODY).await.map_err(|_| ApiProblem(broken()))
}

/// 400: the body ended or was cut into pieces in a way that HTTP doesn't know.
pub(crate) fn broken() -> Problem {
    Problem::new(
        Code::MalformedBody,
        "The body broke off, or its pieces can't be read. Send it again, whole.",
    )
}

/// 413: more than a request may have.
pub(crate) fn too_large() -> Problem {
    Problem::new(Code::BodyTooLarge, format!("A request has at most {MAX_BODY} bytes. Send less at once."))
}

/// 405: the address takes other methods.
pub(crate) fn method_not_allowed() -> Problem {
    let detail = "This address doesn't take this method. See the header Allow for those it takes.";
    Problem::new(Code::MethodNotAllowed, detail)
}

pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiProblem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        let reason = error.into_inner();
        if reason.is_data() {
            let message = without_place(&reason.to_string());
            Problem::invalid(field, FieldCode::Invalid, message)
        } else {
            Problem::new(Code::MalformedJson, format!("The body is not JSON: {reason}."))
        }
    });
    let parsed = parsed?;
    json.end()
        .map_err(|reason| Problem::new(Code::MalformedJson, format!("The body is not JSON: {reason}.")))?;
    Ok(parsed)
}

/// A reason in words, without the line and column that no field needs.
fn without_place(reason: &str) -> String {
    reason.split(" at line ").next().unwrap_or(reason).to_owned() + "."
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::orders::PlaceOrder;

    fn problem(body: &str) -> Problem {
        parse::<PlaceOrder>(body.as_bytes()).map(|_| ()).unwrap_err().0
    }

    #[test]
    fn what_is_not_json_is_400_and_what_does_not_fit_is_422_at_its_field() {
        assert_eq!((problem("{").status, problem("{").code.as_str()), (400, "malformed_json"));
        assert_eq!(problem("").status, 400);
        let wrong = problem(r#"{"store":"s","channel":"till","items":[{"quantity":"two"}]}"#);
        assert_eq!((wrong.status, wrong.errors[0].field.as_str()), (422, "items[0].quantity"));
        let missing = problem(r#"{"store":"s","channel":"till"}"#);
        assert_eq!(missing.status, 422);
        assert!(!missing.detail.contains("line"), "{}", missing.detail);
    }

    #[test]
    fn waiting_is_told_in_headers() {
        let problem = Problem::new(Code::RateLimited, "Wait.").with("retry_after", 42).with("limit", 5);
        let response = ApiProblem(problem).into_response();
        assert_eq!(response.headers()["retry-after"], "42");
        assert_eq!(response.headers()["x-ratelimit-limit"], "5");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}
