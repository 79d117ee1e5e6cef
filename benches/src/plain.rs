//! The node pools of a cluster as a plain derive has them: the shape of the generated types, without leniency, unknown
//! fields, unknown values and secrets.

#![allow(missing_docs, reason = "the generated types say what each of these is")]

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct NodePools {
    pub nodepools: Vec<NodePool>,
}

#[derive(Debug, Deserialize)]
pub struct NodePool {
    pub auto_scaling: Option<AutoScaling>,
    pub kubernetes_config: Option<KubernetesConfig>,
    pub nodepool_info: Option<NodePoolInfo>,
    pub scaling_group: Option<ScalingGroup>,
    pub status: Option<NodePoolStatus>,
    pub tee_config: Option<TeeConfig>,
}

#[derive(Debug, Deserialize)]
pub struct AutoScaling {
    pub eip_bandwidth: Option<i64>,
    pub enable: Option<bool>,
    pub max_instances: Option<i64>,
    pub min_instances: Option<i64>,
    pub r#type: Option<AutoScalingType>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AutoScalingType {
    Cpu,
    Gpu,
    GpuShare,
    Spot,
}

#[derive(Debug, Deserialize)]
pub struct KubernetesConfig {
    pub cms_enabled: Option<bool>,
    pub cpu_policy: Option<CpuPolicy>,
    pub labels: Vec<Tag>,
    pub node_name_mode: Option<String>,
    pub overwrite_hostname: Option<bool>,
    pub runtime: String,
    pub runtime_version: Option<String>,
    pub taints: Vec<Taint>,
    pub unschedulable: Option<bool>,
    pub user_data: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CpuPolicy {
    Static,
    None,
}

#[derive(Debug, Deserialize)]
pub struct Tag {
    pub key: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub struct Taint {
    pub key: String,
    pub value: Option<String>,
    pub effect: Option<TaintEffect>,
}

#[derive(Debug, Deserialize)]
pub enum TaintEffect {
    NoSchedule,
    NoExecute,
    PreferNoSchedule,
}

#[derive(Debug, Deserialize)]
pub struct NodePoolInfo {
    pub created: Option<String>,
    pub is_default: Option<bool>,
    pub name: String,
    pub nodepool_id: String,
    pub region_id: String,
    pub resource_group_id: String,
    pub r#type: String,
    pub updated: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct ScalingGroup {
    pub data_disks: Vec<DataDisk>,
    pub image_id: String,
    pub instance_charge_type: Option<InstanceChargeType>,
    pub instance_types: Vec<String>,
    pub internet_charge_type: Option<String>,
    pub internet_max_bandwidth_out: Option<i64>,
    pub login_password: Option<String>,
    pub multi_az_policy: Option<String>,
    pub platform: Option<Platform>,
    pub ram_policy: String,
    pub scaling_group_id: String,
    pub scaling_policy: Option<ScalingPolicy>,
    pub security_group_id: String,
    pub system_disk_category: Option<DiskCategory>,
    pub system_disk_size: Option<i64>,
    pub tags: Vec<Tag>,
    pub vswitch_ids: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub enum InstanceChargeType {
    PrePaid,
    PostPaid,
}

#[derive(Debug, Deserialize)]
pub enum Platform {
    #[serde(rename = "CentOS")]
    CentOs,
    AliyunLinux,
    WindowsCore,
    #[serde(rename = "ARM CentOS")]
    ArmCentOs,
    NeoKylin,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScalingPolicy {
    Release,
    Recycle,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiskCategory {
    CloudEfficiency,
    CloudSsd,
    CloudEssd,
}

#[derive(Debug, Deserialize)]
pub struct DataDisk {
    pub category: Option<DiskCategory>,
    pub size: Option<i64>,
    pub encrypted: Option<DataDiskEncryption>,
    pub auto_snapshot_policy_id: String,
}

#[derive(Debug, Deserialize)]
pub enum DataDiskEncryption {
    #[serde(rename = "true")]
    Encrypted,
    #[serde(rename = "false")]
    Unencrypted,
}

#[derive(Debug, Deserialize)]
pub struct NodePoolStatus {
    pub failed_nodes: Option<i64>,
    pub healthy_nodes: Option<i64>,
    pub initial_nodes: Option<i64>,
    pub offline_nodes: Option<i64>,
    pub removing_nodes: Option<i64>,
    pub serving_nodes: Option<i64>,
    pub state: NodePoolState,
    pub total_nodes: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodePoolState {
    Active,
    Scaling,
    Removing,
    Deleting,
    Updating,
}

#[derive(Debug, Deserialize)]
pub struct TeeConfig {
    pub tee_enable: Option<bool>,
}
