//! What a service keeps, as static tables.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::rust::{Paths, RustFile, inert};
use crate::model::resources::{Effect, Resource, Resources, Source, Step, Template, Transition};
use crate::names;
use crate::output::File;

/// How many items a page has where the spec does not say.
const PAGE_SIZE: usize = 10;

/// The module of what a service keeps, if it keeps anything.
pub fn module(paths: Paths<'_>) -> Option<File> {
    let resources = paths.service.resources.as_ref()?;
    let mut file = RustFile::new(format!("What the service keeps, and how that changes.\n\n{}", inert(&resources.assumed.en)));
    file.add(quote!(
        use ackgen_mock::resources::*;
    ));
    let (kinds, effects) = (&resources.resources, &resources.effects);
    let (kind_names, effect_names): (Vec<_>, Vec<_>) = (
        kinds.iter().map(|kind| constant("RESOURCE", &kind.name)).collect(),
        effects.iter().map(|effect| constant("EFFECT", &names::method(&paths.service.operations[effect.operation].name))).collect(),
    );
    let (log, refusals) = (log(resources), refusals(resources));
    file.add(quote! {
        #[doc = " Everything that the service keeps."]
        pub static RESOURCES: Resources = Resources {
            resources: &[ #( #kind_names ),* ],
            effects: &[ #( #effect_names ),* ],
            refusals: #refusals,
            log: #log,
        };
    });
    for (kind, name) in kinds.iter().zip(&kind_names) {
        let value = resource(kind);
        file.add(quote!( const #name: Resource = #value; ));
    }
    for (effect, name) in effects.iter().zip(&effect_names) {
        let value = self::effect(paths, effect);
        file.add(quote!( const #name: Effect = #value; ));
    }
    Some(file.finish(super::file_of(paths, "/resources")))
}

fn constant(prefix: &str, name: &str) -> proc_macro2::Ident {
    format_ident!("{prefix}_{}", names::constant(name))
}

fn refusals(resources: &Resources) -> TokenStream {
    let fields = resources.refusals.iter().map(|(name, refusal)| {
        let (name, status, code, message) = (format_ident!("{name}"), refusal.status, &refusal.code, &refusal.message);
        quote!( #name: RefusalForm { status: #status, code: #code, message: #message } )
    });
    quote!( Refusals { #( #fields ),* } )
}

fn log(resources: &Resources) -> TokenStream {
    match &resources.log {
        Some((resource, field)) => quote!( Some(Log { resource: #resource, field: #field }) ),
        None => quote!(None),
    }
}

fn resource(resource: &Resource) -> TokenStream {
    let Resource { name, what, fields, .. } = resource;
    let what = &what.en;
    let parent = optional(resource.parent.as_ref().map(|parent| quote!(#parent)));
    let id = optional(resource.id.as_ref().map(|id| {
        let (field, parameters, also) = (path(&id.field), &id.parameters, id.also.iter().map(path));
        let form = optional(id.form.as_ref().map(|form| quote!(#form)));
        quote!( Id { field: #field, form: #form, parameters: &[ #( #parameters ),* ], also: &[ #( #also ),* ] } )
    }));
    let (initial, view, kept_while) = (template(&resource.initial), template(&resource.view), template(&resource.kept_while));
    let seeds = resource.seeds.iter().map(template);
    let quota = optional(resource.quota.as_ref().map(|(holder, field)| {
        let field = path(field);
        quote!( Quota { resource: #holder, field: #field } )
    }));
    let (protected_by, state) = (path(&resource.protected_by), path(&resource.state));
    let transitions = resource.transitions.iter().map(transition);
    quote! {
        Resource {
            name: #name,
            what: #what,
            parent: #parent,
            id: #id,
            fields: &[ #( #fields ),* ],
            initial: #initial,
            view: #view,
            seeds: &[ #( #seeds ),* ],
            quota: #quota,
            protected_by: #protected_by,
            kept_while: #kept_while,
            state: #state,
            transitions: &[ #( #transitions ),* ],
        }
    }
}

fn transition(transition: &Transition) -> TokenStream {
    let Transition { from, to, by, after, removes, .. } = transition;
    let fails = optional(transition.fails.as_ref().map(|(to, set, log)| {
        let (set, log) = (template(set), template(log));
        quote!( Failure { to: #to, set: #set, log: #log } )
    }));
    let (set, log) = (template(&transition.set), template(&transition.log));
    quote! {
        Transition {
            from: &[ #( #from ),* ],
            to: #to,
            by: &[ #( #by ),* ],
            after: #after,
            fails: #fails,
            removes: #removes,
            set: #set,
            log: #log,
        }
    }
}

fn effect(paths: Paths<'_>, effect: &Effect) -> TokenStream {
    let operation = &paths.service.operations[effect.operation];
    let name = &operation.name;
    let size =
        operation.pagination.as_ref().and_then(|pagination| operation.input.fields.iter().find(|field| field.wire == pagination.size));
    let size = size.and_then(|field| field.default.as_ref()?.as_u64()).and_then(|size| usize::try_from(size).ok()).unwrap_or(PAGE_SIZE);
    let requires =
        effect.requires.iter().map(|(resource, states)| quote!( Requirement { resource: #resource, states: &[ #( #states ),* ] } ));
    let steps = effect.steps.iter().map(step);
    let filter = effect.filter.iter().map(|(field, value)| {
        let (field, value) = (path(field), template(value));
        quote!( (#field, #value) )
    });
    let answer = template(&effect.answer);
    quote! {
        Effect {
            operation: #name,
            requires: &[ #( #requires ),* ],
            steps: &[ #( #steps ),* ],
            filter: &[ #( #filter ),* ],
            page_size: #size,
            answer: #answer,
        }
    }
}

fn step(step: &Step) -> TokenStream {
    let (action, resource) = (format_ident!("{}", names::type_name(&step.action)), step.resource);
    let [each, times, key] = [&step.each, &step.times, &step.key].map(|value| optional(value.as_ref().map(template)));
    let (set, log) = (template(&step.set), template(&step.log));
    quote!( Step { action: Action::#action, resource: #resource, each: #each, times: #times, key: #key, set: #set, log: #log } )
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
        Source::Ids(resource) => quote!( Source::Ids(#resource) ),
        Source::PageNumber => quote!(Source::PageNumber),
        Source::PageSize => quote!(Source::PageSize),
        Source::Total => quote!(Source::Total),
    }
}

fn path(steps: &Vec<String>) -> TokenStream {
    quote!( &[ #( #steps ),* ] )
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!( Some(#value) ))
}
