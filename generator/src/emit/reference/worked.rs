//! A request that is signed, so that anybody who writes a signer has something to compare with.

use serde::Serialize;

use super::markdown::{self, Inline, code};
use super::site::{Page, ids};
use crate::model::SigningExample;

/// What the template prints.
#[derive(Serialize)]
pub struct Example {
    id: String,
    doc: Inline,
    request: String,
    string_to_sign: String,
    command: String,
    result: Inline,
}

/// The example of a scheme.
pub fn example(page: &Page<'_>, scheme: &str, example: &SigningExample) -> Example {
    let (id, secret) = (code(&example.access_key_id), code(&example.access_key_secret));
    let is_form = example.request.lines().any(|line| line.starts_with('&'));
    let mut doc = vec![page.say(
        format_args!("With the AccessKey ID {id} and the secret {secret}. Whoever computes as below gets the same signature."),
        format_args!("AccessKey ID 为 {id}，AccessKey Secret 为 {secret}；按下述方法计算可得到相同的签名。"),
    )];
    if is_form {
        doc.push(page.say("The form is one line on the wire.", "表单在实际请求中为一行。"));
    }
    let signature = code(&example.signature);
    Example {
        id: ids::thing("example", scheme),
        doc: page.sentences(&doc),
        request: markdown::fence("http", &example.request),
        string_to_sign: markdown::fence("text", &example.string_to_sign),
        command: markdown::fence("sh", &command(scheme, example)),
        result: page.say(format_args!("The signature is {signature}."), format_args!("签名为 {signature}。")),
    }
}

/// What anybody can compute it with.
fn command(scheme: &str, example: &SigningExample) -> String {
    let text = quoted(&example.string_to_sign);
    let secret = &example.access_key_secret;
    let hmac = |digest: &str, key: String, output: &str| format!("openssl dgst -{digest} -hmac {} {output}", quoted(&key));
    match scheme {
        "acs3_hmac_sha256" => {
            let sign = hmac("sha256", secret.clone(), "-r");
            format!(
                "digest=$(printf '%b' {text} | openssl dgst -sha256 -r | cut -d' ' -f1)\n\
                 printf 'ACS3-HMAC-SHA256\\n%s' \"$digest\" | {sign} | cut -d' ' -f1"
            )
        }
        "asapi_hmac" => format!("printf '%b' {text} | {} | base64", hmac("sha256", format!("{secret}&"), "-binary")),
        "rpc_hmac_sha1" => format!("printf '%b' {text} | {} | base64", hmac("sha1", format!("{secret}&"), "-binary")),
        _ => format!("printf '%b' {text} | {} | base64", hmac("sha1", secret.clone(), "-binary")),
    }
}

/// A word of the shell, in which `printf %b` makes lines again.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\n', "\\n").replace('\'', "'\\''"))
}
