//! What to try.

use http::header::{CONTENT_ENCODING, LOCATION};

use super::{BoxError, Error, on_one_line};
use crate::answer::RawResponse;
use crate::gateway::Gateway;
use crate::options::names;
use crate::redact::Redactor;
use crate::request::Making;
use crate::retry::NotAgain;
use crate::time::shown;
use crate::transport::Stage;
use crate::wire::signing::explain;

/// How a request was signed, for the explanation of a refusal.
pub(crate) struct Signing<'a> {
    /// Without secrets.
    pub(crate) string_to_sign: String,
    pub(crate) redactor: &'a Redactor<'a>,
}

impl Error {
    /// The same refusal, with what is known about its reason.
    pub(crate) fn explained(self, signing: &Signing<'_>) -> Self {
        let mismatch = self.is_signature_mismatch();
        let hint = of_refusal(&self, signing);
        self.with(|report| {
            report.hint = hint;
            report.string_to_sign = mismatch.then(|| signing.string_to_sign.clone());
        })
    }

    /// The same failure of a call that is not tried again, with the reason where it is not in the failure itself.
    pub(crate) fn not_again(self, why: NotAgain) -> Self {
        let reason = match why {
            NotAgain::Failure => return self,
            NotAgain::Harm => "it is not tried again, as it may have had its effect; look before you repeat it".to_owned(),
            NotAgain::Tokens => {
                "so many calls of this client failed lately that it does not try again until more of them succeed".to_owned()
            }
            NotAgain::Wait { wait, longest } => format!(
                "it is not tried again, as the service asks to wait {}, and the retry policy allows {} (longest_wait)",
                shown(wait),
                shown(longest)
            ),
            NotAgain::Time { pause, left } => format!(
                "it is not tried again, as that would be in {}, and the call has {} left (operation_timeout)",
                shown(pause),
                shown(left)
            ),
        };
        self.with(|report| {
            report.hint = Some(match report.hint.take() {
                Some(hint) => format!("{hint}; {reason}"),
                None => reason,
            });
        })
    }
}

fn of_refusal(error: &Error, signing: &Signing<'_>) -> Option<String> {
    let status = error.status()?.as_u16();
    let code = error.code().unwrap_or_default();
    let Making { parts, options, credentials, .. } = signing.redactor.making;
    let access_key_id = credentials.access_key_id();
    Some(if error.is_signature_mismatch() {
        let mismatch = server_string(error.message()).and_then(|server| explain(server, &signing.string_to_sign));
        match mismatch {
            Some(difference) => format!("the two sides sign different texts; first difference in {difference}"),
            None => format!(
                "either the secret is not that of the AccessKey {}, or something between changed the request; this was signed ({}): {:?}",
                access_key_id, parts.scheme, signing.string_to_sign
            ),
        }
    } else if code.starts_with("InvalidAccessKeyId") {
        format!(
            "the service does not know the AccessKey {}, or not as an active one; is the endpoint that of the right cloud?",
            access_key_id
        )
    } else if code.starts_with("InvalidSecurityToken") || code.starts_with("SecurityTokenExpired") {
        "the temporary credentials have expired or do not belong together; fetch new ones".to_owned()
    } else if error.is_throttled() {
        match error.retry_after() {
            Some(wait) => format!("there were too many calls; the service asks to wait {}", shown(wait)),
            None => "there were too many calls; call less often, or allow more attempts".to_owned(),
        }
    } else if error.is_date_refused() || (matches!(status, 400 | 403) && code.to_ascii_lowercase().contains("timestamp")) {
        "the clock of this machine may be off".to_owned()
    } else if status == 403 && !options.has_header(names::ORGANIZATION) {
        format!(
            "the AccessKey {} may lack the permission; on a private cloud it may also be that the call has to name its organization_id and resource_group_id",
            access_key_id
        )
    } else if matches!(status, 301 | 302 | 303 | 307 | 308) {
        // It may be the address of the request, with another host.
        let location = error.response().and_then(|response| response.header(LOCATION.as_str()));
        let location = location.map_or("elsewhere".to_owned(), |location| on_one_line(&signing.redactor.redact(location)));
        format!("redirects are not followed, as the signature is for this host; the answer points to {location}")
    } else if status == 404 && code.is_empty() {
        match parts.gateway {
            Gateway::Pop => "the path is not known there; is it the right endpoint, or an ASAPI gateway (Gateway::AsapiRoa)?".to_owned(),
            _ => "the path is not known there; is it the right endpoint, and an ASAPI gateway?".to_owned(),
        }
    } else {
        return error.response().and_then(of_answer).or_else(|| recommended(error));
    })
}

/// What the service says itself, which real ones answer with a link.
fn recommended(error: &Error) -> Option<String> {
    let text = error.service_error()?.recommend.as_deref()?.trim();
    (!text.is_empty()).then(|| format!("the service recommends: {}", on_one_line(text)))
}

/// The string to sign that some services quote.
fn server_string(message: &str) -> Option<&str> {
    const MARK: &str = "string to sign is:";
    let at = message.to_ascii_lowercase().find(MARK)?;
    Some(message[at + MARK.len()..].trim_start_matches(' '))
}

/// What an answer that is not the service's may come from.
pub(super) fn of_answer(response: &RawResponse) -> Option<String> {
    // Of one that the transport has decoded, there may still be the header.
    let encoding = response.header(CONTENT_ENCODING.as_str()).filter(|_| std::str::from_utf8(response.body()).is_err());
    if let Some(encoding) = encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Some(format!(
            "the answer is encoded (content-encoding: {}), which nobody asked for and is not decoded",
            on_one_line(encoding)
        ));
    }
    response.is_page().then(|| "the answer is a web page; is there a proxy or a login between, or is it another server?".to_owned())
}

/// What a connection may fail of.
pub(super) fn of_transport(cause: &BoxError, stage: Stage) -> Option<String> {
    let text = texts(cause);
    let hint = if is_about_certificate(cause) {
        "the server's certificate is not trusted; name the file of the cloud's own CA certificate (ca_file, or ALIBABA_CLOUD_CA_BUNDLE)"
    } else if text.contains("through the proxy") {
        "check the proxy's address, its user and its password (proxy, HTTPS_PROXY, HTTP_PROXY), or call this host without (NO_PROXY)"
    } else if text.contains("dns") || text.contains("lookup") || text.contains("resolve") {
        "the endpoint's name is not known here; private clouds have names of their own that only their DNS knows"
    } else if stage == Stage::Connect && text.contains("refused") {
        "nothing listens there; check the endpoint and its port, and whether it is http or https"
    } else if text.contains("invalid http version") {
        "what answers there does not speak plain http; is it https?"
    } else if text.contains("invalidcontenttype") {
        "what answers there does not speak TLS; is it http?"
    } else {
        return None;
    };
    Some(hint.to_owned())
}

/// Whether a certificate is not trusted, which does not pass.
pub(super) fn is_about_certificate(cause: &BoxError) -> bool {
    texts(cause).contains("certificate")
}

/// What an error and those below it say, in small letters.
fn texts(cause: &BoxError) -> String {
    let mut text = String::new();
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(cause.as_ref());
    while let Some(error) = next {
        text.push_str(&error.to_string().to_ascii_lowercase());
        text.push(' ');
        next = error.source();
    }
    text
}
