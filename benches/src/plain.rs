//! Inputs and outputs as a plain derive has them: the shape of the generated types, without leniency, unknown fields, unknown
//! values and secrets. Of a cluster there is what the examples have.

#![allow(missing_docs, reason = "the generated types say what each of these is")]

use serde::{Deserialize, Serialize};

use crate::documented;

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

#[derive(Debug, Deserialize, Serialize)]
pub struct Tag {
    pub key: String,
    pub value: String,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Taint {
    pub key: String,
    pub value: Option<String>,
    pub effect: Option<TaintEffect>,
}

#[derive(Debug, Deserialize, Serialize)]
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

#[derive(Debug, Deserialize)]
pub struct Cluster {
    #[serde(rename = "asapiSuccess")]
    pub asapi_success: Option<bool>,
    pub cluster_id: Option<String>,
    pub cluster_spec: Option<String>,
    pub cluster_type: Option<String>,
    pub created: Option<String>,
    pub current_version: Option<String>,
    pub deletion_protection: Option<bool>,
    pub docker_version: Option<String>,
    #[serde(rename = "eagleEyeTraceId")]
    pub eagle_eye_trace_id: Option<String>,
    pub external_loadbalancer_id: Option<String>,
    pub init_version: Option<String>,
    pub maintenance_window: Option<MaintenanceWindow>,
    pub master_url: Option<String>,
    pub meta_data: Option<String>,
    pub name: Option<String>,
    pub network_mode: Option<String>,
    pub next_version: Option<String>,
    pub private_zone: Option<bool>,
    pub profile: Option<String>,
    pub region_id: Option<String>,
    pub resource_group_id: Option<String>,
    pub security_group_id: Option<String>,
    pub size: Option<i64>,
    pub state: Option<String>,
    pub subnet_cidr: Option<String>,
    pub tags: Option<Vec<Tag>>,
    pub updated: Option<String>,
    pub vpc_id: Option<String>,
    pub vswitch_id: Option<String>,
    pub worker_ram_role_name: Option<String>,
    pub zone_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct MaintenanceWindow {
    pub duration: Option<String>,
    pub enable: Option<bool>,
    pub maintenance_time: Option<String>,
    pub weekly_period: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct NewCluster {
    pub cluster_type: Option<String>,
    pub name: Option<String>,
    pub region_id: Option<String>,
    pub disable_rollback: Option<bool>,
    pub timeout_mins: Option<i64>,
    pub kubernetes_version: Option<String>,
    pub snat_entry: Option<bool>,
    pub endpoint_public_access: Option<bool>,
    pub ssh_flags: Option<bool>,
    pub cloud_monitor_flags: Option<bool>,
    pub deletion_protection: Option<bool>,
    pub node_cidr_mask: Option<String>,
    pub user_ca: Option<String>,
    pub proxy_mode: Option<String>,
    pub tags: Option<Vec<Tag>>,
    pub addons: Option<Vec<NewAddon>>,
    pub os_type: Option<String>,
    pub platform: Option<String>,
    pub user_data: Option<String>,
    pub node_port_range: Option<String>,
    pub login_password: Option<String>,
    pub cpu_policy: Option<String>,
    pub taints: Option<Vec<Taint>>,
    pub master_count: Option<i64>,
    pub master_system_disk_category: Option<String>,
    pub master_system_disk_size: Option<i64>,
    pub master_system_disk_snapshot_policy_id: Option<String>,
    pub master_system_disk_performance_level: Option<String>,
    pub num_of_nodes: Option<i64>,
    pub worker_system_disk_category: Option<String>,
    pub worker_system_disk_size: Option<i64>,
    pub worker_system_disk_snapshot_policy_id: Option<String>,
    pub worker_system_disk_performance_level: Option<String>,
    pub worker_data_disks: Option<Vec<NewDisk>>,
    pub vpcid: Option<String>,
    pub is_enterprise_security_group: Option<bool>,
    pub container_cidr: Option<String>,
    pub service_cidr: Option<String>,
    pub resource_group_id: Option<String>,
    pub image_id: Option<String>,
    pub cluster_domain: Option<String>,
    pub profile: Option<String>,
    pub master_vswitch_ids: Option<Vec<String>>,
    pub master_instance_types: Option<Vec<String>>,
    pub worker_vswitch_ids: Option<Vec<String>>,
    pub worker_instance_types: Option<Vec<String>>,
    pub pod_vswitch_ids: Option<Vec<String>>,
    pub runtime: Option<Runtime>,
    pub instances: Option<Vec<String>>,
}

impl NewCluster {
    /// The example of the guide.
    pub fn documented() -> Self {
        documented::body("CreateCluster")
    }
}

#[derive(Debug, Deserialize, Serialize)]
pub struct NewAddon {
    pub name: Option<String>,
    pub config: Option<String>,
    pub disabled: Option<bool>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct NewDisk {
    pub auto_snapshot_policy_id: Option<String>,
    pub category: Option<String>,
    pub encrypted: Option<String>,
    pub performance_level: Option<String>,
    pub size: Option<i64>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Runtime {
    pub name: Option<String>,
    pub version: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Created {
    pub cluster_id: Option<String>,
    pub request_id: Option<String>,
    pub task_id: Option<String>,
}
