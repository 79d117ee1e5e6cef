package main

import (
	"fmt"
	"log"
	"net/url"
	"os"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

func main() {
	endpoint, err := url.Parse(os.Getenv("ALIBABA_CLOUD_ENDPOINT"))
	if err != nil {
		log.Fatal(err)
	}
	client, err := sdk.NewClientWithAccessKey(
		os.Getenv("ALIBABA_CLOUD_REGION_ID"),
		os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"),
		os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
	)
	if err != nil {
		log.Fatal(err)
	}

	request := requests.NewCommonRequest()
	request.Scheme = endpoint.Scheme
	request.Domain = endpoint.Host
	request.Product = {{ product }}
	request.Version = {{ version }}
	request.ApiName = "{{ operation }}"
	request.Method = {{ method }}
{% if not is_rpc %}	request.PathPattern = {{ pattern }}
{% endif %}{% if path %}	request.PathParams = map[string]string{
{% for item in path %}		{{ item.name }}: {{ item.value }},
{% endfor %}	}
{% endif %}{% for item in query %}	request.QueryParams[{{ item.name }}] = {{ item.value }}
{% endfor %}{% for item in headers %}	request.Headers[{{ item.name }}] = {{ item.value }}
{% endfor %}{% if body %}	request.SetContentType("application/json")
	request.SetContent([]byte({{ body }}))
{% endif %}
	response, err := client.ProcessCommonRequest(request)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.GetHttpContentString())
}
