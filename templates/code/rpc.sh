# ALIBABA_CLOUD_ENDPOINT, ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET say where and as whom.
encode() {
  local rest=$1 LC_ALL=C character
  while [ -n "$rest" ]; do
    character=${rest%"${rest#?}"}
    rest=${rest#?}
    case $character in
      [A-Za-z0-9._~-]) printf %s "$character" ;;
      *) printf %%%02X "'$character" ;;
    esac
  done
}

{% for item in parameters %}{% if loop.first %}form="{{ item }}"{% else %}
form+="&{{ item }}"{% endif %}{% endfor %}
signature=$(
  printf %s "{{ method }}&%2F&$(encode "$form")" |
    openssl dgst -sha1 -hmac "$ALIBABA_CLOUD_ACCESS_KEY_SECRET&" -binary | base64
)
curl --fail-with-body --silent --show-error -X {{ method }} "$ALIBABA_CLOUD_ENDPOINT/" -H "Accept: application/json" \
  --data "$form&Signature=$(encode "$signature")"
