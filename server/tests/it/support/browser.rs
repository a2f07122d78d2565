//! A browser without JavaScript: pages and plain forms.

use services::demo::PASSWORD;

use super::{Answer, Request, Shop};

/// A browser in which somebody is signed in.
pub(crate) struct Browser<'a> {
    shop: &'a Shop,
    cookie: String,
}

/// Fields as a form sends them.
fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        let bytes = text.bytes().map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        });
        bytes.collect::<String>()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Signs a demo account in.
pub(crate) async fn browser<'a>(shop: &'a Shop, role: &str, language: &str) -> Browser<'a> {
    let email = format!("{role}@kopikita.test");
    let form = encoded(&[("email", &email), ("password", PASSWORD), ("next", "/")]);
    let own = format!("http://{}", shop.address);
    let request = Request::new(shop.address, "POST", "/api/page/sign-in").body(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.header("origin", own).header("accept", "text/html").send().await;
    let session = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    Browser { shop, cookie: format!("{session}; lang={language}") }
}

impl<'a> Browser<'a> {
    /// One in which nobody is signed in.
    pub(crate) fn of_stranger(shop: &'a Shop, language: &str) -> Self {
        Browser { shop, cookie: format!("lang={language}") }
    }
    /// What it is known by.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.shop.get(path).header("cookie", &self.cookie).header("accept", "text/html").send().await
    }

    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::new(self.shop.address, "POST", path).body(encoded(fields));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("origin", format!("http://{}", self.shop.address));
        request.header("cookie", &self.cookie).header("accept", "text/html").send().await
    }
}
