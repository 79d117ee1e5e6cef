//! The type of a product's mock, and its clients: what generated crates make with one call each.

/// Gives a product's mock clients that are set up for it: they call it, sign with its key, and tell the time by its clock. Each
/// line is a method and the type of a service's client, which is in the crate that is named. Generated crates call it.
#[macro_export]
macro_rules! clients {
    ($mock:ident, $crate_of_clients:ident { $($(#[$documentation:meta])* $method:ident: $client:ty),* $(,)? }) => {
        /// The time of day by the mock's clock: by another, a client takes the date of a refusal for the reason, and calls again.
        /// How long a client waits is by this machine's, as a mock whose clock stands still answers all the same.
        #[derive(Debug)]
        struct ClientClock(::std::sync::Arc<$crate::MockClock>, $crate_of_clients::SystemClock);

        impl $crate_of_clients::Clock for ClientClock {
            fn now(&self) -> $crate_of_clients::wire::jiff::Timestamp {
                self.0.now()
            }

            fn monotonic(&self) -> ::core::time::Duration {
                self.1.monotonic()
            }
        }

        impl $mock {
            $(
                $(#[$documentation])*
                ///
                /// # Panics
                ///
                /// If the system's certificates cannot be read.
                pub fn $method(&self) -> $client {
                    let key = self.access_key();
                    let credentials = $crate_of_clients::Credentials::new(key.id.as_str(), key.secret.clone());
                    let clock = ClientClock(::std::sync::Arc::clone(self.clock()), ::core::default::Default::default());
                    let builder = <$client>::builder().endpoint(self.url()).credentials(credentials).clock(clock).no_proxy();
                    let builder = match self.ca_pem() {
                        Some(pem) => builder.ca_pem(pem),
                        None => builder,
                    };
                    builder.build().expect("a client can be built")
                }
            )*
        }
    };
}

/// Makes the type of a product's mock: a [`Server`](crate::Server) that is started with the product's services. Generated crates
/// call it.
#[macro_export]
macro_rules! mock {
    ($(#[$documentation:meta])* $name:ident: [$($handler:expr),* $(,)?]) => {
        $(#[$documentation])*
        #[derive(Debug)]
        pub struct $name($crate::Server);

        impl $name {
            /// Starts a mock on a free port.
            ///
            /// # Panics
            ///
            /// If there is no free port, or there can be no more threads; [`Self::builder`] returns that as an error.
            pub async fn start() -> Self {
                Self::start_blocking()
            }

            /// Starts a mock on a free port, for a caller without a runtime.
            ///
            /// # Panics
            ///
            /// As [`Self::start`].
            pub fn start_blocking() -> Self {
                Self::builder().start_blocking().expect("a mock needs a free port and a thread")
            }

            /// Accepts no more calls, and returns when those that are under way are answered, or cut off after ten seconds.
            pub async fn shutdown(self) {
                self.0.shutdown().await;
            }

            /// A mock that can be told more before it is started; every service keeps
            /// what its spec says and answers documented examples otherwise.
            pub fn builder() -> $crate::Builder<Self> {
                $crate::Builder::new()$(.handler($handler))*
            }
        }

        impl ::core::convert::From<$crate::Server> for $name {
            fn from(server: $crate::Server) -> Self {
                Self(server)
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = $crate::Server;

            fn deref(&self) -> &$crate::Server {
                &self.0
            }
        }
    };
}
