//! A server on this machine that speaks TLS and shows a certificate that nobody but itself has signed.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

/// Of 127.0.0.1, good until 2126, made for these tests: it is a secret of nobody's.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3P2JgP+1pJ05w/sf\n\
    1k0SNE068B+Fnb2XXS1qZ/5Ck7+hRANCAAQCN+BCv5Ek7ZNT455+njBdvWi+WFEA\n\
    nG5Nx6C/oWZy0q70cMlXsw6958/ghf3YzDw1k9fSxz47xUmD8r058/R9\n\
    -----END PRIVATE KEY-----\n";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\n\
    MIIBkDCCATagAwIBAgIUKI57mKLuCsa/RL3vzV661uiYZEYwCgYIKoZIzj0EAwIw\n\
    FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMjIwMTYwNVoYDzIxMjYxMDI5\n\
    MjAxNjA1WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO\n\
    PQMBBwNCAAQCN+BCv5Ek7ZNT455+njBdvWi+WFEAnG5Nx6C/oWZy0q70cMlXsw69\n\
    58/ghf3YzDw1k9fSxz47xUmD8r058/R9o2QwYjAdBgNVHQ4EFgQUC74RNlTXEajX\n\
    Bs/kDQcQWZebzwEwHwYDVR0jBBgwFoAUC74RNlTXEajXBs/kDQcQWZebzwEwDwYD\n\
    VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC\n\
    IQDIch8mkK4J7A06GtgB8htJ8DdXlXwVvXDZOnbMCwEjbgIgR53RSEIuei33qm0O\n\
    5VBugtPUJG1WhoZTRlS+v+iqLFs=\n\
    -----END CERTIFICATE-----\n";

/// The server, for as long as the test's process runs.
#[derive(Debug)]
pub struct SelfSigned {
    /// `https://127.0.0.1:PORT`
    pub url: String,
    /// How many requests it got: as long as nobody trusts it, none.
    pub asked: Arc<AtomicUsize>,
}

impl SelfSigned {
    /// One that gives this to whoever asks.
    pub fn giving(content: Vec<u8>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).expect("a certificate");
        let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).expect("a key");
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("TLS").with_no_client_auth().with_single_cert(vec![certificate], key);
        let config = Arc::new(config.expect("a server"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("https://{}", listener.local_addr().expect("an address"));
        let server = Self { url, asked: Arc::default() };
        let asked = Arc::clone(&server.asked);
        std::thread::spawn(move || {
            for mut tcp in listener.incoming().flatten() {
                let mut tls = ServerConnection::new(Arc::clone(&config)).expect("a connection");
                let mut stream = Stream::new(&mut tls, &mut tcp);
                // Who doesn't trust the certificate is gone before it asks for anything.
                if stream.read(&mut [0; 4096]).is_ok_and(|bytes| bytes > 0) {
                    asked.fetch_add(1, Ordering::Relaxed);
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", content.len());
                    let _ = stream.write_all(&[head.as_bytes(), &content].concat());
                }
            }
        });
        server
    }
}
