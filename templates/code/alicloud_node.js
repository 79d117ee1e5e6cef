const { {% if is_rpc %}RPCClient{% else %}ROAClient{% endif %} } = require('@alicloud/pop-core');

const client = new {% if is_rpc %}RPCClient{% else %}ROAClient{% endif %}({
  accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
  endpoint: process.env.ALIBABA_CLOUD_ENDPOINT,
  apiVersion: {{ version }},
});
const query = {{ query_object }};
{% if not is_rpc %}const headers = {{ header_object }};
{% if body %}const body = JSON.stringify({{ body }});
{% endif %}{% endif %}
{% if is_rpc %}client.request("{{ operation }}", query, { method: "POST" }).then(
{% else %}client.request({{ method }}, {{ target }}, query, {% if body %}body{% else %}''{% endif %}, headers).then(
{% endif %}  (answer) => console.log(answer),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
