//! The ways to a service: the public cloud's gateway, and the older ones of private clouds.

/// Through which gateway a service is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Gateway {
    /// The gateway of the public cloud, and of private clouds by now: operations at their own paths.
    #[default]
    Pop,
    /// The ASAPI gateway of private clouds, by path: operations at their own paths behind `/roa`, with headers that say
    /// which product is called (`x-ascm-product-*`).
    AsapiRoa,
    /// The ASAPI gateway of private clouds, by name: every operation is a form that is sent to `/asapi/v3`.
    Asapi,
}

impl Gateway {
    /// The gateways by the names that environment variables have for them.
    pub const NAMES: [(&'static str, Self); 3] = [("pop", Self::Pop), ("asapi_roa", Self::AsapiRoa), ("asapi", Self::Asapi)];

    /// What comes before the paths of operations.
    pub fn path_prefix(self) -> &'static str {
        match self {
            Self::Pop => "",
            Self::AsapiRoa => "/roa",
            Self::Asapi => "/asapi/v3",
        }
    }
}
