//! From an answer that holds a kubeconfig to what a client of Kubernetes is made of.

use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};

use crate::call::Call;
use crate::error::Error;
use crate::wire::{Input, Secret};

impl<I: Input> Call<I> {
    /// Makes the call, and reads the kubeconfig in its answer. Generated code offers it for operations that answer one.
    #[doc(hidden)]
    pub async fn kube_config(self, kubeconfig: fn(&I::Output) -> Option<&Secret>) -> Result<kube::Config, Error> {
        let answer = self.send_raw().await?;
        let output = answer.decode()?;
        let read = match kubeconfig(&output).map(Secret::expose).filter(|text| !text.trim().is_empty()) {
            Some(text) => read(text).await,
            None => Err("the answer has no kubeconfig".to_owned()),
        };
        read.map_err(|message| Error::answer(message, answer.into_response()).of(I::OPERATION.name))
    }
}

async fn read(text: &str) -> Result<kube::Config, String> {
    let kubeconfig = Kubeconfig::from_yaml(text).map_err(shown)?;
    if let Some(user) = missing_user(&kubeconfig) {
        return Err(format!("the kubeconfig in the answer cannot be used: it has no user {user:?}"));
    }
    kube::Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.map_err(shown)
}

/// The user of the current context, if there is none of that name: who loads it would go on as nobody, where `kubectl` refuses.
fn missing_user(kubeconfig: &Kubeconfig) -> Option<&str> {
    let current = kubeconfig.contexts.iter().find(|context| Some(&context.name) == kubeconfig.current_context.as_ref())?;
    let user = current.context.as_ref()?.user.as_deref().filter(|user| !user.is_empty())?;
    kubeconfig.auth_infos.iter().all(|known| known.name != user).then_some(user)
}

/// What is wrong, without what stands there: a parser's message quotes the line, which may be a key.
fn shown(error: KubeconfigError) -> String {
    match error {
        KubeconfigError::Parse(_) => "the kubeconfig in the answer cannot be read: it is not the YAML of one".to_owned(),
        KubeconfigError::LoadClientKey(_) => "the kubeconfig in the answer cannot be used: its client key cannot be read".to_owned(),
        other => format!("the kubeconfig in the answer cannot be used: {other}"),
    }
}

/// Adds `kube_config()` to the builder of an operation whose answer holds a kubeconfig.
///
/// ```text
/// ackgen_client::kubeconfig!(OpenCluster { OpenClusterInput } |answer| &answer.config);
/// ```
#[macro_export]
macro_rules! kubeconfig {
    ($call:ident { $input:ident } |$answer:ident| $kubeconfig:expr) => {
        impl $call {
            /// Makes the call, and reads the kubeconfig in its answer: what [`kube::Client`]($crate::kube) is made of. What it
            /// says of plugins and files counts, as it does for `kubectl`.
            #[inline]
            pub async fn kube_config(self) -> ::core::result::Result<$crate::kube::Config, $crate::Error> {
                self.call.kube_config(|$answer| ($kubeconfig).into()).await
            }
        }
    };
}
