use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::credentials::Credentials;
use crate::error::Error;

/// What variables call yes and no.
pub(crate) const SWITCH: [(&str, bool); 8] =
    [("true", true), ("false", false), ("1", true), ("0", false), ("yes", true), ("no", false), ("on", true), ("off", false)];

/// The ID, the secret and the token of an AccessKey, as the vendor's SDKs and as its Terraform provider call them.
const ACCESS_KEYS: [[&str; 3]; 2] = [
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"],
    ["ALIBABACLOUDSTACK_ACCESS_KEY", "ALIBABACLOUDSTACK_SECRET_KEY", "ALIBABACLOUDSTACK_SECURITY_TOKEN"],
];

/// The environment variables that a client can be set up with.
///
/// The names are the vendor's wherever it has one: those of its SDKs and CLI (`ALIBABA_CLOUD_…`) and those that its
/// Terraform provider for private clouds has (`ALIBABACLOUDSTACK_…`). Where there are two, the first that is set counts; the three
/// of an AccessKey all have the first name or all the second. An empty variable is one that is not set. Where `true` or `false`
/// can be said, so can `1` and `0`, `yes` and `no`, `on` and `off`.
///
/// | variable | what it sets | whose name |
/// |---|---|---|
/// | `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABACLOUDSTACK_ACCESS_KEY` | AccessKey ID | SDKs; Terraform |
/// | `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALIBABACLOUDSTACK_SECRET_KEY` | AccessKey secret | SDKs; Terraform |
/// | `ALIBABA_CLOUD_SECURITY_TOKEN`, `ALIBABACLOUDSTACK_SECURITY_TOKEN` | security token of a temporary AccessKey | SDKs; Terraform |
/// | `ALIBABA_CLOUD_PROFILE` | name of the profile; a role that it asks to assume is assumed | SDKs, CLI |
/// | `ALIBABA_CLOUD_CONFIG_FILE` | the CLI's profile file instead of `~/.aliyun/config.json` | SDKs, CLI |
/// | `ALIBABA_CLOUD_CREDENTIALS_FILE` | the SDKs' profile file instead of `~/.alibabacloud/credentials` | SDKs |
/// | `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` | `true`: the CLI's profile file is not read | SDKs |
/// | `ALIBABA_CLOUD_<PRODUCT>_ENDPOINT`, `ALIBABA_CLOUD_ENDPOINT` | endpoint, of one product or of any; may have `{region}` and `{domain}` in it | ours |
/// | `ALIBABACLOUDSTACK_POPGW_DOMAIN` | the `{domain}` of endpoints | Terraform |
/// | `ALIBABACLOUDSTACK_PROTOCOL` | `HTTP` or `HTTPS`, for endpoints that do not say | Terraform |
/// | `ALIBABA_CLOUD_REGION_ID`, `ALIBABACLOUDSTACK_REGION` | region. Without it, and without an AccessKey in the environment, the profile's counts | SDKs, CLI; Terraform |
/// | `ALIBABA_CLOUD_GATEWAY` | `pop`, `asapi_roa` or `asapi` | ours |
/// | `ALIBABA_CLOUD_SIGNING` | how requests are signed: `roa`, `acs3`, `rpc` or `asapi` | ours |
/// | `ALIBABACLOUDSTACK_DEPARTMENT` | organisation | Terraform |
/// | `ALIBABACLOUDSTACK_RESOURCE_GROUP` | resource set | Terraform |
/// | `ALIBABA_CLOUD_INSTANCE_ID` | instance | ours |
/// | `ALIBABA_CLOUD_ROLE_ID` | role in which the caller acts | ours |
/// | `ALIBABA_CLOUD_PRODUCT_ACCESS_KEY` | `x-ascm-product-ak` of the ASAPI gateway | ours |
/// | `ALIBABA_CLOUD_CA_BUNDLE` | file of CA certificates (PEM), trusted beside the system's | SDKs |
/// | `ALIBABACLOUDSTACK_INSECURE` | `true`: **certificates are not verified** | Terraform |
/// | `ALIBABACLOUDSTACK_PROXY` | proxy for everything but the hosts of `NO_PROXY`. Without it `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` count as usual | Terraform |
/// | `ALIBABA_CLOUD_HTTP2` | `false`: a server is not offered HTTP/2, though the feature is on | ours |
/// | `ALIBABA_CLOUD_CONNECT_TIMEOUT` | seconds for connecting | CLI |
/// | `ALIBABA_CLOUD_READ_TIMEOUT` | seconds for one attempt, connecting included | CLI |
/// | `ALIBABA_CLOUD_OPERATION_TIMEOUT` | seconds for a call with all its attempts | ours |
/// | `ALIBABA_CLOUD_MAX_ATTEMPTS` | how often a call is tried, with the first time | ours |
/// | `ALIBABA_CLOUD_VALIDATION` | `false`: inputs are sent without being checked | ours |
/// | `ALIBABA_CLOUD_RESPONSE_FORMAT` | `json` or `xml` | ours |
/// | `ALIBABA_CLOUD_RESPONSE_LIMIT` | how many bytes an answer may have | ours |
/// | `ALIBABA_CLOUD_USER_AGENT` | what the caller calls itself | ours |
///
/// [`Credentials::from_env`] reads the first three, a client's `from_env()` and [`Builder::env`](crate::Builder::env)
/// all of them.
#[derive(Clone)]
pub struct Environment(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The environment of this process. What is not UTF-8 is read as far as it is, rather than taken for nothing.
    pub fn process() -> Self {
        Self(Arc::new(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned())))
    }

    /// The value of a variable, unless it is empty.
    pub fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(crate) fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name))
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| SWITCH.iter().any(|(word, meaning)| *meaning && word.eq_ignore_ascii_case(&value)))
    }

    /// The AccessKey, if there is one; half of one is an error. What belongs to another is not mixed with it.
    pub(crate) fn credentials(&self) -> Result<Option<Credentials>, Error> {
        for [id, secret, token] in ACCESS_KEYS {
            return match (self.get(id), self.get(secret)) {
                (Some(id), Some(secret)) => Ok(Some(match self.get(token) {
                    Some(token) => Credentials::temporary(id, secret, token, None),
                    None => Credentials::new(id, secret),
                })),
                (None, None) => continue,
                (Some(_), None) => Err(Error::configuration(format!("the environment has {id}, but no {secret}"))),
                (None, Some(_)) => Err(Error::configuration(format!("the environment has {secret}, but no {id}"))),
            };
        }
        Ok(None)
    }

    pub(crate) fn profile(&self) -> Option<String> {
        self.get("ALIBABA_CLOUD_PROFILE")
    }

    /// The profile files in the order in which they count.
    pub(crate) fn profile_files(&self) -> Vec<PathBuf> {
        let home = self.first(&["HOME", "USERPROFILE"]).map(PathBuf::from);
        let file = |variable: &str, path: &str| self.get(variable).map(PathBuf::from).or(home.as_ref().map(|home| home.join(path)));
        let cli = file("ALIBABA_CLOUD_CONFIG_FILE", ".aliyun/config.json").filter(|_| !self.is_true("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"));
        let sdk = file("ALIBABA_CLOUD_CREDENTIALS_FILE", ".alibabacloud/credentials");
        cli.into_iter().chain(sdk).collect()
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::process()
    }
}

/// Variables of one's own, for tests.
impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables: BTreeMap<String, String> = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self(Arc::new(move |name| variables.get(name).cloned()))
    }
}

/// The values are not shown: some are secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Environment")
    }
}
