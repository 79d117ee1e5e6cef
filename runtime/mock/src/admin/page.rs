//! The page for people, at `/_mock/`.

use super::{Answer, Ask, Outcome};
use crate::exchange::Exchange;

/// What the page is until it is written: where to read on.
const PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Mock</title>\n\
                    <p>This is a mock. <a href=\"api\">What it can be asked and told</a></p>\n</html>\n";

pub(super) fn page(_: &Exchange, _: &Ask<'_>) -> Outcome {
    Ok(Answer::Text("text/html; charset=utf-8", PAGE.to_owned()))
}
