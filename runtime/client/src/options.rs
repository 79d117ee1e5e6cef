//! What can be said for a whole client or for a single call.

use std::fmt;
use std::time::Duration;

use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;
use crate::wire::Format;

/// The headers that say what a call is about.
pub(crate) mod names {
    pub(crate) const REGION: &str = "x-acs-regionid";
    pub(crate) const ORGANIZATION: &str = "x-acs-organizationid";
    pub(crate) const RESOURCE_GROUP: &str = "x-acs-resourcegroupid";
    pub(crate) const INSTANCE: &str = "x-acs-instanceid";
    pub(crate) const ROLE: &str = "x-acs-roleid";
    pub(crate) const PRODUCT_ACCESS_KEY: &str = "x-ascm-product-ak";
}

/// What is different about a call, or about all calls of a client: what it is about, how long it may take, how often
/// it is tried. What is not set here is as the client has it.
///
/// ```
/// use std::time::Duration;
/// use ackgen_client::CallOptions;
///
/// let options = CallOptions::new().organization_id("3").attempt_timeout(Duration::from_secs(60)).max_attempts(1);
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) region: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) operation_timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) validation: Option<bool>,
    pub(crate) format: Option<Format>,
    pub(crate) response_limit: Option<usize>,
}

/// The setters that a client's builder and a single call's options have in common.
macro_rules! setters {
    ([$($generics:tt)*] $owner:ty, $options:ident => $place:expr) => {
        impl $($generics)* $owner {
            /// The region that calls are about.
            pub fn region(mut self, region: impl Into<String>) -> Self {
                let $options = &mut self;
                $place.set_region(region.into());
                self
            }

            /// The organisation that calls are about, on a private cloud.
            pub fn organization_id(self, id: impl Into<String>) -> Self {
                self.header($crate::options::names::ORGANIZATION, id)
            }

            /// The resource set (resource group) that calls are about, on a private cloud. It goes with the organisation.
            pub fn resource_group_id(self, id: impl Into<String>) -> Self {
                self.header($crate::options::names::RESOURCE_GROUP, id)
            }

            /// The instance that calls operate on, on a private cloud.
            pub fn instance_id(self, id: impl Into<String>) -> Self {
                self.header($crate::options::names::INSTANCE, id)
            }

            /// The role in which the caller acts, on a private cloud.
            pub fn role_id(self, id: impl Into<String>) -> Self {
                self.header($crate::options::names::ROLE, id)
            }

            /// The AccessKey of the product that the console of a private cloud shows, for
            /// [`Gateway::AsapiRoa`](crate::Gateway::AsapiRoa). Without it, the caller's own AccessKey ID is sent.
            pub fn product_access_key(self, id: impl Into<String>) -> Self {
                self.header($crate::options::names::PRODUCT_ACCESS_KEY, id)
            }

            /// A header of one's own. It replaces what the client would send under that name, except what it signs with. What
            /// follows from the endpoint and the body cannot be set: `Host`, `Content-Length` and `Transfer-Encoding`.
            pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                let $options = &mut self;
                $place.set_header(name.into(), value.into());
                self
            }

            /// How long one attempt may take, from connecting to the last byte of the answer. Credentials that must be fetched
            /// before have the time of [`operation_timeout`](Self::operation_timeout).
            pub fn attempt_timeout(mut self, timeout: std::time::Duration) -> Self {
                let $options = &mut self;
                $place.attempt_timeout = Some(timeout);
                self
            }

            /// How long a call may take in all, attempts and pauses between them.
            pub fn operation_timeout(mut self, timeout: std::time::Duration) -> Self {
                let $options = &mut self;
                $place.operation_timeout = Some(timeout);
                self
            }

            /// How often a call is tried, with the first time. At least once.
            pub fn max_attempts(mut self, attempts: u32) -> Self {
                let $options = &mut self;
                $place.max_attempts = Some(attempts.max(1));
                self
            }

            /// Whether inputs are checked against the documented limits before anything is sent. They are unless this
            /// says `false`, which helps where the service allows more than its documentation.
            pub fn validation(mut self, validation: bool) -> Self {
                let $options = &mut self;
                $place.validation = Some(validation);
                self
            }

            /// The format to ask for. Both are read into the same types, whichever is asked for.
            pub fn response_format(mut self, format: $crate::ResponseFormat) -> Self {
                let $options = &mut self;
                $place.format = Some(format);
                self
            }

            /// How many bytes an answer may have.
            pub fn response_limit(mut self, bytes: usize) -> Self {
                let $options = &mut self;
                $place.response_limit = Some(bytes);
                self
            }
        }
    };
}
pub(crate) use setters;

setters!([] CallOptions, options => options);

impl CallOptions {
    /// Nothing is different.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same options, except for what `other` sets.
    pub fn merge(mut self, other: Self) -> Self {
        let Self { region, headers, attempt_timeout, operation_timeout, max_attempts, validation, format, response_limit } = other;
        self.region = region.or(self.region);
        for (name, value) in headers {
            self.set_header(name, value);
        }
        self.attempt_timeout = attempt_timeout.or(self.attempt_timeout);
        self.operation_timeout = operation_timeout.or(self.operation_timeout);
        self.max_attempts = max_attempts.or(self.max_attempts);
        self.validation = validation.or(self.validation);
        self.format = format.or(self.format);
        self.response_limit = response_limit.or(self.response_limit);
        self
    }

    pub(crate) fn set_region(&mut self, region: String) {
        self.region = Some(region);
    }

    pub(crate) fn set_header(&mut self, name: String, value: String) {
        match self.headers.iter_mut().find(|(existing, _)| existing.eq_ignore_ascii_case(&name)) {
            Some(header) => header.1 = value,
            None => self.headers.push((name, value)),
        }
    }

    pub(crate) fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(existing, _)| existing.eq_ignore_ascii_case(name))
    }

    /// Puts the headers into a request.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) -> Result<(), Error> {
        for (name, value) in &self.headers {
            let header =
                HeaderName::try_from(name).map_err(|_| Error::configuration(format!("{name:?} cannot be the name of a header")))?;
            let value = HeaderValue::try_from(value)
                .map_err(|_| Error::configuration(format!("the value of {name} has characters that a header cannot have")))?;
            if let Some(why) = follows(&header) {
                return Err(Error::configuration(format!("the header {name} cannot be set: {why}")));
            }
            headers.insert(header, value);
        }
        Ok(())
    }
}

/// Why a header cannot be one's own. Another value would be that of another request than the one that is sent.
fn follows(header: &HeaderName) -> Option<&'static str> {
    match *header {
        HOST => Some("it is that of the endpoint; set the endpoint"),
        CONTENT_LENGTH | TRANSFER_ENCODING => Some("it follows from the body"),
        _ => None,
    }
}

/// The values of headers may be secrets, so that only their names are shown.
impl fmt::Debug for CallOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        formatter
            .debug_struct("CallOptions")
            .field("region", &self.region)
            .field("headers", &headers)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("operation_timeout", &self.operation_timeout)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}
