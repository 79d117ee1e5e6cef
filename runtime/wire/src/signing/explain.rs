//! Why two sides do not come to the same signature.

use std::fmt;

/// Where two strings to sign differ first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which line, counted from one; of a string of parameters, which parameter.
    pub line: usize,
    /// What the server has there, if anything.
    pub server: Option<String>,
    /// What the client has there, if anything.
    pub client: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |text: &Option<String>| text.as_ref().map_or("nothing".to_owned(), |text| format!("{text:?}"));
        write!(
            formatter,
            "line {} of the string to sign: the server has {}, the client {}",
            self.line,
            side(&self.server),
            side(&self.client)
        )
    }
}

/// The first line in which two strings to sign differ; `None` if they are the same. Security tokens are not shown.
pub fn explain(server: &str, client: &str) -> Option<Difference> {
    let (server, client) = (pieces(server), pieces(client));
    let line = (0..server.len().max(client.len())).find(|line| server.get(*line) != client.get(*line))?;
    let shown = |pieces: &[&str]| pieces.get(line).map(|piece| hidden(piece));
    Some(Difference { line: line + 1, server: shown(&server), client: shown(&client) })
}

/// A string to sign without the security token that may be in it, for logs and answers.
pub fn redacted(string_to_sign: &str) -> String {
    let separator = separator(string_to_sign);
    string_to_sign.split(separator).map(hidden).collect::<Vec<_>>().join(separator)
}

/// Its lines; a string of parameters is a single line, in which they are separated by an encoded ampersand.
fn pieces(string_to_sign: &str) -> Vec<&str> {
    string_to_sign.split(separator(string_to_sign)).collect()
}

fn separator(string_to_sign: &str) -> &'static str {
    if string_to_sign.contains('\n') { "\n" } else { "%26" }
}

fn hidden(piece: &str) -> String {
    for name in ["x-acs-security-token:", "SecurityToken%3D"] {
        if let Some(at) = piece.find(name) {
            return format!("{}***", &piece[..at + name.len()]);
        }
    }
    piece.to_owned()
}
