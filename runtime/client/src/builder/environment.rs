//! What the environment says about a client.

use std::path::Path;
use std::time::Duration;

use super::{Builder, Settings, read_certificates};
use crate::engine::Engine;
use crate::environment::{Environment, SWITCH};
use crate::error::Error;
use crate::gateway::Gateway;
use crate::options::names;
use crate::transport::Proxies;
use crate::wire::Format;
use crate::wire::signing::Scheme;

/// What variables call the schemes, the formats, and the protocols (whether they are plain).
const SCHEMES: [(&str, Scheme); 4] = [("roa", Scheme::Roa), ("acs3", Scheme::Acs3), ("rpc", Scheme::Rpc), ("asapi", Scheme::Asapi)];
const FORMATS: [(&str, Format); 2] = [("json", Format::Json), ("xml", Format::Xml)];
const PROTOCOLS: [(&str, bool); 2] = [("http", true), ("https", false)];

impl<C: From<Engine>> Builder<C> {
    /// What the environment says, on top of what is set already. [`Environment`] lists the variables.
    pub fn env(self) -> Result<Self, Error> {
        self.environment(&Environment::process())
    }

    /// The same with an environment of one's own.
    pub fn environment(self, environment: &Environment) -> Result<Self, Error> {
        Ok(Self { settings: self.settings.told_by(environment)?, ..self })
    }
}

impl Settings {
    fn told_by(self, environment: &Environment) -> Result<Self, Error> {
        let mut settings = self.address_of(environment)?.calls_of(environment)?.connections_of(environment)?;
        settings.user_agent = environment.get("ALIBABA_CLOUD_USER_AGENT").or(settings.user_agent);
        // Where the profiles are is looked up by whoever reads them.
        one_of(environment, "ALIBABA_CLOUD_CLI_PROFILE_DISABLED", &SWITCH)?;
        settings.environment = Some(environment.clone());
        Ok(settings)
    }

    /// What says where this service is.
    pub(super) fn endpoint_variable(&self) -> String {
        format!("ALIBABA_CLOUD_{}_ENDPOINT", self.address.service.product.to_ascii_uppercase())
    }

    /// Where the service is, as an environment says.
    pub(super) fn endpoint_in(&self, environment: &Environment) -> Option<String> {
        environment.first(&[&self.endpoint_variable(), "ALIBABA_CLOUD_ENDPOINT"])
    }

    /// Where the service is, and how it is spoken to.
    fn address_of(mut self, environment: &Environment) -> Result<Self, Error> {
        self.endpoint = self.endpoint_in(environment).or(self.endpoint);
        self.domain = environment.get("ALIBABACLOUDSTACK_POPGW_DOMAIN").or(self.domain);
        self.plain_http = one_of(environment, "ALIBABACLOUDSTACK_PROTOCOL", &PROTOCOLS)?.unwrap_or(self.plain_http);
        self.gateway = one_of(environment, "ALIBABA_CLOUD_GATEWAY", &Gateway::NAMES)?.unwrap_or(self.gateway);
        self.signing = one_of(environment, "ALIBABA_CLOUD_SIGNING", &SCHEMES)?.or(self.signing);
        if let Some(region) = environment.first(&["ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUDSTACK_REGION"]) {
            self.options = self.options.region(region);
        }
        for (variable, header) in [
            ("ALIBABACLOUDSTACK_DEPARTMENT", names::ORGANIZATION),
            ("ALIBABACLOUDSTACK_RESOURCE_GROUP", names::RESOURCE_GROUP),
            ("ALIBABA_CLOUD_INSTANCE_ID", names::INSTANCE),
            ("ALIBABA_CLOUD_ROLE_ID", names::ROLE),
            ("ALIBABA_CLOUD_PRODUCT_ACCESS_KEY", names::PRODUCT_ACCESS_KEY),
        ] {
            if let Some(value) = environment.get(variable) {
                self.options = self.options.header(header, value);
            }
        }
        Ok(self)
    }

    /// What counts for every call.
    fn calls_of(mut self, environment: &Environment) -> Result<Self, Error> {
        let options = &mut self.options;
        options.attempt_timeout = seconds(environment, "ALIBABA_CLOUD_READ_TIMEOUT")?.or(options.attempt_timeout);
        options.operation_timeout = seconds(environment, "ALIBABA_CLOUD_OPERATION_TIMEOUT")?.or(options.operation_timeout);
        options.validation = one_of(environment, "ALIBABA_CLOUD_VALIDATION", &SWITCH)?.or(options.validation);
        options.format = one_of(environment, "ALIBABA_CLOUD_RESPONSE_FORMAT", &FORMATS)?.or(options.format);
        options.response_limit = number(environment, "ALIBABA_CLOUD_RESPONSE_LIMIT", "a number of bytes")?.or(options.response_limit);
        let attempts: Option<u32> = number(environment, "ALIBABA_CLOUD_MAX_ATTEMPTS", "a number, with the first attempt")?;
        if let Some(attempts) = attempts {
            self.options = self.options.max_attempts(attempts);
        }
        Ok(self)
    }

    fn connections_of(mut self, environment: &Environment) -> Result<Self, Error> {
        self.connect_timeout = seconds(environment, "ALIBABA_CLOUD_CONNECT_TIMEOUT")?.unwrap_or(self.connect_timeout);
        self.http2 = one_of(environment, "ALIBABA_CLOUD_HTTP2", &SWITCH)?.unwrap_or(self.http2);
        if let Some(address) = environment.get("ALIBABACLOUDSTACK_PROXY") {
            self.proxies = Proxies::Named { address, except: environment.first(&["NO_PROXY", "no_proxy"]).unwrap_or_default() };
        }
        self.skip_tls_verification = one_of(environment, "ALIBABACLOUDSTACK_INSECURE", &SWITCH)?.unwrap_or(self.skip_tls_verification);
        if let Some(file) = environment.get("ALIBABA_CLOUD_CA_BUNDLE") {
            self.trust(&read_certificates(Path::new(&file))?);
        }
        Ok(self)
    }
}

/// The meaning of a variable that has one of these values, in capitals or not.
fn one_of<T: Copy>(environment: &Environment, variable: &str, known: &[(&str, T)]) -> Result<Option<T>, Error> {
    let Some(value) = environment.get(variable) else { return Ok(None) };
    match known.iter().find(|(name, _)| name.eq_ignore_ascii_case(&value)) {
        Some((_, meaning)) => Ok(Some(*meaning)),
        None => {
            let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
            let (last, others) = names.split_last().unwrap_or((&"", &[]));
            Err(unreadable(variable, &value, &format!("{} or {last}", others.join(", "))))
        }
    }
}

fn number<T: std::str::FromStr>(environment: &Environment, variable: &str, what: &str) -> Result<Option<T>, Error> {
    let Some(value) = environment.get(variable) else { return Ok(None) };
    value.parse().map(Some).map_err(|_| unreadable(variable, &value, what))
}

/// A time in seconds, whole or not. None would be a mistake: nothing can be done in no time.
fn seconds(environment: &Environment, variable: &str) -> Result<Option<Duration>, Error> {
    let Some(value) = environment.get(variable) else { return Ok(None) };
    let time = value.parse().ok().and_then(|count| Duration::try_from_secs_f64(count).ok()).filter(|time| !time.is_zero());
    time.map(Some).ok_or_else(|| unreadable(variable, &value, "a number of seconds, more than none"))
}

fn unreadable(variable: &str, value: &str, allowed: &str) -> Error {
    Error::configuration(format!("{variable} is {value:?}; it can be {allowed}"))
}
