//! What every endpoint of a kind can answer, said at each of them, so that no endpoint can forget it.

use utoipa::{
    Modify,
    openapi::{
        Content, Object, OpenApi, Ref, RefOr, Response, ResponseBuilder, Type,
        header::{Header, HeaderBuilder},
        path::{Operation, ParameterIn, PathItem},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

const PROBLEM: &str = "application/problem+json";
/// What a caller of the API shows: the access token that a sign-in gave.
const TOKEN: &str = "access_token";

/// Says it.
pub(super) struct Answers;

impl Modify for Answers {
    fn modify(&self, description: &mut OpenApi) {
        for (path, item) in &mut description.paths.paths {
            for (mutates, operation) in operations(item) {
                name_problems(operation);
                for (status, text) in refusals(path, mutates, operation) {
                    let said = &mut operation.responses.responses;
                    said.entry(status.to_owned()).or_insert_with(|| RefOr::T(refusal(text).build()));
                }
                if path.starts_with("/api/v1/offline-orders") {
                    operation.responses.responses.insert("429".to_owned(), RefOr::T(too_many_requests()));
                }
                if is_signed_in(path) {
                    operation.security = Some(vec![SecurityRequirement::new::<_, _, String>(TOKEN, [])]);
                }
            }
        }
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        description.components.get_or_insert_default().add_security_scheme(TOKEN, scheme);
    }
}

pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let all = [
        (false, &mut item.get),
        (true, &mut item.post),
        (true, &mut item.put),
        (true, &mut item.patch),
        (true, &mut item.delete),
    ];
    all.into_iter().filter_map(|(mutates, operation)| Some((mutates, operation.as_mut()?)))
}

/// Whether a session is asked for.
fn is_signed_in(path: &str) -> bool {
    path.starts_with("/api/v1/") && !matches!(path, "/api/v1/auth/login" | "/api/v1/auth/refresh")
}

/// A refusal is a problem, of a media type of its own.
fn name_problems(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

/// What an endpoint can refuse, by what it takes.
fn refusals(path: &str, mutates: bool, operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let parameters = operation.parameters.iter().flatten();
    let has = |wanted: ParameterIn| {
        parameters.clone().any(|known| matches!(known, RefOr::T(known) if known.parameter_in == wanted))
    };
    let (in_path, in_query) = (has(ParameterIn::Path), has(ParameterIn::Query));
    let has_body = operation.request_body.is_some();
    let all = [
        (in_path || in_query || has_body, "400", "What was sent can't be read"),
        (is_signed_in(path), "401", "`unauthenticated`: nobody is signed in"),
        (mutates, "403", "`foreign_origin`: another site's page asked, or `forbidden`: the role may not"),
        (in_path, "404", "`not_found`: it is not there, or not for this caller"),
        (has_body, "408", "`request_timeout`: the body did not come in time"),
        (
            is_signed_in(path),
            "409",
            "`signed_in_as_other`: a page was made for somebody else than is signed in now",
        ),
        (mutates, "413", "`body_too_large`"),
        (in_query || has_body, "422", "What was sent breaks a rule; `errors` says at which field"),
        (true, "500", "`internal_error`: Kedai is at fault"),
        (true, "503", "`overloaded`: nothing was done, try again"),
    ];
    all.into_iter().filter_map(|(applies, status, text)| applies.then_some((status, text))).collect()
}

fn refusal(text: &str) -> ResponseBuilder {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(text).content(PROBLEM, content)
}

fn too_many_requests() -> Response {
    let text = "`rate_limited`. Answers of every status tell what is left, in `X-RateLimit-*`";
    let mut response = refusal(text);
    for (name, description) in [
        ("Retry-After", "Seconds until the next request is answered"),
        ("X-RateLimit-Limit", "How many requests a member of staff may send in a minute"),
        ("X-RateLimit-Remaining", "How many of them are left"),
        ("X-RateLimit-Reset", "Seconds until all of them are there again"),
    ] {
        let header = HeaderBuilder::from(Header::new(Object::with_type(Type::Integer)));
        response = response.header(name, header.description(Some(description)).build());
    }
    response.build()
}
