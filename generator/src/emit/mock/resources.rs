//! What a service keeps, as static tables.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::rust::{Paths, RustFile, inert};
use crate::model::resources::{Effect, Refusal, Resource, Resources, Source, Step, Template, Test, Transition};
use crate::names;
use crate::output::File;

/// The modules of what a service keeps, if it keeps anything.
pub fn modules(paths: Paths<'_>) -> Vec<File> {
    let Some(resources) = &paths.service.resources else { return Vec::new() };
    let kinds: Vec<_> = resources.resources.iter().map(|kind| (names::constant(&kind.name), resource(kind))).collect();
    let name_of = |effect: &Effect| names::constant(&paths.service.operations[effect.operation].name);
    let effects: Vec<_> = resources.effects.iter().map(|effect| (name_of(effect), self::effect(paths, effect))).collect();
    let mut root = RustFile::new(format!("What the service keeps, and how that changes.\n\n{}", inert(&resources.assumed.en)));
    root.add(quote!(
        mod effects;
        mod kinds;
    ));
    root.add(quote!(
        use ackgen_mock::resources::*;
    ));
    let kind_names = kinds.iter().map(|(name, _)| format_ident!("{name}"));
    let effect_names = effects.iter().map(|(name, _)| format_ident!("{name}"));
    let (log, refusals) = (log(resources), refusals(resources));
    root.add(quote! {
        #[doc = " Everything that the service keeps."]
        pub static RESOURCES: Resources = Resources {
            resources: &[ #( kinds::#kind_names ),* ],
            effects: &[ #( effects::#effect_names ),* ],
            refusals: #refusals,
            log: #log,
        };
    });
    vec![
        root.finish(super::file_of(paths, "/resources")),
        constants(paths, "kinds", "The kinds of things that the service keeps.", &quote!(Resource), kinds),
        constants(paths, "effects", "What operations do with the things that the service keeps.", &quote!(Effect), effects),
    ]
}

/// A module of constants of a type.
fn constants(paths: Paths<'_>, module: &str, docs: &str, of: &TokenStream, constants: Vec<(String, TokenStream)>) -> File {
    let mut file = RustFile::new(docs);
    file.add(quote!(
        use ackgen_mock::resources::*;
    ));
    for (name, value) in constants {
        let name = format_ident!("{name}");
        file.add(quote!( pub const #name: #of = #value; ));
    }
    file.finish(super::file_of(paths, &format!("/resources/{module}")))
}

fn refusals(resources: &Resources) -> TokenStream {
    let fields = resources.refusals.iter().map(|(name, refusal)| {
        let (name, form) = (format_ident!("{name}"), form(refusal));
        quote!( #name: #form )
    });
    // Nothing refuses by itself where there is none.
    let invalid = resources.refusals.iter().all(|(name, _)| *name != "invalid");
    let invalid = invalid.then(|| quote!( invalid: RefusalForm { status: 400, code: "", message: "" } ));
    let fields = fields.chain(invalid);
    quote!( Refusals { #( #fields ),* } )
}

fn form(Refusal { status, code, message }: &Refusal) -> TokenStream {
    quote!( RefusalForm { status: #status, code: #code, message: #message } )
}

fn log(resources: &Resources) -> TokenStream {
    match &resources.log {
        Some((resource, field)) => quote!( Some(Log { resource: #resource, field: #field }) ),
        None => quote!(None),
    }
}

fn resource(resource: &Resource) -> TokenStream {
    let Resource { name, fields, seeds, .. } = resource;
    let what = &resource.what.en;
    let mut parts = vec![quote!( name: #name ), quote!( what: #what )];
    parts.extend(resource.parent.map(|parent| quote!( parent: Some(#parent) )));
    parts.extend(resource.id.as_ref().map(|id| {
        let (field, parameters, also) = (path(&id.field), &id.parameters, id.also.iter().map(path));
        let unique = id.unique;
        let form = optional(id.form.as_ref().map(|form| quote!(#form)));
        quote!( id: Some(Id { field: #field, form: #form, parameters: &[ #( #parameters ),* ], also: &[ #( #also ),* ], unique: #unique }) )
    }));
    parts.extend((!fields.is_empty()).then(|| quote!( fields: &[ #( #fields ),* ] )));
    parts.extend(part("initial", &resource.initial));
    parts.extend(part("view", &resource.view));
    parts.extend((!seeds.is_empty()).then(|| list("seeds", seeds.iter().map(template))));
    parts.extend(resource.quota.as_ref().map(|(holder, field)| {
        let field = path(field);
        quote!( quota: Some(Quota { resource: #holder, field: #field }) )
    }));
    parts.extend(part("protected_while", &resource.protected_while));
    parts.extend(part("kept_while", &resource.kept_while));
    parts.extend(path_part("state", &resource.state));
    let transitions = &resource.transitions;
    parts.extend((!transitions.is_empty()).then(|| list("transitions", transitions.iter().map(transition))));
    parts.extend(resource.not_found.as_ref().map(|refusal| {
        let form = form(refusal);
        quote!( not_found: Some(#form) )
    }));
    quote!( Resource { #( #parts, )* ..Resource::EMPTY } )
}

fn transition(transition: &Transition) -> TokenStream {
    let Transition { from, to, by, after, removes, .. } = transition;
    let mut parts = vec![quote!( from: &[ #( #from ),* ] ), quote!( to: #to )];
    parts.push(if by.is_empty() { quote!( after: #after ) } else { quote!( by: &[ #( #by ),* ] ) });
    parts.extend(transition.fails.as_ref().map(|(to, set, log)| {
        let (set, log) = (template(set), template(log));
        quote!( fails: Some(Failure { to: #to, set: #set, log: #log }) )
    }));
    parts.extend(removes.then(|| quote!( removes: true )));
    parts.extend(part("set", &transition.set));
    parts.extend(part("log", &transition.log));
    quote!( Transition { #( #parts, )* ..Transition::EMPTY } )
}

fn effect(paths: Paths<'_>, effect: &Effect) -> TokenStream {
    let operation = &paths.service.operations[effect.operation];
    let name = &operation.name;
    let mut parts = vec![quote!( operation: #name )];
    if !effect.requires.is_empty() {
        let requires =
            effect.requires.iter().map(|(resource, states)| quote!( Requirement { resource: #resource, states: &[ #( #states ),* ] } ));
        parts.push(list("requires", requires));
    }
    parts.extend((!effect.steps.is_empty()).then(|| list("steps", effect.steps.iter().map(step))));
    if !effect.filter.is_empty() {
        let filter = effect.filter.iter().map(|(field, value)| {
            let (field, value) = (path(field), template(value));
            quote!( (#field, #value) )
        });
        parts.push(list("filter", filter));
    }
    let size =
        operation.pagination.as_ref().and_then(|pagination| operation.input.fields.iter().find(|field| field.wire == pagination.size));
    let size = size.and_then(|field| field.default.as_ref()?.as_u64()).and_then(|size| usize::try_from(size).ok());
    parts.extend(size.map(|size| quote!( page_size: #size )));
    parts.extend(part("answer", &effect.answer));
    quote!( Effect { #( #parts, )* ..Effect::EMPTY } )
}

fn step(step: &Step) -> TokenStream {
    let (action, resource) = (format_ident!("{}", names::type_name(&step.action)), step.resource);
    let mut parts = vec![quote!( action: Action::#action ), quote!( resource: #resource )];
    for (name, value) in [("when", &step.when), ("each", &step.each), ("times", &step.times), ("key", &step.key)] {
        let name = format_ident!("{name}");
        parts.extend(value.as_ref().map(template).map(|value| quote!( #name: Some(#value) )));
    }
    parts.extend(part("set", &step.set));
    parts.extend(part("log", &step.log));
    parts.extend(part("why", &step.why));
    quote!( Step { #( #parts, )* ..Step::EMPTY } )
}

/// A field of a table, unless it says nothing.
fn part(name: &str, value: &Template) -> Option<TokenStream> {
    let (name, filled) = (format_ident!("{name}"), template(value));
    (*value != Template::Nothing).then(|| quote!( #name: #filled ))
}

fn path_part(name: &str, steps: &Vec<String>) -> Option<TokenStream> {
    let (name, filled) = (format_ident!("{name}"), path(steps));
    (!steps.is_empty()).then(|| quote!( #name: #filled ))
}

fn list(name: &str, items: impl Iterator<Item = TokenStream>) -> TokenStream {
    let name = format_ident!("{name}");
    quote!( #name: &[ #( #items ),* ] )
}

fn template(value: &Template) -> TokenStream {
    match value {
        Template::Nothing => quote!(Template::Nothing),
        Template::Boolean(value) => quote!( Template::Boolean(#value) ),
        Template::Integer(value) => quote!( Template::Integer(#value) ),
        Template::Text(value) => quote!( Template::Text(#value) ),
        Template::First(sources) => {
            let sources = sources.iter().map(source);
            quote!( Template::First(&[ #( #sources ),* ]) )
        }
        Template::Joined(parts) => {
            let parts = parts.iter().map(template);
            quote!( Template::Joined(&[ #( #parts ),* ]) )
        }
        Template::List(items) => {
            let items = items.iter().map(template);
            quote!( Template::List(&[ #( #items ),* ]) )
        }
        Template::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| {
                let value = template(value);
                quote!( (#name, #value) )
            });
            quote!( Template::Object(&[ #( #fields ),* ]) )
        }
    }
}

fn source(value: &Source) -> TokenStream {
    match value {
        Source::Text(text) => quote!( Source::Text(#text) ),
        Source::Integer(number) => quote!( Source::Integer(#number) ),
        Source::Boolean(value) => quote!( Source::Boolean(#value) ),
        Source::Input(steps) => {
            let steps = path(steps);
            quote!( Source::Input(#steps) )
        }
        Source::Item(steps) => {
            let steps = path(steps);
            quote!( Source::Item(#steps) )
        }
        Source::Of(resource, steps) => {
            let steps = path(steps);
            quote!( Source::Of(#resource, #steps) )
        }
        Source::Named(resource, name, steps) => {
            let (name, steps) = (source(name), path(steps));
            quote!( Source::Named(#resource, &#name, #steps) )
        }
        Source::Now => quote!(Source::Now),
        Source::Later(number, unit) => {
            let number = source(number);
            quote!( Source::Later(&#number, #unit) )
        }
        Source::If(condition, test, then) => {
            let (condition, test, then) = (source(condition), self::test(test), source(then));
            quote!( Source::If(&#condition, #test, &#then) )
        }
        Source::Before(number, separator, text) => {
            let text = source(text);
            quote!( Source::Before(#number, #separator, &#text) )
        }
        Source::Request => quote!(Source::Request),
        Source::New(form) => quote!( Source::New(#form) ),
        Source::Serial => quote!(Source::Serial),
        Source::Count(resource, conditions) => {
            let conditions = conditions.iter().map(|(field, value)| {
                let (field, value) = (path(field), source(value));
                quote!( (#field, #value) )
            });
            quote!( Source::Count(#resource, &[ #( #conditions ),* ]) )
        }
        Source::List(resource) => quote!( Source::List(#resource) ),
        Source::Map(resource, selected) => {
            let selected = selected.iter().map(|(name, field)| {
                let field = path(field);
                quote!( (#name, #field) )
            });
            quote!( Source::Map(#resource, &[ #( #selected ),* ]) )
        }
        Source::Each(list, fields) => {
            let list = source(list);
            let fields = fields.iter().map(|(name, value)| {
                let value = source(value);
                quote!( (#name, #value) )
            });
            quote!( Source::Each(&#list, &[ #( #fields ),* ]) )
        }
        Source::Ids(resource) => quote!( Source::Ids(#resource) ),
        Source::PageNumber => quote!(Source::PageNumber),
        Source::PageSize => quote!(Source::PageSize),
        Source::Total => quote!(Source::Total),
    }
}

fn test(test: &Test) -> TokenStream {
    match test {
        Test::Is(value) => quote!( Test::Is(#value) ),
        Test::Same(other) => {
            let other = source(other);
            quote!( Test::Same(&#other) )
        }
        Test::Below(number) => quote!( Test::Below(#number) ),
        Test::Older(other) => {
            let other = source(other);
            quote!( Test::Older(&#other) )
        }
    }
}

fn path(steps: &Vec<String>) -> TokenStream {
    quote!( &[ #( #steps ),* ] )
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!( Some(#value) ))
}
