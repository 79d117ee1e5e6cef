# ALIBABA_CLOUD_ENDPOINT, ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET say where and as whom.
{% if body %}body={{ body }}
md5=$(printf %s "$body" | openssl dgst -md5 -binary | base64)
{% endif %}date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
nonce=$(openssl rand -hex 16)
string_to_sign=$(
  printf '%s\n' {{ method }} application/json {% if body %}"$md5" application/json{% else %}'' ''{% endif %} "$date" \
    x-acs-signature-method:HMAC-SHA1 "x-acs-signature-nonce:$nonce" x-acs-signature-version:1.0 \
    x-acs-version:{{ version }} {{ resource }}
)
signature=$(printf %s "$string_to_sign" | openssl dgst -sha1 -hmac "$ALIBABA_CLOUD_ACCESS_KEY_SECRET" -binary | base64)
curl --fail-with-body --silent --show-error -X {{ method }} "$ALIBABA_CLOUD_ENDPOINT{{ target }}" \
  -H "Accept: application/json" -H "Date: $date" \
{% if body %}  -H "Content-Type: application/json" -H "Content-MD5: $md5" \
{% endif %}{% for item in headers %}  -H {{ item }} \
{% endfor %}  -H "x-acs-signature-method: HMAC-SHA1" -H "x-acs-signature-nonce: $nonce" \
  -H "x-acs-signature-version: 1.0" -H "x-acs-version: {{ version }}" \
  -H "Authorization: acs $ALIBABA_CLOUD_ACCESS_KEY_ID:$signature"{% if body %} \
  --data-binary "$body"{% endif %}
