searchIn([
["README.html","你好","page"],
["fields.html","字段索引","page"],
["hello/README.html","你好","page"],
["hello/gateways.html","网关与公共请求头","page"],
["hello/responses.html","响应与错误","page"],
["hello/greetings/SayHello.html","SayHello","operation"]
], [
[0,"","","以下按服务和分组列出接口；字段索引收录所有字段名及其出现位置。"],
[0,"service.hello","你好","打招呼。服务说明。"],
[0,"at.how-to-read","阅读说明","依据。 每页注明所述内容在手册中的章节。字段均见于该章节的表格，另有说明的除外：仅见于“示例”、“正文”，或由官方发布的 SDK 发送、读取。 勘误。 手册前后矛盾或与线上服务不符之处，本参考以可判断的事实为准，并链接到勘误条目，列出原文、处理与理由。字段说明中的“手册原文”为表格所印内容。 类型。 integer 为 32 位整数，long 为 64 位整数，number 可带小数。timestamp 与 duration 为文本，secret 为不得写入日志的文本，any 为任意 JSON 值。list<T> 为 JSON 数组，map<T> 为键不固定的 JSON 对象，json<T> 为内容是 JSON 的文本。 必填。 缺少必填字段的请求会被拒绝。响应可能缺少任何字段，也可能含有此处未描述的字段或未列出的枚举取值。 默认值为不给出该字段时服务采用的值。 示例由手册中各字段的示例值组合而成，星号为手册隐去的部分。 占位名。 手册在部分列表和映射的外层印有实际不发送的键。因其他资料的示例可能出现该键，页面会注明。"],
[1,"","",""],
[2,"","","打招呼。 API 版本 2024-01-01，产品代码 Hello。 接口由请求方法和路径区分。 手册指《你好手册》，产品版本 v1，文档编号 1；章节号均以该文档为准。"],
[2,"at.about","服务说明",""],
[2,"group.greetings","问候","打招呼。"],
[3,"","",""],
[4,"","",""],
[4,"at.errors","错误","出错时状态码为 4xx 或 5xx，响应体为含 Code、Message 与 RequestId 的对象；这些键的大小写不尽一致，网关或代理也可能返回任意内容。手册未列出该服务的错误码。"],
[5,"","","打招呼。 POST /hello 幂等：重复调用与调用一次效果相同，未收到响应时可以重试。 见手册 1.1 节。"],
[5,"at.request","请求",""],
[5,"at.request-example","示例",""],
[5,"at.response","响应","状态码 200。手册未给出响应体。"],
[5,"at.code","代码","以下均为完整程序。环境变量 ALIBABA_CLOUD_ENDPOINT（https://…）、ALIBABA_CLOUD_REGION_ID、ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET 指定调用地址与身份。"],
[5,"code.rust","Rust",""],
[5,"at.errors","错误","手册未列出该接口的错误码。参见错误响应的格式。"]
]);
