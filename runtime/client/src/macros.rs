//! The macros that generated code calls: what differs is their arguments, what does not is behind them.

/// Declares the client of a service.
///
/// `endpoint:` is optional: the service's usual address, with `{region}` and `{domain}` in it. So is `signing:`, a
/// [`Scheme`](crate::Scheme) where it is not that of the service's style, and `roles:`, the client of the service that assumes
/// roles.
#[macro_export]
macro_rules! client {
    ($(#[$docs:meta])* $client:ident : $service:path $(, endpoint: $endpoint:literal)? $(, signing: $scheme:ident)? $(, roles: $roles:path)? $(,)?) => {
        $(#[$docs])*
        ///
        /// It is cheap to clone: clones share connections, credentials and the budget of retries.
        #[derive(Clone, Debug)]
        pub struct $client {
            engine: $crate::Engine,
        }

        impl $client {
            pub(crate) const ADDRESS: $crate::Address = $crate::Address::of(&$service)
                $(.at($endpoint))?
                $(.signed_by($crate::Scheme::$scheme))?;

            /// Begins to set up a client.
            pub fn builder() -> $crate::Builder<Self> {
                $crate::Builder::new(Self::ADDRESS)$(.roles_of(<$roles>::ADDRESS))?
            }

            /// A client by the variables of the environment; [`Environment`]($crate::Environment) lists them.
            pub fn from_env() -> ::core::result::Result<Self, $crate::Error> {
                Self::builder().env()?.build()
            }

            /// A client that differs in what it says for every call, and shares everything else with this one: for another
            /// organisation, say, or another region.
            pub fn with_options(&self, options: $crate::CallOptions) -> Self {
                self.engine.with_options(options).into()
            }

            /// A call of an operation that this client has no method for, by its name. It is signed, tried again and
            /// refused like any other.
            pub fn raw(&self, operation: impl ::core::convert::Into<::std::string::String>) -> $crate::RawCall {
                self.engine.raw(operation)
            }

            /// A call of an operation by its input, for code that is written for any operation.
            pub fn call<I: $crate::wire::Input>(&self, input: I) -> $crate::Call<I> {
                self.engine.call(input)
            }
        }

        impl ::core::convert::From<$crate::Engine> for $client {
            fn from(engine: $crate::Engine) -> Self {
                Self { engine }
            }
        }
    };
}

/// Adds to a request builder, a struct with a field `call`, what every one of them has.
///
/// What sends is inline, here and in the macros beside this one: else the generated crate would compile every operation, to
/// the last field of its answer; so a program compiles those that it calls.
#[macro_export]
macro_rules! call {
    ($call:ident { $input:ident }) => {
        impl $call {
            pub(crate) fn new(call: $crate::Call<$input>) -> Self {
                Self { call }
            }

            /// Makes the call.
            #[inline]
            pub fn send(
                self,
            ) -> impl ::core::future::Future<Output = ::core::result::Result<<$input as $crate::wire::Input>::Output, $crate::Error>>
            + ::core::marker::Send
            + use<> {
                self.call.send()
            }

            /// Makes the call, and leaves the answer as it came: status, headers, bytes, request id.
            #[inline]
            pub fn send_raw(
                self,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<$crate::Raw<<$input as $crate::wire::Input>::Output>, $crate::Error>,
            > + ::core::marker::Send
            + use<> {
                self.call.send_raw()
            }

            /// Options for this call alone.
            #[inline]
            pub fn configure(mut self, options: $crate::CallOptions) -> Self {
                self.call = self.call.configure(options);
                self
            }

            /// What the operation is called with.
            pub fn input(&self) -> &$input {
                &self.call.input
            }

            /// What the operation is called with, to change before it is sent; fields that are not documented go into `extra`.
            pub fn input_mut(&mut self) -> &mut $input {
                &mut self.call.input
            }
        }

        impl ::core::convert::From<$call> for $crate::Call<$input> {
            fn from(builder: $call) -> Self {
                builder.call
            }
        }

        impl ::core::future::IntoFuture for $call {
            type Output = ::core::result::Result<<$input as $crate::wire::Input>::Output, $crate::Error>;
            type IntoFuture = $crate::BoxFuture<'static, Self::Output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                ::core::future::IntoFuture::into_future(self.call)
            }
        }

        $crate::__call_blocking!($call { $input });
    };
}

/// Nothing, as calls do not block without the feature.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __call_blocking {
    ($call:ident { $input:ident }) => {};
}

/// Nothing, as there is no `kube_config()` without the feature.
#[cfg(not(feature = "kube"))]
#[macro_export]
macro_rules! kubeconfig {
    ($call:ident { $input:ident } |$answer:ident| $kubeconfig:expr) => {};
}

/// Adds `into_credentials()` to the builder of an operation whose table says where in the answer credentials are.
#[macro_export]
macro_rules! credentials {
    ($call:ident) => {
        impl $call {
            /// The credentials that this call answers with, for a client: fetched when they are needed first, remembered,
            /// fetched anew before they expire, by one caller at a time.
            #[inline]
            pub fn into_credentials(self) -> $crate::SessionCredentials {
                self.call.into_credentials()
            }
        }
    };
}
