//! Another string to sign, of the same request.

use std::borrow::Cow;

use ackgen_wire::percent_encode;
use ackgen_wire::signing::{Recipe, Scheme};
use percent_encoding::percent_decode_str;

use super::{Case, MANY};
use crate::routing::parameters;

/// A string that may have been signed, and what is wrong with it.
type Attempt = (String, Cow<'static, str>);

const UNSORTED: &str = "the query was signed in the order in which it was sent; it must be sorted by name";
const UNSORTED_PARAMETERS: &str = "the parameters were signed in the order in which they were sent; they must be sorted by name";
const AS_SENT: &str = "the query was signed as it was sent; it must be sorted by name, and its values decoded";
const DECODED: &str = "the values were signed decoded; this scheme signs them percent-encoded";
const LIKE_A_FORM: &str = "the values were encoded as in a form; a blank must be %20, an asterisk %2A, and a tilde stays";

pub(super) fn likely_cause(case: &Case<'_>) -> Option<String> {
    let attempts = match case.presented.scheme {
        Scheme::Roa => of_roa(case),
        Scheme::Acs3 => of_acs3(case),
        Scheme::Rpc | Scheme::Asapi => of_calls_by_name(case),
    };
    let recipe = Recipe::of(case.presented);
    let signed = |string: &str| recipe.makes(&case.presented.signature, string, &case.key.secret);
    attempts.into_iter().find(|(string, _)| signed(string)).map(|(_, cause)| cause.into_owned())
}

type Pairs = Vec<(String, String)>;
type Write = fn(&str) -> String;

fn joined(pairs: &[(String, String)], write: Write) -> String {
    pairs.iter().map(|(name, value)| format!("{}={}", write(name), write(value))).collect::<Vec<_>>().join("&")
}

fn percent_encoded(text: &str) -> String {
    percent_encode(text).to_string()
}

fn like_a_form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn query(case: &Case<'_>) -> Pairs {
    form_urlencoded::parse(case.request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
}

fn of_roa(case: &Case<'_>) -> Vec<Attempt> {
    let right = case.string_to_sign;
    let (head, _) = right.rsplit_once('\n').unwrap_or_default();
    let path = case.request.uri().path();
    let raw = case.request.uri().query().unwrap_or_default();
    let (headers, others): (Vec<_>, Vec<_>) = head.lines().partition(|line| line.starts_with("x-acs-"));
    let sent = case.request.headers().keys().filter_map(|name| headers.iter().find(|line| line.split(':').next() == Some(name.as_str())));
    let target = right.rsplit('\n').next().unwrap_or_default();
    let unsorted: Vec<_> = others.iter().chain(sent).copied().chain([target]).collect();
    vec![
        (format!("{head}\n{path}?{}", joined(&query(case), str::to_owned)), UNSORTED.into()),
        (format!("{head}\n{path}?{raw}"), AS_SENT.into()),
        (unsorted.join("\n"), "the headers that begin with x-acs- must be sorted by name".into()),
        (format!("{right}\n"), "there must be no line break at the end of what is signed".into()),
    ]
}

fn of_acs3(case: &Case<'_>) -> Vec<Attempt> {
    let right = case.string_to_sign;
    let mut lines: Vec<&str> = right.split('\n').collect();
    let query = query(case);
    let mut sorted = query.clone();
    sorted.sort();
    let mut attempts = Vec::new();
    for (query, cause) in [
        (joined(&query, percent_encoded), UNSORTED),
        (joined(&sorted, str::to_owned), DECODED),
        (joined(&sorted, like_a_form), LIKE_A_FORM),
        (case.request.uri().query().unwrap_or_default().to_owned(), UNSORTED),
    ] {
        let mut lines = lines.clone();
        if let Some(line) = lines.get_mut(2) {
            *line = &query;
        }
        attempts.push((lines.join("\n"), cause.into()));
    }
    // Method, path and query; the headers, an empty line, their names, the digest.
    let (named, count) = (&case.presented.signed_headers, lines.len());
    if count > 6 {
        let names = named.join(";");
        let missing: Vec<_> = lines[count - 2].split(';').filter(|name| !named.iter().any(|named| named == name)).collect();
        let cause = format!("SignedHeaders must name {}, too", missing.join(", "));
        let of_named = |line: &&str| line.split(':').next().is_some_and(|name| named.iter().any(|named| named == name));
        let kept: Vec<_> = lines[3..count - 3].iter().filter(|line| of_named(line)).copied().collect();
        let digest = lines[count - 1];
        lines.truncate(3);
        lines.extend(kept);
        lines.extend(["", &names, digest]);
        attempts.push((lines.join("\n"), cause.into()));
    }
    attempts
}

fn of_calls_by_name(case: &Case<'_>) -> Vec<Attempt> {
    let method = case.request.method();
    let sent: Pairs =
        parameters(case.request).filter(|(name, _)| name != "Signature").map(|(name, value)| (name.into(), value.into())).collect();
    let mut sorted = sent.clone();
    sorted.sort();
    let right = percent_encoded(&joined(&sorted, percent_encoded));
    let path = percent_encoded(case.request.uri().path());
    let mut attempts: Vec<Attempt> = vec![
        (format!("{method}&%2F&{}", percent_encoded(&joined(&sent, percent_encoded))), UNSORTED_PARAMETERS.into()),
        (
            format!("{method}&%2F&{}", joined(&sorted, percent_encoded)),
            "the parameters were encoded once; joined, they must be encoded once more".into(),
        ),
        (format!("{method}&%2F&{}", percent_encoded(&joined(&sorted, str::to_owned))), DECODED.into()),
        (format!("{method}&%2F&{}", percent_encoded(&joined(&sorted, like_a_form))), LIKE_A_FORM.into()),
        (format!("{method}&/&{right}"), "the slash in what is signed must be encoded: %2F".into()),
        (
            format!("{method}&{path}&{right}"),
            format!("the path {} was signed; calls by name sign / wherever they are sent", percent_decode_str(&path).decode_utf8_lossy())
                .into(),
        ),
    ];
    for left_out in 0..sorted.len().min(MANY) {
        let mut fewer = sorted.clone();
        let (name, _) = fewer.remove(left_out);
        let string = format!("{method}&%2F&{}", percent_encoded(&joined(&fewer, percent_encoded)));
        attempts.push((string, format!("the parameter {name} was not signed").into()));
    }
    attempts
}
