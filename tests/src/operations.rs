//! Every operation with its types erased, so that a test can go over all of them.
//!
//! The list is checked against the service's own: one that is missing here fails a test that says so.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use ack_client::wire::serde::{Serialize, de::DeserializeOwned};
use ack_client::wire::serde_json::{self, Value};
use ack_client::wire::{self, Input, Operation};
use ack_client::{Error, sts};

/// An operation with its types erased.
pub struct Erased {
    /// The operation.
    pub operation: &'static Operation,
    /// Decodes an answer with the generated type and writes it again.
    pub through: fn(Option<&str>, &[u8]) -> Result<Value, String>,
    /// How the generated types show an input and an answer.
    pub debug: fn(Value, Value) -> Result<[String; 2], String>,
    /// Builds an input with the generated type and encodes the request.
    pub encode: fn(Value) -> Result<wire::http::Request<wire::bytes::Bytes>, String>,
    /// Calls the service with an input.
    pub call: Calls,
}

/// The client that an operation needs.
pub enum Calls {
    /// The main service's.
    Main(fn(&ack_client::Client, Value) -> Answer),
    /// The other one's.
    Sts(fn(&sts::Client, Value) -> Answer),
}

/// An answer that will come, as JSON.
pub type Answer = Pin<Box<dyn Future<Output = Result<Value, Error>>>>;

fn through<I: Input>(content_type: Option<&str>, body: &[u8]) -> Result<Value, String> {
    let decoded: I::Output = wire::decode_response(I::OPERATION, content_type, body).map_err(|error| error.to_string())?;
    written::<I>(&decoded)
}

fn written<I: Input>(output: &I::Output) -> Result<Value, String> {
    serde_json::to_value(wire::Wire::view(output)).map_err(|error| error.to_string())
}

/// Every output can be copied, shown, compared, and stored: this compiles for no other.
fn debug<I>(input: Value, answer: Value) -> Result<[String; 2], String>
where
    I: Input + Clone + Debug + PartialEq,
    I::Output: Clone + Debug + PartialEq + Serialize + DeserializeOwned,
{
    let input: I = wire::Wire::read(input).map_err(|error| error.to_string())?;
    let output: I::Output = serde_json::from_value(answer).map_err(|error| error.to_string())?;
    assert!(input.clone() == input && output.clone() == output, "a copy is the same");
    Ok([format!("{input:?} {input:#?}"), format!("{output:?} {output:#?}")])
}

fn encode<I: Input>(input: Value) -> Result<wire::http::Request<wire::bytes::Bytes>, String> {
    let input: I = wire::Wire::read(input).map_err(|error| error.to_string())?;
    wire::encode_request(&input).map_err(|error| error.to_string())
}

macro_rules! operations {
    ($($calls:ident($client:path) { $($input:path,)* })*) => {
        vec![$($(Erased {
            operation: <$input as Input>::OPERATION,
            through: through::<$input>,
            debug: debug::<$input>,
            encode: encode::<$input>,
            call: Calls::$calls(|client: &$client, input: Value| {
                let client = client.clone();
                Box::pin(async move {
                    let input: $input = wire::Wire::read(input).expect("an example builds an input");
                    let output = client.call(input).send().await?;
                    Ok(written::<$input>(&output).expect("an output can be written"))
                })
            }),
        },)*)*]
    };
}

/// Every operation of the product.
pub fn all() -> Vec<Erased> {
    use ack_client::{addons, clusters, node_pools, nodes, quotas, templates, upgrades, versions};
    operations! {
        Main(ack_client::Client) {
            clusters::CreateClusterInput,
            clusters::DeleteClusterInput,
            clusters::DescribeClusterUserKubeconfigInput,
            clusters::DescribeClustersV1Input,
            clusters::DescribeClusterDetailInput,
            clusters::DescribeClusterResourcesInput,
            clusters::DescribeClusterNamespacesInput,
            clusters::DescribeExternalAgentInput,
            clusters::DescribeClusterLogsInput,
            clusters::ModifyClusterInput,
            clusters::ModifyClusterTagsInput,
            versions::DescribeKubernetesVersionMetadataInput,
            quotas::DescribeUserQuotaInput,
            upgrades::UpgradeClusterInput,
            upgrades::GetUpgradeStatusInput,
            upgrades::PauseClusterUpgradeInput,
            upgrades::CancelClusterUpgradeInput,
            upgrades::ResumeUpgradeClusterInput,
            nodes::DescribeClusterNodesInput,
            nodes::RemoveClusterNodesInput,
            nodes::AttachInstancesInput,
            nodes::DescribeClusterAttachScriptsInput,
            node_pools::CreateClusterNodePoolInput,
            node_pools::ScaleClusterNodePoolInput,
            node_pools::ModifyClusterNodePoolInput,
            node_pools::DescribeClusterNodePoolsInput,
            node_pools::DescribeClusterNodePoolDetailInput,
            node_pools::DeleteClusterNodepoolInput,
            templates::CreateTemplateInput,
            templates::DeleteTemplateInput,
            templates::DescribeTemplatesInput,
            templates::DescribeTemplateAttributeInput,
            templates::UpdateTemplateInput,
            addons::InstallClusterAddonsInput,
            addons::DescribeAddonsInput,
            addons::DescribeClusterAddonsVersionInput,
            addons::DescribeClusterAddonsUpgradeStatusInput,
            addons::UpgradeClusterAddonsInput,
            addons::UnInstallClusterAddonsInput,
        }
        Sts(sts::Client) {
            sts::sessions::AssumeRoleInput,
        }
    }
}
