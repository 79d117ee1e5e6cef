use std::sync::Arc;

use super::{Credentials, CredentialsProvider, EnvironmentCredentials, ProfileCredentials};
use crate::environment::Environment;
use crate::error::Error;
use crate::transport::BoxFuture;

/// Asks one provider after the other, and takes the first that has credentials. One that has some, but cannot get at them, as when
/// a session cannot be fetched, ends the search: the next would call as somebody else.
///
/// ```
/// use ackgen_client::{Credentials, CredentialsChain};
///
/// let chain = CredentialsChain::default().then(Credentials::new("fallback", "secret"));
/// ```
#[derive(Clone, Debug)]
pub struct CredentialsChain {
    providers: Vec<Arc<dyn CredentialsProvider>>,
}

/// The environment, then the profile files.
impl Default for CredentialsChain {
    fn default() -> Self {
        Self::from_environment(&Environment::process())
    }
}

impl CredentialsChain {
    /// A chain of nothing.
    pub fn empty() -> Self {
        Self { providers: Vec::new() }
    }

    /// The default chain, by an environment of one's own.
    pub fn from_environment(environment: &Environment) -> Self {
        Self::of(environment, ProfileCredentials::from_environment(environment))
    }

    /// The environment, then a profile.
    pub(crate) fn of(environment: &Environment, profile: ProfileCredentials) -> Self {
        Self::empty().then(EnvironmentCredentials::new(environment.clone())).then(profile)
    }

    /// The chain with one more provider at its end.
    pub fn then(mut self, provider: impl CredentialsProvider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }
}

impl CredentialsProvider for CredentialsChain {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(async move {
            let mut reasons = Vec::new();
            for provider in &self.providers {
                match provider.credentials().await {
                    Ok(credentials) => return Ok(credentials),
                    // What is there but broken is an error; what is not there is a reason to go on.
                    Err(error) if error.is_absent() => reasons.push(error.to_string()),
                    Err(error) => return Err(error),
                }
            }
            Err(Error::credentials(match reasons.is_empty() {
                true => "no provider of credentials is set up".to_owned(),
                false => format!("no provider has credentials: {}", reasons.join("; ")),
            }))
        })
    }

    fn reject(&self, rejected: &Credentials) -> bool {
        // Every one of them is to forget what was rejected.
        self.providers.iter().filter(|provider| provider.reject(rejected)).count() > 0
    }
}
