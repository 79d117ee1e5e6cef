//! The page for people, at `/_mock/`: one file, which asks nobody but the admin API beside it.

use super::{Answer, Ask, Outcome};
use crate::exchange::Exchange;

pub(super) fn page(_: &Exchange, _: &Ask<'_>) -> Outcome {
    Ok(Answer::Text("text/html; charset=utf-8", include_str!("page.html").to_owned()))
}
