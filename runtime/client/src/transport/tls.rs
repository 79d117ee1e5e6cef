//! What TLS trusts.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::error::Error;

/// Trusts what the system trusts and the certificates in `ca_pem`; or anything at all.
pub(super) fn config(ca_pem: &[u8], skip_verification: bool, http2: bool) -> Result<ClientConfig, Error> {
    // The application's choice of cryptography if it has made one, else ring, which is quick to build. It is not
    // installed for the whole process: that would be the application's choice to make.
    let provider = CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(ring::default_provider()));
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::configuration("TLS cannot be set up").because(error))?;
    let certificates = certificates(ca_pem)?;
    let mut config = if skip_verification {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(Unverified(provider))).with_no_client_auth()
    } else {
        match verifier(&certificates, provider) {
            Ok(verifier) => builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth(),
            // A container may have no certificates of its own; those of the file are then all there is.
            Err(_) if !certificates.is_empty() => builder.with_root_certificates(roots(certificates)?).with_no_client_auth(),
            Err(error) => return Err(Error::configuration("the system's certificates cannot be read").because(error)),
        }
    };
    config.alpn_protocols = if http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
    Ok(config)
}

#[cfg(any(all(unix, not(target_os = "android")), windows))]
fn verifier(certificates: &[CertificateDer<'static>], provider: Arc<CryptoProvider>) -> Result<Verifier, rustls::Error> {
    Verifier::new_with_extra_roots(certificates.iter().cloned(), provider)
}

#[cfg(not(any(all(unix, not(target_os = "android")), windows)))]
fn verifier(certificates: &[CertificateDer<'static>], provider: Arc<CryptoProvider>) -> Result<Verifier, rustls::Error> {
    if certificates.is_empty() { Verifier::new(provider) } else { Err(rustls::Error::General("no extra certificates here".to_owned())) }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(|error| Error::configuration("the CA certificates are no PEM").because(error))?;
    if certificates.is_empty() && !pem.is_empty() {
        return Err(Error::configuration("there is no certificate in the CA file: it should hold PEM, `-----BEGIN CERTIFICATE-----`"));
    }
    Ok(certificates)
}

fn roots(certificates: Vec<CertificateDer<'static>>) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate).map_err(|error| Error::configuration("a CA certificate cannot be used").because(error))?;
    }
    Ok(roots)
}

/// Accepts any certificate: whoever sits between can read and change everything.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
