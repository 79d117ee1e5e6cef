//! Requests that somebody pastes: as they go over the wire, or as a `curl` command.

use ackgen_wire::FORM;
use ackgen_wire::bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use http::{Request, Uri};

/// Reads a request; or says what it is not.
pub(super) fn read(text: &str) -> Result<Request<Bytes>, String> {
    let text = text.trim_start();
    if text.is_empty() {
        return Err("there is nothing to explain: paste a request, or a curl command".to_owned());
    }
    if text.split_whitespace().next() == Some("curl") { curl(&words(text)?) } else { raw(text) }
}

/// `GET /path HTTP/1.1`, headers, an empty line, the body.
fn raw(text: &str) -> Result<Request<Bytes>, String> {
    let (head, body) = [("\r\n\r\n"), ("\n\n")].iter().find_map(|end| text.split_once(end)).unwrap_or((text.trim_end(), ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let mut parts = first.split_whitespace();
    let (method, target) = (parts.next().unwrap_or_default(), parts.next());
    let Some(target) = target else {
        return Err(format!("{first:?} is not the first line of a request, such as GET /path HTTP/1.1, nor a curl command"));
    };
    let mut request = request(method, target, body.trim_end_matches(['\r', '\n']))?;
    for line in lines {
        let (name, value) = line.split_once(':').ok_or_else(|| format!("{line:?} is no header, such as Accept: application/json"))?;
        append(&mut request, name, value)?;
    }
    Ok(request)
}

fn request(method: &str, target: &str, body: &str) -> Result<Request<Bytes>, String> {
    let uri: Uri = target.parse().map_err(|error| format!("{target:?} cannot be called: {error}"))?;
    let host = uri.authority().map(|authority| authority.to_string());
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let request = Request::builder().method(method).uri(target).body(Bytes::from(body.to_owned()));
    let mut request = request.map_err(|error| format!("{method} {target} cannot be called: {error}"))?;
    request.headers_mut().extend(host.and_then(|host| HeaderValue::try_from(host).ok()).map(|host| (HOST, host)));
    Ok(request)
}

fn append(request: &mut Request<Bytes>, name: &str, value: &str) -> Result<(), String> {
    let header = || format!("the header {name:?} cannot be sent");
    let name: HeaderName = name.trim().parse().map_err(|_| header())?;
    let value = HeaderValue::try_from(value.trim()).map_err(|_| header())?;
    // The one that is written counts before the one of the URL.
    if name == HOST {
        request.headers_mut().remove(HOST);
    }
    request.headers_mut().append(name, value);
    Ok(())
}

fn curl(words: &[String]) -> Result<Request<Bytes>, String> {
    let (mut method, mut url, mut headers, mut data) = (None, None, Vec::new(), Vec::new());
    let (mut head, mut get) = (false, false);
    let mut words = words.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        // A short option may have its value attached.
        let (option, attached) = match word.strip_prefix('-') {
            Some(rest) if !rest.starts_with('-') && rest.len() > 1 && rest.starts_with(['X', 'H', 'd', 'o', 'u', 'A']) => {
                (&word[..2], Some(&word[2..]))
            }
            _ => (word, None),
        };
        let mut value = || attached.or_else(|| words.next()).ok_or_else(|| format!("the option {option} has no value"));
        match option {
            "-X" | "--request" => method = Some(value()?),
            "-H" | "--header" => headers.push(value()?),
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--json" => {
                let text = value()?;
                if text.starts_with('@') && option != "--data-raw" {
                    return Err(format!("the data is in a file, {text}; paste it instead"));
                }
                data.push(text);
            }
            "--url" => url = Some(value()?),
            "-A" | "--user-agent" | "-o" | "--output" | "-u" | "--user" | "-m" | "--max-time" | "--cacert" | "-x" | "--proxy" => {
                let _ = value()?;
            }
            "-G" | "--get" => get = true,
            "-I" | "--head" => head = true,
            "--data-urlencode" | "-F" | "--form" => return Err(format!("the option {option} is not understood; use --data-raw")),
            option if option.starts_with('-') => {}
            word => url = Some(word),
        }
    }
    let url = url.ok_or("the curl command has no URL")?;
    let body = data.join("&");
    let method = method.unwrap_or(if head {
        "HEAD"
    } else if data.is_empty() || get {
        "GET"
    } else {
        "POST"
    });
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let (target, body) = if get && !body.is_empty() {
        (format!("{url}{}{body}", if url.contains('?') { '&' } else { '?' }), "")
    } else {
        (url, body.as_str())
    };
    let mut request = request(method, &target, body)?;
    // What curl adds by itself, unless a header without a value says not to.
    let mut added = vec![(ACCEPT, "*/*")];
    added.extend((!body.is_empty()).then_some((CONTENT_TYPE, FORM)));
    for header in headers {
        match header.split_once(':') {
            Some((name, value)) => {
                added.retain(|(known, _)| !known.as_str().eq_ignore_ascii_case(name.trim()));
                if !value.trim().is_empty() {
                    append(&mut request, name, value)?;
                }
            }
            None => append(&mut request, header.trim_end_matches(';'), "")?,
        }
    }
    request.headers_mut().extend(added.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))));
    Ok(request)
}

