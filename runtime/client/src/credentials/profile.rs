//! The vendor's profile files: the CLI's `~/.aliyun/config.json`, the SDKs' `~/.alibabacloud/credentials`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::{Credentials, CredentialsProvider, Roles};
use crate::environment::Environment;
use crate::error::Error;
use crate::transport::BoxFuture;
use crate::wire::serde_json::{self, Value};
use crate::wire::{Secret, jiff};

/// One profile of a profile file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Its credentials; those of the caller if there is a role to assume.
    pub credentials: Credentials,
    /// Its region: that of a client which has its credentials from here by [`Builder::env`](crate::Builder::env), unless another is set.
    pub region: Option<String>,
    /// The role to assume with the credentials.
    pub role: Option<Role>,
}

/// A role that a profile asks to assume, which a client that finds the profile by itself does: see [`Builder::profile`](crate::Builder::profile).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Role {
    /// The role.
    pub arn: String,
    /// The region in which it is assumed, if it is not the client's.
    pub region: Option<String>,
    /// What to call the session; `ackgen-client` unless the profile says it.
    pub session_name: Option<String>,
    /// How long the session is to last.
    pub duration_seconds: Option<i64>,
    /// What takes permissions away from the session.
    pub policy: Option<String>,
}

impl Profile {
    /// Reads a profile of a file: that of the name, or else the one that the file or convention makes the default.
    /// A file that begins with a brace is the CLI's, any other the SDKs'.
    pub fn load(path: &Path, name: Option<&str>) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::credentials(format!("the profile file {} cannot be read", path.display())).because(error))?;
        let text = Secret::from(text);
        // Editors of one system begin a file with a byte order mark.
        let text = text.expose().strip_prefix('\u{feff}').unwrap_or(text.expose());
        let parsed = if text.trim_start().starts_with('{') { Self::of_cli(text, name) } else { Self::of_sdk(text, name) };
        parsed.map_err(|problem| Error::credentials(format!("the profile file {}: {problem}", path.display())))
    }

    fn of_cli(text: &str, name: Option<&str>) -> Result<Self, String> {
        // The message of serde_json tells no values.
        let file: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        let name = name.or(file["current"].as_str()).unwrap_or("default");
        let profiles = file["profiles"].as_array().map(Vec::as_slice).unwrap_or_default();
        let profile = profiles.iter().find(|profile| profile["name"] == name).ok_or_else(|| format!("it has no profile {name:?}"))?;
        let text = |key: &str| match &profile[key] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        CLI.read(name, &format!("the profile {name:?}"), text)
    }

    fn of_sdk(text: &str, name: Option<&str>) -> Result<Self, String> {
        let name = name.unwrap_or("default");
        let section = section(text, name).ok_or_else(|| format!("it has no section [{name}]"))?;
        let text = |key: &str| section.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned());
        if text("enable").is_some_and(|enable| enable.eq_ignore_ascii_case("false")) {
            return Err(format!("the section [{name}] is not enabled"));
        }
        SDK.read(name, &format!("the section [{name}]"), text)
    }
}

/// What a kind of profile file calls what is in a profile.
struct Keys {
    /// What says how to call, and what it says for a key, for a key with a token, and for a key that assumes a role. Without it, it is
    /// the first.
    kind: &'static str,
    kinds: [&'static str; 3],
    token: &'static str,
    expires: Option<&'static str>,
    role: &'static str,
    role_region: Option<&'static str>,
    session_names: &'static [&'static str],
    duration: &'static str,
}

const CLI: Keys = Keys {
    kind: "mode",
    kinds: ["AK", "StsToken", "RamRoleArn"],
    token: "sts_token",
    expires: Some("sts_expiration"),
    role: "ram_role_arn",
    role_region: Some("sts_region"),
    session_names: &["ram_session_name"],
    duration: "expired_seconds",
};

const SDK: Keys = Keys {
    kind: "type",
    kinds: ["access_key", "sts", "ram_role_arn"],
    token: "security_token",
    expires: None,
    role: "role_arn",
    role_region: None,
    session_names: &["role_session_name", "session_name"],
    duration: "duration_seconds",
};

