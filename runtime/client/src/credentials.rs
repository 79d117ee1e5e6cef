//! Who calls: AccessKeys, and where they come from.

mod chain;
mod profile;
mod roles;
mod session;

use std::fmt;
use std::sync::Arc;

pub use chain::CredentialsChain;
pub use profile::{Profile, ProfileCredentials, Role};
pub(crate) use roles::Roles;
pub use session::SessionCredentials;

use crate::environment::Environment;
use crate::error::Error;
use crate::transport::BoxFuture;
use crate::wire::Secret;
use crate::wire::jiff;
use crate::wire::signing;

/// An AccessKey: an id, a secret and, if it is temporary, a security token. Its `Debug` does not show the secret ones.
///
/// ```
/// use ackgen_client::Credentials;
///
/// let credentials = Credentials::new("LTAI5tExample", "the-secret");
/// assert!(!format!("{credentials:?}").contains("the-secret"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Shared, as every call asks for the credentials.
    pub(crate) key: Arc<signing::Credentials>,
    expires: Option<jiff::Timestamp>,
}

impl Credentials {
    /// An AccessKey that lasts.
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<Secret>) -> Self {
        Self::of(access_key_id.into(), access_key_secret.into(), None, None)
    }

    /// A temporary AccessKey.
    pub fn temporary(
        access_key_id: impl Into<String>,
        access_key_secret: impl Into<Secret>,
        security_token: impl Into<Secret>,
        expires: Option<jiff::Timestamp>,
    ) -> Self {
        Self::of(access_key_id.into(), access_key_secret.into(), Some(security_token.into()), expires)
    }

    fn of(access_key_id: String, access_key_secret: Secret, security_token: Option<Secret>, expires: Option<jiff::Timestamp>) -> Self {
        Self { key: Arc::new(signing::Credentials { access_key_id, access_key_secret, security_token }), expires }
    }

    /// The AccessKey of the environment variables `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and,
    /// if there is one, `ALIBABA_CLOUD_SECURITY_TOKEN`. See [`Environment`] for all names.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_environment(&Environment::process())
    }

    /// The same from an environment of one's own.
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        environment.credentials()?.ok_or_else(|| {
            Error::credentials("no AccessKey: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment")
        })
    }

    /// What names the key; not secret.
    pub fn access_key_id(&self) -> &str {
        &self.key.access_key_id
    }

    /// The key.
    pub fn access_key_secret(&self) -> &Secret {
        &self.key.access_key_secret
    }

    /// What proves that a temporary key is still good.
    pub fn security_token(&self) -> Option<&Secret> {
        self.key.security_token.as_ref()
    }

    /// When a temporary key ends, if that is known.
    pub fn expires(&self) -> Option<jiff::Timestamp> {
        self.expires
    }
}

/// Gives a client its credentials, each time that it signs. [`Credentials`] are the simplest provider: themselves.
pub trait CredentialsProvider: fmt::Debug + Send + Sync {
    /// The credentials to sign with now.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>>;

    /// The service says that these have expired or are not valid: forget them, if they were remembered. Answers
    /// whether it may help to ask again.
    fn reject(&self, rejected: &Credentials) -> bool {
        let _ = rejected;
        false
    }
}

impl CredentialsProvider for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let credentials = self.clone();
        Box::pin(async move { Ok(credentials) })
    }
}

impl<P: CredentialsProvider + ?Sized> CredentialsProvider for Arc<P> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        (**self).credentials()
    }

    fn reject(&self, rejected: &Credentials) -> bool {
        (**self).reject(rejected)
    }
}

/// The credentials of the environment, read again for each call.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentCredentials(Environment);

impl EnvironmentCredentials {
    /// From an environment of one's own.
    pub fn new(environment: Environment) -> Self {
        Self(environment)
    }
}

impl CredentialsProvider for EnvironmentCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(async move { Credentials::from_environment(&self.0) })
    }
}
