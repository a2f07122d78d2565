//! The subcommands.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use services::{
    Services,
    demo::{BusinessName, DemoError},
};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    import::{self, ImportCommandError},
    serve::{self, ServeError},
    settings::{DataSettings, LogFormat, ServeSettings},
    token,
    verify::{self, VerifyError},
    wiring::{Purpose, WiringError, wire},
};

/// Orders for shops: over the counter, by phone, online and for delivery.
#[derive(Parser)]
#[command(name = "kedai", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages, API and live feed (the default)
    Serve(Box<ServeSettings>),
    /// Bring the database up to date
    Migrate(Box<DataSettings>),
    /// Make the demo tenants that aren't there
    Demo(Box<DemoSettings>),
    /// Make a new master key and wrap every tenant's key with it; Kedai may run meanwhile
    RenewMasterKey(Box<DataSettings>),
    /// Import products, customers or past orders from CSV files
    Import(Box<ImportSettings>),
    /// Check that what was recorded is as it was written
    Verify(Box<VerifySettings>),
    /// Make or end the keys that other programs sign with
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What can be done with keys.
#[derive(Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a key for the app of a store, and print it with its secret, this once
    Webhook(Box<WebhookSettings>),
    /// End a key: what is signed with it is refused from now on
    Revoke(Box<RevokeSettings>),
}

impl TokenCommand {
    const fn data(&self) -> &DataSettings {
        match self {
            Self::Webhook(settings) => &settings.data,
            Self::Revoke(settings) => &settings.data,
        }
    }
}

/// What `token webhook` needs.
#[derive(clap::Args)]
pub(crate) struct WebhookSettings {
    /// Slug of the store
    #[arg(long)]
    pub(crate) store: String,
    /// Slug of the tenant; may be left out if only one has such a store
    #[arg(long)]
    pub(crate) tenant: Option<String>,
    #[command(flatten)]
    pub(crate) data: DataSettings,
}

/// What `token revoke` needs.
#[derive(clap::Args)]
pub(crate) struct RevokeSettings {
    /// Id of the key
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) data: DataSettings,
}

/// What `demo` needs.
#[derive(clap::Args)]
pub(crate) struct DemoSettings {
    /// Make them once more, under a name of their own; may be said several times
    #[arg(long = "business", value_name = "NAME")]
    businesses: Vec<BusinessName>,
    #[command(flatten)]
    data: DataSettings,
}

/// What `verify` needs.
#[derive(clap::Args)]
pub(crate) struct VerifySettings {
    /// What is checked
    #[arg(value_enum)]
    pub(crate) kind: Verified,
    /// Slug of the tenant; all if not said
    #[arg(long)]
    pub(crate) tenant: Option<String>,
    #[command(flatten)]
    pub(crate) data: DataSettings,
}

/// What can be checked.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Verified {
    /// Who did or saw what: entries that were changed, removed or added
    Audit,
    /// What happened to orders: events that were changed or removed, orders that aren't what their events say
    Events,
}

/// What `import` needs.
#[derive(clap::Args)]
pub(crate) struct ImportSettings {
    /// What the file holds
    #[arg(value_enum)]
    pub(crate) kind: Kind,
    /// The file, comma-separated, in UTF-8, with headings in its first row
    pub(crate) file: PathBuf,
    /// The file of the orders' lines, for past orders
    #[arg(long, value_name = "FILE", required_if_eq("kind", "orders"))]
    pub(crate) lines: Option<PathBuf>,
    /// Slug of the tenant
    #[arg(long)]
    pub(crate) tenant: String,
    /// Slug of the store whose stock the file counts, or that sold; the tenant's first if not said
    #[arg(long)]
    pub(crate) store: Option<String>,
    /// Look and tell, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) data: DataSettings,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Products, with their categories and stock
    Products,
    /// Customers
    Customers,
    /// Past orders; their lines are in the file that --lines names
    Orders,
}

