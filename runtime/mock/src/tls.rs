//! TLS: with certificates that are given, or made for the occasion.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use ackgen_wire::Secret;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// How a mock proves who it is: [`Builder::tls`](crate::Builder::tls) takes it.
///
/// ```
/// use ackgen_mock::{Builder, Server, Tls};
///
/// let mock: Server = Builder::new().tls(Tls::self_signed()).start_blocking().unwrap();
/// assert!(mock.url().starts_with("https://127.0.0.1:"));
/// assert!(mock.ca_pem().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
/// ```
#[derive(Clone, Debug)]
pub struct Tls(Proof);

#[derive(Clone, Debug)]
enum Proof {
    /// A certificate for these names, signed by an authority that nobody else has.
    SelfSigned { names: Vec<String> },
    /// PEM.
    Given { certificates: String, key: Secret },
}

impl Tls {
    /// A certificate made at the start, for `localhost`, the loopback addresses and the one that is listened on. Callers
    /// have to be told to trust [`Server::ca_pem`](crate::Server::ca_pem). Its key is in memory only, and another each time.
    pub fn self_signed() -> Self {
        Self(Proof::SelfSigned { names: Vec::new() })
    }

    /// One that is made is for this host name or address, too. What is given is for what it says.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        if let Proof::SelfSigned { names } = &mut self.0 {
            names.push(name.into());
        }
        self
    }

    /// A certificate, followed by those that it is signed by, and its key: PEM.
    pub fn pem(certificates: impl Into<String>, key: impl Into<Secret>) -> Self {
        Self(Proof::Given { certificates: certificates.into(), key: key.into() })
    }

    /// The same, read from files.
    pub fn files(certificates: impl AsRef<Path>, key: impl AsRef<Path>) -> io::Result<Self> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|error| io::Error::new(error.kind(), format!("cannot read {}: {error}", path.display())))
        };
        Ok(Self::pem(read(certificates.as_ref())?, read(key.as_ref())?))
    }

    /// What accepts connections to an address, and the certificates that callers have to trust.
    pub(crate) fn acceptor(&self, address: SocketAddr) -> io::Result<(TlsAcceptor, String)> {
        let (certificates, key, ca_pem) = match &self.0 {
            Proof::SelfSigned { names } => {
                made(names, address).map_err(|error| io::Error::other(format!("cannot make a certificate: {error}")))?
            }
            Proof::Given { certificates, key } => {
                let read = CertificateDer::pem_slice_iter(certificates.as_bytes()).collect::<Result<Vec<_>, _>>();
                let read = read.ok().filter(|read| !read.is_empty()).ok_or_else(|| io::Error::other("there is no certificate in PEM"))?;
                let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
                    .map_err(|_| io::Error::other("there is no private key in PEM"))?;
                (read, key, certificates.clone())
            }
        };
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(certificates, key)
            .map_err(|error| io::Error::other(format!("the certificate and the key do not work together: {error}")))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok((TlsAcceptor::from(Arc::new(config)), ca_pem))
    }
}

type Made = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>, String);

/// An authority, and a certificate that it signs. Who trusts the authority need not trust it again after a restart with
/// `--tls-cert` and `--tls-key`; this one is gone with the process.
fn made(names: &[String], address: SocketAddr) -> Result<Made, rcgen::Error> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(DnType::CommonName, "a mock's own authority");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

    let mut all: Vec<_> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    all.extend((!address.ip().is_unspecified()).then(|| address.ip().to_string()));
    all.extend(names.iter().cloned());
    all.sort();
    all.dedup();
    let mut certificate = CertificateParams::new(all)?;
    certificate.distinguished_name.push(DnType::CommonName, "a mock");
    certificate.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    certificate.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = certificate.signed_by(&key, &authority)?;
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    Ok((vec![certificate.der().clone()], key, authority.pem()))
}
