//! Settings: environment variables or flags, all optional, read once at start.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use clap::{Args, ValueEnum};
use http::Uri;

use crate::http::{AddressSettings, ForwardedHeader, Limits, TrustedProxies};

/// Files that are open besides connections: the database's, the log's, those that webhooks take.
const FILES_FOR_ALL_ELSE: usize = 256;

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

/// Where the data is, for every subcommand.
#[derive(Clone, Args)]
pub struct DataSettings {
    /// The database, as postgres://…; without one, Kedai runs a PostgreSQL of its own
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_parser = non_empty)]
    pub database_url: Option<Url>,
    /// Folder of the embedded database and the master key
    #[arg(long, env = "KEDAI_DATA_DIR", default_value = ".kedai")]
    pub data_dir: PathBuf,
    /// File of the master key; made at first start with mode 600
    #[arg(long, env = "KEDAI_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
    /// Folder of PostgreSQL's programs, if they aren't found
    #[arg(long, env = "KEDAI_POSTGRES_BIN")]
    pub postgres_bin: Option<PathBuf>,
    /// At most so many database connections
    #[arg(long, env = "KEDAI_DATABASE_CONNECTIONS", default_value_t = 12,
          value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub database_connections: u32,
    /// 1 lets webhooks call this machine and private networks, also without TLS
    #[arg(long, env = "KEDAI_WEBHOOK_ALLOW_PRIVATE", default_value = "0")]
    pub webhook_allow_private: Switch,
    /// How log lines are written
    #[arg(long, env = "KEDAI_LOG", value_enum, default_value = "text")]
    pub log: LogFormat,
}

/// A database's address; empty means none.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(pub String);

#[expect(clippy::unnecessary_wraps, reason = "clap's parsers return results")]
fn non_empty(word: &str) -> Result<Url, std::convert::Infallible> {
    Ok(Url(word.to_owned()))
}

/// A setting that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// `1`.
    On,
    /// `0`.
    Off,
    /// Nothing, as where a variable is set to nothing.
    Unsaid,
}

/// What is no switch's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write 1 or 0")]
pub struct NoSwitch;

impl FromStr for Switch {
    type Err = NoSwitch;

    fn from_str(word: &str) -> Result<Self, NoSwitch> {
        match word {
            "1" => Ok(Self::On),
            "0" => Ok(Self::Off),
            "" => Ok(Self::Unsaid),
            _ => Err(NoSwitch),
        }
    }
}

/// Where metrics are served, if they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricsAddr(pub Option<SocketAddr>);

impl FromStr for MetricsAddr {
    type Err = std::net::AddrParseError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word.is_empty() { Ok(Self(None)) } else { Ok(Self(Some(word.parse()?))) }
    }
}

/// Where browsers reach this server, as they name it in `Origin`: scheme, host, and the port unless it is
/// the scheme's own. Empty if nothing was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// What is no public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("KEDAI_PUBLIC_URL is scheme and host, with nothing after them: https://kedai.example")]
pub struct NoPublicUrl;

impl FromStr for PublicUrl {
    type Err = NoPublicUrl;

    fn from_str(word: &str) -> Result<Self, NoPublicUrl> {
        if word.is_empty() {
            return Ok(Self(String::new()));
        }
        let uri: Uri = word.trim_end_matches('/').parse().map_err(|_| NoPublicUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(NoPublicUrl);
        };
        let own_port = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(NoPublicUrl),
        };
        let has_more = uri.path() != "/" || uri.query().is_some() || word.contains(['#', '@']);
        // A port that is no number is left out by whoever reads it.
        let port = authority.as_str().strip_prefix(authority.host()).ok_or(NoPublicUrl)?;
        let is_port = port.is_empty() || authority.port_u16().is_some_and(|port| port > 0);
        if has_more || !is_port || authority.host().is_empty() {
            return Err(NoPublicUrl);
        }
        let host = authority.host().to_ascii_lowercase();
        Ok(Self(match authority.port_u16().filter(|port| *port != own_port) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }))
    }
}

impl DataSettings {
    /// The database's address, if one was given.
    pub fn url(&self) -> Option<&str> {
        self.database_url.as_ref().map(|url| url.0.as_str()).filter(|url| !url.is_empty())
    }

    /// Where the master key is.
    pub fn master_key_path(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data_dir.join("master.key"))
    }

    /// Whether webhooks may call private networks.
    pub fn webhook_allow_private(&self) -> bool {
        self.webhook_allow_private == Switch::On
    }

    /// Folder of PostgreSQL's programs.
    pub fn programs(&self) -> Option<&Path> {
        self.postgres_bin.as_deref()
    }
}

