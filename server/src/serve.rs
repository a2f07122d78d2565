//! The running server, from start to a clean stop.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use rustix::process::{Resource, getrlimit, setrlimit};
use services::Services;
use tokio::{net::TcpListener, signal::unix::SignalKind, sync::watch};

use crate::{
    http::{Entrance, HttpSettings, SiteError},
    settings::ServeSettings,
    wiring::{Purpose, WiringError, wire},
};

/// Why it doesn't run, or didn't stop well.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It could not be put together, or taken apart.
    #[error(transparent)]
    Wiring(#[from] WiringError),
    /// The demo.
    #[error("the demo could not be made")]
    Demo(#[from] services::demo::DemoError),
    /// The bundle.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The address is taken or not ours.
    #[error("can't listen on {addr}; set KEDAI_ADDR to a free address")]
    Listen {
        /// Which.
        addr: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Signals can't be heard.
    #[error("signals can't be heard")]
    Signals(#[source] std::io::Error),
}

/// How long requests that are under way may take when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until it is told to stop by SIGINT or SIGTERM; then finishes what is under way, closes
/// the database and stops it if it is Kedai's own.
pub async fn run(settings: ServeSettings) -> Result<(), ServeError> {
    let (stop, stopping) = stop_signal().map_err(ServeError::Signals)?;
    // Bound first: a second server on this address fails before it touches the database.
    let addr = settings.addr;
    let listener = TcpListener::bind(addr).await.map_err(|source| ServeError::Listen { addr, source })?;
    let demo = settings.demo();
    let purpose = Purpose::Serve { public_url: settings.public_url(), demo_accounts: demo };
    let wired = wire(&settings.data, purpose).await?;
    let served = tokio::select! {
        served = serve(&settings, &wired.services, listener, stopping) => served,
        never = wired.keep_database() => never,
    };
    drop(stop);
    wired.close().await?;
    tracing::info!("Kedai has stopped");
    served
}

/// Serves over what was put together, until it is told to stop.
async fn serve(
    settings: &ServeSettings,
    services: &Services,
    listener: TcpListener,
    stopping: watch::Receiver<bool>,
) -> Result<(), ServeError> {
    let demo = settings.demo();
    if demo {
        services.make_demo(None).await?;
    }
    let entrance = Entrance::new(HttpSettings {
        services: services.clone(),
        site_dir: settings.site_dir.clone(),
        public_url: settings.public_url(),
        offline_requests_per_minute: settings.offline_requests_per_minute,
        limits: settings.limits(open_files()),
        addresses: settings.addresses(),
        dev: settings.dev(),
        stopping: stopping.clone(),
    })?;
    let metrics = serve_metrics(settings.metrics_addr.0, entrance.metrics(services.clone())).await;
    let background = tokio::spawn(services.clone().run_background());
    announce(settings, demo);
    answer(listener, entrance, stopping).await;
    services.finish_jobs(GRACE).await;
    background.abort();
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    Ok(())
}

/// Serves metrics beside. That their address is taken, by another process of Kedai's perhaps, stops no sale.
async fn serve_metrics(addr: Option<SocketAddr>, entrance: Entrance) -> Option<tokio::task::JoinHandle<()>> {
    let addr = addr?;
    match TcpListener::bind(addr).await {
        Ok(listener) => Some(tokio::spawn(entrance.serve(listener))),
        Err(error) => {
            tracing::warn!(%addr, %error, "no metrics: set KEDAI_METRICS_ADDR to a free address, or to nothing");
            None
        }
    }
}

/// Answers requests until told to stop, then those under way, for a while.
async fn answer(listener: TcpListener, entrance: Entrance, mut stopping: watch::Receiver<bool>) {
    let late = async {
        let _ = stopping.wait_for(|stop| *stop).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = entrance.serve(listener) => {}
        () = late => tracing::warn!("some requests did not end in time and were cut"),
    }
}

/// How many files this process may have open, after asking for as many as it may ask for: each
/// connection is one, and the common 1,024 are few.
fn open_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let wanted = rustix::process::Rlimit { current: limit.maximum, ..limit };
    match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => wanted.current.unwrap_or(u64::MAX),
        Err(error) => {
            tracing::warn!(%error, "this process may not have more files open");
            limit.current.unwrap_or(u64::MAX)
        }
    }
}

/// Turns true at the first SIGINT or SIGTERM.
fn stop_signal() -> std::io::Result<(tokio::task::JoinHandle<()>, watch::Receiver<bool>)> {
    let (sender, receiver) = watch::channel(false);
    let mut interrupt = tokio::signal::unix::signal(SignalKind::interrupt())?;
    let mut terminate = tokio::signal::unix::signal(SignalKind::terminate())?;
    let task = tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: finishing what is under way");
        let _ = sender.send(true);
        // Kept open: a closed channel would read as a second signal.
        std::future::pending::<()>().await;
    });
    Ok((task, receiver))
}

#[expect(clippy::print_stdout, reason = "whoever starts the server is told where it is")]
fn announce(settings: &ServeSettings, demo: bool) {
    println!("Kedai is at {}", settings.public_url());
    if demo {
        println!("\nDemo accounts, password {}:", services::demo::PASSWORD);
        for account in services::demo::accounts(None) {
            println!("  {account}");
        }
    }
    let data: PathBuf = settings.data.data_dir.clone();
    if settings.data.url().is_none() {
        println!("\nThe data is in {}. Ctrl-C stops everything.", data.display());
    }
}