#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("Kedai could not start its runtime")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Wiring(#[from] WiringError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Import(#[from] ImportCommandError),
    #[error("the master key could not be renewed")]
    MasterKey(#[source] services::Failure),
    #[error("the keys of these tenants could not be wrapped anew: {}", .0.join(", "))]
    NotRenewed(Vec<String>),
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error(transparent)]
    Token(#[from] services::ingestion::KeyError),
    #[error("the demo could not be made")]
    Demo(#[from] DemoError),
}

/// Runs the program; a failure ends with a sentence on standard error and status 1.
#[expect(clippy::print_stderr, reason = "a program tells its user why it stopped")]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut told = error.to_string();
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                told = format!("{told}: {cause}");
                source = cause.source();
            }
            eprintln!("kedai: {told}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), CliError> {
    // Without a subcommand the settings still come from the environment.
    let command = cli.command.map_or_else(|| Cli::parse_from(["kedai", "serve"]).command.ok_or(()), Ok);
    let Ok(command) = command else { return Ok(()) };
    let runtime = tokio::runtime::Runtime::new().map_err(CliError::Runtime)?;
    runtime.block_on(async {
        match command {
            Command::Serve(settings) => {
                start_log(settings.data.log);
                Ok(serve::run(*settings).await?)
            }
            Command::Migrate(settings) => {
                start_log(settings.log);
                Ok(wire(&settings, Purpose::Migrate).await?.close().await?)
            }
            Command::Demo(settings) => {
                start_log(settings.data.log);
                let wired = wire(&settings.data, Purpose::Change).await?;
                let outcome = make_demo(&wired.services, &settings.businesses).await;
                wired.close().await?;
                Ok(outcome?)
            }
            Command::RenewMasterKey(settings) => {
                start_log(settings.log);
                let wired = wire(&settings, Purpose::Change).await?;
                let renewed = wired.services.renew_master_key().await;
                wired.close().await?;
                let renewed = renewed.map_err(CliError::MasterKey)?;
                tell_renewed(&renewed);
                if renewed.failed.is_empty() { Ok(()) } else { Err(CliError::NotRenewed(renewed.failed)) }
            }
            Command::Import(settings) => {
                start_log(settings.data.log);
                let wired = wire(&settings.data, Purpose::Change).await?;
                let outcome = import::run(&wired.services, &settings).await;
                wired.close().await?;
                Ok(outcome?)
            }
            Command::Token(command) => {
                let data = command.data();
                start_log(data.log);
                let wired = wire(data, Purpose::Change).await?;
                let outcome = token::run(&wired.services, &command).await;
                wired.close().await?;
                Ok(outcome?)
            }
            Command::Verify(settings) => {
                start_log(settings.data.log);
                let wired = wire(&settings.data, Purpose::Look).await?;
                let outcome = verify::run(&wired.services, &settings).await;
                wired.close().await?;
                Ok(outcome?)
            }
        }
    })
}

/// Makes the businesses that are named, or the first if none is.
async fn make_demo(services: &Services, businesses: &[BusinessName]) -> Result<(), DemoError> {
    if businesses.is_empty() {
        services.make_demo(None).await?;
    }
    for business in businesses {
        services.make_demo(Some(business)).await?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "whoever renews the key is told what to do next")]
fn tell_renewed(renewed: &services::protection::Renewed) {
    println!(
        "{} wraps the keys of {} tenants. Back up the key file now; keep its older keys for older backups.",
        renewed.master_key, renewed.tenants
    );
}

/// What happens goes to standard error, so that a command's own output stays clean. `RUST_LOG`
/// narrows or widens it.
fn start_log(format: LogFormat) {
    let asked = EnvFilter::try_from_default_env();
    let is_unread = asked.is_err() && std::env::var_os("RUST_LOG").is_some_and(|word| !word.is_empty());
    let filter = asked.unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A second start in one process, as tests make, keeps the first log.
    let _ = match format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
    if is_unread {
        tracing::warn!("RUST_LOG can't be read and is left out; write it like info,sqlx=warn");
    }
}
