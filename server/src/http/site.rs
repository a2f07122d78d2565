//! The browser bundle: its head, which goes into every page, and its files.

use std::{
    io,
    path::{Path, PathBuf},
};

use ::app::context::Bundle;
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use contract::Problem;
use http::{HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use super::{App, dev, pages, problem::ApiProblem};

/// The longest address of a file, in bytes: far from what a system calls too long, compressed ahead or not.
const LONGEST: usize = 200;
/// What only carries the head of pages. The page itself is the server's.
const HIDDEN: [&str; 2] = ["/index.html", "/index.html.br"];

/// Why the bundle can't be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// It isn't there.
    #[error("there is no browser bundle in {path}; build it with `make run`, or set KEDAI_SITE_DIR")]
    Missing {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Its page has no head.
    #[error("{path} has no <head>; build the bundle again")]
    NoHead {
        /// Which file.
        path: PathBuf,
    },
}

/// What Trunk wrote between `<head>` and `</head>`. The names in it are hashes of the files, so it tells one
/// bundle from another.
pub(super) fn bundle(site_dir: &Path, dev: bool) -> Result<Bundle, SiteError> {
    let path = site_dir.join("index.html");
    let page =
        std::fs::read_to_string(&path).map_err(|source| SiteError::Missing { path: path.clone(), source })?;
    let (_, rest) = page.split_once("<head>").ok_or_else(|| SiteError::NoHead { path: path.clone() })?;
    let (head, _) = rest.split_once("</head>").ok_or(SiteError::NoHead { path })?;
    let id = hex::encode(Sha256::digest(head.as_bytes()).get(..8).unwrap_or_default());
    let mut head = without_fetch_integrity(head);
    if dev {
        head.push_str(dev::SCRIPT);
    }
    Ok(Bundle { head: head.into(), id: id.into() })
}

/// Chromium ignores the integrity of a preload that is fetched, and says so on the console: the
/// module that fetches it carries one of its own.
fn without_fetch_integrity(head: &str) -> String {
    let mut kept = String::with_capacity(head.len());
    for piece in head.split_inclusive('>') {
        match (piece.contains(r#"as="fetch""#), piece.split_once(r#"integrity=""#)) {
            (true, Some((before, after))) => {
                kept.push_str(before);
                kept.push_str(after.split_once('"').map_or(after, |(_, rest)| rest));
            }
            _ => kept.push_str(piece),
        }
    }
    kept
}

/// Files of the bundle, compressed ahead; what isn't there is a page that says so. Only what was found may
/// be kept.
pub(super) fn files(
    site_dir: &Path,
    app: App,
) -> impl tower::Service<
    Request,
    Response = Response,
    Error = std::convert::Infallible,
    Future = impl Future<Output = Result<Response, std::convert::Infallible>> + Send + use<>,
>
+ Clone
+ Send
+ Sync
+ 'static
+ use<> {
    let directory = ServeDir::new(site_dir).precompressed_br().append_index_html_on_directories(false);
    tower::service_fn(move |request: Request| {
        let (directory, app) = (directory.clone(), app.clone());
        async move {
            let (parts, body) = request.into_parts();
            let immutable = is_hashed(parts.uri.path());
            let asked = Request::from_parts(parts.clone(), Body::empty());
            let found =
                if names_a_file(parts.uri.path()) { directory.oneshot(asked).await.ok() } else { None };
            let found = found.map(|found| found.map(Body::new).into_response());
            Ok(match found.map(|found| (found.status(), found)) {
                Some((status, mut file)) if status.is_success() || status == StatusCode::NOT_MODIFIED => {
                    let cache = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
                    file.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
                    file
                }
                // A method, range or condition that doesn't fit.
                Some((status, refused)) if status.is_client_error() && status != StatusCode::NOT_FOUND => {
                    refused
                }
                // The disk's fault, which is in the log.
                Some((status, _)) if status.is_server_error() => {
                    ApiProblem(Problem::internal()).into_response()
                }
                _ => pages::not_found(app, Request::from_parts(parts, body)).await,
            })
        }
    })
}

/// Whether an address can be a file's: written in the one way that files of the bundle are, so that no
/// other way of writing leads to a hidden one, and nothing that a system can't look for is looked for.
fn names_a_file(path: &str) -> bool {
    let is_name = |name: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain)
    };
    path.len() <= LONGEST
        && path.strip_prefix('/').is_some_and(|names| names.split('/').all(is_name))
        && !HIDDEN.contains(&path)
}

/// Whether a file's name carries the hash of its content, as Trunk writes it: `app-1f3c….wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or("");
    let stem = name.split('.').next().unwrap_or("");
    let hash = stem.rsplit_once('-').map_or("", |(_, rest)| rest.split('_').next().unwrap_or(""));
    hash.len() >= 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_fetched_preload_loses_its_integrity() {
        let head = r#"<link rel="modulepreload" href="/a.js" integrity="sha384-x"><link rel="preload" href="/a.wasm" integrity="sha384-y" as="fetch">"#;
        let kept = without_fetch_integrity(head);
        assert!(kept.contains("sha384-x") && !kept.contains("sha384-y"));
        assert!(kept.contains(r#"as="fetch">"#) && kept.contains(r#"href="/a.wasm""#));
    }

    #[test]
    fn a_file_has_one_address() {
        for file in ["/icon.svg", "/fonts/plus-jakarta-sans-OFL.txt", "/frontend-1f3c5a7b9d0e2f4a_bg.wasm"] {
            assert!(names_a_file(file), "{file}");
        }
        for other in [
            "",
            "/",
            "/index.html",
            "/index.html.br",
            "//index.html",
            "/./index.html",
            "/index%2Ehtml",
            "/%69ndex.html",
            "/fonts/../index.html",
            "/fonts//x",
            "/icon.svg/",
            "/icon.svg%00",
            "/.env",
            "icon.svg",
        ] {
            assert!(!names_a_file(other), "{other}");
        }
        assert!(!names_a_file(&format!("/{}", "a".repeat(LONGEST))));
    }

    #[test]
    fn hashed_names_are_told_from_others() {
        for hashed in [
            "/frontend-1f3c5a7b9d0e2f4a.js",
            "/frontend-1f3c5a7b9d0e2f4a_bg.wasm",
            "/tokens-0123456789abcdef.css",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["/icon.svg", "/fonts/plus-jakarta-sans-latin.woff2", "/manifest.webmanifest", "/"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
