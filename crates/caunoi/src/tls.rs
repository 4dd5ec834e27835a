//! HTTPS: the office's own certificate from PEM files, or one signed by a small authority of the installation's own.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context as _;
use jiff::civil::Date;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// Where the certificate comes from.
#[derive(Clone)]
pub enum Source {
    Files {
        cert: PathBuf,
        key: PathBuf,
    },
    /// The data folder, and the names under which the office is reached.
    SelfSigned {
        data: PathBuf,
        names: Vec<String>,
    },
}

/// What new connections are opened with; a renewed certificate replaces it without a stop.
pub struct Tls {
    source: Source,
    current: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    pub fn open(source: Source, today: Date) -> anyhow::Result<Tls> {
        let current = RwLock::new(Arc::new(load(&source, today)?));
        Ok(Tls { source, current })
    }

    pub fn current(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the files again. A certificate that cannot be read leaves the one that serves.
    pub fn reload(&self, today: Date) -> anyhow::Result<()> {
        let fresh = Arc::new(load(&self.source, today)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }
}

fn load(source: &Source, today: Date) -> anyhow::Result<ServerConfig> {
    let (chain, key) = match source {
        Source::Files { cert, key } => {
            let chain = CertificateDer::pem_file_iter(cert)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .with_context(|| format!("{} holds no certificate in PEM form", cert.display()))?;
            anyhow::ensure!(!chain.is_empty(), "{} holds no certificate", cert.display());
            let key = PrivateKeyDer::from_pem_file(key)
                .with_context(|| format!("{} holds no private key in PEM form", key.display()))?;
            (chain, key)
        }
        Source::SelfSigned { data, names } => issue(data, names, today)?,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the certificate and the key do not belong together")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Browsers refuse certificates that are valid longer.
const LEAF_YEARS: i16 = 1;
const AUTHORITY_YEARS: i16 = 10;

/// The authority's certificate, which the office's machines are told to trust once.
pub fn authority(data: &Path) -> PathBuf {
    data.join("keys").join("tls-authority.pem")
}

/// Makes a certificate for these names, signed by the installation's authority; its key lives in memory only.
fn issue(
    data: &Path,
    names: &[String],
    today: Date,
) -> anyhow::Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let folder = data.join("keys");
    std::fs::create_dir_all(&folder)?;
    let key_place = folder.join("tls-authority.key");
    let key = match std::fs::read_to_string(&key_place) {
        Ok(text) => KeyPair::from_pem(&text).with_context(|| key_place.display().to_string())?,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            let key = KeyPair::generate()?;
            // The key first, readable by its owner alone: a certificate without its key could sign nothing.
            keep(&key_place, &key.serialize_pem())?;
            keep(&authority(data), &authority_params(today)?.self_signed(&key)?.pem())?;
            key
        }
        Err(fault) => return Err(fault).with_context(|| key_place.display().to_string()),
    };
    let issuer = Issuer::new(authority_params(today)?, key);
    let mut params = CertificateParams::new(names.to_vec()).context("a name for the certificate")?;
    params.distinguished_name.push(DnType::CommonName, "Cau Noi");
    params.use_authority_key_identifier_extension = true;
    (params.not_before, params.not_after) = valid(today, LEAF_YEARS);
    let leaf_key = KeyPair::generate()?;
    let leaf = params.signed_by(&leaf_key, &issuer)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    Ok((vec![leaf.der().clone()], key))
}

/// The same name each time: by it and by the key a certificate finds its authority.
fn authority_params(today: Date) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "Cau Noi - local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (params.not_before, params.not_after) = valid(today, AUTHORITY_YEARS);
    Ok(params)
}

/// From yesterday, so that a machine whose clock is behind trusts it too.
fn valid(today: Date, years: i16) -> (time::OffsetDateTime, time::OffsetDateTime) {
    let day = |date: Date| {
        rcgen::date_time_ymd(
            i32::from(date.year()),
            u8::try_from(date.month()).unwrap_or(1),
            u8::try_from(date.day()).unwrap_or(1),
        )
    };
    let from = today.yesterday().unwrap_or(today);
    let to = today.checked_add(jiff::Span::new().years(years)).unwrap_or(today);
    (day(from), day(to))
}

fn keep(place: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let folder = place.parent().unwrap_or(place);
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(place).map_err(|fault| fault.error)?;
    Ok(())
}

/// The names of a certificate when none are given: this machine, and the address that is listened on.
pub fn own_names(listen: SocketAddr) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    if let Ok(name) = std::fs::read_to_string("/proc/sys/kernel/hostname") {
        names.push(name.trim().to_owned());
    }
    let ip: IpAddr = listen.ip();
    if !ip.is_unspecified() && !ip.is_loopback() {
        names.push(ip.to_string());
    }
    names.dedup();
    names
}