impl Keys {
    /// Reads a profile, which messages call `place`.
    fn read(&self, name: &str, place: &str, text: impl Fn(&str) -> Option<String>) -> Result<Profile, String> {
        let text = |key: &str| text(key).filter(|text| !text.is_empty());
        let needed = |key: &str| text(key).ok_or_else(|| format!("{place} has no {key}"));
        // Tools write 0 for nothing.
        let number = |key: &str| match text(key).map(|number| (number.parse::<i64>(), number)) {
            None => Ok(None),
            Some((Ok(number), _)) => Ok(Some(number).filter(|number| *number > 0)),
            Some((Err(_), number)) => Err(format!("{place} has a {key} that is no number: {number:?}")),
        };
        let [key, session, role] = self.kinds;
        let kind = text(self.kind).unwrap_or_else(|| key.to_owned());
        let is = |known: &str| kind.eq_ignore_ascii_case(known);
        if !self.kinds.into_iter().any(is) {
            return Err(format!("{place} is of {} {kind:?}, which is not supported ({key}, {session} and {role} are)", self.kind));
        }
        let role = match is(role) {
            false => None,
            true if text("external_id").is_some() => {
                return Err(format!("{place} has an external_id, which cannot be given when the role is assumed"));
            }
            true => Some(Role {
                arn: needed(self.role)?,
                region: self.role_region.and_then(text),
                session_name: self.session_names.iter().copied().find_map(text),
                duration_seconds: number(self.duration)?,
                policy: text("policy"),
            }),
        };
        // A key of a session is none without its token, and the service would only say that it does not know it.
        let token = if is(session) { Some(needed(self.token)?) } else { text(self.token).filter(|_| !is(key)) };
        let (id, secret) = (needed("access_key_id")?, Secret::from(needed("access_key_secret")?));
        let credentials = match token {
            Some(token) => {
                let expires = self.expires.map_or(Ok(None), number)?;
                Credentials::temporary(id, secret, token, expires.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()))
            }
            None => Credentials::new(id, secret),
        };
        Ok(Profile { name: name.to_owned(), credentials, region: text("region_id"), role })
    }
}

/// The pairs of one section of an INI file.
fn section<'a>(text: &'a str, name: &str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut lines = text.lines().map(str::trim);
    let header = |line: &str| line.strip_prefix('[').and_then(|line| line.split_once(']')).map(|(name, _)| name.trim().to_owned());
    lines.find(|line| header(line).as_deref() == Some(name))?;
    let pairs = lines.take_while(|line| !line.starts_with('[')).filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        // A comment begins with a sign that no key, token or secret has in it, behind a space.
        let value = [" #", " ;"].iter().fold(value, |value, sign| value.split(sign).next().unwrap_or_default());
        Some((key.trim(), value.trim())).filter(|(key, _)| !key.starts_with(['#', ';']))
    });
    Some(pairs.collect())
}

/// The credentials of a profile file, read again for each call, so that a login elsewhere is noticed.
///
/// Of several files, the first counts in which the profile can be read: one that is empty or broken, that does not have the
/// profile, or has it in a mode that is not supported, is passed over. Once it was read from a file, those behind that do not count
/// any more: while the file is being written, or after a logout, nobody is to call as somebody else. A role can only be assumed by
/// a client that finds the profile by itself, as with [`Builder::profile`](crate::Builder::profile): these may be anybody's.
#[derive(Clone, Debug)]
pub struct ProfileCredentials {
    files: Vec<PathBuf>,
    name: Option<String>,
    roles: Option<Arc<Roles>>,
    /// Which of the files it was read from.
    chosen: Arc<OnceLock<usize>>,
}

impl ProfileCredentials {
    /// A profile of a file; without a name, its default one.
    pub fn new(file: impl Into<PathBuf>, name: Option<&str>) -> Self {
        Self { files: vec![file.into()], name: name.map(str::to_owned), roles: None, chosen: Arc::default() }
    }

    /// The profile that the environment names, of the files that it names or of those in the home directory.
    pub fn from_environment(environment: &Environment) -> Self {
        Self::named(environment, environment.profile())
    }

    /// A profile of the files that the environment names, or of those in the home directory.
    pub(crate) fn named(environment: &Environment, name: Option<String>) -> Self {
        Self { files: environment.profile_files(), name, roles: None, chosen: Arc::default() }
    }

    /// With somebody who assumes the role, if the profile has one.
    pub(crate) fn with_roles(self, roles: Option<Roles>) -> Self {
        Self { roles: roles.map(Arc::new), ..self }
    }

    /// The profile: of the first file in which it can be read. If there is none, the error tells what is wrong with each.
    pub fn profile(&self) -> Result<Profile, Error> {
        let mut problems = Vec::new();
        for (place, file) in self.files.iter().enumerate() {
            match Profile::load(file, self.name.as_deref()) {
                Ok(profile) => {
                    self.chosen.get_or_init(|| place);
                    return Ok(profile);
                }
                Err(problem) if self.chosen.get() == Some(&place) => return Err(problem.not_absent()),
                Err(problem) => problems.push(problem),
            }
        }
        match problems.len() {
            0 => Err(Error::credentials("there is no profile file, as there is no home directory")),
            1 => Err(problems.remove(0)),
            _ => Err(Error::credentials(problems.iter().map(Error::to_string).collect::<Vec<_>>().join("; "))),
        }
    }
}

impl CredentialsProvider for ProfileCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(async move {
            let profile = self.profile()?;
            match (&profile.role, &self.roles) {
                (None, _) => Ok(profile.credentials),
                (Some(role), Some(roles)) => roles.credentials(&profile, role).await,
                // Not passed over for the next file's, which would be to act as somebody else than the one that was chosen.
                (Some(role), None) => Err(Error::unusable(format!(
                    "the profile {:?} asks to assume the role {}, which a client does if it finds the profile by itself: \
                     choose it by ALIBABA_CLOUD_PROFILE or Builder::profile",
                    profile.name, role.arn
                ))),
            }
        })
    }

    fn reject(&self, rejected: &Credentials) -> bool {
        let session = self.roles.as_ref().and_then(|roles| roles.current());
        session.is_some_and(|session| session.reject(rejected))
    }
}
