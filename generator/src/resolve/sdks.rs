//! SDKs of other languages: what calls are written for, and which operations each of them knows.

use super::evidence::evidence;
use super::lower::choice;
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Operation, Sdk, SdkKind};
use crate::names;
use crate::source::{self, Written};

/// What they are called in the spec.
const KINDS: [(&str, SdkKind); 4] = [
    ("aliyun_python", SdkKind::AliyunPython),
    ("alibabacloud_python", SdkKind::AlibabaCloudPython),
    ("alicloud_node", SdkKind::AlicloudNode),
    ("alibaba_cloud_go", SdkKind::AlibabaCloudGo),
];

/// The SDKs of a service. Names are anchors: they can be, and differ.
pub fn lower(written: &[source::Sdk], operations: &[Operation], diagnostics: &mut Diagnostics) -> Vec<Sdk> {
    let mut sdks: Vec<Sdk> = Vec::new();
    for sdk in written {
        let name = &sdk.name;
        if !name.value.is_empty() && (names::slug(&name.value) != name.value || matches!(&*name.value, "rust" | "curl")) {
            let diagnostic = Diagnostic::error("invalid-name", format!("`{}` cannot name an SDK", name.value)).at(name.span, "an anchor");
            diagnostics.push(diagnostic.help("use small letters, digits and hyphens, and neither `rust` nor `curl`"));
        }
        if let Some(first) = sdks.iter().find(|known| known.name == name.value) {
            let diagnostic = Diagnostic::error("duplicate-name", format!("there are two SDKs `{}`", name.value));
            diagnostics.push(diagnostic.at(name.span, "the second").at(first.at, "the first").help("give one of them another name"));
        }
        sdks.push(Sdk {
            at: name.span,
            name: name.value.clone(),
            title: sdk.title.value.clone(),
            kind: choice(&sdk.kind, &KINDS, diagnostics),
            package: sdk.package.value.clone(),
            version: sdk.version.as_ref().map(|version| version.value.clone()),
            module: sdk.module.as_ref().map(|module| module.value.clone()).unwrap_or_default(),
            without: indices(&sdk.without, operations, diagnostics),
            path_only: indices(&sdk.path_only, operations, diagnostics),
            evidence: evidence(&sdk.evidence, &[], diagnostics),
        });
    }
    sdks
}

fn indices(written: &[Written<String>], operations: &[Operation], diagnostics: &mut Diagnostics) -> Vec<usize> {
    let mut index = |name: &Written<String>| {
        let index = operations.iter().position(|operation| operation.name == name.value);
        if index.is_none() {
            let help = did_you_mean(&name.value, operations.iter().map(|operation| operation.name.as_str()));
            let diagnostic = Diagnostic::error("missing-reference", format!("there is no operation `{}`", name.value));
            diagnostics.push(diagnostic.at(name.span, "unknown operation").help_if(help));
        }
        index
    };
    written.iter().filter_map(&mut index).collect()
}
