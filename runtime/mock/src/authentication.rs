//! Who calls, and whether they are who they say: the signature, the clock, the nonce, the session.

mod diagnosis;
mod hidden;
mod nonces;

use std::borrow::Cow;
use std::sync::Arc;

use ackgen_wire::Secret;
use ackgen_wire::bytes::Bytes;
use ackgen_wire::signing::{self, AuthorizationError, Difference, Presented, Scheme, Verdict};
use jiff::{SignedDuration, Timestamp};

use self::diagnosis::{Case, bodies};
use self::hidden::Hidden;
use self::nonces::Nonces;
use crate::access_keys::{AccessKey, AccessKeys, Known};
use crate::refusal::{Refusal, Reply};
use crate::request::Caller;
use crate::state::{Keeper, RecordChange};

/// How far the clocks of caller and mock may be apart.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(15);

/// Where a client may send its own string to sign, percent-encoded, to be told where it differs. Never signed.
pub(crate) const STRING_TO_SIGN: &str = "x-mock-string-to-sign";

/// Where whoever may use the admin API says that a call is one that came before, to be let in again, however often: its number in
/// the journal. Never signed.
pub(crate) const REPLAY: &str = "x-mock-replay";

/// What an answer to a wrong signature begins with. Vendors' SDKs look for it and compare the rest with what they
/// signed, so that nothing may follow the string to sign.
const MISMATCH: &str = "Specified signature is not matched with our calculation. server string to sign is:";

/// What time it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct When {
    /// By the mock's clock.
    pub(crate) mock: Timestamp,
    /// By the clock that it would show had nobody moved it: callers' clocks do not move with it.
    pub(crate) caller: Timestamp,
}

impl When {
    /// The same time for clocks that are off by so much.
    pub(crate) fn off(self, off: SignedDuration) -> Self {
        let end = if off.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
        let moved = |time: Timestamp| time.checked_add(off).unwrap_or(end);
        Self { mock: moved(self.mock), caller: moved(self.caller) }
    }
}

/// Checks who calls.
pub(crate) struct Authentication {
    required: bool,
    /// Whether a nonce has to be there.
    strict: bool,
    /// What gateways have in front of paths.
    prefixes: Vec<&'static str>,
    keys: AccessKeys,
    nonces: Nonces,
}

impl Authentication {
    pub(crate) fn new(required: bool, strict: bool, prefixes: Vec<&'static str>, keys: impl IntoIterator<Item = AccessKey>) -> Self {
        Self { required, strict, prefixes, keys: AccessKeys::new(keys), nonces: Nonces::new(TOLERANCE) }
    }

    /// Whether signatures are checked.
    pub(crate) fn required(&self) -> bool {
        self.required
    }

    /// Lets nonces be used again.
    pub(crate) fn forget_nonces(&self) {
        self.nonces.clear();
    }

    /// Notes nonces that were used before, by access key; answers which of them are not needed any more.
    pub(crate) fn remember_nonces(&self, used: Vec<(Timestamp, (String, String))>, now: Timestamp) -> Vec<RecordChange> {
        self.nonces.remember(used, now)
    }

    /// Has nonces survive the process from now on.
    pub(crate) fn keep_in(&self, keeper: Arc<Keeper>) {
        self.nonces.keep_in(keeper);
    }

    pub(crate) fn keys(&self) -> &AccessKeys {
        &self.keys
    }

    /// Who calls, or why the call is refused. A request that is `replayed` on purpose may
    /// be old, and have been sent before. `secrets` are the texts of the request that no answer may show; asked
    /// for only when the answer shows something of the request.
    pub(crate) fn check(
        &self,
        request: &http::Request<Bytes>,
        now: When,
        replayed: bool,
        secrets: impl FnOnce() -> Option<Vec<String>>,
    ) -> Reply<Arc<Caller>> {
        let presented = signing::presented(request);
        if !self.required {
            return Ok(self.unchecked(presented.ok()).into());
        }
        let presented = presented.map_err(unreadable)?;
        let Known { key, caller } = &*self.key(&presented, now.mock)?;
        if !replayed {
            check_date(&presented, now)?;
        }
        let verdict = signing::verify(request, &presented, &key.secret);
        if !verdict.body_matches {
            return Err(body_differs(request, presented.scheme));
        }
        if !verdict.valid {
            return Err(self.mismatch(request, &presented, key, &verdict, &Hidden::new(secrets())));
        }
        if self.strict && presented.nonce.is_none() {
            let name = match presented.scheme {
                Scheme::Rpc | Scheme::Asapi => "SignatureNonce",
                _ => "x-acs-signature-nonce",
            };
            return Err(Refusal::new(400, "MissingSignatureNonce", format!("{name} is mandatory for this action."))
                .recommend("the service accepts it, but anybody can send the request again; this mock is strict"));
        }
        if let Some(nonce) = &presented.nonce
            && !replayed
            && !self.nonces.is_first(&presented.access_key_id, nonce, now.caller)
        {
            return Err(Refusal::new(400, "SignatureNonceUsed", "Specified signature nonce was used already."));
        }
        Ok(Arc::clone(caller))
    }

