use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::{Credentials, CredentialsProvider, Profile, Role, SessionCredentials};
use crate::engine::Engine;
use crate::error::{Error, ErrorKind};
use crate::wire::serde_json::{Map, Value};
use crate::wire::{CredentialPaths, Operation, RoleParameters};

/// What a session is called whose profile has no name for it.
const SESSION_NAME: &str = "ackgen-client";

/// Assumes the roles that profiles ask for.
pub(crate) struct Roles {
    operation: &'static Operation,
    parameters: &'static RoleParameters,
    connect: Box<Connect>,
    /// The session of the profile that was read last. A profile that says something else is another one.
    current: Mutex<Option<(Profile, SessionCredentials)>>,
}

/// Makes a client of the service that assumes roles, for who calls by a profile.
type Connect = dyn Fn(&Profile, &Role) -> Result<Engine, Error> + Send + Sync;

impl Roles {
    /// By the first of the operations that assumes a role.
    pub(crate) fn new(
        operations: &'static [&'static Operation],
        connect: impl Fn(&Profile, &Role) -> Result<Engine, Error> + Send + Sync + 'static,
    ) -> Option<Self> {
        operations
            .iter()
            .find_map(|operation| {
                let Some(CredentialPaths { role: Some(parameters), .. }) = &operation.credentials else { return None };
                Some((*operation, parameters))
            })
            .map(|(operation, parameters)| Self { operation, parameters, connect: Box::new(connect), current: Mutex::default() })
    }

    /// The credentials of a profile's role.
    pub(super) async fn credentials(&self, profile: &Profile, role: &Role) -> Result<Credentials, Error> {
        let credentials = self.session(profile, role)?.credentials().await;
        credentials.map_err(|error| match error.kind() {
            // What was not allowed is not in the call that needs them.
            ErrorKind::Validation => Error::configuration(format!("the role of the profile {:?} cannot be assumed: {error}", profile.name)),
            _ => error,
        })
    }

    fn session(&self, profile: &Profile, role: &Role) -> Result<SessionCredentials, Error> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        match &*current {
            Some((known, session)) if known == profile => Ok(session.clone()),
            _ => {
                let session = (self.connect)(profile, role)?.session(self.operation, self.input(role));
                *current = Some((profile.clone(), session.clone()));
                Ok(session)
            }
        }
    }

    /// The session that was given out last.
    pub(super) fn current(&self) -> Option<SessionCredentials> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(|(_, session)| session.clone())
    }

    fn input(&self, Role { arn, session_name, duration_seconds, policy, region: _ }: &Role) -> Value {
        let parameters = self.parameters;
        let session_name = session_name.as_deref().unwrap_or(SESSION_NAME);
        let said = [
            (Some(parameters.role), Some(Value::from(arn.as_str()))),
            (parameters.session_name, Some(Value::from(session_name))),
            (parameters.duration, duration_seconds.map(Value::from)),
            (parameters.policy, policy.as_deref().map(Value::from)),
        ];
        Value::Object(said.into_iter().filter_map(|(name, value)| Some((name?.to_owned(), value?))).collect::<Map<_, _>>())
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Roles").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}
