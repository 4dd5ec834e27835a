//! HTTPS by the installation's own authority: trusted once, HTTP/2 offered, cookies kept to it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kernel::testing::On;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::stopping::free_port;
use crate::support::{Place, program};

fn connect(
    port: u16,
    authority: &std::path::Path,
    protocol: &[u8],
) -> std::io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let name = "localhost".try_into().unwrap();
    let conn = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(conn, TcpStream::connect(("127.0.0.1", port))?);
    stream.flush()?;
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(stream)
}

/// A frame of HTTP/2 (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}

/// Asks over HTTP/2 and gives the first bytes of the answer's header block and what the body says.
fn ask_h2(stream: &mut (impl std::io::Read + std::io::Write), path: &str) -> (Vec<u8>, String) {
    const SETTINGS: u8 = 4;
    const HEADERS: u8 = 1;
    const DATA: u8 = 0;
    // Static table of HPACK (RFC 7541, Appendix A): GET, https; path and authority are written out.
    let mut block = vec![0x82, 0x87, 0x04, u8::try_from(path.len()).unwrap()];
    block.extend_from_slice(path.as_bytes());
    block.extend_from_slice(b"\x01\x09localhost");
    let mut request = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    request.extend(frame(SETTINGS, 0, 0, &[]));
    request.extend(frame(HEADERS, 0x05, 1, &block));
    stream.write_all(&request).unwrap();
    stream.flush().unwrap();
    let (mut head, mut body) = (Vec::new(), Vec::new());
    loop {
        let mut start = [0_u8; 9];
        stream.read_exact(&mut start).unwrap();
        let length = usize::from(start[0]) << 16 | usize::from(start[1]) << 8 | usize::from(start[2]);
        let mut payload = vec![0_u8; length];
        stream.read_exact(&mut payload).unwrap();
        match start[3] {
            HEADERS => head = payload,
            DATA => body.extend(payload),
            _ => continue,
        }
        if start[4] & 1 == 1 {
            return (head, String::from_utf8(body).unwrap());
        }
    }
}

#[test]
fn the_first_run_goes_over_https_with_the_installations_own_authority() {
    let (place, port, plain) = (Place::new(On::Sqlite), free_port(), free_port());
    let mut command = program();
    place.with(command.arg("serve")).args([
        "--listen",
        &format!("127.0.0.1:{port}"),
        "--redirect-http",
        &format!("127.0.0.1:{plain}"),
        "--tls-self-signed",
    ]);
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let authority = place.data().join("keys/tls-authority.pem");
    for _ in 0..400 {
        if TcpStream::connect(("127.0.0.1", plain)).is_ok() && TcpStream::connect(("127.0.0.1", port)).is_ok()
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let mut stream = connect(port, &authority, b"http/1.1").unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    // A server may close without the last goodbye of TLS; what it said is there.
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"ok\":true"), "{answer}");
    let mut second = connect(port, &authority, b"h2").unwrap();
    assert_eq!(second.conn.alpn_protocol(), Some(&b"h2"[..]));
    let (head, said) = ask_h2(&mut second, "/health");
    assert_eq!(head.first(), Some(&0x88), "status 200 of the static table");
    assert!(said.contains("\"ok\":true"), "{said}");
    let mut http = TcpStream::connect(("127.0.0.1", plain)).unwrap();
    http.write_all(b"GET /papers HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    http.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(&format!("location: https://localhost:{port}/papers")), "{answer}");
    // The authority stays the same when the certificate is made anew.
    let before = std::fs::read(&authority).unwrap();
    Command::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    connect(port, &authority, b"h2").unwrap();
    assert_eq!(std::fs::read(&authority).unwrap(), before);
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn plain_http_beyond_this_machine_is_refused() {
    let place = Place::new(On::Sqlite);
    let out = place.with(program().arg("serve")).args(["--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("--tls-self-signed"));
}
