//! Posts webhooks over HTTP.
//!
//! A name is looked up here, its addresses are checked, and the connection goes to a checked one: a
//! name that means something else a moment later leads nowhere else. No redirect is followed, no proxy
//! is asked, and of an answer no more is read than tells that it is whole.

use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};

use async_trait::async_trait;
use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use services::webhooks::{Posted, UrlRefused, WebhookClient, WebhookMessage};

use crate::addresses::{Reach, reach};

/// How long until a connection stands.
const CONNECT: Duration = Duration::from_secs(5);
/// The most of an answer that is read, in bytes; nothing of it is kept.
const MOST_READ: usize = 64 * 1024;

/// What webhooks may call, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct WebhookSenderSettings {
    /// Whether addresses of this machine and of private networks may be called, also without TLS.
    pub allow_private: bool,
    /// How long a whole exchange may take.
    pub whole: Duration,
}

impl WebhookSenderSettings {
    /// What is good for a server on the internet: 15 seconds, and public addresses only.
    pub const fn new(allow_private: bool) -> Self {
        Self { allow_private, whole: Duration::from_secs(15) }
    }
}

/// Webhooks can't be sent.
#[derive(Debug, thiserror::Error)]
#[error("webhooks can't be sent")]
pub struct WebhookSenderError(#[from] reqwest::Error);

/// Posts webhooks.
pub struct WebhookSender {
    allow_private: bool,
    /// Over TLS, to what the settings allow.
    secure: Client,
    /// Without TLS, to private addresses only, where they are allowed.
    plain: Client,
}

impl WebhookSender {
    /// A sender that has called nobody yet.
    pub fn new(settings: WebhookSenderSettings) -> Result<Self, WebhookSenderError> {
        let client = |allowed: Allowed| {
            Client::builder()
                .dns_resolver(Arc::new(CheckedNames(allowed)))
                .redirect(Policy::none())
                .no_proxy()
                .connect_timeout(CONNECT)
                .timeout(settings.whole)
                // A kept connection may be closed just as it is used again, which would look like a failure.
                .pool_max_idle_per_host(0)
                .user_agent("Kedai")
                .build()
        };
        let allow_private = settings.allow_private;
        let secure = client(Allowed { public: true, private: allow_private })?;
        let plain = client(Allowed { public: false, private: allow_private })?;
        Ok(Self { allow_private, secure, plain })
    }

    /// What may be called at an address like this.
    fn allowed(&self, url: &Url) -> Allowed {
        Allowed { public: url.scheme() == "https", private: self.allow_private }
    }

    async fn exchange(&self, url: Url, message: WebhookMessage) -> Result<u16, reqwest::Error> {
        let client = if url.scheme() == "https" { &self.secure } else { &self.plain };
        let (headers, body) = message.into_parts();
        let mut request = client.post(url).header("content-type", "application/json").body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut answer = request.send().await?;
        let status = answer.status().as_u16();
        let mut read = 0;
        while let Some(piece) = answer.chunk().await? {
            read += piece.len();
            if read > MOST_READ {
                break;
            }
        }
        Ok(status)
    }
}

#[async_trait]
impl WebhookClient for WebhookSender {
    fn check(&self, url: &str) -> Result<String, UrlRefused> {
        let url = Url::parse(url).map_err(|_| UrlRefused::Unreadable)?;
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if !matches!(url.scheme(), "http" | "https")
            || !url.has_host()
            || has_credentials
            || url.fragment().is_some()
        {
            return Err(UrlRefused::Unreadable);
        }
        if url.scheme() == "http" && !self.allow_private {
            return Err(UrlRefused::NotSecure);
        }
        match literal(&url) {
            Some(Reach::Public) if url.scheme() == "http" => Err(UrlRefused::NotSecure),
            Some(reach) if !self.allowed(&url).allows(reach) => Err(UrlRefused::Private),
            _ => Ok(url.into()),
        }
    }

    async fn post(&self, message: WebhookMessage) -> Posted {
        // What was allowed when the endpoint was added may not be any more.
        let Ok(Ok(url)) = self.check(message.url()).map(|url| Url::parse(&url)) else {
            return Posted::NotAllowed;
        };
        match self.exchange(url, message).await {
            Ok(status) => Posted::Answered(status),
            Err(error) => failed(&error),
        }
    }
}

/// Who reaches the host of an address, if it is named by number, or is this machine by name.
fn literal(url: &Url) -> Option<Reach> {
    let host = url.host_str()?.trim_end_matches('.');
    let number = host.trim_start_matches('[').trim_end_matches(']');
    if host == "localhost" || host.ends_with(".localhost") {
        return Some(Reach::Private);
    }
    number.parse().ok().map(reach)
}

fn failed(error: &reqwest::Error) -> Posted {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotAllowed>() {
            return Posted::NotAllowed;
        }
        cause = error.source();
    }
    if error.is_timeout() {
        Posted::TimedOut
    } else if error.is_connect() {
        Posted::Unreachable
    } else {
        Posted::CutOff
    }
}

