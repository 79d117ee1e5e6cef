//! The type of a product's mock, and its clients: what generated crates make with one call each.

/// Gives a product's mock clients that are set up for it: they call it, and sign with its key. Each line is a method and
/// the type of a service's client. Generated crates call it.
#[macro_export]
macro_rules! clients {
    ($mock:ident, $credentials:ty { $($(#[$documentation:meta])* $method:ident: $client:ty),* $(,)? }) => {
        impl $mock {
            $(
                $(#[$documentation])*
                ///
                /// # Panics
                ///
                /// If the system's certificates cannot be read.
                pub fn $method(&self) -> $client {
                    let key = self.access_key();
                    let credentials = <$credentials>::new(key.id.as_str(), key.secret.clone());
                    let builder = <$client>::builder().endpoint(self.url()).credentials(credentials);
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