/// The words of a command, as a shell reads them.
fn words(text: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => loop {
                match characters.next().ok_or("a quote is not closed")? {
                    '\'' => {
                        word.get_or_insert_default();
                        break;
                    }
                    other => word.get_or_insert_default().push(other),
                }
            },
            '"' => loop {
                let word = word.get_or_insert_default();
                match characters.next().ok_or("a quote is not closed")? {
                    '"' => break,
                    '\\' => match characters.next() {
                        Some('\n') | None => {}
                        Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                        Some(other) => word.extend(['\\', other]),
                    },
                    other => word.push(other),
                }
            },
            '\\' => match characters.next() {
                Some('\n') | None => {}
                // A line that ends as Windows ends them.
                Some('\r') => drop(characters.next_if_eq(&'\n')),
                Some(escaped) => word.get_or_insert_default().push(escaped),
            },
            space if space.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, String> {
        let request = read(text)?;
        let headers = request.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
        let headers = headers.collect::<Vec<_>>().join(", ");
        Ok(format!("{} {} [{headers}] {}", request.method(), request.uri(), String::from_utf8_lossy(request.body())))
    }

    #[test]
    fn requests_are_read() {
        for (text, request) in [
            ("GET /a?b=c HTTP/1.1\nHost: h\nAccept: x\n", "GET /a?b=c [host: h, accept: x] "),
            ("POST http://h:1/a HTTP/1.1\r\nDate: d\r\n\r\n{\"a\":\n1}\r\n", "POST /a [host: h:1, date: d] {\"a\":\n1}"),
            ("curl http://h/a", "GET /a [host: h, accept: */*] "),
            (
                "curl -sS -XPUT 'http://h/a?x=y' -H 'Accept:' \\\n  -H \"X: a \\\"b\\\"\" --data-binary '{\"q\": \"it'\\''s\"}'",
                "PUT /a?x=y [host: h, x: a \"b\", content-type: application/x-www-form-urlencoded] {\"q\": \"it's\"}",
            ),
            ("curl -G h/a -d b=c -d d=e", "GET /a?b=c&d=e [host: h, accept: */*] "),
            ("curl -I --url http://h -H 'Host: other'", "HEAD / [host: other, accept: */*] "),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(request), "{text}");
        }
        for (text, problem) in [
            ("  ", "there is nothing to explain"),
            ("nonsense", "\"nonsense\" is not the first line"),
            ("curl -H 'a: b'", "the curl command has no URL"),
            ("curl 'http://h", "a quote is not closed"),
            ("curl h -d @file", "the data is in a file, @file"),
            ("GET / HTTP/1.1\nno header", "\"no header\" is no header"),
            ("curl h -H", "the option -H has no value"),
        ] {
            assert!(shown(text).unwrap_err().starts_with(problem), "{text}: {:?}", shown(text));
        }
    }
}