/// Which addresses may be called.
#[derive(Debug, Clone, Copy)]
struct Allowed {
    public: bool,
    private: bool,
}

impl Allowed {
    const fn allows(self, reach: Reach) -> bool {
        match reach {
            Reach::Public => self.public,
            Reach::Private => self.private,
            Reach::None => false,
        }
    }
}

/// Looks names up and leaves out what may not be called.
struct CheckedNames(Allowed);

/// All that a name leads to may not be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that may not be called")]
struct NotAllowed;

impl Resolve for CheckedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let may: Vec<SocketAddr> =
                found.iter().copied().filter(|address| allowed.allows(reach(address.ip()))).collect();
            if may.is_empty() && !found.is_empty() {
                return Err(NotAllowed.into());
            }
            let addresses: Addrs = Box::new(may.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(allow_private: bool) -> WebhookSender {
        WebhookSender::new(WebhookSenderSettings::new(allow_private)).unwrap()
    }

    fn message(url: &str) -> WebhookMessage {
        WebhookMessage::new(url.to_owned(), b"{}".to_vec(), |_| Vec::new())
    }

    #[test]
    fn an_endpoint_is_of_the_internet_and_over_tls() {
        let check = |url| sender(false).check(url);
        assert_eq!(check("https://shop.example.com/kedai"), Ok("https://shop.example.com/kedai".to_owned()));
        for unreadable in
            ["", "shop", "/kedai", "ftp://a.example", "https://u:p@a.example", "https://a.example/#x"]
        {
            assert_eq!(check(unreadable), Err(UrlRefused::Unreadable), "{unreadable}");
        }
        assert_eq!(check("http://shop.example.com/"), Err(UrlRefused::NotSecure));
        // Ways of writing this machine and its network.
        for private in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://017700000001/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.7:8443/",
            "https://0.0.0.0/",
        ] {
            assert_eq!(check(private), Err(UrlRefused::Private), "{private}");
        }
    }

    #[test]
    fn private_networks_are_called_where_that_is_allowed() {
        let check = |url| sender(true).check(url).is_ok();
        assert!(
            check("http://127.0.0.1:4000/hook") && check("http://localhost:4000/") && check("http://erp/")
        );
        // What goes over the internet goes over TLS all the same.
        assert!(!check("http://93.184.215.14/") && check("https://93.184.215.14/"));
        assert!(!check("https://0.0.0.0/") && !check("https://224.0.0.1/"));
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_called() {
        let names = CheckedNames(Allowed { public: true, private: false });
        let refused = names.resolve("localhost".parse().unwrap()).await.err().unwrap();
        assert!(refused.is::<NotAllowed>());
        let names = CheckedNames(Allowed { public: false, private: true });
        assert!(names.resolve("localhost".parse().unwrap()).await.unwrap().count() > 0);
    }

    #[tokio::test]
    async fn an_address_that_may_no_longer_be_called_is_not() {
        assert_eq!(sender(false).post(message("http://127.0.0.1:9/")).await, Posted::NotAllowed);
        assert_eq!(sender(false).post(message("https://127.0.0.1:9/")).await, Posted::NotAllowed);
        assert_eq!(sender(true).post(message("http://127.0.0.1:1/")).await, Posted::Unreachable);
    }
}
