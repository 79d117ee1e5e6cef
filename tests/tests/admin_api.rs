//! Every example of docs/admin-api.md, in order: what it shows is what is answered.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use ack_client::wire::serde_json::{Value, from_str};
use ack_mock::Mock;

const PAGE: &str = include_str!("../../docs/admin-api.md");
/// What the page calls the mock.
const URL: &str = "http://127.0.0.1:8080";
/// Stands for anything.
const ANYTHING: &str = "…";

#[test]
fn every_example_answers_what_is_shown() {
    let mock = Mock::builder().authentication(false).frozen_at("2026-01-01T00:00:00Z".parse().unwrap()).start_blocking().unwrap();
    let (mut answer, mut commands, mut shown) = (String::new(), 0, 0);
    for block in PAGE.split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        if language == "json" {
            let expected = from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
            let value = from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
            fits(&value, &expected, "").unwrap_or_else(|problem| panic!("{problem}\n{text}\nbut\n{answer}"));
            shown += 1;
            continue;
        }
        for command in text.split("\ncurl ").map(|command| command.trim_start_matches("curl ")).filter(|command| command.contains(URL)) {
            answer = curl(&mock, &words(command));
            commands += 1;
        }
    }
    assert!(answer.contains("mock_resources{service=\"ack\",kind=\"cluster\",state=\"failed\"} 1"), "{answer}");
    assert!(commands > 30 && shown > 20, "{commands} commands, {shown} answers");
}

/// What a shell makes of a command that has no quotes but single ones.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in command.replace("\\\n", " ").chars() {
        match character {
            '\'' => quoted = !quoted,
            character if character.is_whitespace() && !quoted => words.push(String::new()),
            character => words.last_mut().unwrap().push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What curl does with the options that the page uses.
fn curl(mock: &Mock, words: &[String]) -> String {
    let (mut method, mut target, mut body) = ("GET", "", "");
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "-X" => method = words.next().unwrap(),
            "-d" | "--data-binary" => (method, body) = ("POST", words.next().unwrap()),
            url => target = url.strip_prefix(URL).unwrap_or_else(|| panic!("{url} is none of the mock's, nor an option that is known")),
        }
    }
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    let host = URL.trim_start_matches("http://");
    let length = body.len();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nhost: {host}\r\naccept: */*\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// Whether a value has everything that is shown.
fn fits(value: &Value, shown: &Value, at: &str) -> Result<(), String> {
    match (value, shown) {
        (_, Value::String(anything)) if anything == ANYTHING && !value.is_null() => Ok(()),
        (Value::Object(fields), Value::Object(shown)) => {
            shown.iter().try_for_each(|(name, shown)| fits(fields.get(name).unwrap_or(&Value::Null), shown, &format!("{at}/{name}")))
        }
        (Value::Array(items), Value::Array(shown)) if items.len() == shown.len() => {
            items.iter().zip(shown).enumerate().try_for_each(|(index, (item, shown))| fits(item, shown, &format!("{at}/{index}")))
        }
        _ if value == shown => Ok(()),
        _ => Err(format!("{at} is {value}, not {shown}")),
    }
}
