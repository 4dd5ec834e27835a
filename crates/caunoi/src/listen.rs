//! Connections: plain or TLS, HTTP/1.1 and HTTP/2, with limits, and with an end when the program is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use clap::Args;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;

use crate::tls::{self, Source, Tls};

/// Where and how the office is reached.
#[derive(Args, Clone)]
pub struct Listening {
    /// Where to listen. Beyond this machine only HTTPS is spoken.
    #[arg(long, default_value = "127.0.0.1:8710")]
    pub listen: SocketAddr,
    /// HTTPS stands in front of this program: plain HTTP may be spoken anywhere, cookies go over HTTPS only.
    #[arg(long)]
    pub behind_https: bool,
    /// The certificate and those above it, in PEM form. Read again on SIGHUP.
    #[arg(long, requires = "tls_key", conflicts_with = "tls_self_signed")]
    pub tls_cert: Option<PathBuf>,
    #[arg(long, requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// HTTPS with a certificate of the installation's own authority; names under which the office is reached may follow.
    #[arg(long, num_args = 0.., value_name = "NAME")]
    pub tls_self_signed: Option<Vec<String>>,
    /// Sends plain HTTP at this address over to HTTPS.
    #[arg(long, value_name = "ADDRESS")]
    pub redirect_http: Option<SocketAddr>,
}

impl Listening {
    /// Passwords never travel in the clear beyond this machine.
    pub fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.listen.ip().is_loopback() || self.behind_https || self.encrypted(),
            "{} can be reached from other machines, so plain HTTP is refused: add --tls-self-signed, or --tls-cert \
             and --tls-key, or --behind-https where a proxy speaks HTTPS in front",
            self.listen
        );
        anyhow::ensure!(
            self.redirect_http.is_none() || self.encrypted(),
            "--redirect-http needs HTTPS to lead to: add --tls-self-signed, or --tls-cert and --tls-key"
        );
        Ok(())
    }

    pub fn encrypted(&self) -> bool {
        self.tls_cert.is_some() || self.tls_self_signed.is_some()
    }

    /// Cookies over HTTPS only.
    pub fn secure(&self) -> bool {
        self.behind_https || self.encrypted()
    }

    pub fn address(&self) -> String {
        let scheme = if self.encrypted() { "https" } else { "http" };
        format!("{scheme}://{}", self.listen)
    }

    pub fn tls(&self, data: &std::path::Path, today: jiff::civil::Date) -> anyhow::Result<Option<Tls>> {
        let source = match (&self.tls_cert, &self.tls_key, &self.tls_self_signed) {
            (Some(cert), Some(key), _) => Source::Files { cert: cert.clone(), key: key.clone() },
            (_, _, Some(names)) => {
                let mut all = tls::own_names(self.listen);
                all.extend(names.iter().cloned());
                Source::SelfSigned { data: data.to_owned(), names: all }
            }
            _ => return Ok(None),
        };
        let tls = Tls::open(source, today)?;
        if self.tls_self_signed.is_some() {
            println!(
                "Cài chứng thư này một lần trên mỗi máy trạm / install this certificate once on each machine: {}",
                tls::authority(data).display()
            );
        }
        Ok(Some(tls))
    }
}

/// Open connections at once; more wait in the machine's queue.
const CONNECTIONS_MAX: usize = 8192;
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A request's head must be there after this.
const HEAD: Duration = Duration::from_secs(20);
/// The head of a request, HTTP/1.1.
const HEAD_MAX: usize = 64 << 10;
const STREAMS_MAX: u32 = 128;

/// Serves until told to stop; then answers what is under way, for no longer than the grace.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    tls: Option<Arc<Tls>>,
    mut stop: watch::Receiver<bool>,
    grace: Duration,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { break };
        let stream = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(fault) => {
                    // Out of descriptors: a moment later some are free again.
                    tracing::warn!(%fault, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let (app, tls, stop) = (app.clone(), tls.clone(), stop.clone());
        tokio::spawn(async move {
            match tls {
                None => connection(stream, app, stop).await,
                Some(tls) => {
                    let accept = TlsAcceptor::from(tls.current()).accept(stream);
                    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, accept).await {
                        connection(stream, app, stop).await;
                    }
                }
            }
            drop(place);
        });
    }
    drop(listener);
    // Every place free again: every connection has ended.
    let all = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(grace, room.acquire_many(all)).await;
}

async fn connection<S>(stream: S, app: Router, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(u32::try_from(HEAD_MAX).unwrap_or(u32::MAX))
        .keep_alive_interval(HEAD);
    let service = TowerToHyperService::new(app);
    let serving = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    tokio::select! {
        ended = serving.as_mut() => {
            if let Err(fault) = ended {
                tracing::debug!(%fault, "a connection broke");
            }
            return;
        }
        _ = stop.wait_for(|stop| *stop) => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}

/// Everything at the plain address leads to the same page over HTTPS.
pub async fn redirect(
    from: SocketAddr,
    to: SocketAddr,
    stop: watch::Receiver<bool>,
    grace: Duration,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(from).await.with_context(|| format!("{from} cannot be listened on"))?;
    let port = to.port();
    let app =
        Router::new().fallback(move |headers: HeaderMap, uri: Uri| async move { over(&headers, &uri, port) });
    serve(listener, app, None, stop, grace).await;
    Ok(())
}

fn over(headers: &HeaderMap, uri: &Uri, port: u16) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // The port at the end, but not the colons of an IPv6 address.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    if name.is_empty() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let port = if port == 443 { String::new() } else { format!(":{port}") };
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("https://{name}{port}{path}"))])
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(host: &'static str, path: &'static str, port: u16) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, axum::http::HeaderValue::from_static(host));
        let answer = over(&headers, &Uri::from_static(path), port);
        answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
    }

    #[test]
    fn plain_http_leads_to_the_same_page_over_https() {
        assert_eq!(to("vp.tinh.vn", "/papers?q=1", 443), "https://vp.tinh.vn/papers?q=1");
        assert_eq!(to("vp.tinh.vn:80", "/", 8443), "https://vp.tinh.vn:8443/");
        assert_eq!(to("[::1]", "/", 443), "https://[::1]/");
    }

    fn listening(args: &[&str]) -> Listening {
        #[derive(clap::Parser)]
        struct Cli {
            #[command(flatten)]
            listening: Listening,
        }
        <Cli as clap::Parser>::parse_from(std::iter::once(&"caunoi").chain(args)).listening
    }

    #[test]
    fn beyond_this_machine_only_https_is_spoken() {
        assert!(listening(&[]).check().is_ok());
        assert!(listening(&["--listen", "[::1]:80"]).check().is_ok());
        assert!(listening(&["--listen", "0.0.0.0:80"]).check().is_err());
        assert!(listening(&["--listen", "0.0.0.0:80", "--behind-https"]).check().is_ok());
        let own = listening(&["--listen", "0.0.0.0:443", "--tls-self-signed"]);
        assert!(own.check().is_ok() && own.secure());
        assert!(listening(&["--redirect-http", "0.0.0.0:80"]).check().is_err());
    }
}
