import os
from urllib.parse import urlsplit

{% if call %}{% if request %}from {{ module }} import models
{% endif %}from {{ module }}.client import Client
{% endif %}{% if not call %}from alibabacloud_tea_openapi.client import Client
{% endif %}from alibabacloud_tea_openapi import utils_models
{% if not call %}from darabonba.runtime import RuntimeOptions
{% endif %}
endpoint = urlsplit(os.environ["ALIBABA_CLOUD_ENDPOINT"])
client = Client(utils_models.Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    region_id=os.environ["ALIBABA_CLOUD_REGION_ID"],
    endpoint=endpoint.netloc,
    protocol=endpoint.scheme,
))

{% if call %}{% if request %}request = models.{{ class }}().from_map({{ request }})
{% endif %}{% if has_answer %}answer = {% endif %}client.{{ call }}({% for item in path %}{{ item.value }}{% if request or not loop.last %}, {% endif %}{% endfor %}{% if request %}request{% endif %})
{% if has_answer %}print(answer.body)
{% endif %}{% else %}operation = utils_models.Params(
    action="{{ operation }}",
    version={{ version }},
    protocol=endpoint.scheme,
    pathname={{ target }},
    method={{ method }},
    auth_type="AK",
    style="{% if is_rpc %}RPC{% else %}ROA{% endif %}",
    req_body_type="json",
    body_type="{% if is_text %}string{% else %}json{% endif %}",
)
request = utils_models.OpenApiRequest({% if query %}
    query={
{% for item in query %}        {{ item.name }}: str({{ item.value }}),
{% endfor %}    },{% endif %}{% if body %}
    body={{ body }},{% endif %}{% if query or body %}
{% endif %})
answer = client.call_api(operation, request, RuntimeOptions())
print(answer["body"])
{% endif %}
