//! What kind of value something is: whether it can be more, less, or something else.

use super::fields::{self, Owner};
use super::pair::Pair;
use super::{Found, Scope};
use crate::diff::rule::Side;
use crate::diff::rules::{field as rules, types};
use crate::model::{EnumValue, Kind, Service, Shape, Struct, TypeId};

/// What became of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Same,
    Wider,
    Narrower,
    /// A text as before.
    Text,
    Exposed,
    Hidden,
    /// An object as before.
    Object(TypeId, TypeId),
    Other,
}

/// Compares two kinds; says whether they differ.
pub fn compare(found: &mut Found, pair: &Pair<'_>, scope: &Scope, sides: &[Side], old: &Kind, new: &Kind) -> bool {
    let in_rust = !pair.is_same_in_rust(old, new);
    let (was, is) = (pair.old.kind_name(old), pair.new.kind_name(new));
    let message = format!("`{}` is {}, and was {}", scope.name(), article(&is), article(&was));
    let mut with_rust = sides.to_vec();
    with_rust.extend(in_rust.then_some(Side::Rust));
    let (rule, sides) = match turn(pair, old, new) {
        Turn::Same => return false,
        Turn::Wider => (&rules::TYPE_WIDENED, &*with_rust),
        Turn::Narrower => (&rules::TYPE_NARROWED, &*with_rust),
        Turn::Text => (&rules::TEXT_FORMAT_CHANGED, &*with_rust),
        Turn::Exposed => (&rules::SECRET_EXPOSED, &[Side::Always][..]),
        Turn::Hidden => (&rules::SECRET_HIDDEN, &[Side::Always][..]),
        Turn::Object(..) => (&types::TYPE_REPLACED, &[Side::Always][..]),
        Turn::Other => (&rules::TYPE_CHANGED, &*with_rust),
    };
    found.add(rule, scope, sides, message).values(was, is);
    if let Turn::Object(old, new) = turn(pair, old, new)
        && let (Some(old), Some(new)) = (shape(pair.old, old), shape(pair.new, new))
    {
        fields::compare(found, pair, &Owner::on_the_wire(scope, sides_of(&with_rust)), old, new);
    }
    true
}

fn turn(pair: &Pair<'_>, old: &Kind, new: &Kind) -> Turn {
    if pair.is_same_kind(old, new) {
        return Turn::Same;
    }
    match (old, new) {
        (Kind::List(old), Kind::List(new)) | (Kind::Map(old), Kind::Map(new)) | (Kind::Json(old), Kind::Json(new)) => {
            match turn(pair, old, new) {
                // Fields inside of lists are told apart by their own names.
                Turn::Same => Turn::Other,
                turn => turn,
            }
        }
        (_, Kind::Any) => Turn::Wider,
        (Kind::Any, _) => Turn::Narrower,
        (Kind::Integer, Kind::Long | Kind::Number) | (Kind::Long, Kind::Number) => Turn::Wider,
        (Kind::Long | Kind::Number, Kind::Integer) | (Kind::Number, Kind::Long) => Turn::Narrower,
        (Kind::Secret, new) if is_text(pair.new, new) => Turn::Exposed,
        (old, Kind::Secret) if is_text(pair.old, old) => Turn::Hidden,
        (Kind::Named(old), Kind::Named(new)) => named(pair, *old, *new),
        (old, new) if is_text(pair.old, old) && is_text(pair.new, new) => Turn::Text,
        _ => Turn::Other,
    }
}

fn named(pair: &Pair<'_>, old: TypeId, new: TypeId) -> Turn {
    match (&pair.old.get(old).shape, &pair.new.get(new).shape) {
        (Shape::Struct(_), Shape::Struct(_)) => Turn::Object(old, new),
        (Shape::Enum(old), Shape::Enum(new)) => {
            let has_all = |of: &[EnumValue], these: &[EnumValue]| these.iter().all(|value| of.iter().any(|other| other.wire == value.wire));
            match (has_all(new, old), has_all(old, new)) {
                (true, _) => Turn::Wider,
                (false, true) => Turn::Narrower,
                (false, false) => Turn::Text,
            }
        }
        _ => Turn::Other,
    }
}

/// Whether a kind is a text on the wire.
fn is_text(service: &Service, kind: &Kind) -> bool {
    match kind {
        Kind::String | Kind::Timestamp | Kind::Duration | Kind::Secret | Kind::Json(_) => true,
        Kind::Named(id) => matches!(service.get(*id).shape, Shape::Enum(_)),
        _ => false,
    }
}

fn shape(service: &Service, id: TypeId) -> Option<&Struct> {
    match &service.get(id).shape {
        Shape::Struct(shape) => Some(shape),
        Shape::Enum(_) => None,
    }
}

fn sides_of(sides: &[Side]) -> Vec<Side> {
    sides.iter().copied().filter(|side| matches!(side, Side::Input | Side::Output)).collect()
}

fn article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} `{kind}`")
}
