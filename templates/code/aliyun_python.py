{% if body %}import json
{% endif %}import os
from urllib.parse import urlsplit

from aliyunsdkcore.client import AcsClient
{% if class %}from {{ module }}.{{ class }} import {{ class }}
{% elif is_rpc %}from aliyunsdkcore.request import RpcRequest
{% else %}from aliyunsdkcore.request import RoaRequest
{% endif %}
endpoint = urlsplit(os.environ["ALIBABA_CLOUD_ENDPOINT"])
client = AcsClient(
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    os.environ["ALIBABA_CLOUD_REGION_ID"],
)

{% if class %}request = {{ class }}()
{% elif is_rpc %}request = RpcRequest({{ product }}, {{ version }}, "{{ operation }}")
{% else %}request = RoaRequest({{ product }}, {{ version }}, "{{ operation }}")
request.set_uri_pattern({{ pattern }})
request.set_method({{ method }})
{% endif %}request.set_endpoint(endpoint.netloc)
request.set_protocol_type(endpoint.scheme)
request.set_accept_format("JSON")
{% for item in path %}request.add_path_param({{ item.name }}, {{ item.value }})
{% endfor %}{% for item in query %}request.add_query_param({{ item.name }}, {{ item.value }})
{% endfor %}{% for item in headers %}request.add_header({{ item.name }}, {{ item.value }})
{% endfor %}{% if body %}request.set_content_type("application/json")
request.set_content(json.dumps({{ body }}))
{% endif %}
print(client.do_action_with_exception(request).decode())
