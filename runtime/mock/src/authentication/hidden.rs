//! What of a request no answer may show.

use ackgen_wire::signing::{Difference, redacted};
use percent_encoding::percent_decode_str;

/// The secrets of a request: they may be anywhere in what was signed, encoded once or twice.
pub(super) struct Hidden {
    /// The texts; `None` if they could not be found, so that everything may hold one.
    secrets: Option<Vec<String>>,
}

impl Hidden {
    pub(super) fn new(secrets: Option<Vec<String>>) -> Self {
        Self { secrets }
    }

    /// A string to sign whose pieces with secrets in them are hidden, as is the security token.
    pub(super) fn string_to_sign(&self, string: &str) -> String {
        let mut string = redacted(string);
        let separator = if string.contains('\n') { "\n" } else { "%26" };
        // One of several lines is in no single piece.
        for secret in self.secrets.iter().flatten().filter(|secret| secret.contains('\n')) {
            string = string.replace(secret.as_str(), "***");
        }
        string.split(separator).map(|piece| self.piece(piece)).collect::<Vec<_>>().join(separator)
    }

    /// A difference, in words.
    pub(super) fn difference(&self, mut difference: Difference) -> String {
        for side in [&mut difference.server, &mut difference.client] {
            *side = side.take().map(|piece| self.piece(&piece).into_owned());
        }
        difference.to_string()
    }

    fn piece<'p>(&self, piece: &'p str) -> std::borrow::Cow<'p, str> {
        let Some(secrets) = &self.secrets else { return "***".into() };
        let holds = |text: &str| {
            let once = percent_decode_str(text).decode_utf8_lossy();
            let twice = percent_decode_str(&once).decode_utf8_lossy();
            secrets.iter().any(|secret| {
                // In JSON, quotes and the like are written in another way.
                let in_json = serde_json::Value::from(secret.as_str()).to_string();
                let in_json = &in_json[1..in_json.len() - 1];
                [text, &once, &twice].iter().any(|text| text.contains(secret.as_str()) || text.contains(in_json))
            })
        };
        if !holds(piece) {
            return piece.into();
        }
        // Elsewhere that is no equals sign between a name and a value, but a part of either.
        match piece.split_once("%3D").filter(|(name, _)| !holds(name) && !piece.contains(['=', ':', '/'])) {
            Some((name, _)) => format!("{name}%3D***").into(),
            None => "***".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_with_a_secret_are_hidden() {
        let hidden = Hidden::new(Some(vec!["Hel\"lo 1".to_owned()]));
        let string =
            "POST&%2F&Action%3DMake%26password%3DHel%2522lo%25201%26body%3D%257B%2522p%2522%253A%2522Hel%255C%2522lo%25201%2522%257D";
        assert_eq!(hidden.string_to_sign(string), "POST&%2F&Action%3DMake%26password%3D***%26body%3D***");
        assert_eq!(hidden.string_to_sign("GET\n\n/x?password=Hel\"lo 1"), "GET\n\n***");
        // The secret has an equals sign in it.
        let padded = Hidden::new(Some(vec!["S3CRET==".to_owned(), "{\"password\":\"x\"}".to_owned()]));
        for piece in ["x-acs-zz-token:S3CRET%3D%3D", "a=1&zz_token=S3CRET%3D%3D", "/x?zz_token=S3CRET%3D%3D"] {
            assert_eq!(padded.string_to_sign(&format!("GET\n{piece}")), "GET\n***");
        }
        // So has a name that is none.
        let string = "POST&%2F&a%3Db%26%257B%2522password%2522%253A%2522x%2522%257D%3D%26zz_token%3DS3CRET%253D%253D";
        assert_eq!(padded.string_to_sign(string), "POST&%2F&a%3Db%26***%26zz_token%3D***");
        assert_eq!(Hidden::new(None).string_to_sign("GET\n/x"), "***\n***");
    }
}
