//! From the spec as written to the model. The list of passes below reads as the rules that a spec keeps.

mod conditions;
mod defaults;
mod errata;
mod evidence;
mod fields;
mod lower;
mod names;
mod paths;
mod recursion;
mod references;
mod resources;
mod review;
mod sdks;
mod usage;
mod values;

pub(crate) use values::misfit_of;

use crate::diagnostic::Diagnostics;
use crate::model::Model;
use crate::source::Source;

/// Resolves a spec. `None` when it is wrong; the diagnostics say why.
pub fn resolve(source: &Source, diagnostics: &mut Diagnostics) -> Option<Model> {
    names::check_product(source, diagnostics);
    source.services.iter().for_each(|service| defaults::check(&service.service, diagnostics));
    let mut model = lower::lower(source, diagnostics);
    for (service, written) in model.services.iter_mut().zip(&source.services) {
        names::check(service, diagnostics);
        paths::check(service, diagnostics);
        recursion::check(service, diagnostics);
        values::check(service, diagnostics);
        conditions::check(service, diagnostics);
        references::check(service, diagnostics);
        resources::lower(service, written.resources.as_ref(), diagnostics);
        errata::attach(service, diagnostics);
        usage::mark(service, diagnostics);
    }
    diagnostics.is_empty().then_some(model)
}
