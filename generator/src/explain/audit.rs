//! What an audit finds: rows of a guide beside what a spec makes of them.

use super::Explanation;
use crate::audit::RULES;

/// Every rule of the audit, with its text and its example.
pub fn explanations() -> Vec<Explanation> {
    let of = |id: &str| TEXTS.iter().find(|(of, ..)| *of == id).map_or(("", "", ""), |(_, text, wrong, right)| (text, wrong, right));
    let explain = |rule: &'static crate::audit::Rule| {
        let (text, wrong, right) = of(rule.id);
        Explanation { id: rule.id, title: rule.meaning, text, wrong, right }
    };
    RULES.iter().map(explain).collect()
}

/// Id, text, an example of wrong and of right. A bar stands for the tab between two columns.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    (
        "nothing-compared",
        "An audit of nothing finds nothing, which must not pass for agreement. Most often the text is not that of the guide, or its \
         tables have lost their tabs.",
        "guide: a page of running text",
        "guide: 2.2.1. CreateCluster\n       name | String | Body | …",
    ),
    (
        "operation-missing",
        "The guide describes an operation that the spec does not have, or the spec one that no section of the guide describes. \
         Describe it, or take it out; an erratum explains one that is meant to be on one side only.",
        "guide: 2.2.9. PauseCluster\nspec:  (nothing)",
        "guide: 2.2.9. PauseCluster\nspec:  - name: PauseCluster",
    ),
    (
        "operation-differs",
        "A section and the operation that names it have to be about the same. One of the two was renumbered or renamed.",
        "guide: 2.2.9. PauseCluster\nspec:  - name: StopCluster\n         section: 2.2.9",
        "guide: 2.2.9. PauseCluster\nspec:  - name: PauseCluster\n         section: 2.2.9",
    ),
    (
        "method-differs",
        "A request by another method is another request. If the guide is wrong, an erratum says so.",
        "guide: POST /clusters\nspec:  http: PUT /clusters",
        "guide: POST /clusters\nspec:  http: POST /clusters",
    ),
    (
        "path-differs",
        "A request to another path is another request. Names of parameters in braces may differ in case only. If the guide is wrong, \
         an erratum says so.",
        "guide: GET /clusters/{ClusterId}/nodes\nspec:  http: GET /cluster/{ClusterId}/nodes",
        "guide: GET /clusters/{ClusterId}/nodes\nspec:  http: GET /clusters/{ClusterId}/nodes",
    ),
    (
        "missing-in-spec",
        "A row tells a fact that the spec has not. Most often it is new in this version of the guide. Add the field, header or error, \
         with the row as its evidence.",
        "guide: timeout | Integer | Body | 60\nspec:  (nothing)",
        "guide: timeout | Integer | Body | 60\nspec:  timeout: { type: integer, evidence: table, example: 60, … }",
    ),
    (
        "missing-in-guide",
        "The spec says that a table has a row, and it has not. Either the row is gone from this version of the guide, or the evidence \
         is of another kind.",
        "guide: (nothing)\nspec:  timeout: { evidence: table, … }",
        "guide: (nothing)\nspec:  timeout: { evidence: sdk, … }",
    ),
    (
        "unclaimed-row",
        "A table has a row of the field, and the field does not say so. Evidence is complete, so that a later change of the row is \
         noticed.",
        "guide: 2.2.1  timeout | Integer | …\nspec:  timeout: { evidence: sdk, … }",
        "guide: 2.2.1  timeout | Integer | …\nspec:  timeout: { evidence: [table 2.2.1, sdk], … }",
    ),
    (
        "unreadable-row",
        "A line has tabs like a row, and stands behind no header that the audit knows. What cannot be read cannot be compared: look \
         at it by hand, and put the extraction right.",
        "guide: timeout | Integer | 60      (no header above it)",
        "guide: 名称 | 类型 | 示例值\n       timeout | Integer | 60",
    ),
    (
        "name-differs",
        "Extractions break words and confuse letters; the audit sees through that. This is more: the guide spells the name otherwise. \
         `printed` says so, where the name on the wire is another one.",
        "guide: Nodepoolid | String | Path\nspec:  NodepoolId: { … }",
        "guide: Nodepoolid | String | Path\nspec:  NodepoolId: { printed: Nodepoolid, … }",
    ),
    (
        "type-differs",
        "The guide gives another type. If the guide is wrong, `printed` says what it gives, and an erratum why the spec decides \
         otherwise.",
        "guide: count | String | …\nspec:  count: { type: integer, … }",
        "guide: count | String | …\nspec:  count: { type: integer, printed: { type: String }, … }",
    ),
    (
        "location-differs",
        "The guide puts the parameter elsewhere: into the path, the query, a header or the body. If the guide is wrong, `printed` \
         says where it puts it.",
        "guide: state | String | Body | …\nspec:  query: { state: { … } }",
        "guide: state | String | Body | …\nspec:  query: { state: { printed: { location: Body }, … } }",
    ),
    (
        "required-differs",
        "The guide marks the parameter as required and the spec does not, or the other way round. `printed` says so, where the guide \
         is wrong.",
        "guide: name | String | Body | 是\nspec:  name: { … }",
        "guide: name | String | Body | 是\nspec:  name: { required: true, … }",
    ),
    (
        "example-differs",
        "The guide prints another example. Take that over, or say in `printed` what it prints and keep the better one.",
        "guide: count | Integer | 5\nspec:  count: { example: 50, … }",
        "guide: count | Integer | 5\nspec:  count: { example: 5, … }",
    ),
    (
        "default-differs",
        "The description in the guide names another default. Take that over, or say in `printed` or in an erratum why not.",
        "guide: … 默认值: 3\nspec:  count: { default: 5, … }",
        "guide: … 默认值: 3\nspec:  count: { default: 3, … }",
    ),
    (
        "limit-differs",
        "The description in the guide names another range, length or value. Take that over, or explain it by an erratum.",
        "guide: … 取值范围: 1~100\nspec:  count: { min: 1, max: 500, … }",
        "guide: … 取值范围: 1~100\nspec:  count: { min: 1, max: 100, … }",
    ),
    (
        "number-differs",
        "A number in the guide's description of a field is nowhere in what the spec says of it: no limit, default, example, value or \
         word of its description. Say what it means, or quote it in an erratum about the field.",
        "guide: … 单次最多500个\nspec:  count: { max: 50, … }",
        "guide: … 单次最多500个\nspec:  count: { max: 500, … }",
    ),
    (
        "error-differs",
        "The guide gives another status or message for the error. Callers match on them, so that the exact text counts.",
        "guide: NoPermission | 403 | You are not authorized.\nspec:  - { code: NoPermission, status: 401, … }",
        "guide: NoPermission | 403 | You are not authorized.\nspec:  - { code: NoPermission, status: 403, … }",
    ),
    (
        "stale-explanation",
        "What explained a difference explains none any more: the guide has been put right, or prints something else now. Take it out, \
         or bring it up to date.",
        "guide: NodepoolId | String | Path\nspec:  NodepoolId: { printed: Nodepoolid, … }",
        "guide: NodepoolId | String | Path\nspec:  NodepoolId: { … }",
    ),
];