/// What `serve` needs besides.
#[derive(Clone, Args)]
pub struct ServeSettings {
    /// Where the data is
    #[command(flatten)]
    pub data: DataSettings,
    /// Address to listen on
    #[arg(long, env = "KEDAI_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Address of GET /metrics, for Prometheus; nothing serves none
    #[arg(long, env = "KEDAI_METRICS_ADDR", default_value = "127.0.0.1:9464")]
    pub metrics_addr: MetricsAddr,
    /// Address under which browsers reach this server, as in tracking links and QR codes
    #[arg(long, env = "KEDAI_PUBLIC_URL")]
    pub public_url: Option<PublicUrl>,
    /// Folder of the browser bundle
    #[arg(long, env = "KEDAI_SITE_DIR", default_value = "dist/release")]
    pub site_dir: PathBuf,
    /// 1 makes the demo tenants, 0 refuses their accounts; without it, 1 with the embedded database
    #[arg(long, env = "KEDAI_DEMO")]
    pub demo: Option<Switch>,
    /// At most so many requests a minute to /api/v1/offline-orders from one member of staff
    #[arg(long, env = "KEDAI_OFFLINE_REQUESTS_PER_MINUTE", default_value_t = 60_000,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub offline_requests_per_minute: u32,
    /// Proxies whose word is believed about whom they speak for: addresses or networks, with commas between
    #[arg(long, env = "KEDAI_TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: TrustedProxies,
    /// In which header they say it
    #[arg(long, env = "KEDAI_FORWARDED_HEADER", value_enum, default_value = "x-forwarded-for")]
    pub forwarded_header: ForwardedHeader,
    /// At most so many connections at once
    #[arg(long, env = "KEDAI_CONNECTIONS", default_value_t = 16_384,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub connections: u32,
    /// At most so many of them from one address, unless it is this machine's or a trusted proxy's
    #[arg(long, env = "KEDAI_CONNECTIONS_PER_ADDRESS", default_value_t = 512,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub connections_per_address: u32,
    /// 1 lets pages reload themselves when the server was built anew
    #[arg(long, env = "KEDAI_DEV", default_value = "0")]
    pub dev: Switch,
}

impl ServeSettings {
    /// The public address without a slash at its end.
    pub fn public_url(&self) -> String {
        let given = self.public_url.as_ref().filter(|url| !url.0.is_empty());
        given.map_or_else(|| format!("http://{}", self.addr), |url| url.0.clone())
    }

    /// Whether the demo tenants are to be there.
    pub fn demo(&self) -> bool {
        match self.demo {
            None | Some(Switch::Unsaid) => self.data.url().is_none(),
            Some(Switch::On) => true,
            Some(Switch::Off) => false,
        }
    }

    /// How a client's address is found out.
    pub fn addresses(&self) -> AddressSettings {
        AddressSettings { trusted: self.trusted_proxies.clone(), header: self.forwarded_header }
    }

    /// How many connections there may be: no more than this process may have files open, with some left
    /// for all else.
    pub fn limits(&self, open_files: u64) -> Limits {
        let files = usize::try_from(open_files).unwrap_or(usize::MAX);
        let room = files.saturating_sub(FILES_FOR_ALL_ELSE).max(files / 2);
        let number = |setting: u32| usize::try_from(setting).unwrap_or(usize::MAX);
        Limits {
            connections: number(self.connections).min(room),
            connections_per_address: number(self.connections_per_address),
            ..Limits::default()
        }
    }

    /// Whether pages reload themselves.
    pub fn dev(&self) -> bool {
        self.dev == Switch::On
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_kept_as_browsers_name_it() {
        let read = |word: &str| word.parse::<PublicUrl>().map(|url| url.0);
        for (word, kept) in [
            ("https://kedai.example", "https://kedai.example"),
            ("HTTPS://Kedai.Example/", "https://kedai.example"),
            ("https://kedai.example:443", "https://kedai.example"),
            ("http://10.0.0.2:3000//", "http://10.0.0.2:3000"),
            ("http://[::1]:80", "http://[::1]"),
            ("", ""),
        ] {
            assert_eq!(read(word).as_deref(), Ok(kept), "{word}");
        }
        for wrong in [
            "nope",
            "kedai.example",
            "kedai.example:3000",
            "ftp://kedai.example",
            "https://",
            "https:///x",
            "/",
            " ",
            "https://kedai.example/shop",
            "https://kedai.example?x",
            "https://kedai.example#x",
            "https://me:pw@kedai.example",
            "https://kedai.example:0",
            "https://kedai.example:70000",
            "https://kedai.example:",
            "https://kedai .example",
        ] {
            assert_eq!(read(wrong), Err(NoPublicUrl), "{wrong}");
        }
    }
}
