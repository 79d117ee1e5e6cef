//! Who calls, if nobody said so.

use std::sync::Arc;

use super::Settings;
use crate::credentials::{CredentialsChain, CredentialsProvider, Profile, ProfileCredentials, Role, Roles};
use crate::engine::Engine;
use crate::environment::Environment;
use crate::error::Error;
use crate::transport::Transport;

impl Settings {
    /// The region of the profile, where the client has its credentials from there and is told of no region.
    pub(super) fn region_of_profile(&self) -> Option<String> {
        if self.credentials.is_some() || (self.environment.is_none() && self.profile.is_none()) {
            return None;
        }
        let environment = self.environment.clone().unwrap_or_default();
        // Whoever has a key of another origin may be at home in another region.
        let has_its_key = self.profile.is_some() || matches!(environment.credentials(), Ok(None));
        // A profile that cannot be read is told of when the credentials are needed.
        has_its_key.then(|| self.profile_of(&environment).profile().ok()?.region).flatten()
    }

    /// Credentials as the environment says, or those of a profile.
    pub(super) fn found(&self, transport: &Arc<dyn Transport>) -> Arc<dyn CredentialsProvider> {
        let environment = self.environment.clone().unwrap_or_default();
        let profile = self.profile_of(&environment).with_roles(self.roles(&environment, transport));
        match self.profile {
            Some(_) => Arc::new(profile),
            None => Arc::new(CredentialsChain::of(&environment, profile)),
        }
    }

    fn profile_of(&self, environment: &Environment) -> ProfileCredentials {
        ProfileCredentials::named(environment, self.profile.clone().or_else(|| environment.profile()))
    }

    /// What assumes a profile's role, over this client's transport and with its options.
    fn roles(&self, environment: &Environment, transport: &Arc<dyn Transport>) -> Option<Roles> {
        let address = self.assumer?;
        let mut settings = Self {
            domain: self.domain.clone(),
            plain_http: self.plain_http,
            user_agent: self.user_agent.clone(),
            options: self.options.clone(),
            retry: self.retry.clone(),
            transport: Some(transport.clone()),
            clock: self.clock.clone(),
            sleep: self.sleep.clone(),
            random: self.random.clone(),
            ..Self::new(address)
        };
        // Where a client of that service is told to be, it is there for this as well.
        if std::ptr::eq(address.service, self.address.service) {
            (settings.endpoint, settings.gateway, settings.signing) = (self.endpoint.clone(), self.gateway, self.signing);
        } else if let Some(endpoint) = settings.endpoint_in(environment) {
            settings.endpoint = Some(endpoint);
        }
        Roles::new(address.service.operations, move |profile, role| connect(&settings, profile, role))
    }
}

fn connect(settings: &Settings, profile: &Profile, role: &Role) -> Result<Engine, Error> {
    let mut settings = Settings { credentials: Some(Arc::new(profile.credentials.clone())), ..settings.clone() };
    settings.options.region = role.region.clone().or(settings.options.region).or_else(|| profile.region.clone());
    let variable = settings.endpoint_variable();
    let problem = match settings.endpoint {
        None => format!("{variable} must say where that is done"),
        Some(_) => match settings.build() {
            Ok(engine) => return Ok(engine),
            Err(error) => format!("{error}; {variable} says where that is done"),
        },
    };
    Err(Error::configuration(format!("the role of the profile {:?} cannot be assumed: {problem}", profile.name)))
}
