//! TLS termination before an emulator, so that a client speaks HTTP/2 to it as it does to the real service.

use std::{io, net::SocketAddr, sync::Arc};

use reqwest::Url;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use crate::services::certificates::Authority;

/// It stops when dropped, and its connections with it.
pub struct TlsFront {
    url: String,
    accepting: AbortHandle,
}

impl TlsFront {
    /// The emulator knows HTTP/2 by its first bytes, so the decrypted ones are passed on as they are.
    pub async fn before(url: &str, authority: &Authority) -> io::Result<Self> {
        let mut url: Url = url.parse().map_err(io::Error::other)?;
        let upstream = url.socket_addrs(|| None)?.first().copied().ok_or(io::ErrorKind::NotFound)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        url.set_port(Some(listener.local_addr()?.port())).map_err(|()| io::ErrorKind::InvalidInput)?;
        let acceptor = TlsAcceptor::from(Arc::new(config(authority)?));
        let accepting = tokio::spawn(accept(listener, acceptor, upstream)).abort_handle();
        Ok(Self { url: url.as_str().replacen("http://", "https://", 1), accepting })
    }

    /// The same server by way of TLS.
    pub fn url(&self) -> String {
        self.url.clone()
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn config(authority: &Authority) -> io::Result<ServerConfig> {
    let certificate = authority.issue(["127.0.0.1"]).map_err(io::Error::other)?;
    let chain = CertificateDer::pem_slice_iter(certificate.certificate.as_bytes()).collect::<Result<_, _>>();
    let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).map_err(io::Error::other)?;
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(io::Error::other)?.with_no_client_auth();
    let mut config = builder.with_single_cert(chain.map_err(io::Error::other)?, key).map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, upstream: SocketAddr) {
    // The connections belong to this set, so aborting this task closes them too.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((client, _)) = accepted {
                connections.spawn(relay(client, acceptor.clone(), upstream));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn relay(client: TcpStream, acceptor: TlsAcceptor, upstream: SocketAddr) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut client = acceptor.accept(client).await?;
    let mut server = TcpStream::connect(upstream).await?;
    server.set_nodelay(true)?;
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}
