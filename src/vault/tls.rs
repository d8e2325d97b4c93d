//! How a connection to a server is encrypted.

use std::fmt;
#[cfg(feature = "postgres")]
use std::sync::Arc;

#[cfg(feature = "postgres")]
use rustls::pki_types::pem::PemObject;
#[cfg(feature = "postgres")]
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
#[cfg(feature = "postgres")]
use rustls::{ClientConfig, RootCertStore};
use zeroize::Zeroizing;

#[cfg(feature = "postgres")]
use super::VaultError;

/// TLS 1.2 and 1.3, for [`RedisVault`](super::RedisVault) and [`PostgresVault`](super::PostgresVault). The server's
/// certificate and name are always checked: against the system's roots, or against those given here alone.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use parda::vault::Tls;
/// let tls = Tls::new().roots(&std::fs::read("ca.pem")?);
/// # #[cfg(feature = "redis")]
/// let vault = parda::vault::RedisVault::open_tls("rediss://vault.internal/", &tls)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Tls {
    roots: Option<Vec<u8>>,
    own: Option<(Vec<u8>, Zeroizing<Vec<u8>>)>,
}

impl Tls {
    /// The system's roots, and no certificate of one's own.
    #[must_use]
    pub fn new() -> Tls {
        Tls::default()
    }

    /// Trusts the certificates in this PEM text, and none of the system's.
    #[must_use]
    pub fn roots(mut self, pem: &[u8]) -> Tls {
        self.roots = Some(pem.to_vec());
        self
    }

    /// Shows the server this certificate, with those that sign it, and proves it with this key; both in PEM.
    #[must_use]
    pub fn certificate(mut self, certificates: &[u8], key: &[u8]) -> Tls {
        self.own = Some((certificates.to_vec(), Zeroizing::new(key.to_vec())));
        self
    }

    #[cfg(feature = "redis")]
    pub(super) fn for_redis(&self) -> redis::TlsCertificates {
        redis::TlsCertificates {
            client_tls: self
                .own
                .as_ref()
                .map(|(certificates, key)| redis::ClientTlsConfig {
                    client_cert: certificates.clone(),
                    client_key: key.to_vec(),
                }),
            root_cert: self.roots.clone(),
        }
    }

    #[cfg(feature = "postgres")]
    pub(super) fn for_postgres(
        &self,
    ) -> Result<tokio_postgres_rustls::MakeRustlsConnect, VaultError> {
        let unreadable = |_| VaultError::refused("a certificate or key is not in PEM");
        let certificates = |pem: &[u8]| -> Result<Vec<_>, _> {
            CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>()
        };
        let mut roots = RootCertStore::empty();
        match &self.roots {
            Some(pem) => {
                for root in certificates(pem).map_err(unreadable)? {
                    roots.add(root).map_err(|error| {
                        VaultError::refused("a root is no certificate").because(error)
                    })?;
                }
            }
            None => {
                let _ =
                    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        if roots.is_empty() {
            return Err(VaultError::refused(
                "there is no root certificate to check the server against: give one",
            ));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(VaultError::unavailable)?
            .with_root_certificates(roots);
        let config = match &self.own {
            None => config.with_no_client_auth(),
            Some((chain, key)) => config
                .with_client_auth_cert(
                    certificates(chain).map_err(unreadable)?,
                    PrivateKeyDer::from_pem_slice(key).map_err(unreadable)?,
                )
                .map_err(|error| {
                    VaultError::refused("the key does not fit the certificate").because(error)
                })?,
        };
        Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
    }
}

/// The driver of Redis takes the process's cryptography, and panics where there is none or more than one to choose from.
#[cfg(feature = "redis")]
pub(super) fn provide() {
    // One that the service chose stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}