    /// The tenant of whom a request says that it is from.
    pub(crate) fn claimed_tenant(&self, request: &http::Request<Bytes>) -> String {
        self.unchecked(signing::presented(request).ok()).tenant
    }

    /// The caller as the request names it, for a mock that takes its word for it.
    fn unchecked(&self, presented: Option<Presented>) -> Caller {
        let Some(id) = presented.map(|presented| presented.access_key_id) else {
            return Caller { access_key_id: None, tenant: "default".to_owned() };
        };
        let session = || self.keys.session(&id).map(|session| session.key.tenant);
        let tenant = self.keys.get(&id).map(|known| known.key.tenant.clone()).or_else(session).unwrap_or_else(|| id.clone());
        Caller { access_key_id: Some(id), tenant }
    }

    /// The key that a request says it is signed with, if the token beside it is right.
    fn key(&self, presented: &Presented, now: Timestamp) -> Reply<Cow<'_, Known>> {
        let id = presented.access_key_id.as_str();
        if let Some(known) = self.keys.get(id) {
            return match presented.security_token {
                None => Ok(Cow::Borrowed(known)),
                Some(_) => Err(Refusal::new(
                    400,
                    "InvalidSecurityToken.MismatchWithAccessKey",
                    "Specified SecurityToken is not matched with the AccessKey.",
                )
                .recommend(format!("{id} is no temporary key: it takes no security token"))),
            };
        }
        let Some(session) = self.keys.session(id) else {
            let known: Vec<_> = self.keys.all().iter().map(|key| key.id.as_str()).take(5).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(Refusal::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
                .recommend(format!("the mock knows: {known}, and the temporary keys that it issued itself")));
        };
        if session.expires.is_some_and(|expires| expires <= now) {
            return Err(Refusal::new(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."));
        }
        match &presented.security_token {
            None => Err(Refusal::new(400, "MissingSecurityToken", "SecurityToken is mandatory for this action.")
                .recommend("the access key is a temporary one, which works only with its token")),
            Some(token) if *token != session.token => Err(Refusal::new(
                400,
                "InvalidSecurityToken.MismatchWithAccessKey",
                "Specified SecurityToken is not matched with the AccessKey.",
            )),
            Some(_) => Ok(Cow::Owned(session.key.into())),
        }
    }

    fn mismatch(
        &self,
        request: &http::Request<Bytes>,
        presented: &Presented,
        key: &AccessKey,
        verdict: &Verdict,
        hidden: &Hidden,
    ) -> Refusal {
        let cause = self.cause(request, presented, key, verdict, client_string(request), hidden);
        let string_to_sign = hidden.string_to_sign(&verdict.string_to_sign);
        Refusal::new(403, "SignatureDoesNotMatch", format!("{MISMATCH}{string_to_sign}")).recommend(cause)
    }

    /// Why a signature is wrong, as far as can be told.
    fn cause(
        &self,
        request: &http::Request<Bytes>,
        presented: &Presented,
        key: &AccessKey,
        verdict: &Verdict,
        client: Option<String>,
        hidden: &Hidden,
    ) -> String {
        let string_to_sign = &verdict.string_to_sign;
        let (keys, prefixes) = (&self.keys, &self.prefixes);
        let cause = diagnosis::likely_cause(&Case { request, presented, key, keys, string_to_sign, prefixes });
        let difference = client.as_ref().and_then(|client| signing::explain(string_to_sign, client));
        match (difference.map(|difference| hidden.difference(difference)), cause) {
            (Some(difference), Some(cause)) => format!("{cause}; {difference}"),
            (Some(difference), None) => difference,
            (None, Some(cause)) => cause,
            (None, None) if client.is_some() => {
                format!("both sides sign the same string, so the client has another secret for {}", key.id)
            }
            (None, None) => format!(
                "the client has another secret for {}, or signs another string; send that string percent-encoded in the header \
                 {STRING_TO_SIGN} to be told where it differs",
                key.id
            ),
        }
    }
}

/// What a request is signed with.
pub(crate) struct Signed {
    pub(crate) scheme: Scheme,
    pub(crate) access_key_id: String,
    /// What should have been signed, as it may be shown.
    pub(crate) string_to_sign: String,
}

/// What a request is signed with, if it is. Without `secrets`, which may be anywhere in it, nothing of it is shown.
pub(crate) fn signed(request: &http::Request<Bytes>, secrets: Option<Vec<String>>) -> Option<Signed> {
    let presented = signing::presented(request).ok()?;
    // Which secret it is checked with makes no difference to what was signed.
    let verdict = signing::verify(request, &presented, &Secret::default());
    let string_to_sign = Hidden::new(secrets).string_to_sign(&verdict.string_to_sign);
    Some(Signed { scheme: presented.scheme, access_key_id: presented.access_key_id, string_to_sign })
}

/// Why a signature is right or wrong, for whoever pastes a request.
pub(crate) struct Explanation {
    pub(crate) presented: Presented,
    pub(crate) verdict: Verdict,
    /// What should have been signed, as it may be shown.
    pub(crate) string_to_sign: String,
    /// Where what the client says that it signed differs.
    pub(crate) difference: Option<Difference>,
    /// Why the signature is wrong, if it is.
    pub(crate) cause: Option<String>,
    /// Why the date is not good, if it is not.
    pub(crate) date: Option<Refusal>,
}

impl Authentication {
    /// Explains the signature of a request. Nothing of it is hidden but the security token: whoever asks has sent the rest.
    pub(crate) fn explain(&self, request: &http::Request<Bytes>, client: Option<&str>, now: When) -> Reply<Explanation> {
        let presented = signing::presented(request).map_err(unreadable)?;
        let Known { key, .. } = &*self.key(&presented, now.mock)?;
        let verdict = signing::verify(request, &presented, &key.secret);
        let client = client.map(str::to_owned).or_else(|| client_string(request));
        let difference = client.as_ref().and_then(|client| signing::explain(&verdict.string_to_sign, client));
        let cause = match (verdict.valid, verdict.body_matches) {
            (true, _) => None,
            (_, false) => body_differs(request, presented.scheme).recommend,
            _ => Some(self.cause(request, &presented, key, &verdict, client, &Hidden::new(Some(Vec::new())))),
        };
        let (string_to_sign, date) = (signing::redacted(&verdict.string_to_sign), check_date(&presented, now).err());
        Ok(Explanation { presented, verdict, string_to_sign, difference, cause, date })
    }
}

fn unreadable(error: AuthorizationError) -> Refusal {
    match error {
        AuthorizationError::Missing => Refusal::new(400, "MissingSignature", "Signature is mandatory for this action.")
            .recommend("sign the request: with a header Authorization or, for a call by name, with a parameter Signature"),
        AuthorizationError::Scheme(_) => {
            Refusal::new(400, "InvalidSignatureMethod", format!("Specified signature method is not valid: {error}."))
        }
        _ => Refusal::new(400, "IncompleteSignature", format!("The request signature does not conform to Aliyun standards: {error}.")),
    }
}

fn check_date(presented: &Presented, now: When) -> Reply<()> {
    let Some(date) = &presented.date else {
        let name = if matches!(presented.scheme, Scheme::Roa) { "Date" } else { "Timestamp" };
        return Err(Refusal::new(400, format!("Missing{name}"), format!("{name} is mandatory for this action.")));
    };
    let Some(instant) = presented.instant else {
        let wanted = match presented.scheme {
            Scheme::Roa => "Wed, 16 Dec 2015 11:18:47 GMT",
            _ => "2015-12-16T11:18:47Z",
        };
        return Err(Refusal::new(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
            .recommend(format!("{date:?} should look like {wanted}")));
    };
    let off = now.mock.duration_since(instant);
    if [off, now.caller.duration_since(instant)].iter().any(|off| off.abs() <= TOLERANCE) {
        return Ok(());
    }
    let direction = if off.is_positive() { "behind" } else { "ahead of" };
    let written = |duration: SignedDuration| format!("{:#}", SignedDuration::from_secs(duration.abs().as_secs()));
    let zone = if is_offset(off) { ", as if local time were sent in place of UTC" } else { "" };
    Err(Refusal::new(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.").recommend(format!(
        "the request says {instant}, which is {} {direction} the mock's clock, {}{zone}; {} are tolerated",
        written(off),
        now.mock,
        written(TOLERANCE),
    )))
}

/// Whether two clocks are apart as those of two time zones are: by whole half hours, give or take two minutes.
fn is_offset(off: SignedDuration) -> bool {
    let (seconds, half_hour) = (off.abs().as_secs(), 30 * 60);
    let beside = seconds % half_hour;
    beside.min(half_hour - beside) <= 120 && (half_hour - 120..=14 * 60 * 60 + 120).contains(&seconds)
}

fn body_differs(request: &http::Request<Bytes>, scheme: Scheme) -> Refusal {
    let (header, digest) = bodies::wanted(scheme);
    let cause = bodies::likely_cause(request, scheme);
    Refusal::new(400, "ContentMD5NotMatched", format!("Specified {header} is not matched with the body."))
        .recommend(format!("the header must be {digest}; {cause}"))
}

/// What the client says that it signed.
fn client_string(request: &http::Request<Bytes>) -> Option<String> {
    let value = request.headers().get(STRING_TO_SIGN)?;
    Some(percent_encoding::percent_decode(value.as_bytes()).decode_utf8_lossy().into_owned())
}
